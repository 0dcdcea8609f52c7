"""One field that leads to other rows: from where, to which, under what conditions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLObjectType
from sqlalchemy import Select, select

from services.gateway.graph.mapping import Link
from services.gateway.graph.planner.compilation import Compilation
from services.gateway.graph.planner.rows import Row
from services.gateway.graph.planner.text import Parts

ObjectOf = Callable[..., Parts]
"""Composes an object: `objects.object_of`, handed down because lists and pages hold objects and objects hold lists and pages."""


@dataclass(frozen=True)
class Relation:
    """What the field's link, its arguments and its nodes say."""

    c: Compilation
    target: Any
    parent: Row | None
    nodes: list[FieldNode]
    link: Link
    arguments: dict[str, Any]
    object_of: ObjectOf

    def child(self, kind: GraphQLObjectType) -> Row:
        """A fresh row of a type that the field leads to."""
        row = self.c.row(kind)
        if self.c.reaching is not None:
            self.c.reaching.follow(self.parent, self.link, row, self.arguments)
        return row

    def rows(self, columns: list[Any], child: Row) -> Select[Any]:
        """These columns of the child's rows that belong to the parent, match the arguments and are visible to the role."""
        on = self.link.on[child._kind] if isinstance(self.link.on, dict) else self.link.on
        clauses = [on(self.parent, child)] if on else []
        clauses += self.link.where(child, **self.arguments) if self.link.where else []
        clauses += self.c.sight(child._rows.visible, child)
        return select(*columns).select_from(child._alias).where(*clauses).correlate_except(child._alias)
