"""One service, asked as its clients ask it, and its database, looked at from behind."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
from msgspec import json

from libs.events import log
from libs.events.codec import Recorded
from libs.events.service import Service
from tests.conftest import Database

HEADQUARTERS = {"sub": "test-headquarters", "role": "headquarters"}


class Served:
    """By headquarters, unless a token of somebody else is given."""

    def __init__(self, client: httpx.AsyncClient, token: Callable[..., str], database: Database) -> None:
        self._client, self._token, self.database = client, token, database

    def token(self, **claims: Any) -> str:
        return self._token(**{**HEADQUARTERS, **claims})

    async def post(self, path: str, body: Any, *, token: str | None = None, **headers: str) -> httpx.Response:
        """By headquarters, unless another token is given; an empty one is left out."""
        token = self.token() if token is None else token
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        authorization = {"authorization": f"Bearer {token}"} if token else {}
        content = body if isinstance(body, bytes) else json.encode(body)
        return await self._client.post(path, content=content, headers={**authorization, **given})

    async def get(self, path: str, *, token: str | None = None) -> httpx.Response:
        return await self._client.get(path, headers={"authorization": f"Bearer {token or self.token()}"})

    async def give(self, command: str, *, id: UUID | None = None, **data: Any) -> dict[str, Any]:  # noqa: A002 as it is called
        """A command that is carried out; its receipt."""
        answer = await self.post(f"/commands/{command}", data, idempotency_key=str(id or uuid4()))
        assert answer.status_code == 200, answer.text
        receipt: dict[str, Any] = answer.json()
        return receipt

    async def ready(self, what: str, value: Any) -> bool:
        """Whether the service says this of itself."""
        return bool((await self.get("/ready")).json().get(what) == value)

    async def rows(self) -> Sequence[Recorded]:
        db = await asyncpg.connect(self.database.owner_url)
        try:
            return await log.tail(db, 0, 10_000)
        finally:
            await db.close()


Serve = Callable[[Service], Awaitable[Served]]
