"""Asks the gateway's own schema on behalf of anybody."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from libs.events.access import Actor
from libs.events.message import Role
from services.gateway.graph.context import Caller, Context
from services.gateway.graph.documents import Documents
from services.gateway.graph.execution import Engine, Operation
from services.gateway.graph.pool import Pool
from services.gateway.graph.schema import schema
from tests.lombok import unseal

SCHEMA = schema()


class Asking:
    """`pool` finds the read model; sealed values are those of `tests.lombok`."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.engine = Engine(SCHEMA, pool, unseal)
        self._documents = Documents(SCHEMA)

    async def __call__(
        self,
        text: str,
        role: Role = Role.HEADQUARTERS,
        unit: UUID | None = None,
        /,
        *,
        as_person: UUID | None = None,
        as_village: UUID | None = None,
        **variables: Any,
    ) -> Mapping[str, Any]:
        """The `data` of an answer without errors; `as_person` and `as_village` say who an officer or pillar is."""
        document = self._documents.get(text)
        assert not document.errors, document.errors
        actor = Actor(subject=str(as_person or "somebody"), role=role, unit=unit, village=as_village)
        context = Context(Caller.of(actor), document, self.engine.rows)
        answer = await self.engine.answer(Operation(document, document.operation(None), variables, context))
        body = orjson.loads(answer.body)
        assert "errors" not in body, body["errors"]
        data: Mapping[str, Any] = body["data"]
        return data
