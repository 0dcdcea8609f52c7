"""A field's arguments, for its `where` function and its paging: what decides the SQL as a value, all else as a bind parameter."""

from collections.abc import Sequence
from enum import Enum
from typing import Any, Final

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    ListValueNode,
    ObjectValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)
from sqlalchemy import ARRAY, Boolean, Date, DateTime, Double, Integer, Text, Uuid
from sqlalchemy.types import TypeEngine

from services.gateway.graph.planner.identity import Bind, GlobalId, storable
from services.gateway.graph.planner.request import Get, Request
from services.gateway.graph.planner.rows import declared

MAX_PAGE: Final = 100
PAGING: Final = ("first", "after", "last", "before")

SQL_TYPES: Final[dict[str, TypeEngine[Any]]] = {
    "String": Text(),
    "ID": Text(),
    "Int": Integer(),
    "Float": Double(),
    "Boolean": Boolean(),
    "Date": Date(),
    "DateTime": DateTime(timezone=True),
    "UUID": Uuid(),
}
"""The column type of an argument's scalar; an argument of another scalar takes the type of what it is compared with."""


def arguments(definition: GraphQLField, node: FieldNode, request: Request, bind: Bind) -> dict[str, Any]:
    """The arguments by Python name; those of paging as getters, None where absent or null. Raises GraphQLError."""
    values = request.arguments(definition, node)
    fixed = not any(_varies(argument.value) for argument in node.arguments or ())
    result: dict[str, Any] = {}
    for name, leaf in definition.args.items():
        value = values.get(name)
        python_name = declared(leaf).python_name
        if value is None or isinstance(value, bool | Enum):
            result[python_name] = value
            continue
        get = _constant(value) if fixed else _looked_up(definition, node, name)
        if python_name in PAGING:
            result[python_name] = get
        elif get_named_type(leaf.type).name == "ID":
            result[python_name] = GlobalId(bind, get, is_list_type(get_nullable_type(leaf.type)))
        else:
            result[python_name] = bind(located(_bindable(get), [node]), sql_type(leaf.type))
    return result


def sql_type(kind: Any) -> TypeEngine[Any] | None:
    """The SQL type that an argument of this GraphQL type is bound as."""
    named = get_named_type(kind)
    found = Text() if isinstance(named, GraphQLEnumType) else SQL_TYPES.get(named.name)
    return ARRAY(found) if found is not None and is_list_type(get_nullable_type(kind)) else found


def page_size(get: Get) -> Get:
    """The number of entries asked for. Raises GraphQLError beyond 0 to 100."""

    def size(request: Request) -> int:
        value: int = get(request)
        if not 0 <= value <= MAX_PAGE:
            raise GraphQLError(f"A page holds 0 to {MAX_PAGE} entries, not {value}.")
        return value

    return size


def located(get: Get, nodes: Sequence[FieldNode]) -> Get:
    """The same value, whose refusal tells where in the document it was asked for."""

    def value(request: Request) -> Any:
        try:
            return get(request)
        except GraphQLError as error:
            raise GraphQLError(error.message, error.nodes or nodes, extensions=error.extensions) from None

    return value


def _constant(value: Any) -> Get:
    return lambda _request: value


def _looked_up(definition: GraphQLField, node: FieldNode, name: str) -> Get:
    return lambda request: request.arguments(definition, node)[name]


def _bindable(get: Get) -> Get:
    return lambda request: _plain(get(request))


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, str) and not storable(value):
        raise GraphQLError("Text holds neither U+0000 nor half a surrogate pair.")
    return value


def _varies(value: Any) -> bool:
    """Whether an argument's value depends on the variables."""
    if isinstance(value, ListValueNode):
        return any(_varies(item) for item in value.values)
    if isinstance(value, ObjectValueNode):
        return any(_varies(item.value) for item in value.fields)
    return isinstance(value, VariableNode)
