"""A command that is due is given once, on time, whatever is killed meanwhile: timers follow from the service's own log alone.

Which timers run is written down together with how far the log has been read, in one transaction, so a restart goes on from there.
What a timer gives is worked out anew from the event that began it, and given under an id made of that event's: given twice, it
has one effect. Only the database of the log is needed; neither the bus nor another service has a say in it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol, TypeAlias
from uuid import UUID, uuid5

from libs.events.cancellation import heed
from libs.events.codec import Codec, Recorded, UnknownEvent
from libs.events.due import Begin, Due
from libs.events.log import tail
from libs.events.message import Command, Event
from libs.events.reactor import RefusedReaction
from libs.events.single import LOST, Connect, Connection, single
from libs.events.writer import OutcomeUnknown

logger = logging.getLogger(__name__)

POLL: Final = 0.5
"""Seconds between looks at the database's clock and at the log, which another replica may have written to."""
SUCCESSION: Final = 0.1
"""Seconds after which an instance that waits looks whether it is its turn."""
PACE: Final = 0.2
"""Seconds between two looks at least: a log that is written to all the time is not read after every commit."""
PAGE: Final = 1000
"""Events read in one transaction."""
AT_ONCE: Final = 32
"""Timers of one set that are carried out at the same time."""
FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 300.0
"""Seconds between two tries of what could not be done; each pause is twice the one before."""
OUTAGE: Final = 2.0
"""The longest of these pauses where it is our own databases that do not answer."""

_BEGIN: Final = "insert into timers.checkpoints (name, position) values ($1, 0) on conflict do nothing"
_HEAD: Final = "select c.position, h.position as head from timers.checkpoints c, log.head h where c.name = $1"
_NEWS: Final = """select position, stream, version, id, type, schema, occurred_at, recorded_at, data, meta from log.events
where position > $1 and position <= $2 and type = any($3::text[]) order by position limit $4"""
_MOVE: Final = "update timers.checkpoints set position = $3 where name = $1 and position = $2"
_SET: Final = """insert into timers.timers (name, key, position, due_at) values ($1, $2, $3, $4)
on conflict (name, key) do update set position = $3, due_at = $4, tries = 0, refused = null"""
_END: Final = "delete from timers.timers where name = $1 and (key = $2 or starts_with(key, $2 || '/'))"
_DUE: Final = """select key, position, tries from timers.timers
where name = $1 and refused is null and due_at <= timers.clock() and not key = any($2::text[]) order by tries, due_at limit $3"""
"""What has not been tried yet comes first: retries of what hangs, however many, delay it by no more than one of them takes."""
_NEXT: Final = """select extract(epoch from min(due_at) - timers.clock())::float8 from timers.timers
where name = $1 and refused is null and not key = any($2::text[])"""
_DONE: Final = "delete from timers.timers where name = $1 and key = $2 and position = $3"
_REFUSED: Final = "update timers.timers set refused = $4 where name = $1 and key = $2 and position = $3"
_LATER: Final = """update timers.timers set tries = tries + 1, due_at = timers.clock() + $4::interval
where name = $1 and key = $2 and position = $3"""
_BACKLOG: Final = """select t.name, count(*) filter (where refused is null) as waiting,
count(*) filter (where refused is null and due_at <= timers.clock()) as due, count(refused) as refused
from timers.timers t where t.name = any($1::text[]) group by t.name"""

Execute: TypeAlias = Callable[[Command, UUID, Recorded, datetime], Awaitable[None]]
"""Gives a command under an id, on the service's own account, because of an event, as of the moment at which it was due."""


class Again(Exception):
    """It could not be done now, and is to be tried later; the text names no value."""


class Moot(Exception):
    """There is nothing to be done."""


class Fenced(Exception):
    """Another instance moved this checkpoint."""


@dataclass(frozen=True)
class Timers:
    """One set of timers of a service; sets do not wait for each other."""

    events: Sequence[type[Event]]
    """Those that begin or end one."""
    due: Due
    before: Callable[[Command, Event, Recorded], Awaitable[None]] | None = None
    """Done before the command is given, again and again until it succeeds: raises Again, or Moot where the command is not due."""


class Database(Protocol):
    """What is needed of an asyncpg connection or pool."""

    async def fetch(self, query: str, *args: Any) -> list[Any]: ...


@dataclass(frozen=True)
class _Fired:
    """A timer that is being carried out."""

    key: str
    position: int
    tries: int


