"""Police units (*satuan*): the tree of command and the ground each unit answers for."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from libs.events.contracts.values import Name, PlaceCode, RegionCode
from libs.events.message import Classification, Command, Event, Role, Scope


class UnitLevel(StrEnum):
    """Step of the tree, from the national headquarters down; a unit's parent stands one step above it."""

    MABES = "MABES"
    """National headquarters (*Markas Besar*)."""
    POLDA = "POLDA"
    """Police of a province (*Kepolisian Daerah*)."""
    POLRES = "POLRES"
    """Police of a regency or city (*Kepolisian Resor*)."""
    POLSEK = "POLSEK"
    """Police of a district (*Kepolisian Sektor*)."""
    SUBSEKTOR = "SUBSEKTOR"
    """Police of a part of a district (*Kepolisian Subsektor*)."""


class UnitKind(StrEnum):
    """Type of a unit within its level (*tipe satuan*)."""

    MABES = "MABES"
    """National headquarters (*Markas Besar*)."""
    POLDA_A = "POLDA_A"
    """Provincial police of type A, led by an inspector general (*Polda tipe A*)."""
    POLDA_B = "POLDA_B"
    """Provincial police of type B (*Polda tipe B*)."""
    POLRES = "POLRES"
    """Police of a regency (*Kepolisian Resor*)."""
    POLRESTA = "POLRESTA"
    """Police of a city (*Kepolisian Resor Kota*)."""
    POLRESTABES = "POLRESTABES"
    """Police of a large city (*Kepolisian Resor Kota Besar*)."""
    POLRES_METRO = "POLRES_METRO"
    """Police of a city or regency of a metropolis (*Kepolisian Metro*)."""
    POLSEK = "POLSEK"
    """Police of a district (*Kepolisian Sektor*)."""
    SUBSEKTOR = "SUBSEKTOR"
    """Police of a part of a district (*Kepolisian Subsektor*)."""


class EstablishUnit(Command, frozen=True, kw_only=True):
    """Found a police unit below its parent."""

    unit_id: UUID
    name: Name
    level: UnitLevel
    kind: UnitKind
    parent_id: UUID | None = None
    seat_code: RegionCode | None = None
    """Where its headquarters stand."""

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}
    creates: ClassVar[bool] = True


class RenameUnit(Command, frozen=True, kw_only=True):
    """Give a unit another name, and its new kind where that changed with it (a Polres becomes a Polresta)."""

    unit_id: UUID
    name: Name
    kind: UnitKind | None = None
    renamed_on: date | None = None
    """Null: the day is not known."""

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


Places = Annotated[tuple[PlaceCode, ...], Meta(max_length=300)]
"""Each is compared with all that is held around it; no district has half as many villages."""


class ChangeJurisdiction(Command, frozen=True, kw_only=True):
    """Assign places to a unit or withdraw them (*wilayah hukum*); it need not follow the borders of a regency."""

    unit_id: UUID
    assign: Places = ()
    withdraw: Places = ()
    changed_on: date
    source: Name
    """The order or publication it rests on; `assumed` where there is none."""

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


class AppointCommander(Command, frozen=True, kw_only=True):
    """Put an officer at the head of a unit; whoever headed it is relieved the same day."""

    unit_id: UUID
    officer_id: UUID
    appointed_on: date

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


class RelieveCommander(Command, frozen=True, kw_only=True):
    """Leave the post at the head of a unit vacant."""

    unit_id: UUID
    relieved_on: date

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


class ReportCommanderAbsence(Command, frozen=True, kw_only=True):
    """Report from when to when a unit's commander is away (*berhalangan*); what was reported before is replaced."""

    unit_id: UUID
    absent_from: date
    """The first day away."""
    absent_until: date | None = None
    """The first day back; none until further notice."""

    allowed = {Role.COMMANDER: Scope.OWN_UNIT, Role.HEADQUARTERS: Scope.ANYWHERE}


