"""Every refusal in one table."""

from typing import Final

from tests.refusals import answers, assignments, directives, elections, handovers, parties, pillars, registers, units, visits
from tests.refusals.row import Row

TABLE: Final[list[Row]] = [
    row
    for of in (registers, assignments, handovers, units, pillars, visits, answers, directives, elections, parties)
    for row in of.ROWS
]
