"""Another service's event becomes our commands, each carried out once: its id is made of the event's, so the log is the inbox."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import Final, TypeAlias
from uuid import UUID, uuid5

from msgspec.structs import replace

from libs.events import dead_letters
from libs.events.cancellation import heed, together
from libs.events.codec import Codec, Recorded, UnknownEvent
from libs.events.dead_letters import Parked
from libs.events.each import Each
from libs.events.feed import ForeignLog, Gap, feed, log_of
from libs.events.jetstream import TROUBLE, Broker
from libs.events.message import Catalogue, Command, Event
from libs.events.single import LOST, Connect, Connection, single
from libs.events.writer import Closed, OutcomeUnknown, Unavailable, unanswered

logger = logging.getLogger(__name__)

React: TypeAlias = Callable[[Event, Recorded], Sequence[Command | Each]]
Execute: TypeAlias = Callable[[Command, UUID, Recorded], Awaitable[None]]
Look: TypeAlias = Callable[[Each, Recorded], Awaitable[Sequence[UUID]]]

LOOK: Final = 1.0
"""Seconds between looks for letters that a person wants replayed, or has discarded."""
AT_ONCE: Final = 16
"""Streams dealt with at the same time."""
FIRST_PAUSE: Final = 0.05
LONGEST_PAUSE: Final = 5.0

_BEGIN: Final = "insert into reactions.checkpoints (name, log, position) values ($1, null, 0) on conflict do nothing"
_MOVE: Final = """update reactions.checkpoints set position = $4, log = $5
where name = $1 and position = $2 and log is not distinct from $3"""


class RefusedReaction(Exception):
    """The command was refused, and always will be as things are; the text is the refusal's code and nothing else."""


async def _nothing_known(_each: Each, _recorded: Recorded) -> Sequence[UUID]:
    return ()


class Fenced(Exception):
    """Another reactor moved this checkpoint."""


