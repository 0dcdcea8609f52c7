"""What one execution brings along, and the plan that many executions share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from graphql import FieldNode, GraphQLField, VariableValues, get_argument_values


@dataclass
class Request:
    """The coerced variables, and the role and values of the caller."""

    variables: VariableValues
    role: str
    actor: Mapping[str, Any]
    _seen: dict[int, dict[str, Any]] = field(default_factory=dict)

    def arguments(self, definition: GraphQLField, node: FieldNode) -> dict[str, Any]:
        """The arguments of a field by their name in the schema, defaults included. Raises GraphQLError."""
        if id(node) not in self._seen:
            self._seen[id(node)] = get_argument_values(definition, node, self.variables, hide_suggestions=True)
        return self._seen[id(node)]


Get = Callable[[Request], Any]
"""Finds one value in a request. Raises GraphQLError where that value is refused."""


@dataclass(frozen=True)
class Plan:
    """One statement that writes JSON text as bytea, and where its parameters come from."""

    sql: str
    binds: tuple[Get, ...]
    checks: tuple[Get, ...] = ()
    """Values that the statement may not use but that are refused all the same, such as a stranger's cursor."""
    actors: tuple[str, ...] = ()
    """Names of the caller's values that decide it: the answer is the same for whoever has the same role and these."""
    clock: bool = False
    """The answer changes while the positions stay."""

    def values(self, request: Request) -> list[Any]:
        """The parameters, in order. Raises GraphQLError."""
        for check in self.checks:
            check(request)
        return [bind(request) for bind in self.binds]


def shape(value: Any) -> Any:
    """The part of the variables that decides the SQL: which are absent or null, and booleans and enums themselves."""
    if isinstance(value, dict):
        return tuple((name, shape(item)) for name, item in sorted(value.items()))
    return value if value is None or isinstance(value, bool | Enum) else "*"
