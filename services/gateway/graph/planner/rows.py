"""Rows in scope while a statement is written, and the order they stand in."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLNamedType, GraphQLObjectType
from sqlalchemy import ColumnElement, FromClause, Select

from services.gateway.graph.mapping import Order, Rows

DEFINITION = "strawberry-definition"
"""The key under which Strawberry leaves its own definition of a type, field or argument."""


def declared(thing: Any) -> Any:
    """Strawberry's definition of a graphql-core type, field or argument."""
    return thing.extensions[DEFINITION]


def rows_behind(kind: GraphQLNamedType) -> Rows | None:
    """The rows a type stands on, None for a type that is made of another's."""
    definition = (kind.extensions or {}).get(DEFINITION)
    found: Rows | None = vars(definition.origin).get("__rows__") if definition and hasattr(definition, "origin") else None
    return found


class Row:
    """`row.code` is a column, `row.key` the identity of the object."""

    def __init__(self, kind: GraphQLObjectType, rows: Rows, number: int) -> None:
        self._kind = kind.name
        self._rows = rows
        self._anchors: Select[Any] | None = None
        """As of an earlier moment: the ids of the aggregates whose events make this row and its like; see `reaching`."""
        self._alias: FromClause = rows.table.alias(f"{getattr(rows.table, 'name', 'rows')}_{number}")

    def __getattr__(self, name: str) -> ColumnElement[Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._alias.c[self._rows.key if name == "key" else name]


def terms(row: Any, order: Order) -> list[tuple[ColumnElement[Any], bool]]:
    """The columns of an order such as "-visited_at -id", and whether each descends."""
    named = order if isinstance(order, Mapping) else {term: getattr(row, term.removeprefix("-")) for term in order.split()}
    return [(column, name.startswith("-")) for name, column in named.items()]


def names(order: Order) -> str:
    """An order in words: "-visited_at -id"."""
    return order if isinstance(order, str) else " ".join(order)


def sorting(row: Any, order: Order) -> list[ColumnElement[Any]]:
    return [column.desc() if descends else column.asc() for column, descends in terms(row, order)]
