"""Cooperation programmes (*program kerja sama*): what was agreed between the countries, in phases, with whom.

Sources differ about dates: each is a claim with its precision and its source, several may stand beside one another, and one of
them is accepted.
"""

from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from msgspec import Meta, Struct

from libs.events.contracts.cooperation.program_terms import ClaimSubject, InstrumentKind, SectorCode
from libs.events.contracts.values import ClaimedDate, Name, Ordinal, Text
from libs.events.message import Classification, Command, Event, Partner, Restricted, Role, Scope


class Agency(StrEnum):
    """Who takes part."""

    JICA = "JICA"
    """Japan International Cooperation Agency."""
    NPA_JAPAN = "NPA_JAPAN"
    """National Police Agency of Japan."""
    MOFA_JAPAN = "MOFA_JAPAN"
    """Ministry of Foreign Affairs of Japan."""
    EMBASSY_JAPAN = "EMBASSY_JAPAN"
    """Embassy of Japan in Jakarta."""
    BAHARKAM = "BAHARKAM"
    """Security maintenance agency of the national police (*Badan Pemelihara Keamanan*)."""
    KORBINMAS = "KORBINMAS"
    """Community guidance corps of the national police (*Korps Pembinaan Masyarakat*)."""
    LEMDIKLAT = "LEMDIKLAT"
    """Education and training institute of the national police (*Lembaga Pendidikan dan Pelatihan*)."""
    DIVHUBINTER = "DIVHUBINTER"
    """International relations division of the national police (*Divisi Hubungan Internasional*)."""
    POLDA = "POLDA"
    """A provincial police (*Kepolisian Daerah*)."""
    OTHER = "OTHER"
    """One that this list lacks, told by its name (*lembaga lain*)."""


class AgencyKind(StrEnum):
    """As what it takes part."""

    DONOR = "DONOR"
    """Gives the means (*donor*)."""
    IMPLEMENTER = "IMPLEMENTER"
    """Carries the programme out (*pelaksana*)."""
    POLICE = "POLICE"
    """Is the police that it serves (*kepolisian*)."""


ANYWHERE = {Role.HEADQUARTERS: Scope.ANYWHERE}


