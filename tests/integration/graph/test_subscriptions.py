"""graphql-transport-ws, message by message."""

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
from graphql import GraphQLError

from services.gateway.graph.asked import LARGEST
from services.gateway.graph.broadcast.group import Listener, Member
from services.gateway.graph.endpoint import Gateway
from services.gateway.graph.execution import Operation
from services.gateway.graph.subscriptions import AT_ONCE, Door
from tests.integration.graph import world

INIT = {"type": "connection_init", "payload": {"authorization": "Bearer headquarters"}}
RENAMED = "subscription($after: String!) { renamed(after: $after) { position type unit { name } } }"
FOREVER = "subscription { renamed { type } }"


class Client:
    """The other end of one connection."""

    def __init__(self, door: Door, protocol: str | None, headers: list[tuple[bytes, bytes]]) -> None:
        self.sent: asyncio.Queue[Any] = asyncio.Queue()
        self.got: asyncio.Queue[Any] = asyncio.Queue()
        self.sent.put_nowait({"type": "websocket.connect"})
        scope = {"type": "websocket", "headers": headers, "subprotocols": [protocol] if protocol else []}
        self.task = asyncio.create_task(door(scope, self.sent.get, self.got.put))

    def say(self, message: Any) -> None:
        text = message if isinstance(message, str) else orjson.dumps(message).decode()
        self.sent.put_nowait({"type": "websocket.receive", "text": text})

    async def event(self) -> Any:
        async with asyncio.timeout(10):
            return await self.got.get()

    async def hear(self) -> Any:
        event = await self.event()
        assert event["type"] == "websocket.send", event
        return orjson.loads(event["text"])

    async def closed(self) -> int:
        event = await self.event()
        assert event["type"] == "websocket.close", event
        async with asyncio.timeout(10):
            await self.task
        return int(event["code"])

    async def leave(self) -> None:
        self.sent.put_nowait({"type": "websocket.disconnect", "code": 1000})
        async with asyncio.timeout(10):
            await self.task


Open = Callable[..., Awaitable[Client]]


@pytest.fixture
async def connect(gateway: Gateway) -> AsyncIterator[Open]:
    clients: list[Client] = []

    async def made(
        *said: Any,
        protocol: str | None = "graphql-transport-ws",
        init_within: float = 10,
        headers: list[tuple[bytes, bytes]] | None = None,
    ) -> Client:
        client = Client(Door(gateway, init_within=init_within), protocol, headers or [])
        clients.append(client)
        accepted = await client.event()
        assert accepted == {"type": "websocket.accept", "subprotocol": protocol if protocol == "graphql-transport-ws" else None}
        for message in said:
            client.say(message)
        return client

    yield made
    for client in clients:
        if not client.task.done():
            await client.leave()


@asynccontextmanager
async def ready(connect: Open, **options: Any) -> AsyncIterator[Client]:
    client = await connect(INIT, **options)
    assert await client.hear() == {"type": "connection_ack"}
    yield client
    await client.leave()


def subscribe(name: str, query: str, **variables: Any) -> dict[str, Any]:
    return {"type": "subscribe", "id": name, "payload": {"query": query, "variables": variables}}


async def test_a_subscription_gets_each_event_with_where_it_stands(connect: Open) -> None:
    async with ready(connect) as client:
        client.say(subscribe("a", RENAMED, after="9"))
        heard = [await client.hear() for _ in range(3)]
    assert {(each["id"], each["type"]) for each in heard} == {("a", "next")}
    assert [each["payload"]["data"]["renamed"]["position"] for each in heard] == [10, 11, 12]
    assert heard[0]["payload"]["data"]["renamed"] == {"position": 10, "type": "UnitRenamed", "unit": {"name": "Unit 1"}}
    assert heard[1]["payload"]["data"]["renamed"]["unit"] is None
    cursor = base64.b64encode(f"officers:{world.LOG}:10".encode()).decode()
    assert heard[0]["payload"]["extensions"] == {"positions": {"officers": 12, "villages": 3456}, "cursor": cursor}


