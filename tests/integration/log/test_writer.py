"""Writers on a real log whose connections are cut and whose answers get lost: every caller learns the truth."""

import asyncio
import random
from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from libs.events.log import ANY, Append, Receipt, append, head, tail, verify_log
from libs.events.writer import OutcomeUnknown, Unavailable, Writer
from tests.conftest import Database
from tests.log_events import UNFIT, Connect, Connection, appending

CUT = "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'writer' and datname = $1"


async def receipts(app: Connection) -> dict[UUID, tuple[int, int]]:
    """What the log says was appended."""
    return {e.command: (e.version, e.position) for e in await tail(app, 0, 100_000) if e.command}


def places(told: Iterable[tuple[UUID, Receipt]]) -> dict[UUID, tuple[int, int]]:
    return {command: (receipt.version, receipt.position) for command, receipt in told}


async def test_unfit_appends_fail_alone_among_good_ones(app: Connection, connect: Connect) -> None:
    good = [appending(f"good-{i}", 0) for i in range(40)]
    mixed = [*good[:20], *UNFIT.values(), *good[20:]]
    async with Writer(connect) as writer:
        outcomes = await asyncio.gather(*(writer.append(what) for what in mixed), return_exceptions=True)
        assert writer.lost == 0
    told = [isinstance(outcome, Receipt) for outcome in outcomes]
    assert told == [True] * 20 + [False] * len(UNFIT) + [True] * 20
    assert (await head(app)).position == 40


async def test_whoever_leaves_the_queue_is_not_appended_and_nobody_else_notices(app: Connection, connect: Connect) -> None:
    chance = random.Random(3)
    async with Writer(connect, batch=8) as writer:
        callers = [asyncio.create_task(writer.append(appending(f"s-{i}", 0))) for i in range(400)]
        for caller in callers[::2]:
            for _ in range(chance.randrange(3)):
                await asyncio.sleep(0)
            caller.cancel()
        outcomes = await asyncio.gather(*callers, return_exceptions=True)
    told = {i for i, outcome in enumerate(outcomes) if isinstance(outcome, Receipt)}
    stored = {int(event.stream[2:]) for event in await tail(app, 0)}
    assert set(range(1, 400, 2)) <= told <= stored
    assert len(stored) < 300


async def test_closing_finishes_every_append_it_took(app: Connection, connect: Connect) -> None:
    async with Writer(connect, room=1000) as writer:
        callers = [asyncio.create_task(writer.append(appending(f"s-{i}", 0))) for i in range(1300)]
        await asyncio.sleep(0)
        assert writer.waiting == 1000
    outcomes = await asyncio.gather(*callers, return_exceptions=True)
    finished = sum(isinstance(outcome, Receipt) for outcome in outcomes)
    assert {type(outcome).__name__ for outcome in outcomes} == {"Receipt", "Closed"}
    assert finished == (await head(app)).position == 1000


async def test_cut_again_and_again_two_writers_lose_nothing_and_append_nothing_twice(
    log: Database, app: Connection, connect: Connect
) -> None:
    told: dict[UUID, Receipt] = {}
    callers, each = 24, 30
    async with Writer(connect) as one, Writer(connect) as other:

        async def call(number: int) -> None:
            for _ in range(each):
                what = appending(f"s-{number % 8}", events=2)
                told[what.command] = await (one, other)[number % 2].append(what)

        working = asyncio.gather(*(call(number) for number in range(callers)))
        admin = await asyncpg.connect(log.admin_url)
        cuts = reached = 0
        while not working.done():
            # Only once they have got somewhere since the last time, or they would do nothing but connect.
            if one.commits + other.commits >= reached + 4:
                reached = one.commits + other.commits
                cuts += await admin.fetchval(CUT, log.name)
            await asyncio.sleep(0)
        await admin.close()
        await working
        assert one.lost + other.lost >= 5, (one.lost, other.lost, cuts)
    assert await receipts(app) == places(told.items())
    assert (await verify_log(app)).position == 2 * callers * each


