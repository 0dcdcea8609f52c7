"""From all that is told of a survey together nobody can work out anything about fewer people than are enough.

What can be worked out is tried by linear algebra, which knows nothing of districts: every sum and difference of what is told.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.villages.disclosure import Area, around, publishable

LEAST = 30
ASKED = st.one_of(st.integers(0, 45), st.sampled_from([0, 1, LEAST - 1, LEAST, LEAST + 1]))


def region(*districts: Sequence[int]) -> Area:
    """A regency R of districts A, B, C…, whose villages are A1, A2…, by how many were asked in each."""
    made = []
    for number, villages in enumerate(districts):
        name = chr(ord("A") + number)
        within = tuple(Area(key=f"{name}{place}", asked=asked) for place, asked in enumerate(villages, 1))
        made.append(around(name, within))
    return around("R", tuple(made))


def leaves(area: Area) -> Iterator[Area]:
    for inner in area.within:
        yield from leaves(inner)
    if not area.within:
        yield area


def areas(area: Area) -> Iterator[Area]:
    yield area
    for inner in area.within:
        yield from areas(inner)


PRIME = 2**31 - 1
"""Rows of so few ones are dependent modulo this if and only if they are over the rational numbers, which are slower."""


def rows(area: Area, told: frozenset[str]) -> list[list[int]]:
    """For each area that is told: which villages it sums up. Of a village where nobody was asked everything is known."""
    villages = [village.key for village in leaves(area) if village.asked]
    return [[int(key in {leaf.key for leaf in leaves(one)}) for key in villages] for one in areas(area) if one.key in told]


def reduced(matrix: list[list[int]]) -> list[tuple[int, list[int]]]:
    """By Gauss: rows with the place of their leading 1."""
    done: list[tuple[int, list[int]]] = []
    for row in matrix:
        rest = without(row, done)
        lead = next((place for place, value in enumerate(rest) if value), None)
        if lead is not None:
            inverse = pow(rest[lead], -1, PRIME)
            done.append((lead, [value * inverse % PRIME for value in rest]))
    return done


def without(row: list[int], basis: list[tuple[int, list[int]]]) -> list[int]:
    """What is left of a row once all that follows from the basis is taken away."""
    for lead, known in basis:
        if factor := row[lead]:
            row = [(a - factor * b) % PRIME for a, b in zip(row, known, strict=True)]
    return row


def worked_out(area: Area, told: frozenset[str]) -> dict[tuple[str, ...], int]:
    """Every set of villages whose total follows from what is told, and how many were asked in it."""
    villages = [village for village in leaves(area) if village.asked]
    basis = reduced(rows(area, told))
    return {
        tuple(one.key for one in some): sum(one.asked for one in some)
        for size in range(1, len(villages) + 1)
        for some in combinations(villages, size)
        if not any(without([int(one in some) for one in villages], basis))
    }


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(st.lists(st.lists(ASKED, min_size=1, max_size=3), min_size=1, max_size=3))
def test_nothing_follows_about_fewer_than_are_enough(districts: list[list[int]]) -> None:
    survey = region(*districts)
    told = publishable(survey, LEAST)
    assert {key: asked for key, asked in worked_out(survey, told).items() if asked < LEAST} == {}


def test_the_algebra_finds_what_a_careless_publication_gives_away() -> None:
    survey = region([40, 10], [50])
    assert worked_out(survey, frozenset({"A", "A1"}))[("A2",)] == 10
    assert worked_out(survey, frozenset({"R", "B", "A1"}))[("A2",)] == 10
    assert ("A2",) not in worked_out(survey, frozenset({"R", "A", "B"}))


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
    assert publishable(region(*districts), LEAST) == told


def test_of_a_single_district_the_district_is_the_largest() -> None:
    district = around("A", (Area(key="A1", asked=40), Area(key="A2", asked=31)))
    assert publishable(district, LEAST) == {"A", "A1", "A2"}
