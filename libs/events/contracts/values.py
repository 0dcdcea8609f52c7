"""Values that several pages of the published language share, each with its own validity."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

RegionCode = Annotated[
    str, Meta(pattern=r"^\d{2}(\.\d{2}(\.\d{2})?)?$", description="Province, regency or district: 52, 52.71, 52.71.01")
]
"""Code of a province, regency or district (*kode wilayah*, Kemendagri), a dot between the levels."""
VillageCode = Annotated[str, Meta(pattern=r"^\d{2}\.\d{2}\.\d{2}\.\d{4}$", description="Village: 52.71.01.1001")]
"""Code of a village; its third part from the right tells the district, the first digit of the last part the kind."""
PlaceCode = Annotated[str, Meta(pattern=r"^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$", description="A region or a village, by code")]
"""Code of any place; as a jurisdiction it means everything below it as well."""
Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^\S(.*\S)?$")]
"""One line, not blank, without space at its ends."""
Text = Annotated[str, Meta(min_length=1, max_length=4000)]
Moment = Annotated[datetime, Meta(tz=True)]
"""A point in time with its offset, RFC 3339."""


class Precision(StrEnum):
    """How exactly a date of the past is known."""

    YEAR = "YEAR"
    MONTH = "MONTH"
    DAY = "DAY"


class ClaimedDate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A date as somebody claims it: sources differ, so each value names its own."""

    value: date
    """The first day of the year or month where no day is known."""
    precision: Precision = Precision.DAY
    source: Name
