"""Every refusal in one table."""

from typing import Final

from tests.refusals import answers, assignments, designs, directives, handovers, parties, pillars, registers, units, visits
from tests.refusals.row import Row

TABLE: Final[list[Row]] = [
    row
    for of in (registers, assignments, handovers, units, pillars, visits, answers, directives, parties, designs)
    for row in of.ROWS
]
