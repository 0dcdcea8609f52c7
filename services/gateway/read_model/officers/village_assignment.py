"""Assignments of officers to villages, as a table."""

from typing import Final

from sqlalchemy import Date, Index, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.officers.village_assignment import AssignmentConfirmed, AssignmentEnded, AssignmentProposed
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
    Index("assignment_village", "village_id", "starts_on", "id"),
    Index("assignment_officer", "officer_id", "starts_on", "id"),
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
    )


@projection.on(AssignmentConfirmed)
def assignment_confirmed(event: AssignmentConfirmed, recorded: Recorded, changes: Changes) -> None:
    changes.change(assignment, recorded.key, status="CONFIRMED", order_number=event.order_number, order_date=event.order_date)


@projection.on(AssignmentEnded)
def assignment_ended(event: AssignmentEnded, recorded: Recorded, changes: Changes) -> None:
    changes.change(assignment, recorded.key, status="ENDED" if event.confirmed else "WITHDRAWN", ended_on=event.ended_on)