async def test_queries_and_mutations_are_answered_as_well(connect: Open) -> None:
    async with ready(connect) as client:
        client.say(subscribe("q", "{ units { totalCount } }"))
        answer = await client.hear()
        assert answer["payload"] == {
            "data": {"units": {"totalCount": 9}},
            "extensions": {"positions": {"officers": 12, "villages": 3456}},
        }
        assert await client.hear() == {"id": "q", "type": "complete"}
        client.say(subscribe("m", 'mutation { move(code: "52.00.0001") { village { code } } }'))
        assert (await client.hear())["payload"] == {
            "data": {"move": {"village": {"code": "52.00.0001"}}},
            "extensions": {"positions": {"officers": 12, "villages": 3456}},
        }
        assert await client.hear() == {"id": "m", "type": "complete"}


@pytest.mark.parametrize(
    "operation",
    [
        subscribe("a", "{"),
        subscribe("a", "{ nothing }"),
        subscribe("a", RENAMED),
        subscribe("a", RENAMED, after="x"),
        subscribe("a", 'subscription { renamed(id: "x") { type } }'),
        subscribe("a", "query A { __typename } query B { __typename }"),
        subscribe("a", "{ units(first: -1) { totalCount } }"),
    ],
)
async def test_an_operation_that_is_not_executed_ends_in_an_error(connect: Open, operation: Any) -> None:
    async with ready(connect) as client:
        client.say(operation)
        answer = await client.hear()
        assert (answer["id"], answer["type"]) == ("a", "error")
        assert answer["payload"][0]["message"]
        client.say({"type": "ping"})
        assert await client.hear() == {"type": "pong"}


async def test_a_completed_subscription_is_stopped(connect: Open, gateway: Gateway) -> None:
    assert gateway.broadcast
    async with ready(connect) as client:
        client.say(subscribe("a", RENAMED, after="11"))
        assert (await client.hear())["payload"]["data"]["renamed"]["position"] == 12
        assert gateway.broadcast.groups == 1
        client.say({"type": "complete", "id": "a"})
        client.say({"type": "complete", "id": "never heard of"})
        client.say({"type": "ping"})
        assert await client.hear() == {"type": "pong"}
        assert gateway.broadcast.groups == 0


async def test_a_client_that_leaves_stops_what_it_asked_for(connect: Open, gateway: Gateway) -> None:
    assert gateway.broadcast
    async with ready(connect) as client:
        client.say(subscribe("a", RENAMED, after="11"))
        await client.hear()
        assert gateway.broadcast.groups == 1
        await client.leave()
        assert gateway.broadcast.groups == 0


