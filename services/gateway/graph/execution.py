"""One operation: look its plan up, bind, run one prepared statement, pass the bytes on."""

import asyncio
from collections.abc import Awaitable, Hashable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from inspect import isawaitable
from typing import Any, Final

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
    print_schema,
)

from libs.events import __version__
from services.gateway.graph.composition import BROKEN, ROOM, Composition
from services.gateway.graph.context import Caller, Context
from services.gateway.graph.documents import Document, Lru
from services.gateway.graph.errors import refusal, shown
from services.gateway.graph.history import History
from services.gateway.graph.introspection import Introspection
from services.gateway.graph.past import Past
from services.gateway.graph.planner import Moments, Plan, Request, plan_operation, shape
from services.gateway.graph.planning import Plans
from services.gateway.graph.pool import Pool
from services.gateway.graph.timing import Part
from services.gateway.graph.unsealing import SEALED, Unseal, unsealed
from services.gateway.read_model.projection import projection

POSITIONS: Final = b'"positions":'
"""What stands before the positions in a body: the last of its kind, as nothing behind them comes from the data."""


@dataclass(frozen=True)
class Answer:
    """A response body, and whether the operation was executed at all: then the body has `data`."""

    body: bytes
    executed: bool = True
    straight: bool = False
    """The body came from one statement as it is, without errors; then it tells the positions of that statement."""
    opened: bool = False
    """It holds values that were sealed."""

    def positions(self) -> dict[str, int]:
        """By service, as read in the same statement as the data. Only for a straight answer."""
        begins = self.body.rindex(POSITIONS) + len(POSITIONS)
        found: dict[str, int] = orjson.loads(self.body[begins : self.body.index(b"}", begins) + 1])
        return found


@dataclass(frozen=True)
class Operation:
    """One operation of a valid document, its raw variables, and the context it runs in."""

    document: Document
    node: OperationDefinitionNode
    variables: Mapping[str, Any]
    context: Context
    coerced: VariableValues | None = None
    """The variables as the operation declares them, where they have been looked at already."""

    @property
    def name(self) -> str | None:
        return self.node.name.value if self.node.name else None

    @property
    def caller(self) -> Caller:
        return self.context.caller


