"""Every refusal in one table."""

from typing import Final

from tests.refusals import answers, assignments, directives, handovers, parties, pillars, registers, trainings, units, visits
from tests.refusals.row import Row

TABLE: Final[list[Row]] = [
    row
    for of in (registers, assignments, handovers, units, pillars, visits, answers, directives, parties, trainings)
    for row in of.ROWS
]
