"""Events become rows, each exactly once: the checkpoint moves in the transaction that applies them, from where it was left."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import aclosing, suppress
from typing import Any, Final, TypeAlias
from uuid import UUID

import asyncpg

from libs.events.cancellation import heed, together
from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.feed import ForeignLog, Gap, end, feed, log_of
from libs.events.jetstream import TROUBLE, Broker, Refusal
from libs.events.projection import Projection
from libs.events.single import LOST, Connect, Connection, single
from libs.events.writer import unanswered

__all__ = ["Fenced", "Projection", "Projector"]

logger = logging.getLogger(__name__)

RETRY: Final = 3.0
"""Seconds before an event that could not be applied is tried again."""
PATIENCE: Final = 60.0
"""Seconds a batch may take."""

_MOVE: Final = """update checkpoint set position = $4, log = $5
where service = $1 and position = $2 and log is not distinct from $3"""

Positions: TypeAlias = Mapping[str, int]


# Plans are made while the tables are small and kept while they grow; rows are found by key, so any other way is a trap.
_SESSION: Final = """set jit = off; set client_min_messages = warning;
set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off"""


class Fenced(Exception):
    """Another projector moved this checkpoint."""


class _Built(Exception):
    """The tables built beside the old ones have caught up with them."""


class _Mark:
    """How far one service's stream has been applied to the schema at work."""

    __slots__ = ("log", "position")

    def __init__(self, log: UUID | None, position: int) -> None:
        self.log, self.position = log, position


_Batch: TypeAlias = tuple[Changes, int, UUID]


