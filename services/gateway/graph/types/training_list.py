"""Who comes to a training, in the graph: the units invited and their answers, the attendees day by day and how they did."""

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import strawberry
from sqlalchemy import Integer, and_, case, func, literal_column, null, select

from libs.events.contracts.cooperation.training import InvitationAnswer, RankGroup
from libs.events.contracts.cooperation.training_session import AttendeeRole
from services.gateway.graph.enums import enum_of, explain
from services.gateway.graph.filters import Clauses
from services.gateway.graph.mapping import OWN, Past, column, many, one, rows_of, same, sealed
from services.gateway.graph.reach import OFFICERS_EVENTS, reached, then
from services.gateway.graph.visibility import ANSWERS, INSIDE, ORDERS
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.officer import Officer
    from services.gateway.graph.types.training import TrainingSession
    from services.gateway.graph.types.unit import PoliceUnit

for _kind in (AttendeeRole, InvitationAnswer, RankGroup):
    enum_of(_kind)
AttendingOfficer = Annotated["Officer", strawberry.lazy("services.gateway.graph.types.officer")]
InvitedUnit = Annotated["PoliceUnit", strawberry.lazy("services.gateway.graph.types.unit")]
InvitedTo = Annotated["TrainingSession", strawberry.lazy("services.gateway.graph.types.training")]

_x, _e = t.invitation.c, t.enrolment.c
_asked_again: Any = and_(_x.answer == literal_column("'DECLINED'"), _x.told_at < _x.asked_at)
"""An acceptance stands when the quota changes; whoever declined and is invited anew has not answered."""


def _standing(name: str) -> Any:
    return case((_asked_again, null()), else_=_x[name]).label(name)


INVITATIONS: Final = (
    select(
        _x.training_id,
        _x.unit_id,
        _x.quota,
        _x.answer_by,
        *(_standing(name) for name in ("answer", "answered_on", "declined_because")),
        t.training.c.starts_at,
        t.training.c.status.label("training_status"),
        t.unit.c.path.label("unit_path"),
    )
    .select_from(t.invitation.join(t.training, t.training.c.id == _x.training_id).outerjoin(t.unit, t.unit.c.id == _x.unit_id))
    .subquery("invitations")
)


def was_there(enrolment: Any) -> Any:
    """The first day on which somebody was there."""
    day = t.attendance_day.c
    found = select(func.min(day.day)).where(
        day.training_id == enrolment.training_id, day.attendee == enrolment.attendee, day.present
    )
    return found.correlate_except(t.attendance_day).scalar_subquery()


def _sent(invitation: Any) -> Any:
    found = select(func.count(type_=Integer())).where(
        _e.training_id == invitation.training_id, _e.unit_id == invitation.unit_id, ~_e.withdrawn
    )
    return found.select_from(t.enrolment).correlate_except(t.enrolment).scalar_subquery()


@explain
@strawberry.enum(description="How an invitation stands.")
class InvitationState(Enum):
    OPEN = "OPEN"
    """Not answered (*belum dijawab*)."""
    ACCEPTED = "ACCEPTED"
    """The unit sends those on the list (*mengirim peserta*)."""
    DECLINED = "DECLINED"
    """The unit sends nobody (*tidak mengirim*)."""
    CALLED_OFF = "CALLED_OFF"
    """The training was called off (*pelatihan dibatalkan*)."""


def _state(invitation: Any) -> Any:
    off = invitation.training_status == literal_column("'CANCELLED'")
    return case((off, "CALLED_OFF"), else_=func.coalesce(invitation.answer, "OPEN"))


