"""Of several replicas one does the work: whoever holds the advisory lock, on a database connection of its own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, TypeAlias

import asyncpg

if TYPE_CHECKING:
    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record]
else:
    Connection = asyncpg.Connection

Connect: TypeAlias = Callable[[], Awaitable[Connection]]
"""Opens a connection that belongs to the caller alone."""

LOST: Final = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What a connection raises when the database is away, restarting, or not as it should be."""


@asynccontextmanager
async def single(
    connect: Connect, name: str, *, meanwhile: Callable[[Connection], Awaitable[None]] | None = None, pause: float = 0.5
) -> AsyncIterator[Connection]:
    """A connection that holds the lock `name` of its database. Until it does, `meanwhile` is awaited every `pause` seconds."""
    db = await connect()
    try:
        while not await db.fetchval("select pg_try_advisory_lock(hashtextextended($1, 0))", name):
            if meanwhile:
                await meanwhile(db)
            await asyncio.sleep(pause)
        yield db
    finally:
        db.terminate()
