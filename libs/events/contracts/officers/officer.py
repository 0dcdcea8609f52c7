"""Officers: who serves where, what they have learnt, and which directives await them."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from libs.events.contracts.values import Name, Ordinal, Phone, Text
from libs.events.message import Command, Event, Personal, Restricted, Role, Scope
from libs.events.told_in_clear import sealed_from_now_on


class Rank(StrEnum):
    """Rank (*pangkat*), from the lowest to the highest."""

    BHARADA = "BHARADA"
    """Second private (*bhayangkara dua*), the lowest of the enlisted."""
    BHARATU = "BHARATU"
    """First private (*bhayangkara satu*)."""
    BHARAKA = "BHARAKA"
    """Head private (*bhayangkara kepala*)."""
    ABRIPDA = "ABRIPDA"
    """Second brigadier adjutant (*ajun brigadir polisi dua*)."""
    ABRIPTU = "ABRIPTU"
    """First brigadier adjutant (*ajun brigadir polisi satu*)."""
    ABRIP = "ABRIP"
    """Brigadier adjutant (*ajun brigadir polisi*), the highest of the enlisted."""
    BRIPDA = "BRIPDA"
    """Second brigadier (*brigadir polisi dua*), the lowest of the non-commissioned officers."""
    BRIPTU = "BRIPTU"
    """First brigadier (*brigadir polisi satu*)."""
    BRIGPOL = "BRIGPOL"
    """Brigadier (*brigadir polisi*)."""
    BRIPKA = "BRIPKA"
    """Chief brigadier (*brigadir polisi kepala*)."""
    AIPDA = "AIPDA"
    """Second assistant inspector (*ajun inspektur polisi dua*)."""
    AIPTU = "AIPTU"
    """First assistant inspector (*ajun inspektur polisi satu*), the highest of the non-commissioned officers."""
    IPDA = "IPDA"
    """Second inspector (*inspektur polisi dua*), the lowest of the commissioned officers."""
    IPTU = "IPTU"
    """First inspector (*inspektur polisi satu*)."""
    AKP = "AKP"
    """Adjunct commissioner (*ajun komisaris polisi*)."""
    KOMPOL = "KOMPOL"
    """Commissioner (*komisaris polisi*)."""
    AKBP = "AKBP"
    """Senior adjunct commissioner (*ajun komisaris besar polisi*)."""
    KOMBES_POL = "KOMBES_POL"
    """Grand commissioner (*komisaris besar polisi*)."""
    BRIGJEN_POL = "BRIGJEN_POL"
    """Brigadier general (*brigadir jenderal polisi*)."""
    IRJEN_POL = "IRJEN_POL"
    """Inspector general (*inspektur jenderal polisi*)."""
    KOMJEN_POL = "KOMJEN_POL"
    """Commissioner general (*komisaris jenderal polisi*)."""
    JENDERAL_POL = "JENDERAL_POL"
    """General (*jenderal polisi*), the chief of the national police."""


class Position(StrEnum):
    """Office held within the unit (*jabatan*)."""

    BHABINKAMTIBMAS = "BHABINKAMTIBMAS"
    """Officer for the security and order of a village (*Bhayangkara Pembina Keamanan dan Ketertiban Masyarakat*)."""
    PETUGAS_POLMAS = "PETUGAS_POLMAS"
    """Community policing officer (*petugas Polmas*)."""
    POLISI_RW = "POLISI_RW"
    """Police officer of a neighbourhood (*polisi rukun warga*)."""
    KANIT_BINMAS = "KANIT_BINMAS"
    """Head of the community guidance unit of a Polsek (*kepala unit pembinaan masyarakat*)."""
    KASAT_BINMAS = "KASAT_BINMAS"
    """Head of the community guidance section of a Polres (*kepala satuan pembinaan masyarakat*)."""
    DIRBINMAS = "DIRBINMAS"
    """Director of community guidance of a Polda (*direktur pembinaan masyarakat*)."""
    KAPOLSEK = "KAPOLSEK"
    """Chief of a Polsek (*kepala kepolisian sektor*)."""
    WAKAPOLRES = "WAKAPOLRES"
    """Deputy chief of a Polres (*wakil kepala kepolisian resor*)."""
    KAPOLRES = "KAPOLRES"
    """Chief of a Polres (*kepala kepolisian resor*)."""
    WAKAPOLDA = "WAKAPOLDA"
    """Deputy chief of a Polda (*wakil kepala kepolisian daerah*)."""
    KAPOLDA = "KAPOLDA"
    """Chief of a Polda (*kepala kepolisian daerah*)."""


class OfficerStatus(StrEnum):
    """Whether the officer can be given duties; only ACTIVE can."""

    ACTIVE = "ACTIVE"
    """On duty (*aktif*)."""
    STUDY = "STUDY"
    """Away for schooling (*pendidikan*)."""
    SUSPENDED = "SUSPENDED"
    """Off duty for a time (*nonaktif*)."""
    RETIRED = "RETIRED"
    """No longer in the service (*purna tugas*)."""


class Competency(StrEnum):
    """What a village officer can do, as taught in the trainings of the cooperation."""

    DDS = "DDS"
    """Door-to-door visiting (*door to door system*)."""
    PROBLEM_SOLVING = "PROBLEM_SOLVING"
    """Solving a community's problems with it (*pemecahan masalah*)."""
    MEDIATION = "MEDIATION"
    """Settling disputes between residents (*mediasi*)."""
    EARLY_DETECTION = "EARLY_DETECTION"
    """Noticing early what may become a disturbance (*deteksi dini*)."""
    COUNSELLING = "COUNSELLING"
    """Talking to and advising residents (*penyuluhan*)."""
    FKPM_FACILITATION = "FKPM_FACILITATION"
    """Running the police and community forum (*Forum Kemitraan Polisi dan Masyarakat*, FKPM)."""
    DIVERSITY = "DIVERSITY"
    """Working among different faiths and peoples (*kebinekaan*)."""
    DIGITAL_LITERACY = "DIGITAL_LITERACY"
    """Using and explaining digital media (*literasi digital*)."""


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


class ReportDirectiveFollowUp(Command, frozen=True, kw_only=True):
    """Say, as the officer addressed, that what a directive asks for has been done; it is acknowledged thereby."""

    officer_id: UUID
    directive_id: UUID
    followed_up_on: date
    """The day on which it was done (ditindaklanjuti)."""
    account: Restricted[Text] | None = None
    """What was done (uraian), kept sealed."""

    allowed = {Role.OFFICER: Scope.OWN_PERSON, Role.HEADQUARTERS: Scope.ANYWHERE}


class SuspendOfficer(Command, frozen=True, kw_only=True):
    """Take an officer off duty for a time."""

    officer_id: UUID
    reason: Restricted[Name]
    """Why (alasan), kept sealed."""
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


class DirectiveFollowedUp(Event, frozen=True, kw_only=True):
    directive_id: UUID
    session_id: UUID
    followed_up_on: date
    account: Restricted[str] | None = None


class OfficerSuspended(Event, frozen=True, kw_only=True):
    reason: Restricted[str]
    suspended_on: date

    upcasts = (sealed_from_now_on("reason"),)


class OfficerReinstated(Event, frozen=True, kw_only=True):
    reinstated_on: date


class OfficerRetired(Event, frozen=True, kw_only=True):
    retired_on: date
