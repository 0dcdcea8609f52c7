"""Days as they were where something happened, and as months end."""

from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo


def local_day(moment: datetime, timezone: str) -> date:
    """The day that it was in the zone of that IANA name."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def last_day(month: str) -> date:
    """Of a calendar month: 2026-02 ends with 2026-02-28."""
    year, number = (int(part) for part in month.split("-"))
    return date(year, number, monthrange(year, number)[1])
