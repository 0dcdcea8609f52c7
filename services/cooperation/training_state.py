"""What a training session is by now: its days, who is invited and on the list, who came, what was directed and how each did."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from libs.events.contracts.cooperation.training import InvitationAnswer
from libs.events.contracts.cooperation.training_session import (
    AbsenceRecorded,
    AttendanceRecorded,
    Attendee,
    AttendeeRole,
    DirectiveIssued,
    ParticipantAssessed,
    ParticipantEnrolled,
    TrainingRescheduled,
    TrainingScheduled,
)
from libs.events.contracts.officers.officer import Rank


class Invitation(Struct, frozen=True, kw_only=True):
    """What a unit was asked for, and what it answered last."""

    quota: int
    answer_by: date | None = None
    answer: InvitationAnswer | None = None


Day: TypeAlias = AttendanceRecorded | AbsenceRecorded
"""What was said of somebody on a day."""


class Attended(Struct, frozen=True, kw_only=True):
    """Somebody of whom it was said on which days he was there, and on which not."""

    attendee: Attendee
    days: dict[str, Day] = {}
    """By ISO date, what was said last."""

    @property
    def present(self) -> bool:
        return any(isinstance(day, AttendanceRecorded) for day in self.days.values())


class TrainingSession(Struct, frozen=True, kw_only=True):
    scheduled: TrainingScheduled
    moved: TrainingRescheduled | None = None
    invited: Mapping[UUID, Invitation] = {}
    enrolled: tuple[ParticipantEnrolled, ...] = ()
    attendance: dict[str, Attended] = {}
    """By the officer's id or the office."""
    directives: tuple[DirectiveIssued, ...] = ()
    assessed: Mapping[UUID, ParticipantAssessed] = {}
    gained: frozenset[UUID] = frozenset()
    """Of whom it has been told that they learnt what it teaches."""
    opened_at: datetime | None = None
    closed: bool = False
    cancelled: bool = False

    @property
    def starts_at(self) -> datetime:
        return (self.moved or self.scheduled).starts_at

    @property
    def first_day(self) -> date:
        return self.day_of(self.starts_at)

    @property
    def last_day(self) -> date:
        return (self.moved or self.scheduled).last_day or self.first_day

    @property
    def present(self) -> tuple[Attendee, ...]:
        """Whoever was there on one of its days, in the order in which it was noted."""
        return tuple(attended.attendee for attended in self.attendance.values() if attended.present)

    @property
    def participants(self) -> tuple[Attendee, ...]:
        """Those of them who are there to learn."""
        return tuple(attendee for attendee in self.present if self.role_of(attendee) is AttendeeRole.PARTICIPANT)

    def day_of(self, moment: datetime) -> date:
        """The day that it is then where the training is held."""
        return moment.astimezone(ZoneInfo(self.scheduled.timezone)).date()

    def entry_of(self, attendee: Attendee) -> ParticipantEnrolled | None:
        return next((enrolled for enrolled in self.enrolled if enrolled.attendee == attendee), None)

    def role_of(self, attendee: Attendee) -> AttendeeRole | None:
        """As what somebody is on the list, if he is."""
        entry = self.entry_of(attendee)
        return entry.role if entry else None

    def was_present(self, attendee: Attendee) -> bool:
        return self.of(attendee).present

    def of(self, attendee: Attendee) -> Attended:
        return self.attendance.get(_name(attendee), Attended(attendee=attendee))

    def told_of(self, attendee: Attendee, day: date) -> Day | None:
        """What was said last of somebody on that day."""
        return self.of(attendee).days.get(day.isoformat())

    def telling(self, event: Day, day: date) -> dict[str, Attended]:
        """The attendance with this said of it."""
        attended = self.of(event.attendee)
        told = Attended(attendee=event.attendee, days={**attended.days, day.isoformat(): event})
        return {**self.attendance, _name(event.attendee): told}

    def sent_by(self, unit: UUID) -> tuple[UUID, ...]:
        """The participants who take from the quota of a unit."""
        sent = (enrolled for enrolled in self.enrolled if enrolled.unit_id == unit)
        return tuple(enrolled.attendee.officer_id for enrolled in sent if enrolled.attendee.officer_id is not None)


def _name(attendee: Attendee) -> str:
    return str(attendee.officer_id or attendee.office)


class Enrollee(Struct, frozen=True, kw_only=True):
    """What is known of an officer: where he serves, from his unit upwards, and as what."""

    on_duty: bool = True
    units: tuple[UUID, ...]
    polda_id: UUID | None = None
    """The Polda among these; None at Mabes."""
    rank: Rank = Rank.AIPDA


class TrainingFacts(Struct, frozen=True, kw_only=True):
    """Whether the programme, its phases and the units named are known, and what is known of the officers concerned."""

    program_known: bool = False
    phases: frozenset[int] = frozenset()
    unit_known: bool = False
    officers: Mapping[UUID, Enrollee] = {}
    """Those of them who are known."""
    heads: tuple[UUID, ...] = ()
    """The commanders of the units to which a directive is addressed."""
