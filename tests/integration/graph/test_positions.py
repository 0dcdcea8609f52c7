"""The gateway knows how far the read model has come: at once where that is announced, soon where it is not."""

import asyncio
import time
from collections.abc import AsyncIterator

import asyncpg
import pytest

from services.gateway.graph.positions import Positions
from tests.conftest import Database

Connection = asyncpg.Connection


@pytest.fixture
async def projector(own_world: Database) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    made = await asyncpg.connect(own_world.owner_url)
    yield made
    await made.close()


def following(database: Database, poll: float) -> Positions:
    async def connect() -> "asyncpg.Connection[asyncpg.Record]":
        return await asyncpg.connect(database.owner_url, server_settings={"application_name": "positions"})

    return Positions(connect, poll=poll)


async def move(projector: "asyncpg.Connection[asyncpg.Record]", to: int, *, announced: bool) -> None:
    async with projector.transaction():
        await projector.execute("update checkpoint set position = $1 where service = 'villages'", to)
        if announced:
            await projector.execute("select pg_notify('positions', '')")


async def test_an_announced_position_is_known_without_waiting_for_the_next_look(
    own_world: Database, projector: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    async with following(own_world, poll=600) as positions:
        assert await positions.reached("villages", 3456, 10)
        waiting = asyncio.create_task(positions.reached("villages", 3460, 10))
        await move(projector, 3459, announced=True)
        assert await positions.reached("villages", 3459, 10)
        assert not waiting.done()
        await move(projector, 3460, announced=True)
        assert await waiting
        assert positions.now == {"officers": 12, "villages": 3460}


async def test_a_position_that_nobody_announced_is_found_by_looking(
    own_world: Database, projector: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    async with following(own_world, poll=0.02) as positions:
        assert await positions.reached("villages", 3456, 10)
        await move(projector, 4000, announced=False)
        assert await positions.reached("villages", 4000, 10)


async def test_the_wait_ends(own_world: Database) -> None:
    async with following(own_world, poll=0.02) as positions:
        begun = time.monotonic()
        assert not await positions.reached("villages", 10**9, 0.1)
        assert not await positions.reached("nobody", 1, 0.1)
        assert time.monotonic() - begun < 5


async def test_a_lost_connection_is_made_again(own_world: Database, projector: "asyncpg.Connection[asyncpg.Record]") -> None:
    async with following(own_world, poll=600) as positions:
        assert await positions.reached("villages", 3456, 10)
        admin = await asyncpg.connect(own_world.admin_url)
        terminate = (
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'positions' and datname = $1"
        )
        assert await admin.fetchval(terminate, own_world.name)
        await admin.close()
        await move(projector, 5000, announced=False)
        assert await positions.reached("villages", 5000, 10)


async def test_a_reader_of_changes_gets_the_newest(own_world: Database, projector: "asyncpg.Connection[asyncpg.Record]") -> None:
    async with following(own_world, poll=600) as positions:
        assert await positions.reached("villages", 3456, 10)
        changes = positions.changes()
        assert (await anext(changes))["villages"] == 3456
        for position in (3457, 3458):
            await move(projector, position, announced=True)
            assert await positions.reached("villages", position, 10)
        async with asyncio.timeout(10):
            assert (await anext(changes))["villages"] == 3458
        await changes.aclose()


async def test_the_latest_positions_are_read_after_they_are_asked_for_and_once_for_all_who_ask(
    own_world: Database, projector: "asyncpg.Connection[asyncpg.Record]", monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []
    show = Positions._show

    def counted(self: Positions, found: dict[str, int]) -> None:
        looks.append(found)
        show(self, found)

    monkeypatch.setattr(Positions, "_show", counted)
    async with following(own_world, poll=600) as positions:
        assert await positions.reached("villages", 3456, 10)
        before = len(looks)
        for position in range(4000, 4010):
            await move(projector, position, announced=False)
            told = await asyncio.gather(*(positions.latest(10) for _ in range(100)))
            assert {found and found["villages"] for found in told} == {position}
        assert len(looks) - before <= 20, "a hundred who ask at once share a look"


async def test_whoever_asks_while_the_database_is_away_is_not_kept_waiting(own_world: Database) -> None:
    async def never() -> "asyncpg.Connection[asyncpg.Record]":
        raise OSError

    async with Positions(never) as away:
        assert await away.latest(0.05) is None
    async with following(own_world, poll=600) as positions:
        assert await positions.reached("villages", 3456, 10)
        admin = await asyncpg.connect(own_world.admin_url)
        terminate = (
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'positions' and datname = $1"
        )
        assert await admin.fetchval(terminate, own_world.name)
        await admin.close()
        while (found := await positions.latest(1)) is None:
            pass
        assert found["villages"] == 3456
