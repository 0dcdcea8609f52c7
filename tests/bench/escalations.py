"""What the clocks of warnings have done, judged from the log alone: what was missed, what was early, how late the rest was."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import asyncpg
from msgspec import json

from libs.events.contracts.officers.police_unit import UnitLevel
from libs.events.contracts.villages.early_warning import (
    EarlyWarningRaised,
    WarningAcknowledged,
    WarningClosed,
    WarningDiscounted,
    WarningEscalated,
)
from tests.bench.run_clock import RunClock

_WARNINGS: Final = """select stream, type, recorded_at, data from log.events where type = any($1::text[]) and recorded_at >= $2
order by position"""
STARTS: Final = frozenset(kind.named() for kind in (EarlyWarningRaised, WarningEscalated))
STOPS: Final = frozenset(kind.named() for kind in (WarningAcknowledged, WarningDiscounted, WarningClosed))
TOP: Final = UnitLevel.POLDA
"""Whoever is above it is not told."""
PATIENCE: Final = 2.0
"""Seconds by time within which an escalation follows its clock."""


@dataclass
class Clocks:
    """Of all warnings of a run."""

    passed_on: int = 0
    """Clocks that ran out and were followed by an escalation."""
    answered: int = 0
    """Clocks that somebody stopped."""
    missed: list[str] = field(default_factory=list)
    """Warnings of which a clock ran out below the top, and nothing followed in time."""
    early: list[str] = field(default_factory=list)
    """Warnings that were passed on before their clock had run out."""
    late: list[float] = field(default_factory=list)
    """Seconds by time from when a clock ran out until its escalation stood in the log."""


@dataclass(frozen=True)
class _Running:
    due: datetime
    top: bool


async def judged(url: str, clock: RunClock, until: datetime) -> Clocks:
    """All clocks that have been stopped, or ran out up to `until` by the run's clock."""
    db = await asyncpg.connect(url)
    try:
        rows = await db.fetch(_WARNINGS, [*STARTS, *STOPS], clock.begins)
    finally:
        await db.close()
    found = Clocks()
    running: dict[str, _Running] = {}
    for row in rows:
        stream, recorded_at = row["stream"], row["recorded_at"]
        before = running.pop(stream, None)
        if before:
            _ended(found, stream, before, recorded_at, clock, escalated=row["type"] in STARTS)
        if row["type"] in STARTS:
            told = json.decode(row["data"])
            due = recorded_at + timedelta(seconds=told["acknowledge_within"])
            running[stream] = _Running(due, told["level_reached"] == TOP)
    found.missed += [stream for stream, left in running.items() if left.due <= until and not left.top]
    return found


def _ended(found: Clocks, stream: str, before: _Running, at: datetime, clock: RunClock, *, escalated: bool) -> None:
    late = (clock.real(at) - clock.real(before.due)).total_seconds()
    if escalated:
        found.passed_on += 1
        found.late.append(late)
        if late < 0:
            found.early.append(stream)
        return
    found.answered += 1
    if late > PATIENCE and not before.top:
        found.missed.append(stream)