class Lossy:
    """A connection whose answers get lost: after the commit, or while the server is still at work."""

    def __init__(self, db: Connection, chance: random.Random, late: list["asyncio.Task[Any]"]) -> None:
        self.db, self.chance, self.late = db, chance, late

    async def fetch(self, query: str, *args: Any, timeout: float | None = None) -> list[Any]:  # noqa: ASYNC109 asyncpg's signature
        fate = self.chance.random()
        if fate < 0.15:
            self.late.append(asyncio.create_task(self.db.fetch(query, *args)))
            await asyncio.sleep(0)
            raise TimeoutError
        rows = await self.db.fetch(query, *args, timeout=timeout)
        if fate < 0.3:
            raise ConnectionResetError
        return rows

    def terminate(self) -> None:
        """Left open: what it was asked may still be running."""


async def test_an_answer_that_was_lost_is_found_by_its_command_and_nothing_is_made_twice(
    app: Connection, connect: Connect
) -> None:
    told: dict[UUID, Receipt] = {}
    late: list[asyncio.Task[Any]] = []
    chance = random.Random(5)

    async def lossy() -> Lossy:
        return Lossy(await connect(), chance, late)

    async with Writer(lossy, batch=16) as one, Writer(lossy, batch=16) as other:

        async def call(number: int) -> None:
            for count in range(10):
                what = appending(f"s-{number}", 2 * count, 2, claims=(f"k:{number}-{count}",))
                told[what.command] = await (one, other)[number % 2].append(what)

        await asyncio.gather(*(call(number) for number in range(32)))
    await asyncio.gather(*late)
    assert late
    assert any(receipt.repeated for receipt in told.values())
    assert await receipts(app) == places(told.items())
    assert (await verify_log(app)).position == 2 * 320


async def test_behind_somebody_who_holds_the_log_appends_wait_and_are_made_once(app: Connection, connect: Connect) -> None:
    holder = await connect()
    held = holder.transaction()
    await held.start()
    await append(holder, [appending("held", 0)])
    async with Writer(connect, timeout=0.1) as writer:
        waiting = [asyncio.create_task(writer.append(appending("s-1", version))) for version in range(3)]
        # Calls given up, some while the server still works on them, each with the same appends.
        async with asyncio.timeout(9):
            while writer.lost < 3:  # noqa: ASYNC110 a plain count
                await asyncio.sleep(0.01)
        await held.rollback()
        made = await asyncio.gather(*waiting)
    assert [(receipt.version, receipt.position) for receipt in made] == [(1, 1), (2, 2), (3, 3)]
    assert (await verify_log(app)).position == 3


async def test_a_database_that_went_away_is_unavailable_and_works_again_when_it_is_back(
    log: Database, app: Connection, connect: Connect
) -> None:
    admin = await asyncpg.connect(log.admin_url)
    try:
        async with Writer(connect, deadline=1.0) as writer:
            assert await writer.append(appending("s-1", 0)) == Receipt(1, 1)
            await admin.execute("alter role app connection limit 0")
            await admin.fetch(CUT, log.name)
            with pytest.raises((Unavailable, OutcomeUnknown)):
                await writer.append(appending("s-2", 0))
            with pytest.raises(Unavailable):
                await writer.append(appending("s-3", 0))
            await admin.execute("alter role app connection limit -1")
            back: Receipt | None = None
            async with asyncio.timeout(5):
                while back is None:
                    with suppress(Unavailable):
                        back = await writer.append(Append("s-1", ANY, [], uuid4()))
            assert back == Receipt(1, 1)
    finally:
        await admin.execute("alter role app connection limit -1")
        await admin.close()
    assert [event.stream for event in await tail(app, 0)] == ["s-1"]


async def test_a_commit_wakes_a_reader_that_waits(app: Connection, connect: Connect) -> None:
    async with Writer(connect) as writer:
        waiting = asyncio.create_task(writer.listen().wait())
        await writer.append(appending("s-1", 0))
        async with asyncio.timeout(5):
            await waiting
        assert len(await tail(app, 0)) == 1
