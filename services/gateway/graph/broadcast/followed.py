"""What one follower asks for, understood: which events, from where on, and with whom the answers are shared."""

import asyncio
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson
from graphql import FieldNode, GraphQLError, VariableNode, VariableValues, Visitor, visit

from services.gateway.graph.broadcast.cursor import Cursor
from services.gateway.graph.broadcast.topic import AFTER, TOPIC, Topic, Wanted, cursor_of
from services.gateway.graph.composition import BROKEN, ROOM
from services.gateway.graph.documents import Document, Lru
from services.gateway.graph.execution import Engine, Operation, plan_key
from services.gateway.graph.planner import Plan, Request, plan_event
from services.gateway.graph.planner.rows import declared
from services.gateway.graph.planner.selection import Selection
from services.gateway.graph.planner.text import Parts
from services.gateway.graph.unsealing import unsealed

SUPPLIED: Final = frozenset({"event_service", "event_positions"})


@dataclass(frozen=True)
class Followed:
    """The request of a follower; `key` is equal for those who are told the same bytes."""

    topic: Topic
    wanted: Wanted
    cursor: Cursor | None
    key: tuple[Any, ...]
    payloads: "Payloads"


class Payloads:
    """Composes the responses to events: one statement for several, with graphql-core's words where a promise is broken."""

    def __init__(self, engine: Engine, operation: Operation, request: Request, service: str, kept: "Kept") -> None:
        self._engine, self._operation, self._request, self._service = engine, operation, request, service
        self._kept = kept

    async def of(self, positions: Sequence[int]) -> dict[int, bytes | None]:
        """By position: the response, None where this role does not see it; a position that is not shown now is missing.

        Raises pool.Unavailable, pool.TooLong, pool.TooMuch, GraphQLError.
        """
        told = await self._rows(positions, tagged=False)
        broken = [position for position, body in told.items() if body is not None and BROKEN in body]
        whole = {position: body and await unsealed(body, self._engine.unseal) for position, body in told.items()}
        for position, body in (await self._rows(broken, tagged=True)).items() if broken else ():
            rows = orjson.loads((await unsealed(body or b"", self._engine.unseal)).replace(BROKEN, b"null"))
            completed = await self._engine.completed(self._operation, rows["data"])
            whole[position] = orjson.dumps({**completed, "extensions": rows["extensions"]})
        return whole

    async def plan(self, *, tagged: bool = False) -> Plan:
        """Raises GraphQLError where what is selected is refused."""
        operation, request = self._operation, self._request
        key = plan_key(operation.document, operation.name, request.role, request.variables, tagged=tagged)

        def make() -> Plan:
            fragments = operation.document.fragments
            return plan_event(self._engine.schema, operation.node, fragments, request, extensions=_cursor, tagged=tagged)

        return await self._kept.plan(key, make)

    async def _rows(self, positions: Sequence[int], *, tagged: bool) -> dict[int, bytes | None]:
        plan = await self.plan(tagged=tagged)
        which = {"event_service": self._service, "event_positions": list(positions)}
        values = plan.values(replace(self._request, actor={**self._request.actor, **which}))
        return {row["position"]: row["told"] for row in await self._engine.pool.fetch(plan.sql, values)}


class Kept:
    """What is worked out once a document: plans, and how often it names each variable."""

    def __init__(self) -> None:
        self._plans: Lru[Plan] = Lru(500, ROOM, lambda plan: len(plan.sql))
        self._planning = asyncio.Lock()
        self._uses: Lru[Counter[str]] = Lru(500, 100_000, len)

    def planned(self, document: Document, name: str | None, role: str, variables: VariableValues) -> bool:
        return plan_key(document, name, role, variables, tagged=False) in self._plans

    async def plan(self, key: Hashable, make: Callable[[], Plan]) -> Plan:
        """In a thread, as making one may take a quarter of a second; one after another, as in `Engine`."""
        if key in self._plans:
            return self._plans.get(key, make)
        async with self._planning:
            made = self._plans.get(key, make) if key in self._plans else await asyncio.to_thread(make)
            return self._plans.get(key, lambda: made)

    def uses(self, document: Document) -> Counter[str]:
        return self._uses.get(document.text, lambda: _uses(document))


async def followed(engine: Engine, operation: Operation, kept: Kept) -> Followed:
    """Raises execution.Refused, GraphQLError where the operation is refused."""
    assert engine.schema.subscription_type  # noqa: S101 - the operation is valid
    request = Request(engine.coerced(operation), operation.caller.role, operation.caller.values)
    fields = Selection(engine.schema, operation.document.fragments, request.variables).fields(
        engine.schema.subscription_type, [operation.node]
    )
    if len(fields) != 1:
        raise GraphQLError("A subscription follows one thing.")
    ((node, *_),) = fields.values()
    definition = engine.schema.subscription_type.fields[node.name.value]
    topic: Topic = declared(definition).metadata[TOPIC]
    arguments = request.arguments(definition, node)
    given = {declared(definition.args[name]).python_name: value for name, value in arguments.items()}
    wanted = topic.wanted(operation.caller, given)
    cursor = Cursor.read(given[AFTER]) if given.get(AFTER) is not None else None
    payloads = Payloads(engine, operation, request, topic.service, kept)
    plan = await payloads.plan()
    checked = plan.values(replace(request, actor={**request.actor, **dict.fromkeys(SUPPLIED)}))
    assert len(checked) == len(plan.binds)  # noqa: S101 - done for what it raises
    sight = {name: operation.caller.values[name] for name in plan.actors if name not in SUPPLIED}
    return Followed(
        topic,
        wanted,
        cursor,
        (
            operation.document.text,
            operation.name,
            _shared(operation, node, kept),
            operation.caller.role,
            _bytes(sight),
            topic,
            wanted,
        ),
        payloads,
    )


def _uses(document: Document) -> Counter[str]:
    names = Counter[str]()

    class Uses(Visitor):
        def enter_variable(self, node: VariableNode, *_: Any) -> None:
            names[node.name.value] += 1

    assert document.ast  # noqa: S101 - the operation is valid
    visit(document.ast, Uses())
    return names


def _shared(operation: Operation, node: FieldNode, kept: Kept) -> bytes:
    """The variables that decide what is told: not the one that only says from where on."""
    names = kept.uses(operation.document)
    own = {
        argument.value.name.value
        for argument in node.arguments or ()
        if argument.name.value == AFTER and isinstance(argument.value, VariableNode)
    }
    # Twice: where it is declared and as the argument; whatever else uses it decides the answer after all.
    apart = {name for name in own if names[name] == 2}
    declared_names = {definition.variable.name.value for definition in operation.node.variable_definitions or ()}
    return _bytes({name: value for name, value in operation.variables.items() if name in declared_names - apart})


def _bytes(values: Mapping[str, Any]) -> bytes:
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS, default=str)


def _cursor(row: Any) -> Parts:
    return ['"cursor":"', cursor_of(row), '"']
