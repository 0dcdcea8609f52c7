"""Types become a schema that the planner can answer from and graphql-core can walk."""

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

import strawberry
from graphql import (
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    is_abstract_type,
    is_specified_scalar_type,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.name_converter import NameConverter

from services.gateway.graph.mapping import LINK
from services.gateway.graph.planner import TAG
from services.gateway.graph.planner.reaching import told_of_the_past
from services.gateway.graph.planner.rows import DEFINITION
from services.gateway.graph.promises import broken_promises
from services.gateway.graph.scalars import SCALARS

GIVEN: Final = "$given"
"""The member of a row that holds what a resolver supplied, by Python name."""
PRESENT_ONLY: Final = "Not answered under `asOf`."
"""Added to the description of a field that tells only of the present, on a type that can be answered as of an earlier moment."""


class _Names(NameConverter):
    """Each name is converted once: Strawberry asks for those of all members of an input whenever one is given."""

    def apply_naming_config(self, name: str) -> str:
        return _converted(name)


@cache
def _converted(name: str) -> str:
    return NameConverter().apply_naming_config(name)


def assemble(
    query: type,
    mutation: type | None = None,
    subscription: type | None = None,
    types: Iterable[type] = (),
) -> GraphQLSchema:
    """The schema of these roots and further types. Raises TypeError where a type promises what its rows cannot keep."""
    config = StrawberryConfig(name_converter=_Names(), scalar_map=SCALARS, disable_field_suggestions=True)
    schema = strawberry.Schema(query, mutation, subscription, types=types, config=config)._schema
    if broken := broken_promises(schema):
        raise TypeError("; ".join(broken))
    return _read_by_key(schema)


def _read_by_key(schema: GraphQLSchema) -> GraphQLSchema:
    """Lets graphql-core walk the planner's rows: a field stands under its response key, its scalars are text already."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLInputObjectType):
            # Strawberry checks it while converting; said to graphql-core, it is validated, printed and introspected as well.
            kind.is_one_of = kind.extensions[DEFINITION].is_one_of
        elif isinstance(kind, GraphQLScalarType) and not is_specified_scalar_type(kind):
            _pass_text(kind)
        elif is_abstract_type(kind):
            kind.resolve_type = _tagged_type
        elif isinstance(kind, GraphQLObjectType) and kind is not schema.mutation_type and not kind.name.startswith("__"):
            kind.is_type_of = None
            for field in kind.fields.values():
                definition = field.extensions[DEFINITION]
                link = definition.metadata.get(LINK)
                field.resolve = _resolver(definition.python_name, supplied=bool(link and link.kind == "given"))
                if not told_of_the_past(kind, link):
                    field.description = f"{field.description} {PRESENT_ONLY}"
    return schema


def _pass_text(kind: GraphQLScalarType) -> None:
    coerce = kind.coerce_output_value
    kind.coerce_output_value = lambda value: value if isinstance(value, str) else coerce(value)


def _tagged_type(row: Any, *_: Any) -> str:
    name: str = row[TAG]
    return name


def _resolver(name: str, *, supplied: bool) -> Any:
    if supplied:
        return lambda row, _info, **_: row[GIVEN].get(name) if isinstance(row, dict) else getattr(row, name)
    return lambda row, info, **_: row[info.path.key] if isinstance(row, dict) else getattr(row, name)
