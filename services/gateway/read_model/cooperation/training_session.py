"""Trainings, who is on their lists, and the directives issued in them, as tables."""

from typing import Final

from sqlalchemy import ARRAY, Boolean, Date, Index, Integer, SmallInteger, Table, Text, Uuid, text

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.cooperation.training_session import (
    AttendanceRecorded,
    CompetenciesGained,
    DirectiveIssued,
    ParticipantAssessed,
    ParticipantEnrolled,
    ParticipantWithdrawn,
    TrainingCancelled,
    TrainingClosed,
    TrainingOpened,
    TrainingRescheduled,
    TrainingScheduled,
)
from services.gateway.read_model.columns import MOMENT, ORDERED, always, key, maybe, metadata
from services.gateway.read_model.cooperation.training_list import name_of
from services.gateway.read_model.projection import projection

training: Final = Table(
    "training",
    metadata,
    key("id", Uuid()),
    maybe("program_id", Uuid()),
    maybe("phase_number", Integer()),
    always("kind", Text()),
    always("mode", Text()),
    always("title", ORDERED),
    always("venue_name", Text()),
    maybe("venue_room", Text()),
    maybe("venue_region_code", ORDERED),
    always("starts_at", MOMENT),
    always("timezone", Text()),
    always("host_unit_id", Uuid()),
    always("objectives", ARRAY(Text())),
    always("competencies", ARRAY(Text())),
    maybe("last_day", Date()),
    always("assessed", Boolean()),
    always("status", Text(), server_default="SCHEDULED"),
    maybe("opener_officer_id", Uuid()),
    maybe("opener_office", Text()),
    maybe("opened_at", MOMENT),
    maybe("closed_at", MOMENT),
    maybe("participants", Integer()),
    maybe("called_off_because", Text()),
    Index("training_time", "starts_at", "id"),
    Index("training_program", "program_id", "starts_at", "id"),
    Index("training_host", "host_unit_id", "starts_at", "id"),
)

enrolment: Final = Table(
    "enrolment",
    metadata,
    key("training_id", Uuid()),
    key("attendee", ORDERED),
    always("role", Text()),
    maybe("officer_id", Uuid()),
    maybe("office", Text()),
    maybe("attended_on", Date()),
    maybe("unit_id", Uuid()),
    always("known", Boolean()),
    always("withdrawn", Boolean()),
    maybe("pre_score", SmallInteger()),
    maybe("post_score", SmallInteger()),
    maybe("passed", Boolean()),
    maybe("assessed_on", Date()),
    maybe("gained_on", Date()),
    Index("enrolment_officer", "officer_id", "training_id", postgresql_where=text("attended_on is not null")),
    comment="Who is on the list of a training, unless withdrawn, and with a day was noted there (`attendance_day`: whether that "
    "stands); `attendee` is the officer's id or the office.",
)

directive: Final = Table(
    "directive",
    metadata,
    key("id", Uuid()),
    always("training_id", Uuid()),
    always("number", SmallInteger()),
    always("issuer", Text()),
    always("theme", Text()),
    always("text", Text()),
    always("issued_on", Date()),
    maybe("due_on", Date()),
    always("addressed_to", ARRAY(Uuid())),
    always("to_units", ARRAY(Uuid())),
    always("to_roles", ARRAY(Text())),
    Index("directive_training", "training_id", "number"),
)


@projection.on(TrainingScheduled)
def training_scheduled(event: TrainingScheduled, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        training,
        id=recorded.key,
        program_id=event.program_id,
        phase_number=event.phase_number,
        kind=event.kind,
        mode=event.mode,
        title=event.title,
        venue_name=event.venue.name,
        venue_room=event.venue.room,
        venue_region_code=event.venue.region_code,
        starts_at=event.starts_at,
        timezone=event.timezone,
        host_unit_id=event.host_unit_id,
        objectives=event.objectives,
        competencies=event.competencies,
        last_day=event.last_day,
        assessed=event.assessed,
    )


@projection.on(TrainingRescheduled)
def training_rescheduled(event: TrainingRescheduled, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        training,
        recorded.key,
        starts_at=event.starts_at,
        last_day=event.last_day,
        venue_name=event.venue.name,
        venue_room=event.venue.room,
        venue_region_code=event.venue.region_code,
    )


@projection.on(ParticipantEnrolled)
def participant_enrolled(event: ParticipantEnrolled, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        enrolment,
        training_id=recorded.key,
        attendee=name_of(event.attendee),
        role=event.role,
        officer_id=event.attendee.officer_id,
        office=event.attendee.office,
        unit_id=event.unit_id,
        known=event.known,
        withdrawn=False,
    )


@projection.on(ParticipantWithdrawn)
def participant_withdrawn(event: ParticipantWithdrawn, recorded: Recorded, changes: Changes) -> None:
    changes.change(enrolment, recorded.key, name_of(event.attendee), withdrawn=True)


@projection.on(AttendanceRecorded)
def attendance_recorded(event: AttendanceRecorded, recorded: Recorded, changes: Changes) -> None:
    changes.change(enrolment, recorded.key, name_of(event.attendee), attended_on=event.attended_on)


@projection.on(TrainingOpened)
def training_opened(event: TrainingOpened, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        training,
        recorded.key,
        status="OPEN",
        opener_officer_id=event.opener.officer_id,
        opener_office=event.opener.office,
        opened_at=event.opened_at,
    )


@projection.on(DirectiveIssued)
def directive_issued(event: DirectiveIssued, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        directive,
        id=event.directive_id,
        training_id=recorded.key,
        number=event.number,
        issuer=event.issuer,
        theme=event.theme,
        text=event.text,
        issued_on=event.issued_on,
        due_on=event.due_on,
        addressed_to=event.addressed_to,
        to_units=event.to_units,
        to_roles=event.to_roles,
    )


@projection.on(ParticipantAssessed)
def participant_assessed(event: ParticipantAssessed, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        enrolment,
        recorded.key,
        str(event.officer_id),
        pre_score=event.pre_score,
        post_score=event.post_score,
        passed=event.passed,
        assessed_on=event.assessed_on,
    )


@projection.on(CompetenciesGained)
def competencies_gained(event: CompetenciesGained, recorded: Recorded, changes: Changes) -> None:
    for officer in event.officer_ids:
        changes.change(enrolment, recorded.key, str(officer), gained_on=event.gained_on)


@projection.on(TrainingClosed)
def training_closed(event: TrainingClosed, recorded: Recorded, changes: Changes) -> None:
    changes.change(training, recorded.key, status="CLOSED", closed_at=event.closed_at, participants=event.participants)


@projection.on(TrainingCancelled)
def training_cancelled(event: TrainingCancelled, recorded: Recorded, changes: Changes) -> None:
    changes.change(training, recorded.key, status="CANCELLED", called_off_because=event.reason)
