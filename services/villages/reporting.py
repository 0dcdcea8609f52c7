"""When something may be said to have happened: not in the future, and not longer ago than reports are waited for."""

from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from msgspec import Struct

from libs.events.decider import Refused
from libs.events.wording import Sentence

SKEW: Final = timedelta(minutes=5)
"""By how much a phone's clock may be fast, as for `occurredAt`."""
FUTURE: Final = "The time lies in the future: check it and the phone's clock."


class Reporting(Struct, frozen=True, kw_only=True):
    """The clock at which a report comes in, and what the report itself says of the time."""

    now: datetime
    occurred_at: datetime | None = None
    within_days: int = 14

    def refuse(self, moment: datetime, field: str) -> Refused | None:
        """A time that lies in the future can still be put right on the phone; one long past is not to be made up later."""
        if refused := self.refuse_future(moment, field):
            return refused
        earliest = self.now - timedelta(days=self.within_days)
        told = [(moment, field)] if self.occurred_at is None else [(moment, field), (self.occurred_at, "occurredAt")]
        for at, name in told:
            if at < earliest:
                late = Sentence("What happened in the field is reported within {days} days.", days=self.within_days)
                return Refused("REPORTED_TOO_LATE", late, name)
        return None

    def refuse_future(self, moment: datetime, field: str) -> Refused | None:
        """What is done is told when it is done, however long ago."""
        return Refused("TIME_IN_FUTURE", FUTURE, field) if moment > self.now + SKEW else None

    def refuse_future_day(self, day: date, zone: tzinfo, field: str) -> Refused | None:
        """The same of a day, by the calendar of the place."""
        today = (self.now + SKEW).astimezone(zone).date()
        return Refused("TIME_IN_FUTURE", FUTURE, field) if day > today else None

    def ahead(self, moment: datetime) -> bool:
        """Whether the phone's clock is fast, if within bounds."""
        return moment > self.now


INDONESIAN: Final = {
    FUTURE: "Waktu berada di masa depan: periksa isian dan jam telepon.",
    "What happened in the field is reported within {days} days.": (
        "Yang terjadi di lapangan dilaporkan paling lambat dalam {days} hari."
    ),
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""
