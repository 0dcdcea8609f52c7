"""Every refusal in one table."""

from typing import Final

from tests.refusals import (
    answers,
    assignments,
    directives,
    handovers,
    parties,
    pillars,
    programmes,
    registers,
    sites,
    units,
    visits,
)
from tests.refusals.row import Row

TABLE: Final[list[Row]] = [
    row
    for of in (registers, assignments, handovers, units, pillars, visits, answers, directives, parties, programmes, sites)
    for row in of.ROWS
]
