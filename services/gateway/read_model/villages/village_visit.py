"""Visits to villages, what was found on them, whom they met and what is flagged about them, as tables."""

from typing import Any, Final, TypeAlias

from sqlalchemy import ARRAY, Column, Computed, Date, Index, SmallInteger, Table, Text, Uuid, text

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.village_visit import (
    VisitCompleted,
    VisitFindingRecorded,
    VisitFoundNobody,
    VisitOutcome,
    VisitPlanned,
    VisitRefused,
    VisitStarted,
)
from services.gateway.read_model.columns import MOMENT, always, key, maybe, metadata
from services.gateway.read_model.projection import projection

VisitEvent: TypeAlias = VisitPlanned | VisitStarted | VisitFindingRecorded | VisitCompleted | VisitRefused | VisitFoundNobody
BEGAN: Final = "coalesce(started_at, ended_at, planned_on::timestamp at time zone 'UTC', found_at, 'epoch'::timestamptz)"

# Reports of a visit come in any order, so whichever is the first brings the row about.
village_visit: Final = Table(
    "village_visit",
    metadata,
    key("id", Uuid()),
    always("village_id", Uuid()),
    always("officer_id", Uuid()),
    maybe("planned_activity", Text()),
    maybe("activity", Text()),
    maybe("planned_on", Date()),
    maybe("started_at", MOMENT),
    maybe("ended_at", MOMENT),
    maybe("outcome", Text()),
    maybe("code_digest", Text()),
    maybe("pattern_code", Text()),
    maybe("geo", Text()),
    maybe("notes", Text()),
    maybe("found_at", MOMENT),
    Column("at", MOMENT, Computed(BEGAN, persisted=True), nullable=False),
    Index("village_visit_village", "village_id", "at", "id"),
    Index("village_visit_officer", "officer_id", "at", "id"),
    Index("village_visit_at", "at", "id"),
    Index("village_visit_code", "code_digest", postgresql_where=text("code_digest is not null")),
    comment="`at` is when it began, as far as that is known.",
)

visit_finding: Final = Table(
    "visit_finding",
    metadata,
    key("visit_id", Uuid()),
    key("id", Uuid()),
    always("village_id", Uuid()),
    always("officer_id", Uuid()),
    always("found_at", MOMENT),
    maybe("household_ref", Text()),
    maybe("people", SmallInteger()),
    always("needs", ARRAY(Text())),
    maybe("finding", Text()),
)

visit_contact: Final = Table(
    "visit_contact",
    metadata,
    key("visit_id", Uuid()),
    key("contact_id", Uuid()),
    Index("visit_contact_contact", "contact_id", "visit_id"),
    comment="Whom a completed visit met.",
)

visit_flag: Final = Table(
    "visit_flag",
    metadata,
    key("visit_id", Uuid()),
    key("flag", Text()),
    comment="What was flagged for a person to look at when a report of the visit was taken.",
)


def _put(event: VisitEvent, recorded: Recorded, changes: Changes, **columns: Any) -> None:
    changes.put(village_visit, id=recorded.key, village_id=event.village_id, officer_id=event.officer_id, **columns)
    for flag in recorded.made().flags:
        changes.put(visit_flag, visit_id=recorded.key, flag=flag)


@projection.on(VisitPlanned)
def visit_planned(event: VisitPlanned, recorded: Recorded, changes: Changes) -> None:
    _put(event, recorded, changes, planned_activity=event.kind, planned_on=event.planned_on)


@projection.on(VisitStarted)
def visit_started(event: VisitStarted, recorded: Recorded, changes: Changes) -> None:
    _put(
        event,
        recorded,
        changes,
        activity=event.kind,
        started_at=event.started_at,
        code_digest=event.code_digest,
        pattern_code=event.pattern_code,
        geo=event.geo,
    )


@projection.on(VisitFindingRecorded)
def visit_finding_recorded(event: VisitFindingRecorded, recorded: Recorded, changes: Changes) -> None:
    _put(event, recorded, changes, found_at=recorded.occurred_at)
    changes.put(
        visit_finding,
        visit_id=recorded.key,
        id=event.finding_id,
        village_id=event.village_id,
        officer_id=event.officer_id,
        found_at=recorded.occurred_at,
        household_ref=event.household_ref,
        people=event.people,
        needs=event.needs,
        finding=event.finding,
    )


@projection.on(VisitCompleted)
def visit_completed(event: VisitCompleted, recorded: Recorded, changes: Changes) -> None:
    _put(event, recorded, changes, ended_at=event.ended_at, outcome=VisitOutcome.COMPLETED, notes=event.notes)
    for contact in event.contact_ids:
        changes.put(visit_contact, visit_id=recorded.key, contact_id=contact)


@projection.on(VisitRefused)
def visit_refused(event: VisitRefused, recorded: Recorded, changes: Changes) -> None:
    _put(event, recorded, changes, ended_at=event.ended_at, outcome=VisitOutcome.REFUSED)


@projection.on(VisitFoundNobody)
def visit_found_nobody(event: VisitFoundNobody, recorded: Recorded, changes: Changes) -> None:
    _put(event, recorded, changes, ended_at=event.ended_at, outcome=VisitOutcome.ABSENT)
