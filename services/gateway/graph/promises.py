"""What the declarations of a schema promise to the planner, checked once, when the schema is put together."""

from collections.abc import Iterator
from inspect import signature
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_input_object_type,
    is_non_null_type,
)
from sqlalchemy import BinaryExpression, BooleanClauseList, Column, Table, UniqueConstraint, bindparam
from sqlalchemy.sql import operators

from services.gateway.graph.anything import Anything
from services.gateway.graph.clock import link_sql, reads_clock, rows_sql
from services.gateway.graph.mapping import LINK, Link, Order
from services.gateway.graph.planner.rows import DEFINITION, Row, declared, rows_behind, terms


def broken_promises(schema: GraphQLSchema) -> list[str]:
    """A sentence for each; empty when all is well."""
    roots = (schema.mutation_type, schema.subscription_type)
    found: list[str] = []
    for kind in schema.type_map.values():
        if not isinstance(kind, GraphQLObjectType) or kind in roots or kind.name.startswith("__"):
            continue
        if (rows := rows_behind(kind)) and not rows.clock and reads_clock(rows_sql(kind, rows)):
            found.append(f"{kind.name} stands on rows that depend on the clock: declare them with clock=True")
        for name, field in kind.fields.items():
            link = (field.extensions or {})[DEFINITION].metadata.get(LINK)
            found += [f"{kind.name}.{name} {said}" for said in _broken(schema, kind, field, link or Link("column"))]
    return found


def _broken(schema: GraphQLSchema, kind: GraphQLObjectType, field: GraphQLField, link: Link) -> Iterator[str]:
    rows = rows_behind(kind)
    name = declared(field).python_name
    if link.kind == "column" and link.expression is None and rows is not None and name not in (*rows.table.c.keys(), "id"):
        yield f"is no column of {rows.table}"
    if is_non_null_type(field.type) and (link.kind == "sealed" or link.seen_by is not None):
        yield "may be withheld, so it must be nullable"
    if any(is_input_object_type(get_named_type(argument.type)) for argument in field.args.values()):
        yield "takes an input object, which the planner cannot bind"
    if not link.clock and reads_clock(link_sql(schema, kind, field, link)):
        yield "depends on the clock: declare it with clock=True"
    if link.kind in ("one", "many", "page"):
        yield from _broken_relation(schema, get_named_type(field.type), link)


def _broken_relation(schema: GraphQLSchema, target: Any, link: Link) -> Iterator[str]:
    if link.kind == "page":
        target = get_named_type(get_named_type(target.fields["edges"].type).fields["node"].type)
        if is_abstract_type(target):
            yield "pages through an abstract type"
            return
    kinds = list(schema.get_possible_types(target)) if is_abstract_type(target) else [target]
    orders = []
    for kind in kinds:
        rows = rows_behind(kind)
        if rows is None:
            yield f"leads to {kind.name}, which stands on no rows"
            continue
        row = Row(kind, rows, 0)
        order = _order(link, row, kind.name)
        if link.kind == "one" and not order and not _unique(rows.table, rows.key, _pinned(row, link, kind.name)):
            yield f"finds {kind.name} by no unique key: give an order"
        orders.append([down for _, down in terms(row, order)])
        if link.kind == "page" and any(getattr(column, "nullable", False) for column, _ in terms(row, order)):
            yield f"is ordered by a column that may be NULL: {order}"
    if link.kind == "page" and orders and len(set(orders[0])) != 1:
        yield "must be ordered in one direction"
    if link.kind == "many" and len({tuple(order) for order in orders}) > 1:
        yield "merges orders that differ in length or direction"


def _order(link: Link, row: Row, kind: str) -> Order:
    if callable(link.order):
        found: Order = link.order(row, **dict.fromkeys(list(signature(link.order).parameters)[1:]))
        return found
    chosen: Order = link.order[kind] if isinstance(link.order, dict) else link.order
    return chosen


def _pinned(row: Row, link: Link, kind: str) -> set[str]:
    """The columns of a row that the link's predicates fix to one value."""
    on = link.on[kind] if isinstance(link.on, dict) else link.on
    clauses = [on(Anything(), row)] if on else []
    if link.where:
        names = list(signature(link.where).parameters)[1:]
        clauses += link.where(row, **{name: Anything() if name == "id" else bindparam(None) for name in names})
    return {name for clause in clauses for name in _fixed(row, clause)}


def _fixed(row: Row, clause: Any) -> Iterator[str]:
    if isinstance(clause, BooleanClauseList) and clause.operator is operators.and_:
        for part in clause.clauses:
            yield from _fixed(row, part)
    elif isinstance(clause, BinaryExpression) and clause.operator is operators.eq:
        for side in (clause.left, clause.right):
            if isinstance(side, Column) and side.table is row._alias:
                yield side.name


def _unique(table: Any, key: str, pinned: set[str]) -> bool:
    if not isinstance(table, Table):
        return key in pinned
    keys = [{column.name for column in table.primary_key.columns}]
    keys += [
        {column.name for column in constraint.columns}
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    keys += [{column.name for column in index.columns} for index in table.indexes if index.unique]
    return any(names and names <= pinned for names in keys)
