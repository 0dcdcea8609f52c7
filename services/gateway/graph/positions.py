"""How far the read model has come: told by NOTIFY, and looked up each quarter of a second in case it was not told."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import Any, Final, Self, TypeAlias

import asyncpg

log = logging.getLogger(__name__)

CHANNEL: Final = "positions"
POLL: Final = 0.25
"""Seconds between two looks when nothing is announced."""
RECONNECT: Final = 0.5
"""Seconds between two attempts to reach the database."""

Connect: TypeAlias = Callable[[], Awaitable["asyncpg.Connection[asyncpg.Record]"]]


class Positions:
    """Follows the table `checkpoint` on a connection of its own; mutations wait for it, subscriptions wake by it."""

    def __init__(self, connect: Connect, *, poll: float = POLL) -> None:
        """`connect` opens a connection whose search path finds the read model; `poll` in seconds."""
        self._connect, self._poll = connect, poll
        self._now: dict[str, int] = {}
        self._moved = asyncio.Event()
        self._announced = asyncio.Event()
        self._next: asyncio.Future[Mapping[str, int] | None] | None = None
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._follow(), name="positions")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @property
    def now(self) -> Mapping[str, int]:
        """By service: the last position known to be in the read model."""
        return self._now

    async def reached(self, service: str, position: int, patience: float) -> bool:
        """Whether the read model shows that position, after waiting at most `patience` seconds for it."""
        return await self.all_reached({service: position}, patience)

    async def all_reached(self, wanted: Mapping[str, int], patience: float) -> bool:
        """Whether the read model shows these positions, by service, after waiting at most `patience` seconds for all of them."""
        try:
            async with asyncio.timeout(patience):
                while any(self._now.get(service, 0) < position for service, position in wanted.items()):
                    await self._moved.wait()
        except TimeoutError:
            return False
        return True

    async def latest(self, patience: float = 1.0) -> Mapping[str, int] | None:
        """The positions by a look at the database that begins after this call; one look serves all who wait for it.

        What `now` says may lag behind by the time that a notification takes. None where there is no answer within `patience`
        seconds.
        """
        look = self._next = self._next or asyncio.get_running_loop().create_future()
        self._announced.set()
        try:
            async with asyncio.timeout(patience):
                return await asyncio.shield(look)
        except TimeoutError:
            return None

    async def changes(self) -> AsyncGenerator[Mapping[str, int]]:
        """The positions now, and again whenever they have moved; a slow reader skips what lies between."""
        while True:
            moved = self._moved
            yield dict(self._now)
            await moved.wait()

    async def _follow(self) -> None:
        while True:
            try:
                await self._listen()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("positions of the read model are not known: %s", type(error).__name__)
            # A server that crashed may have lost the newest rows with their checkpoint: what was known is no longer sure.
            self._show({})
            await asyncio.sleep(RECONNECT)

    async def _listen(self) -> None:
        connection = await self._connect()
        try:
            connection.add_termination_listener(self._wake)
            await connection.add_listener(CHANNEL, self._wake)
            while True:
                self._announced.clear()
                look, self._next = self._next, None
                found: dict[str, int] | None = None
                try:
                    rows = await connection.fetch("select service, position from checkpoint")
                    self._show(found := {row["service"]: row["position"] for row in rows})
                finally:
                    if look:
                        look.set_result(found)
                try:
                    async with asyncio.timeout(self._poll):
                        await self._announced.wait()
                except TimeoutError:
                    continue
        finally:
            connection.terminate()

    def _wake(self, *_: Any) -> None:
        self._announced.set()

    def _show(self, positions: dict[str, int]) -> None:
        if positions != self._now:
            self._now = positions
            moved, self._moved = self._moved, asyncio.Event()
            moved.set()
