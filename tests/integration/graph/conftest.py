"""A database with the small world in it, and an engine that answers from it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import asyncpg
import orjson
import pytest
from sqlalchemy import Connection, create_engine

from services.gateway.graph.assembly import assemble
from services.gateway.graph.broadcast.hub import Broadcast
from services.gateway.graph.context import Caller, Context
from services.gateway.graph.documents import Documents
from services.gateway.graph.endpoint import Gateway
from services.gateway.graph.execution import Answer, Engine, Operation
from services.gateway.graph.pool import Pool
from services.gateway.graph.positions import Positions
from tests.conftest import Database, Postgres
from tests.integration.graph import world
from tests.integration.graph.callers import UNLIMITED, Doorman

HEADQUARTERS = Caller("headquarters", {})
SCHEMA = assemble(world.Query, world.Mutation, world.Subscription, world.TYPES)

Ask = Callable[..., Awaitable[Any]]


class Asked:
    """An engine together with what a request needs besides."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.documents = Documents(engine.schema, limits=UNLIMITED)

    def operation(
        self, text: str, variables: dict[str, Any] | None = None, caller: Caller = HEADQUARTERS, name: str | None = None
    ) -> Operation:
        document = self.documents.get(text)
        assert not document.errors, (text, document.errors)
        return Operation(document, document.operation(name), variables or {}, Context(caller, document, self.engine.rows))

    async def answer(self, text: str, variables: dict[str, Any] | None = None, caller: Caller = HEADQUARTERS) -> Answer:
        return await self.engine.answer(self.operation(text, variables, caller))

    async def __call__(self, text: str, variables: dict[str, Any] | None = None, caller: Caller = HEADQUARTERS) -> Any:
        return orjson.loads((await self.answer(text, variables, caller)).body)


async def _build(database: Database) -> None:
    connection = await asyncpg.connect(database.owner_url)
    await world.build(connection)
    await connection.close()


@pytest.fixture(scope="session")
def world_database(postgres: Postgres) -> Iterator[Database]:
    """For tests that only read it."""

    async def build() -> Database:
        made = await postgres.database()
        await _build(made)
        return made

    made = asyncio.run(build())
    yield made
    asyncio.run(postgres.drop(made))


@pytest.fixture
async def own_world(postgres: Postgres) -> AsyncIterator[Database]:
    """For a test that changes it."""
    async with postgres.lent(_build) as made:
        yield made


@pytest.fixture
async def connection(world_database: Database) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    made = await asyncpg.connect(world_database.owner_url, server_settings={"timezone": "UTC", "jit": "off"})
    yield made
    await made.close()


@pytest.fixture
def plain_connection(world_database: Database) -> Iterator[Connection]:
    """For the reference: another driver, and not asynchronous."""
    engine = create_engine(world_database.owner_url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as made:
        made.exec_driver_sql("set timezone to 'UTC'")
        yield made
    engine.dispose()


@pytest.fixture
async def pool(world_database: Database) -> AsyncIterator[Pool]:
    async with Pool(world_database.owner_url, size=2) as made:
        yield made


@pytest.fixture
async def positions(world_database: Database) -> AsyncIterator[Positions]:
    async with Positions(lambda: asyncpg.connect(world_database.owner_url)) as made:
        yield made


@pytest.fixture
async def gateway(pool: Pool, positions: Positions) -> AsyncIterator[Gateway]:
    engine = Engine(SCHEMA, pool, world.unseal)
    async with Broadcast(engine, positions) as broadcast:
        yield Gateway(engine, Documents(SCHEMA), Doorman(), positions=positions, broadcast=broadcast)


@pytest.fixture
def ask(pool: Pool) -> Asked:
    return Asked(Engine(SCHEMA, pool, world.unseal))
