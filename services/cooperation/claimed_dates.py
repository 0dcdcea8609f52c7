"""What can be said of two dates of which only the year or the month may be known: whether one is certainly before the other.

A claim of a year or a month means any of its days. Where some reading of two claims agrees with a rule nothing is refused: a
source that knows less is no contradiction. Decision 0088.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Final

from libs.events.contracts.values import ClaimedDate, Precision

_KNOWN: Final[Mapping[Precision, int]] = {Precision.YEAR: 4, Precision.MONTH: 7, Precision.DAY: 10}
"""Characters of an ISO date that say what is known."""


def earliest(claimed: ClaimedDate) -> date:
    """The first day that is meant."""
    match claimed.precision:
        case Precision.YEAR:
            return claimed.value.replace(month=1, day=1)
        case Precision.MONTH:
            return claimed.value.replace(day=1)
        case Precision.DAY:
            return claimed.value


def latest(claimed: ClaimedDate) -> date:
    """The last day that is meant."""
    match claimed.precision:
        case Precision.YEAR:
            return claimed.value.replace(month=12, day=31)
        case Precision.MONTH:
            return claimed.value.replace(day=monthrange(claimed.value.year, claimed.value.month)[1])
        case Precision.DAY:
            return claimed.value


def certainly_before(one: ClaimedDate, other: ClaimedDate) -> bool:
    """Whether every day that the one means lies before every day that the other means."""
    return latest(one) < earliest(other)


def told(claimed: ClaimedDate) -> str:
    """As much of the date as is known: 2007, 2007-07, 2007-07-01."""
    return claimed.value.isoformat()[: _KNOWN[claimed.precision]]
