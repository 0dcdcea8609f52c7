"""A follower that comes back with its last cursor hears everything once, whatever happened to it, the log or the read model."""

import asyncio
import base64
import os
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from graphql import GraphQLError

from services.gateway.graph.broadcast import group, journal
from services.gateway.graph.broadcast.hub import Broadcast
from services.gateway.graph.execution import Engine
from services.gateway.graph.pool import Pool
from services.gateway.graph.positions import Positions
from tests.integration.broadcast.conftest import LOG, NAMES, SCHEMA, Ground
from tests.integration.broadcast.following import PATIENCE, Follow, Heard
from tests.integration.bus.ledger import until
from tests.lombok import unseal

LEAD = 150
"""Events written for each follower at most: one that reads seven at a time chases a faster writer as long as it writes."""
RACES = int(os.environ.get("RACES", "5"))
"""With 20 of them before anything is trusted that was changed here."""


def cursor(position: int, log: UUID = LOG, service: str = "cooperation") -> str:
    return base64.b64encode(f"{service}:{log}:{position}".encode()).decode()


@pytest.mark.parametrize("seed", range(RACES))
async def test_joining_while_it_happens_leaves_no_gap_and_repeats_nothing(
    ground: Ground, follow: Follow, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Small pages, so that catching up takes many; followers join at random while events are committed without a pause."""
    monkeypatch.setattr(journal, "SPAN", 7)
    monkeypatch.setattr("services.gateway.graph.broadcast.hub.SPAN", 7)
    monkeypatch.setattr("services.gateway.graph.broadcast.past.BATCH", 3)
    r = random.Random(seed)
    mine, other = await ground.training(), await ground.training()
    for _ in range(30):
        await ground.happen(r.choice([mine, other]))
    done, another = asyncio.Event(), asyncio.Event()
    joined: list[tuple[int, UUID | None, Heard]] = []

    async def go_on() -> None:
        while not done.is_set() or ground.position < 90:
            if ground.position < LEAD * (len(joined) + 1):
                await ground.happen(*r.choices([mine, other], k=r.choice([1, 1, 2, 9])))
                await asyncio.sleep(0)
            else:
                another.clear()
                await another.wait()

    writing = asyncio.create_task(go_on())
    for _ in range(12):
        after, only = r.randint(0, ground.position), r.choice([mine, other, None])
        text = r.choice([cursor(after), str(after)])
        chosen: dict[str, Any] = {"id": str(only)} if only else {}
        heard = Heard()
        joined.append((after, only, heard))
        another.set()
        await follow("subscription F($id: ID, $after: String) { trainingActivity(id: $id, after: $after) { position } }",
                     heard=heard, after=text, **chosen)  # fmt: skip
        if r.random() < 0.3:
            assert heard.member
            heard.member.cancel()  # away, and back with the last cursor
            since = heard.positions[-1] if heard.raw else after
            await follow("subscription F($id: ID, $after: String) { trainingActivity(id: $id, after: $after) { position } }",
                         heard=heard, after=cursor(since), **chosen)  # fmt: skip
    done.set()
    another.set()
    await writing
    for after, only, heard in joined:
        wanted = [position for position, _, _, subject in ground.history if position > after and only in (None, subject)]
        await heard.count(len(wanted))
        assert heard.positions == wanted


async def test_each_response_carries_the_cursor_to_go_on_from(ground: Ground, follow: Follow) -> None:
    training = await ground.training()
    heard = await follow()
    await ground.happen(training, training)
    await heard.count(2)
    for body in heard.bodies:
        position = body["data"]["trainingActivity"]["position"]
        assert body["extensions"]["cursor"] == body["data"]["trainingActivity"]["cursor"] == cursor(position)
        assert body["extensions"]["positions"]["cooperation"] == 2
    again = await follow(after=heard.bodies[0]["extensions"]["cursor"])
    await again.count(1)
    assert again.positions == [2]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "CURSOR_INVALID"),
        ("x", "CURSOR_INVALID"),
        ("-1", "CURSOR_INVALID"),
        ("9" * 40, "CURSOR_INVALID"),
        ("\u0661", "CURSOR_INVALID"),
        (base64.b64encode(b"cooperation:1").decode(), "CURSOR_INVALID"),
        (cursor(1, service="villages"), "CURSOR_INVALID"),
        (cursor(1, UUID(int=8)), "LOG_REPLACED"),
        (cursor(4), "CURSOR_AHEAD"),
        ("4", "CURSOR_AHEAD"),
    ],
)
async def test_a_cursor_that_leads_nowhere_is_refused(
    ground: Ground, pool: Pool, positions: Positions, text: str, code: str
) -> None:
    await ground.happen(*[await ground.training()] * 3)
    engine = Engine(SCHEMA, pool, unseal)
    async with Broadcast(engine, positions, patience=0.2) as broadcast:
        assert await positions.reached("cooperation", 3, 10)
        with pytest.raises(GraphQLError) as refused:
            await Follow(engine, broadcast)(after=text)
        assert refused.value.extensions == {"code": code, **({"position": 4} if code == "CURSOR_AHEAD" else {})}
        assert broadcast.groups == 0


async def test_a_cursor_of_what_is_shown_in_a_moment_is_waited_for(ground: Ground, follow: Follow) -> None:
    training = await ground.training()
    await ground.happen(training)
    following = asyncio.create_task(follow(after=cursor(2)))
    for _ in range(2):
        await ground.happen(training)
    heard = await following
    await heard.count(1)
    assert heard.positions == [3]


async def test_a_log_that_is_replaced_while_a_cursor_is_waited_for_is_not_taken_for_the_one_it_stands_in(
    ground: Ground, follow: Follow
) -> None:
    training = await ground.training()
    await ground.happen(training)
    live = await follow()
    following = asyncio.create_task(follow(after=cursor(3)))
    await until_waiting(follow)
    ground.log = UUID(int=8)
    await ground.happen(training)
    assert await live.failed() == "LOG_REPLACED"
    await ground.happen(training)
    with pytest.raises(GraphQLError) as refused:
        await following
    assert refused.value.extensions == {"code": "LOG_REPLACED"}


async def until_waiting(follow: Follow) -> None:
    """Waits until a follower is on its way in."""

    async def waiting() -> bool:
        return any(live.users for live in follow.broadcast._lives.values())

    await until(waiting, "a follower on its way in")


async def test_a_slow_follower_catches_up_at_its_own_pace_and_holds_nobody_up(ground: Ground, follow: Follow) -> None:
    training = await ground.training()
    await ground.happen(*[training] * 100)
    slow = Heard()
    slow.slow = asyncio.Event()
    catching_up = asyncio.create_task(follow(after="0", heard=slow))
    others = [await follow(after="0"), await follow()]
    await ground.happen(training)
    await others[0].count(101)
    await others[1].count(1)
    assert (slow.raw, catching_up.done()) == ([], False)
    slow.slow.set()
    await catching_up
    await slow.count(101)
    assert slow.positions == list(range(1, 102))


async def test_one_who_takes_nothing_of_the_past_is_given_up(
    ground: Ground, follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group, "HELD", 5)
    training = await ground.training()
    await ground.happen(training)
    slow = Heard()
    slow.slow = asyncio.Event()
    catching_up = asyncio.create_task(follow(after="0", heard=slow))
    other = await follow(after="0")
    for _ in range(8):
        await ground.happen(training)
    assert await slow.failed() == "TOO_FAR_BEHIND"
    await other.count(9)
    slow.slow.set()
    with pytest.raises(asyncio.CancelledError):
        await catching_up
    assert slow.raw == []


@asynccontextmanager
async def away(ground: Ground) -> AsyncIterator[None]:
    """Nobody but the owner's own connection reaches the read model; those who have are thrown out."""
    admin = await asyncpg.connect(ground.database.admin_url)
    await admin.execute(f"alter schema {NAMES} rename to elsewhere")
    mine = ground.db.get_server_pid()
    throw = "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid not in ($2, pg_backend_pid())"
    await admin.fetch(throw, ground.database.name, mine)
    yield
    await admin.execute(f"alter schema elsewhere rename to {NAMES}")
    await admin.close()


async def test_while_the_read_model_is_away_nothing_is_lost(ground: Ground, follow: Follow) -> None:
    training = await ground.training()
    heard, behind = await follow(), await follow(after="0", id=str(training))
    await ground.happen(training)
    await heard.count(1)
    async with away(ground):
        await ground.db.execute("set search_path = elsewhere")
        await ground.happen(training, training)
        await ground.db.execute(f"set search_path = {NAMES}")
    await ground.happen(training)
    for each in (heard, behind):
        await each.count(4)
        assert each.positions == [1, 2, 3, 4]
        assert each.errors == []


async def test_a_read_model_that_is_filled_again_repeats_nothing(ground: Ground, follow: Follow) -> None:
    training = await ground.training()
    heard = await follow()
    await ground.happen(training, training, training)
    await heard.count(3)
    await ground.wipe()
    coming_back = asyncio.create_task(follow(after=cursor(2)))
    for row in list(ground.history):
        await ground.write([row])
    await ground.happen(training)
    back = await coming_back
    await heard.count(4)
    await back.count(2)
    assert heard.positions == [1, 2, 3, 4]
    assert back.positions == [3, 4]


async def test_a_log_that_is_replaced_ends_what_followed_it(ground: Ground, follow: Follow) -> None:
    training = await ground.training()
    heard = await follow()
    await ground.happen(training, training)
    await heard.count(2)
    ground.position, ground.history, ground.log = 0, [], uuid4()
    await ground.wipe()
    await ground.happen(training)
    assert await heard.failed() == "LOG_REPLACED"
    assert heard.positions == [1, 2]

    async def afresh() -> bool:
        return follow.broadcast.groups == 0

    await until(afresh, "nobody follows the log that is gone")
    again = await follow(after="0")
    await again.count(1)
    assert again.positions == [1]
    assert again.bodies[0]["extensions"]["cursor"] == cursor(1, ground.log)


async def test_an_event_that_is_gone_again_before_it_is_composed_is_told_when_it_is_back(
    ground: Ground, follow: Follow, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    training, fetch = await ground.training(), pool.fetch
    composing, go_on = asyncio.Event(), asyncio.Event()

    async def slow(sql: str, arguments: Sequence[Any] = ()) -> list[asyncpg.Record]:
        if "convert_to" in sql:
            composing.set()
            await go_on.wait()
        found = await fetch(sql, arguments)
        if "convert_to" in sql and not found:
            gone.set()
        return found

    gone = asyncio.Event()
    monkeypatch.setattr(pool, "fetch", slow)
    heard = await follow()
    async with asyncio.timeout(PATIENCE):
        await ground.happen(training)
        await composing.wait()
        await ground.wipe()
        go_on.set()
        await gone.wait()
    await ground.write(ground.history)
    await ground.happen(training)
    await heard.count(2)
    assert heard.positions == [1, 2]
