"""The WebSocket half of `/graphql`: the protocol graphql-transport-ws, for subscriptions and any other operation."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from graphql import GraphQLError, OperationType
from starlette.types import Receive, Scope, Send

from libs.events.access import Actor, Denied
from libs.events.wording import listen
from services.gateway.graph import at_least
from services.gateway.graph.asked import LARGEST, Asked, Malformed
from services.gateway.graph.budgets import client_of
from services.gateway.graph.endpoint import Gateway
from services.gateway.graph.errors import INTERNAL, failed, shown
from services.gateway.graph.execution import Operation, Refused
from services.gateway.graph.pool import TooLong, TooMuch, Unavailable

log = logging.getLogger(__name__)

PROTOCOL: Final = "graphql-transport-ws"
INIT_WITHIN: Final = 5.0
"""Seconds for the client to say who it is."""
AT_ONCE: Final = 100
"""Operations under way on one connection."""


class Closed(Exception):
    """The connection ends here, for this reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Door:
    """Takes WebSocket connections, an ASGI application. `init_within` in seconds."""

    def __init__(self, gateway: Gateway, *, init_within: float = INIT_WITHIN) -> None:
        self._gateway, self._init_within = gateway, init_within

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # websocket.connect
        await send({"type": "websocket.accept", "subprotocol": PROTOCOL if PROTOCOL in scope["subprotocols"] else None})
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        listen(headers.get("accept-language"))
        talk = _Talk(self._gateway, headers, receive, send)
        try:
            if PROTOCOL not in scope["subprotocols"]:
                raise Closed(4406, "Subprotocol not acceptable")
            await talk.begin(self._init_within)
            await talk.go_on()
        except Closed as end:
            with suppress(OSError, RuntimeError):
                await send({"type": "websocket.close", "code": end.code, "reason": end.reason})
        except _Gone:
            return
        finally:
            await talk.end()


class _Gone(Exception):
    """The client has left."""


