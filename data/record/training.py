"""The founding session: announced, opened, attended, its fifteen directives issued, closed."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct, convert

from data import ids
from data.order import Order, order
from data.record import fields, load
from libs.events.contracts.cooperation.training_session import (
    Attendee,
    AttendeeRole,
    CloseTraining,
    EnrolParticipant,
    IssueDirective,
    OpenTraining,
    RecordAttendance,
    ScheduleTraining,
    Theme,
)
from libs.events.message import Command

WRITTEN: Final = load("training")
NAME: Final[str] = WRITTEN["session"]["name"]
SESSION: Final = ids.session(NAME)
SCHEDULE: Final = convert({"session_id": SESSION, **fields(WRITTEN["schedule"])}, ScheduleTraining)


class Present(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody of the report, by office."""

    office: str
    role: AttendeeRole


class Directive(Struct, frozen=True, forbid_unknown_fields=True):
    """What was asked for."""

    theme: Theme
    text: str

    @property
    def id(self) -> UUID:
        return ids.directive(f"{NAME}/{self.theme}")


PRESENT: Final = convert(WRITTEN["attendee"], list[Present])
DIRECTIVES: Final = convert(WRITTEN["directive"], list[Directive])


def session(participants: Iterable[UUID]) -> Iterator[Order]:
    """The whole session, in its order; everything happened at its start but the end, for nothing closer is reported."""
    starts_at = SCHEDULE.starts_at
    closed_at = convert(WRITTEN["session"]["closed_at"], datetime)
    for command in _during(tuple(participants)):
        yield order(command, starts_at)
    yield order(CloseTraining(session_id=SESSION, closed_at=closed_at), closed_at)


def _during(participants: tuple[UUID, ...]) -> Iterator[Command]:
    at = SCHEDULE.starts_at
    enrolled = [(Attendee(office=present.office), present.role) for present in PRESENT]
    enrolled += [(Attendee(officer_id=officer), AttendeeRole.PARTICIPANT) for officer in participants]
    opener = enrolled[0][0]
    yield SCHEDULE
    for attendee, role in enrolled:
        yield EnrolParticipant(session_id=SESSION, attendee=attendee, role=role)
    yield OpenTraining(session_id=SESSION, opener=opener, opened_at=at)
    for attendee, _role in enrolled:
        yield RecordAttendance(session_id=SESSION, attendee=attendee, recorded_at=at)
    for directive in DIRECTIVES:
        yield IssueDirective(
            session_id=SESSION,
            directive_id=directive.id,
            issuer=opener.office or "",
            theme=directive.theme,
            text=directive.text,
            issued_on=at.date(),
        )
