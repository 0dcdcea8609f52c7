"""A request that demands positions is answered from data that has come so far, or told within a bounded time that it has not."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx
import pytest

from services.gateway.graph.documents import Documents
from services.gateway.graph.endpoint import Endpoint, Gateway
from services.gateway.graph.execution import Engine
from services.gateway.graph.pool import Pool
from services.gateway.graph.positions import Positions
from services.gateway.graph.subscriptions import Door
from tests.conftest import Database, Postgres
from tests.integration.graph import world
from tests.integration.graph.callers import Doorman
from tests.integration.graph.conftest import SCHEMA
from tests.integration.graph.test_subscriptions import INIT, Client

TOKEN = {"authorization": "Bearer headquarters", "accept": "application/graphql-response+json"}
UNITS = "{ units(first: 1) { totalCount } }"


@pytest.fixture
async def gateway(own_world: Database) -> AsyncIterator[Gateway]:
    async def connect() -> "asyncpg.Connection[asyncpg.Record]":
        return await asyncpg.connect(own_world.owner_url)

    async with Pool(own_world.owner_url, size=2) as pool, Positions(connect, poll=600) as positions:
        assert await positions.reached("villages", 3456, 10)
        yield Gateway(Engine(SCHEMA, pool, world.unseal), Documents(SCHEMA), Doorman(), positions=positions, patience=20)


async def ask(gateway: Gateway, at_least: Any, query: str = UNITS) -> httpx.Response:
    body = {"query": query, "extensions": {"atLeast": at_least}}
    transport = httpx.ASGITransport(Endpoint(gateway))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway/graphql") as client:
        return await client.post("", json=body, headers=TOKEN)


def impatient(gateway: Gateway) -> Gateway:
    return Gateway(gateway.engine, gateway.documents, gateway.verifier, positions=gateway.positions, patience=0.05)


async def subscribed(gateway: Gateway, at_least: Any, query: str) -> Any:
    """What a client hears first about this operation over a WebSocket; the connection must outlive it."""
    client = Client(Door(gateway, init_within=10), "graphql-transport-ws", [])
    assert (await client.event())["type"] == "websocket.accept"
    client.say(INIT)
    assert await client.hear() == {"type": "connection_ack"}
    client.say({"type": "subscribe", "id": "a", "payload": {"query": query, "extensions": {"atLeast": at_least}}})
    heard = await client.hear()
    client.say({"type": "ping"})
    while (await client.hear())["type"] != "pong":
        pass
    await client.leave()
    return heard


async def move(database: Database, position: int) -> None:
    db = await asyncpg.connect(database.owner_url)
    await db.execute("update checkpoint set position = $1 where service = 'villages'", position)
    await db.execute("select pg_notify('positions', '')")
    await db.close()


async def test_what_has_been_reached_is_answered_at_once(gateway: Gateway) -> None:
    for at_least in (None, {}, {"villages": 3456}, {"villages": 0, "officers": 12}):
        answer = await ask(impatient(gateway), at_least)
        assert (answer.status_code, answer.json()["data"]) == (200, {"units": {"totalCount": 9}})


async def test_an_answer_waits_for_every_position_that_is_demanded(gateway: Gateway, own_world: Database) -> None:
    waiting = asyncio.create_task(ask(gateway, {"villages": 3458, "officers": 12}))
    over_websocket = asyncio.create_task(subscribed(gateway, {"villages": 3458}, UNITS))
    await move(own_world, 3457)
    assert gateway.positions
    assert await gateway.positions.reached("villages", 3457, 10)
    assert not waiting.done()
    assert not over_websocket.done()
    await move(own_world, 3458)
    assert (await waiting).json()["extensions"]["positions"] == {"officers": 12, "villages": 3458}
    assert (await over_websocket)["payload"]["extensions"]["positions"]["villages"] == 3458


async def test_the_wait_ends_in_a_typed_answer_that_tells_how_far_things_are(gateway: Gateway) -> None:
    answer = await ask(impatient(gateway), {"villages": 9999, "cooperation": 1})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "NOT_YET_VISIBLE", "positions": {"villages": 3456, "cooperation": 0}}
    assert "data" not in answer.json()
    heard = await subscribed(impatient(gateway), {"villages": 9999}, UNITS)
    assert heard["type"] == "error"
    assert heard["payload"][0]["extensions"] == {"code": "NOT_YET_VISIBLE", "positions": {"villages": 3456}}


async def test_a_mutation_whose_demand_is_not_met_is_not_carried_out(gateway: Gateway) -> None:
    answer = await ask(impatient(gateway), {"villages": 9999}, 'mutation { move(code: "52.00.0001") { note { text } } }')
    assert answer.status_code == 503
    assert "data" not in answer.json()


async def test_a_mutation_tells_the_positions_that_its_answer_reflects(gateway: Gateway) -> None:
    answer = await ask(gateway, {"villages": 3456}, 'mutation { move(code: "52.00.0001") { village { code } } }')
    assert answer.json()["extensions"] == {"positions": {"officers": 12, "villages": 3456}}


@pytest.mark.parametrize(
    "at_least",
    [
        [],
        "3456",
        3456,
        {"villages": "3456"},
        {"villages": True},
        {"villages": -1},
        {"villages": 2**63},
        {"villages": None},
        {"x": 1},
    ],
)
async def test_a_demand_that_makes_no_sense_is_refused(gateway: Gateway, at_least: Any) -> None:
    answer = await ask(gateway, at_least)
    assert answer.status_code == 400
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["AT_LEAST_INVALID"]
    heard = await subscribed(gateway, at_least, UNITS)
    assert (heard["type"], heard["payload"][0]["extensions"]["code"]) == ("error", "AT_LEAST_INVALID")


async def test_what_was_known_of_a_server_that_went_away_is_not_relied_upon(
    gateway: Gateway, own_world: Database, postgres: Postgres
) -> None:
    assert gateway.positions
    admin = await asyncpg.connect(postgres.server.url())
    try:
        await admin.execute(f"alter database {own_world.name} allow_connections false")
        await admin.execute("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1", own_world.name)
        async with asyncio.timeout(10):
            async for known in gateway.positions.changes():
                if not known:
                    break
        assert not await gateway.positions.reached("villages", 1, 0.05)
        await admin.execute(f"alter database {own_world.name} allow_connections true")
        assert await gateway.positions.reached("villages", 3456, 10)
    finally:
        await admin.execute(f"alter database {own_world.name} allow_connections true")
        await admin.close()
