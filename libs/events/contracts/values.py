"""Values that several pages of the published language share, each with its own validity."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta, Struct

_UNSEEN: Final = (
    r"\u0000-\u001f\u007f-\u009f\u00ad\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0"
)
"""Control characters, and those that show nothing or change the direction of reading."""
# JSON Schema knows no \A and \Z, and the $ of Python's `re` lets a line feed follow; \d would take the digits of every script.
RegionCode = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2})?)?$(?!\n)",
        description="Province, regency or district: 52, 52.71, 52.71.01",
    ),
]
"""Code of a province, regency or district (*kode wilayah*, Kemendagri), a dot between the levels."""
VillageCode = Annotated[
    str, Meta(pattern=r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}$(?!\n)", description="Village: 52.71.01.1001")
]
"""Code of a village; its third part from the right tells the district, the first digit of the last part the kind."""
PlaceCode = Annotated[
    str,
    Meta(pattern=r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?$(?!\n)", description="A region or a village, by code"),
]
"""Code of any place; as a jurisdiction it means everything below it as well."""
Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=rf"^(?!\s)[^{_UNSEEN}]*[^{_UNSEEN}\u200c\u200d\s]$(?!\n)")]
"""One line, not blank, without space at its ends, and nothing in it that cannot be seen or turns round what follows."""
Text = Annotated[str, Meta(min_length=1, max_length=4000, pattern=rf"[^{_UNSEEN}\u200c\u200d\s]")]
"""Any number of lines, not blank."""
Phone = Annotated[
    str, Meta(pattern=r"^\+?[0-9][0-9 ().\/-]{2,30}[0-9]$(?!\n)", description="Telephone number: +62 812 3456 7890")
]
Moment = Annotated[datetime, Meta(tz=True)]
"""A point in time with its offset, RFC 3339."""
Ordinal = Annotated[int, Meta(ge=1, le=9999)]
"""The how-manieth, from 1."""
LogPosition = Annotated[int, Meta(ge=1, le=(1 << 63) - 1)]
"""Where an event stands in its log."""


class Precision(StrEnum):
    """How exactly a date of the past is known."""

    YEAR = "YEAR"
    """Only the year is known."""
    MONTH = "MONTH"
    """The year and the month are known."""
    DAY = "DAY"
    """The day is known."""


class ClaimedDate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A date as somebody claims it: sources differ, so each value names its own."""

    value: date
    """The first day of the year or month where no day is known."""
    precision: Precision = Precision.DAY
    source: Name
