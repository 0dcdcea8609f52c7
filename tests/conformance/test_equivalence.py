"""Two thousand generated operations and more are answered as plain graphql-core answers them."""

from typing import Final

import asyncpg
import pytest
from sqlalchemy import Connection

from libs.events.access import Actor
from services.gateway.graph.context import Caller
from services.gateway.graph.pool import Pool
from tests.integration.graph import country
from tests.integration.graph.conftest import SCHEMA, Asked
from tests.integration.graph.equivalence import check, check_whole, chosen_seeds
from tests.integration.graph.test_equivalence import CALLERS, gateway_compared, world_compared

BEGIN: Final = 1_000
"""Of the seeds: others than those of `make test`."""
EACH: Final = 160
"""Operations of each role on each graph; headquarters, who sees everything, has twice as many."""


@pytest.mark.parametrize("caller", [caller for caller, _ in CALLERS], ids=lambda caller: caller.role)
async def test_every_kind_of_mapping_is_answered_as_graphql_core_answers_it(
    ask: Asked, connection: "asyncpg.Connection[asyncpg.Record]", plain_connection: Connection, caller: Caller
) -> None:
    whole = caller.role == "headquarters"
    seeds, complete = chosen_seeds(BEGIN, 2 * EACH if whole else EACH)
    tally, found = await world_compared(ask, connection, plain_connection, caller, seeds)
    if complete:
        check(tally)
    if complete and whole:
        check_whole(tally, found, SCHEMA)


@pytest.mark.parametrize("actor", country.CALLERS.values(), ids=country.CALLERS)
async def test_the_gateways_own_graph_is_answered_to_each_role_as_graphql_core_answers_it(
    country_pool: Pool, country_connection: Connection, actor: Actor
) -> None:
    whole = actor.role == "headquarters"
    seeds, complete = chosen_seeds(BEGIN, 2 * EACH if whole else EACH)
    tally, found = await gateway_compared(country_pool, country_connection, actor, seeds)
    if complete:
        check(tally)
    if complete and whole:
        check_whole(tally, found, country.SCHEMA, country.UNDRAWN)
