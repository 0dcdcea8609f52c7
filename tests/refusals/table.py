"""Every refusal in one table."""

from typing import Final

from tests.refusals import (
    answers,
    assignments,
    directives,
    forums,
    handovers,
    institutions,
    parties,
    pillars,
    registers,
    units,
    visits,
)
from tests.refusals.row import Row

TABLE: Final[list[Row]] = [
    row
    for of in (registers, assignments, handovers, units, pillars, visits, answers, directives, parties, forums, institutions)
    for row in of.ROWS
]
