"""Followers who are told the same: each event is composed once for all of them, and each hears it once."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

from graphql import GraphQLError

from libs.events.wording import Sentence
from services.gateway.graph.broadcast.followed import Followed
from services.gateway.graph.pool import TooLong, Unavailable

log = logging.getLogger(__name__)

BATCH: Final = 50
"""Events composed by one statement."""
BEHIND: Final = 10_000
"""Events that may wait to be composed for one group."""
AGAIN: Final = 0.25
"""Seconds until what could not be read is tried again."""
AT_A_STRETCH: Final = 500
"""Members told before others have their turn on the loop."""
HELD: Final = 1_000
"""Live events kept for a member that is still being told older ones."""


class Listener(Protocol):
    """The other end of a subscription."""

    def tell(self, payload: bytes) -> None:
        """A response; never waits."""

    def fail(self, error: Exception) -> None:
        """The subscription has ended for this reason: where `Broadcast.follow` has not returned yet, cancel it.

        Called on behalf of everybody in the group: the listener says the reason in its own language.
        """

    async def room(self) -> None:
        """Waits until the listener has taken most of what it was told."""


class Member:
    """One follower: told what lies beyond `floor`, each position once, in order."""

    __slots__ = ("_held", "_leave", "floor", "listener")

    def __init__(self, listener: Listener, floor: int, leave: "Callable[[Member], None]") -> None:
        self.listener, self.floor, self._leave = listener, floor, leave
        self._held: deque[tuple[int, bytes]] | None = deque()

    def tell(self, position: int, payload: bytes) -> None:
        """What happens now. A member that is still being told of the past hears of it in `catch_up`."""
        if position <= self.floor:
            return
        if self._held is None:
            self.floor = position
            self.listener.tell(payload)
        elif len(self._held) < HELD:
            self._held.append((position, payload))
        else:
            self._fail(_behind(Sentence("More happens than can be caught up with: follow again from the last cursor.")))

    async def catch_up(self, position: int) -> None:
        """Everything up to `position` has been told: goes on with what has happened meanwhile, then with what happens."""
        self.floor = max(self.floor, position)
        while self._held:
            await self.listener.room()
            at, payload = self._held.popleft()
            if at > self.floor:
                self.floor = at
                self.listener.tell(payload)
        self._held = None

    def cancel(self) -> None:
        """Leaves; nothing is told afterwards."""
        self._leave(self)

    def _fail(self, error: Exception) -> None:
        self.cancel()
        self.listener.fail(error)


class Group:
    """Its events wait in `pending` until they are composed: a statement that is slow or fails delays nobody else's."""

    def __init__(self, followed: Followed, gate: asyncio.Semaphore, gone: "Callable[[Group], None]") -> None:
        """`gate` bounds the statements under way for all groups; `gone` is called when the last member has left."""
        self.followed, self._gate, self._gone = followed, gate, gone
        self.members: dict[Member, None] = {}
        self._pending: deque[int] = deque()
        self._task: asyncio.Task[None] | None = None

    def join(self, listener: Listener, floor: int) -> Member:
        """A new member; what lies beyond `floor` is kept for it until `Member.catch_up`, and told from then on."""
        member = Member(listener, floor, self._leave)
        self.members[member] = None
        return member

    def happened(self, position: int) -> None:
        """One more event for the members, in order."""
        self._pending.append(position)
        if len(self._pending) > BEHIND:
            self.end(_behind(Sentence("More happens than can be told: follow again from the last cursor.")))
        elif self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._tell(), name="group")

    def end(self, error: Exception) -> None:
        """All members hear why, and are members no more."""
        for member in list(self.members):
            member.cancel()
            member.listener.fail(error)

    def _leave(self, member: Member) -> None:
        if member not in self.members:
            return
        del self.members[member]
        if not self.members:
            self._pending.clear()
            if self._task is not None:
                self._task.cancel()
            self._gone(self)

    async def _tell(self) -> None:
        size = BATCH
        try:
            while self._pending:
                positions = [self._pending[place] for place in range(min(size, len(self._pending)))]
                try:
                    async with self._gate:
                        payloads = await self.followed.payloads.of(positions)
                except Unavailable:
                    await asyncio.sleep(AGAIN)
                    continue
                except TooLong as error:
                    if size == 1:
                        self.end(error)
                        return
                    size = 1
                    continue
                for position in positions:
                    if position not in payloads:  # the read model has gone back: what is not there now will be again
                        await asyncio.sleep(AGAIN)
                        break
                    if not self.members:  # the last one was told too much at once, and has left in the midst of it
                        return
                    self._pending.popleft()
                    if (payload := payloads[position]) is not None:
                        await self._spread(position, payload)
        except GraphQLError as error:
            self.end(error)
        except Exception as error:  # the other groups go on
            log.exception("a group cannot be told")
            self.end(error)
        finally:
            self._task = None

    async def _spread(self, position: int, payload: bytes) -> None:
        for number, member in enumerate(list(self.members), 1):
            if member in self.members:  # others have had their turn since, and may have left
                member.tell(position, payload)
            if number % AT_A_STRETCH == 0:
                await asyncio.sleep(0)


def _behind(message: Sentence) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "TOO_FAR_BEHIND"})
