"""Regions: provinces, regencies and districts (*provinsi, kabupaten/kota, kecamatan*), known by code."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Final
from uuid import UUID

from msgspec import Meta

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
    """Give a region another name, such as that of a newer edition (*perubahan nama*)."""

    region_id: UUID
    name: Name
    edition: Name
    effective_on: date | None = None
    """From which day on (berlaku sejak); none where nobody says."""
    legal_basis: Name | None = None

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


BOUNDARIES: Final = {Role.HEADQUARTERS: Scope.ANYWHERE, Role.SERVICE: Scope.ANYWHERE}


class RecodeRegion(Command, frozen=True, kw_only=True):
    """Give a region another code within the region that it lies in (*perubahan kode*); its id stays."""

    region_id: UUID
    code: RegionCode
    """The new code (kode wilayah)."""
    takes_along: bool = True
    """Whether everything below follows by itself; not where each place is told for itself, as by an edition."""
    edition: Name
    effective_on: date
    legal_basis: Name

    allowed = BOUNDARIES


class MoveRegion(Command, frozen=True, kw_only=True):
    """Let a region lie in another region from then on (*pemindahan*): the new code tells in which."""

    region_id: UUID
    code: RegionCode
    """The new code (kode wilayah); the region that it names comes first."""
    takes_along: bool = True
    """Whether everything below follows by itself; not where each place is told for itself, as by an edition."""
    edition: Name
    effective_on: date
    legal_basis: Name

    allowed = BOUNDARIES


class DissolveRegion(Command, frozen=True, kw_only=True):
    """End a region in which nothing lies any more (*penghapusan*). Its code is free from then on."""

    region_id: UUID
    successor_ids: Annotated[tuple[UUID, ...], Meta(max_length=100)] = ()
    """What it became part of (wilayah penerus)."""
    effective_on: date
    legal_basis: Name

    allowed = BOUNDARIES


class FollowRegion(Command, frozen=True, kw_only=True):
    """Take on the code that a region has since the one above it got another."""

    region_id: UUID
    previous_code: RegionCode
    """The code that the region above had."""
    above_code: RegionCode
    """The code that the region above has."""
    edition: Name
    effective_on: date
    legal_basis: Name

    allowed = {Role.SERVICE: Scope.ANYWHERE}


class RegionRegistered(Event, frozen=True, kw_only=True):
    code: str
    name: str
    level: RegionLevel
    parent_code: str | None = None
    edition: str

    classification: ClassVar[Classification] = Classification.PUBLIC


def _without_basis(payload: dict[str, Any]) -> dict[str, Any]:
    """Before boundary changes were told, an edition gave names and nobody said since when."""
    return {**payload, "effective_on": None, "legal_basis": None}


class RegionRenamed(Event, frozen=True, kw_only=True):
    name: str
    edition: str
    effective_on: date | None = None
    legal_basis: str | None = None

    classification: ClassVar[Classification] = Classification.PUBLIC
    upcasts = (_without_basis,)


class RegionRecoded(Event, frozen=True, kw_only=True):
    """The same region, in the same region above it or following that one."""

    code: str
    previous_code: str
    takes_along: bool
    """Whether what lies below follows by itself."""
    edition: str
    effective_on: date
    legal_basis: str

    classification: ClassVar[Classification] = Classification.PUBLIC


class RegionMoved(Event, frozen=True, kw_only=True):
    """It lies in another region now."""

    code: str
    previous_code: str
    parent_code: str
    previous_parent_code: str
    takes_along: bool
    """Whether what lies below follows by itself."""
    edition: str
    effective_on: date
    legal_basis: str

    classification: ClassVar[Classification] = Classification.PUBLIC


class RegionDissolved(Event, frozen=True, kw_only=True):
    code: str
    """The code that is free since."""
    successor_ids: tuple[UUID, ...] = ()
    effective_on: date
    legal_basis: str

    classification: ClassVar[Classification] = Classification.PUBLIC
