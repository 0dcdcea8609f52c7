"""GraphQL over HTTP: requests are read, callers recognised, operations answered, errors told with the status they deserve."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import GraphQLError, OperationType
from starlette.types import Receive, Scope, Send

from libs.events.access import ANONYMOUS, Actor, Denied, Verifier
from libs.events.message import Role
from libs.events.problem import MEDIA_TYPE as PROBLEM_JSON
from libs.events.problem import of_denial
from libs.events.telemetry import trace_id
from libs.events.wording import language, listen
from services.gateway.graph import at_least, strangers
from services.gateway.graph.admission import Admission
from services.gateway.graph.asked import JSON, Asked, Malformed
from services.gateway.graph.asked import asked as read_request
from services.gateway.graph.broadcast.hub import Broadcast
from services.gateway.graph.budgets import Throttled, client_of
from services.gateway.graph.commands import Commands
from services.gateway.graph.conditional import Conditional, Told, plain
from services.gateway.graph.context import Caller, Context
from services.gateway.graph.cost import REQUESTED
from services.gateway.graph.documents import Document, Documents
from services.gateway.graph.errors import INTERNAL, failure, refusal
from services.gateway.graph.execution import Engine, Operation, Refused
from services.gateway.graph.indonesian import WORDING
from services.gateway.graph.pool import TooLong, TooMuch, Unavailable
from services.gateway.graph.positions import Positions
from services.gateway.graph.timing import Part, begun
from services.gateway.graph.trusted import TrustedDocuments, not_found

log = logging.getLogger(__name__)

RESPONSE_JSON: Final = "application/graphql-response+json"
RANGES: Final = ("application/*", "*/*")
"""Of media types, the narrower one first."""


@dataclass(frozen=True)
class Gateway:
    """What every door of the graph shares."""

    engine: Engine
    documents: Documents
    verifier: Verifier
    commands: Commands | None = None
    positions: Positions | None = None
    broadcast: Broadcast | None = None
    admission: Admission = field(default_factory=Admission)
    trusted: TrustedDocuments = field(default_factory=TrustedDocuments)
    patience: float = 2.0
    """Seconds for which a request waits until what it wrote, or demands to see, can be read."""

    async def caller(self, authorization: str | None) -> Actor:
        """Whoever the header names. Raises Denied, also for partners: what they may see has a schema and a door of its own."""
        actor = await self.verifier.actor(authorization)
        if actor.role is Role.PARTNER:
            raise Denied("ROLE_NOT_ALLOWED", "The role partner is not served here.", 403)
        return actor

    def named(self, asked: Asked) -> Document | None:
        """The trusted document that a request names, None where it sends one of its own.

        Raises GraphQLError for an unknown id alone.
        """
        if asked.document_id is None:
            return None
        if found := self.trusted.find(asked.document_id):
            return found
        if not asked.query:
            raise not_found()
        return None

    def document(self, asked: Asked, actor: Actor, client: str, trusted: Document | None = None) -> Document:
        """The valid document of a request: `trusted` where one was asked for by its id, else what was sent.

        Raises Refused, budgets.Throttled.
        """
        if trusted is not None:
            document = trusted
        else:
            self.admission.own(actor, client, asked.query, known=asked.query in self.documents)
            with Part("parse"):
                document = self.documents.get(asked.query)
        if document.errors:
            raise Refused(document.errors)
        return document

    def operation(self, asked: Asked, document: Document, actor: Actor, client: str, headers: Mapping[str, str]) -> Operation:
        """One operation of a valid document, paid for and ready to run. Raises GraphQLError, Refused, budgets.Throttled."""
        node = document.operation(asked.name)
        variables = self.engine.bound(node, asked.variables)
        following = self.broadcast if node.operation is OperationType.SUBSCRIPTION else None
        planned = (following or self.engine).planned(document, node, actor.role.value, variables)
        told = self.engine.told(document, node, variables)
        self.admission.operation(client, self.engine.schema, document, node, variables, planned=planned, told=told)
        rows, commands = self.engine.rows, self.commands
        context = Context(Caller.of(actor), document, rows, headers, commands, self.positions, self.patience)
        return Operation(document, node, asked.variables, context, variables)


class Endpoint:
    """The HTTP half of `/graphql`, an ASGI application."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._conditional = Conditional(gateway.engine, gateway.positions) if gateway.positions else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _joined(scope["headers"])
        media = _media(headers.get("accept"))
        extra: Mapping[str, str] = {}
        timing = begun()
        listen(headers.get("accept-language"))
        try:
            if media is None:
                raise Malformed(406, f"Answers are {RESPONSE_JSON} or {JSON}.")
            with Part("parse"):
                asked = await read_request(scope, receive, headers)
            told = await self._answered(asked, scope["method"], headers, media, scope.get("client"))
            status, body, extra = told.status, told.body, told.headers
            if media == JSON and status == 400:
                status = 200  # the older media type tells of a refused document in the body alone
        except Malformed as error:
            status, body, extra = error.status, refusal([error.told()]), error.headers
        except Denied as error:
            problem = of_denial(error).said(WORDING.say)
            extra = {**error.headers, "content-language": language(), "vary": "Accept-Language"}
            status, body, media = problem.status, problem.json(trace_id()), PROBLEM_JSON
        except Throttled as error:
            status, body, extra = 429, refusal([error]), {"Retry-After": str(error.wait)}
        except at_least.NotYet as error:
            status, body, extra = 503, refusal([error]), {"Retry-After": "1"}
        except Unavailable:
            status, body = 503, failure("UNAVAILABLE", "The data cannot be read at the moment; try again.")
            extra = {"Retry-After": "1"}
        except TooMuch:
            status = 200 if media == JSON else 400
            body = failure("TOO_MUCH", "This is more than can be answered at once; ask for less.")
        except TooLong:
            status, body = 503, failure("TOO_LONG", "This took too long and was stopped; ask for less.")
        except Exception:  # a client must get an answer, whatever broke
            log.exception("a request failed")
            status, body = 500, failure("INTERNAL", INTERNAL)
        common = {"cache-control": "no-store"}
        if "authorization" in headers:  # how long something took tells a stranger more than the answer does
            common["server-timing"] = timing.header()
        if status != 304:
            common["content-type"] = f"{media or JSON}; charset=utf-8"
        await _send(send, status, body, {**common, **extra})

    async def _answered(self, asked: Asked, method: str, headers: Mapping[str, str], media: str, address: Any) -> Told:
        authorization = headers.get("authorization")
        actor = ANONYMOUS if authorization is None else await self._gateway.caller(authorization)
        client = client_of(actor, address)
        try:
            trusted = self._gateway.named(asked)
        except GraphQLError as error:
            if actor.role is not Role.ANONYMOUS:
                return Told(400, refusal([error]))
            trusted = None
        # By role: a token that says its bearer is nobody in particular makes nobody more than a stranger.
        if actor.role is Role.ANONYMOUS and not (trusted and trusted.public):
            self._gateway.admission.request(client, REQUESTED)
            alive = strangers.sign_of_life(asked)
            return Told(200, alive) if alive else Told(400, refusal([strangers.refused()]))
        try:
            wanted = at_least.demanded(asked.extensions)
            document = self._gateway.document(asked, actor, client, trusted)
            operation = self._gateway.operation(asked, document, actor, client, headers)
        except Refused as refused:
            return Told(400, refusal(refused.errors))
        except Throttled:
            raise
        except GraphQLError as error:
            return Told(400, refusal([error]))
        if operation.node.operation is OperationType.SUBSCRIPTION:
            return Told(400, refusal([GraphQLError("Subscriptions are served over WebSocket.")]))
        if method == "GET" and operation.node.operation is not OperationType.QUERY:
            raise Malformed(405, "A mutation needs POST.", Allow="POST")
        await at_least.come(self._gateway.positions, wanted, self._gateway.patience)
        if method == "GET" and document.trusted and self._conditional:
            return await self._conditional.answer(operation, media, headers.get("if-none-match"))
        return plain(await self._gateway.engine.answer(operation))


