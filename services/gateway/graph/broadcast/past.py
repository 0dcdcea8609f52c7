"""Tells one follower what it has missed, page by page, at its own pace and beside all that goes on."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from uuid import UUID
from weakref import ref

from services.gateway.graph.broadcast.cursor import another_log, differ
from services.gateway.graph.broadcast.followed import Followed
from services.gateway.graph.broadcast.group import AGAIN, BATCH, Listener
from services.gateway.graph.broadcast.journal import SPAN, Journal, Page
from services.gateway.graph.broadcast.live import END, matches
from services.gateway.graph.pool import Unavailable

T = TypeVar("T")

KEPT: Final = 5.0
"""Seconds for which what was read of the past serves others as well."""
MOST_KEPT: Final = 256
"""Reads that are kept at most, the newest."""


class Shared:
    """Reads for those who catch up, each done once for all who want the same at about the same time: after a break, all do."""

    def __init__(self) -> None:
        self._gate = asyncio.Semaphore(1)
        self._under_way: dict[Hashable, asyncio.Task[Any]] = {}
        self._kept: deque[Callable[[], None]] = deque()

    async def get(self, key: Hashable, make: Callable[[], Awaitable[T]], good: Callable[[T], bool] = lambda _: True) -> T:
        """What `make` found for the first who asked, unless that is no longer `good`; it goes on when who asks is cancelled."""
        task = self._under_way.get(key)
        if task is None or (task.done() and not good(task.result())):
            task = self._under_way[key] = asyncio.create_task(self._made(make), name="past")
            task.add_done_callback(lambda done: self._done(key, done))
        found: T = await asyncio.shield(task)
        return found

    def close(self) -> None:
        for task in self._under_way.values():
            task.cancel()

    async def _made(self, make: Callable[[], Awaitable[T]]) -> T:
        async with self._gate:
            return await make()

    def _done(self, key: Hashable, task: "asyncio.Task[Any]") -> None:
        known = ref(task)

        def forget() -> None:
            if (found := self._under_way.get(key)) is not None and found is known():
                del self._under_way[key]

        if task.cancelled() or task.exception() is not None:
            forget()
            return
        asyncio.get_running_loop().call_later(KEPT, forget)
        self._kept.append(forget)
        if len(self._kept) > MOST_KEPT:
            self._kept.popleft()()


@dataclass(frozen=True)
class Past:
    """What has happened in one log, for one follower."""

    journal: Journal
    followed: Followed
    listener: Listener
    shared: Shared
    log: UUID | None

    async def page(self, position: int, upto: int) -> int:
        """Tells what follows a position, up to the end of one page; the position up to which everything is told now.

        Raises GraphQLError where the log is another one by now, pool.TooLong, pool.TooMuch.
        """
        try:
            page = await self._page(position, upto)
            if page is not None and differ(page.log, self.log):
                raise another_log()
            if page is None or page.reached <= position:  # the read model has gone back, and will come again
                await asyncio.sleep(AGAIN)
                return position
            topic, wanted = self.followed.topic, self.followed.wanted
            events = (event for event in page.events if event.position <= upto)
            found = [event.position for event in events if matches(wanted, event.marks[topic])]
            for start in range(0, len(found), BATCH):
                told = await self._tell(found[start : start + BATCH])
                position = told or position
                if told != found[start : start + BATCH][-1]:
                    await asyncio.sleep(AGAIN)
                    return position
        except Unavailable:
            await asyncio.sleep(AGAIN)
            return position
        return min(page.reached, upto)

    async def _page(self, position: int, upto: int) -> Page | None:
        wanted = min(upto, position + SPAN)
        return await self.shared.get(
            (self.followed.topic, position),
            lambda: self.journal.page([self.followed.topic], position, END),
            lambda page: page is not None and page.reached >= wanted,
        )

    async def _tell(self, positions: list[int]) -> int | None:
        """The last position told: what follows it is not shown at the moment."""
        payloads = await self.shared.get(
            (self.followed.key, tuple(positions)),
            lambda: self.followed.payloads.of(positions),
            lambda found: len(found) == len(positions),
        )
        last = None
        for position in positions:
            if position not in payloads:
                break
            if (payload := payloads[position]) is not None:
                await self.listener.room()
                self.listener.tell(payload)
            last = position
        return last
