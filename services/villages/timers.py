"""What falls due in the villages service: a warning that nobody acknowledges is passed on, each unit told gets its notice."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from msgspec import json

from libs.events.codec import Recorded
from libs.events.contracts.villages.early_warning import (
    EarlyWarningRaised,
    EscalateWarning,
    RecordWarningDelivery,
    WarningAcknowledged,
    WarningClosed,
    WarningDelivered,
    WarningDiscounted,
    WarningEscalated,
)
from libs.events.due import Begin, End
from libs.events.message import Command, Event

ESCALATIONS: Final = (EarlyWarningRaised, WarningEscalated, WarningAcknowledged, WarningDiscounted, WarningClosed)
NOTICES: Final = (EarlyWarningRaised, WarningEscalated, WarningDelivered, WarningClosed)


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
