"""PostgreSQL as durable as in production, and NATS, for the length of a benchmark."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from infra.local.nats import NatsServer
from infra.local.postgres import PostgresServer
from libs.events.log import check_durability


@dataclass(frozen=True)
class Servers:
    """Both, running."""

    postgres: PostgresServer
    nats: NatsServer

    def url(self, database: str) -> str:
        return self.postgres.url(database)

    async def database(self, name: str, *, template: str | None = None) -> str:
        """A new database; its URL. Those whose name begins with `read` may lose what is read again from the stream.

        `template` is the URL of one to copy, to which nobody may be connected.
        """
        admin = await asyncpg.connect(self.postgres.url())
        await check_durability(admin, test=False)
        origin = next((f" template {row[0]}" for row in await self._databases(admin) if self.url(row[0]) == template), "")
        await admin.execute(f"create database {name}{origin}")
        if name.startswith("read"):
            await admin.execute(f"alter database {name} set synchronous_commit = off")
        await admin.close()
        return self.url(name)

    async def _databases(self, admin: "asyncpg.Connection[asyncpg.Record]") -> list[asyncpg.Record]:
        return await admin.fetch("select datname from pg_database")


@contextmanager
def servers() -> Iterator[Servers]:
    """Both in a directory of their own, which is gone afterwards."""
    root = Path(tempfile.mkdtemp(prefix="tp-bench-"))
    root.chmod(0o711)
    try:
        settings = {"shared_buffers": "512MB"}
        with PostgresServer(root / "postgres", settings=settings) as postgres, NatsServer(root / "nats") as nats:
            yield Servers(postgres, nats)
    finally:
        shutil.rmtree(root, ignore_errors=True)
