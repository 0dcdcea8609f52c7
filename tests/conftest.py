"""Real servers for tests: one PostgreSQL and one NATS a worker, started when first asked for, gone at the end."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from infra.local.nats import NatsServer
from infra.local.postgres import PostgresServer
from tests.sharing import Sharing


@dataclass(frozen=True)
class Database:
    """A fresh, empty database that belongs to the role `owner`; the role `app` may connect to it, and nothing else."""

    name: str
    owner_url: str
    app_url: str
    admin_url: str
    """As superuser; for looking and for breaking things only."""
    owner_role: str = "owner"
    app_role: str = "app"


Make = Callable[[Database], Awaitable[None]]
"""Makes something in an empty database, and leaves no connection to it."""


_RIGHTS_TOO = "update pg_database set datacl = (select datacl from pg_database where datname = $2) where datname = $1"
"""Rights to the database itself, which a copy does not get."""


class Postgres:
    """The worker's PostgreSQL, with its two roles."""

    def __init__(self, server: PostgresServer) -> None:
        self.server = server
        self._roles = False
        self._made: dict[Make, Database] = {}

    async def database(self, make: Make | None = None) -> Database:
        """A database; where `make` is given, a copy of what that makes, which it does once."""
        if make is None:
            return await self._create()
        if make not in self._made:
            made = await self._create()
            await make(made)
            self._made[make] = made
        return await self._create(self._made[make].name)

    async def _create(self, like: str | None = None) -> Database:
        name = f"test_{uuid4().hex[:12]}"
        admin = await asyncpg.connect(self.server.url())
        try:
            if not self._roles:
                await admin.execute("create role owner login password 'owner'; create role app login password 'app'")
                self._roles = True
            if like is None:
                await admin.execute(f"create database {name} owner owner")
                await admin.execute(f"revoke all on database {name} from public; grant connect on database {name} to app")
            else:
                await admin.execute(f"create database {name} owner owner template {like}")
                await admin.execute(_RIGHTS_TOO, name, like)
        finally:
            await admin.close()
        server = self.server
        return Database(name, server.url(name, "owner", "owner"), server.url(name, "app", "app"), server.url(name))

    @asynccontextmanager
    async def lent(self, make: Make | None = None) -> AsyncIterator[Database]:
        """As `database`; dropped in the end, whoever is still connected."""
        made = await self.database(make)
        yield made
        await self.drop(made)

    async def drop(self, database: Database) -> None:
        admin = await asyncpg.connect(self.server.url())
        try:
            await admin.execute(f"drop database if exists {database.name} with (force)")
        finally:
            await admin.close()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With `--dist loadgroup` files that ask one running system go to one worker."""
    return Sharing(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.fixture(scope="session")
def server_root() -> Iterator[Path]:
    """A directory that the servers' user can reach, removed at the end."""
    root = Path(tempfile.mkdtemp(prefix="tp-"))
    root.chmod(0o711)
    try:
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(server_root: Path) -> Iterator[Postgres]:
    """The worker's PostgreSQL. TEST_POSTGRES_BIN chooses its programs; the wheel's otherwise."""
    chosen = os.environ.get("TEST_POSTGRES_BIN")
    with PostgresServer(server_root / "postgres", bin_dir=Path(chosen) if chosen else None, durable=False) as server:
        yield Postgres(server)


@pytest.fixture
async def database(postgres: Postgres) -> AsyncIterator[Database]:
    """A database of this test's own, dropped after it, whoever is still connected."""
    async with postgres.lent() as made:
        yield made


@pytest.fixture(scope="session")
def _nats(server_root: Path) -> Iterator[NatsServer]:
    with NatsServer(server_root / "nats") as server:
        yield server


@pytest.fixture
def nats_server(_nats: NatsServer) -> NatsServer:
    """The worker's NATS, up and without any stream: `.url`, and `kill()`, `stop()`, `wipe()`, `start()`, `restart()`."""
    if any((_nats.root / "jetstream").glob("*/*/streams/*")):
        _nats.kill()
        _nats.wipe()
    if not _nats.running:
        _nats.start()
    return _nats
