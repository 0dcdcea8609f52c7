"""The cost of an operation is its fields times the sizes of the pages they stand in, the variables counted."""

from typing import Any

import pytest
from graphql import get_introspection_query, get_variable_values

from services.gateway.graph.cost import (
    COMMANDED,
    COUNTED,
    COUNTED_ALL,
    LISTED,
    PAST,
    REMADE,
    REQUESTED,
    SEARCHED,
    price_of,
    usual,
)
from services.gateway.graph.documents import Document
from services.gateway.graph.limits import LIMITS
from services.gateway.graph.planner.pages import DEFAULT_PAGE
from services.gateway.graph.schema import schema

SCHEMA = schema()
NODES = len(SCHEMA.get_possible_types(SCHEMA.type_map["Node"]))  # type: ignore[arg-type]


def cost(text: str, **variables: Any) -> int:
    """Besides what any request costs."""
    document = Document(SCHEMA, text)
    assert not document.errors, document.errors
    operation = document.operation(None)
    coerced = get_variable_values(SCHEMA, operation.variable_definitions or (), variables)
    assert not isinstance(coerced, list), coerced
    return price_of(SCHEMA, operation, document.fragments, coerced).of(coerced.coerced) - REQUESTED


def page(size: str) -> str:
    return f"{{ villages{size} {{ edges {{ node {{ name code }} }} }} }}"


EITHER = "query($b: Boolean!) { a: __typename @include(if: $b) ... @skip(if: $b) { b: __typename c: __typename } }"
RENAMED = '{villageId: "x", name: "x", edition: "x"}'
NODES = len(SCHEMA.get_possible_types(SCHEMA.type_map["Node"]))  # type: ignore[arg-type]
ROW = 3
"""A village with two fields, in its node."""


@pytest.mark.parametrize(
    ("text", "variables", "expected"),
    [
        ("{ __typename }", {}, 1),
        ('{ village(code: "1") { name code unit { name } } }', {}, 1 + 2 + 2),
        (page(""), {}, 2 + DEFAULT_PAGE * ROW),
        (page("(first: 7)"), {}, 2 + 7 * ROW),
        (page("(last: 7)"), {}, 2 + 7 * ROW),
        (page("(first: 0)"), {}, 2),
        (page("(first: null)"), {}, 2 + DEFAULT_PAGE * ROW),
        (page("(first: -1)"), {}, 2),
        (page("(first: 1000000000)"), {}, 2 + 100 * ROW),
        ("query($n: Int) " + page("(first: $n)"), {"n": 50}, 2 + 50 * ROW),
        ("query($n: Int) " + page("(first: $n)"), {"n": 10**9}, 2 + 100 * ROW),
        ("query($n: Int) " + page("(first: $n)"), {"n": None}, 2 + DEFAULT_PAGE * ROW),
        ("query($n: Int) " + page("(last: $n)"), {}, 2 + DEFAULT_PAGE * ROW),
        ("query($n: Int) " + page("(first: $n, last: 100)"), {}, 2 + 100 * ROW),
        ("query($n: Int) " + page("(first: $n, last: 100)"), {"n": None}, 2 + 100 * ROW),
        ("query($n: Int $k: Int) " + page("(first: $n, last: $k)"), {"k": 50}, 2 + 50 * ROW),
        ("query($n: Int = 5) " + page("(first: $n)"), {}, 2 + 5 * ROW),
        (
            "query($n: Int $k: Int) { regions(first: $n) { edges { node { villages(first: $k) { edges { node { id } } } } } } }",
            {"n": 30, "k": 40},
            2 + 30 * (1 + 2 + 40 * 2),
        ),
        ("{ regions { edges { node { villages { edges { cursor } } } } } }", {}, 2 + 20 * (1 + 2 + 20)),
        ('{ village(code: "1") { pillars { seats { title } } } }', {}, 1 + 1 + 1 + LISTED),
        ("{ villages { totalCount pageInfo { endCursor } } }", {}, 1 + COUNTED_ALL + 2),
        ("{ regions(first: 3) { edges { node { villages { totalCount } } } } }", {}, 2 + 3 * (2 + COUNTED)),
        ('{ villages(first: 0, search: "a") { edges { cursor } } }', {}, SEARCHED + 1),
        ("{ changes { cursor upserts { id } } }", {}, 10_000 + 1 + 1 + 100 * NODES),
        ("query($n: Int!) { changes(first: $n) { cursor upserts { id } } }", {"n": 7}, 10_000 + 1 + 1 + 7 * NODES),
        ("{ units(first: 5) { edges { node { villages(first: 1) { edges { cursor } } } } } }", {}, 2 + 5 * (1_000 + 3)),
        ('{ training(id: "x") { directives { timeline(first: 1) { edges { cursor } } } } }', {}, 2 + LISTED * (1_000 + 2)),
        (EITHER, {"b": True}, 1),
        (EITHER, {"b": False}, 2),
        ('{ ...F } fragment F on Query { village(code: "1") { name ...G } } fragment G on Village { name kind }', {}, 3),
        ('{ node(id: "x") { id } }', {}, 1 + NODES),
        (f"mutation {{ renameVillage(input: {RENAMED}) {{ receipt {{ version }} }} }}", {}, COMMANDED + 1 + 1),
    ],
)  # fmt: skip
def test_fields_times_page_sizes(text: str, variables: dict[str, Any], expected: int) -> None:
    assert cost(text, **variables) == expected


