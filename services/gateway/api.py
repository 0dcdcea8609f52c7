"""The gateway's API process: one door to the graph over HTTP and WebSocket, and its health."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final

import asyncpg
import httpx
import orjson
from fastapi import FastAPI, Response
from starlette.routing import Route, WebSocketRoute

from libs.events import __version__, serving, telemetry
from libs.events.access import AccessConfig, Verifier
from libs.events.master_key import MasterKey
from libs.events.settings import GatewaySettings, read
from libs.events.vault import Vault
from services.gateway.graph import sockets
from services.gateway.graph.broadcast.hub import CONNECTIONS, Broadcast
from services.gateway.graph.commands import Commands
from services.gateway.graph.documents import Documents
from services.gateway.graph.endpoint import Endpoint, Gateway
from services.gateway.graph.execution import Engine
from services.gateway.graph.pool import Pool
from services.gateway.graph.positions import Positions
from services.gateway.graph.schema import schema
from services.gateway.graph.subscriptions import Door
from services.gateway.read_model.projection import projection

READERS: Final = 4
"""Connections to the read model, for queries and mutations."""
COMPOSED_WITHIN: Final = 2.0
"""Seconds for a statement on behalf of all who follow: others wait behind it."""


def run() -> None:
    """Serve until told to stop. Raises settings.Misconfigured."""
    settings = read(GatewaySettings)
    serving.begin("gateway", settings)
    sockets.allow_many()
    serving.serve(settings, lambda: started(settings), paths=("/graphql",), sockets=sockets.options())
    telemetry.shutdown()


@asynccontextmanager
async def started(settings: GatewaySettings) -> AsyncIterator[FastAPI]:
    """The application with everything behind it running; the read model and the services may be away."""
    async with AsyncExitStack() as stack:
        keys = await stack.enter_async_context(serving.pool(settings.vault_database_url, 2))
        vault = Vault(keys, MasterKey.parse(settings.vault_master_key))
        await vault.check()
        access = AccessConfig(issuer=settings.token_issuer, audience=settings.token_audience, jwks_url=settings.jwks_url)
        verifier = await stack.enter_async_context(Verifier(access))
        reading = await stack.enter_async_context(Pool(settings.read_database_url, size=READERS, search_path=projection.name))
        positions = await stack.enter_async_context(Positions(lambda: _connect(settings.read_database_url)))
        client = await stack.enter_async_context(httpx.AsyncClient())
        urls = {"officers": settings.officers_url, "villages": settings.villages_url, "cooperation": settings.cooperation_url}
        graph = await asyncio.to_thread(schema)
        engine, commands = Engine(graph, reading, vault.unseal), Commands(urls, client)
        live = Pool(settings.read_database_url, size=CONNECTIONS, statement_timeout=COMPOSED_WITHIN, search_path=projection.name)
        following = Engine(graph, await stack.enter_async_context(live), vault.unseal)
        broadcast = await stack.enter_async_context(Broadcast(following, positions))
        gateway = Gateway(engine, Documents(graph), verifier, commands, positions, broadcast)
        yield _application(gateway, positions)


def _application(gateway: Gateway, positions: Positions) -> FastAPI:
    app = FastAPI(title="Tiga Pilar: gateway", openapi_url=None, docs_url=None, redoc_url=None)
    app.router.routes.append(Route("/graphql", Endpoint(gateway)))
    app.router.routes.append(WebSocketRoute("/graphql", Door(gateway)))

    @app.get("/health")
    async def alive() -> Response:
        return _json({"status": "ok", "service": "gateway", "version": __version__})

    @app.get("/ready")
    async def answers() -> Response:
        shown = dict(positions.now)
        return _json({"ready": bool(shown), "positions": shown}, 200 if shown else 503)

    return app


def _json(content: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")


async def _connect(url: str) -> "asyncpg.Connection[asyncpg.Record]":
    return await asyncpg.connect(url, timeout=5, server_settings={"search_path": projection.name})
