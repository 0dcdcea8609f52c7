"""Both doors behind a real server, spoken to over real sockets."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError
from websockets.typing import Subprotocol

from services.gateway.graph.asked import LARGEST
from services.gateway.graph.endpoint import Endpoint, Gateway
from services.gateway.graph.sockets import options
from services.gateway.graph.subscriptions import PROTOCOL, Door

TOKEN = "Bearer headquarters"


@pytest.fixture
async def host(gateway: Gateway) -> AsyncIterator[str]:
    app = Starlette(routes=[Route("/graphql", Endpoint(gateway)), WebSocketRoute("/graphql", Door(gateway))])
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", **options()))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        await serving


async def test_a_query_over_http(host: str) -> None:
    async with httpx.AsyncClient(base_url=f"http://{host}", headers={"authorization": TOKEN}) as client:
        answer = await client.post("/graphql", json={"query": "{ units { totalCount } }"})
        assert answer.json()["data"] == {"units": {"totalCount": 9}}
        assert (await client.put("/graphql")).status_code == 405
        assert (await client.head("/graphql")).status_code == 405
        assert (await client.post("/graphql", content=b" " * LARGEST)).status_code == 415
        large = await client.post("/graphql", content=b" " * (4 * LARGEST), headers={"content-type": "application/json"})
        assert large.status_code == 413


async def test_a_subscription_over_a_websocket(host: str) -> None:
    async with connect(f"ws://{host}/graphql", subprotocols=[Subprotocol(PROTOCOL)]) as socket_:
        await socket_.send(json.dumps({"type": "connection_init", "payload": {"authorization": TOKEN}}))
        assert json.loads(await socket_.recv()) == {"type": "connection_ack"}
        text = 'subscription { renamed(after: "11") { position } }'
        await socket_.send(json.dumps({"type": "subscribe", "id": "a", "payload": {"query": text}}))
        assert json.loads(await socket_.recv())["payload"]["data"] == {"renamed": {"position": 12}}
        await socket_.send("nonsense")
        with pytest.raises(ConnectionClosedError) as closed:
            await socket_.recv()
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 4400
