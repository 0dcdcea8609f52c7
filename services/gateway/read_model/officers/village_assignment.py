"""Assignments of officers to villages, as a table."""

from typing import Final

from sqlalchemy import ARRAY, Date, Index, SmallInteger, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.officers.village_assignment import (
    AssignmentConfirmed,
    AssignmentEnded,
    AssignmentHandedOver,
    AssignmentProposed,
    EnvironmentFitAssessed,
)
from services.gateway.read_model.columns import always, key, maybe, metadata
from services.gateway.read_model.projection import projection

assignment: Final = Table(
    "assignment",
    metadata,
    key("id", Uuid()),
    always("officer_id", Uuid()),
    always("village_id", Uuid()),
    always("duty", Text()),
    always("role", Text()),
    always("status", Text()),
    always("starts_on", Date()),
    maybe("ends_on", Date()),
    maybe("order_number", Text()),
    maybe("order_date", Date()),
    maybe("ended_on", Date()),
    maybe("override_reason", Text()),
    maybe("assessment_id", Uuid()),
    maybe("fit_score", SmallInteger()),
    maybe("fit_threshold", SmallInteger()),
    maybe("fit_formula", SmallInteger()),
    maybe("handed_over_on", Date()),
    maybe("successor_id", Uuid()),
    maybe("contact_ids", ARRAY(Uuid())),
    maybe("warning_ids", ARRAY(Uuid())),
    Index("assignment_village", "village_id", "starts_on", "id"),
    Index("assignment_officer", "officer_id", "starts_on", "id"),
)


fit_reason: Final = Table(
    "fit_reason",
    metadata,
    key("assignment_id", Uuid()),
    key("criterion", Text()),
    always("points", SmallInteger()),
    always("of", SmallInteger()),
    comment="What the fit of an assignment is made of, as last worked out.",
)


@projection.on(AssignmentProposed)
def assignment_proposed(event: AssignmentProposed, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        assignment,
        id=recorded.key,
        officer_id=event.officer_id,
        village_id=event.village_id,
        duty=event.duty,
        role=event.role,
        status="PROPOSED",
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        override_reason=event.override_reason,
    )


@projection.on(EnvironmentFitAssessed)
def environment_fit_assessed(event: EnvironmentFitAssessed, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        assignment,
        recorded.key,
        assessment_id=event.assessment_id,
        fit_score=event.score,
        fit_threshold=event.threshold,
        fit_formula=event.formula,
    )
    for reason in event.reasons:
        changes.put(fit_reason, assignment_id=recorded.key, criterion=reason.criterion, points=reason.points, of=reason.of)


@projection.on(AssignmentConfirmed)
def assignment_confirmed(event: AssignmentConfirmed, recorded: Recorded, changes: Changes) -> None:
    changes.change(assignment, recorded.key, status="CONFIRMED", order_number=event.order_number, order_date=event.order_date)
    if event.override_reason is not None:
        changes.change(assignment, recorded.key, override_reason=event.override_reason)


@projection.on(AssignmentHandedOver)
def assignment_handed_over(event: AssignmentHandedOver, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        assignment,
        recorded.key,
        handed_over_on=event.handed_over_on,
        successor_id=event.successor_id,
        contact_ids=event.contact_ids,
        warning_ids=event.warning_ids,
    )


@projection.on(AssignmentEnded)
def assignment_ended(event: AssignmentEnded, recorded: Recorded, changes: Changes) -> None:
    changes.change(assignment, recorded.key, status="ENDED" if event.confirmed else "WITHDRAWN", ended_on=event.ended_on)
