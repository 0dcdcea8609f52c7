"""The gateway's API process: one door to the graph over HTTP and WebSocket, and its health."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final

import asyncpg
import orjson
from fastapi import FastAPI, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from libs.events import __version__, serving
from libs.events.access import AccessConfig, Verifier
from libs.events.master_key import MasterKey
from libs.events.settings import GatewaySettings, Misconfigured, read
from libs.events.vault import Vault
from services.gateway.graph import sockets
from services.gateway.graph.admission import Admission
from services.gateway.graph.asked import LARGEST
from services.gateway.graph.broadcast.hub import CONNECTIONS, Broadcast
from services.gateway.graph.budgets import Budgets
from services.gateway.graph.commands import Commands
from services.gateway.graph.documents import Documents
from services.gateway.graph.endpoint import Endpoint, Gateway
from services.gateway.graph.execution import Engine
from services.gateway.graph.graphiql import ASSETS, Browser, assets, examples
from services.gateway.graph.limits import Limits
from services.gateway.graph.origins import Gate, origins, shared
from services.gateway.graph.past import Past
from services.gateway.graph.pool import Pool
from services.gateway.graph.positions import Positions
from services.gateway.graph.posting import Poster
from services.gateway.graph.schema import schema
from services.gateway.graph.subscriptions import Door
from services.gateway.graph.trusted import OWN, trusted_documents
from services.gateway.read_model.projection import projection
from services.gateway.report import door as report
from services.gateway.shortcut import Shortcut
from services.gateway.verification import door as verification

READERS: Final = 4
"""Connections to the read model, for queries and mutations."""
COMPOSED_WITHIN: Final = 2.0
"""Seconds for a statement on behalf of all who follow: others wait behind it."""


def run() -> None:
    """Serve until told to stop. What makes that impossible ends the process with one line and exit code 1."""
    with serving.ending_in_one_line():
        settings = read(GatewaySettings)
        if settings.environment == "production" and settings.graphiql_token:
            raise Misconfigured("GRAPHIQL_TOKEN is for development: whoever opens the page would act by it")
        serving.begin("gateway", settings)
        sockets.allow_many()
        serving.serve(
            settings,
            lambda: started(settings),
            paths=("/graphql",),
            sockets=sockets.options(),
            largest_message=4 * LARGEST,
        )


@asynccontextmanager
async def started(settings: GatewaySettings) -> AsyncIterator[ASGIApp]:
    """The application with everything behind it running; the read model and the services may be away.

    Raises settings.Misconfigured for trusted documents that do not fit the schema.
    """
    graph = await asyncio.to_thread(schema)
    trusted = trusted_documents(graph, Path(settings.trusted_documents or OWN))
    async with AsyncExitStack() as stack:
        keys = await stack.enter_async_context(serving.pool(settings.vault_database_url, 2))
        vault = Vault(keys, MasterKey.parse(settings.vault_master_key))
        await vault.check()
        access = AccessConfig(issuer=settings.token_issuer, audience=settings.token_audience, jwks_url=settings.jwks_url)
        verifier = await stack.enter_async_context(Verifier(access))
        reading = await stack.enter_async_context(Pool(settings.read_database_url, size=READERS, search_path=projection.name))
        positions = await stack.enter_async_context(Positions(lambda: _connect(settings.read_database_url)))
        post = await stack.enter_async_context(Poster())
        urls = {"officers": settings.officers_url, "villages": settings.villages_url, "cooperation": settings.cooperation_url}
        development = settings.environment == "development"
        bounds = limits(settings)
        documents = Documents(graph, limits=bounds, suggestions=development)
        admission = Admission(bounds, Budgets(settings.client_rate, settings.client_burst), development=development)
        making = settings.past_database_url or settings.read_database_url
        past = await stack.enter_async_context(Past(projection, reading, making))
        engine, commands = Engine(graph, reading, vault.unseal, past=past), Commands(urls, post)
        live = Pool(settings.read_database_url, size=CONNECTIONS, statement_timeout=COMPOSED_WITHIN, search_path=projection.name)
        following = Engine(graph, await stack.enter_async_context(live), vault.unseal)
        broadcast = await stack.enter_async_context(Broadcast(following, positions))
        gateway = Gateway(engine, documents, verifier, commands, positions, broadcast, admission, trusted)
        verifying = verification.Door(reading, each=settings.verify_rate, together=settings.verify_rate_all)
        yield _application(gateway, positions, settings, verifying)


def limits(settings: GatewaySettings) -> Limits:
    """What a document may ask for, as the environment says."""
    return Limits(
        tokens=settings.query_tokens,
        depth=settings.query_depth,
        aliases=settings.query_aliases,
        directives=settings.query_directives,
        fields=settings.query_fields,
        objects=settings.query_objects,
        cost=settings.query_cost,
    )


def _application(gateway: Gateway, positions: Positions, settings: GatewaySettings, verifying: ASGIApp) -> ASGIApp:
    app = FastAPI(title="Tiga Pilar: gateway", openapi_url=None, docs_url=None, redoc_url=None)
    allowed = origins(settings.allowed_origins)
    endpoint: ASGIApp = shared(Endpoint(gateway), allowed)
    if settings.environment == "development" and (files := assets()):
        endpoint = Browser(endpoint, examples(), settings.graphiql_token)
        app.router.routes.append(Mount(ASSETS, StaticFiles(directory=files)))
    app.router.routes.append(Route("/graphql", endpoint))
    app.router.routes.extend(Route(path, verifying) for path in verification.PATHS)
    reporting = report.Door(gateway)
    app.router.routes.extend(Route(path, reporting) for path in report.PATHS)
    app.router.routes.append(WebSocketRoute("/graphql", Gate(Door(gateway), allowed)))

    @app.get("/health")
    async def alive() -> Response:
        return _json({"status": "ok", "service": "gateway", "version": __version__})

    @app.get("/ready")
    async def answers() -> Response:
        shown = dict(positions.now)
        return _json({"ready": bool(shown), "positions": shown}, 200 if shown else 503)

    return Shortcut(app, path="/graphql", to=endpoint)


def _json(content: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")


async def _connect(url: str) -> "asyncpg.Connection[asyncpg.Record]":
    return await asyncpg.connect(url, timeout=5, server_settings={"search_path": projection.name})
