"""Tells one follower what it has missed, page by page, at its own pace and beside all that goes on."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from services.gateway.graph.broadcast.cursor import another_log, differ
from services.gateway.graph.broadcast.followed import Followed
from services.gateway.graph.broadcast.group import AGAIN, BATCH, Listener
from services.gateway.graph.broadcast.journal import Journal
from services.gateway.graph.broadcast.live import matches
from services.gateway.graph.pool import Unavailable


@dataclass(frozen=True)
class Past:
    """What has happened in one log, for one follower."""

    journal: Journal
    followed: Followed
    listener: Listener
    gate: asyncio.Semaphore
    """Bounds the statements under way for all who catch up."""
    log: UUID | None

    async def page(self, position: int, upto: int) -> int:
        """Tells what follows a position, up to the end of one page; the position up to which everything is told now.

        Raises GraphQLError where the log is another one by now, pool.TooLong, pool.TooMuch.
        """
        try:
            async with self.gate:
                page = await self.journal.page([self.followed.topic], position, upto)
            if page is not None and differ(page.log, self.log):
                raise another_log()
            if page is None or page.reached <= position:  # the read model has gone back, and will come again
                await asyncio.sleep(AGAIN)
                return position
            topic, wanted = self.followed.topic, self.followed.wanted
            found = [event.position for event in page.events if matches(wanted, event.marks[topic])]
            for start in range(0, len(found), BATCH):
                told = await self._tell(found[start : start + BATCH])
                position = told or position
                if told != found[start : start + BATCH][-1]:
                    await asyncio.sleep(AGAIN)
                    return position
        except Unavailable:
            await asyncio.sleep(AGAIN)
            return position
        return page.reached

    async def _tell(self, positions: list[int]) -> int | None:
        """The last position told: what follows it is not shown at the moment."""
        async with self.gate:
            payloads = await self.followed.payloads.of(positions)
        last = None
        for position in positions:
            if position not in payloads:
                break
            if (payload := payloads[position]) is not None:
                await self.listener.room()
                self.listener.tell(payload)
            last = position
        return last
