"""The services in this process, on real servers, asked through HTTP alone: all three together, or one by itself."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.local.nats import NatsServer
from libs.events.http_spans import HttpSpans
from libs.events.jetstream import Broker
from libs.events.service import Service
from libs.events.vault_migrations import migrate_vault
from services.cooperation.__main__ import COOPERATION
from services.officers.__main__ import OFFICERS
from services.villages.__main__ import VILLAGES
from tests.conftest import Database, Postgres
from tests.integration.services.running import issuer, running
from tests.integration.services.served import Serve, Served

SERVICES: Mapping[str, Service] = {service.name: service for service in (OFFICERS, VILLAGES, COOPERATION)}


class Services:
    """Clients by service, and tokens for whoever asks."""

    def __init__(
        self, clients: Mapping[str, httpx.AsyncClient], token: Callable[..., str], databases: Mapping[str, Database]
    ) -> None:
        self.clients, self.token, self.databases = clients, token, databases

    async def give(self, service: str, name: str, body: Any, token: str | None = None, **headers: str) -> httpx.Response:
        """One command; `body` as JSON, or as it is where it is bytes. By default headquarters give it."""
        content = body if isinstance(body, bytes) else json.dumps(body, default=str).encode()
        sent = {"authorization": f"Bearer {token or self.token('headquarters')}", **headers}
        return await self.clients[service].post(f"/commands/{name}", content=content, headers=sent)

    async def done(self, service: str, command: str, token: str | None = None, /, **fields: Any) -> dict[str, Any]:
        """One command that must be carried out; its receipt."""
        answer = await self.give(service, command, fields, token)
        assert answer.status_code == 200, answer.text
        receipt: dict[str, Any] = answer.json()
        return receipt

    async def position(self, service: str) -> int:
        return int((await self.clients[service].get("/health")).json()["position"])

    async def stream(self, service: str, stream: str, token: str | None = None) -> httpx.Response:
        headers = {"authorization": f"Bearer {token or self.token('headquarters')}"}
        return await self.clients[service].get(f"/streams/{stream}", headers=headers)

    async def state(self, service: str, stream: str) -> Any:
        answer = await self.stream(service, stream)
        return answer.json()["state"] if answer.status_code == 200 else None

    async def known(self, service: str, of: str, position: int) -> None:
        """Wait until a service has heard of this position of another."""

        async def heard() -> bool:
            return bool((await self.clients[service].get("/ready")).json()["known"].get(of, 0) >= position)

        await until(heard)


async def until(so: Callable[[], Any], patience: float = 20) -> None:
    async with asyncio.timeout(patience):
        while not await so():  # noqa: ASYNC110 it comes about in another service, which tells nobody
            await asyncio.sleep(0.02)


async def ready(client: httpx.AsyncClient) -> None:
    """Wait until a service takes commands: before that it says of some that it knows too little of the others."""

    async def so() -> bool:
        return (await client.get("/ready")).status_code == 200

    await until(so)


@asynccontextmanager
async def serving(postgres: Postgres, nats_server: NatsServer, folder: Path) -> AsyncIterator[Services]:
    """The three services, with one vault; the key of their tokens stands in `folder`."""
    token = issuer(folder)
    async with AsyncExitStack() as stack:
        vault = await _database(postgres, stack)
        await asyncio.to_thread(migrate_vault, vault.owner_url, app_role=vault.app_role)
        clients: dict[str, httpx.AsyncClient] = {}
        logs: dict[str, Database] = {}
        for name, service in SERVICES.items():
            logs[name] = await _database(postgres, stack)
            up = running(service, logs[name], vault, folder=folder, nats_url=nats_server.url)
            transport = httpx.ASGITransport(await stack.enter_async_context(up), raise_app_exceptions=False)
            client = httpx.AsyncClient(transport=transport, base_url=f"http://{name}.test", timeout=20)
            clients[name] = await stack.enter_async_context(client)
            await ready(client)
        yield Services(clients, token, logs)


async def _database(postgres: Postgres, stack: AsyncExitStack) -> Database:
    """A database that is dropped with the stack."""
    made = await postgres.database()
    stack.push_async_callback(postgres.drop, made)
    return made


@pytest.fixture
async def services(postgres: Postgres, nats_server: NatsServer, tmp_path: Path) -> AsyncIterator[Services]:
    async with serving(postgres, nats_server, tmp_path) as made:
        yield made


@pytest.fixture
async def serve(postgres: Postgres, nats_server: NatsServer, tmp_path: Path) -> AsyncIterator[Serve]:
    """Brings one service up alone; at the end all of them are taken down, and their databases dropped."""
    token = issuer(tmp_path)
    async with AsyncExitStack() as stack:

        async def up(service: Service) -> Served:
            own, keys = await _database(postgres, stack), await _database(postgres, stack)
            await asyncio.to_thread(migrate_vault, keys.owner_url, app_role=keys.app_role)
            app = await stack.enter_async_context(running(service, own, keys, folder=tmp_path, nats_url=nats_server.url))
            transport = httpx.ASGITransport(HttpSpans(app))
            client = await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url="http://service"))
            await ready(client)
            return Served(client, token, own)

        yield up


@pytest.fixture
async def nc(nats_server: NatsServer) -> AsyncIterator[Broker]:
    async with Broker(nats_server.url, name="test") as broker:
        yield broker
