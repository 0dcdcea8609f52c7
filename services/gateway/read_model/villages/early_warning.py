"""Early warnings, whom each was told to, how it was passed on, and what leadership directed, as tables."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Boolean, Date, Index, Integer, SmallInteger, Table, Text, Uuid, text

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.early_warning import (
    EarlyWarningRaised,
    LeadershipDirectiveIssued,
    Post,
    WarningAcknowledged,
    WarningClosed,
    WarningCorroborated,
    WarningDelivered,
    WarningDiscounted,
    WarningEscalated,
)
from libs.events.contracts.villages.election_period import ElectionInForce
from services.gateway.read_model.columns import MOMENT, ORDERED, always, key, maybe, metadata
from services.gateway.read_model.projection import projection

early_warning: Final = Table(
    "early_warning",
    metadata,
    key("id", Uuid()),
    always("village_id", Uuid()),
    always("kind", Text()),
    always("severity", Text()),
    always("reliability", Text()),
    always("credibility", SmallInteger()),
    always("narrative", Text()),
    maybe("raiser_id", Uuid()),
    always("raised_by", ORDERED, comment="the subject of the token under which it was raised"),
    always("seen_at", MOMENT),
    always("raised_at", MOMENT),
    maybe("level_reached", Text()),
    always("due_at", MOMENT),
    always("state", ORDERED, server_default="OPEN"),
    always("discounted", Boolean(), server_default=text("false")),
    maybe("finding", Text()),
    maybe("acknowledged_at", MOMENT),
    maybe("acknowledged_by_id", Uuid()),
    maybe("closed_at", MOMENT),
    maybe("outcome", Text()),
    maybe("closing_note", Text()),
    maybe("election_id", Uuid()),
    maybe("election_phase", Text()),
    Index("early_warning_village", "village_id", "due_at", "id"),
    Index("early_warning_due", "due_at", "id"),
    comment="`due_at` is by when the level reached last is to acknowledge, from when that was recorded.",
)

warning_delivery: Final = Table(
    "warning_delivery",
    metadata,
    key("warning_id", Uuid()),
    key("unit_id", Uuid()),
    always("level", Text()),
    maybe("holder_id", Uuid()),
    maybe("acting_id", Uuid()),
    always("absent", Boolean()),
    always("sent_at", MOMENT),
    maybe("delivered_at", MOMENT),
    maybe("channel", Text()),
    comment="The units a warning was told to, and when it reached each.",
)

warning_escalation: Final = Table(
    "warning_escalation",
    metadata,
    key("warning_id", Uuid()),
    key("version", Integer()),
    always("level_reached", Text()),
    always("by_hand", Boolean()),
    maybe("reason", Text()),
    always("escalated_at", MOMENT),
)

leadership_directive: Final = Table(
    "leadership_directive",
    metadata,
    key("id", Uuid()),
    always("warning_id", Uuid()),
    always("instruction", Text()),
    always("officer_id", Uuid()),
    always("due_on", Date()),
    maybe("unit_id", Uuid()),
    always("issued_at", MOMENT),
    Index("leadership_directive_warning", "warning_id", "issued_at", "id"),
    Index("leadership_directive_officer", "officer_id", "warning_id"),
)


@projection.on(EarlyWarningRaised)
def early_warning_raised(event: EarlyWarningRaised, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        early_warning,
        id=recorded.key,
        village_id=event.village_id,
        kind=event.kind,
        severity=event.severity,
        reliability=event.reliability,
        credibility=event.credibility,
        narrative=event.narrative,
        raiser_id=event.raiser_id,
        raised_by=recorded.made().actor,
        seen_at=recorded.occurred_at,
        raised_at=recorded.recorded_at,
        level_reached=event.level_reached,
        due_at=_due_at(recorded, event.acknowledge_within),
        **_shortened_by(event.election),
    )
    _send(changes, recorded, (post for post in event.chain if post.unit_id in event.addressed))


def _send(changes: Changes, recorded: Recorded, posts: Iterable[Post]) -> None:
    for post in posts:
        changes.put(
            warning_delivery,
            warning_id=recorded.key,
            unit_id=post.unit_id,
            level=post.level,
            holder_id=post.holder_id,
            acting_id=post.acting_id,
            absent=post.absent,
            sent_at=recorded.recorded_at,
        )


@projection.on(WarningDelivered)
def warning_delivered(event: WarningDelivered, recorded: Recorded, changes: Changes) -> None:
    changes.change(warning_delivery, recorded.key, event.unit_id, delivered_at=recorded.recorded_at, channel=event.channel)


@projection.on(WarningAcknowledged)
def warning_acknowledged(event: WarningAcknowledged, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        early_warning,
        recorded.key,
        state="ACKNOWLEDGED",
        acknowledged_at=recorded.recorded_at,
        acknowledged_by_id=event.unit_id,
    )


@projection.on(WarningEscalated)
def warning_escalated(event: WarningEscalated, recorded: Recorded, changes: Changes) -> None:
    due_at = _due_at(recorded, event.acknowledge_within)
    by = _shortened_by(event.election)
    changes.change(early_warning, recorded.key, level_reached=event.level_reached, due_at=due_at, **by)
    changes.put(
        warning_escalation,
        warning_id=recorded.key,
        version=recorded.version,
        level_reached=event.level_reached,
        by_hand=event.by_hand,
        reason=event.reason,
        escalated_at=recorded.recorded_at,
    )
    _send(changes, recorded, event.posts)


@projection.on(WarningCorroborated)
def warning_corroborated(event: WarningCorroborated, recorded: Recorded, changes: Changes) -> None:
    _weighed(event, recorded, changes)


@projection.on(WarningDiscounted)
def warning_discounted(event: WarningDiscounted, recorded: Recorded, changes: Changes) -> None:
    _weighed(event, recorded, changes)
    changes.change(early_warning, recorded.key, discounted=True)


def _weighed(event: WarningCorroborated | WarningDiscounted, recorded: Recorded, changes: Changes) -> None:
    changes.change(early_warning, recorded.key, reliability=event.reliability, credibility=event.credibility)
    if event.finding is not None:
        changes.change(early_warning, recorded.key, finding=event.finding)


@projection.on(LeadershipDirectiveIssued)
def leadership_directive_issued(event: LeadershipDirectiveIssued, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        leadership_directive,
        id=event.directive_id,
        warning_id=recorded.key,
        instruction=event.instruction,
        officer_id=event.officer_id,
        due_on=event.due_on,
        unit_id=event.unit_id,
        issued_at=recorded.recorded_at,
    )


@projection.on(WarningClosed)
def warning_closed(event: WarningClosed, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        early_warning,
        recorded.key,
        state="CLOSED",
        closed_at=recorded.recorded_at,
        outcome=event.outcome,
        closing_note=event.closing_note,
    )


def _shortened_by(election: ElectionInForce | None) -> dict[str, Any]:
    """The election by which the clock in force was shortened."""
    if election is None:
        return {"election_id": None, "election_phase": None}
    return {"election_id": election.election_id, "election_phase": election.phase}


def _due_at(recorded: Recorded, seconds: int) -> datetime:
    return recorded.recorded_at + timedelta(seconds=seconds)
