"""A read model whose trainings something happens to, committed as the projector commits it, and a gateway's broadcast over it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import asyncpg
import pytest

from libs.events.single import Connection
from services.gateway.graph.broadcast.hub import Broadcast
from services.gateway.graph.execution import Engine
from services.gateway.graph.pool import Pool
from services.gateway.graph.positions import CHANNEL, Positions
from services.gateway.graph.schema import schema
from services.gateway.read_model import projection
from tests.conftest import Database
from tests.integration.broadcast.following import PATIENCE, Follow
from tests.integration.read_model.conftest import database, make
from tests.lombok import unseal

SCHEMA = schema()
LOG = UUID(int=7)
__all__ = ["database"]

NAMES = projection.name


class Ground:
    """The read model, as its projector writes it: an event, what follows from it, and the checkpoint, in one transaction."""

    def __init__(self, database: Database, service: str = "cooperation") -> None:
        self.database, self.service, self.log = database, service, LOG
        self.position = 0
        self.history: list[tuple[int, str, str, UUID]] = []
        self.trainings: dict[UUID, UUID | None] = {}
        self.db: Connection

    async def open(self) -> None:
        self.db = await asyncpg.connect(self.database.owner_url)
        await self.db.execute(f"set search_path = {NAMES}, public")

    async def happen(self, *subjects: UUID, aggregate: str = "training_session", kind: str = "DirectiveIssued") -> int:
        """One commit with an event for each of these; the last position."""
        for subject in subjects:
            self.position += 1
            self.history.append((self.position, aggregate, kind, subject))
        await self.write(self.history[-len(subjects) :])
        return self.position

    async def write(self, rows: list[tuple[int, str, str, UUID]]) -> None:
        async with self.db.transaction():
            now = datetime(2026, 11, 24, 12, tzinfo=UTC)
            await self.db.executemany(
                """insert into event
                     (service, position, stream, version, type, schema, id, occurred_at, recorded_at, correlation, data, meta)
                   values ($6, $1, $2 || '-' || $4::uuid::text, 1, $3, 1, $4, $5, $5, $4, '', '')""",
                [(*row, now, self.service) for row in rows],
            )
            move = "update checkpoint set position = $1, log = $2 where service = $3"
            await self.db.execute(move, rows[-1][0], self.log, self.service)
            await self.db.execute(f"notify {CHANNEL}")

    async def village(self, *units: UUID) -> UUID:
        """One more village, for which the last of these units answers, each above the next; no event tells of it."""
        made, path = uuid4(), ""
        for unit in units:
            path += f"{unit}/"
            await self.db.execute(
                """insert into unit (id, name, sought, level, kind, path) values ($1, 'x', 'x', 'POLRES', 'POLRES', $2)
                   on conflict do nothing""",
                unit, path,
            )  # fmt: skip
        await self.db.execute("insert into village_unit values ($1, $2)", made, units[-1])
        return made

    async def training(self, program: UUID | None = None) -> UUID:
        """One more training; no event tells of it."""
        made = uuid4()
        self.trainings[made] = program
        await self._put(made, program)
        return made

    async def _put(self, key: UUID, program: UUID | None) -> None:
        await self.db.execute(
            """insert into training (id, program_id, kind, mode, title, venue_name, starts_at, timezone, host_unit_id,
                 objectives, competencies, assessed)
               values ($1, $2, 'SEMINAR', 'IN_PERSON', 'Seminar', 'Aula', now(), 'Asia/Makassar', $1, '{}', '{}', false)""",
            key, program,
        )  # fmt: skip

    async def wipe(self) -> None:
        """As after the loss of the read database: the tables are there, and empty."""
        await make(self.db)
        for key, program in self.trainings.items():
            await self._put(key, program)
        await self.db.execute(f"notify {CHANNEL}")


@pytest.fixture
async def ground(database: Database) -> AsyncIterator[Ground]:
    made = Ground(database)
    await made.open()
    yield made
    await made.db.close()


@pytest.fixture
async def pool(ground: Ground) -> AsyncIterator[Pool]:
    async with Pool(ground.database.owner_url, size=4, search_path=NAMES) as made:
        yield made


@pytest.fixture
async def positions(ground: Ground) -> AsyncIterator[Positions]:
    async def connect() -> Connection:
        return await asyncpg.connect(ground.database.owner_url, server_settings={"search_path": NAMES})

    async with Positions(connect) as made:
        async with asyncio.timeout(PATIENCE):
            async for shown in made.changes():
                if shown:
                    break
        yield made


@pytest.fixture
async def follow(pool: Pool, positions: Positions) -> AsyncIterator[Follow]:
    engine = Engine(SCHEMA, pool, unseal)
    async with Broadcast(engine, positions, patience=2) as broadcast:
        yield Follow(engine, broadcast)


@pytest.fixture
async def villages(database: Database) -> AsyncIterator[Ground]:
    made = Ground(database, "villages")
    await made.open()
    yield made
    await made.db.close()


@pytest.fixture
async def following(villages: Ground) -> AsyncIterator[Follow]:
    """As `follow`, what happens in villages."""

    async def connect() -> Connection:
        return await asyncpg.connect(villages.database.owner_url, server_settings={"search_path": NAMES})

    async with (
        Pool(villages.database.owner_url, size=2, search_path=NAMES) as pool,
        Positions(connect) as positions,
        Broadcast(engine := Engine(SCHEMA, pool, unseal), positions, patience=2) as broadcast,
    ):
        yield Follow(engine, broadcast)
