"""The payload of a mutation or subscription: what is selected below one field, composed by one statement."""

from collections.abc import Hashable, Mapping
from typing import Any, Final

import orjson
from graphql import FieldNode, GraphQLSchema, OperationDefinitionNode, VariableValues, get_named_type

from services.gateway.graph.assembly import GIVEN
from services.gateway.graph.context import Context
from services.gateway.graph.documents import Document, Lru
from services.gateway.graph.planner import Plan, Request, plan_object, shape
from services.gateway.graph.pool import Pool
from services.gateway.graph.timing import Part
from services.gateway.graph.unsealing import Unseal, unsealed

BROKEN: Final = b"\x01"
ROOM: Final = 4_000_000
"""Characters of SQL of the plans kept: with what belongs to it, each takes about ten bytes of memory."""


class Composition:
    """`context.Rows` over the read model. Plans are kept, `size` of them, by document, field, role and shape of the variables."""

    def __init__(self, schema: GraphQLSchema, pool: Pool, unseal: Unseal, size: int) -> None:
        self._schema, self._pool, self._unseal = schema, pool, unseal
        self._plans: Lru[Plan] = Lru(size, ROOM, lambda plan: len(plan.sql))

    async def __call__(self, info: Any, *, given: Mapping[str, Any] | None = None, **values: Any) -> Any:
        with Part("plan"):
            sql, bound = self._bound(info, values)
        with Part("sql"):
            body = await self._pool.value(sql, bound)
        body = await unsealed(body, self._unseal)
        made = orjson.loads(body.replace(BROKEN, b"null"))
        reflected: dict[str, int] = info.context.reflected
        for service, position in made["positions"].items():
            reflected[service] = min(position, reflected.get(service, position))
        return {**made["row"], GIVEN: dict(given or {})}

    def check(self, info: Any, *names: str) -> None:
        self._bound(info, dict.fromkeys(names))

    def planned(self, document: Document, node: OperationDefinitionNode, role: str, variables: VariableValues) -> bool:
        """Whether the plans of all fields of this mutation are kept."""
        name = node.name.value if node.name else None
        fields = [(field.alias or field.name).value for field in node.selection_set.selections if isinstance(field, FieldNode)]
        return all(_key(document.text, name, (field,), role, variables) in self._plans for field in fields)

    def _bound(self, info: Any, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
        raw = info._raw_info
        context: Context = raw.context
        caller = context.caller
        request = Request(raw.variable_values, caller.role, {**caller.values, **values})
        kind = get_named_type(raw.return_type)
        path = tuple(step for step in raw.path.as_list() if isinstance(step, str))
        name = raw.operation.name and raw.operation.name.value
        key = _key(context.document.text, name, path, caller.role, raw.variable_values)
        plan = self._plans.get(key, lambda: plan_object(self._schema, kind, raw.field_nodes, raw.fragments, request))
        return plan.sql, plan.values(request)


def _key(text: str, name: str | None, path: tuple[str, ...], role: str, variables: VariableValues) -> Hashable:
    """What a plan is kept under: all that decides its SQL."""
    return (text, name, path, role, shape(variables.coerced))
