"""Lists as JSON text: all rows of one type in order, or those of several types merged into one order."""

from typing import Any

from graphql import is_abstract_type
from sqlalchemy import Integer, Subquery, literal_column, select, union_all

from services.gateway.graph.planner.relation import Relation
from services.gateway.graph.planner.rows import sorting, terms
from services.gateway.graph.planner.text import Parts, Pieces, concat


def many(relation: Relation) -> Parts:
    """A JSON array. PostgreSQL keeps the order of a derived table under string_agg, as nothing is joined to it."""
    limit = relation.c.size(relation.arguments.pop("first"), relation.nodes) if relation.link.first is not None else None
    items = (_merged if is_abstract_type(relation.target) else _plain)(relation, limit)
    return ["[", select(Pieces("string_agg(item, ',')")).select_from(items).scalar_subquery(), "]"]


def _plain(relation: Relation, limit: Any) -> Subquery:
    c, target = relation.c, relation.target
    child = relation.child(target)
    item = concat(relation.object_of(c, target, child, relation.nodes)).label("item")
    found = relation.rows([item], child).order_by(*sorting(child, relation.link.order))
    return found.limit(limit).subquery(f"items_{c.number()}")


def _merged(relation: Relation, limit: Any) -> Subquery:
    """Each type's rows by its own index, then one sort of the few left: by all terms but the last, by type, by the last."""
    c, order = relation.c, relation.link.order
    branches = []
    descends: list[bool] = []
    for rank, kind in enumerate(sorted(c.concrete(relation.target), key=lambda kind: kind.name)):
        child = relation.child(kind)
        columns = [
            concat(relation.object_of(c, kind, child, relation.nodes, tag=True)).label("item"),
            literal_column(str(rank), Integer).label("rank"),
            *(column.label(f"term_{index}") for index, (column, _) in enumerate(terms(child, order[kind.name]))),
        ]
        descends = [down for _, down in terms(child, order[kind.name])]
        branch = relation.rows(columns, child).order_by(*sorting(child, order[kind.name])).limit(limit)
        branches.append(branch.subquery(f"branch_{c.number()}").select())
    both = union_all(*branches).subquery(f"union_{c.number()}")
    keys = [both.c[f"term_{index}"].desc() if down else both.c[f"term_{index}"].asc() for index, down in enumerate(descends)]
    merged = select(both.c.item).order_by(*keys[:-1], both.c.rank, keys[-1])
    return merged.limit(limit).subquery(f"items_{c.number()}")
