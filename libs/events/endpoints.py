"""The HTTP face of a service: commands alone and in batches, streams for support, health, and its own description."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from msgspec import json, to_builtins
from starlette.exceptions import HTTPException
from swagger_ui_bundle import swagger_ui_path

from libs.events.access import Actor, Denied, Verifier, role_not_allowed
from libs.events.codec import Codec
from libs.events.decider import Decider
from libs.events.handler import Done, Handler, Order
from libs.events.intake import CommandLine, Intake
from libs.events.log import Database, read
from libs.events.message import Role, target_field
from libs.events.problem import MEDIA_TYPE, Problem, of_denial
from libs.events.telemetry import trace_id
from libs.events.wording import Listening, Sentence, Wording, language
from libs.events.writer import unanswered

AT_ONCE: Final = 128
"""Streams of one batch that are worked on side by side."""

EARLIER: Final = Problem(
    status=503,
    code="EARLIER_COMMAND_OPEN",
    message="An earlier command to the same thing could not be tried yet; send both again, in their order.",
    retry_after=1,
)
"""Of a batch: a command that waits for one before it."""

_STREAM: Final = re.compile(r"[a-z_]+-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""`<aggregate>-<uuid>`; the database is not asked for anything else."""

WRONG_WAY: Final = {
    404: ("NOT_FOUND", "There is nothing here."),
    405: ("METHOD_NOT_ALLOWED", "This method is not allowed here."),
}
"""By status: the code and the message of a request to which no route fits."""

Report = Callable[[], Awaitable[Mapping[str, Any]]]

DOCS: Final = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css"></head><body><div id="ui"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({{url: "/openapi.json", dom_id: "#ui", deepLinking: true, validatorUrl: null}})</script></body></html>"""


