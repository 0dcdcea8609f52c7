"""The three services in one process, on real servers, asked through HTTP alone."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from infra.local.nats import NatsServer
from libs.events import log
from libs.events.migrations import migrate
from libs.events.service import Service, started
from libs.events.settings import ServiceSettings
from libs.events.vault import Vault
from libs.events.vault_migrations import migrate_vault
from services.cooperation.__main__ import COOPERATION
from services.officers.__main__ import OFFICERS
from services.villages.__main__ import VILLAGES
from tests.conftest import Database, Postgres

SERVICES: Mapping[str, Service] = {service.name: service for service in (OFFICERS, VILLAGES, COOPERATION)}
ISSUER, AUDIENCE = "https://issuer.test", "test"


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


def issuer(folder: Path) -> Callable[..., str]:
    """Makes tokens whose key stands in `folder`."""
    key = ec.generate_private_key(ec.SECP256R1())
    public = {**ECAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": "test", "use": "sig", "alg": "ES256"}
    (folder / "jwks.json").write_text(json.dumps({"keys": [public]}))
    until = int(datetime.now(UTC).timestamp()) + 600

    def token(role: str, sub: str | UUID = "test", **claims: Any) -> str:
        payload = {"iss": ISSUER, "aud": AUDIENCE, "exp": until, "role": role, "sub": str(sub)}
        payload |= {name: str(value) for name, value in claims.items()}
        return jwt.encode(payload, key, algorithm="ES256", headers={"kid": "test"})

    return token


@asynccontextmanager
async def serving(postgres: Postgres, nats_server: NatsServer, folder: Path) -> AsyncIterator[Services]:
    """The three services; the key of their tokens stands in `folder`."""

    async def accept(*_args: object, **_options: object) -> None:
        """The servers of tests are not durable."""

    token = issuer(folder)
    databases: list[Database] = []

    async def database() -> Database:
        databases.append(await postgres.database())
        return databases[-1]

    vault = await database()
    await asyncio.to_thread(migrate_vault, vault.owner_url, app_role=vault.app_role)
    async with AsyncExitStack() as stack:
        monkeypatch = stack.enter_context(pytest.MonkeyPatch.context())
        monkeypatch.setattr(log, "check_durability", accept)
        monkeypatch.setattr(Vault, "check", accept)
        clients: dict[str, httpx.AsyncClient] = {}
        logs: dict[str, Database] = {}
        for name, service in SERVICES.items():
            own = logs[name] = await database()
            await asyncio.to_thread(migrate, own.owner_url, own.app_role)
            settings = ServiceSettings(
                environment="development",
                port=1,
                token_issuer=ISSUER,
                token_audience=AUDIENCE,
                jwks_url=(folder / "jwks.json").as_uri(),
                database_url=own.app_url,
                vault_database_url=vault.app_url,
                vault_master_key="00" * 31 + "01",
                nats_url=nats_server.url,
            )
            app = await stack.enter_async_context(started(service, settings))
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            client = httpx.AsyncClient(transport=transport, base_url=f"http://{name}.test", timeout=20)
            clients[name] = await stack.enter_async_context(client)
        yield Services(clients, token, logs)
    for one in databases:
        await postgres.drop(one)


@pytest.fixture
async def services(postgres: Postgres, nats_server: NatsServer, tmp_path: Path) -> AsyncIterator[Services]:
    async with serving(postgres, nats_server, tmp_path) as made:
        yield made
