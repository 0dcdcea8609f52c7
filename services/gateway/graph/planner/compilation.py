"""The state of one compilation: whose it is, the rows in scope, the parameters so far."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    is_abstract_type,
)
from sqlalchemy import ColumnElement, Integer, Select, bindparam, false, select
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.types import TypeEngine

from services.gateway.graph.mapping import ACTOR, Seen, everyone
from services.gateway.graph.planner.arguments import arguments, located, page_size
from services.gateway.graph.planner.reaching import Reaching
from services.gateway.graph.planner.request import Get, Plan, Request
from services.gateway.graph.planner.rows import Row, rows_behind
from services.gateway.graph.planner.selection import Selection
from services.gateway.graph.planner.text import Parts, Pieces, concat

DIALECT: Final = asyncpg.dialect()  # type: ignore[no-untyped-call]
MOST_FIELDS: Final = 1_000
"""Fields of one statement, those of a fragment counted wherever it is spread: a short document may stand for millions."""


class Compilation:
    """One operation becoming one statement. `tagged` writes the type of every object that stands for an abstract type.

    `reaching` is there where the answer is to be as of an earlier moment.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        request: Request,
        *,
        tagged: bool = False,
        reaching: Reaching | None = None,
    ) -> None:
        self.reaching = reaching
        self.schema, self.role, self.request, self.tagged = schema, request.role, request, tagged
        self.selection = Selection(schema, fragments, request.variables)
        self._binds: dict[str, Get] = {}
        self._checks: list[Get] = []
        self._actors: set[str] = set()
        self._numbers = count(1)
        self._fields = 0
        self.clock = False

    # ---- parameters

    def bind(self, get: Get, kind: TypeEngine[Any] | None = None) -> Any:
        """A parameter whose value is found in each request."""
        name = f"p{len(self._binds)}"
        self._binds[name] = get
        return bindparam(name, type_=kind)

    def check(self, get: Get, nodes: Sequence[FieldNode] = ()) -> Get:
        """Has a value looked at in every request, now and later, whether or not the statement uses it; refused at these nodes."""
        get = located(get, nodes)
        get(self.request)
        self._checks.append(get)
        return get

    def uses(self, names: Iterable[str]) -> None:
        """Notes values of the caller that decide the answer although the statement names none of them."""
        self._actors.update(names)

    def size(self, get: Get, nodes: Sequence[FieldNode]) -> ColumnElement[int]:
        """The size of a page, as a parameter. Raises GraphQLError."""
        size: ColumnElement[int] = self.bind(self.check(page_size(get), nodes), Integer())
        return size

    def arguments(self, definition: GraphQLField, node: FieldNode) -> dict[str, Any]:
        """What a field's arguments are to its `where` function and to paging."""
        return arguments(definition, node, self.request, self.bind)

    def field(self) -> None:
        """One more field is written. Raises GraphQLError where that is one too many."""
        self._fields += 1
        if self._fields > MOST_FIELDS:
            raise GraphQLError(f"An operation selects at most {MOST_FIELDS} fields, those of a fragment wherever it is spread.")

    # ---- rows

    def number(self) -> int:
        return next(self._numbers)

    def concrete(self, kind: GraphQLNamedType) -> list[GraphQLObjectType]:
        """The object types that a field of this type may hold."""
        if is_abstract_type(kind):
            return list(self.schema.get_possible_types(kind))
        assert isinstance(kind, GraphQLObjectType)  # noqa: S101 - links lead to objects, see `assembly`
        return [kind]

    def row(self, kind: GraphQLObjectType) -> Row:
        """A fresh row of a type. Raises TypeError for a type without rows."""
        rows = rows_behind(kind)
        if rows is None:
            raise TypeError(f"{kind.name} stands on no rows: declare them with rows_of.")
        self.clock |= rows.clock
        return Row(kind, rows, self.number())

    def sight(self, seen: Seen | None, row: Row | None) -> list[ColumnElement[bool]]:
        """The predicates that narrow what the role sees: none, or one."""
        if seen is None or (predicate := seen.get(self.role)) is everyone:
            return []
        return [predicate(row) if predicate else false()]

    # ---- the statement

    def plan(self, parts: Parts) -> Plan:
        """A statement that answers the text as one bytea."""
        return self.statement(select(self.body(parts)))

    def body(self, parts: Parts) -> Pieces:
        """The text as bytea."""
        return Pieces("convert_to(", concat(parts), ", 'UTF8')")

    def statement(self, chosen: Select[Any]) -> Plan:
        """Any select, with the parameters bound so far."""
        compiled = chosen.compile(dialect=DIALECT)
        parameters: Mapping[str, Any] = compiled.params
        names = compiled.positiontup or ()
        binds = tuple(self._get(name, parameters) for name in names)
        return Plan(compiled.string, binds, tuple(self._checks), tuple(sorted(self._actors)), self.clock)

    def _get(self, name: str, parameters: Mapping[str, Any]) -> Get:
        if name in self._binds:
            return self._binds[name]
        if name.startswith(ACTOR):
            self._actors.add(name.removeprefix(ACTOR))
            return lambda request: request.actor[name.removeprefix(ACTOR)]
        constant = parameters[name]
        return lambda _request: constant
