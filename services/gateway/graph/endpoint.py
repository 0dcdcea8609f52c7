"""GraphQL over HTTP: requests are read, callers recognised, operations answered, errors told with the status they deserve."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graphql import FieldNode, GraphQLError, OperationType
from starlette.types import Receive, Scope, Send

from libs.events.access import ANONYMOUS, Actor, Denied, Verifier
from libs.events.message import Role
from libs.events.problem import MEDIA_TYPE as PROBLEM_JSON
from libs.events.problem import of_denial
from libs.events.telemetry import trace_id
from services.gateway.graph.asked import JSON, Asked, Malformed
from services.gateway.graph.asked import asked as read_request
from services.gateway.graph.broadcast.hub import Broadcast
from services.gateway.graph.commands import Commands
from services.gateway.graph.context import Caller, Context
from services.gateway.graph.documents import Document, Documents
from services.gateway.graph.errors import INTERNAL, failure, refusal
from services.gateway.graph.execution import Engine, Operation
from services.gateway.graph.pool import TooLong, TooMuch, Unavailable
from services.gateway.graph.positions import Positions

log = logging.getLogger(__name__)

RESPONSE_JSON: Final = "application/graphql-response+json"
SMALL: Final = 256
"""Characters of a document that is looked at although its sender shows no token."""


@dataclass(frozen=True)
class Gateway:
    """What every door of the graph shares."""

    engine: Engine
    documents: Documents
    verifier: Verifier
    commands: Commands | None = None
    positions: Positions | None = None
    broadcast: Broadcast | None = None

    async def caller(self, authorization: str | None) -> Actor:
        """Whoever the header names. Raises Denied, also for partners: what they may see has a schema and a door of its own."""
        actor = await self.verifier.actor(authorization)
        if actor.role is Role.PARTNER:
            raise Denied("ROLE_NOT_ALLOWED", "The role partner is not served here.", 403)
        return actor

    def operation(self, asked: Asked, document: Document, actor: Actor, headers: Mapping[str, str]) -> Operation:
        """One operation of a valid document, ready to run. Raises GraphQLError where it cannot be told which."""
        node = document.operation(asked.name)
        context = Context(Caller.of(actor), document, self.engine.rows, headers, self.commands, self.positions)
        return Operation(document, node, asked.variables, context)


class Endpoint:
    """The HTTP half of `/graphql`, an ASGI application."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        media = _media(headers.get("accept"))
        extra: dict[str, str] = {}
        try:
            if media is None:
                raise Malformed(406, f"Answers are {RESPONSE_JSON} or {JSON}.")
            asked = await read_request(scope, receive, headers)
            status, body = await self._answered(asked, scope["method"], headers)
            if media == JSON and status == 400:
                status = 200  # the older media type tells of a refused document in the body alone
        except Malformed as error:
            status, body, extra = error.status, refusal([GraphQLError(str(error))]), error.headers
        except Denied as error:
            problem = of_denial(error)
            status, body, extra, media = problem.status, problem.json(trace_id()), error.headers, PROBLEM_JSON
        except Unavailable:
            status, body = 503, failure("UNAVAILABLE", "The data cannot be read at the moment; try again.")
            extra = {"Retry-After": "1"}
        except TooMuch:
            status, body = 400, failure("TOO_MUCH", "This is more than can be answered at once; ask for less.")
        except TooLong:
            status, body = 503, failure("TOO_LONG", "This took too long and was stopped; ask for less.")
        except Exception:  # a client must get an answer, whatever broke
            log.exception("a request failed")
            status, body = 500, failure("INTERNAL", INTERNAL)
        await _send(send, status, body, {"content-type": f"{media or JSON}; charset=utf-8", "cache-control": "no-store", **extra})

    async def _answered(self, asked: Asked, method: str, headers: Mapping[str, str]) -> tuple[int, bytes]:
        authorization = headers.get("authorization")
        small = len(asked.query) <= SMALL
        if authorization is None and small and _harmless(self._gateway.documents.get(asked.query)):
            actor = ANONYMOUS
        else:
            actor = await self._gateway.caller(authorization)
        document = self._gateway.documents.get(asked.query)
        if document.errors:
            return 400, refusal(document.errors)
        try:
            operation = self._gateway.operation(asked, document, actor, headers)
        except GraphQLError as error:
            return 400, refusal([error])
        if operation.node.operation is OperationType.SUBSCRIPTION:
            return 400, refusal([GraphQLError("Subscriptions are served over WebSocket.")])
        if method == "GET" and operation.node.operation is not OperationType.QUERY:
            raise Malformed(405, "A mutation needs POST.", Allow="POST")
        answer = await self._gateway.engine.answer(operation)
        return (200 if answer.executed else 400), answer.body


def _media(accept: str | None) -> str | None:
    """The media type of the answer: the best that is accepted, the older one where anything is; None where neither is."""
    best: tuple[float, str] | None = None
    for choice in (accept or JSON).split(","):
        name, *parameters = (part.strip().lower() for part in choice.split(";"))
        quality = next((_quality(part) for part in parameters if part.startswith("q=")), 1.0)
        media = JSON if name in ("*/*", "application/*", JSON) else RESPONSE_JSON if name == RESPONSE_JSON else None
        if media and quality and (best is None or quality > best[0]):
            best = (quality, media)
    return best[1] if best else None


def _quality(parameter: str) -> float:
    try:
        return float(parameter.removeprefix("q="))
    except ValueError:
        return 0.0


def _harmless(document: Document) -> bool:
    """Whether a document asks for nothing but the name of the root: that is answered to anybody, as a sign of life."""
    if document.errors or document.fragments or len(document.operations) != 1:
        return False
    (operation,) = document.operations.values()
    fields = operation.selection_set.selections
    plain = all(isinstance(field, FieldNode) and field.name.value == "__typename" for field in fields)
    return operation.operation is OperationType.QUERY and plain


async def _send(send: Send, status: int, body: bytes, headers: Mapping[str, str]) -> None:
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    raw.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
