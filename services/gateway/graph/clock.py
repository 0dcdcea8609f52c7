"""Finds in the declarations of a schema what changes without an event: by the time of day, or by what services report."""

import re
from collections.abc import Iterable, Iterator
from inspect import signature
from typing import Any, Final

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_enum_type,
    is_list_type,
    is_non_null_type,
)
from sqlalchemy import Table, bindparam
from sqlalchemy.dialects.postgresql import dialect

from services.gateway.graph.anything import Anything
from services.gateway.graph.mapping import Link, Rows
from services.gateway.graph.planner.rows import Row, declared, rows_behind, terms
from services.gateway.read_model.reactions import reaction, reporter

DIALECT: Final = dialect()  # type: ignore[no-untyped-call]
CLOCK: Final = re.compile(
    r"\b(current_(date|time|timestamp)|local(time|timestamp)|(now|age|(clock|statement|transaction)_timestamp|timeofday) *\("
    rf"|(from|join) +({reporter.name}|{reaction.name})\b)",
    re.IGNORECASE,
)
"""What makes SQL depend on the time at which it runs; `age` does so where it is given one argument. Reports of services count as
the clock does: they change while the positions stay."""


def reads_clock(expressions: Iterable[Any]) -> bool:
    """Whether any of these SQL expressions depends on the clock."""
    return any(CLOCK.search(str(found.compile(dialect=DIALECT))) for found in expressions)


def rows_sql(kind: GraphQLObjectType, rows: Rows) -> Iterator[Any]:
    """The select behind a type, and who sees which of its rows."""
    if not isinstance(rows.table, Table):
        yield rows.table.select()
    yield from (predicate(Row(kind, rows, 0)) for predicate in (rows.visible or {}).values())


def link_sql(schema: GraphQLSchema, kind: GraphQLObjectType, field: GraphQLField, link: Link) -> Iterator[Any]:
    """Every expression by which a field finds its value, with its arguments given and absent."""
    rows = rows_behind(kind)
    parent: Any = Row(kind, rows, 0) if rows else Anything()
    if link.expression and rows:
        yield link.expression(parent)
    if rows:
        yield from (predicate(parent) for predicate in (link.seen_by or {}).values())
    if link.kind not in ("one", "many", "page"):
        return
    target: Any = get_named_type(field.type)
    if link.kind == "page":
        target = get_named_type(get_named_type(target.fields["edges"].type).fields["node"].type)
    for one in schema.get_possible_types(target) if is_abstract_type(target) else [target]:
        if found := rows_behind(one):
            yield from _relation(parent, Row(one, found, 1), link, field)


def _relation(parent: Any, child: Row, link: Link, field: GraphQLField) -> Iterator[Any]:
    on = link.on[child._kind] if isinstance(link.on, dict) else link.on
    if on:
        yield on(parent, child)
    for values in _arguments(field):
        if link.where:
            yield from link.where(child, **_accepted(link.where, values))
        order = link.order[child._kind] if isinstance(link.order, dict) else link.order
        yield from (term for term, _ in terms(child, order(child, **_accepted(order, values)) if callable(order) else order))


def _accepted(function: Any, values: dict[str, Any]) -> dict[str, Any]:
    names = list(signature(function).parameters)[1:]
    return {name: value for name, value in values.items() if name in names}


def _arguments(field: GraphQLField) -> Iterator[dict[str, Any]]:
    """Values of the arguments as `where` functions get them: all given, with either truth, and only those that must be given."""
    arguments = {declared(argument).python_name: argument for argument in field.args.values()}
    for truth in (True, False):
        yield {name: _given(argument, truth=truth) for name, argument in arguments.items()}
    yield {
        name: _given(argument, truth=True) if is_non_null_type(argument.type) else None for name, argument in arguments.items()
    }


def _given(argument: Any, *, truth: bool) -> Any:
    kind: Any = get_named_type(argument.type)
    if kind.name == "ID":
        return Anything()
    if is_list_type(get_nullable_type(argument.type)):
        return bindparam(None)
    if kind.name == "Boolean":
        return truth
    if is_enum_type(kind):
        return next(iter(declared(kind).wrapped_cls))
    return bindparam(None)
