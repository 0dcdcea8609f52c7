"""A log with events in it, and what the tests of the bus look for at its other end."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from datetime import UTC, datetime
from inspect import isawaitable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from libs.events import log
from libs.events.codec import Meta, Pending, Recorded, encode
from libs.events.feed import feed
from libs.events.jetstream import Broker
from libs.events.message import Event, Role
from libs.events.single import Connection

SQL = Path(log.__file__).with_name("log.sql")
REACTIONS = Path(log.__file__).with_name("migrations") / "versions" / "r0002_reactions.py"


class Counted(Event, frozen=True, kw_only=True):
    """One stream counts from 1."""

    number: int


class Poisoned(Event, frozen=True, kw_only=True):
    """Something a reader cannot cope with."""


class Ledger:
    """A service's log whose streams hold `Counted` events."""

    def __init__(self, service: str, url: str) -> None:
        self.service, self.url = service, url
        self.wake = asyncio.Event()
        self._numbers: dict[UUID, int] = {}

    async def create(self) -> "Ledger":
        async with Opened(self.url) as db:
            await db.execute(SQL.read_text())
        return self

    async def connect(self) -> Connection:
        return await asyncpg.connect(self.url)

    async def append(self, *keys: UUID, event: Event | None = None) -> int:
        """One event for each key, in one commit; the log's position after it."""
        appends = []
        for key in keys:
            self._numbers[key] = number = self._numbers.get(key, 0) + 1
            appends.append(self.appended(key, event or Counted(number=number)))
        async with Opened(self.url) as db:
            for start in range(0, len(appends), log.LIMIT):
                outcomes = await log.append(db, appends[start : start + log.LIMIT])
                assert all(isinstance(outcome, log.Receipt) for outcome in outcomes), outcomes
        self.wake.set()
        return outcomes[-1].position  # type: ignore[union-attr]

    @staticmethod
    def appended(key: UUID, event: Event) -> log.Append:
        command = uuid4()
        meta = Meta(command="Count", digest="0" * 64, actor="somebody", role=Role.HEADQUARTERS, correlation=command)
        pending = Pending(
            id=uuid4(),
            type=event.named(),
            schema=event.version(),
            occurred_at=datetime.now(UTC),
            data=encode(event),
            meta=encode(meta),
        )
        return log.Append(f"counter-{key}", log.ANY, [pending], command)

    async def rows(self) -> list[Recorded]:
        async with Opened(self.url) as db:
            return await log.tail(db, 0, 1_000_000)

    async def execute(self, *statements: str) -> None:
        async with Opened(self.url) as db, db.transaction():
            for statement in statements:
                await db.execute(statement)


class Opened:
    """A connection for the length of a block."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def __aenter__(self) -> Connection:
        self._db: Connection = await asyncpg.connect(self._url)
        return self._db

    async def __aexit__(self, *_: object) -> None:
        await self._db.close()


async def until(condition: Callable[[], Any], what: str, seconds: float = 20.0) -> None:
    """Wait until the condition, plain or awaitable, holds."""
    try:
        async with asyncio.timeout(seconds):
            while not (await holds if isawaitable(holds := condition()) else holds):  # noqa: ASYNC110 any condition
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(f"not within {seconds:g} s: {what}") from None


async def take(nc: Broker, service: str, count: int, after: int = 0, **options: Any) -> list[Recorded]:
    """The next `count` events of a stream, exactly."""
    taken: list[Recorded] = []
    async with asyncio.timeout(20), aclosing(feed(nc, service, after, **options)) as lists:
        async for events in lists:
            taken += events
            if len(taken) >= count:
                break
    return taken


class Running:
    """Coroutines that run during a block; one that fails in it fails the test."""

    def __init__(self, *coroutines: Any) -> None:
        self._coroutines = coroutines

    async def __aenter__(self) -> "Running":
        self._tasks = [asyncio.create_task(coroutine) for coroutine in self._coroutines]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        done, deaf = await asyncio.wait(self._tasks, timeout=10)
        assert not deaf, f"does not stop: {deaf}"
        for task in done:
            if not task.cancelled() and (error := task.exception()):
                raise error
