"""Every refusal in one table."""

from typing import Final

from tests.refusals import (
    answers,
    assignments,
    boundaries,
    designs,
    directives,
    elections,
    forums,
    handovers,
    institutions,
    parties,
    pillars,
    programmes,
    registers,
    sites,
    surveys,
    trainings,
    units,
    visits,
)
from tests.refusals.row import Row

PARTS: Final[list[list[Row]]] = [
    of.ROWS
    for of in (
        registers,
        boundaries,
        assignments,
        handovers,
        units,
        pillars,
        visits,
        answers,
        directives,
        elections,
        parties,
        forums,
        institutions,
        programmes,
        sites,
        designs,
        surveys,
        trainings,
    )
]
"""What is refused of one kind of thing, in the order in which it comes about."""
TABLE: Final[list[Row]] = [row for rows in PARTS for row in rows]
