"""The clock of a run: in the logs it stands still until the day begins, and then goes so many times faster than time does."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import asyncpg

_CLOCK: Final = (
    "create or replace function timers.clock() returns timestamptz language sql volatile as $clock$ select {now} $clock$"
)
_APPEND: Final = (
    "select pg_get_functiondef(p.oid) from pg_proc p where p.pronamespace = 'log'::regnamespace and p.proname = 'append'"
)
_OURS: Final = "moment constant timestamptz := now();"


@dataclass(frozen=True)
class RunClock:
    """`begins` in the run is `begun` by time."""

    begins: datetime
    begun: datetime
    pace: float

    def real(self, moment: datetime) -> datetime:
        """When the run's clock passes that moment."""
        return self.begun + (moment - self.begins) / self.pace

    def shown(self, real: datetime) -> datetime:
        """What the run's clock shows at a moment."""
        return self.begins + (real - self.begun) * self.pace

    def seconds_until(self, seconds: float, now: datetime) -> float:
        """By time, from now until so many seconds of the day have passed; negative for what has passed."""
        return (self.real(self.begins + timedelta(seconds=seconds)) - now).total_seconds()

    async def set(self, owner_url: str) -> None:
        """The log's timers go by this clock, and what is appended is recorded by it."""
        passed = f"(clock_timestamp() - '{self.begun.isoformat()}'::timestamptz) * {self.pace}"
        await _replace(owner_url, f"'{self.begins.isoformat()}'::timestamptz + {passed}")


async def stopped(owner_url: str, at: datetime) -> None:
    """The log's clock stands still."""
    await _replace(owner_url, f"'{at.isoformat()}'::timestamptz")


async def _replace(owner_url: str, now: str) -> None:
    db = await asyncpg.connect(owner_url)
    try:
        await db.execute(_CLOCK.format(now=now))
        append: str = await db.fetchval(_APPEND)
        if "timers.clock()" not in append:
            assert _OURS in append, "log.append tells the time in another way than this benchmark knows"
            await db.execute(append.replace(_OURS, "moment constant timestamptz := timers.clock();"))
    finally:
        await db.close()
