"""Cooperation programmes (*program kerja sama*): what was agreed between the countries, in phases, with whom."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from msgspec import Struct

from libs.events.contracts.values import ClaimedDate, Name, Ordinal
from libs.events.message import Classification, Command, Event, Role, Scope


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


class AgencyKind(StrEnum):
    """As what it takes part."""

    DONOR = "DONOR"
    """Gives the means (*donor*)."""
    IMPLEMENTER = "IMPLEMENTER"
    """Carries the programme out (*pelaksana*)."""
    POLICE = "POLICE"
    """Is the police that it serves (*kepolisian*)."""


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

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}
    creates: ClassVar[bool] = True


class AddAgency(Command, frozen=True, kw_only=True):
    """Add an agency that takes part."""

    program_id: UUID
    agency: Agency
    kind: AgencyKind

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


class StartPhase(Command, frozen=True, kw_only=True):
    """Begin the next phase; phases of a programme do not overlap."""

    program_id: UUID
    number: Ordinal
    name: Name
    started_on: ClaimedDate

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


class CompletePhase(Command, frozen=True, kw_only=True):
    """End a phase."""

    program_id: UUID
    number: Ordinal
    ended_on: ClaimedDate

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


class ProgramEstablished(Event, frozen=True, kw_only=True):
    title: Titles
    started_on: ClaimedDate
    partner_reference: str | None = None

    classification: ClassVar[Classification] = Classification.PARTNER


class AgencyJoined(Event, frozen=True, kw_only=True):
    agency: Agency
    kind: AgencyKind

    classification: ClassVar[Classification] = Classification.PARTNER


class PhaseStarted(Event, frozen=True, kw_only=True):
    number: int
    name: str
    started_on: ClaimedDate

    classification: ClassVar[Classification] = Classification.PARTNER


class PhaseCompleted(Event, frozen=True, kw_only=True):
    number: int
    ended_on: ClaimedDate

    classification: ClassVar[Classification] = Classification.PARTNER
