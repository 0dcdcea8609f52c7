"""What each test of the bus starts from: an empty log, an empty database to read from, an empty broker."""

from collections.abc import AsyncIterator

import pytest

from infra.local.nats import NatsServer
from libs.events.jetstream import Broker
from tests.conftest import Database, Postgres
from tests.integration.bus.ledger import Ledger


@pytest.fixture
async def ledger(database: Database) -> Ledger:
    return await Ledger("counters", database.admin_url).create()


@pytest.fixture
async def target(postgres: Postgres) -> AsyncIterator[Database]:
    async with postgres.lent() as made:
        yield made


@pytest.fixture
async def nc(nats_server: NatsServer) -> AsyncIterator[Broker]:
    async with Broker(nats_server.url, name="test") as broker:
        yield broker