class Projector:
    """Keeps the tables of a projection at the ends of its streams. Of several instances on one database one works.

    One connection applies the batches of all streams one after another, so statements about sets of rows never race. When the
    tables in the database were made by another version, or follow another log, new ones are filled beside them while the old
    keep serving reads, and take their place in one short transaction.

    `announce` is called after each commit with the positions it reached. `progress` is called while tables are built, with how
    far each stream has been read and how far it goes. `pace` is that of `feed`, in seconds.
    """

    def __init__(
        self,
        projection: Projection,
        connect: Connect,
        nc: Broker,
        *,
        announce: Callable[[Positions], None] = lambda _: None,
        progress: Callable[[Positions, Positions], None] = lambda _read, _goal: None,
        batch: int = 1000,
        pace: float = 0.0,
    ) -> None:
        self._projection, self._connect, self._nc = projection, connect, nc
        self._announce, self._progress, self._batch, self._pace = announce, progress, batch, pace
        self._name, self._next, self._old = projection.name, f"{projection.name}_next", f"{projection.name}_old"
        self._renew = False
        self._foreign: set[str] = set()
        self._moved = asyncio.Event()
        self._schema = self._name
        self._marks: dict[str, _Mark] = {}
        self.positions: dict[str, int] = dict.fromkeys(projection.services, 0)
        """By service, up to where its events can be read from the tables."""
        self.stalled: dict[str, str] = {}
        """By service, why it does not go on: an event that this code cannot apply, or a broken stream. Other services' go on."""
        self.active = False
        """Whether this instance is the one that works."""
        self.made = False
        """Whether there are tables to read from."""

    async def run(self) -> None:
        """For ever, until cancelled. Raises jetstream.Unsuitable."""
        while True:
            try:
                async with single(self._connect, f"projector {self._name}", meanwhile=self._watch, pause=0.25) as db:
                    self.active = True
                    while True:
                        heed()
                        await self._work(db)
            except ForeignLog as foreign:
                logger.warning("projector %s: %s, the tables are built anew", self._name, foreign)
                self._renew = True
                self._foreign.add(foreign.service)
            except (Fenced, *TROUBLE, *LOST) as error:
                heed()
                logger.warning("projector %s: %s", self._name, type(error).__name__)
                await asyncio.sleep(0.3)
            finally:
                self.active = False

    async def reached(self, service: str, position: int, timeout: float) -> bool:  # noqa: ASYNC109 an answer, not an error
        """Wait until the tables show this service's events up to `position`; False after `timeout` seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                while self.positions[service] < position:
                    await self._moved.wait()
        return self.positions[service] >= position

    async def _watch(self, db: Connection) -> None:
        """Another instance is at work: follow its checkpoints."""
        with suppress(asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
            rows = await db.fetch(f"select service, position from {self._name}.checkpoint")  # noqa: S608 an identifier
            self.made = True
            self._show({row["service"]: row["position"] for row in rows if row["service"] in self.positions})

    def _show(self, positions: Positions) -> None:
        self.positions.update(positions)
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def _work(self, db: Connection) -> None:
        await db.execute(_SESSION)
        self._schema = await self._prepare(db)
        await db.execute(f"set search_path = {self._schema}, public")  # extensions are found in public
        rows = await db.fetch("select service, log, position from checkpoint")
        self._marks = {row["service"]: _Mark(row["log"], row["position"]) for row in rows}
        self.stalled = {}
        turn = asyncio.Lock()
        tasks: list[Coroutine[Any, Any, None]] = []
        for service in self._projection.services:
            queue: asyncio.Queue[_Batch] = asyncio.Queue(1)
            tasks += [self._read(service, queue), self._apply(service, queue, db, turn)]
        if self._schema == self._next:
            await self._watch(db)
            self._show(dict.fromkeys(self._foreign, 0))  # what the old tables show is not of the log there is now
            tasks.append(self._catch_up(db, turn))
        else:
            self._foreign.clear()
            self.made = True
            self._show({service: mark.position for service, mark in self._marks.items()})
            self._announce(dict(self.positions))
        try:
            await together(tasks)
        except _Built:
            await self._swap(db)

    async def _prepare(self, db: Connection) -> str:
        """Which schema to fill: the one in use, or a new one beside it."""
        await self._drop(db, self._old)
        fingerprint = None
        if await db.fetchval("select to_regclass($1) is not null", f"{self._name}.projection"):
            fingerprint = await db.fetchval(f"select fingerprint from {self._name}.projection")  # noqa: S608 an identifier
        if fingerprint == self._projection.fingerprint and not self._renew:
            return self._name
        schema = self._name if fingerprint is None else self._next
        async with db.transaction():
            await db.execute(f"drop schema if exists {self._next} cascade; create schema if not exists {schema}")
            await db.execute(f"set local search_path = {schema}, public")
            for statement in self._projection.statements():
                await db.execute(statement)
            await db.execute("insert into projection values ($1)", self._projection.fingerprint)
            await db.execute(
                "insert into checkpoint select s, null, 0 from unnest($1::text[]) s", list(self._projection.services)
            )
        self._renew = False
        logger.info("projector %s: building schema %s", self._name, schema)
        return schema

    async def _read(self, service: str, queue: "asyncio.Queue[_Batch]") -> None:
        log, position = self._marks[service].log, self._marks[service].position
        while True:
            try:
                log = log or await log_of(self._nc, service)
                async with aclosing(feed(self._nc, service, position, batch=self._batch, log=log, pace=self._pace)) as batches:
                    async for events in batches:
                        await self._hand_over(service, events, log, queue)
                        position = events[-1].position
            except Gap as gap:
                self._stall(service, str(gap))
                await asyncio.sleep(RETRY)

    async def _hand_over(self, service: str, events: Sequence[Recorded], log: UUID, queue: "asyncio.Queue[_Batch]") -> None:
        while True:
            changes, done, error = self._projection.collect(service, events)
            if done:
                await queue.put((changes, done, log))
            events = events[done:]
            if error is None:
                return
            # The error's text may quote what people entered; its type and the place do not.
            self._stall(service, f"{type(error).__name__} at position {events[0].position}, {events[0].type}")
            await asyncio.sleep(RETRY)

    def _stall(self, service: str, why: str) -> None:
        if self.stalled.get(service) != why:
            logger.error("projector %s: %s stands still: %s", self._name, service, why)
        self.stalled[service] = why

    async def _apply(self, service: str, queue: "asyncio.Queue[_Batch]", db: Connection, turn: asyncio.Lock) -> None:
        mark = self._marks[service]
        while True:
            changes, count, log = await queue.get()
            while True:
                try:
                    async with turn, asyncio.timeout(PATIENCE):
                        await self._write(db, service, mark, (changes, count, log))
                    break
                except Exception as error:
                    heed()
                    if _passes(error):
                        raise
                    state = getattr(error, "sqlstate", None) or "no SQLSTATE"
                    self._stall(service, f"{type(error).__name__} ({state}) after position {mark.position}")
                await asyncio.sleep(RETRY)
            mark.log, mark.position = log, mark.position + count
            self.stalled.pop(service, None)
            if self._schema == self._name:
                self._show({service: mark.position})
                self._announce({service: mark.position})

    async def _write(self, db: Connection, service: str, mark: _Mark, batch: _Batch) -> None:
        changes, count, log = batch
        async with db.transaction():
            moved = await db.execute(_MOVE, service, mark.position, mark.log, mark.position + count, log)
            if moved != "UPDATE 1":
                raise Fenced(f"the checkpoint of {service} is not at {mark.position}")
            await changes.write(db)
            for hook in self._projection.hooks:
                await hook(db, changes.touched)

    async def _catch_up(self, db: Connection, turn: asyncio.Lock) -> None:
        """Raises _Built once the new tables show all that the old ones do, and are within one batch of each stream's end."""
        old: dict[str, tuple[UUID | None, int]] = {}
        with suppress(asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
            async with turn:
                rows = await db.fetch(f"select service, log, position from {self._name}.checkpoint")  # noqa: S608 an identifier
            old = {row["service"]: (row["log"], row["position"]) for row in rows}
        while True:
            with suppress(Refusal, Gap, *TROUBLE):
                goal, least = {}, {}
                for service in self._projection.services:
                    log, last = await end(self._nc, service) or (None, 0)
                    shown_log, shown = old.get(service, (None, 0))
                    least[service] = shown if log in {None, shown_log} else 0
                    goal[service] = max(last, least[service])
                read = {service: self._marks[service].position for service in goal}
                self._progress(read, goal)
                if all(read[service] >= max(least[service], goal[service] - self._batch) for service in goal):
                    # Never given back: a batch begun now would be cut off in its transaction, on the connection that swaps.
                    await turn.acquire()
                    raise _Built
            await asyncio.sleep(0.1)

    async def _swap(self, db: Connection) -> None:
        for table in self._projection.metadata.sorted_tables:
            await db.execute(f'analyze "{table.name}"')
        await self._drop(db, self._old)
        async with db.transaction():
            if await db.fetchval("select to_regnamespace($1) is not null", self._name):
                await db.execute(f"alter schema {self._name} rename to {self._old}")
            await db.execute(f"alter schema {self._next} rename to {self._name}")
        logger.info("projector %s: the new tables are in use", self._name)

    async def _drop(self, db: Connection, schema: str) -> None:
        """Nobody new can be reading it; whoever still is keeps it until the next time."""
        with suppress(asyncpg.LockNotAvailableError):
            await db.execute(f"set lock_timeout = '5s'; drop schema if exists {schema} cascade")
        await db.execute("set lock_timeout = 0")


def _passes(error: Exception) -> bool:
    """The trouble lies with the connection or with the tables' being there at all, not with the events."""
    gone = (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError, Fenced)
    return unanswered(error) or isinstance(error, gone)
