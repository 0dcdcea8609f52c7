"""A database with the read model's empty tables, and what fills them as the projector would."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

import asyncpg
import pytest

from libs.events.codec import Recorded
from libs.events.single import Connection
from services.gateway.graph.pool import Pool
from services.gateway.read_model import projection
from tests.conftest import Database, Postgres
from tests.integration.read_model.asking import Asking
from tests.lombok import LOMBOK


async def make(db: Connection) -> None:
    """The tables, in a schema as the projector makes it."""
    await db.execute(f"drop schema if exists {projection.name} cascade; create schema {projection.name}")
    await db.execute(f"set search_path = {projection.name}, public")
    for statement in projection.statements():
        await db.execute(statement)
    await db.execute("insert into checkpoint select s, null, 0 from unnest($1::text[]) s", list(projection.services))


async def apply(db: Connection, service: str, events: Sequence[Recorded]) -> None:
    """One batch, as the projector applies it."""
    changes, done, error = projection.collect(service, events)
    if error:
        raise error
    assert done == len(events)
    async with db.transaction():
        await db.execute("update checkpoint set position = $2 where service = $1", service, events[-1].position)
        await changes.write(db)
        for hook in projection.hooks:
            await hook(db, changes.touched)


async def contents(db: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    return {
        table.name: sorted((tuple(row) for row in await db.fetch(f'select * from "{table.name}"')), key=repr)
        for table in projection.metadata.sorted_tables
    }


async def empty(database: Database) -> None:
    db = await asyncpg.connect(database.owner_url)
    await make(db)
    await db.close()


@pytest.fixture
async def database(postgres: Postgres) -> AsyncIterator[Database]:
    """A database of this test's own with the tables of the read model, all of them empty."""
    async with postgres.lent(empty) as made:
        yield made


@pytest.fixture
async def blank(postgres: Postgres) -> AsyncIterator[Database]:
    """A database in which the projector has made nothing yet."""
    async with postgres.lent() as made:
        yield made


@pytest.fixture
async def read_database(database: Database) -> AsyncIterator[Connection]:
    """A connection of the owner of the read model's tables."""
    db = await asyncpg.connect(database.owner_url)
    await db.execute(f"set search_path = {projection.name}, public")
    yield db
    await db.close()


def filled(postgres: Postgres, **logs: Sequence[Recorded]) -> Iterator[Database]:
    """A database with the read model of these logs, for tests that only read it."""

    async def fill() -> Database:
        made = await postgres.database()
        db = await asyncpg.connect(made.owner_url)
        await make(db)
        for service, events in logs.items():
            await apply(db, service, events)
        await db.execute("analyze")
        await db.close()
        return made

    made = asyncio.run(fill())
    yield made
    asyncio.run(postgres.drop(made))


@pytest.fixture(scope="session")
def lombok_database(postgres: Postgres) -> Iterator[Database]:
    yield from filled(postgres, **LOMBOK)


@pytest.fixture
async def lombok(lombok_database: Database) -> AsyncIterator[Asking]:
    """The corner of Lombok, ready to be asked about."""
    async with Pool(lombok_database.owner_url, size=1, search_path=projection.name) as pool:
        yield Asking(pool)


@pytest.fixture
async def growing(database: Database, read_database: Connection) -> AsyncIterator[Asking]:
    """The corner of Lombok in `read_database`, to be gone on with."""
    for service, events in LOMBOK.items():
        await apply(read_database, service, events)
    async with Pool(database.owner_url, size=1, search_path=projection.name) as pool:
        yield Asking(pool)


@pytest.fixture
def statements(lombok: Asking, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements sent to the read model from here on."""
    sent: list[str] = []
    ask = lombok.pool.value

    async def noted(sql: str, arguments: Sequence[Any] = ()) -> bytes:
        sent.append(sql)
        return await ask(sql, arguments)

    monkeypatch.setattr(lombok.pool, "value", noted)
    return sent
