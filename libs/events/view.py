"""What one decision looks at besides its own stream, and what it thereby relies upon."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

import asyncpg
from msgspec import Struct

from libs.events.access import Actor
from libs.events.codec import Codec
from libs.events.decider import Decider
from libs.events.log import Database, held, holders, read
from libs.events.settings import Rules
from libs.events.writer import Unavailable

S = TypeVar("S")
R = TypeVar("R", bound=Rules)
T = TypeVar("T")
K = TypeVar("K")

UNMADE: Final = (asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError, asyncpg.InvalidSchemaNameError)
ROOM: Final = 20_000
"""Folded states remembered at most."""
FACTS: Final = 5_000
"""Answers about other services remembered at most."""
LATELY: Final = 5.0
"""Seconds for which such an answer is remembered: some of the questions are about today."""


class Folded(Struct, frozen=True):
    """A state and the version it stands at."""

    state: Any
    version: int
    position: int


class Memory:
    """States folded lately. They may be out of date: whoever uses one guards its version, so that the log has the last word."""

    def __init__(self, room: int = ROOM, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._room, self._clock = room, clock
        self._states: OrderedDict[str, Folded] = OrderedDict()
        self._holders: OrderedDict[str, UUID] = OrderedDict()
        self._facts: OrderedDict[Hashable, tuple[int, float, Sequence[Any]]] = OrderedDict()
        self._looks: dict[str, asyncio.Future[Any]] = {}

    def state(self, stream: str) -> Folded | None:
        return _used(self._states, stream)

    def holder(self, key: str) -> UUID | None:
        return _used(self._holders, key)

    def facts(self, asked: Hashable, position: int) -> Sequence[Any] | None:
        """What was found lately, if nothing has been heard of that service since."""
        found = _used(self._facts, asked)
        if found is None or found[0] != position or self._clock() - found[1] > LATELY:
            return None
        return found[2]

    def keep_facts(self, asked: Hashable, position: int, rows: Sequence[Any]) -> None:
        _put(self._facts, asked, (position, self._clock(), rows), FACTS)

    def keep(self, stream: str, folded: Folded) -> None:
        _put(self._states, stream, folded, self._room)

    def keep_holder(self, key: str, holder: UUID) -> None:
        _put(self._holders, key, holder, self._room)

    async def once(self, what: str, look: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Many who want to look at the same thing at the same time share one look."""
        shared: asyncio.Future[T] | None = self._looks.get(what)
        if shared is None:
            shared = self._looks[what] = asyncio.ensure_future(look())
            shared.add_done_callback(lambda _: self._looks.pop(what, None))
        return await asyncio.shield(shared)

    def learn(self, stream: str, folded: Folded, claims: Iterable[str]) -> None:
        """What was just appended: the stream's new state, and the keys that it took."""
        self.keep(stream, folded)
        for key in claims:
            self.keep_holder(key, UUID(stream[-36:]))

    def forget(self, stream: str) -> None:
        self._states.pop(stream, None)


def _by_value(claim: str, found: Mapping[str, str]) -> dict[str, UUID]:
    """Holders of a claim by its values, where they were found by whole keys."""
    return {key[len(claim) + 1 :]: UUID(stream[-36:]) for key, stream in found.items()}


def _used(among: OrderedDict[K, T], name: K) -> T | None:
    found = among.get(name)
    if found is not None:
        among.move_to_end(name)
    return found


def _put(among: OrderedDict[K, T], name: K, value: T, room: int) -> None:
    among[name] = value
    among.move_to_end(name)
    if len(among) > room:
        among.popitem(last=False)


class View:
    """One look around. `guards` are the versions relied upon, `remembered` says whether any of them may be out of date."""

    def __init__(
        self,
        log: Database,
        codec: Codec,
        memory: Memory,
        known: Mapping[str, int],
        *,
        fresh: bool,
        actor: Actor,
        rules: Rules | None = None,
        occurred_at: datetime | None = None,
    ) -> None:
        self.actor = actor
        """Who gives the command that is decided upon; for rules that ask who it was, never for what his role may do."""
        self._log = log
        self._codec = codec
        self._memory = memory
        self._positions = known
        self._fresh = fresh
        self._rules = rules
        self.occurred_at = occurred_at
        """When what is decided upon happened in the field, as its sender says."""
        self.guards: dict[str, int] = {}
        self.known: dict[str, int] = {}
        """By service: how far its facts had arrived when they were used."""
        self.remembered = False

    def rules(self, kind: type[R]) -> R:
        """The thresholds of the service's rules; their defaults where none of this kind were given."""
        return self._rules if isinstance(self._rules, kind) else kind()

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
        if self._fresh:
            found: Folded | None = await self.folded(decider, key)
        else:
            self.remembered = True
            found = self._memory.state(stream)
        if found is None:
            found = await self._memory.once(stream, lambda: self.folded(decider, key))
        self.guards[stream] = found.version
        state: S = found.state
        return state

    async def holder(self, claim: str, value: str) -> UUID | None:
        """The aggregate that holds a claim. It guards nothing: look at the holder's state as well."""
        key = f"{claim}:{value}"
        if self._fresh:
            return await self._look_up(key)
        self.remembered = True
        return self._memory.holder(key) or await self._memory.once(key, lambda: self._look_up(key))

    async def _look_up(self, key: str) -> UUID | None:
        found = (await holders(self._log, [key])).get(key)
        if found is None:
            return None
        holder = UUID(found[-36:])
        self._memory.keep_holder(key, holder)
        return holder

    async def held(self, claim: str, beginning: str = "") -> dict[str, UUID]:
        """Every value of a claim that is held, of those that begin so, and by which aggregate.

        It guards nothing: claim the next turn as well.
        """
        return _by_value(claim, await held(self._log, f"{claim}:{beginning}"))

    async def holders(self, claim: str, values: Iterable[str]) -> dict[str, UUID]:
        """Those of the values that are held, and by which aggregate. It guards nothing: look at the holders' states as well."""
        return _by_value(claim, await holders(self._log, [f"{claim}:{value}" for value in values]))

    async def facts(self, service: str, statement: str, *arguments: Any) -> Sequence[Any]:
        """Rows of what this service knows of another, from the schema `known`; the event records how far that had come.

        Raises Unavailable while the tables are not there yet, or are those of another version.
        """
        position = self.known[service] = self._positions.get(service, 0)
        asked = (service, statement, *(tuple(one) if isinstance(one, list) else one for one in arguments))
        if not self._fresh and (known := self._memory.facts(asked, position)) is not None:
            self.remembered = True
            return known
        try:
            found = await self._log.fetch(statement, *arguments)
        except UNMADE as error:
            raise Unavailable("the tables of what is known of other services are being made") from error
        self._memory.keep_facts(asked, position, found)
        return found
