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
from services.gateway.graph.past import Past
from services.gateway.graph.pool import Pool
from services.gateway.graph.schema import schema
from tests.lombok import unseal

SCHEMA = schema()


class Asking:
    """`pool` finds the read model; sealed values are those of `tests.lombok`."""

    def __init__(self, pool: Pool, past: Past | None = None) -> None:
        self.pool = pool
        self.engine = Engine(SCHEMA, pool, unseal, past=past)
        self._documents = Documents(SCHEMA)

    async def __call__(
        self, text: str, role: Role = Role.HEADQUARTERS, unit: UUID | None = None, /, **variables: Any
    ) -> Mapping[str, Any]:
        """The `data` of an answer without errors."""
        body = orjson.loads(await self.body(text, role, unit, variables))
        assert "errors" not in body, body["errors"]
        data: Mapping[str, Any] = body["data"]
        return data

    async def body(self, text: str, role: Role, unit: UUID | None, variables: Mapping[str, Any]) -> bytes:
        """The whole answer to a valid document, whatever it is."""
        document = self._documents.get(text)
        assert not document.errors, document.errors
        context = Context(Caller.of(Actor(subject="somebody", role=role, unit=unit)), document, self.engine.rows)
        answer = await self.engine.answer(Operation(document, document.operation(None), variables, context))
        return answer.body
