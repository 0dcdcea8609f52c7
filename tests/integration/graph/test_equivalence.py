"""The planner answers generated operations as plain graphql-core does: data, order of keys, errors."""

from typing import Any, Final

import asyncpg
from sqlalchemy import Connection

from libs.events.access import Actor
from services.gateway.graph.context import Caller
from services.gateway.graph.execution import Engine
from services.gateway.graph.pool import Pool
from tests.integration.graph import country, world
from tests.integration.graph.conftest import SCHEMA, Asked
from tests.integration.graph.country import country_connection, country_database, country_pool
from tests.integration.graph.equivalence import Equivalence, Tally, check, check_whole, chosen_seeds, cursors_in
from tests.integration.graph.generator import Known, hidden_types
from tests.integration.graph.reference import Reference

CALLERS: Final = (
    (Caller("headquarters", {"path": "M"}), 90),
    (Caller("commander", {"path": "M/1"}), 50),
    (Caller("ops", {"path": ""}), 30),
)
SEEN: Final = "{ villages(first: 100) { edges { node { code } } } }"
PAGE: Final = "(first: 60) { edges { cursor } }"
CURSORS: Final = f"{{ villages{PAGE} visits{PAGE} units(first: 9) {{ edges {{ cursor node {{ villages{PAGE} }} }} }} }}"
__all__ = ["country_connection", "country_database", "country_pool"]

EACH: Final = 8
"""Operations of each role on the gateway's own graph; `make conformance` has so many that each field is selected by several."""
RARE: Final = {
    "Query.sureVillage": 0.08,
    "Query.hidden": 0.1,
    "Query.chosen": 0.1,
    "Village.sureMood": 0.1,
    "Village.sureHead": 0.1,
    "Village.sureLatitude": 0.1,
    "Village.sureUnit": 0.1,
    "Head.sureSince": 0.1,
    "Attended.firstReport": 0.1,
}
"""Fields whose null takes much away, or that most roles see empty."""


async def known(ask: Asked, connection: "asyncpg.Connection[asyncpg.Record]", caller: Caller) -> Known:
    """Values that exist and that the caller may see; a few that do not or that it may not."""
    visible = [edge["node"]["code"] for edge in (await ask(SEEN, None, caller))["data"]["villages"]["edges"]]
    codes = [*visible, *(row[0] for row in await connection.fetch("select code from village order by code limit 3"))]
    ids = [world.global_id("Village", code) for code in codes[:3]]
    for kind in ("Unit", "Visit", "Report"):
        rows = await connection.fetch(f"select id from {kind.lower()} order by id limit 6")
        ids += [world.global_id(kind, row[0]) for row in rows]
    values: dict[str, list[Any]] = {
        "code": codes,
        "codes": codes,
        "id": [*ids, world.global_id("Village", "nowhere"), "!!", world.global_id("Unit", "no uuid")],
        "ids": [id_ for id_ in ids if "VW5pd" in id_],
        "region": ["52", "52.0", "52.01", codes[0], "99"],
        "search": ["s", "unit", "Sel", "MATARAM 'B", "ü", "zz%"],
        "kind": ["DESA", "KELURAHAN"],
        "moods": ["CALM", "TENSE"],
        "headed": [True, False],
        "purpose": ["DDS", "SAMBANG", "x'\"\\ %(p0)s :a ?"],
        "since": ["2026-01-01T00:20:00Z", "2026-01-01T08:05:00.5+08:00"],
        "longer": [0, 30],
    }
    lists = ("villages", "units", "visits") if visible else ("units", "visits")
    rare = RARE if caller.role == "headquarters" else {**RARE, "Visit.village": 0.1, "Report.village": 0.1}
    return Known(values, cursors_in(await ask(CURSORS)), lists, rare, hidden_types(SCHEMA, caller.role))


async def world_compared(
    ask: Asked, connection: "asyncpg.Connection[asyncpg.Record]", plain: Connection, caller: Caller, seeds: range
) -> tuple[Tally, Known]:
    found = await known(ask, connection, caller)
    reference = Reference(plain, caller, world.Query, world.TYPES)
    return await Equivalence(ask, reference, caller, found, {"officers": 12, "villages": 3456}).compare(seeds), found


async def gateway_compared(pool: Pool, plain: Connection, actor: Actor, seeds: range) -> tuple[Tally, Known]:
    ask, caller = Asked(Engine(country.SCHEMA, pool, world.unseal)), Caller.of(actor)
    positions = (await ask("{ __typename }"))["extensions"]["positions"]
    found = await country.known(ask, caller)
    return await Equivalence(ask, country.reference(plain, caller), caller, found, positions).compare(seeds), found


async def test_every_kind_of_mapping_is_answered_as_graphql_core_answers_it(
    ask: Asked, connection: "asyncpg.Connection[asyncpg.Record]", plain_connection: Connection
) -> None:
    whole = Tally()
    for caller, number in CALLERS:
        seeds, complete = chosen_seeds(0, number)
        tally, found = await world_compared(ask, connection, plain_connection, caller, seeds)
        whole += tally
        if complete:
            check(tally)
    if complete:
        check_whole(whole, found, SCHEMA)


async def test_the_gateways_own_graph_is_answered_to_each_role_as_graphql_core_answers_it(
    country_pool: Pool, country_connection: Connection
) -> None:
    whole = Tally()
    for number, actor in enumerate(country.CALLERS.values()):
        seeds, complete = chosen_seeds(number * EACH, EACH)
        tally, found = await gateway_compared(country_pool, country_connection, actor, seeds)
        whole += tally
        if complete:
            check(tally)
    if complete:
        check_whole(whole, found, country.SCHEMA, country.UNDRAWN, least=0)
