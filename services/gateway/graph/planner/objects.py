"""Objects as JSON text: every field a column, a correlated subquery that starts from an index, or both."""

from collections.abc import Iterable
from typing import Any

from graphql import FieldNode, GraphQLField, GraphQLObjectType, get_named_type, is_abstract_type, is_non_null_type

from services.gateway.graph.mapping import LINK, Link
from services.gateway.graph.planner import changes, lists, pages, values
from services.gateway.graph.planner.compilation import Compilation
from services.gateway.graph.planner.identity import id_sql
from services.gateway.graph.planner.relation import Relation
from services.gateway.graph.planner.rows import Row, declared, sorting
from services.gateway.graph.planner.text import BROKEN, NULL, Parts, Pieces, concat, joined

TAG = "$type"
"""The member of a tagged row that names its type; no response key begins so."""


def object_of(c: Compilation, kind: GraphQLObjectType, row: Row | None, nodes: Iterable[Any], *, tag: bool = False) -> Parts:
    """The object that these nodes select on a row."""
    members: dict[str, Parts] = {TAG: [f'"{kind.name}"']} if tag and c.tagged else {}
    for key, group in c.selection.fields(kind, nodes).items():
        members[key] = _field(c, kind, row, group)
    return joined(members)


def _field(c: Compilation, kind: GraphQLObjectType, row: Row | None, nodes: list[FieldNode]) -> Parts:
    c.field()
    name = nodes[0].name.value
    if name == "__typename":
        return [f'"{kind.name}"']
    if name.startswith("__"):
        return ["null"]  # introspection: graphql-core answers it
    definition = kind.fields[name]
    python_name = declared(definition).python_name
    link: Link = declared(definition).metadata.get(LINK) or Link("column")
    absent = _absent(definition)
    c.clock |= link.clock
    if link.kind == "given":
        return ["null"]  # the resolver supplies it
    if link.kind in ("column", "sealed"):
        return [_leaf(c, link, _value(kind, row, python_name, link), row, definition)]
    target: Any = get_named_type(definition.type)
    if link.kind == "same":
        parts = object_of(c, target, row, nodes)
        if link.expression is None:
            return parts
        return [Pieces("CASE WHEN ", link.expression(row).is_(None), f" THEN {absent} ELSE ", concat(parts), " END")]
    if link.kind == "changes":
        return changes.changes(c, target, nodes, definition, object_of)
    relation = Relation(c, target, row, nodes, link, c.arguments(definition, nodes[0]), object_of)
    if link.kind == "page":
        return pages.page(relation)
    if link.kind == "many":
        return lists.many(relation)
    return [_one(relation, absent)]


def _leaf(c: Compilation, link: Link, value: Any, row: Row | None, definition: GraphQLField) -> Any:
    absent = _absent(definition)
    text = values.sealed(value, absent) if link.kind == "sealed" else values.leaf(value, definition.type, absent, tagged=c.tagged)
    sight = c.sight(link.seen_by, row)
    return Pieces("CASE WHEN ", sight[0], " THEN ", text, f" ELSE {absent} END") if sight else text


def _value(kind: GraphQLObjectType, row: Any, name: str, link: Link) -> Any:
    if link.expression:
        return link.expression(row)
    if name == "id" and any(interface.name == "Node" for interface in kind.interfaces):
        return id_sql(kind.name, row.key)
    return getattr(row, name)


def _absent(definition: GraphQLField) -> str:
    return BROKEN if is_non_null_type(definition.type) else NULL


def _one(relation: Relation, absent: str) -> Pieces:
    c, link, target = relation.c, relation.link, relation.target
    found: list[Any] = []
    for kind in c.concrete(target):
        child = c.row(kind)
        text = concat(relation.object_of(c, kind, child, relation.nodes, tag=is_abstract_type(target)))
        chosen = relation.rows([text], child)
        if link.order:
            chosen = chosen.order_by(*sorting(child, link.order)).limit(1)
        found += [chosen.scalar_subquery(), ", "]
    return Pieces("coalesce(", *found, absent, ")")
