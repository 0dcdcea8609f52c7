"""Waits until the read model holds everything the logs hold."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Final

import asyncpg

from infra.local.databases import DATABASES, Databases
from infra.local.process import CannotStart

POLL: Final = 0.1
EVERY: Final = 2.0
"""Seconds between two lines about the progress."""
STALL: Final = 60.0
"""Seconds without any progress after which nobody waits any longer."""

_HEAD: Final = "select position from log.head"
_APPLIED: Final = "select service, position from read_model.checkpoint"


async def caught_up(databases: Databases, say: Callable[[str], None], *, stall: float = STALL) -> None:
    """Return when every event that was in a log at the time of the call is in the read model. Raises CannotStart."""
    wanted = {
        database.name: await _head(databases.access(database).owner_url) for database in DATABASES if database.kind == "log"
    }
    if not any(wanted.values()):
        return
    read = next(databases.access(database).owner_url for database in DATABASES if database.kind == "read")
    reader = await asyncpg.connect(read)
    try:
        best, moved, said = -1, time.monotonic(), time.monotonic()
        while (done := _done(await _applied(reader), wanted)) < sum(wanted.values()):
            now = time.monotonic()
            if done > best:
                best, moved = done, now
            elif now - moved > stall:
                raise CannotStart(f"the read model stands still at {done:,} of {sum(wanted.values()):,} events")
            if now - said >= EVERY:
                said = now
                say(f"projecting: {done:,} of {sum(wanted.values()):,} events")
            await asyncio.sleep(POLL)
    finally:
        await reader.close()


def _done(applied: Mapping[str, int], wanted: Mapping[str, int]) -> int:
    return sum(min(applied.get(service, 0), position) for service, position in wanted.items())


async def _head(url: str) -> int:
    log = await asyncpg.connect(url)
    try:
        return int(await log.fetchval(_HEAD))
    finally:
        await log.close()


async def _applied(reader: "asyncpg.Connection[asyncpg.Record]") -> dict[str, int]:
    try:
        return {row["service"]: row["position"] for row in await reader.fetch(_APPLIED)}
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
        return {}  # the projector has not begun yet
