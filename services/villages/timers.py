"""What falls due in the villages service: unanswered warnings, notices, disputes open and institutions silent for too long."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from msgspec import json

from libs.events.codec import Recorded
from libs.events.contracts.villages.early_warning import (
    EarlyWarningRaised,
    EscalateWarning,
    RaiseEarlyWarning,
    RecordWarningDelivery,
    Severity,
    SourceReliability,
    WarningAcknowledged,
    WarningClosed,
    WarningDelivered,
    WarningDiscounted,
    WarningEscalated,
    WarningKind,
    warning_about,
)
from libs.events.contracts.villages.social_institution import (
    InstitutionActivityRecorded,
    InstitutionEstablished,
    InstitutionRevived,
    InstitutionWentDormant,
    LapseInstitution,
)
from libs.events.contracts.villages.three_pillars import (
    EscalatePillarDispute,
    PillarDisputeEscalated,
    PillarDisputeReported,
    PillarDisputeResolved,
)
from libs.events.due import Begin, End
from libs.events.message import Command, Event

ESCALATIONS: Final = (EarlyWarningRaised, WarningEscalated, WarningAcknowledged, WarningDiscounted, WarningClosed)
NOTICES: Final = (EarlyWarningRaised, WarningEscalated, WarningDelivered, WarningClosed)
DISPUTES: Final = (PillarDisputeReported, PillarDisputeResolved, PillarDisputeEscalated)
CONFLICTS: Final = (PillarDisputeReported, PillarDisputeEscalated)
SILENCES: Final = (InstitutionEstablished, InstitutionActivityRecorded, InstitutionRevived, InstitutionWentDormant)

TOLD_TOGETHER: Final = timedelta(seconds=3)
"""For how long a dispute that is told late waits for what came of it: longer than a batch of commands takes."""


def escalations(event: Event, recorded: Recorded) -> Sequence[Begin | End]:
    """The clock of a warning runs from when it was recorded, not from when something was seen in the field."""
    match event:
        case EarlyWarningRaised() | WarningEscalated():
            due_at = recorded.recorded_at + timedelta(seconds=event.acknowledge_within)
            escalate = EscalateWarning(warning_id=recorded.key, reached=event.level_reached)
            return [Begin(str(recorded.key), due_at, escalate)]
        case _:
            return [End(str(recorded.key))]


def notices(event: Event, recorded: Recorded) -> Sequence[Begin | End]:
    """At once, and again until the unit's notifier has taken it, its commander has confirmed it, or the warning is closed."""
    match event:
        case EarlyWarningRaised():
            units = event.addressed
        case WarningEscalated():
            units = tuple(post.unit_id for post in event.posts)
        case WarningDelivered():
            return [End(f"{recorded.key}/{event.unit_id}")]
        case _:
            return [End(str(recorded.key))]
    return [
        Begin(f"{recorded.key}/{unit}", recorded.recorded_at, RecordWarningDelivery(warning_id=recorded.key, unit_id=unit))
        for unit in units
    ]


def notice(command: Command, event: Event, recorded: Recorded) -> bytes:
    """What a unit's notifier is told: ids and codes, never what was seen or by whom."""
    assert isinstance(command, RecordWarningDelivery)  # noqa: S101 - `notices` gives no other
    assert isinstance(event, EarlyWarningRaised | WarningEscalated)  # noqa: S101 - nor by anything else
    told = {
        "warning_id": command.warning_id,
        "unit_id": command.unit_id,
        "severity": event.severity,
        "kind": event.kind,
        "village_id": event.village_id,
        "village_code": event.village_code,
        "level_reached": event.level_reached,
        "due_at": recorded.recorded_at + timedelta(seconds=event.acknowledge_within),
    }
    return json.encode(told)


def disputes(event: Event, recorded: Recorded) -> Sequence[Begin | End]:
    """A dispute of two pillars that is still open when its days are over goes before the commander.

    One that is reported when they are over already was often settled in time, and that is told in the next command.
    """
    match event:
        case PillarDisputeReported():
            at, key = event.escalates_at, f"{recorded.key}/{event.dispute_id}"
            escalate = EscalatePillarDispute(village_id=recorded.key, dispute_id=event.dispute_id, at=at)
            return [Begin(key, max(at, recorded.recorded_at + TOLD_TOGETHER), escalate)]
        case PillarDisputeResolved() | PillarDisputeEscalated():
            return [End(f"{recorded.key}/{event.dispute_id}")]
        case _:
            return []


def conflicts(event: Event, recorded: Recorded) -> Sequence[Begin | End]:
    """Whoever commands the village is warned of a dispute at once, and more severely of one that has been open for too long.

    Through a timer that is due already, and not as a reaction: the bus may be down.
    """
    match event:
        case PillarDisputeReported():
            severity, said = Severity.YELLOW, "sengketa dilaporkan"
        case PillarDisputeEscalated():
            severity, said = Severity.ORANGE, "sengketa belum selesai"
        case _:
            return []
    warn = RaiseEarlyWarning(
        warning_id=warning_about(recorded.id),
        village_id=recorded.key,
        kind=WarningKind.PILLAR_CONFLICT,
        severity=severity,
        reliability=SourceReliability.B,
        credibility=2,
        narrative=f"Tiga pilar, {said}: {' - '.join(event.between)} ({event.subject}), {event.dispute_id}",
    )
    return [Begin(f"{recorded.key}/{event.dispute_id}/{severity}", recorded.recorded_at, warn)]


def silences(event: Event, recorded: Recorded) -> Sequence[Begin | End]:
    """An institution of which nothing is heard until the moment that its last sign of life names counts as dormant."""
    match event:
        case InstitutionEstablished() | InstitutionActivityRecorded() | InstitutionRevived() if event.lapses_at is not None:
            lapse = LapseInstitution(institution_id=recorded.key, at=event.lapses_at)
            return [Begin(str(recorded.key), event.lapses_at, lapse)]
        case InstitutionWentDormant():
            return [End(str(recorded.key))]
        case _:
            return []