CARD = "name pillars { status } unit { name }"
CARD_THEN = f'query($t: DateTime) {{ village(code: "1", asOf: $t) {{ {CARD} }} }}'
MOMENT = "2026-02-01T00:00:00Z"


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        (CARD_THEN, {"t": MOMENT}),
        (CARD_THEN.replace("DateTime", f'DateTime = "{MOMENT}"'), {}),
        (CARD_THEN.replace("($t: DateTime)", "").replace("$t", f'"{MOMENT}"'), {}),
    ],
)
def test_looking_back_costs_forty_times_the_present_and_something_at_once(text: str, variables: dict[str, Any]) -> None:
    now = cost(CARD_THEN)
    assert now == cost(CARD_THEN, t=None) == cost(CARD_THEN.replace("($t: DateTime)", "").replace("$t", "null")) == 6
    assert cost(text, **variables) == REMADE + PAST * now


def test_only_the_field_that_looks_back_costs_more() -> None:
    beside = CARD_THEN.replace("{ village", '{ now: village(code: "1") { name } village', 1)
    assert cost(beside, t=MOMENT) == cost(CARD_THEN, t=MOMENT) + 2


def test_introspection_is_priced_apart_by_what_it_takes() -> None:
    def told(text: str) -> float:
        document = Document(SCHEMA, text)
        assert not document.errors, document.errors
        found = get_variable_values(SCHEMA, (), {})
        assert not isinstance(found, list)
        return price_of(SCHEMA, document.operation(None), document.fragments, found).told

    text = get_introspection_query(descriptions=True, specified_by_url=True, input_value_deprecation=True)
    assert 10_000 < told(text) <= usual(SCHEMA)
    assert cost(text) == 1
    twice = "{ __schema { a: types { fields { name type { name } } } b: types { fields { name type { name } } } } }"
    once = "{ __schema { a: types { fields { name type { name } } } } }"
    assert told(twice) > 1.9 * told(once)
    assert told('{ village(code: "1") { name } }') == 0


def test_the_largest_pages_within_each_other_cost_too_much() -> None:
    inner = "officers(first: 100) { edges { node { trainings(first: 100) { edges { node { title } } } } } }"
    assert cost(f"{{ units(first: 100) {{ edges {{ node {{ {inner} }} }} }} }}") > LIMITS.cost
