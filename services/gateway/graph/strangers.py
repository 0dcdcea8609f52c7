"""What somebody without a token is answered: a sign of life, and the same refusal of all else, so that nothing can be guessed."""

from typing import Any, Final

import orjson
from graphql import (
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    build_schema,
    get_variable_values,
    parse,
    validate,
)

from services.gateway.graph.asked import Asked
from services.gateway.graph.planner.selection import Selection

LONGEST: Final = 512
"""Characters of a document that is looked at."""
TOKENS: Final = 100
OPEN: Final = ("__typename", "__type")
EMPTY: Final = build_schema("type Query { nothing: Boolean }")
"""Documents are validated against this in place of our schema, so that neither answers nor the time they take tell of ours."""


class _Other(Exception):
    """Anything but a sign of life."""


def refused() -> GraphQLError:
    """The answer to every other document, valid or not."""
    return GraphQLError("This document is not answered without a token.", extensions={"code": "DOCUMENT_REFUSED"})


def sign_of_life(asked: Asked) -> bytes | None:
    """The response to a query of nothing but `__typename` and `__type`, the latter null; None for every other request."""
    try:
        return orjson.dumps({"data": _answered(asked)})
    except (_Other, GraphQLError, RecursionError):
        return None


def _answered(asked: Asked) -> dict[str, Any]:
    if len(asked.query) > LONGEST:
        raise _Other
    document = parse(asked.query, max_lexical_tokens=TOKENS, max_comments=TOKENS)
    operations: list[Any] = [definition for definition in document.definitions if _open(definition)]
    if len(operations) != len(document.definitions) or validate(EMPTY, document, max_errors=1, hide_suggestions=True):
        raise _Other
    chosen = [operation for operation in operations if asked.name is None or _name(operation) == asked.name]
    if len(chosen) != 1:
        raise _Other
    (operation,) = chosen
    variables = get_variable_values(EMPTY, operation.variable_definitions or (), dict(asked.variables), max_errors=1)
    if isinstance(variables, list):
        raise _Other
    assert EMPTY.query_type  # noqa: S101 - it was built with one
    groups = Selection(EMPTY, {}, variables).fields(EMPTY.query_type, [operation])
    return {key: "Query" if nodes[0].name.value == "__typename" else None for key, nodes in groups.items()}


def _open(definition: Any) -> bool:
    return (
        isinstance(definition, OperationDefinitionNode)
        and definition.operation is OperationType.QUERY
        and all(isinstance(field, FieldNode) and field.name.value in OPEN for field in definition.selection_set.selections)
    )


def _name(operation: Any) -> str | None:
    return operation.name.value if operation.name else None
