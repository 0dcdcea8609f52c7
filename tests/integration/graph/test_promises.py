"""A type that promises what its rows cannot keep is found when the schema is put together."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import strawberry
from sqlalchemy import func, select

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


def since_yesterday(v: Any, lately: bool | None = None) -> Iterator[Any]:
    if lately:
        yield v.visited_at > func.current_date() - 1


@rows_of(world.unit)
@strawberry.type
class Ageing(Node):
    age: str = column(lambda u: func.concat(u.name, func.now()))


@rows_of(world.unit)
@strawberry.type
class LatelySeen(Node):
    name: str | None = column(seen_by={"ops": lambda u: func.timeofday() > u.name})


@rows_of(select(world.unit, func.statement_timestamp().label("at")).subquery("units"))
@strawberry.type
class Stamped(Node):
    name: str


@rows_of(world.visit, visible={"ops": lambda v: v.visited_at < func.localtimestamp()})
@strawberry.type
class PastVisit(Node):
    minutes: int


@rows_of(world.visit, visible={"ops": lambda v: v.visited_at < func.localtimestamp()}, clock=True)
@strawberry.type
class ToldPastVisit(Node):
    minutes: int


BROKEN = {
    "must be nullable": ("it", SureChief, one(where=world.by_id)),
    "may be withheld": ("it", SureName, one(where=world.by_id)),
    "is no column": ("it", NoColumn, one(where=world.by_id)),
    "by no unique key": ("it", Plain | None, one(where=by_name)),
    "one direction": ("it", Connection[Plain], page(order="-name id")),
    "may be NULL": ("it", Connection[Plain], page(order="parent_id id")),
    "stands on no rows": ("it", list[Bare], many(order="name")),
    "input object": ("it", Plain | None, one(where=by_filter, order="id")),
    "Ageing.age depends on the clock": ("it", Ageing | None, one(where=world.by_id)),
    "LatelySeen.name depends on the clock": ("it", LatelySeen | None, one(where=world.by_id)),
    "Stamped stands on rows that depend on the clock": ("it", Stamped | None, one(where=world.by_id)),
    "PastVisit stands on rows that depend on the clock": ("it", PastVisit | None, one(where=world.by_id)),
    "Query.it depends on the clock": ("it", Connection[Call], page(order="visited_at id", where=since_yesterday)),
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


def test_what_depends_on_the_clock_keeps_its_promise_once_it_says_so() -> None:
    for kind, link in (
        (Connection[Call], page(order="visited_at id", where=since_yesterday, clock=True)),
        (ToldPastVisit | None, one(where=world.by_id)),
    ):
        query = strawberry.type(type("Query", (), {"it": link, "__annotations__": {"it": kind}}))
        assert assemble(query).query_type
