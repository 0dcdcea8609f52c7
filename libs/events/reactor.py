"""Another service's event → our commands, each once; what cannot be done is parked with all that follows it in its stream."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Any, Final, TypeAlias
from uuid import UUID, uuid5

import asyncpg
from msgspec import json

from libs.events.codec import Codec, Recorded, from_message, to_headers
from libs.events.feed import ForeignLog, Gap, feed, log_of
from libs.events.jetstream import TROUBLE, Broker
from libs.events.message import Catalogue, Command, Event
from libs.events.single import LOST, Connect, Connection, single
from libs.events.writer import Closed, OutcomeUnknown, Unavailable

logger = logging.getLogger(__name__)

PAUSE: Final = 0.1
"""Seconds before the second try; each further pause is twice as long."""
LOOK: Final = 1.0
"""Seconds between looks for dead letters that a person wants tried again."""
BEHIND: Final = "WAITS_FOR_EARLIER"
"""The error of a letter that was never tried because one before it in its stream is parked."""

React: TypeAlias = Callable[[Event, Recorded], Sequence[Command]]
Execute: TypeAlias = Callable[[Command, UUID, Recorded], Awaitable[None]]

_PASSING: Final = (OutcomeUnknown, Unavailable, Closed, *LOST, *TROUBLE)
_PARK: Final = """insert into reactions.dead_letters (reactor, position, stream, event, headers, error, tries)
values ($1, $2, $3, $4, $5::text::jsonb, $6, $7) on conflict do nothing"""
_MOVE: Final = """insert into reactions.checkpoints (name, log, position) values ($1, $2, $4)
on conflict (name) do update set log = excluded.log, position = excluded.position
where reactions.checkpoints.position = $3 and reactions.checkpoints.log is not distinct from $5"""


class RefusedReaction(Exception):
    """A command of a reaction was refused; its text is the stable code of the refusal, and nothing else."""


class Fenced(Exception):
    """Another reactor moved this checkpoint."""


class Letter:
    """A parked event, and why it is."""

    def __init__(self, row: "Mapping[str, Any] | asyncpg.Record") -> None:
        self.reactor: str = row["reactor"]
        self.position: int = row["position"]
        self.stream: str = row["stream"]
        self.error: str = row["error"]
        self.tries: int = row["tries"]
        self.replay: bool = row["replay"]
        self.recorded: Recorded = from_message(json.decode(row["headers"]), row["event"])


class Reactor:
    """Reacts to the events of `service` in their order. Of several instances on one database one works, the others wait.

    `react` is pure. `execute(command, command id, cause)` carries a command out; its id is made from the event's, so that doing
    it again changes nothing. Trouble with the infrastructure is waited out; what fails on its own merits `tries` times is parked.
    """

    def __init__(
        self, name: str, service: str, connect: Connect, nc: Broker, *, react: React, execute: Execute, tries: int = 3
    ) -> None:
        self._name, self._service, self._connect, self._nc = name, service, connect, nc
        self._react, self._execute, self._tries = react, execute, tries
        self._codec = Codec(Catalogue(service))
        self._parked: set[str] = set()
        self._turn = asyncio.Lock()
        self.position = 0
        """How far the service's events have been dealt with."""
        self.active = False

    async def run(self) -> None:
        """For ever, until cancelled. Raises jetstream.Unsuitable."""
        while True:
            try:
                async with single(self._connect, f"reactor {self._name}") as db:
                    self.active = True
                    async with asyncio.TaskGroup() as tasks:
                        tasks.create_task(self._follow(db))
                        tasks.create_task(self._replay(db))
            except* (Fenced, Gap, ForeignLog, *TROUBLE, *LOST) as errors:
                for error in errors.exceptions:
                    logger.warning("reactor %s: %s", self._name, type(error).__name__)
                await asyncio.sleep(0.3)
            finally:
                self.active = False

    async def _follow(self, db: Connection) -> None:
        async with self._turn:
            row = await db.fetchrow("select log, position from reactions.checkpoints where name = $1", self._name)
            parked = await db.fetch("select distinct stream from reactions.dead_letters where reactor = $1", self._name)
        before: UUID | None = row["log"] if row else None
        log = await log_of(self._nc, self._service)
        self.position = row["position"] if row and before == log else 0
        stored = row["position"] if row else 0
        self._parked = {row["stream"] for row in parked}
        async with aclosing(feed(self._nc, self._service, self.position, log=log)) as batches:
            async for events in batches:
                async with self._turn:
                    letters = [letter for event in events if (letter := await self._deal_with(event))]
                    async with db.transaction():
                        moved = await db.execute(_MOVE, self._name, log, stored, events[-1].position, before)
                        if moved != "INSERT 0 1":
                            raise Fenced(f"the checkpoint of {self._name} is not at {stored}")
                        await db.executemany(_PARK, letters)
                before, stored = log, events[-1].position
                self.position = stored

    async def _deal_with(self, recorded: Recorded) -> tuple[Any, ...] | None:
        """None when done; else the letter to park."""
        if recorded.stream in self._parked:
            error, tries = BEHIND, 0
        else:
            found = await self._attempt(recorded, self._tries)
            if found is None:
                return None
            error, tries = found, self._tries
            logger.error("reactor %s parks position %d, %s: %s", self._name, recorded.position, recorded.type, error)
        self._parked.add(recorded.stream)
        headers = json.encode(to_headers(self._service, recorded, "")).decode()
        return self._name, recorded.position, recorded.stream, recorded.data, headers, error, tries

    async def _attempt(self, recorded: Recorded, tries: int) -> str | None:
        """None when done; else why it cannot be: a code or the name of an error, for texts may quote what people entered."""
        pause = PAUSE
        while True:
            try:
                if self._codec.knows(recorded):
                    for number, command in enumerate(self._react(self._codec.event(recorded), recorded)):
                        await self._execute(command, uuid5(recorded.id, f"{self._name}/{number}"), recorded)
            except _PASSING:
                pass
            except Exception as error:  # noqa: BLE001 whatever a reaction raises parks its event
                tries -= 1
                if tries <= 0:
                    return str(error) if isinstance(error, RefusedReaction) else type(error).__name__
            else:
                return None
            await asyncio.sleep(pause)
            pause = min(5.0, pause * 2)

    async def _replay(self, db: Connection) -> None:
        """Tries letters again that a person wants tried, in order; the first of a stream that fails keeps the rest waiting."""
        while True:
            async with self._turn:
                rows = await db.fetch(
                    "select * from reactions.dead_letters where reactor = $1 and replay order by position", self._name
                )
                stuck: set[str] = set()
                for letter in map(Letter, rows):
                    if letter.stream not in stuck and not await self._retry(db, letter):
                        stuck.add(letter.stream)
                left = await db.fetch("select distinct stream from reactions.dead_letters where reactor = $1", self._name)
                self._parked = {row["stream"] for row in left}
            await asyncio.sleep(LOOK)

    async def _retry(self, db: Connection, letter: Letter) -> bool:
        earlier = "select 1 from reactions.dead_letters where reactor = $1 and stream = $2 and position < $3"
        waits = bool(await db.fetch(earlier, self._name, letter.stream, letter.position))
        error = BEHIND if waits else await self._attempt(letter.recorded, 1)
        if error is None:
            await discard(db, self._name, letter.position)
            return True
        noted = "update reactions.dead_letters set error = $3, tries = tries + $4 where reactor = $1 and position = $2"
        await db.execute(noted, self._name, letter.position, error, 0 if waits else 1)
        await db.execute(
            "update reactions.dead_letters set replay = false where reactor = $1 and stream = $2", self._name, letter.stream
        )
        return False


async def letters(db: Connection) -> list[Letter]:
    """All that is parked, in the order of reactor and position."""
    return [Letter(row) for row in await db.fetch("select * from reactions.dead_letters order by reactor, position")]


async def replay(db: Connection, reactor: str, stream: str) -> int:
    """Ask for all letters of a stream to be tried again; returns how many there are."""
    answer = await db.execute(
        "update reactions.dead_letters set replay = true where reactor = $1 and stream = $2", reactor, stream
    )
    return int(answer.rpartition(" ")[2])


async def discard(db: Connection, reactor: str, position: int) -> bool:
    """Give up one letter for good; False when there is none. The stream goes on once its last letter is gone."""
    deleted = await db.execute("delete from reactions.dead_letters where reactor = $1 and position = $2", reactor, position)
    return deleted == "DELETE 1"
