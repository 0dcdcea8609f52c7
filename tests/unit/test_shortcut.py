"""One path is answered past the router, all else by it."""

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from services.gateway.shortcut import Shortcut


@pytest.mark.parametrize(
    ("kind", "path", "answered_by"),
    [
        ("http", "/graphql", "endpoint"),
        ("http", "/graphql/", "router"),
        ("http", "/health", "router"),
        ("websocket", "/graphql", "router"),
    ],
)
async def test_http_for_the_path_goes_past_the_router(kind: str, path: str, answered_by: str) -> None:
    asked: list[str] = []

    def named(name: str) -> ASGIApp:
        async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
            asked.append(name)

        return app

    async def never() -> dict[str, str]:
        raise AssertionError

    async def send(_message: object) -> None:
        raise AssertionError

    await Shortcut(named("router"), path="/graphql", to=named("endpoint"))({"type": kind, "path": path}, never, send)
    assert asked == [answered_by]
