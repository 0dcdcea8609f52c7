"""The live end of one service's log: read once as the read model shows it, each event handed to the groups that want it."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, Final
from uuid import UUID

from services.gateway.graph.broadcast.cursor import another_log, differ
from services.gateway.graph.broadcast.followed import Followed
from services.gateway.graph.broadcast.group import AGAIN, Group
from services.gateway.graph.broadcast.journal import Happened, Journal, Page
from services.gateway.graph.broadcast.topic import Topic, Wanted
from services.gateway.graph.pool import TooLong, Unavailable
from services.gateway.graph.positions import Positions

log = logging.getLogger(__name__)

END: Final = 2**63 - 1
"""After every position."""

Address = tuple[Topic, int, str] | tuple[Topic]
"""Under what a group is found: the first thing it wants, or its topic."""


class Live:
    """Everything up to `read` has been handed to the groups there were; what follows will be."""

    def __init__(self, service: str, journal: Journal, positions: Positions, gate: asyncio.Semaphore) -> None:
        self.service, self.journal = service, journal
        self._positions, self._gate = positions, gate
        self.groups: dict[tuple[Any, ...], Group] = {}
        self._at: defaultdict[Address, dict[Group, None]] = defaultdict(dict)
        self.users = 0
        """Followers on their way in; see `Broadcast`."""
        self.read = -1
        self.log: UUID | None = None
        self.begun = asyncio.Event()
        """Set once it is known where the log stands."""
        self.task = asyncio.create_task(self._follow(), name=f"live {service}")

    def group(self, followed: Followed, gone: Callable[[], None]) -> Group:
        """The group of those who are told the same, made now if there is none; `gone` is called when it has no members left."""
        if followed.key in self.groups:
            return self.groups[followed.key]

        def leave(group: Group) -> None:
            if self.groups.get(followed.key) is group:
                del self.groups[followed.key]
                del self._at[_address(followed)][group]
                if not self._at[_address(followed)]:
                    del self._at[_address(followed)]
            gone()

        group = self.groups[followed.key] = Group(followed, self._gate, leave)
        self._at[_address(followed)][group] = None
        return group

    async def _follow(self) -> None:
        seen: int | None = None
        async for positions in self._positions.changes():
            shown = positions.get(self.service)
            if shown is None or shown == seen:
                continue
            while True:
                try:
                    seen = await self._look()
                    if seen is None or seen <= self.read:
                        break
                except (Unavailable, TooLong):
                    await asyncio.sleep(AGAIN)
                except Exception:
                    log.exception("the events of %s cannot be read", self.service)
                    await asyncio.sleep(AGAIN)

    async def _look(self) -> int | None:
        """Hands on one page; how far the read model has come."""
        topics = self._topics()
        begun = self.begun.is_set()
        page = await self.journal.page(topics, self.read if begun else END, END)
        if page is None:
            return None
        if not begun:
            self.log, self.read = page.log, page.shown
            self.begun.set()
        elif differ(page.log, self.log):
            self._replaced(page)
        elif topics == self._topics():  # else somebody began meanwhile to follow what this page does not hold
            self.log, self.read = page.log or self.log, max(self.read, page.reached)
            for event in page.events:
                for group in self._interested(event):
                    group.happened(event.position)
        return page.shown

    def _replaced(self, page: Page) -> None:
        log.warning("the log of %s was replaced by another", self.service)
        self.log, self.read = page.log, page.shown
        for group in list(self.groups.values()):
            group.end(another_log())

    def _topics(self) -> tuple[Topic, ...]:
        return tuple(dict.fromkeys(group.followed.topic for group in self.groups.values()))

    def _interested(self, event: Happened) -> Iterator[Group]:
        for topic, marks in event.marks.items():
            addresses: list[Address] = [(topic,)]
            addresses += [(topic, place, value) for place, values in enumerate(marks) for value in values if value is not None]
            for address in dict.fromkeys(addresses):
                for group in list(self._at.get(address, ())):
                    if matches(group.followed.wanted, marks):
                        yield group


def matches(wanted: Wanted, marks: list[list[str | None]]) -> bool:
    """Whether an event with these marks is one of those wanted."""
    return all(value in marks[place] for place, value in wanted)


def _address(followed: Followed) -> Address:
    return (followed.topic, *followed.wanted[0]) if followed.wanted else (followed.topic,)