class Titles(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A title in the languages of the cooperation."""

    en: Name
    id: Name | None = None
    ja: Name | None = None


class EstablishProgram(Command, frozen=True, kw_only=True):
    """Enter a programme of cooperation."""

    program_id: UUID
    title: Titles
    started_on: ClaimedDate
    partner_reference: Name | None = None
    """The partner's own number for it."""

    allowed = ANYWHERE
    creates: ClassVar[bool] = True


class AddAgency(Command, frozen=True, kw_only=True):
    """Add an agency that takes part."""

    program_id: UUID
    agency: Agency
    kind: AgencyKind
    name: Name | None = None
    """What it is called (nama): needed of one that the list lacks, and telling which of several, such as Polda NTB."""

    allowed = ANYWHERE


class RecordInstrument(Command, frozen=True, kw_only=True):
    """Note an agreement that was signed: a memorandum of understanding, a record of discussions, an exchange of notes."""

    program_id: UUID
    instrument_id: UUID
    """A new id for this agreement."""
    kind: InstrumentKind
    signed_on: ClaimedDate
    """When it was signed (ditandatangani)."""
    parties: Annotated[tuple[Name, ...], Meta(max_length=20)]
    """Who signed, by office (jabatan), never by name: two at least."""
    reference: Name | None = None
    """Its number or title (nomor)."""

    allowed = ANYWHERE


class ClassifyProgram(Command, frozen=True, kw_only=True):
    """Say which sectors a programme serves, in place of what was said before."""

    program_id: UUID
    sectors: Annotated[tuple[SectorCode, ...], Meta(max_length=20)]
    """Purpose codes of the DAC (sektor), the first weighing most."""

    allowed = ANYWHERE


class RecordDateClaim(Command, frozen=True, kw_only=True):
    """Note that a source has another date; what is accepted stays as it is."""

    program_id: UUID
    subject: ClaimSubject
    """What the date is claimed for."""
    phase_number: Ordinal | None = None
    """The phase (tahap), where it is about one."""
    claimed: ClaimedDate
    """What the source says."""

    allowed = ANYWHERE


class AcceptDateClaim(Command, frozen=True, kw_only=True):
    """Take one of the dates that were claimed for the one that holds; the others stay beside it."""

    program_id: UUID
    subject: ClaimSubject
    """What the date is claimed for."""
    phase_number: Ordinal | None = None
    """The phase (tahap), where it is about one."""
    claimed: ClaimedDate
    """The claim, as it was recorded."""

    allowed = ANYWHERE


class PlanPhase(Command, frozen=True, kw_only=True):
    """Put the next phase into the pipeline."""

    program_id: UUID
    number: Ordinal
    name: Name
    starts_on: ClaimedDate | None = None
    """When it is to start (rencana mulai)."""
    ends_on: ClaimedDate | None = None
    """When it is to end (rencana berakhir)."""

    allowed = ANYWHERE


class StartPhase(Command, frozen=True, kw_only=True):
    """Begin a phase, planned or not, once those before it have ended: phases of a programme do not overlap."""

    program_id: UUID
    number: Ordinal
    name: Name
    started_on: ClaimedDate

    allowed = ANYWHERE


class ExtendPhase(Command, frozen=True, kw_only=True):
    """Let a phase last longer than it was planned to."""

    program_id: UUID
    number: Ordinal
    until: ClaimedDate
    """When it is to end now (rencana berakhir)."""

    allowed = ANYWHERE


class SuspendPhase(Command, frozen=True, kw_only=True):
    """Interrupt a phase."""

    program_id: UUID
    number: Ordinal
    suspended_on: ClaimedDate
    """When it was interrupted (ditangguhkan)."""
    reason: Restricted[Text]
    """Why (alasan), kept sealed."""

    allowed = ANYWHERE


class ResumePhase(Command, frozen=True, kw_only=True):
    """Go on with a phase that was interrupted."""

    program_id: UUID
    number: Ordinal
    resumed_on: ClaimedDate
    """When it went on (dilanjutkan)."""

    allowed = ANYWHERE


class CompletePhase(Command, frozen=True, kw_only=True):
    """End a phase: its work is done."""

    program_id: UUID
    number: Ordinal
    ended_on: ClaimedDate

    allowed = ANYWHERE


class ClosePhase(Command, frozen=True, kw_only=True):
    """Close a phase whose work is done: its accounts and reports are settled."""

    program_id: UUID
    number: Ordinal
    closed_on: ClaimedDate
    """When that was (ditutup)."""

    allowed = ANYWHERE


class CancelPhase(Command, frozen=True, kw_only=True):
    """Give up a phase that is not done, whether it has started or not."""

    program_id: UUID
    number: Ordinal
    cancelled_on: ClaimedDate
    """When that was (dibatalkan)."""
    reason: Restricted[Text]
    """Why (alasan), kept sealed."""

    allowed = ANYWHERE


class CloseProgram(Command, frozen=True, kw_only=True):
    """Close a programme, all of whose phases have ended."""

    program_id: UUID
    closed_on: ClaimedDate
    """When that was (ditutup)."""

    allowed = ANYWHERE


class ProgramEstablished(Event, frozen=True, kw_only=True):
    title: Titles
    started_on: ClaimedDate
    partner_reference: str | None = None

    classification: ClassVar[Classification] = Classification.PARTNER


def _without_name(payload: dict[str, Any]) -> dict[str, Any]:
    """All that joined before were on the list."""
    return {**payload, "name": None}


class AgencyJoined(Event, frozen=True, kw_only=True):
    agency: Agency
    kind: AgencyKind
    name: str | None = None

    classification: ClassVar[Classification] = Classification.PARTNER
    upcasts = (_without_name,)


class InstrumentSigned(Event, frozen=True, kw_only=True):
    instrument_id: UUID
    kind: InstrumentKind
    signed_on: ClaimedDate
    parties: tuple[str, ...]
    reference: str | None = None

    classification: ClassVar[Classification] = Classification.PARTNER


class ProgramClassified(Event, frozen=True, kw_only=True):
    sectors: tuple[str, ...]

    classification: ClassVar[Classification] = Classification.PARTNER


class DateClaimed(Event, frozen=True, kw_only=True):
    subject: ClaimSubject
    phase_number: int | None = None
    claimed: ClaimedDate

    classification: ClassVar[Classification] = Classification.PARTNER


class DateClaimAccepted(Event, frozen=True, kw_only=True):
    subject: ClaimSubject
    phase_number: int | None = None
    claimed: ClaimedDate

    classification: ClassVar[Classification] = Classification.PARTNER


class PhasePlanned(Event, frozen=True, kw_only=True):
    number: int
    name: str
    starts_on: ClaimedDate | None = None
    ends_on: ClaimedDate | None = None

    classification: ClassVar[Classification] = Classification.PARTNER


class PhaseStarted(Event, frozen=True, kw_only=True):
    number: int
    name: str
    started_on: ClaimedDate

    classification: ClassVar[Classification] = Classification.PARTNER


class PhaseExtended(Event, frozen=True, kw_only=True):
    number: int
    until: ClaimedDate

    classification: ClassVar[Classification] = Classification.PARTNER


class PhaseSuspended(Event, frozen=True, kw_only=True):
    number: Partner[int]
    suspended_on: Partner[ClaimedDate]
    reason: Restricted[str]


class PhaseResumed(Event, frozen=True, kw_only=True):
    number: int
    resumed_on: ClaimedDate

    classification: ClassVar[Classification] = Classification.PARTNER


class PhaseCompleted(Event, frozen=True, kw_only=True):
    number: int
    ended_on: ClaimedDate

    classification: ClassVar[Classification] = Classification.PARTNER


class PhaseClosed(Event, frozen=True, kw_only=True):
    number: int
    closed_on: ClaimedDate

    classification: ClassVar[Classification] = Classification.PARTNER


class PhaseCancelled(Event, frozen=True, kw_only=True):
    number: Partner[int]
    cancelled_on: Partner[ClaimedDate]
    reason: Restricted[str]


class ProgramClosed(Event, frozen=True, kw_only=True):
    closed_on: ClaimedDate

    classification: ClassVar[Classification] = Classification.PARTNER
