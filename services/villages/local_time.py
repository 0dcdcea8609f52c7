"""What day and hour it is in a village, which is what its people go by."""

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

from services.villages.village import Village, timezone


def zone(village: Village | None) -> tzinfo:
    """WIB, WITA or WIT; UTC where the village is not known."""
    return ZoneInfo(timezone(village.code)) if village else UTC


def local_day(moment: datetime, village: Village | None) -> date:
    """The day that it was in the village."""
    return moment.astimezone(zone(village)).date()


def local_time(moment: datetime, village: Village | None) -> str:
    """Day and time as people there say it in either language: 2017-07-25 08:00 WITA."""
    return f"{moment.astimezone(zone(village)):%Y-%m-%d %H:%M %Z}"
