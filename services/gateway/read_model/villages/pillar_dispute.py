"""Disputes among the three pillars, and their meetings, as tables."""

from typing import Final

from sqlalchemy import ARRAY, Date, Index, Table, Text, Uuid, text

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.three_pillars import (
    PillarDisputeEscalated,
    PillarDisputeMediationStarted,
    PillarDisputeReported,
    PillarDisputeResolved,
    SynergyMeetingHeld,
)
from services.gateway.read_model.columns import MOMENT, always, key, maybe, metadata
from services.gateway.read_model.projection import projection

pillar_dispute: Final = Table(
    "pillar_dispute",
    metadata,
    key("id", Uuid()),
    always("village_id", Uuid()),
    always("between", ARRAY(Text())),
    always("subject", Text()),
    always("account", Text()),
    maybe("reported_by", Text()),
    always("reported_at", MOMENT),
    always("escalates_at", MOMENT),
    maybe("escalated_at", MOMENT),
    maybe("mediator_office", Text()),
    maybe("mediator_name", Text()),
    maybe("mediated_since", MOMENT),
    maybe("outcome", Text()),
    maybe("agreement", Text()),
    maybe("resolved_at", MOMENT),
    Index("pillar_dispute_village", "village_id", "reported_at", "id"),
    Index("pillar_dispute_time", "reported_at", "id"),
    Index("pillar_dispute_open", "escalates_at", "id", postgresql_where=text("resolved_at is null")),
)

synergy_meeting: Final = Table(
    "synergy_meeting",
    metadata,
    key("id", Uuid()),
    always("village_id", Uuid()),
    always("held_on", Date()),
    always("attended", ARRAY(Text())),
    Index("synergy_meeting_village", "village_id", "held_on", "id"),
)


@projection.on(PillarDisputeReported)
def dispute_reported(event: PillarDisputeReported, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        pillar_dispute,
        id=event.dispute_id,
        village_id=recorded.key,
        between=event.between,
        subject=event.subject,
        account=event.account,
        reported_by=event.reported_by,
        reported_at=event.reported_at,
        escalates_at=event.escalates_at,
    )


@projection.on(PillarDisputeMediationStarted)
def mediation_started(event: PillarDisputeMediationStarted, _recorded: Recorded, changes: Changes) -> None:
    changes.change(
        pillar_dispute,
        event.dispute_id,
        mediator_office=event.office,
        mediator_name=event.mediator_name,
        mediated_since=event.started_at,
    )


@projection.on(PillarDisputeResolved)
def dispute_resolved(event: PillarDisputeResolved, _recorded: Recorded, changes: Changes) -> None:
    changes.change(
        pillar_dispute, event.dispute_id, outcome=event.outcome, agreement=event.agreement, resolved_at=event.resolved_at
    )


@projection.on(PillarDisputeEscalated)
def dispute_escalated(event: PillarDisputeEscalated, _recorded: Recorded, changes: Changes) -> None:
    changes.change(pillar_dispute, event.dispute_id, escalated_at=event.escalated_at)


@projection.on(SynergyMeetingHeld)
def meeting_held(event: SynergyMeetingHeld, recorded: Recorded, changes: Changes) -> None:
    changes.put(synergy_meeting, id=event.meeting_id, village_id=recorded.key, held_on=event.held_on, attended=event.attended)
