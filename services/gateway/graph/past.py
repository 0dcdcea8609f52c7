"""The read model as it was: the events up to a moment, run through the same projection into temporary tables, then asked."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, Self
from weakref import WeakKeyDictionary

import asyncpg

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.projection import Projection
from libs.events.single import Connection
from services.gateway.graph.planner import Moment, Request
from services.gateway.graph.planner.reaching import MOST_EVENTS
from services.gateway.graph.pool import Pool, TooMuch, Unavailable

log = logging.getLogger(__name__)

SESSIONS: Final = 2
"""Answers made at a time."""
TRUNCATE: Final = 200
"""Answers of a session after which its tables are truncated."""

_SET: Final = "insert into checkpoint select s, null, p from unnest($1::text[], $2::bigint[]) u (s, p)"


@dataclass(frozen=True)
class Then:
    """What had been recorded: by service, how far its log went, and the events that matter, in order."""

    positions: Mapping[str, int]
    events: Mapping[str, Sequence[Recorded]]


class Past:
    """Answers from tables that last for one transaction: `present` finds the events, at `dsn` temporary tables may be made."""

    def __init__(self, projection: Projection, present: Pool, dsn: str, *, size: int = SESSIONS, statement_timeout: float = 5.0):
        """`statement_timeout` in seconds."""
        self._projection, self._present = projection, present
        # Nothing but temporary tables is found: what would be missing there must not be read from the present.
        self._sessions = Pool(
            dsn, size=size, statement_timeout=statement_timeout, search_path="pg_temp", default_transaction_read_only="off"
        )
        made = [statement.strip() for statement in projection.statements()]
        self._tables = [
            statement.replace("CREATE TABLE", "create temporary table", 1)
            for statement in made
            if statement.startswith("CREATE TABLE")
        ]
        names = ["checkpoint", *(f'"{table.name}"' for table in projection.metadata.sorted_tables)]
        emptied = ", ".join(f"empty_{number} as (delete from {name})" for number, name in enumerate(names))  # noqa: S608
        self._delete, self._truncate = f"with {emptied} select", f"truncate {', '.join(names)}"
        self._used: WeakKeyDictionary[Connection, int] = WeakKeyDictionary()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._sessions.close()

    async def value(self, moment: Moment, request: Request) -> bytes:
        """The answer to one field. Raises GraphQLError, pool.Unavailable, pool.TooLong, pool.TooMuch."""
        sought, bound = moment.reach.values(request), moment.answer.values(request)
        then = _told(await self._present.fetch(moment.reach.sql, sought))
        # In a thread: thousands of events take a while, in which others are to be answered.
        changes = await asyncio.to_thread(self._collected, then, moment.reads_events)
        return await self._sessions.run(lambda db: self._answered(db, then, changes, moment.answer.sql, bound))

    def _collected(self, then: Then, witnessed: bool) -> list[Changes]:
        found = []
        for service, events in then.events.items():
            made, _, error = self._projection.collect(service, events, witnessed=witnessed)
            if error is not None:
                raise error
            found.append(made)
        return found

    async def _answered(self, db: Connection, then: Then, changes: Sequence[Changes], sql: str, bound: Sequence[Any]) -> bytes:
        if db not in self._used:
            await self._prepare(db)
        async with db.transaction():
            await db.execute(_SET, list(then.positions), list(then.positions.values()))
            for made in changes:
                await made.write(db)
                for hook in self._projection.hooks:
                    await hook(db, made.touched)
            found: bytes = await db.fetchval(sql, *bound)
            self._used[db] += 1
            # Truncating makes PostgreSQL plan every statement of the session anew, deleting leaves the space of the rows taken.
            await db.execute(self._delete if self._used[db] % TRUNCATE else self._truncate)
        return found

    async def _prepare(self, db: Connection) -> None:
        try:
            async with db.transaction():
                for statement in self._tables:
                    await db.execute(statement)
        except (asyncpg.InsufficientPrivilegeError, asyncpg.ReadOnlySQLTransactionError) as error:
            log.error("nothing can be answered as of an earlier moment: %s", type(error).__name__)
            raise Unavailable("no temporary tables may be made") from error
        self._used[db] = 0


def _told(rows: Sequence[asyncpg.Record]) -> Then:
    if len(rows) > MOST_EVENTS:
        raise TooMuch
    events = {
        service: [_recorded(row) for row in told if row["position"] is not None]
        for service, told in groupby(rows, key=lambda row: str(row["service"]))
    }
    return Then({row["service"]: row["until"] for row in rows}, {service: told for service, told in events.items() if told})


def _recorded(row: asyncpg.Record) -> Recorded:
    return Recorded(
        position=row["position"],
        stream=row["stream"],
        version=row["version"],
        id=row["id"],
        type=row["type"],
        schema=row["schema"],
        occurred_at=row["occurred_at"],
        recorded_at=row["recorded_at"],
        data=row["data"],
        meta=row["meta"],
        command=row["command"],
    )
