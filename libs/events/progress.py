"""How far a service's reactions have come, told on the bus: a reader of events learns when what follows from one is complete.

A report is no event: nothing depends on its arrival, a lost one is made good by the next, and it may be late but never ahead. It
is read in one statement, so whatever its reactions appended stands in the service's own log at or before `head`.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from msgspec import DecodeError, Struct, json

from libs.events.cancellation import heed
from libs.events.jetstream import TROUBLE, Broker
from libs.events.single import LOST

logger = logging.getLogger(__name__)

EVERY: Final = 1.0
"""Seconds between two reports at most: for readers that came late, and for letters that a person discarded."""
PACE: Final = 0.02
"""Seconds between two reports at least."""
MOST_PARKED: Final = 1000
"""Events put aside that one report names; what lies beyond counts as not dealt with."""

_LOOK: Final = """select h.id as own, h.position as head, clock_timestamp() as at, f.follows, c.log,
  coalesce(c.position, 0) as position,
  array(select d.position from reactions.dead_letters d where d.reactor = f.name order by d.position limit $3) as parked
from log.head h left join unnest($1::text[], $2::text[]) as f (name, follows) on true
left join reactions.checkpoints c on c.name = f.name order by f.follows"""


class Database(Protocol):
    """What is needed of an asyncpg connection or pool."""

    async def fetch(self, query: str, *args: Any) -> list[Any]: ...


class Reaction(Struct, frozen=True, kw_only=True):
    """How far one reaction has come."""

    follows: str
    """The service whose events are reacted to."""
    log: UUID | None
    """Which log of that service `position` belongs to; None before the first event."""
    position: int
    """Up to here every event has been dealt with or put aside."""
    parked: tuple[int, ...] = ()
    """Positions of events put aside, and of those that wait behind them; a person who discards one gives it up for good."""


class Progress(Struct, frozen=True, kw_only=True):
    """A service's report."""

    service: str
    log: UUID
    """The service's own log."""
    head: int
    """How far its own log went: everything its reactions appended stands at or before it."""
    at: datetime
    """When it was looked at, by the database's clock: of two reports the later one holds."""
    reactions: tuple[Reaction, ...]


def reactor_name(service: str, follows: str) -> str:
    """Under which name the reactor keeps its checkpoint."""
    return f"{service}/{follows}"


def subject(service: str) -> str:
    """The NATS subject of a service's reports; no stream takes it in."""
    return f"progress.{service}"


async def look(db: Database, service: str, follows: Sequence[str]) -> Progress:
    """The report as things are now. Raises asyncpg's errors."""
    names = [reactor_name(service, one) for one in follows]
    rows = await db.fetch(_LOOK, names, list(follows), MOST_PARKED + 1)
    reactions = tuple(_reaction(row) for row in rows if row["follows"] is not None)
    return Progress(service=service, log=rows[0]["own"], head=rows[0]["head"], at=rows[0]["at"], reactions=reactions)


def _reaction(row: Any) -> Reaction:
    parked, position = tuple(row["parked"]), row["position"]
    if len(parked) > MOST_PARKED:
        parked = parked[:MOST_PARKED]
        position = min(position, parked[-1])
    return Reaction(follows=row["follows"], log=row["log"], position=position, parked=parked)


class Reporter:
    """Tells a service's progress whenever `wake` is called, and every second."""

    def __init__(self, service: str, follows: Sequence[str], db: Database, nc: Broker) -> None:
        self._service, self._follows, self._db, self._nc = service, follows, db, nc
        self._moved = asyncio.Event()

    def wake(self) -> None:
        self._moved.set()

    async def run(self) -> None:
        """For ever, until cancelled. Raises jetstream.Unsuitable."""
        while True:
            heed()
            self._moved.clear()
            try:
                report = await look(self._db, self._service, self._follows)
                client = await self._nc.client()
                await client.publish(subject(self._service), json.encode(report))
            except (*TROUBLE, *LOST) as error:
                logger.info("progress of %s is not told: %s", self._service, type(error).__name__)
            await asyncio.sleep(PACE)
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY):
                    await self._moved.wait()


async def listen(nc: Broker, services: Sequence[str], heard: Callable[[Progress], None]) -> None:
    """Hands over every report of these services, until cancelled. Raises jetstream.Unsuitable."""

    async def receive(message: Any) -> None:
        with suppress(DecodeError):
            report = _decode(message.data)
            if message.subject == subject(report.service):
                heard(report)

    while True:
        client = await nc.client()
        for service in services:
            await client.subscribe(subject(service), cb=receive)
        # nats-py subscribes again by itself when it reconnects; a client that it gave up is replaced by another.
        while not client.is_closed:
            heed()
            await asyncio.sleep(EVERY)


_decode: Final[Callable[[bytes], Progress]] = json.Decoder(Progress).decode
