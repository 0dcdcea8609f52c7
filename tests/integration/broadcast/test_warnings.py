"""Warnings are followed by headquarters, and by the commanders above the village warned of; by nobody else."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest
from graphql import GraphQLError

from libs.events.message import Role
from services.gateway.graph.broadcast.hub import Broadcast
from services.gateway.graph.execution import Engine
from services.gateway.graph.pool import Pool
from services.gateway.graph.positions import Positions
from services.gateway.read_model import projection
from tests.conftest import Database
from tests.integration.broadcast.conftest import SCHEMA, Ground
from tests.integration.broadcast.following import Follow
from tests.lombok import unseal

FOLLOW = "subscription ($id: ID) { earlyWarnings(id: $id) { type position warning { severity } } }"


@pytest.fixture
async def villages(database: Database) -> AsyncIterator[Ground]:
    made = Ground(database, "villages")
    await made.open()
    yield made
    await made.db.close()


@pytest.fixture
async def following(villages: Ground) -> AsyncIterator[Follow]:
    async def connect() -> "asyncpg.Connection[asyncpg.Record]":
        return await asyncpg.connect(villages.database.owner_url, server_settings={"search_path": projection.name})

    async with (
        Pool(villages.database.owner_url, size=2, search_path=projection.name) as pool,
        Positions(connect) as positions,
        Broadcast(engine := Engine(SCHEMA, pool, unseal), positions, patience=2) as broadcast,
    ):
        yield Follow(engine, broadcast)


async def warned(ground: Ground, *units: UUID) -> UUID:
    """A warning about a village for which the last of these units answers, each above the next."""
    village, warning = uuid4(), uuid4()
    path = ""
    for unit in units:
        path += f"{unit}/"
        await ground.db.execute(
            """insert into unit (id, name, sought, level, kind, path) values ($1, 'x', 'x', 'POLRES', 'POLRES', $2)
               on conflict do nothing""",
            unit, path,
        )  # fmt: skip
    await ground.db.execute("insert into village_unit values ($1, $2)", village, units[-1])
    await ground.db.execute(
        """insert into early_warning
             (id, village_id, kind, severity, reliability, credibility, narrative, raised_by, seen_at, raised_at, due_at)
           values ($1, $2, 'HOAX', 'RED', 'A', 1, '', 'x', now(), now(), now())""",
        warning, village,
    )  # fmt: skip
    return warning


async def test_commanders_above_the_village_hear_of_its_warnings_and_others_do_not(villages: Ground, following: Follow) -> None:
    polda, polres, other = uuid4(), uuid4(), uuid4()
    own, elsewhere = await warned(villages, polda, polres), await warned(villages, polda, other)
    heads = [await following(FOLLOW, Role.COMMANDER, unit) for unit in (polda, polres, other)]
    every = await following(FOLLOW)
    one = await following(FOLLOW, id=str(own))
    for warning in (own, elsewhere, own):
        await villages.happen(warning, aggregate="early_warning", kind="WarningEscalated")
    for heard, count in zip((*heads, every, one), (3, 2, 1, 3, 2), strict=True):
        await heard.count(count)
    assert [heard.positions for heard in (*heads, every, one)] == [[1, 2, 3], [1, 3], [2], [1, 2, 3], [1, 3]]
    assert heads[1].bodies[0]["data"]["earlyWarnings"]["warning"] == {"severity": "RED"}


@pytest.mark.parametrize("role", [Role.OFFICER, Role.PILLAR, Role.OPS])
async def test_others_do_not_follow_them(following: Follow, role: Role) -> None:
    with pytest.raises(GraphQLError) as refused:
        await following(FOLLOW, role)
    assert (refused.value.extensions or {})["code"] == "ROLE_NOT_ALLOWED"
