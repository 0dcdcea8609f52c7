"""What the schema says of itself: worked out once for a document, kept, and put into every later answer.

It changes with nothing but the document, so a tool that asks again and again costs no more than the copying. Kept is what an
operation asks that asks for nothing else, as tools do; beside data it is walked together with the data. Decision 0075.
"""

import asyncio
from collections.abc import Hashable
from typing import Final

import orjson
from graphql import GraphQLSchema, OperationDefinitionNode, VariableValues, execute_sync

from services.gateway.graph.documents import Document, Lru
from services.gateway.graph.planner.selection import Selection
from services.gateway.graph.planning import Plans

ROOM: Final = 8_000_000
"""Bytes of the answers kept: a dozen of the usual ones."""
ASKED: Final = frozenset({"__schema", "__type"})
BESIDE: Final = ASKED | {"__typename"}


class Introspection:
    """The answers of one schema: `size` at most are kept."""

    def __init__(self, schema: GraphQLSchema, size: int) -> None:
        self._schema = schema
        self._told: Plans[bytes] = Plans(Lru(size, ROOM, len), asyncio.Lock())

    def kept(self, document: Document, operation: OperationDefinitionNode, variables: VariableValues) -> bool:
        """Whether the answer to this operation is kept."""
        return bool(self._told.kept(_key(document, operation, variables)))

    async def tell(self, document: Document, operation: OperationDefinitionNode, variables: VariableValues) -> bytes:
        """The data of such an operation as JSON, worked out in a thread if it is not kept.

        Empty for an operation that asks for anything else as well, and where there are errors to tell.
        """
        if not self._alone(document, operation, variables):
            return b""

        def make() -> bytes:
            assert document.ast  # noqa: S101 - the document is valid
            name = operation.name.value if operation.name else None
            result = execute_sync(self._schema, document.ast, {}, variable_values=variables.coerced, operation_name=name)
            return b"" if result.errors else orjson.dumps(result.data)

        return await self._told.get(_key(document, operation, variables), make)

    def _alone(self, document: Document, operation: OperationDefinitionNode, variables: VariableValues) -> bool:
        assert self._schema.query_type  # noqa: S101 - a schema without queries is invalid
        groups = Selection(self._schema, document.fragments, variables).fields(self._schema.query_type, [operation])
        names = {nodes[0].name.value for nodes in groups.values()}
        return names <= BESIDE and not names.isdisjoint(ASKED)


def _key(document: Document, operation: OperationDefinitionNode, variables: VariableValues) -> Hashable:
    name = operation.name.value if operation.name else None
    return document.text, name, repr(sorted(variables.coerced.items()))
