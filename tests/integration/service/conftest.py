"""A whole service in this process: real databases for its log and keys, a real broker, tokens of an issuer of the test's own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from msgspec import json

from infra.local import issuer
from infra.local.nats import NatsServer
from infra.local.state import State
from libs.events import log
from libs.events.codec import Recorded
from libs.events.http_spans import HttpSpans
from libs.events.jetstream import Broker
from libs.events.migrations import migrate
from libs.events.service import Service, started
from libs.events.settings import ServiceSettings
from libs.events.vault_migrations import migrate_vault
from tests.conftest import Database, Postgres

HEADQUARTERS = {"sub": "test-headquarters", "role": "headquarters"}


class Served:
    """One service, asked as its clients ask it, and its database, looked at from behind."""

    def __init__(self, client: httpx.AsyncClient, state: State, database: Database) -> None:
        self._client, self._state, self.database = client, state, database

    def token(self, **claims: Any) -> str:
        return issuer.issue(self._state, {**HEADQUARTERS, **claims}, seconds=60)

    async def post(self, path: str, body: Any, *, token: str | None = None, **headers: str) -> httpx.Response:
        """By headquarters, unless another token is given; an empty one is left out."""
        token = self.token() if token is None else token
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        authorization = {"authorization": f"Bearer {token}"} if token else {}
        content = body if isinstance(body, bytes) else json.encode(body)
        return await self._client.post(path, content=content, headers={**authorization, **given})

    async def get(self, path: str, *, token: str | None = None) -> httpx.Response:
        return await self._client.get(path, headers={"authorization": f"Bearer {token or self.token()}"})

    async def give(self, command: str, *, id: UUID | None = None, **data: Any) -> dict[str, Any]:  # noqa: A002 as it is called
        """A command that is carried out; its receipt."""
        answer = await self.post(f"/commands/{command}", data, idempotency_key=str(id or uuid4()))
        assert answer.status_code == 200, answer.text
        receipt: dict[str, Any] = answer.json()
        return receipt

    async def ready(self, what: str, value: Any) -> bool:
        """Whether the service says this of itself."""
        return bool((await self.get("/ready")).json().get(what) == value)

    async def rows(self) -> Sequence[Recorded]:
        db = await asyncpg.connect(self.database.owner_url)
        try:
            return await log.tail(db, 0, 10_000)
        finally:
            await db.close()


@pytest.fixture
async def nc(nats_server: NatsServer) -> AsyncIterator[Broker]:
    async with Broker(nats_server.url, name="test") as broker:
        yield broker


Serve = Callable[[Service], Awaitable[Served]]


@pytest.fixture
async def serve(postgres: Postgres, nats_server: NatsServer, tmp_path: Path) -> AsyncIterator[Serve]:
    """Brings a service up; at the end all of them are taken down, and their databases dropped."""
    state = State(tmp_path)
    state.secrets.mkdir()
    async with AsyncExitStack() as stack:

        async def database() -> Database:
            made = await postgres.database()
            stack.push_async_callback(postgres.drop, made)
            return made

        async def up(service: Service) -> Served:
            own, keys = await database(), await database()
            await asyncio.to_thread(migrate, own.owner_url, own.app_role)
            await asyncio.to_thread(migrate_vault, keys.owner_url, app_role=keys.app_role)
            settings = ServiceSettings(
                port=1,  # nobody listens: requests come in without a socket
                token_issuer=issuer.ISSUER,
                token_audience=issuer.AUDIENCE,
                jwks_url=issuer.establish(state),
                database_url=own.app_url,
                vault_database_url=keys.app_url,
                vault_master_key="07" * 32,
                nats_url=nats_server.url,
            )
            app = HttpSpans(await stack.enter_async_context(started(service, settings)))
            transport = httpx.ASGITransport(app)
            client = await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url="http://service"))
            return Served(client, state, own)

        yield up
