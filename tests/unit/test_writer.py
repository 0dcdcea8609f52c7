"""The writer against a log that lives in memory and fails on demand: batches, deadlines, cancellation, closing."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from libs.events.log import Receipt, VersionConflict
from libs.events.writer import Closed, OutcomeUnknown, Unavailable, Writer, unanswered
from tests.log_events import appending

Before = Callable[[int], Awaitable[None]]


class MemoryLog:
    """Does what log.append does as far as streams, versions and command ids go."""

    def __init__(self, before: Before | None = None, after: Before | None = None) -> None:
        self.before, self.after = before, after
        self.versions: dict[str, int] = {}
        self.commands: dict[UUID, tuple[int, int]] = {}
        self.position = 0
        self.calls: list[int] = []
        self.connections = self.terminated = 0

    async def connect(self) -> "MemoryLog":
        self.connections += 1
        return self

    def terminate(self) -> None:
        self.terminated += 1

    async def fetch(self, query: str, *args: Any, timeout: float | None = None) -> list[Any]:  # noqa: ASYNC109 as asyncpg
        assert "log.append" in query
        streams, expected, counts, commands = args[:4]
        self.calls.append(len(streams))
        if self.before:
            await asyncio.wait_for(self.before(len(self.calls)), timeout)
        if any("\0" in stream for stream in streams):
            raise asyncpg.CharacterNotInRepertoireError("invalid byte sequence")
        rows = [self._one(*one) for one in zip(streams, expected, counts, commands, strict=True)]
        if self.after:
            await asyncio.wait_for(self.after(len(self.calls)), timeout)
        return rows

    def _one(self, stream: str, expected: int, count: int, command: UUID) -> tuple[Any, ...]:
        if command in self.commands:
            return "repeated", *self.commands[command], None, None
        version = self.versions.get(stream, 0)
        if expected not in (-1, version):
            return "version", version, None, None, None
        self.versions[stream] = version + count
        self.position += count
        self.commands[command] = version + count, self.position
        return "appended", version + count, self.position, None, None


class InvalidArgument(asyncpg.InterfaceError, ValueError):
    """Of the kind that asyncpg raises for an argument it cannot encode."""


async def together(*callers: Awaitable[Any]) -> list[Any]:
    return list(await asyncio.gather(*callers, return_exceptions=True))


async def ever(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 any condition
            await asyncio.sleep(0)


async def test_appends_that_come_together_share_calls_and_the_counts_tell() -> None:
    log = MemoryLog()
    async with Writer(log.connect, batch=64) as writer:
        receipts = await together(*(writer.append(appending(f"s-{i}", 0)) for i in range(130)))
        assert [receipt.position for receipt in receipts] == list(range(1, 131))
        assert (writer.commits, writer.appends, writer.waiting) == (3, 130, 0)
        assert writer.sizes == [0, 1, 0, 0, 0, 0, 2, 0, 0, 0]
    assert log.calls == [64, 64, 2]
    assert (log.connections, log.terminated) == (1, 1)


async def test_a_batch_has_no_more_events_than_appends_unless_one_append_has() -> None:
    log = MemoryLog()
    async with Writer(log.connect, batch=4) as writer:
        await together(*(writer.append(appending(f"s-{i}", 0, events=events)) for i, events in enumerate((2, 2, 1, 9, 3, 0, 1))))
    assert log.calls == [2, 1, 1, 2, 1]


@pytest.mark.parametrize("batch", [0, 513])
def test_no_batch_is_larger_than_a_call_may_be(batch: int) -> None:
    with pytest.raises(ValueError, match="512"):
        Writer(MemoryLog().connect, batch=batch)


async def test_each_caller_gets_its_own_outcome() -> None:
    async with Writer(MemoryLog().connect) as writer:
        first, second, third = await together(*(writer.append(appending("s-1", expected)) for expected in (0, 0, 1)))
    assert (first, third) == (Receipt(1, 1), Receipt(2, 2))
    assert isinstance(second, VersionConflict)
    assert second.actual == 1


async def test_a_poisonous_append_fails_alone_after_few_calls() -> None:
    log = MemoryLog()
    async with Writer(log.connect) as writer:
        streams = [f"s-{i}" for i in range(128)]
        streams[77] = "s-\0"
        outcomes = await together(*(writer.append(appending(stream, 0)) for stream in streams))
    assert isinstance(outcomes.pop(77), asyncpg.CharacterNotInRepertoireError)
    assert [outcome.position for outcome in outcomes] == list(range(1, 128))
    assert len(log.calls) == 1 + 2 * 7


async def test_an_unanswered_call_is_made_again_with_the_same_appends() -> None:
    async def lose(call: int) -> None:
        if call == 1:
            raise ConnectionResetError

    log = MemoryLog(after=lose)
    async with Writer(log.connect) as writer:
        receipts = await together(*(writer.append(appending(f"s-{i}", 0)) for i in range(3)))
    assert [(receipt.position, receipt.repeated) for receipt in receipts] == [(1, True), (2, True), (3, True)]
    assert log.calls == [3, 3]
    assert (log.connections, log.terminated) == (2, 2)


async def test_a_call_without_answer_is_given_up_and_made_again() -> None:
    async def hang(call: int) -> None:
        if call == 1:
            await asyncio.Event().wait()

    log = MemoryLog(before=hang)
    async with Writer(log.connect, timeout=0.05) as writer:
        assert await writer.append(appending("s-1", 0)) == Receipt(1, 1)
    assert log.calls == [1, 1]


async def test_a_database_that_cannot_be_reached_is_unavailable_at_the_deadline_and_nothing_is_made_later() -> None:
    log, reachable = MemoryLog(), asyncio.Event()
    tries = 0

    async def connect() -> MemoryLog:
        nonlocal tries
        tries += 1
        if not reachable.is_set():
            raise ConnectionRefusedError
        return await log.connect()

    async with Writer(connect, room=2, deadline=0.2) as writer:
        # The third finds no room even; it waits no longer than the others.
        outcomes = await together(*(writer.append(appending(f"s-{i}", 0)) for i in range(3)))
        assert [type(outcome) for outcome in outcomes] == [Unavailable] * 3
        assert isinstance(outcomes[0].__cause__, ConnectionRefusedError)
        assert tries > 1
        reachable.set()
        assert await writer.append(appending("later", 0)) == Receipt(1, 1)
    assert log.versions == {"later": 1}


async def test_whatever_keeps_a_connection_from_opening_is_no_fault_of_an_append() -> None:
    async def connect() -> MemoryLog:
        raise asyncpg.InvalidPasswordError("no")

    async with Writer(connect, deadline=0.05) as writer:
        with pytest.raises(Unavailable):
            await writer.append(appending("s-1", 0))


async def test_asked_but_not_answered_by_the_deadline_the_outcome_is_unknown() -> None:
    async def lose(_call: int) -> None:
        raise ConnectionResetError

    log = MemoryLog(after=lose)
    async with Writer(log.connect, deadline=0.1) as writer:
        with pytest.raises(OutcomeUnknown) as unknown:
            await writer.append(appending("s-1", 0))
        assert isinstance(unknown.value.__cause__, ConnectionResetError)
    assert log.versions == {"s-1": 1}


async def test_waiting_behind_a_call_that_hangs_counts_and_is_certainly_not_made() -> None:
    async def hang(_call: int) -> None:
        await asyncio.Event().wait()

    log = MemoryLog(before=hang)
    async with Writer(log.connect, batch=1, timeout=5, deadline=0.1) as writer:
        outcomes = await together(writer.append(appending("s-1", 0)), writer.append(appending("s-2", 0)))
        assert [type(outcome) for outcome in outcomes] == [OutcomeUnknown, Unavailable]
        await writer.close(grace=0)


async def test_cancelled_in_the_queue_nothing_is_made_and_cancelled_under_way_it_is() -> None:
    gate = asyncio.Event()

    async def wait(_call: int) -> None:
        await gate.wait()

    log = MemoryLog(before=wait)
    async with Writer(log.connect, batch=1) as writer:
        under_way, queued, other = (asyncio.create_task(writer.append(appending(f"s-{i}", 0))) for i in range(3))
        await ever(lambda: bool(log.calls))
        under_way.cancel()
        queued.cancel()
        await together(under_way, queued)
        gate.set()
        assert await other == Receipt(1, 2)
    assert log.versions == {"s-0": 1, "s-2": 1}


async def test_closing_finishes_what_was_accepted_and_refuses_the_rest() -> None:
    log = MemoryLog()
    async with Writer(log.connect, room=10) as writer:
        callers = [asyncio.create_task(writer.append(appending(f"s-{i}", 0))) for i in range(25)]
        await ever(lambda: writer.waiting == 10)
    outcomes = await together(*callers)
    assert [type(outcome) for outcome in outcomes] == [Receipt] * 10 + [Closed] * 15
    assert log.position == 10
    with pytest.raises(Closed):
        await writer.append(appending("late", 0))


async def test_closing_ends_after_its_grace_with_the_truth_for_everybody() -> None:
    async def hang(_call: int) -> None:
        await asyncio.Event().wait()

    log = MemoryLog(before=hang)
    writer = Writer(log.connect, batch=2)
    async with writer:
        callers = [asyncio.create_task(writer.append(appending(f"s-{i}", 0))) for i in range(5)]
        await ever(lambda: bool(log.calls))
        await writer.close(grace=0.01)
        assert [type(outcome) for outcome in await together(*callers)] == [OutcomeUnknown] * 2 + [Closed] * 3
    assert log.terminated == 1


async def test_closing_a_writer_that_never_had_anything_to_do() -> None:
    log = MemoryLog()
    async with Writer(log.connect):
        pass
    assert log.connections == 0


async def test_every_listener_learns_of_a_commit_but_not_of_a_refusal() -> None:
    async with Writer(MemoryLog().connect) as writer:
        another = writer.listen()
        await writer.append(appending("s-1", 0))
        assert writer.committed.is_set()
        assert another.is_set()
        another.clear()
        assert writer.committed.is_set()
        writer.committed.clear()
        with pytest.raises(VersionConflict):
            await writer.append(appending("s-1", 0))
        assert not writer.committed.is_set()
        assert not another.is_set()


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (ConnectionResetError(), True),
        (TimeoutError(), True),
        (asyncpg.InterfaceError("connection is closed"), True),
        (asyncpg.InternalClientError("got result for unknown protocol state"), True),
        (asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"), True),
        (asyncpg.AdminShutdownError("terminating connection"), True),
        (asyncpg.DiskFullError("disk full"), True),
        (asyncpg.SerializationError("could not serialize"), True),
        (asyncpg.ReadOnlySQLTransactionError("read only"), True),
        (asyncpg.LockNotAvailableError("lock timeout"), True),
        (asyncpg.QueryCanceledError("statement timeout"), False),
        (InvalidArgument("invalid input for query argument"), False),
        (asyncpg.CharacterNotInRepertoireError("NUL"), False),
        (asyncpg.UniqueViolationError("twice"), False),
        (UnicodeEncodeError("utf-8", "x", 0, 1, "surrogate"), False),
        (TypeError(), False),
    ],
)
def test_which_failures_say_nothing_about_the_appends(error: Exception, answer: bool) -> None:
    assert unanswered(error) is answer
