"""Queries that look back: each field that names a moment is answered from its own past, the others from the present."""

import asyncio
from collections.abc import Hashable

import orjson
from graphql import GraphQLSchema, VariableValues

from services.gateway.graph.composition import ROOM
from services.gateway.graph.documents import Document, Lru
from services.gateway.graph.past import Past
from services.gateway.graph.planner import AS_OF, END, Moments, Request, plan_moments, shape
from services.gateway.graph.planning import Plans
from services.gateway.graph.pool import Pool, Unavailable
from services.gateway.graph.timing import Part


class History:
    """Plans and answers them; `size` bounds the plans kept, made when it is `turn`. Without a past nothing can be answered."""

    def __init__(self, schema: GraphQLSchema, present: Pool, past: Past | None, size: int, turn: asyncio.Lock) -> None:
        self._schema, self._present, self._past = schema, present, past
        self._plans: Plans[Moments | None] = Plans(Lru(size, ROOM, lambda plan: plan.size if plan else 0), turn)

    def planned(self, document: Document, name: str | None, role: str, variables: VariableValues) -> bool:
        """Whether the plan of an operation that looks back is kept."""
        return self._plans.kept(_key(document, name, role, variables, tagged=False)) is not None

    async def plan(self, document: Document, name: str | None, request: Request, *, tagged: bool = False) -> Moments | None:
        """None for an operation that asks of the present alone. Raises GraphQLError as `planner.plan_moments` does."""
        if AS_OF not in document.text:
            return None

        def make() -> Moments | None:
            operation = document.operation(name)
            return plan_moments(self._schema, operation, document.fragments, request, tagged=tagged)

        return await self._plans.get(_key(document, name, request.role, request.variables, tagged=tagged), make)

    async def body(self, plan: Moments, request: Request) -> bytes:
        """The response, as `planner.plan_operation` has it; `extensions.asOf` tells by response key of which positions it is.

        Raises GraphQLError, pool.Unavailable, pool.TooLong, pool.TooMuch.
        """
        if self._past is None:
            raise Unavailable("nothing keeps the past here")
        values: dict[str, bytes] = {}
        positions: dict[str, bytes] = {}
        for key, moment in plan.past.items():
            with Part("sql"):
                written = await self._past.value(moment, request)
            value, positions[key] = written.split(END)
            values[key] = value
        now = next(iter(positions.values()))
        if plan.present is not None:
            with Part("sql"):
                written = await self._present.value(plan.present.sql, plan.present.values(request))
            *present, now = written.split(END)
            values |= zip((key for key in plan.keys if key not in plan.past), present, strict=True)
        data = b",".join(b"%b:%b" % (orjson.dumps(key), values[key]) for key in plan.keys)
        then = b",".join(b"%b:{%b}" % (orjson.dumps(key), told) for key, told in positions.items())
        return b'{"data":{%b},"extensions":{"positions":{%b},"asOf":{%b}}}' % (data, now, then)


def _key(document: Document, name: str | None, role: str, variables: VariableValues, *, tagged: bool) -> Hashable:
    return document.text, name, role, shape(variables.coerced), tagged