class Endpoints:
    """Answers requests to one service. `closed` gives the sentence why no command is taken at the moment, if none is."""

    def __init__(
        self,
        *,
        handler: Handler,
        intake: Intake,
        verifier: Verifier,
        log: Database,
        codec: Codec,
        deciders: Mapping[str, Decider[Any, Any, Any, Any]],
        closed: Callable[[], str | None],
        wording: Wording,
    ) -> None:
        self._handler, self._intake, self._verifier = handler, intake, verifier
        self._log, self._codec, self._deciders, self._closed = log, codec, deciders, closed
        self._wording = wording

    async def command(self, name: str, request: Request) -> Response:
        actor = await self._verifier.actor(request.headers.get("authorization"))
        line = self._intake.line(name, await request.body(), request.headers)
        result = line if isinstance(line, Problem) else await self._carry_out(line, actor)
        return self.problem(result) if isinstance(result, Problem) else _json(to_builtins(result))

    async def batch(self, request: Request) -> Response:
        actor = await self._verifier.actor(request.headers.get("authorization"))
        batch = self._intake.batch(await request.body())
        if isinstance(batch, Problem):
            return self.problem(batch)
        results: list[Done | Problem | None] = [None] * len(batch.commands)
        free = asyncio.Semaphore(AT_ONCE)

        async def work(numbered: Iterable[tuple[int, Order]]) -> None:
            async with free:
                stopped: set[UUID] = set()
                for number, order in numbered:
                    key = _key(order)
                    result = EARLIER if key in stopped else self._refused() or await self._handler.handle(order)
                    # What could not be tried may be tried later: whatever follows on it must not overtake it.
                    if isinstance(result, Problem) and result.status == EARLIER.status:
                        stopped.add(key)
                    results[number] = result

        orders: list[tuple[int, Order]] = []
        for number, line in enumerate(batch.commands):
            order = self._intake.order(line, actor)
            if isinstance(order, Problem):
                results[number] = order
            else:
                orders.append((number, order))
        await asyncio.gather(*(work(numbered) for numbered in _turns(orders, chronological=batch.chronological)))
        return _json({"results": [self._result(result) for result in results]})

    async def _carry_out(self, line: CommandLine, actor: Actor) -> Done | Problem:
        order = self._intake.order(line, actor)
        if isinstance(order, Problem):
            return order
        return self._refused() or await self._handler.handle(order)

    def _refused(self) -> Problem | None:
        reason = self._closed()
        if not reason:
            return None
        return Problem(status=503, code="LOG_DIVERGED", message=Sentence("No command is taken: {reason}", reason=reason))

    async def stream(self, stream: str, request: Request) -> Response:
        """State, version and events; sealed values stay sealed. An operator sees no content, only the envelope."""
        actor = await self._verifier.actor(request.headers.get("authorization"))
        if actor.role not in (Role.HEADQUARTERS, Role.OPS):
            raise role_not_allowed(actor.role, "reading a stream")
        decider = self._deciders.get(stream[:-37]) if _STREAM.fullmatch(stream) else None
        recorded = await read(self._log, stream) if decider else []
        if not recorded or decider is None:
            return self.problem(Problem(status=404, code="STREAM_UNKNOWN", message="There is no such stream.", field="stream"))
        whole = actor.role is Role.HEADQUARTERS
        events = [self._codec.event(one) for one in recorded]
        answer: dict[str, Any] = {"stream": stream, "version": len(recorded)}
        if whole:
            answer["state"] = to_builtins(decider.fold(events), str_keys=True)
        answer["events"] = [_event(one, event if whole else None) for one, event in zip(recorded, events, strict=True)]
        return _json(answer)

    def problem(self, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
        """The problem document, in the language of the request."""
        extra = {"Content-Language": language(), "Vary": "Accept-Language", **(headers or {})}
        if problem.retry_after is not None:
            extra["Retry-After"] = str(problem.retry_after)
        return Response(problem.said(self._wording.say).json(trace_id()), problem.status, extra, media_type=MEDIA_TYPE)

    def _result(self, result: Done | Problem | None) -> dict[str, Any]:
        match result:
            case Problem():
                return {"status": result.status, "problem": result.said(self._wording.say).body(trace_id())}
            case _:
                return {"status": 200, "receipt": to_builtins(result)}


def _key(order: Order) -> UUID:
    """Of the thing a command is addressed to."""
    key: UUID = getattr(order.command, target_field(type(order.command)))
    return key


def _turns(orders: Iterable[tuple[int, Order]], *, chronological: bool) -> Iterable[Iterable[tuple[int, Order]]]:
    """What is carried out one after another; the turns go side by side. Those of the same moment stay in their order."""
    if chronological:
        return [sorted(orders, key=lambda numbered: numbered[1].occurred_at)]
    streams: defaultdict[UUID, list[tuple[int, Order]]] = defaultdict(list)
    for number, order in orders:
        streams[_key(order)].append((number, order))
    return streams.values()


def _event(recorded: Any, event: Any) -> dict[str, Any]:
    made = recorded.made()
    envelope = {
        "position": recorded.position,
        "version": recorded.version,
        "id": recorded.id,
        "type": recorded.type,
        "schema": recorded.schema,
        "occurredAt": recorded.occurred_at,
        "recordedAt": recorded.recorded_at,
        "command": made.command,
        "commandId": recorded.command,
        "role": made.role,
        "unit": made.unit,
        "correlation": made.correlation,
        "causation": made.causation,
        "traceparent": made.traceparent,
        "known": made.known,
        "flags": made.flags,
    }
    present = {name: value for name, value in envelope.items() if value not in (None, {}, ())}
    content = {} if event is None else {"data": event}
    shown: dict[str, Any] = to_builtins({**present, **content}, str_keys=True)
    return shown


def _json(content: Any, status: int = 200) -> Response:
    return Response(json.encode(content), status, media_type="application/json")


def application(title: str, endpoints: Endpoints, description: Mapping[str, Any], *, health: Report, ready: Report) -> FastAPI:
    """The application; nothing it serves comes from elsewhere."""
    app = FastAPI(title=title, openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.add_middleware(Listening)
    app.add_api_route("/commands", endpoints.batch, methods=["POST"])
    app.add_api_route("/commands/{name}", endpoints.command, methods=["POST"])
    app.add_api_route("/streams/{stream}", endpoints.stream, methods=["GET"])
    app.mount("/docs/assets", StaticFiles(directory=swagger_ui_path), name="docs")

    @app.get("/docs")
    async def docs() -> HTMLResponse:
        return HTMLResponse(DOCS.format(title=title))

    @app.get("/openapi.json")
    async def openapi() -> Response:
        return _json(description)

    @app.get("/health")
    async def alive() -> Response:
        return _json(await health())

    @app.get("/ready")
    async def takes_commands() -> Response:
        report = await ready()
        return _json(report, 200 if report["ready"] else 503)

    @app.exception_handler(Denied)
    async def denied(_request: Request, error: Denied) -> Response:
        return endpoints.problem(of_denial(error), error.headers)

    @app.exception_handler(HTTPException)
    async def wrong_way(_request: Request, error: HTTPException) -> Response:
        code, message = WRONG_WAY.get(error.status_code, ("REQUEST_INVALID", "The request cannot be read."))
        return endpoints.problem(Problem(status=error.status_code, code=code, message=message), error.headers)

    @app.exception_handler(Exception)
    async def broken(_request: Request, error: Exception) -> Response:
        if unanswered(error):
            message = "The database cannot be asked at the moment; try again."
            return endpoints.problem(Problem(status=503, code="SERVICE_UNAVAILABLE", message=message, retry_after=1))
        return endpoints.problem(Problem(status=500, code="INTERNAL", message="Something is wrong on our side."))

    return app
