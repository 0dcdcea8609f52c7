"""Which units a training invites and what they answer, who was there on which day, and how many came from where, as tables."""

from typing import Final

from sqlalchemy import Boolean, Date, Index, Integer, SmallInteger, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.cooperation.training_session import (
    AbsenceRecorded,
    AttendanceRecorded,
    Attendee,
    InvitationAnswered,
    TrainingClosed,
    UnitInvited,
)
from services.gateway.read_model.columns import ORDERED, always, key, maybe, metadata
from services.gateway.read_model.projection import projection

invitation: Final = Table(
    "invitation",
    metadata,
    key("training_id", Uuid()),
    key("unit_id", Uuid()),
    always("quota", Integer()),
    maybe("answer_by", Date()),
    maybe("answer", Text()),
    maybe("answered_on", Date()),
    maybe("declined_because", Text()),
    always("asked_at", Integer()),
    maybe("told_at", Integer()),
    Index("invitation_unit", "unit_id", "training_id"),
    comment="What a unit was asked for last, and its answer; the versions of the stream tell which of both came later.",
)

attendance_day: Final = Table(
    "attendance_day",
    metadata,
    key("training_id", Uuid()),
    key("attendee", ORDERED),
    key("day", Date()),
    always("present", Boolean()),
    always("excused", Boolean()),
    comment="What was said last of each day; `attendee` as in `enrolment`.",
)

training_count: Final = Table(
    "training_count",
    metadata,
    key("training_id", Uuid()),
    key("number", SmallInteger()),
    maybe("polda_id", Uuid()),
    always("rank_group", Text()),
    always("participants", Integer()),
    comment="The officers among the participants of a closed training, as they were that day.",
)


def name_of(attendee: Attendee) -> str:
    """What tells one attendee of a training from the others."""
    return str(attendee.officer_id or attendee.office)


@projection.on(UnitInvited)
def unit_invited(event: UnitInvited, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        invitation,
        training_id=recorded.key,
        unit_id=event.unit_id,
        quota=event.quota,
        answer_by=event.answer_by,
        asked_at=recorded.version,
    )


@projection.on(InvitationAnswered)
def invitation_answered(event: InvitationAnswered, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        invitation,
        recorded.key,
        event.unit_id,
        answer=event.answer,
        answered_on=event.answered_on,
        declined_because=event.declined_because,
        told_at=recorded.version,
    )


@projection.on(AttendanceRecorded)
def day_attended(event: AttendanceRecorded, recorded: Recorded, changes: Changes) -> None:
    who = {"training_id": recorded.key, "attendee": name_of(event.attendee), "day": event.attended_on}
    changes.put(attendance_day, **who, present=True, excused=False)


@projection.on(AbsenceRecorded)
def day_missed(event: AbsenceRecorded, recorded: Recorded, changes: Changes) -> None:
    who = {"training_id": recorded.key, "attendee": name_of(event.attendee), "day": event.absent_on}
    changes.put(attendance_day, **who, present=False, excused=event.excused)


@projection.on(TrainingClosed)
def participants_counted(event: TrainingClosed, recorded: Recorded, changes: Changes) -> None:
    for number, counted in enumerate(event.counted):
        changes.put(
            training_count,
            training_id=recorded.key,
            number=number,
            polda_id=counted.polda_id,
            rank_group=counted.rank_group,
            participants=counted.participants,
        )
