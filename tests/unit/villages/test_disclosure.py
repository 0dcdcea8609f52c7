"""From all that is told of a survey together nobody can work out anything about fewer people than are enough."""

import pytest
from hypothesis import given, settings

from services.villages.disclosure import Area, around, publishable
from tests.worked_out import CITY, DISTRICTS, LEAST, about_too_few, published, region, worked_out

A2 = (f"{CITY}.01.1002",)


def named(*names: str) -> frozenset[str]:
    """R is the city; A, B, C are its districts; A1, A2 the villages of A."""

    def code(name: str) -> str:
        district = f"{CITY}.{ord(name[0]) - ord('A') + 1:02}"
        return CITY if name == "R" else district if len(name) == 1 else f"{district}.{1000 + int(name[1:])}"

    return frozenset(map(code, names))


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(DISTRICTS)
def test_nothing_follows_about_fewer_than_are_enough(districts: list[list[int]]) -> None:
    """`make conformance` tries many more."""
    assert about_too_few(region(*districts)) == {}


def test_the_algebra_finds_what_a_careless_publication_gives_away() -> None:
    survey = region([40, 10], [50])
    assert worked_out(survey, named("A", "A1"), LEAST)[A2] == 10
    assert worked_out(survey, named("R", "B", "A1"), LEAST)[A2] == 10
    assert A2 not in worked_out(survey, named("R", "A", "B"), LEAST)


@pytest.mark.parametrize(
    ("districts", "told"),
    [
        pytest.param([[40, 35]], {"R", "A", "A1", "A2"}, id="all large enough: all told"),
        pytest.param([[40, 20, 15]], {"R", "A", "A1"}, id="two small ones hide each other"),
        pytest.param([[40, 35, 20]], {"R", "A", "A1"}, id="a small one alone: the smallest of the others hides it"),
        pytest.param([[40, 20]], {"R", "A"}, id="where that is the only one, the district alone is told"),
        pytest.param([[10, 5], [40, 35]], {"R", "B1"}, id="a district too small: another and its smallest village hide it"),
        pytest.param([[10, 5], [40, 20, 15], [60]], {"R", "B1", "C", "C1"}, id="one that has a rest of its own hides it better"),
        pytest.param([[10, 5], [10, 8], [60]], {"R", "C", "C1"}, id="two districts too small hide each other"),
        pytest.param([[10], [19]], set(), id="too few altogether: nothing is told"),
        pytest.param([[0, 40], [0]], {"R", "A", "A2"}, id="where nobody was asked nothing is to be hidden"),
        pytest.param([[30, 30]], {"R", "A", "A1", "A2"}, id="as many as are needed are enough"),
        pytest.param([[31, 29]], {"R", "A"}, id="one fewer is not"),
    ],
)
def test_as_little_as_possible_is_kept_back(districts: list[list[int]], told: set[str]) -> None:
    assert publishable(region(*districts), LEAST) == published(region(*districts)) == named(*told)


def test_of_a_single_district_the_district_is_the_largest() -> None:
    district = around("A", (Area(key="A1", asked=40), Area(key="A2", asked=31)))
    assert publishable(district, LEAST) == {"A", "A1", "A2"}
