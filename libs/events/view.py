"""What one decision looks at besides its own stream, and what it thereby relies upon."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar
from uuid import UUID

from msgspec import Struct

from libs.events.codec import Codec
from libs.events.decider import Decider
from libs.events.log import Database, held, holders, read

S = TypeVar("S")

ROOM: Final = 20_000
"""Folded states remembered at most."""


class Folded(Struct, frozen=True):
    """A state and the version it stands at."""

    state: Any
    version: int
    position: int


class Memory:
    """States folded lately. They may be out of date: whoever uses one guards its version, so that the log has the last word."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._states: OrderedDict[str, Folded] = OrderedDict()
        self._holders: OrderedDict[str, UUID] = OrderedDict()

    def state(self, stream: str) -> Folded | None:
        return self._states.get(stream)

    def holder(self, key: str) -> UUID | None:
        return self._holders.get(key)

    def keep(self, stream: str, folded: Folded) -> None:
        self._states[stream] = folded
        if len(self._states) > self._room:
            self._states.popitem(last=False)

    def keep_holder(self, key: str, holder: UUID) -> None:
        self._holders[key] = holder
        if len(self._holders) > self._room:
            self._holders.popitem(last=False)

    def forget(self, stream: str) -> None:
        self._states.pop(stream, None)


class View:
    """One look around. `guards` are the versions relied upon, `remembered` says whether any of them may be out of date."""

    def __init__(self, log: Database, codec: Codec, memory: Memory, known: Mapping[str, int], *, fresh: bool) -> None:
        self._log = log
        self._codec = codec
        self._memory = memory
        self._positions = known
        self._fresh = fresh
        self.guards: dict[str, int] = {}
        self.known: dict[str, int] = {}
        """By service: how far its facts had arrived when they were used."""
        self.remembered = False

    async def folded(self, decider: Decider[S, Any, Any, Any], key: UUID) -> Folded:
        """The state of any stream of this service, read anew, with its version and last position (0 where there is none)."""
        stream = f"{decider.aggregate}-{key}"
        events = await read(self._log, stream)
        state = decider.fold(self._codec.event(recorded) for recorded in events)
        found = Folded(state, len(events), events[-1].position if events else 0)
        if events:
            self._memory.keep(stream, found)
        return found

    async def state(self, decider: Decider[S, Any, Any, Any], key: UUID) -> S:
        """The state of another stream of this service; the decision then holds only while that stream stays as it is."""
        stream = f"{decider.aggregate}-{key}"
        found = None if self._fresh else self._memory.state(stream)
        if found:
            self.remembered = True
        else:
            found = await self.folded(decider, key)
        self.guards[stream] = found.version
        state: S = found.state
        return state

    async def holder(self, claim: str, value: str) -> UUID | None:
        """The aggregate that holds a claim. It guards nothing: look at the holder's state as well."""
        key = f"{claim}:{value}"
        if not self._fresh and (holder := self._memory.holder(key)):
            self.remembered = True
            return holder
        found = (await holders(self._log, [key])).get(key)
        if found is None:
            return None
        holder = UUID(found[-36:])
        self._memory.keep_holder(key, holder)
        return holder

    async def held(self, claim: str) -> dict[str, UUID]:
        """Every value of a claim that is held, and by which aggregate. It guards nothing: claim the next turn as well."""
        found = await held(self._log, f"{claim}:")
        return {key[len(claim) + 1 :]: UUID(stream[-36:]) for key, stream in found.items()}

    async def facts(self, service: str, statement: str, *arguments: Any) -> Sequence[Any]:
        """Rows of what this service knows of another, from the schema `known`; the event records how far that had come."""
        self.known[service] = self._positions.get(service, 0)
        return await self._log.fetch(statement, *arguments)
