"""The three pillars of a village (*tiga pilar*): village police officer, army NCO and village head, each in a seat."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from libs.events.contracts.values import LogPosition, Moment, Name, Phone, Text
from libs.events.contracts.villages.pillar_dispute import DisputeOutcome, DisputeSubject, MediatorOffice
from libs.events.message import Command, Event, Personal, Restricted, Role, Scope


class Pillar(StrEnum):
    """Which seat. How a village head is called depends on the kind of village."""

    BHABINKAMTIBMAS = "BHABINKAMTIBMAS"
    """The police officer of the village (*Bhabinkamtibmas*)."""
    BABINSA = "BABINSA"
    """The army's non-commissioned officer of the village (*Bintara Pembina Desa*)."""
    VILLAGE_HEAD = "VILLAGE_HEAD"
    """The head of the village (*kepala desa*, *lurah*)."""


SEATING = {Role.COMMANDER: Scope.OWN_UNIT, Role.HEADQUARTERS: Scope.ANYWHERE}
MEETING = {**SEATING, Role.OFFICER: Scope.OWN_VILLAGE, Role.PILLAR: Scope.OWN_VILLAGE}
COMPLAINING = {**SEATING, Role.OFFICER: Scope.OWN_PERSON, Role.PILLAR: Scope.OWN_PERSON}


class SeatPillar(Command, frozen=True, kw_only=True):
    """Note who holds the seat of the Babinsa or of the village head."""

    village_id: UUID
    pillar: Pillar
    holder_id: UUID
    """The person; chosen by whoever enters it, and used again when the same person takes another seat."""
    holder_name: Personal[Name]
    phone: Personal[Phone] | None = None
    since: date

    allowed = SEATING
    person: ClassVar[str] = "holder_id"


class VacatePillar(Command, frozen=True, kw_only=True):
    """Note that the seat of the Babinsa or of the village head has fallen vacant."""

    village_id: UUID
    pillar: Pillar
    vacated_on: date

    allowed = SEATING


class SeatBhabinkamtibmas(Command, frozen=True, kw_only=True):
    """Seat the village police officer whose assignment was confirmed."""

    village_id: UUID
    officer_id: UUID
    assignment_id: UUID
    since: date
    position: LogPosition
    """Of the confirmation in the officers' log: whatever is older than the seat's last change changes nothing."""

    allowed = {Role.SERVICE: Scope.ANYWHERE}


class VacateBhabinkamtibmas(Command, frozen=True, kw_only=True):
    """Vacate the seat of the village police officer whose assignment has ended."""

    village_id: UUID
    assignment_id: UUID
    vacated_on: date
    position: LogPosition
    """Of the ending in the officers' log: whatever is older than the seat's last change changes nothing."""

    allowed = {Role.SERVICE: Scope.ANYWHERE}


class RecordSynergyMeeting(Command, frozen=True, kw_only=True):
    """Note that the pillars met (*rapat sinergi*), and which of them came."""

    village_id: UUID
    meeting_id: UUID
    """The meeting (rapat); chosen by whoever enters it."""
    held_on: date
    attended: Annotated[tuple[Pillar, ...], Meta(min_length=2, max_length=len(Pillar))]
    """The pillars who came (hadir), two at least."""

    allowed = MEETING


class ReportPillarDispute(Command, frozen=True, kw_only=True):
    """Report that two of the three pillars are at odds (*sengketa*)."""

    village_id: UUID
    dispute_id: UUID
    between: Annotated[tuple[Pillar, ...], Meta(min_length=2, max_length=2)]
    """The two pillars at odds."""
    subject: DisputeSubject
    """What it is about (pokok sengketa)."""
    account: Restricted[Text]
    """What happened (uraian), kept sealed."""
    reported_by: Pillar | None = None
    """The pillar who reports it (pelapor): one who holds a seat names his own; none where it was seen from above."""
    reported_at: Moment

    allowed = COMPLAINING


class StartDisputeMediation(Command, frozen=True, kw_only=True):
    """Let a fourth mediate (*mediasi*) between the two."""

    village_id: UUID
    dispute_id: UUID
    mediator_id: UUID
    """The person who mediates: an officer's own id, else one chosen by whoever enters it and used again for the same person."""
    office: MediatorOffice
    """In which office (jabatan) he mediates."""
    mediator_name: Personal[Name] | None = None
    """The mediator's full name (nama lengkap), kept sealed."""
    started_at: Moment
    """When mediation began (mulai)."""

    allowed = SEATING
    person: ClassVar[str] = "mediator_id"


class ResolvePillarDispute(Command, frozen=True, kw_only=True):
    """Note how a mediated dispute ended (*penyelesaian*)."""

    village_id: UUID
    dispute_id: UUID
    outcome: DisputeOutcome
    """How it ended (hasil)."""
    agreement: Restricted[Text] | None = None
    """What was agreed (kesepakatan), kept sealed."""
    resolved_at: Moment
    """When it was over (selesai)."""

    allowed = SEATING


class EscalatePillarDispute(Command, frozen=True, kw_only=True):
    """Bring a dispute that has been open for too long before the commander."""

    village_id: UUID
    dispute_id: UUID
    at: Moment
    """The moment at which it was found to be overdue."""

    allowed = {Role.SERVICE: Scope.ANYWHERE}


class PillarSeated(Event, frozen=True, kw_only=True):
    pillar: Pillar
    title: str
    """What the holder is called in this kind of village."""
    holder_id: UUID
    """For the Bhabinkamtibmas: the officer's id."""
    holder_name: Personal[str] | None = None
    """Null for the Bhabinkamtibmas: the officers service holds the name."""
    phone: Personal[str] | None = None
    since: date
    assignment_id: UUID | None = None
    position: int | None = None
    """Of the confirmation in the officers' log; null for the other seats."""

    person: ClassVar[str] = "holder_id"


class PillarVacated(Event, frozen=True, kw_only=True):
    pillar: Pillar
    holder_id: UUID
    vacated_on: date
    position: int | None = None
    """Of what unseated him in the officers' log; null for the other seats."""


class PillarsCompleted(Event, frozen=True, kw_only=True):
    """All three seats are held."""

    completed_on: date


class SynergyMeetingHeld(Event, frozen=True, kw_only=True):
    meeting_id: UUID
    held_on: date
    attended: tuple[Pillar, ...]
    """In the order of the seats."""


class PillarDisputeReported(Event, frozen=True, kw_only=True):
    dispute_id: UUID
    between: tuple[Pillar, ...]
    """In the order of the seats."""
    subject: DisputeSubject
    account: Restricted[str]
    reported_by: Pillar | None = None
    reported_at: Moment
    escalates_at: Moment
    """When it goes before the commander unless it is resolved by then; what was configured when it was reported."""


class PillarDisputeMediationStarted(Event, frozen=True, kw_only=True):
    dispute_id: UUID
    mediator_id: UUID
    office: MediatorOffice
    mediator_name: Personal[str] | None = None
    started_at: Moment

    person: ClassVar[str] = "mediator_id"


class PillarDisputeResolved(Event, frozen=True, kw_only=True):
    dispute_id: UUID
    outcome: DisputeOutcome
    agreement: Restricted[str] | None = None
    resolved_at: Moment


class PillarDisputeEscalated(Event, frozen=True, kw_only=True):
    """It was open for too long, and is the commander's business now."""

    dispute_id: UUID
    between: tuple[Pillar, ...]
    subject: DisputeSubject
    reported_at: Moment
    escalated_at: Moment
