"""Every refusal in one table."""

from typing import Final

from tests.refusals import answers, assignments, pillars, registers, units, visits
from tests.refusals.row import Row

TABLE: Final[list[Row]] = [*registers.ROWS, *assignments.ROWS, *units.ROWS, *pillars.ROWS, *visits.ROWS, *answers.ROWS]