class AppointActingCommander(Command, frozen=True, kw_only=True):
    """Let an officer act as the head of a unit (*pelaksana tugas*, Plt.) while its commander is away or its post vacant."""

    unit_id: UUID
    officer_id: UUID
    starts_on: date
    ends_on: date | None = None
    """The first day on which he no longer acts; none until further notice."""
    order_number: Name | None = None

    allowed = {Role.COMMANDER: Scope.OWN_UNIT, Role.HEADQUARTERS: Scope.ANYWHERE}


class RelieveActingCommander(Command, frozen=True, kw_only=True):
    """End the time of whoever acts as the head of a unit."""

    unit_id: UUID
    relieved_on: date

    allowed = {Role.COMMANDER: Scope.OWN_UNIT, Role.HEADQUARTERS: Scope.ANYWHERE}


class DeactivateUnit(Command, frozen=True, kw_only=True):
    """Close a unit that holds no ground and has no unit below it any more."""

    unit_id: UUID
    deactivated_on: date

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


class LossReason(StrEnum):
    """Why a unit does not answer for a place any more that has got another code."""

    HELD_BY_OTHER = "HELD_BY_OTHER"
    """It lies on the ground of another unit of that level now (*wilayah satuan lain*)."""
    OUTSIDE_PARENT = "OUTSIDE_PARENT"
    """It lies outside the ground of the unit above (*di luar wilayah satuan atas*)."""
    OVERLAPS_OWN = "OVERLAPS_OWN"
    """A part of it is ground of the unit already (*sebagian sudah wilayahnya*)."""


class FollowPlace(Command, frozen=True, kw_only=True):
    """Go on answering for a place under the code that it has got, unless that is another unit's ground."""

    unit_id: UUID
    previous_code: PlaceCode
    """The code that the place had."""
    code: PlaceCode
    """The code that it has."""
    changed_on: date
    source: Name

    allowed = {Role.SERVICE: Scope.ANYWHERE}


class LeaveGround(Command, frozen=True, kw_only=True):
    """Give up the ground in which nothing lies any more since a place has got another code, or is no more."""

    unit_id: UUID
    previous_code: PlaceCode
    """The code that the place had."""
    changed_on: date
    source: Name

    allowed = {Role.SERVICE: Scope.ANYWHERE}


class UnitEstablished(Event, frozen=True, kw_only=True):
    name: str
    level: UnitLevel
    kind: UnitKind
    parent_id: UUID | None = None
    seat_code: str | None = None

    classification: ClassVar[Classification] = Classification.PUBLIC


class UnitRenamed(Event, frozen=True, kw_only=True):
    name: str
    kind: UnitKind
    renamed_on: date | None = None

    classification: ClassVar[Classification] = Classification.PUBLIC


class JurisdictionAssigned(Event, frozen=True, kw_only=True):
    code: str
    valid_from: date
    source: str

    classification: ClassVar[Classification] = Classification.PUBLIC


class JurisdictionWithdrawn(Event, frozen=True, kw_only=True):
    code: str
    valid_to: date
    """The first day on which it no longer holds."""
    source: str

    classification: ClassVar[Classification] = Classification.PUBLIC


class GroundLost(Event, frozen=True, kw_only=True):
    """A place for which the unit answered has got a code under which it does not; somebody should look whether that is meant."""

    previous_code: str
    code: str
    changed_on: date
    reason: LossReason
    source: str

    classification: ClassVar[Classification] = Classification.PUBLIC


class CommanderAppointed(Event, frozen=True, kw_only=True):
    officer_id: UUID
    appointed_on: date


class CommanderRelieved(Event, frozen=True, kw_only=True):
    officer_id: UUID
    relieved_on: date


class CommanderAbsenceReported(Event, frozen=True, kw_only=True):
    officer_id: UUID
    absent_from: date
    absent_until: date | None = None
    """The first day back."""


class ActingCommanderAppointed(Event, frozen=True, kw_only=True):
    officer_id: UUID
    starts_on: date
    ends_on: date | None = None
    """The first day on which he no longer acts."""
    order_number: str | None = None


class ActingCommanderRelieved(Event, frozen=True, kw_only=True):
    officer_id: UUID
    relieved_on: date


class UnitDeactivated(Event, frozen=True, kw_only=True):
    deactivated_on: date

    classification: ClassVar[Classification] = Classification.PUBLIC