@rows_of(INVITATIONS, key="unit_id", visible=INSIDE)
@strawberry.type(description="A police unit's invitation (undangan) to send participants to a training.")
class TrainingInvitation:
    state: InvitationState = column(_state, description="How it stands.")
    quota: int = column(description="How many participants the unit may send (kuota).")
    sent: int = column(_sent, description="How many of its participants are on the list.")
    answer_by: date | None = column(description="By when an answer is expected.")
    answered_on: date | None = column(description="When it was answered last; null until then.")
    declined_because: str | None = sealed(
        seen_by=ANSWERS, description="Why nobody is sent (alasan), for those who command the unit."
    )
    unit: InvitedUnit | None = one(
        lambda i, u: u.id == i.unit_id,
        description="The unit invited.",
    )
    training: InvitedTo = one(lambda i, s: s.id == i.training_id, description="What it is invited to.")


OnlyAnswered: TypeAlias = Annotated[
    bool | None,
    strawberry.argument(description="True: only those answered; false: only those that wait for an answer."),
]


def invitations(i: Any, answered: OnlyAnswered = None) -> Clauses:
    if answered is not None:
        open_still = _state(i) == "OPEN"
        yield i.answer.is_not(None) if answered else open_still


@rows_of(t.attendance_day, key="day", visible=INSIDE)
@strawberry.type(description="Whether somebody was there on a day of a training (daftar hadir).")
class AttendanceDay:
    day: date = column(description="The day.")
    present: bool = column(description="Whether he was there (hadir).")
    excused: bool = column(description="Whether his absence was agreed to (izin).")


ASSESSED: Final = Past(through=(then(reached(_e.officer_id, _e.training_id), OFFICERS_EVENTS),))
"""Who commanded a participant then, and so saw how he did, is told by the events of the officers on the list."""


@strawberry.type(description="How a participant did (hasil penilaian).")
class Assessment:
    passed: bool | None = column(
        seen_by=ORDERS,
        past=ASSESSED,
        description="Whether he passed (lulus); for himself and those who command him, else null.",
    )
    pre_score: int | None = column(
        seen_by=ORDERS, past=ASSESSED, description="Points of 100 before the training (pre-test), likewise."
    )
    post_score: int | None = column(seen_by=ORDERS, past=ASSESSED, description="Points of 100 after it (post-test), likewise.")
    assessed_on: date | None = column(description="The day of the assessment.")


@rows_of(t.enrolment, key="attendee", visible=INSIDE, past=())
@strawberry.type(description="Somebody on the list (peserta) of a training: an officer, or an office; never a name.")
class Attendee:
    role: AttendeeRole = column(description="As what.")
    office: str | None = column(description="The office; null for an officer of the service.")
    officer: AttendingOfficer | None = one(
        lambda a, o: o.id == a.officer_id,
        past=Past(reached(t.enrolment.c.officer_id, t.enrolment.c.training_id)),
        description="The officer; null for an office.",
    )
    officer_known: bool = column(
        lambda a: a.known,
        description="Whether the officer was known when he was put on the list; false asks for a look.",
    )
    sent_by: InvitedUnit | None = one(
        lambda a, u: u.id == a.unit_id,
        description="The invited unit that sends him; null for others.",
    )
    attended_on: date | None = column(
        was_there, past=OWN, description="The first day of attendance; null for whoever has not come."
    )
    days: list[AttendanceDay] = many(
        lambda a, d: (d.training_id == a.training_id) & (d.attendee == a.attendee),
        order="day",
        description="What was noted of each day, where anything was.",
    )
    gained_on: date | None = column(
        description="The day from which he counts as having learnt what it teaches; null for whoever has not."
    )
    assessment: Assessment | None = same(lambda a: a.assessed_on, description="How he did; null where that is not assessed.")


@rows_of(t.training_count, key="number", visible=INSIDE)
@strawberry.type(description="How many participants of a training came from a Polda, of one group of ranks.")
class ParticipantCount:
    polda: InvitedUnit | None = one(
        lambda c, u: u.id == c.polda_id,
        description="The Polda; null for officers who serve at Mabes.",
    )
    rank_group: RankGroup = column(description="The group of ranks (golongan kepangkatan).")
    participants: int = column(description="How many.")