class TimerWorker:
    """Keeps the timers of one set and gives what is due. Of several instances on one database one works.

    `connect` opens a connection to the database of the log; `execute` raises RefusedReaction for a no, anything else for what may
    yet be done. `woken` is set when the log may have grown.
    """

    def __init__(
        self, name: str, timers: Timers, connect: Connect, *, codec: Codec, execute: Execute, woken: asyncio.Event | None = None
    ) -> None:
        self._name, self._timers, self._connect = name, timers, connect
        self._codec, self._execute = codec, execute
        self._woken = woken or asyncio.Event()
        self._types = [event.named() for event in timers.events]
        self._running: dict[asyncio.Task[None], _Fired] = {}
        self.active = False
        """Whether this instance is the one that works."""
        self.stalled: str | None = None
        """Why nothing goes on: the log was written by newer code than this."""

    async def run(self) -> None:
        """For ever, until cancelled."""
        try:
            while True:
                heed()
                try:
                    async with single(self._connect, f"timers {self._name}", pause=SUCCESSION) as db:
                        self.active = True
                        await self._work(db)
                except UnknownEvent as error:
                    logger.error("timers %s stand still: %s", self._name, error)
                    self.stalled = str(error)
                    await asyncio.sleep(3)
                except (Fenced, *LOST) as error:
                    logger.warning("timers %s: %s", self._name, type(error).__name__)
                    await asyncio.sleep(0.3)
                finally:
                    self.active = False
                    await self._drop()
        finally:
            await self._drop()

    async def _work(self, db: Connection) -> None:
        await db.execute(_BEGIN, self._name)
        while True:
            heed()
            self._woken.clear()
            await self._note(db)
            # First the log: what has ended by now must not be given.
            while await self._read(db):
                heed()
            await self._rest(await self._fire(db))

    async def _read(self, db: Connection) -> bool:
        """The next page of the log; whether there may be more."""
        async with db.transaction():
            row = await db.fetchrow(_HEAD, self._name)
            if row is None:
                raise Fenced
            position, head = row
            if position >= head:
                return False
            news = [_recorded(event) for event in await db.fetch(_NEWS, position, head, self._types, PAGE)]
            for recorded in news:
                for said in self._timers.due(self._codec.event(recorded), recorded):
                    if isinstance(said, Begin):
                        await db.execute(_SET, self._name, said.key, recorded.position, said.due_at)
                    else:
                        await db.execute(_END, self._name, said.key)
            reached = news[-1].position if len(news) == PAGE else head
            if await db.execute(_MOVE, self._name, position, reached) != "UPDATE 1":
                raise Fenced
        self.stalled = None
        return len(news) == PAGE

    async def _fire(self, db: Connection) -> float:
        """Starts what is due; seconds until the next may be."""
        busy = [fired.key for fired in self._running.values()]
        room = AT_ONCE - len(busy)
        for key, position, tries in await db.fetch(_DUE, self._name, busy, room) if room else ():
            (cause,) = await tail(db, position - 1, 1)
            task = asyncio.create_task(self._carry_out(key, cause), name=f"timer {self._name}")
            self._running[task] = _Fired(key, position, tries)
            busy.append(key)
        if len(busy) >= AT_ONCE:
            return POLL
        left = await db.fetchval(_NEXT, self._name, busy)
        return POLL if left is None else min(POLL, max(0.0, left))

    async def _carry_out(self, key: str, cause: Recorded) -> None:
        event = self._codec.event(cause)
        begun = [said for said in self._timers.due(event, cause) if isinstance(said, Begin) and said.key == key]
        if not begun:
            raise Moot  # the rules have changed since it was begun
        timer = begun[-1]
        if self._timers.before is not None:
            await self._timers.before(timer.command, event, cause)
        await self._execute(timer.command, uuid5(cause.id, f"{self._name}/{key}"), cause, timer.due_at)

    async def _note(self, db: Connection) -> None:
        """Writes down what has become of those that were carried out."""
        for task in [task for task in self._running if task.done()]:
            fired, error = self._running.pop(task), task.exception()
            which = (self._name, fired.key, fired.position)
            if error is None or isinstance(error, Moot):
                await db.execute(_DONE, *which)
            elif isinstance(error, RefusedReaction):
                logger.warning("timer %s %s is refused: %s", self._name, fired.key, error)
                await db.execute(_REFUSED, *which, str(error))
            else:
                longest = OUTAGE if isinstance(error, OutcomeUnknown) else LONGEST_PAUSE
                pause = min(longest, FIRST_PAUSE * 2.0 ** min(fired.tries, 20))
                logger.warning("timer %s %s is tried again in %.1f s: %s", self._name, fired.key, pause, _said(error))
                await db.execute(_LATER, *which, timedelta(seconds=pause))

    async def _rest(self, pause: float) -> None:
        """Until something may be due, the log has grown, or something carried out is over."""
        woken = asyncio.ensure_future(self._woken.wait())
        try:
            await asyncio.wait([woken, *self._running], timeout=pause, return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()
        await asyncio.sleep(PACE)

    async def _drop(self) -> None:
        """What was under way is given anew by whoever works next."""
        running, self._running = list(self._running), {}
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def _said(error: BaseException) -> str:
    """Other texts may quote what people entered."""
    return str(error) if isinstance(error, Again) else type(error).__name__


def _recorded(row: Any) -> Recorded:
    return Recorded(**dict(row))


async def backlog(db: Database, names: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
    """By set: how many timers run, how many of these are due by now, and how many were ended by a refusal."""
    found = {row["name"]: row for row in await db.fetch(_BACKLOG, list(names))}
    counts = ("waiting", "due", "refused")
    return {name: {what: found[name][what] if name in found else 0 for what in counts} for name in names}
