"""The days of the year: counted back from the day on which telling it was begun, with what makes some busier than others."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from msgspec import Struct

from data.record.duties import ZONE

FIRST: Final = -364
"""The first day of the year; the last is yesterday, -1, and 0 the day of telling."""
EDGES: Final = (FIRST, -273, -182, -91, -21)
"""The days on which orders take effect; each begins a chapter."""
DAWN: Final = 6 * 60
NIGHT: Final = 22 * 60
"""Minutes of the day between which most things happen."""


class Season(Struct, frozen=True, kw_only=True):
    """Some days on which one thing happens more, or less, than on others."""

    first: int
    last: int
    visits: float = 1.0
    activities: float = 1.0
    outreach: float = 1.0
    issues: float = 1.0
    warnings: float = 1.0


SEASONS: Final = (
    Season(first=-310, last=-281, visits=0.7, activities=0.5, outreach=1.4),  # a quiet month, in which much is said in the evening
    Season(first=-280, last=-273, visits=0.4, activities=0.2, outreach=0.3, issues=1.3),  # a week in which everybody travels
    Season(first=-190, last=-160, visits=0.8, issues=1.4),  # harvest
    Season(first=-75, last=-50, activities=1.5, outreach=1.3, warnings=1.8),  # a time of meetings
)


class Days(Struct, frozen=True, kw_only=True):
    """Turns days and minutes of the year into moments; `begun` is when telling it was begun."""

    begun: datetime
    first: int = FIRST
    """The first day that is told."""

    def day(self, number: int) -> date:
        return self.begun.astimezone(ZONE).date() + timedelta(days=number)

    def moment(self, number: int, minutes: float) -> datetime:
        """So many minutes after midnight, to the second."""
        midnight = datetime.combine(self.day(number), datetime.min.time(), ZONE)
        return midnight + timedelta(seconds=round(60 * minutes))

    def number(self, moment: datetime) -> int:
        """The day that a moment lies on."""
        return (moment.astimezone(ZONE).date() - self.day(0)).days

    @property
    def end(self) -> datetime:
        """The end of the year: whatever happens later has not happened yet."""
        return self.moment(-1, NIGHT)

    def before(self, minutes: float) -> datetime:
        """So many minutes before telling was begun: of today."""
        return self.begun - timedelta(seconds=round(60 * minutes))

    def drawn(self, chance: Random, what: str) -> int:
        """A day of the year on which something of this kind happens, by season."""
        while True:
            day = chance.randrange(self.first, 0)
            if chance.random() * 1.8 < share(day, what):
                return day


def share(day: int, what: str) -> float:
    """How much happens on that day, in days without a season; `what` is a field of `Season`."""
    found: float = next((getattr(season, what) for season in SEASONS if season.first <= day <= season.last), 1.0)
    return found


def several(chance: Random, mean: float) -> int:
    """How often something happens that happens so often on average (Poisson)."""
    number, product, limit = 0, chance.random(), 2.718281828459045**-mean
    while product > limit:
        number, product = number + 1, product * chance.random()
    return number


def minute(chance: Random, first: int = DAWN, last: int = NIGHT) -> float:
    """A minute of the day, rather in the middle than at the ends."""
    return chance.triangular(first, last)
