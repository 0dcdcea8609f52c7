"""Concurrent appends share one call and one commit; every caller learns the outcome of its own, or that it is unknown."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Final, Protocol, Self

import asyncpg

from libs.events.log import LIMIT, Append, Database, Receipt, append

log: Final = logging.getLogger(__name__)

_FIRST_PAUSE: Final = 0.02
_LONGEST_PAUSE: Final = 1.0


class Closed(Exception):
    """The writer takes no more; this append was not made."""


class Unavailable(Exception):
    """The database could not be asked in time; this append was certainly not made."""


class OutcomeUnknown(Exception):
    """The database was asked but did not answer in time: the append may have been made.

    The same append with the same command id can be given again; if it was made, its first receipt comes back.
    """


class Connection(Database, Protocol):
    """What the writer needs of an asyncpg connection."""

    def terminate(self) -> None: ...


Connect = Callable[[], Awaitable[Connection]]


class _Waiting:
    __slots__ = ("append", "done", "sent")

    def __init__(self, one: Append, done: "asyncio.Future[Receipt]") -> None:
        self.append, self.done, self.sent = one, done, False


def unanswered(error: Exception) -> bool:
    """The server or the way to it failed, which says nothing about the appends themselves."""
    if isinstance(error, asyncpg.PostgresError):
        state = getattr(error, "sqlstate", None) or ""
        return state[:2] in {"08", "25", "40", "53", "55", "57"} and state != "57014"
    # asyncpg's complaint about an argument is an InterfaceError too, but also a ValueError.
    lost = OSError | TimeoutError | asyncpg.InterfaceError | asyncpg.InternalClientError
    return isinstance(error, lost) and not isinstance(error, ValueError)


class Writer:
    """Writes to one log through one connection, opened by `connect` and opened again whenever it is lost.

    At most `room` appends wait or are under way, further callers wait for room. One call carries at most `batch` appends, and
    events too as long as no single append has more. A call that takes longer than `timeout` seconds is given up and made again.
    Nobody waits longer than `deadline` seconds.
    """

    def __init__(
        self, connect: Connect, *, room: int = 2048, batch: int = LIMIT, timeout: float = 5.0, deadline: float = 10.0
    ) -> None:
        if not 1 <= batch <= LIMIT:
            raise ValueError(f"a batch has from 1 to {LIMIT} appends")
        self._connect, self._batch, self._timeout, self._deadline = connect, batch, timeout, deadline
        self._room = asyncio.Semaphore(room)
        self._queue: deque[_Waiting] = deque()
        self._wake, self._closing = asyncio.Event(), False
        self._db: Connection | None = None
        self._trouble: Exception | None = None
        self._task: asyncio.Task[None] | None = None
        self._listeners: list[asyncio.Event] = []
        self.committed = self.listen()
        """Set after every commit that appended something, for one listener to clear; further ones call `listen`."""
        self.commits = 0
        """Calls answered so far."""
        self.appends = 0
        """Appends answered by them."""
        self.lost = 0
        """Attempts that ended without an answer."""
        self.sizes = [0] * LIMIT.bit_length()
        """How many calls carried 1, 2 or 3, 4 to 7, … appends: by power of two."""

    def listen(self) -> asyncio.Event:
        """A new event of the caller's own, set after every commit that appended something."""
        event = asyncio.Event()
        self._listeners.append(event)
        return event

    @property
    def waiting(self) -> int:
        """Appends that no call has taken up yet."""
        return len(self._queue)

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run(), name="log writer")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self, grace: float = 10.0) -> None:
        """Take nothing more and finish what was accepted.

        Whoever is still not answered after `grace` seconds is told Closed, or OutcomeUnknown if the database had been asked.
        """
        self._closing = True
        self._wake.set()
        if self._task:
            try:
                await asyncio.wait([self._task], timeout=grace)
            finally:
                self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def append(self, one: Append) -> Receipt:
        """Raises Rejected and its kinds, Closed, Unavailable, OutcomeUnknown, and what the database says of an unfit value.

        Cancelled while it waits, nothing is appended; cancelled later, it may be, and its command id tells.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + self._deadline
        if self._room.locked():
            try:
                async with asyncio.timeout_at(until):
                    await self._room.acquire()
            except TimeoutError:
                raise self._unreached() from self._trouble
        else:
            await self._room.acquire()  # at once
        waiting = _Waiting(one, loop.create_future())
        # A timer by hand: asyncio.timeout would cost as much as all the rest.
        timer = loop.call_at(until, self._give_up, waiting)
        try:
            if self._closing:
                raise Closed("the log's writer is closed")
            self._queue.append(waiting)
            self._wake.set()
            return await waiting.done
        finally:
            timer.cancel()
            self._room.release()

    def _give_up(self, waiting: _Waiting) -> None:
        error = self._unreached()
        if waiting.sent:
            error = OutcomeUnknown(f"no answer from the log within {self._deadline:g} s")
        error.__cause__ = self._trouble
        _fail(waiting, error)

    def _unreached(self) -> Exception:
        return Unavailable(f"the log could not be reached within {self._deadline:g} s")

    async def _run(self) -> None:
        batch: list[_Waiting] = []
        try:
            while self._queue or not self._closing:
                self._wake.clear()
                if not self._queue:
                    await self._wake.wait()
                if batch := self._take():
                    await self._write(batch)
        finally:
            self._closing = True
            for waiting in (*batch, *self._queue):
                _fail(waiting, OutcomeUnknown("the writer was closed") if waiting.sent else Closed("the writer was closed"))
            self._queue.clear()
            self._hang_up()

    def _take(self) -> list[_Waiting]:
        batch: list[_Waiting] = []
        weight = 0
        while self._queue:
            weight += max(1, len(self._queue[0].append.events))
            if batch and weight > self._batch:
                break
            batch.append(self._queue.popleft())
        return batch

    async def _write(self, batch: Sequence[_Waiting]) -> None:
        """Ask until answered, or until nobody is waiting any more; what an unanswered call had committed comes back as repeated.

        Where the database objects to something, halves of the batch are asked again, so that only the one at fault fails.
        """
        pause = _FIRST_PAUSE
        while batch := [waiting for waiting in batch if not waiting.done.done()]:  # whoever is done has left
            try:
                outcomes: Sequence[Receipt | Exception] = await self._ask(batch)
            except Exception as error:  # noqa: BLE001 handed to the caller it belongs to
                if self._db is None or unanswered(error):
                    self._trouble = error
                    self.lost += 1
                    log.warning("the log did not answer %d appends: %s", len(batch), type(error).__name__)
                    self._hang_up()
                    await asyncio.sleep(pause)
                    pause = min(_LONGEST_PAUSE, pause * 2)
                    continue
                if len(batch) > 1:
                    half = len(batch) // 2
                    await self._write(batch[:half])
                    await self._write(batch[half:])
                    return
                outcomes = [error]
            self._settle(batch, outcomes)
            return

    async def _ask(self, batch: Sequence[_Waiting]) -> Sequence[Receipt | Exception]:
        if self._db is None:
            async with asyncio.timeout(self._timeout):
                self._db = await self._connect()
        for waiting in batch:
            waiting.sent = True
        return await append(self._db, [waiting.append for waiting in batch], timeout=self._timeout)

    def _settle(self, batch: Sequence[_Waiting], outcomes: Sequence[Any]) -> None:
        self._trouble = None
        self.commits += 1
        self.appends += len(batch)
        self.sizes[len(batch).bit_length() - 1] += 1
        appended = False
        for waiting, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, Receipt):
                appended = True
                if not waiting.done.done():
                    waiting.done.set_result(outcome)
            else:
                _fail(waiting, outcome)
        if appended:
            for listener in self._listeners:
                listener.set()

    def _hang_up(self) -> None:
        if self._db:
            self._db.terminate()
        self._db = None


def _fail(waiting: _Waiting, error: Exception) -> None:
    if not waiting.done.done():
        waiting.done.set_exception(error)