async def test_what_was_completed_does_not_end_what_has_its_id_now(
    connect: Open, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert gateway.broadcast
    joined: asyncio.Queue[Listener] = asyncio.Queue()

    async def follow(_operation: Operation, listener: Listener) -> Member:
        joined.put_nowait(listener)
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(gateway.broadcast, "follow", follow)
    async with ready(connect) as client:
        client.say(subscribe("a", FOREVER))
        before = await joined.get()
        client.say({"type": "complete", "id": "a"})
        client.say(subscribe("a", FOREVER))
        now = await joined.get()
        before.fail(GraphQLError("of before"))
        now.fail(GraphQLError("of now"))
        assert (await client.hear())["payload"][0]["message"] == "of now"


async def test_a_subscription_that_is_refused_ends_in_an_error_with_its_code(connect: Open) -> None:
    async with ready(connect) as client:
        client.say(subscribe("a", RENAMED, after="nonsense"))
        answer = await client.hear()
        assert (answer["type"], answer["payload"][0]["extensions"]["code"]) == ("error", "CURSOR_INVALID")
        client.say(subscribe("a", RENAMED, after="11"))
        assert (await client.hear())["type"] == "next", "an id is free again once its operation has ended"


async def test_a_token_may_come_in_a_header(connect: Open) -> None:
    client = await connect({"type": "connection_init"}, headers=[(b"authorization", b"Bearer officer")])
    assert await client.hear() == {"type": "connection_ack"}


@pytest.mark.parametrize(
    "payload",
    [None, {}, {"authorization": "Bearer forged"}, {"authorization": "Bearer anonymous"}, {"authorization": 5}, [], "x"],
)
async def test_without_a_good_token_the_door_stays_shut(connect: Open, payload: Any) -> None:
    client = await connect({"type": "connection_init", "payload": payload})
    assert await client.closed() == 4403


async def test_a_connection_ends_with_its_token(connect: Open) -> None:
    client = await connect({"type": "connection_init", "payload": {"authorization": "Bearer brief"}})
    assert await client.hear() == {"type": "connection_ack"}
    assert await client.closed() == 4403


async def test_whoever_says_nothing_is_not_waited_for(connect: Open) -> None:
    client = await connect({"type": "ping"}, init_within=0.05)
    assert await client.hear() == {"type": "pong"}
    assert await client.closed() == 4408


@pytest.mark.parametrize("protocol", [None, "graphql-ws"])
async def test_another_protocol_is_not_spoken(connect: Open, protocol: str | None) -> None:
    client = await connect(protocol=protocol)
    assert await client.closed() == 4406


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([subscribe("a", "{ __typename }")], 4401),
        (["{"], 4400),
        (["[]"], 4400),
        ([{"type": 5}], 4400),
        ([{"type": "start"}], 4400),
    ],
)
async def test_the_first_words_must_be_the_right_ones(connect: Open, messages: list[Any], code: int) -> None:
    assert await (await connect(*messages)).closed() == code


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([INIT], 4429),
        ([{"type": "start"}], 4400),
        (["{"], 4400),
        ([{"type": "subscribe", "payload": {"query": "{ __typename }"}}], 4400),
        ([{"type": "subscribe", "id": "", "payload": {"query": "{ __typename }"}}], 4400),
        ([{"type": "subscribe", "id": "a"}], 4400),
        ([{"type": "complete"}], 4400),
        ([{"type": "complete", "id": 5}], 4400),
        ([{"type": "subscribe", "id": "a", "payload": {"query": 5}}], 4400),
        ([subscribe("a", FOREVER), subscribe("a", FOREVER)], 4409),
        ([subscribe(str(number), FOREVER) for number in range(AT_ONCE + 1)], 4400),
    ],
)
async def test_a_breach_of_the_protocol_ends_the_connection(connect: Open, messages: list[Any], code: int) -> None:
    client = await connect(INIT, *messages)
    assert await client.hear() == {"type": "connection_ack"}
    while (event := await client.event())["type"] == "websocket.send":
        pass
    assert event["code"] == code
    async with asyncio.timeout(10):
        await client.task


async def test_a_long_id_does_not_spoil_the_reason_of_a_close(connect: Open) -> None:
    name = "\N{GRINNING FACE}" * 100
    client = await connect(INIT)
    await client.hear()
    for _ in range(2):
        client.say(subscribe(name, FOREVER))
    event = await client.event()
    while event["type"] == "websocket.send":
        event = await client.event()
    assert event["code"] == 4409
    assert len(event["reason"].encode()) <= 123, "a close frame has no room for more"


async def test_a_message_that_is_too_large_ends_the_connection(connect: Open) -> None:
    client = await connect(INIT)
    await client.hear()
    client.say(subscribe("a", f"{{ {' ' * LARGEST} __typename }}"))
    assert await client.closed() == 1009


async def test_a_client_that_is_gone_while_it_is_spoken_to_is_no_failure(
    gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    said: asyncio.Queue[Any] = asyncio.Queue()
    spoken = asyncio.Event()

    async def send(message: Any) -> None:
        if message["type"] == "websocket.send" and b"next" in message["text"].encode():
            spoken.set()
            raise OSError("gone")

    scope = {"type": "websocket", "headers": [], "subprotocols": ["graphql-transport-ws"]}
    said.put_nowait({"type": "websocket.connect"})
    for message in (INIT, subscribe("a", RENAMED, after="9")):
        said.put_nowait({"type": "websocket.receive", "text": orjson.dumps(message).decode()})
    door = asyncio.create_task(Door(gateway)(scope, said.get, send))
    async with asyncio.timeout(10):
        await spoken.wait()
        said.put_nowait({"type": "websocket.disconnect", "code": 1006})
        await door
    assert not caplog.records
