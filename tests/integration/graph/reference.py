"""The graph once more, answered by plain graphql-core: a naive resolver a field, one query each, paging in Python.

Its resolvers are synchronous: of several nulls that reach one ancestor it tells the same as any other synchronous run.

It shares with the planner what a type declares (predicates, orders, expressions), and nothing of how that becomes an answer.
"""

import base64
import datetime as dt
import json
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

import strawberry
from graphql import (
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_enum_type,
    is_object_type,
)
from sqlalchemy import ARRAY, Connection, Text, Uuid, cast, literal, select
from strawberry.schema.config import StrawberryConfig

from services.gateway.graph.context import Caller
from services.gateway.graph.mapping import Link
from services.gateway.graph.scalars import SCALARS, moment_text
from tests.integration.graph.world import clear

DEFINITION = "strawberry-definition"


class Known:
    """A fetched row, whose columns are literals."""

    def __init__(self, kind: str, rows: Any, data: dict[str, Any]) -> None:
        self.kind, self.rows, self.data = kind, rows, data

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = self.rows.table.c[self.rows.key if name == "key" else name]
        value = self.data.get(found.name)
        return literal(value, found.type) if value is not None or isinstance(found.type, Text) else cast(None, found.type)


class Alias:
    """A row to be fetched."""

    def __init__(self, kind: str, rows: Any) -> None:
        self._kind, self._rows, self._alias = kind, rows, rows.table.alias("it")

    def __getattr__(self, name: str) -> Any:
        return self._alias.c[self._rows.key if name == "key" else name]


class Ids:
    """ID arguments."""

    def __init__(self, text: Any) -> None:
        self.text = text

    def of(self, row: Any) -> Any:
        kind = row.key.type
        if isinstance(self.text, list):
            return literal([key for text in self.text if (key := self._key(row, text)) is not None], ARRAY(kind))
        return literal(self._key(row, self.text), kind)

    def uuid(self) -> Any:
        try:
            return literal(UUID(self.text), Uuid())
        except ValueError:
            return cast(None, Uuid())

    def _key(self, row: Any, text: str) -> Any:
        try:
            name, _, key = base64.b64decode(text, validate=True).decode().partition(":")
            if name != row._kind or "\0" in key:
                return None
            return UUID(key) if row.key.type.python_type is UUID else key
        except ValueError:
            return None


