"""The enumerations of the contracts as GraphQL enums, each once, and what each of their values means."""

from enum import Enum
from typing import Any, TypeVar

import strawberry

from services.gateway.graph.attribute_docs import attribute_docs

E = TypeVar("E", bound=type[Enum])


def enum_of(kind: E) -> E:
    """The same class, known to the schema under its name, described by its docstring's first line and those of its members."""
    if "__strawberry_definition__" not in vars(kind):
        strawberry.enum(kind, description=(kind.__doc__ or "").partition("\n")[0])
        explain(kind)
    return kind


def explain(kind: E) -> E:
    """Takes the strings below the members of a Strawberry enum for their descriptions; stands above `@strawberry.enum`."""
    definition: Any = vars(kind)["__strawberry_definition__"]
    docs = attribute_docs(kind)
    for value in definition.values:
        value.description = value.description or docs.get(value.name)
    return kind
