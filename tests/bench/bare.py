"""The least that could answer: the gateway's own SQL on the same kind of server; no token, limits or traces, nothing sealed.

A process: `python -m tests.bench.bare PORT URL`, where the database's names are clear text. Its answers are the gateway's, byte
for byte; all it does with a request is to take the variables from it.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import orjson
import uvicorn
import uvloop
from graphql import get_variable_values
from starlette.types import Receive, Scope, Send

from services.gateway.graph.documents import Document
from services.gateway.graph.planner import Request, plan_operation
from services.gateway.graph.planner.text import SEAL
from services.gateway.graph.pool import Pool
from services.gateway.graph.schema import schema
from services.gateway.read_model import projection
from tests.bench.queries import NAMES

PROBES: Final = {"code": "52.99.99.9999", "region": "52.99"}
"""Values that stand for the variables while their places in the statement are looked for."""


@dataclass(frozen=True)
class Statement:
    """A question's SQL, its constant parameters, and at which places the variables stand."""

    sql: str
    constants: list[Any]
    places: dict[str, list[int]]

    @classmethod
    def of(cls, query: str) -> "Statement":
        graph = schema()
        document = Document(graph, query)
        node = document.operation(None)
        named = [one.variable.name.value for one in node.variable_definitions or ()]
        probes = {name: PROBES[name] for name in named if name in PROBES}
        coerced = get_variable_values(
            graph, node.variable_definitions or (), {**probes, "after": None} if "after" in named else probes
        )
        assert not isinstance(coerced, list), coerced
        request = Request(coerced, "headquarters", {})
        plan, _ = plan_operation(graph, node, document.fragments, request)
        values = plan.values(request)
        places = {name: [at for at, value in enumerate(values) if value == probe] for name, probe in probes.items()}
        assert all(places.values()), places
        # Clear text stands where sealed text would: in quotes instead of marks.
        return cls(plan.sql.replace(SEAL[0], "'\"'").replace(SEAL[1], "'\"'"), values, places)


class Bare:
    """An ASGI application."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._statements = {query: Statement.of(query) for query in NAMES.values()}

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        asked = orjson.loads(body)
        statement = self._statements[asked["query"]]
        values = list(statement.constants)
        for name, places in statement.places.items():
            for at in places:
                values[at] = asked["variables"][name]
        answer = await self._pool.value(statement.sql, values)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})


@asynccontextmanager
async def started(url: str) -> AsyncIterator[Bare]:
    async with Pool(url, size=4, search_path=projection.name) as pool:
        yield Bare(pool)


async def serve(port: int, url: str) -> None:
    async with started(url) as app:
        config = uvicorn.Config(app, port=port, log_config=None, access_log=False, server_header=False, lifespan="off")
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(int(sys.argv[1]), sys.argv[2]))