class Reference:
    """Answers operations on the graph of these types for one caller; sealed values are those of `world.seal`."""

    def __init__(self, connection: Connection, caller: Caller, query: type, types: Iterable[type]) -> None:
        self.connection, self.role = connection, caller.role
        self.values = {f"actor_{name}": value for name, value in caller.values.items()}
        config = StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True)
        self.schema: GraphQLSchema = strawberry.Schema(query, types=types, config=config)._schema
        for kind in self.schema.type_map.values():
            if is_abstract_type(kind):
                kind.resolve_type = lambda row, *_: row.kind
            if is_object_type(kind) and not kind.name.startswith("__"):
                kind.is_type_of = None
                for field in kind.fields.values():
                    field.resolve = self.resolver(kind, field)

    def fetch(self, statement: Any) -> Any:
        return self.connection.execute(statement, self.values).all()

    def concrete(self, kind: Any) -> list[GraphQLObjectType]:
        return list(self.schema.get_possible_types(kind)) if is_abstract_type(kind) else [kind]

    def related(self, kind: Any, parent: Any, link: Link, arguments: dict[str, Any]) -> list[Known]:
        rows = kind.extensions[DEFINITION].origin.__rows__
        child = Alias(kind.name, rows)
        on = link.on[kind.name] if isinstance(link.on, dict) else link.on
        clauses = [on(parent, child)] if on else []
        clauses += list(link.where(child, **arguments)) if link.where else []
        if rows.visible is not None:
            if self.role not in rows.visible:
                return []
            clauses.append(rows.visible[self.role](child))
        found = self.fetch(select(child._alias).where(*clauses))
        return [Known(kind.name, rows, dict(row._mapping)) for row in found]

    def resolver(self, kind: Any, field: GraphQLField) -> Callable[..., Any]:
        definition = field.extensions[DEFINITION]
        link: Link = definition.metadata.get("link") or Link("column")
        target: Any = get_named_type(field.type)

        def resolve(parent: Any, _info: Any, /, **given: Any) -> Any:
            if isinstance(parent, dict):
                return parent[definition.python_name]
            arguments = {leaf.extensions[DEFINITION].python_name: given.get(name) for name, leaf in field.args.items()}
            for name, leaf in field.args.items():
                if get_named_type(leaf.type).name == "ID" and given.get(name) is not None:
                    arguments[leaf.extensions[DEFINITION].python_name] = Ids(given.get(name))
            match link.kind:
                case "column" | "sealed":
                    return self.leaf(kind, parent, definition.python_name, link, target)
                case "same":
                    if link.expression and (self.fetch(select(link.expression(parent))))[0][0] is None:
                        return None
                    return parent
                case "one":
                    return self.one(target, parent, link, arguments)
                case "many":
                    return self.many(target, parent, link, arguments)
                case _:
                    return self.page(target, parent, link, arguments)

        return resolve

    def leaf(self, kind: Any, parent: Known, name: str, link: Link, target: Any) -> Any:
        if link.seen_by is not None:
            if self.role not in link.seen_by:
                return None
            if not (self.fetch(select(link.seen_by[self.role](parent))))[0][0]:
                return None
        if link.expression:
            value = (self.fetch(select(link.expression(parent))))[0][0]
        elif name == "id" and any(interface.name == "Node" for interface in kind.interfaces):
            return base64.b64encode(f"{kind.name}:{parent.data[parent.rows.key]}".encode()).decode()
        else:
            value = parent.data[name]
        if link.kind == "sealed" and value is not None:
            return clear(value)
        if is_enum_type(target) and value is not None:
            found: Any = target
            return value if isinstance(value, list) else next((m.value for m in found.values.values() if m.value == value), value)
        return value

    def one(self, target: Any, parent: Any, link: Link, arguments: dict[str, Any]) -> Any:
        for kind in self.concrete(target):
            found = self.related(kind, parent, link, arguments)
            if found:
                return ordered(found, link.order)[0]
        return None

    def many(self, target: Any, parent: Any, link: Link, arguments: dict[str, Any]) -> Any:
        limit = arguments.pop("first", None) if link.first is not None else None
        if limit is not None and not 0 <= limit <= 100:
            raise GraphQLError(f"A page holds 0 to 100 entries, not {limit}.")
        if not is_abstract_type(target):
            return ordered(self.related(target, parent, link, arguments), link.order)[:limit]
        merged: list[tuple[Any, str, Any, Known]] = []
        down = False
        for kind in self.concrete(target):
            *early, last = link.order[kind.name].split()
            down = last.startswith("-")
            merged += [
                ([row.data[term.lstrip("-")] for term in early], kind.name, row.data[last.lstrip("-")], row)
                for row in self.related(kind, parent, link, arguments)
            ]
        merged.sort(key=lambda item: item[2], reverse=down)
        merged.sort(key=lambda item: item[1])
        merged.sort(key=lambda item: item[0], reverse=down)
        return [row for *_, row in merged][:limit]

    def order(self, kind: Any, rows: list[Known], link: Link, arguments: dict[str, Any]) -> str:
        """The names of the order; what is computed for it joins the data of each row."""
        if not callable(link.order):
            return str(link.order)
        order: Any = link.order(Alias(kind.name, kind.extensions[DEFINITION].origin.__rows__), **arguments)
        if isinstance(order, str):
            return order
        for row in rows:
            computed: Any = link.order(row, **arguments)
            row.data.update({name: self.fetch(select(column))[0][0] for name, column in computed.items()})
        return " ".join(order)

    def page(self, target: Any, parent: Any, link: Link, arguments: dict[str, Any]) -> Any:
        first, after, last, before = (arguments.pop(name) for name in ("first", "after", "last", "before"))
        if first is not None and last is not None:
            raise GraphQLError("Ask for `first` or for `last`, not for both.")
        size = 20 if first is None and last is None else first if last is None else last
        if not 0 <= size <= 100:
            raise GraphQLError(f"A page holds 0 to 100 entries, not {size}.")
        node: Any = get_named_type(get_named_type(target.fields["edges"].type).fields["node"].type)
        found = self.related(node, parent, link, arguments)
        order = self.order(node, found, link, arguments)
        tag = f"{node.name} {order}"
        rows = ordered(found, order)
        down = order.startswith("-")
        low = read_cursor(after, tag) if after is not None else None
        high = read_cursor(before, tag) if before is not None else None
        shown = [
            row
            for row in rows
            if (low is None or (keys(row, order) < low if down else keys(row, order) > low))
            and (high is None or (keys(row, order) > high if down else keys(row, order) < high))
        ]
        cut = shown[max(0, len(shown) - size) :] if last is not None else shown[:size]
        marks = [base64.b64encode(json_text([tag, *keys(row, order)])).decode() for row in cut]
        more = len(shown) > size
        return {
            "edges": [{"cursor": mark, "node": row} for mark, row in zip(marks, cut, strict=True)],
            "total_count": len(rows),
            "page_info": {
                "has_next_page": before is not None if last is not None else more,
                "has_previous_page": more if last is not None else after is not None,
                "start_cursor": marks[0] if marks else None,
                "end_cursor": marks[-1] if marks else None,
            },
        }


def ordered(rows: list[Known], order: str) -> list[Known]:
    for term in reversed(order.split()):
        name = term.removeprefix("-")
        rows = sorted(rows, key=lambda row, name=name: row.data[name], reverse=term.startswith("-"))  # type: ignore[misc]
    return rows


def keys(row: Known, order: str) -> list[Any]:
    found = (row.data[term.lstrip("-")] for term in order.split())
    return [
        moment_text(value) if isinstance(value, dt.datetime) else value if isinstance(value, int) else str(value)
        for value in found
    ]


def json_text(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def read_cursor(text: str, tag: str) -> list[Any]:
    try:
        name, *found = json.loads(base64.b64decode(text, validate=True))
        if name != tag:
            raise ValueError(name)
    except (ValueError, TypeError):
        raise GraphQLError("This cursor does not belong to this list.") from None
    return list(found)