class Reactor:
    """Reads the stream of `service` and carries out what `react` makes of each event, stream by stream in order.

    `react(event, recorded)` is pure and returns commands; `execute(command, id, recorded)` carries one out: it raises
    RefusedReaction for a no, OutcomeUnknown or a connection's errors when that could not be told, which is waited out. `look`
    finds the ids for an `Each`; it raises Unavailable while the service does not know enough, which is waited out too. An event
    that fails `tries` times is put aside, and the later ones of its stream wait behind it; other streams go on.

    `connect` opens a connection to the database with the schema `reactions`. Of several instances on it one works. `moved` is
    called when the checkpoint or the letters put aside have changed. `pace` is that of `feed`, in seconds.
    """

    def __init__(
        self,
        name: str,
        service: str,
        connect: Connect,
        nc: Broker,
        *,
        react: React,
        execute: Execute,
        look: Look = _nothing_known,
        tries: int = 3,
        batch: int = 200,
        pace: float = 0.0,
        codec: Codec | None = None,
        moved: Callable[[], None] = lambda: None,
    ) -> None:
        self._name, self._service, self._connect, self._nc = name, service, connect, nc
        self._react, self._execute, self._look = react, execute, look
        self._tries, self._batch, self._pace = tries, batch, pace
        self._codec = codec or Codec(Catalogue(service))
        self._moved = moved
        self._free = asyncio.Semaphore(AT_ONCE)
        self._log: UUID | None = None
        self._foreign: UUID | None = None
        self.position = 0
        """Up to where the stream has been dealt with, what was put aside included."""
        self.stalled: str | None = None
        """Why nothing goes on, where the stream itself is broken."""
        self.active = False
        """Whether this instance is the one that works."""

    async def run(self) -> None:
        """For ever, until cancelled. Raises jetstream.Unsuitable."""
        while True:
            heed()
            try:
                async with single(self._connect, f"reactor {self._name}") as db:
                    self.active = True
                    await self._work(db)
            except ForeignLog as foreign:
                # On a new connection: this one may have been interrupted in the middle of a transaction.
                logger.warning("reactor %s: %s, it is read from the start", self._name, foreign)
                self._foreign = foreign.found
            except Gap as gap:
                logger.error("reactor %s stands still: %s", self._name, gap)
                self.stalled = str(gap)
                await asyncio.sleep(3)
            except (Fenced, *TROUBLE, *LOST) as error:
                logger.warning("reactor %s: %s", self._name, type(error).__name__)
                await asyncio.sleep(0.3)
            finally:
                self.active = False

    async def _work(self, db: Connection) -> None:
        await db.execute(_BEGIN, self._name)
        row = await db.fetchrow("select log, position from reactions.checkpoints where name = $1", self._name)
        if row is None:
            raise Fenced("the checkpoint is gone")
        self._log, self.position = row
        if self._foreign:
            await self._begin_anew(db, self._foreign)
        queue: asyncio.Queue[tuple[UUID, list[Recorded]]] = asyncio.Queue(1)
        await together([self._read(queue), self._deal(db, queue)])

    async def _begin_anew(self, db: Connection, found: UUID) -> None:
        """What was done for events that the new log has as well is not done again: their commands have the same ids."""
        async with db.transaction():
            await self._move(db, found, 0)
            await db.execute("delete from reactions.dead_letters where reactor = $1", self._name)
        self._log, self._foreign, self.position = found, None, 0

    async def _read(self, queue: "asyncio.Queue[tuple[UUID, list[Recorded]]]") -> None:
        log = self._log or await log_of(self._nc, self._service)
        async with aclosing(feed(self._nc, self._service, self.position, batch=self._batch, log=log, pace=self._pace)) as lists:
            async for events in lists:
                self.stalled = None
                await queue.put((log, events))

    async def _deal(self, db: Connection, queue: "asyncio.Queue[tuple[UUID, list[Recorded]]]") -> None:
        while True:
            heed()
            for stream in await dead_letters.due_streams(db, self._name):
                await self._replay(db, stream)
            try:
                async with asyncio.timeout(LOOK):
                    log, events = await queue.get()
            except TimeoutError:
                continue
            await self._batch_of(db, log, events)

    async def _batch_of(self, db: Connection, log: UUID, events: Sequence[Recorded]) -> None:
        parked = await dead_letters.parked_streams(db, self._name)
        streams: defaultdict[str, list[Recorded]] = defaultdict(list)
        for recorded in events:
            streams[recorded.stream].append(recorded)
        # Most events lead to nothing: they are to cost no task each.
        concerned = [(stream, some) for stream, some in streams.items() if stream in parked or any(map(self._concerns, some))]
        results = await asyncio.gather(*(self._stream(some, stream in parked) for stream, some in concerned))
        async with db.transaction():
            await self._move(db, log, events[-1].position)
            await dead_letters.park(db, self._name, self._service, [letter for some in results for letter in some])
        self._log, self.position = log, events[-1].position
        self._moved()

    async def _move(self, db: Connection, log: UUID, position: int) -> None:
        if await db.execute(_MOVE, self._name, self.position, self._log, position, log) != "UPDATE 1":
            raise Fenced(f"the checkpoint is not at {self.position}")

    async def _stream(self, events: Sequence[Recorded], blocked: bool) -> list[Parked]:
        """Deal with events of one stream in order; what has to be put aside."""
        parked: list[Parked] = []
        async with self._free:
            for recorded in events:
                if blocked:
                    parked.append(Parked(recorded, "waits for an earlier event of its stream", 0))
                elif error := await self._attempt(recorded):
                    logger.error("reactor %s puts aside position %d, %s: %s", self._name, recorded.position, recorded.type, error)
                    parked.append(Parked(recorded, error, self._tries))
                    blocked = True
        return parked

    async def _replay(self, db: Connection, stream: str) -> None:
        while recorded := await dead_letters.first(db, self._name, stream):
            if error := await self._attempt(recorded):
                await dead_letters.failed(db, self._name, recorded, error, self._tries)
                return
            await dead_letters.discard(db, self._name, recorded.position)
            self._moved()

    async def _attempt(self, recorded: Recorded) -> str | None:
        """None when it is done; otherwise why it cannot be, after as many tries as there are."""
        pause, failures = FIRST_PAUSE, 0
        while True:
            try:
                await self._carry_out(recorded)
            except Exception as error:  # noqa: BLE001 whatever it is, it is this event's
                heed()
                if not _passes(error):
                    failures += 1
                    if failures >= self._tries:
                        return _reason(error)
            else:
                return None
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    def _concerns(self, recorded: Recorded) -> bool:
        """Whether an event leads to anything; one that cannot be looked at is told of when its turn comes."""
        try:
            return bool(self._wanted(recorded))
        except Exception:  # noqa: BLE001 as in `_attempt`
            return True

    def _wanted(self, recorded: Recorded) -> Sequence[Command | Each]:
        try:
            event = self._codec.event(recorded)
        except UnknownEvent:
            if self._codec.knows(replace(recorded, schema=1)):
                raise  # a newer version of what may concern us
            return []
        return self._react(event, recorded)

    async def _carry_out(self, recorded: Recorded) -> None:
        for number, wanted in enumerate(self._wanted(recorded)):
            name = f"{self._name}/{number}"
            if isinstance(wanted, Each):
                for key in await self._look(wanted, recorded):
                    # By the id and not by its place: another try may find others.
                    await self._execute(wanted.command(key), uuid5(recorded.id, f"{name}/{key}"), recorded)
            else:
                await self._execute(wanted, uuid5(recorded.id, name), recorded)


def _passes(error: Exception) -> bool:
    return isinstance(error, (OutcomeUnknown, Unavailable, Closed)) or unanswered(error)


def _reason(error: Exception) -> str:
    """What may be kept and shown: other texts than a code may quote what people entered."""
    return str(error) if isinstance(error, RefusedReaction) else type(error).__name__
