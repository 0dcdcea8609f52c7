"""The whole country comes up, and all of it is found."""

import pytest

from tests.e2e.system import System
from tests.e2e.test_province import COUNT
from tests.e2e.test_readme import ANSWERS, QUERY


@pytest.mark.parametrize(("region", "count"), [(None, 83_762), ("52", 1_166), ("52.71", 50), ("32.75", 56), ("11", 6_500)])
def test_every_village_is_counted(country: System, region: str | None, count: int) -> None:
    assert country.ask(COUNT, region=region) == {"villages": {"totalCount": count}}


def test_a_search_ranks_the_exact_name_before_its_beginning_before_another_word(country: System) -> None:
    found = country.ask('{ villages(search: "sidomulyo", first: 100) { totalCount edges { node { name } } } }')["villages"]
    names = [edge["node"]["name"].lower() for edge in found["edges"]]
    assert names[:98] == ["sidomulyo"] * 98
    assert found["totalCount"] >= 98


def test_the_gap_is_told_of_every_village(country: System) -> None:
    assert country.ask("{ coverageGap { villages } }")["coverageGap"]["villages"] == 83_762


@pytest.mark.parametrize("code", sorted(ANSWERS))
def test_the_query_of_the_readme_has_the_answer_of_the_readme(country: System, code: str) -> None:
    assert country.answer(QUERY, code=code)["data"] == ANSWERS[code]["data"]
