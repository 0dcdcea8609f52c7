"""Follows as a client would, without a socket in between."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from libs.events.access import Actor
from libs.events.message import Role
from services.gateway.graph.broadcast.group import Member
from services.gateway.graph.broadcast.hub import Broadcast
from services.gateway.graph.context import Caller, Context
from services.gateway.graph.documents import Documents
from services.gateway.graph.execution import Engine, Operation
from services.gateway.graph.told import told

PATIENCE = 20
ACTIVITY = """subscription Followed($id: ID, $program: ID, $after: String) {
  trainingActivity(id: $id, program: $program, after: $after) {
    type position occurredAt cursor training { title status attendees { role } program { title } } } }"""


class Heard:
    """A listener that keeps what it is told."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.errors: list[dict[str, Any]] = []
        self.member: Member | None = None
        self.joining: asyncio.Task[Member] | None = None
        self._more = asyncio.Event()
        self.slow: asyncio.Event | None = None
        """Set it to an event, and the listener has room once that is set."""

    def tell(self, payload: bytes) -> None:
        self.raw.append(payload)
        self._more.set()

    def fail(self, error: Exception) -> None:
        self.errors.extend(told(error))
        self._more.set()
        if self.joining is not None:
            self.joining.cancel()

    async def room(self) -> None:
        if self.slow is not None:
            await self.slow.wait()

    @property
    def bodies(self) -> list[Any]:
        return [orjson.loads(payload) for payload in self.raw]

    @property
    def positions(self) -> list[int]:
        return [next(iter(body["data"].values()))["position"] for body in self.bodies]

    async def count(self, number: int) -> None:
        """Waits until so many were told."""
        await self._until(lambda: len(self.raw) >= number)

    async def failed(self) -> Any:
        """Waits for the end; its code."""
        await self._until(lambda: bool(self.errors))
        return self.errors[0].get("extensions", {}).get("code")

    async def _until(self, true: Any) -> None:
        async with asyncio.timeout(PATIENCE):
            while not true():
                self._more.clear()
                await self._more.wait()


class Follow:
    """Follows on behalf of anybody."""

    def __init__(self, engine: Engine, broadcast: Broadcast) -> None:
        self.engine, self.broadcast = engine, broadcast
        self._documents = Documents(engine.schema)

    def operation(
        self,
        text: str,
        variables: Mapping[str, Any],
        role: Role = Role.HEADQUARTERS,
        unit: UUID | None = None,
        subject: str = "somebody",
        *,
        as_village: UUID | None = None,
    ) -> Operation:
        document = self._documents.get(text)
        assert not document.errors, document.errors
        caller = Caller.of(Actor(subject=subject, role=role, unit=unit, village=as_village))
        return Operation(document, document.operation(None), variables, Context(caller, document, self.engine.rows))

    async def __call__(
        self,
        text: str = ACTIVITY,
        role: Role = Role.HEADQUARTERS,
        unit: UUID | None = None,
        heard: Heard | None = None,
        subject: str = "somebody",
        *,
        as_village: UUID | None = None,
        **variables: Any,
    ) -> Heard:
        heard = heard or Heard()
        async with asyncio.timeout(PATIENCE):
            operation = self.operation(text, variables, role, unit, subject, as_village=as_village)
            heard.joining = asyncio.ensure_future(self.broadcast.follow(operation, heard))
            heard.member = await heard.joining
        return heard
