"""Connections as JSON text: one page of rows between keyset cursors, numbered only as far as the selection needs it."""

from typing import Any, Final

from graphql import FieldNode, GraphQLError, get_named_type
from sqlalchemy import ARRAY, ColumnElement, Integer, Text, case, func, literal_column, null, select, true, tuple_

from services.gateway.graph.planner.arguments import PAGING
from services.gateway.graph.planner.identity import Cursors
from services.gateway.graph.planner.relation import Relation
from services.gateway.graph.planner.request import Get
from services.gateway.graph.planner.rows import names, terms
from services.gateway.graph.planner.text import NULL, Parts, Pieces, concat, joined

DEFAULT_PAGE: Final = 20
_HAS: Final = ("hasPreviousPage", "hasNextPage")
_ENDS: Final = ("startCursor", "endCursor")


def page(relation: Relation) -> Parts:
    """A connection. Raises GraphQLError for a size or cursor that is refused."""
    paging: dict[str, Get | None] = {name: relation.arguments.pop(name) for name in PAGING}
    return _Page(relation, **paging).parts()


class _Page:
    def __init__(self, relation: Relation, *, first: Get | None, after: Get | None, last: Get | None, before: Get | None) -> None:
        if first is not None and last is not None:
            raise GraphQLError("Ask for `first` or for `last`, not for both.", relation.nodes)
        self.relation, self.c, self.target = relation, relation.c, relation.target
        c, target = self.c, self.target
        self.edge_type: Any = get_named_type(target.fields["edges"].type)
        self.node_type: Any = get_named_type(self.edge_type.fields["node"].type)
        self.info_type: Any = get_named_type(target.fields["pageInfo"].type)
        self.child = relation.child(self.node_type)
        self.groups = c.selection.fields(target, relation.nodes)

        self.backward = last is not None
        size = last or first
        self.size: ColumnElement[int] = c.size(size, relation.nodes) if size else literal_column(str(DEFAULT_PAGE), Integer)
        declared = relation.link.order
        order = declared(self.child, **relation.arguments) if callable(declared) else declared
        ordering = terms(self.child, order)
        self.keys = tuple(column for column, _ in ordering)
        self.descending = ordering[0][1]
        self.cursors = Cursors(f"{self.node_type.name} {names(order)}", self.keys)
        self.after = c.check(self.cursors.read(after), relation.nodes) if after else None
        self.before = c.check(self.cursors.read(before), relation.nodes) if before else None

        self.sorting = [key.desc() if self.descending != self.backward else key.asc() for key in self.keys]
        self.number = func.row_number().over(order_by=self.sorting)
        self.more = _HAS[0 if self.backward else 1] in self._info_fields()
        """Whether one row beyond the page is fetched, to tell that there are more."""
        self.columns: list[Any] = [self.number.label("number")] if self.more or self.backward else []

    def parts(self) -> Parts:
        members = {key: self._member(group) for key, group in self.groups.items()}
        if {group[0].name.value for group in self.groups.values()} <= {"__typename", "totalCount"}:
            return joined(members)
        # HAVING: an aggregate even when the selection happens to hold none, so that many rows are still one connection.
        return [select(concat(joined(members))).select_from(self._rows()).having(true()).scalar_subquery()]

    def _member(self, group: list[FieldNode]) -> Parts:
        match group[0].name.value:
            case "__typename":
                return [f'"{self.target.name}"']
            case "totalCount":
                return [self.relation.rows([func.count()], self.child).scalar_subquery()]
            case "edges":
                return self._edges(group)
            case _:
                return self._info(group)

    def _edges(self, group: list[FieldNode]) -> Parts:
        members: dict[str, Parts] = {}
        for key, nodes in self.c.selection.fields(self.edge_type, group).items():
            match nodes[0].name.value:
                case "__typename":
                    members[key] = [f'"{self.edge_type.name}"']
                case "cursor":
                    members[key] = ['"', self.cursors.sql(), '"']
                case _:
                    members[key] = self.relation.object_of(self.c, self.node_type, self.child, nodes)
        return ["[", Pieces("string_agg(", self._kept(concat(joined(members)), "edge"), ", ',')"), "]"]

    def _info(self, group: list[FieldNode]) -> Parts:
        fields = self.c.selection.fields(self.info_type, group)
        ends = any(nodes[0].name.value in _ENDS for nodes in fields.values())
        marks = self._kept(self.cursors.sql(), "cursor") if ends else None
        return joined({key: [self._info_field(nodes[0].name.value, marks)] for key, nodes in fields.items()})

    def _info_field(self, name: str, marks: Any) -> Any:
        if name == "__typename":
            return f'"{self.info_type.name}"'
        if name in _ENDS:
            cursor = func.array_agg(marks, type_=ARRAY(Text))[self._place(name)]
            return Pieces("coalesce(to_json(", cursor, f")::text, {NULL})")
        if name == _HAS[0 if self.backward else 1]:
            return Pieces("(", func.count() > self.size, ")::text")
        return str((self.before if self.backward else self.after) is not None).lower()

    def _place(self, name: str) -> Any:
        """Which of the fetched rows is the first or last of the page: the extra one, if any, lies beyond it."""
        if name == "startCursor":
            return func.greatest(func.count() - self.size, 0) + 1 if self.backward else literal_column("1", Integer)
        return func.count() if self.backward else func.least(func.count(), self.size)

    def _kept(self, text: Any, name: str) -> ColumnElement[str]:
        """A column of the page's rows; left out of the row beyond it, which need not be composed."""
        label = f"{name}_{len(self.columns)}"
        self.columns.append((case((self.number <= self.size, text)) if self.more else text).label(label))
        return literal_column(label, Text)

    def _rows(self) -> Any:
        found = self.relation.rows(self.columns or [null()], self.child)
        for values, forward in ((self.after, True), (self.before, False)):
            if values:
                here, there = tuple_(*self.keys), tuple_(*self._bound(values))
                found = found.where(here > there if forward != self.descending else here < there)
        rows = found.order_by(*self.sorting).limit(self.size + 1 if self.more else self.size).subquery(f"page_{self.c.number()}")
        return select(rows).order_by(rows.c.number.desc()).subquery(f"turned_{self.c.number()}") if self.backward else rows

    def _bound(self, values: Get) -> list[Any]:
        def at(index: int) -> Get:
            return lambda request: values(request)[index]

        return [self.c.bind(at(index), key.type) for index, key in enumerate(self.keys)]

    def _info_fields(self) -> set[str]:
        found: set[str] = set()
        for group in self.groups.values():
            if group[0].name.value == "pageInfo":
                found |= {nodes[0].name.value for nodes in self.c.selection.fields(self.info_type, group).values()}
        return found
