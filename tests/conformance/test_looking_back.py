"""Long histories at random: phones that page while they are told miss nothing, and the past is answered as it was then."""

import pytest

from libs.events.single import Connection
from services.gateway.graph.execution import Engine
from tests.integration.read_model.asking import Asking
from tests.integration.read_model.conftest import database, read_database
from tests.integration.read_model.test_as_of import ask_each_alone, ask_then_and_as_of_then, asking, read_pool
from tests.integration.read_model.test_changes import engine, tell_while_phones_page

__all__ = ["asking", "database", "engine", "read_database", "read_pool"]


@pytest.mark.parametrize("seed", range(1, 6))
async def test_nothing_is_missed_or_kept_too_long_whatever_happens_between_pages(
    read_database: Connection, engine: Engine, seed: int
) -> None:
    await tell_while_phones_page(read_database, engine, seed=seed, acts=80)


@pytest.mark.parametrize("seed", range(1, 4))
async def test_the_answer_as_of_a_moment_is_the_one_given_then(read_database: Connection, asking: Asking, seed: int) -> None:
    await ask_then_and_as_of_then(read_database, asking, seed=seed)


@pytest.mark.parametrize("seed", range(8, 10))
async def test_nothing_else_is_needed_to_answer_a_field_as_of_a_moment(
    read_database: Connection, asking: Asking, seed: int
) -> None:
    await ask_each_alone(read_database, asking, seed=seed, moments=6)
