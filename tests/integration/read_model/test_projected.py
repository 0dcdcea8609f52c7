"""The read model at the end of real streams: kept up by the projector, built again, followed by a subscription."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from infra.local.nats import NatsServer
from libs.events import log
from libs.events.codec import Pending, Recorded
from libs.events.jetstream import Broker
from libs.events.projection import Projection
from libs.events.projector import Projector
from libs.events.relay import Relay
from libs.events.single import Connection
from services.gateway.graph.broadcast.hub import Broadcast
from services.gateway.graph.execution import Engine
from services.gateway.graph.pool import Pool
from services.gateway.graph.positions import Positions
from services.gateway.graph.schema import schema
from services.gateway.projector import project
from services.gateway.read_model import projection
from tests.conftest import Database, Postgres
from tests.integration.broadcast.following import Follow
from tests.integration.bus.ledger import Opened, Running, until
from tests.integration.read_model.conftest import apply, contents
from tests.lombok import LOMBOK, an, unseal
from tests.places import told

SQL = (Path(log.__file__).with_name("log.sql")).read_text()
PATIENCE = 20


class Told:
    """A service whose log holds what it tells, and whose relay publishes it."""

    def __init__(self, service: str, database: Database, nc: Broker) -> None:
        self.service, self._url, self.wake = service, database.admin_url, asyncio.Event()
        self.relay = Relay(nc, self._connect, service, classify=lambda _: "PUBLIC", wake=self.wake)

    async def _connect(self) -> Connection:
        return await asyncpg.connect(self._url)

    async def create(self) -> None:
        async with Opened(self._url) as db:
            await db.execute(SQL)

    async def append(self, events: Sequence[Recorded]) -> None:
        appends = [log.Append(row.stream, log.ANY, [_pending(row)], uuid4()) for row in events]
        async with Opened(self._url) as db:
            for outcome in await log.append(db, appends):
                assert isinstance(outcome, log.Receipt), outcome
        self.wake.set()


def _pending(row: Recorded) -> Pending:
    return Pending(id=row.id, type=row.type, schema=row.schema, occurred_at=row.occurred_at, data=row.data, meta=row.meta)


@pytest.fixture
async def nc(nats_server: NatsServer) -> AsyncIterator[Broker]:
    async with Broker(nats_server.url, name="test") as broker:
        yield broker


@pytest.fixture
async def services(postgres: Postgres, nc: Broker) -> AsyncIterator[dict[str, Told]]:
    """The three services, by name, their logs empty."""
    databases = {service: await postgres.database() for service in LOMBOK}
    made = {service: Told(service, database, nc) for service, database in databases.items()}
    for one in made.values():
        await one.create()
    async with Running(*(one.relay.run() for one in made.values())):
        yield made
    for database in databases.values():
        await postgres.drop(database)


async def test_the_projector_gives_the_same_tables_as_the_events_themselves(
    services: dict[str, Told], read_database: Connection, postgres: Postgres, nc: Broker
) -> None:
    for service, events in LOMBOK.items():
        await apply(read_database, service, events)
    expected = await contents(read_database)
    other = await postgres.database()

    async def connect() -> Connection:
        return await asyncpg.connect(other.owner_url)

    async def tables() -> dict[str, list[tuple[Any, ...]]]:
        async with Opened(other.owner_url) as db:
            await db.execute(f"set search_path = {projection.name}")
            return await contents(db)

    try:
        projector = Projector(projection, connect, nc)
        async with Running(projector.run()):
            for service, events in LOMBOK.items():
                await services[service].append(events)
            for service, events in LOMBOK.items():
                assert await projector.reached(service, len(events), PATIENCE), projector.stalled
        found = await tables()
        assert _comparable(found) == _comparable(expected)

        anew = Projector(_next_version(), connect, nc)
        async with Running(anew.run()):
            for service, events in LOMBOK.items():
                assert await anew.reached(service, len(events), PATIENCE), anew.stalled
            async with Opened(other.owner_url) as db:
                fingerprint = _next_version().fingerprint
                asked = db.fetchval
                await until(lambda: _equals(asked("select fingerprint from read_model.projection"), fingerprint), "a swap")
        assert _comparable(await tables()) == _comparable(expected)
    finally:
        await postgres.drop(other)


async def _equals(found: Awaitable[Any], wanted: str) -> bool:
    return bool(await found == wanted)


def _next_version() -> Projection:
    made = Projection(projection.name, projection.version + 1, projection.metadata, projection.services)
    made.__dict__.update({name: value for name, value in vars(projection).items() if name != "version"})
    return made


def _comparable(tables: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    """Without what the log itself adds to an event: when it was recorded, and by which command."""
    names = [column.name for column in projection.metadata.tables["event"].columns]
    own = {names.index("recorded_at"), names.index("command")}
    events = [tuple(value for index, value in enumerate(row) if index not in own) for row in tables["event"]]
    # A warning's clock runs from when it was recorded.
    clocked = {
        name: [tuple(value for value in row if not isinstance(value, datetime)) for row in rows]
        for name, rows in tables.items()
        if name in ("early_warning", "warning_delivery", "warning_escalation", "leadership_directive")
    }
    return {**tables, **clocked, "event": sorted(events, key=repr)}


async def test_after_a_load_the_planner_knows_the_tables(services: dict[str, Told], blank: Database, nc: Broker) -> None:
    events = told("52").events

    async def counted() -> bool:
        async with Opened(blank.owner_url) as db:
            rows = await db.fetchval("select reltuples from pg_class where oid = to_regclass('read_model.village')")
        return rows is not None and rows > 1000

    async with Running(project(blank.owner_url, nc)):
        for start in range(0, len(events), log.LIMIT):
            await services["villages"].append(events[start : start + log.LIMIT])
        await until(counted, "statistics of the villages")


async def test_each_committed_event_of_a_training_is_told_once(services: dict[str, Told], blank: Database, nc: Broker) -> None:
    cooperation = LOMBOK["cooperation"]
    training = [row for row in cooperation if row.aggregate == "training_session"]
    wanted = [row for row in training[1:] if row.stream == training[0].stream]
    before = training[0].position  # its being scheduled has been told when the subscription begins

    async def connect(**settings: str) -> Connection:
        return await asyncpg.connect(blank.owner_url, server_settings=settings)

    async with (
        Running(project(blank.owner_url, nc)),
        Positions(lambda: connect(search_path=projection.name), poll=600) as positions,
        Pool(blank.owner_url, size=2, search_path=projection.name) as pool,
    ):
        engine = Engine(schema(), pool, unseal)
        async with Broadcast(engine, positions) as broadcast:
            follow = Follow(engine, broadcast)
            await services["cooperation"].append(cooperation[:before])
            assert await positions.reached("cooperation", before, PATIENCE)
            mine, others = await follow(id=str(an("training")), program=str(an("program"))), await follow(id=str(uuid4()))
            for row in cooperation[before:]:
                await services["cooperation"].append([row])
            await mine.count(len(wanted))
    heard = mine.bodies
    assert others.raw == []
    assert not any("errors" in body for body in heard), heard
    shown = [body["data"]["trainingActivity"] for body in heard]
    assert [(event["type"], event["position"]) for event in shown] == [(row.type, row.position) for row in wanted]
    assert shown[-1]["training"]["status"] == "CLOSED"
    assert {event["occurredAt"] for event in shown} == {"2026-11-24T12:00:00.000000Z"}
    assert shown[-1]["training"]["program"] == {"title": "Support Program for INP Reform"}
    assert UUID(training[0].stream[-36:]) == an("training")