class _NotExecuted(Exception):
    """An operation was refused, for reasons already put into words."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__()
        self.errors = errors


class _Talk:
    """One connection."""

    def __init__(self, gateway: Gateway, headers: dict[str, str], receive: Receive, send: Send) -> None:
        self._gateway, self._headers, self._receive, self._send = gateway, headers, receive, send
        self._running: dict[str, asyncio.Task[None]] = {}
        self._actor: Actor | None = None

    async def begin(self, within: float) -> None:
        """The client's first words, with its token. Raises Closed."""
        try:
            async with asyncio.timeout(within):
                message = await self._message()
                while message["type"] in ("ping", "pong"):
                    await self._ponged(message)
                    message = await self._message()
        except TimeoutError:
            raise Closed(4408, "Connection initialisation timeout") from None
        except _Gone:
            return
        if message["type"] == "subscribe":
            raise Closed(4401, "Unauthorized")
        if message["type"] != "connection_init":
            raise Closed(4400, "The first message must be connection_init")
        payload = message.get("payload") or {}
        token = payload.get("authorization") if isinstance(payload, dict) else None
        if isinstance(token, str):
            self._headers["authorization"] = token
        try:
            self._actor = await self._gateway.caller(self._headers.get("authorization"))
        except Denied as denied:
            raise Closed(4403, "Forbidden") from denied
        await self._say(b'{"type":"connection_ack"}')

    async def go_on(self) -> None:
        """Serves until the client leaves or its token expires. Raises Closed."""
        if self._actor is None:
            return
        left = (self._actor.expires - datetime.now(UTC)).total_seconds()
        try:
            async with asyncio.timeout(left if left < 86400 * 365 else None):
                while True:
                    await self._heard(await self._message())
        except TimeoutError:
            raise Closed(4403, "The token has expired") from None
        except _Gone:
            return

    async def end(self) -> None:
        """Stops what still runs."""
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _heard(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "ping" | "pong":
                await self._ponged(message)
            case "subscribe":
                self._start(message)
            case "complete":
                if task := self._running.pop(str(message.get("id")), None):
                    task.cancel()
            case "connection_init":
                raise Closed(4429, "Too many initialisation requests")
            case _:
                raise Closed(4400, "This message is unknown here")

    def _start(self, message: dict[str, Any]) -> None:
        name = message.get("id")
        if not isinstance(name, str) or not name:
            raise Closed(4400, "An operation needs an id")
        if name in self._running:
            raise Closed(4409, f"Subscriber for {_cut(name)} already exists")
        if len(self._running) >= AT_ONCE:
            raise Closed(4400, f"At most {AT_ONCE} operations at once")
        try:
            asked = Asked.read(message.get("payload"))
        except Malformed as error:
            raise Closed(4400, str(error)) from None
        self._running[name] = asyncio.create_task(self._run(name, asked), name="operation")

    async def _run(self, name: str, asked: Asked) -> None:
        label = orjson.dumps(name)
        try:
            async with aclosing(self._answers(asked)) as answers:
                async for body in answers:
                    await self._say(b'{"id":%b,"type":"next","payload":%b}' % (label, body))
            ended = b'{"id":%b,"type":"complete"}' % label
        except Refused as refused:
            ended = _error(label, [dict(shown(error)) for error in refused.errors])
        except _Gone:
            return
        except _NotExecuted as refused:
            ended = _error(label, refused.errors)
        except Unavailable:
            ended = _error(label, [failed("UNAVAILABLE", "The data cannot be read at the moment; try again.")])
        except TooMuch:
            ended = _error(label, [failed("TOO_MUCH", "This is more than can be answered at once; ask for less.")])
        except TooLong:
            ended = _error(label, [failed("TOO_LONG", "This took too long and was stopped; ask for less.")])
        except Exception:  # the other operations of the connection go on
            log.exception("an operation failed")
            ended = _error(label, [failed("INTERNAL", INTERNAL)])
        # Free before it is said: the client may use the id again as soon as it hears.
        self._running.pop(name, None)
        with suppress(_Gone):
            await self._say(ended)

    async def _answers(self, asked: Asked) -> AsyncGenerator[bytes]:
        operation = self._operation(asked)
        try:
            wanted = at_least.demanded(asked.extensions)
            await at_least.come(self._gateway.positions, wanted, self._gateway.patience)
        except GraphQLError as error:
            raise Refused([error]) from None
        if operation.node.operation is OperationType.SUBSCRIPTION:
            async with aclosing(self._gateway.engine.events(operation)) as events:
                async for body in events:
                    yield body
            return
        answer = await self._gateway.engine.answer(operation)
        if not answer.executed:
            raise _NotExecuted(orjson.loads(answer.body)["errors"])
        yield answer.body

    def _operation(self, asked: Asked) -> Operation:
        assert self._actor  # noqa: S101 - nothing runs before the client is known
        client = client_of(self._actor, None)
        try:
            document = self._gateway.document(asked, self._actor, client, self._gateway.named(asked))
            return self._gateway.operation(asked, document, self._actor, client, self._headers)
        except GraphQLError as error:
            raise Refused([error]) from None

    async def _ponged(self, message: Mapping[str, Any]) -> None:
        if message["type"] == "ping":
            await self._say(b'{"type":"pong"}')

    async def _message(self) -> dict[str, Any]:
        event = await self._receive()
        if event["type"] == "websocket.disconnect":
            raise _Gone
        text = event.get("text") or ""
        if len(text) > LARGEST:
            raise Closed(1009, f"A message has at most {LARGEST} characters")
        try:
            message = orjson.loads(text)
        except orjson.JSONDecodeError:
            message = None
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            raise Closed(4400, "A message is a JSON object with a type")
        return message

    async def _say(self, message: bytes) -> None:
        try:
            await self._send({"type": "websocket.send", "text": message.decode()})
        except (OSError, RuntimeError):  # the server's way of saying that nobody listens any more
            raise _Gone from None


def _cut(name: str) -> str:
    """The beginning of a client's id: the reason of a close frame has at most 123 bytes."""
    return name.encode()[:64].decode(errors="ignore")


def _error(label: bytes, errors: list[dict[str, Any]]) -> bytes:
    return b'{"id":%b,"type":"error","payload":%b}' % (label, orjson.dumps(errors))
