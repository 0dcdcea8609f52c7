"""Officers: who serves where, what they have learnt, and which directives await them."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from libs.events.contracts.values import Name, Ordinal, Phone
from libs.events.message import Command, Event, Personal, Role, Scope


class Rank(StrEnum):
    """Rank (*pangkat*), from the lowest to the highest."""

    BHARADA = "BHARADA"
    BHARATU = "BHARATU"
    BHARAKA = "BHARAKA"
    ABRIPDA = "ABRIPDA"
    ABRIPTU = "ABRIPTU"
    ABRIP = "ABRIP"
    BRIPDA = "BRIPDA"
    BRIPTU = "BRIPTU"
    BRIGPOL = "BRIGPOL"
    BRIPKA = "BRIPKA"
    AIPDA = "AIPDA"
    AIPTU = "AIPTU"
    IPDA = "IPDA"
    IPTU = "IPTU"
    AKP = "AKP"
    KOMPOL = "KOMPOL"
    AKBP = "AKBP"
    KOMBES_POL = "KOMBES_POL"
    BRIGJEN_POL = "BRIGJEN_POL"
    IRJEN_POL = "IRJEN_POL"
    KOMJEN_POL = "KOMJEN_POL"
    JENDERAL_POL = "JENDERAL_POL"


class Position(StrEnum):
    """Office held within the unit (*jabatan*)."""

    BHABINKAMTIBMAS = "BHABINKAMTIBMAS"
    PETUGAS_POLMAS = "PETUGAS_POLMAS"
    POLISI_RW = "POLISI_RW"
    KANIT_BINMAS = "KANIT_BINMAS"
    KASAT_BINMAS = "KASAT_BINMAS"
    DIRBINMAS = "DIRBINMAS"
    KAPOLSEK = "KAPOLSEK"
    WAKAPOLRES = "WAKAPOLRES"
    KAPOLRES = "KAPOLRES"
    WAKAPOLDA = "WAKAPOLDA"
    KAPOLDA = "KAPOLDA"


class OfficerStatus(StrEnum):
    """Whether the officer can be given duties; only ACTIVE can."""

    ACTIVE = "ACTIVE"
    STUDY = "STUDY"
    SUSPENDED = "SUSPENDED"
    RETIRED = "RETIRED"


class Competency(StrEnum):
    """What a village officer can do, as taught in the trainings of the cooperation."""

    DDS = "DDS"
    """Door-to-door visiting (*door to door system*)."""
    PROBLEM_SOLVING = "PROBLEM_SOLVING"
    MEDIATION = "MEDIATION"
    EARLY_DETECTION = "EARLY_DETECTION"
    COUNSELLING = "COUNSELLING"
    FKPM_FACILITATION = "FKPM_FACILITATION"
    DIVERSITY = "DIVERSITY"
    DIGITAL_LITERACY = "DIGITAL_LITERACY"


PERSONNEL = {Role.COMMANDER: Scope.OWN_UNIT, Role.HEADQUARTERS: Scope.ANYWHERE}


class RegisterOfficer(Command, frozen=True, kw_only=True):
    """Enter an officer of a unit."""

    officer_id: UUID
    service_number: Personal[Annotated[str, Meta(max_length=32)]]
    """NRP of the police (8 digits) or NIP of a civil servant (18 digits); no two officers share one."""
    full_name: Personal[Name]
    phone: Personal[Phone] | None = None
    rank: Rank
    position: Position = Position.BHABINKAMTIBMAS
    unit_id: UUID
    languages: Annotated[tuple[Name, ...], Meta(max_length=20)] = ()

    allowed = PERSONNEL
    creates: ClassVar[bool] = True


class PromoteOfficer(Command, frozen=True, kw_only=True):
    """Raise an officer to a higher rank."""

    officer_id: UUID
    rank: Rank
    promoted_on: date

    allowed = PERSONNEL


class TransferOfficer(Command, frozen=True, kw_only=True):
    """Move an officer to another unit (*mutasi*), with a new position where that changes."""

    officer_id: UUID
    unit_id: UUID
    position: Position | None = None
    transferred_on: date

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


class RecordCompetency(Command, frozen=True, kw_only=True):
    """Note what an officer has learnt, and where."""

    officer_id: UUID
    competency: Competency
    acquired_on: date
    session_id: UUID | None = None
    """The training it was gained in, if it was one of the cooperation."""

    allowed = {**PERSONNEL, Role.SERVICE: Scope.ANYWHERE}


class AddressDirective(Command, frozen=True, kw_only=True):
    """Put a directive before an officer, to be acknowledged."""

    officer_id: UUID
    directive_id: UUID
    session_id: UUID
    number: Ordinal
    issued_on: date
    due_on: date | None = None

    allowed = {Role.SERVICE: Scope.ANYWHERE}


class RecordDirectiveAcknowledgement(Command, frozen=True, kw_only=True):
    """Confirm, as the officer addressed, that a directive was read and understood."""

    officer_id: UUID
    directive_id: UUID
    acknowledged_on: date

    allowed = {Role.OFFICER: Scope.OWN_PERSON, Role.HEADQUARTERS: Scope.ANYWHERE}


class SuspendOfficer(Command, frozen=True, kw_only=True):
    """Take an officer off duty for a time."""

    officer_id: UUID
    reason: Name
    suspended_on: date

    allowed = PERSONNEL


class ReinstateOfficer(Command, frozen=True, kw_only=True):
    """Put a suspended officer back on duty."""

    officer_id: UUID
    reinstated_on: date

    allowed = PERSONNEL


class RetireOfficer(Command, frozen=True, kw_only=True):
    """End an officer's service."""

    officer_id: UUID
    retired_on: date

    allowed = PERSONNEL


class OfficerRegistered(Event, frozen=True, kw_only=True):
    service_number: Personal[str]
    full_name: Personal[str]
    phone: Personal[str] | None = None
    rank: Rank
    position: Position
    unit_id: UUID
    languages: tuple[str, ...] = ()


class OfficerPromoted(Event, frozen=True, kw_only=True):
    rank: Rank
    promoted_on: date


class OfficerTransferred(Event, frozen=True, kw_only=True):
    unit_id: UUID
    position: Position
    transferred_on: date


class CompetencyRecorded(Event, frozen=True, kw_only=True):
    competency: Competency
    acquired_on: date
    session_id: UUID | None = None


class DirectiveAddressed(Event, frozen=True, kw_only=True):
    directive_id: UUID
    session_id: UUID
    number: int
    issued_on: date
    due_on: date | None = None


class DirectiveAcknowledged(Event, frozen=True, kw_only=True):
    directive_id: UUID
    session_id: UUID
    acknowledged_on: date


class OfficerSuspended(Event, frozen=True, kw_only=True):
    reason: str
    suspended_on: date


class OfficerReinstated(Event, frozen=True, kw_only=True):
    reinstated_on: date


class OfficerRetired(Event, frozen=True, kw_only=True):
    retired_on: date
