"""The whole system in one process: three services, the projector, and two replicas of the gateway on one read model."""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
import uvicorn

from infra.local.nats import NatsServer
from libs.events.jetstream import Broker
from libs.events.settings import GatewaySettings
from libs.events.vault_migrations import migrate_vault
from services.gateway.api import started
from services.gateway.projector import project
from tests.conftest import Database, Postgres
from tests.integration.services.conftest import Services, serving
from tests.integration.services.running import AUDIENCE, ISSUER


class System:
    """What clients see: replicas of the gateway, `read` being their database; and the services behind them."""

    def __init__(self, behind: Services, replicas: list[httpx.AsyncClient], read: Database) -> None:
        self.services, self.replicas, self.read = behind, replicas, read

    async def answer(
        self,
        query: str,
        token: str | None = None,
        *,
        replica: int = 0,
        at_least: Mapping[str, int] | None = None,
        **variables: Any,
    ) -> Any:
        """The whole answer, by default to headquarters."""
        headers = {"authorization": f"Bearer {token or self.services.token('headquarters')}"}
        body = {"query": query, "variables": variables, "extensions": {"atLeast": at_least}}
        return (await self.replicas[replica].post("/graphql", json=body, headers=headers)).json()

    async def ask(self, query: str, token: str | None = None, **particulars: Any) -> Any:
        """The data of an answer without errors."""
        answer = await self.answer(query, token, **particulars)
        assert "errors" not in answer, answer
        return answer["data"]

    async def seen(self) -> dict[str, int]:
        """Waits until the read model shows all that the services have recorded; how far that is."""
        heads = {name: await self.services.position(name) for name in self.services.clients}
        await self.ask("{ __typename }", at_least={name: position for name, position in heads.items() if position})
        return heads


@asynccontextmanager
async def listening(app: Any) -> AsyncIterator[str]:
    """The application's URL while it listens on a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def system(postgres: Postgres, server_root: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    """One for all tests of a module, which therefore keep to things of their own; the loop is the module's."""
    folder = tmp_path_factory.mktemp("keys")
    read, vault = await postgres.database(), await postgres.database()
    await asyncio.to_thread(migrate_vault, vault.owner_url, app_role=vault.app_role)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(postgres.drop, vault)
        stack.push_async_callback(postgres.drop, read)
        nats_server = stack.enter_context(NatsServer(server_root / f"nats-{uuid4().hex[:8]}"))
        services = await stack.enter_async_context(serving(postgres, nats_server, folder))
        urls = {}
        for name, client in services.clients.items():
            transport = client._transport
            assert isinstance(transport, httpx.ASGITransport)
            urls[name] = await stack.enter_async_context(listening(transport.app))
        broker = await stack.enter_async_context(Broker(nats_server.url, name="projector"))
        projecting = asyncio.create_task(project(read.owner_url, broker))

        async def stop() -> None:
            projecting.cancel()
            await asyncio.gather(projecting, return_exceptions=True)

        stack.push_async_callback(stop)
        settings = GatewaySettings(
            environment="development",
            port=1,
            token_issuer=ISSUER,
            token_audience=AUDIENCE,
            jwks_url=(folder / "jwks.json").as_uri(),
            read_database_url=read.owner_url,
            vault_database_url=vault.app_url,
            vault_master_key="00" * 31 + "01",
            officers_url=urls["officers"],
            villages_url=urls["villages"],
            cooperation_url=urls["cooperation"],
        )
        replicas = []
        for _ in range(2):
            app = await stack.enter_async_context(started(settings))
            client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway.test", timeout=20)
            replicas.append(await stack.enter_async_context(client))
        yield System(services, replicas, read)
