"""A fixed set of connections to the read model: asyncpg's own pool spends a round trip on every release."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, TypeVar

import asyncpg

from services.gateway.graph.lending import Lending

R = TypeVar("R")

SETTINGS: Final = {
    "jit": "off",
    "plan_cache_mode": "force_generic_plan",
    "timezone": "UTC",
    "default_transaction_read_only": "on",
    "application_name": "gateway",
}
LOST: Final = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.OperatorInterventionError,
    asyncpg.InvalidCachedStatementError,
    asyncpg.InsufficientResourcesError,
    asyncpg.DeadlockDetectedError,
    asyncpg.UndefinedTableError,
    asyncpg.InvalidSchemaNameError,
)
"""What a statement fails with when its connection or the server's state is at fault, not the statement: tables that are not there
were dropped, to be built anew; and a connection whose server says farewell between two statements confuses its client."""

REMEMBERED: Final = 100
"""Statements that a connection keeps prepared."""
LONGEST: Final = 24 * 1024
"""Characters of a statement that is kept prepared, three times those of a village's whole card."""


class Unavailable(Exception):
    """The read model cannot be asked at the moment."""


class TooLong(Exception):
    """A statement ran into its time limit and was stopped."""


class TooMuch(TooLong):
    """A statement is larger than the server takes, whatever time it had."""


class Pool:
    """Runs single read-only statements, prepared once a connection; a lost connection is replaced, the statement sent again."""

    def __init__(
        self, dsn: str, *, size: int = 4, statement_timeout: float = 5.0, patience: float = 5.0, **settings: str
    ) -> None:
        """`statement_timeout` and `patience` (the wait for a free connection) in seconds; further settings go to the server."""
        self._dsn, self._size, self._patience = dsn, size, patience
        self._settings = {**SETTINGS, "statement_timeout": str(int(statement_timeout * 1000)), **settings}
        self._connections: Lending[asyncpg.Connection[asyncpg.Record] | None] = Lending([None] * size)

    async def __aenter__(self) -> "Pool":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Waits for the statements under way, then closes every connection."""
        for _ in range(self._size):
            connection = await self._connections.take()
            if connection is not None:
                await connection.close()

    async def value(self, sql: str, arguments: Sequence[Any] = ()) -> bytes:
        """The single value of the statement. Raises Unavailable, TooLong, TooMuch."""
        found: bytes = await self.run(lambda connection: connection.fetchval(sql, *arguments))
        return found

    async def fetch(self, sql: str, arguments: Sequence[Any] = ()) -> list[asyncpg.Record]:
        """The rows of the statement. Raises Unavailable, TooLong, TooMuch."""
        return await self.run(lambda connection: connection.fetch(sql, *arguments))

    async def run(self, work: Callable[["asyncpg.Connection[asyncpg.Record]"], Awaitable[R]]) -> R:
        """What `work` makes of a connection; done again should the first be lost. Raises Unavailable, TooLong, TooMuch."""
        try:
            connection = await self._connections.take(self._patience)
        except TimeoutError:
            raise Unavailable("every connection to the read model is busy") from None
        awaited = False
        try:
            for last in (False, True):
                try:
                    if connection is None or connection.is_closed():
                        connection = None
                        connection = await self._connect()
                    found = await work(connection)
                    break
                except asyncpg.QueryCanceledError:
                    raise TooLong from None
                except asyncpg.ProgramLimitExceededError:
                    raise TooMuch from None
                except LOST as error:
                    if connection is not None and not isinstance(error, asyncpg.InvalidCachedStatementError):
                        connection.terminate()
                        connection = None
                    if last:
                        raise Unavailable("the read model does not answer") from error
        finally:
            awaited = self._connections.give(connection)
        if awaited:
            # Their statement is sent before what this one found is worked on: the database need not wait for that.
            await asyncio.sleep(0)
        return found

    async def _connect(self) -> "asyncpg.Connection[asyncpg.Record]":
        # Each backend keeps the plans of all it remembers, at some seventy bytes a character: hence the bounds.
        try:
            return await asyncpg.connect(
                self._dsn,
                server_settings=self._settings,
                statement_cache_size=REMEMBERED,
                max_cacheable_statement_size=LONGEST,
                timeout=self._patience,
            )
        except asyncpg.PostgresError as error:
            # Full, starting up, closed to us: whatever the reason, there is no connection.
            raise ConnectionError(type(error).__name__) from error
