"""Fixtures for tests on a log: a migrated database of the test's own, and ways into it as owner and as application."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from libs.events.migrations import migrate
from tests.conftest import Database, Postgres
from tests.log_events import Connect, Connection


async def empty(database: Database) -> None:
    await asyncio.to_thread(migrate, database.owner_url, database.app_role)


@pytest.fixture
async def log(postgres: Postgres) -> AsyncIterator[Database]:
    """A database with an empty log."""
    made = await postgres.database(empty)
    owner = await asyncpg.connect(made.owner_url)
    await owner.execute("update log.head set id = gen_random_uuid()")  # a copy is another log
    await owner.close()
    yield made
    await postgres.drop(made)


@pytest.fixture
async def connect(log: Database) -> AsyncIterator[Connect]:
    """Opens connections as the application, closed at the end."""
    opened: list[Connection] = []

    async def one() -> Connection:
        opened.append(await asyncpg.connect(log.app_url, server_settings={"application_name": "writer"}))
        return opened[-1]

    yield one
    for connection in opened:
        connection.terminate()


@pytest.fixture
async def app(log: Database) -> AsyncIterator[Connection]:
    """A connection as the application."""
    connection = await asyncpg.connect(log.app_url)
    yield connection
    await connection.close()


@pytest.fixture
async def owner(log: Database) -> AsyncIterator[Connection]:
    """A connection as the owner of the log, who can do what the application cannot: tamper."""
    connection = await asyncpg.connect(log.owner_url)
    yield connection
    await connection.close()
