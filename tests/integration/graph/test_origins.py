"""Browsers let only pages of allowed origins read what is answered, and open sockets for no others."""

import asyncio
import socket
from collections.abc import AsyncIterator

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from libs.events.settings import GatewaySettings, Misconfigured, read, variables
from services.gateway.graph.documents import Documents
from services.gateway.graph.endpoint import Endpoint, Gateway
from services.gateway.graph.execution import Engine
from services.gateway.graph.origins import Gate, origins, shared
from services.gateway.graph.pool import Pool
from services.gateway.graph.subscriptions import PROTOCOL, Door
from tests.integration.graph import world
from tests.integration.graph.callers import Doorman
from tests.integration.graph.conftest import SCHEMA

MAP = "https://peta.example.org"


@pytest.fixture(params=["", MAP], ids=["none allowed", "one allowed"])
async def host(pool: Pool, request: pytest.FixtureRequest) -> AsyncIterator[tuple[str, bool]]:
    """Where it is served, and whether MAP is allowed."""
    allowed = origins(request.param)
    gateway = Gateway(Engine(SCHEMA, pool, world.unseal), Documents(SCHEMA), Doorman())
    routes = [
        Route("/graphql", shared(Endpoint(gateway), allowed)),
        WebSocketRoute("/graphql", Gate(Door(gateway), allowed)),
    ]
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_level="error", lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        yield f"127.0.0.1:{listening.getsockname()[1]}", bool(allowed)
        server.should_exit = True
        await serving


async def test_a_browser_is_told_before_it_asks(host: tuple[str, bool]) -> None:
    place, allowed = host
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type"}
    async with httpx.AsyncClient(base_url=f"http://{place}") as client:
        told = await client.options("/graphql", headers={"origin": MAP, **asked})
        assert told.status_code == (200 if allowed else 400)
        assert told.headers.get("access-control-allow-origin") == (MAP if allowed else None)
        assert "access-control-allow-credentials" not in told.headers
        for origin in ("https://lain.example.org", "null", f"{MAP}.example.com", "http://peta.example.org", f"{MAP}:8443"):
            other = await client.options("/graphql", headers={"origin": origin, **asked})
            assert (other.status_code, other.headers.get("access-control-allow-origin")) == (400, None)
        for change in ({"access-control-request-method": "DELETE"}, {"access-control-request-headers": "x-other"}):
            assert (await client.options("/graphql", headers={"origin": MAP, **asked, **change})).status_code == 400
        assert (await client.options("/graphql")).status_code == 405


async def test_an_answer_names_the_origin_that_may_read_it(host: tuple[str, bool]) -> None:
    place, allowed = host
    async with httpx.AsyncClient(base_url=f"http://{place}", headers={"authorization": "Bearer headquarters"}) as client:
        body = {"query": "{ units { totalCount } }"}
        answers = {origin: await client.post("/graphql", json=body, headers={"origin": origin}) for origin in (MAP, "null")}
    assert answers[MAP].headers.get("access-control-allow-origin") == (MAP if allowed else None)
    assert "access-control-allow-origin" not in answers["null"].headers
    assert {answer.headers["vary"] for answer in answers.values()} == {"Origin"}
    assert ("retry-after" in answers[MAP].headers["access-control-expose-headers"]) is True


async def _opens(place: str, origin: str | None) -> bool:
    given = Origin(origin) if origin is not None else None
    try:
        async with connect(f"ws://{place}/graphql", origin=given, subprotocols=[Subprotocol(PROTOCOL)]):
            return True
    except InvalidStatus as refused:
        return refused.response.status_code != 403


async def test_a_socket_is_opened_for_our_own_pages_and_allowed_ones_alone(host: tuple[str, bool]) -> None:
    place, allowed = host
    assert await _opens(place, None), "what is no browser names no origin"
    assert await _opens(place, f"http://{place}")
    assert await _opens(place, f"https://{place}"), "behind a proxy"
    assert await _opens(place, MAP) is allowed
    for origin in ("null", "", "http://127.0.0.1", f"http://{place}.example.org", "https://lain.example.org", "http://[", "x"):
        assert not await _opens(place, origin), origin


@pytest.mark.parametrize(
    ("origin", "host_", "opened"), [("https://a", "a", 1), ("https://a", "a:443", 1), ("http://a", "a:443", 0), ("null", "", 0)]
)
async def test_the_usual_port_need_not_be_written(origin: str, host_: str, opened: int) -> None:
    let_in: list[object] = []

    async def inside(scope: object, *_: object) -> None:
        let_in.append(scope)

    async def receive() -> dict[str, str]:
        return {"type": "websocket.connect"}

    async def send(message: object) -> None:
        assert message == {"type": "websocket.close", "code": 1008, "reason": "Origin not allowed"}

    scope = {"type": "websocket", "headers": [(b"origin", origin.encode()), (b"host", host_.encode())]}
    await Gate(inside, frozenset())(scope, receive, send)
    assert len(let_in) == opened


def test_origins_are_written_as_browsers_do() -> None:
    required = {variable.name: "1" for variable in variables(GatewaySettings) if variable.default is None}
    assert origins(read(GatewaySettings, required).allowed_origins) == frozenset()
    for text in (MAP, f"{MAP}, http://127.0.0.1:3000,http://[::1]:3000"):
        assert len(origins(read(GatewaySettings, {**required, "ALLOWED_ORIGINS": text}).allowed_origins)) == text.count("http")
    for text in ("*", "null", "peta.example.org", f"{MAP}/", f"{MAP} {MAP}", f"{MAP},", f"{MAP},*", "https://*.example.org"):
        with pytest.raises(Misconfigured, match="ALLOWED_ORIGINS"):
            read(GatewaySettings, {**required, "ALLOWED_ORIGINS": text})
