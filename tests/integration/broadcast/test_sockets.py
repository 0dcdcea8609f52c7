"""Over real sockets: a client that does not read is cut off, is told why if it ever listens, and delays nobody."""

import asyncio
import base64
import json
import os
import resource
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from services.gateway.graph import outbox, subscriptions
from services.gateway.graph.documents import Documents
from services.gateway.graph.endpoint import Gateway
from services.gateway.graph.sockets import allow_many, options
from services.gateway.graph.subscriptions import PROTOCOL, Door
from tests.bench.followers import frame
from tests.integration.broadcast.conftest import SCHEMA, Ground
from tests.integration.broadcast.following import PATIENCE, Follow
from tests.integration.bus.ledger import until
from tests.integration.graph.callers import Doorman

INIT = {"type": "connection_init", "payload": {"authorization": "Bearer headquarters"}}
FOLLOW = "subscription ($a: String) { trainingActivity(after: $a) { position training { title objectives } } }"


class Host:
    """Where the gateway listens, and the connections it has."""

    def __init__(self, server: uvicorn.Server, port: int) -> None:
        self._server, self.port = server, port

    @property
    def connections(self) -> int:
        return len(self._server.server_state.connections)


@asynccontextmanager
async def hosted(follow: Follow, stalled: float = 60) -> AsyncIterator[Host]:
    gateway = Gateway(follow.engine, Documents(SCHEMA), Doorman(), broadcast=follow.broadcast)
    app = Starlette(routes=[WebSocketRoute("/graphql", Door(gateway, stalled=stalled))])
    with socket.create_server(("127.0.0.1", 0)) as listening:
        # As small as it gets, so that little is needed to fill it.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", **options()))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        yield Host(server, listening.getsockname()[1])
        server.should_exit = True
        await serving


@pytest.fixture
async def host(follow: Follow) -> AsyncIterator[Host]:
    async with hosted(follow) as made:
        yield made


@asynccontextmanager
async def following(host: Host, after: str) -> AsyncIterator[ClientConnection]:
    async with connect(f"ws://127.0.0.1:{host.port}/graphql", subprotocols=[Subprotocol(PROTOCOL)]) as client:
        assert client.protocol.extensions == [], "compression costs memory for each connection"
        await client.send(json.dumps(INIT))
        assert json.loads(await client.recv()) == {"type": "connection_ack"}
        await client.send(_subscribe(after).decode())
        yield client


def _subscribe(after: str) -> bytes:
    return json.dumps({"type": "subscribe", "id": "a", "payload": {"query": FOLLOW, "variables": {"a": after}}}).encode()


async def deaf(host: Host, after: str) -> socket.socket:
    """A client that follows and never reads."""
    loop = asyncio.get_running_loop()
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    made.setblocking(False)
    await loop.sock_connect(made, ("127.0.0.1", host.port))
    key = base64.b64encode(os.urandom(16)).decode()
    request = (
        f"GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: {PROTOCOL}\r\n\r\n"
    )
    await loop.sock_sendall(made, request.encode())
    assert b"101" in await loop.sock_recv(made, 4096)
    await loop.sock_sendall(made, frame(json.dumps(INIT).encode(), 1))
    assert b"connection_ack" in await loop.sock_recv(made, 4096)
    await loop.sock_sendall(made, frame(_subscribe(after), 1))
    return made


async def large(ground: Ground) -> Any:
    """A training of which each event is told in sixty thousand bytes."""
    training = await ground.training()
    await ground.db.execute("update training set objectives = array[repeat('x', 60000)] where id = $1", training)
    return training


@pytest.mark.parametrize("past", [0, 20])
async def test_a_client_that_does_not_read_is_cut_off_and_delays_nobody(
    ground: Ground, follow: Follow, monkeypatch: pytest.MonkeyPatch, past: int
) -> None:
    """By what waits for it while it is told live; by the time it takes while it is told of the past, at its own pace."""
    monkeypatch.setattr(outbox, "MOST_BYTES", 100_000)
    monkeypatch.setattr(subscriptions, "LAST_WORDS", 0.2)
    training = await large(ground)
    await ground.happen(*[training] * (past + 1))
    async with hosted(follow, 0.5 if past else 60) as host, following(host, str(ground.position)) as good:
        await until(lambda: follow.broadcast.groups == 1, "followed")
        sleeping = await deaf(host, "0" if past else str(ground.position))
        for _ in range(20):
            last = await ground.happen(training)
            async with asyncio.timeout(PATIENCE):
                assert json.loads(await good.recv())["payload"]["data"]["trainingActivity"]["position"] == last
        await until(lambda: host.connections == 1, "the one who does not read is gone, with all that waited for it")
        last = await ground.happen(training)
        assert json.loads(await good.recv())["payload"]["data"]["trainingActivity"]["position"] == last
        sleeping.close()


async def test_a_client_that_was_too_slow_is_told_so_and_goes_on_from_where_it_was(
    ground: Ground, follow: Follow, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MOST_BYTES", 100_000)
    monkeypatch.setattr(subscriptions, "LAST_WORDS", 10)
    training = await large(ground)
    heard: list[int] = []
    async with connect(f"ws://127.0.0.1:{host.port}/graphql", subprotocols=[Subprotocol(PROTOCOL)], max_queue=1) as client:
        await client.send(json.dumps(INIT))
        await client.recv()
        await client.send(_subscribe("0").decode())
        await until(lambda: follow.broadcast.groups == 1, "followed")
        while follow.broadcast.groups:
            await ground.happen(training)
        async with asyncio.timeout(PATIENCE):
            heard += [body["payload"]["data"]["trainingActivity"]["position"] async for body in _until_closed(client)]
    assert (client.close_code, client.close_reason) == (4413, "Too slow: follow again from the last cursor")
    assert heard == list(range(1, len(heard) + 1))
    async with following(host, str(heard[-1] if heard else 0)) as again, asyncio.timeout(PATIENCE):
        while len(heard) < ground.position:
            heard.append(json.loads(await again.recv())["payload"]["data"]["trainingActivity"]["position"])
    assert heard == list(range(1, ground.position + 1))


async def _until_closed(client: ClientConnection) -> AsyncIterator[Any]:
    with suppress(ConnectionClosed):
        while True:
            yield json.loads(await client.recv())


async def test_a_follower_is_cut_off_when_its_token_expires(ground: Ground, follow: Follow, host: Host) -> None:
    training = await ground.training()
    async with connect(f"ws://127.0.0.1:{host.port}/graphql", subprotocols=[Subprotocol(PROTOCOL)]) as client:
        await client.send(json.dumps({"type": "connection_init", "payload": {"authorization": "Bearer brief"}}))
        await client.recv()
        await client.send(_subscribe("0").decode())
        with pytest.raises(ConnectionClosed) as closed:
            async with asyncio.timeout(PATIENCE):
                await client.recv()
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 4403
    await until(lambda: follow.broadcast.groups == 0, "it follows no more")
    await ground.happen(training)


def test_a_process_may_open_as_many_files_as_it_is_allowed_to() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (before[1] // 2, before[1]))
        assert allow_many() == before[1]
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (before[1], before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
