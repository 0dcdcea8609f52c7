"""The enumerations of the contracts as GraphQL enums, each once."""

from enum import Enum
from typing import TypeVar

import strawberry

E = TypeVar("E", bound=type[Enum])


def enum_of(kind: E) -> E:
    """The same class, known to the schema under its name, described by its docstring's first line."""
    if "__strawberry_definition__" not in vars(kind):
        strawberry.enum(kind, description=(kind.__doc__ or "").partition("\n")[0])
    return kind