class Engine:
    """Answers operations from the read model; `size` bounds the plans it keeps. Without `past` no moment but now is answered."""

    def __init__(self, schema: GraphQLSchema, pool: Pool, unseal: Unseal, *, size: int = 500, past: Past | None = None) -> None:
        self.schema, self.pool, self.unseal = schema, pool, unseal
        planning = asyncio.Lock()
        self._plans: Plans[tuple[Plan, bool]] = Plans(Lru(size, ROOM, lambda kept: len(kept[0].sql)), planning)
        self.rows = Composition(schema, pool, unseal, size)
        self._history = History(schema, pool, past, size, planning)
        self._introspection = Introspection(schema, size)
        self._version = sha256(f"{__version__} {projection.fingerprint} {print_schema(schema)}".encode()).digest()

    def planned(self, document: Document, node: OperationDefinitionNode, role: str, variables: VariableValues) -> bool:
        """Whether the plans of this operation are kept, for a mutation those of all its fields."""
        name = node.name.value if node.name else None
        if node.operation is not OperationType.QUERY:
            return self.rows.planned(document, node, role, variables)
        key = plan_key(document, name, role, variables, tagged=False)
        return key in self._plans or self._history.planned(document, name, role, variables)

    def told(self, document: Document, node: OperationDefinitionNode, variables: VariableValues) -> bool:
        """Whether what this operation asks about the schema is kept."""
        return self._introspection.kept(document, node, variables)

    async def answer(self, operation: Operation) -> Answer:
        """The response to a query or mutation. Raises pool.Unavailable, pool.TooLong, pool.TooMuch."""
        try:
            coerced = self.coerced(operation)
            if operation.node.operation is OperationType.QUERY:
                return await self._query(operation, coerced)
        except Refused as refused:
            return Answer(refusal(refused.errors), executed=False)
        except GraphQLError as error:
            return Answer(refusal([error]), executed=False)
        result = _formatted(await self._executed(operation, None))
        reflected = operation.context.reflected
        return Answer(orjson.dumps({**result, "extensions": {"positions": reflected}} if reflected else result))

    async def identity(self, operation: Operation) -> bytes | None:
        """A digest of all that decides the answer to a query besides the positions; None where there is more than that.

        More is the clock, an earlier moment, and what the schema says of itself. A refused query has no identity either: `answer`
        tells why.
        """
        try:
            request = Request(self.coerced(operation), operation.caller.role, operation.caller.values)
            if await self._history.plan(operation.document, operation.name, request):
                return None
            plan, introspects = await self._plan(operation, request, tagged=False)
        except (Refused, GraphQLError):
            return None
        if introspects or plan.clock:
            return None
        caller = [operation.caller.role, *(operation.caller.values[name] for name in plan.actors)]
        decisive = [operation.document.text, operation.name, dict(operation.variables), caller]
        return sha256(self._version + orjson.dumps(decisive, option=orjson.OPT_SORT_KEYS)).digest()

    async def completed(self, operation: Operation, root: Any) -> dict[str, Any]:
        """The result of graphql-core over rows of a tagged statement, with the errors that are due."""
        return _formatted(await self._executed(operation, root))

    def coerced(self, operation: Operation) -> VariableValues:
        """The variables of an operation as it declares them. Raises Refused."""
        return operation.coerced or self.bound(operation.node, operation.variables)

    def bound(self, node: OperationDefinitionNode, variables: Mapping[str, Any]) -> VariableValues:
        """The same before there is an operation. Raises Refused."""
        definitions = node.variable_definitions or ()
        coerced = get_variable_values(self.schema, definitions, dict(variables), max_errors=20, hide_suggestions=True)
        if isinstance(coerced, list):
            raise Refused(coerced)
        return coerced

    async def _query(self, operation: Operation, coerced: VariableValues) -> Answer:
        with Part("plan"):
            request = Request(coerced, operation.caller.role, operation.caller.values)
            moments = await self._history.plan(operation.document, operation.name, request)
            if moments is None:
                plan, introspects = await self._plan(operation, request, tagged=False)
                values = plan.values(request)
        if moments is not None:
            return await self._looked_back(operation, request, moments)
        if not introspects:
            body = await self._selected(plan, values)
            if BROKEN not in body:
                return Answer(await unsealed(body, self.unseal), straight=True, opened=SEALED in body)
        elif told := await self._introspection.tell(operation.document, operation.node, coerced):
            rows = orjson.loads(await self._selected(plan, values))
            return Answer(orjson.dumps({**rows, "data": orjson.Fragment(told)}))
        return Answer(await self._completed(operation, request))

    async def _selected(self, plan: Plan, values: list[Any]) -> bytes:
        with Part("sql"):
            return await self.pool.value(plan.sql, values)

    async def _completed(self, operation: Operation, request: Request) -> bytes:
        """The rare answer that needs graphql-core: introspection beside data, or a null where the schema promises a value.

        All of it comes from one tagged statement, hence from one snapshot, whatever an earlier statement saw.
        """
        plan, _ = await self._plan(operation, request, tagged=True)
        return await self._walked(operation, await self._selected(plan, plan.values(request)))

    async def _looked_back(self, operation: Operation, request: Request, moments: Moments) -> Answer:
        """As `_query` and `_completed`, for an operation of which some fields are answered as of earlier moments.

        Never straight: it is made of several statements, each with positions of its own.
        """
        body = await self._history.body(moments, request)
        if not moments.introspects and BROKEN not in body:
            return Answer(await unsealed(body, self.unseal), opened=SEALED in body)
        tagged = await self._history.plan(operation.document, operation.name, request, tagged=True)
        assert tagged  # noqa: S101 - it looks back, tagged or not
        return Answer(await self._walked(operation, await self._history.body(tagged, request)))

    async def _walked(self, operation: Operation, tagged: bytes) -> bytes:
        body = await unsealed(tagged, self.unseal)
        rows = orjson.loads(body.replace(BROKEN, b"null"))
        # In a thread: introspection takes a tenth of a second, and other requests should not wait for it.
        walked = await asyncio.to_thread(self._begun, operation, rows["data"])
        result = _formatted(await walked if isawaitable(walked) else walked)
        return orjson.dumps({**result, "extensions": rows["extensions"]})

    async def _plan(self, operation: Operation, request: Request, *, tagged: bool) -> tuple[Plan, bool]:
        key = plan_key(operation.document, operation.name, request.role, request.variables, tagged=tagged)

        def make() -> tuple[Plan, bool]:
            return plan_operation(self.schema, operation.node, operation.document.fragments, request, tagged=tagged)

        return await self._plans.get(key, make)

    async def _executed(self, operation: Operation, root: Any) -> ExecutionResult:
        result = self._begun(operation, root)
        return await result if isawaitable(result) else result

    def _begun(self, operation: Operation, root: Any) -> Awaitable[ExecutionResult] | ExecutionResult:
        return execute(
            self.schema,
            _ast(operation),
            root,
            operation.context,
            dict(operation.variables),
            operation.name,
        )


class Refused(Exception):
    """The operation is not executed, for these reasons."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors


def plan_key(document: Document, name: str | None, role: str, variables: VariableValues, *, tagged: bool) -> Hashable:
    """Under what a plan is kept: all that decides its SQL."""
    return document.text, name, role, shape(variables.coerced), tagged


def _ast(operation: Operation) -> Any:
    return operation.document.ast


def _formatted(result: ExecutionResult) -> dict[str, Any]:
    if result.errors:
        return {"data": result.data, "errors": [shown(error) for error in result.errors]}
    return {"data": result.data}