def _joined(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """The headers by name; what stands in several lines is one list, as RFC 9110 has it."""
    found: dict[str, str] = {}
    for name, value in ((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw):
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _media(accept: str | None) -> str | None:
    """The media type of the answer: the best that is accepted, the older one where anything is; None where neither is.

    What is named itself is not judged by the ranges it lies in: `application/json;q=0, */*` leaves the newer one.
    """
    liked: dict[str, float] = {}
    for choice in (accept or JSON).split(","):
        name, *parameters = (part.strip().lower() for part in choice.split(";"))
        if name in (RESPONSE_JSON, JSON, *RANGES):
            liked.setdefault(name, next((_quality(part) for part in parameters if part.startswith("q=")), 1.0))
    older, by_range = (next((liked[name] for name in names if name in liked), 0.0) for names in ((JSON, *RANGES), RANGES))
    newer = liked.get(RESPONSE_JSON, 0.0 if older else by_range)
    best = max(older, newer)
    if not best:
        return None
    first = next((name for name, quality in liked.items() if quality == best), JSON)
    return RESPONSE_JSON if newer > older or (newer == older and first == RESPONSE_JSON) else JSON


def _quality(parameter: str) -> float:
    try:
        return float(parameter.removeprefix("q="))
    except ValueError:
        return 0.0


async def _send(send: Send, status: int, body: bytes, headers: Mapping[str, str]) -> None:
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    if status != 304:
        raw.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
