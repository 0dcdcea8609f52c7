"""A type that promises what its rows cannot keep is found when the schema is put together."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import strawberry

from services.gateway.graph.assembly import assemble
from services.gateway.graph.mapping import Connection, Node, column, everyone, many, one, page, rows_of, sealed
from tests.integration.graph import world


def by_name(u: Any, name: str) -> Iterator[Any]:
    yield u.name == name


@strawberry.input
class Filter:
    name: str


def by_filter(u: Any, what: Filter) -> Iterator[Any]:
    yield u.name == what


@strawberry.type
class Bare:
    name: str


@rows_of(world.unit)
@strawberry.type
class Plain(Node):
    name: str


@rows_of(world.unit)
@strawberry.type
class SureChief(Node):
    chief: str = sealed()


@rows_of(world.unit)
@strawberry.type
class SureName(Node):
    name: str = column(seen_by={"ops": everyone})


@rows_of(world.unit)
@strawberry.type
class NoColumn(Node):
    founded: dt.date


@rows_of(world.visit)
@strawberry.type
class Call(Node):
    visited_at: dt.datetime


BROKEN = {
    "must be nullable": ("it", SureChief, one(where=world.by_id)),
    "may be withheld": ("it", SureName, one(where=world.by_id)),
    "is no column": ("it", NoColumn, one(where=world.by_id)),
    "by no unique key": ("it", Plain | None, one(where=by_name)),
    "one direction": ("it", Connection[Plain], page(order="-name id")),
    "may be NULL": ("it", Connection[Plain], page(order="parent_id id")),
    "stands on no rows": ("it", list[Bare], many(order="name")),
    "input object": ("it", Plain | None, one(where=by_filter, order="id")),
}


@pytest.mark.parametrize("said", BROKEN)
def test_a_broken_promise_is_told(said: str) -> None:
    name, kind, link = BROKEN[said]
    query = strawberry.type(type("Query", (), {name: link, "__annotations__": {name: kind}}))
    with pytest.raises(TypeError, match=said):
        assemble(query)


def test_the_same_link_with_an_order_or_a_unique_key_keeps_its_promise() -> None:
    for link in (one(where=by_name, order="name id"), one(where=world.by_id)):
        query = strawberry.type(type("Query", (), {"it": link, "__annotations__": {"it": Plain | None}}))
        assert assemble(query).query_type
