"""Regions: provinces, regencies and districts (*provinsi, kabupaten/kota, kecamatan*), known by code."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from libs.events.contracts.values import Name, RegionCode
from libs.events.message import Classification, Command, Event, Role, Scope


class RegionLevel(StrEnum):
    """How many parts the code has: one, two, three."""

    PROVINCE = "PROVINCE"
    """*Provinsi*: 52."""
    REGENCY = "REGENCY"
    """Regency or city (*kabupaten*, *kota*): 52.71."""
    DISTRICT = "DISTRICT"
    """*Kecamatan*: 52.71.01."""


class RegisterRegion(Command, frozen=True, kw_only=True):
    """Enter a region of a published edition; the one above it comes first."""

    region_id: UUID
    code: RegionCode
    name: Name
    edition: Name
    """The data edition it was taken from."""

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}
    creates: ClassVar[bool] = True


class RenameRegion(Command, frozen=True, kw_only=True):
    """Give a region the name of a newer edition."""

    region_id: UUID
    name: Name
    edition: Name

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


class RegionRegistered(Event, frozen=True, kw_only=True):
    code: str
    name: str
    level: RegionLevel
    parent_code: str | None = None
    edition: str

    classification: ClassVar[Classification] = Classification.PUBLIC


class RegionRenamed(Event, frozen=True, kw_only=True):
    name: str
    edition: str

    classification: ClassVar[Classification] = Classification.PUBLIC
