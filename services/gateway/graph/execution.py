"""One operation: look its plan up, bind, run one prepared statement, pass the bytes on."""

from collections.abc import Mapping
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any

import orjson
from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    VariableValues,
    execute,
    get_variable_values,
)

from services.gateway.graph.composition import BROKEN, ROOM, Composition
from services.gateway.graph.context import Caller, Context
from services.gateway.graph.documents import Document, Lru
from services.gateway.graph.errors import refusal, shown
from services.gateway.graph.planner import Plan, Request, plan_operation, shape
from services.gateway.graph.pool import Pool
from services.gateway.graph.unsealing import Unseal, unsealed


@dataclass(frozen=True)
class Answer:
    """A response body, and whether the operation was executed at all: then the body has `data`."""

    body: bytes
    executed: bool = True


@dataclass(frozen=True)
class Operation:
    """One operation of a valid document, its raw variables, and the context it runs in."""

    document: Document
    node: OperationDefinitionNode
    variables: Mapping[str, Any]
    context: Context

    @property
    def name(self) -> str | None:
        return self.node.name.value if self.node.name else None

    @property
    def caller(self) -> Caller:
        return self.context.caller


class Engine:
    """Answers operations from the read model; `size` bounds the plans it keeps."""

    def __init__(self, schema: GraphQLSchema, pool: Pool, unseal: Unseal, *, size: int = 500) -> None:
        self.schema, self.pool, self.unseal = schema, pool, unseal
        self._plans: Lru[tuple[Plan, bool]] = Lru(size, ROOM, lambda kept: len(kept[0].sql))
        self.rows = Composition(schema, pool, unseal, size)

    async def answer(self, operation: Operation) -> Answer:
        """The response to a query or mutation. Raises pool.Unavailable, pool.TooLong, pool.TooMuch."""
        try:
            coerced = self.coerced(operation)
            if operation.node.operation is OperationType.QUERY:
                return Answer(await self._query(operation, coerced))
        except Refused as refused:
            return Answer(refusal(refused.errors), executed=False)
        except GraphQLError as error:
            return Answer(refusal([error]), executed=False)
        return Answer(orjson.dumps(_formatted(await self._executed(operation, None))))

    async def completed(self, operation: Operation, root: Any) -> dict[str, Any]:
        """The result of graphql-core over rows of a tagged statement, with the errors that are due."""
        return _formatted(await self._executed(operation, root))

    def coerced(self, operation: Operation) -> VariableValues:
        """The variables by the operation's definitions. Raises Refused."""
        definitions = operation.node.variable_definitions or ()
        coerced = get_variable_values(self.schema, definitions, dict(operation.variables), max_errors=20, hide_suggestions=True)
        if isinstance(coerced, list):
            raise Refused(coerced)
        return coerced

    async def _query(self, operation: Operation, coerced: VariableValues) -> bytes:
        request = Request(coerced, operation.caller.role, operation.caller.values)
        plan, introspects = self._plan(operation, request, tagged=False)
        if not introspects:
            body = await self.pool.value(plan.sql, plan.values(request))
            if BROKEN not in body:
                return await unsealed(body, self.unseal)
        return await self._completed(operation, request)

    async def _completed(self, operation: Operation, request: Request) -> bytes:
        """The rare answer that needs graphql-core: introspection, or a null where the schema promises a value.

        All of it comes from one tagged statement, hence from one snapshot, whatever an earlier statement saw.
        """
        plan, _ = self._plan(operation, request, tagged=True)
        body = await unsealed(await self.pool.value(plan.sql, plan.values(request)), self.unseal)
        rows = orjson.loads(body.replace(BROKEN, b"null"))
        result = _formatted(await self._executed(operation, rows["data"]))
        return orjson.dumps({**result, "extensions": rows["extensions"]})

    def _plan(self, operation: Operation, request: Request, *, tagged: bool) -> tuple[Plan, bool]:
        key = (operation.document.text, operation.name, request.role, shape(request.variables.coerced), tagged)

        def make() -> tuple[Plan, bool]:
            return plan_operation(self.schema, operation.node, operation.document.fragments, request, tagged=tagged)

        return self._plans.get(key, make)

    async def _executed(self, operation: Operation, root: Any) -> ExecutionResult:
        result = execute(
            self.schema,
            _ast(operation),
            root,
            operation.context,
            dict(operation.variables),
            operation.name,
        )
        return await result if isawaitable(result) else result


class Refused(Exception):
    """The operation is not executed, for these reasons."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors


def _ast(operation: Operation) -> Any:
    return operation.document.ast


def _formatted(result: ExecutionResult) -> dict[str, Any]:
    if result.errors:
        return {"data": result.data, "errors": [shown(error) for error in result.errors]}
    return {"data": result.data}
