"""Another aggregate is followed after one declaration: a commander hears of his own unit and those below it, and of no other."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
import strawberry
from graphql import GraphQLError
from sqlalchemy import ARRAY, Text, func, select

from libs.events.contracts.officers.officer import OfficerPromoted
from libs.events.contracts.officers.police_unit import UnitEstablished
from libs.events.message import Role
from services.gateway.graph.assembly import assemble
from services.gateway.graph.broadcast.hub import Broadcast
from services.gateway.graph.broadcast.topic import Happening, follow, happened, within
from services.gateway.graph.execution import Engine
from services.gateway.graph.mapping import everyone, nobody, one, rows_of
from services.gateway.graph.pool import Pool
from services.gateway.graph.positions import Positions
from services.gateway.graph.query import Query
from services.gateway.graph.schema import NODES
from services.gateway.graph.types.unit import PoliceUnit
from services.gateway.graph.visibility import INSIDE
from services.gateway.read_model.tables import unit
from tests.conftest import Database
from tests.integration.broadcast.conftest import Ground
from tests.integration.broadcast.following import PATIENCE, Follow
from tests.lombok import unseal


@rows_of(happened, key="position", visible=INSIDE)
@strawberry.type
class UnitActivity(Happening):
    unit: PoliceUnit | None = one(lambda e, u: u.id == e.subject)


@strawberry.type
class Subscription:
    unit_activity: UnitActivity = follow(
        UnitEstablished,
        seen_by={
            Role.HEADQUARTERS: everyone,
            Role.COMMANDER: within(
                "unit",
                lambda e: (
                    select(func.string_to_array(unit.c.path, "/", type_=ARRAY(Text())))
                    .where(unit.c.id == e.subject)
                    .scalar_subquery()
                ),
            ),
        },
        description="What happens to police units.",
    )


@strawberry.type
class Both(Subscription):
    officer_activity: UnitActivity = follow(OfficerPromoted, seen_by=INSIDE, description="What happens to officers.")


SCHEMA, BOTH = assemble(Query, None, Subscription, types=NODES), assemble(Query, None, Both, types=NODES)
DOCUMENT = "subscription ($after: String) { unitActivity(after: $after) { position type unit { name } } }"


@pytest.fixture
async def ground(database: Database) -> AsyncIterator[Ground]:
    made = Ground(database, "officers")
    await made.open()
    yield made
    await made.db.close()


async def establish(ground: Ground, name: str, *above: UUID) -> UUID:
    made = uuid4()
    path = "".join(f"{each}/" for each in (*above, made))
    await ground.db.execute(
        "insert into unit (id, kind, level, name, sought, parent_id, path) values ($1, 'POLRES', 'POLRES', $2, '', $3, $4)",
        made, name, above[-1] if above else None, path,
    )  # fmt: skip
    return made


async def test_a_commander_hears_of_his_own_subtree(ground: Ground, pool: Pool, positions: Positions) -> None:
    polda = await establish(ground, "Polda Contoh")
    polres = await establish(ground, "Polres Contoh", polda)
    polsek = await establish(ground, "Polsek Contoh", polda, polres)
    elsewhere = await establish(ground, "Polda Lain")
    engine = Engine(SCHEMA, pool, unseal)
    async with Broadcast(engine, positions) as broadcast:
        follow = Follow(engine, broadcast)
        everybody = await follow(DOCUMENT)
        above, below = await follow(DOCUMENT, Role.COMMANDER, polda), await follow(DOCUMENT, Role.COMMANDER, polres)
        other = await follow(DOCUMENT, Role.COMMANDER, elsewhere)
        assert broadcast.groups == 4
        await ground.happen(polda, polres, elsewhere, polsek, aggregate="police_unit", kind="UnitRenamed")
        await everybody.count(4)
        await above.count(3)
        await below.count(2)
        await other.count(1)
        assert [heard.positions for heard in (above, below, other)] == [[1, 2, 4], [2, 4], [3]]
        assert below.bodies[1]["data"]["unitActivity"]["unit"] == {"name": "Polsek Contoh"}
        again = await follow(DOCUMENT, Role.COMMANDER, polres, after="1")
        await again.count(2)
        assert again.positions == [2, 4]
        for role, at in ((Role.COMMANDER, None), (Role.OPS, None), (Role.OFFICER, polres)):
            with pytest.raises(GraphQLError, match="not shown"):
                await follow(DOCUMENT, role, at)


def test_a_sight_that_cannot_be_told_apart_by_groups_is_refused_when_declared() -> None:
    with pytest.raises(TypeError, match="must be everyone or within"):
        follow(UnitEstablished, seen_by={Role.COMMANDER: nobody}, description="")


async def test_whoever_begins_to_follow_something_else_while_a_page_is_read_misses_nothing(
    ground: Ground, pool: Pool, positions: Positions, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit, officer = await establish(ground, "Polda Contoh"), uuid4()
    engine = Engine(BOTH, pool, unseal)
    held, reading = asyncio.Event(), asyncio.Event()
    held.set()
    fetch = pool.fetch

    async def slow(sql: str, arguments: Sequence[Any] = ()) -> list[asyncpg.Record]:
        found = await fetch(sql, arguments)
        if "convert_to" not in sql:
            reading.set()
            await held.wait()
        return found

    monkeypatch.setattr(pool, "fetch", slow)
    async with Broadcast(engine, positions) as broadcast, asyncio.timeout(PATIENCE):
        follow = Follow(engine, broadcast)
        units = await follow(DOCUMENT)
        held.clear()
        reading.clear()
        await ground.happen(unit, aggregate="police_unit", kind="UnitRenamed")
        await ground.happen(officer, aggregate="officer", kind="OfficerPromoted")
        await reading.wait()
        joining = asyncio.create_task(follow('subscription { officerActivity(after: "0") { position } }'))
        late = await follow("subscription { officerActivity { position } }")
        await ground.happen(officer, aggregate="officer", kind="OfficerPromoted")
        held.set()
        past = await joining
        await units.count(1)
        await past.count(2)
        await late.count(1)
        assert (units.positions, past.positions, late.positions[-1]) == ([1], [2, 3], 3)
