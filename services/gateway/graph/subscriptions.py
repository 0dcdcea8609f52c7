"""The WebSocket half of `/graphql`: the protocol graphql-transport-ws, for subscriptions and any other operation."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from contextvars import copy_context
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

import orjson
from graphql import GraphQLError, OperationType
from starlette.types import Receive, Scope, Send

from libs.events.access import Actor, Denied
from libs.events.message import Role
from libs.events.wording import listen
from services.gateway.graph import at_least
from services.gateway.graph.asked import LARGEST, Asked, Malformed
from services.gateway.graph.broadcast.group import Member
from services.gateway.graph.budgets import client_of
from services.gateway.graph.endpoint import Gateway
from services.gateway.graph.execution import Operation, Refused
from services.gateway.graph.outbox import STALLED, Outbox
from services.gateway.graph.pool import TooLong, Unavailable
from services.gateway.graph.sockets import TEAR
from services.gateway.graph.told import Told, told

log = logging.getLogger(__name__)

PROTOCOL: Final = "graphql-transport-ws"
INIT_WITHIN: Final = 5.0
"""Seconds for the client to say who it is."""
AT_ONCE: Final = 100
"""Operations under way on one connection."""
LAST_WORDS: Final = 2.0
"""Seconds for the other end to take the reason why it is closed."""


Running: TypeAlias = asyncio.Task[Any] | Member
"""An operation under way: being answered, or followed."""


class Closed(Exception):
    """The connection ends here, for this reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Door:
    """Takes WebSocket connections, an ASGI application. `init_within` and `stalled` (see outbox.STALLED) in seconds."""

    def __init__(self, gateway: Gateway, *, init_within: float = INIT_WITHIN, stalled: float = STALLED) -> None:
        self._gateway, self._init_within, self._stalled = gateway, init_within, stalled

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # websocket.connect
        await send({"type": "websocket.accept", "subprotocol": PROTOCOL if PROTOCOL in scope["subprotocols"] else None})
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        listen(headers.get("accept-language"))
        talk = _Talk(self._gateway, headers, receive, send, self._stalled)
        try:
            if PROTOCOL not in scope["subprotocols"]:
                raise Closed(4406, "Subprotocol not acceptable")
            await talk.begin(self._init_within)
            await talk.go_on()
        except Closed as end:
            await talk.stop()
            await _close(scope, send, end, talk.outbox)
        except _Gone:
            return
        finally:
            await talk.stop()
            talk.outbox.close()


async def _close(scope: Scope, send: Send, end: Closed, outbox: Outbox) -> None:
    """Says so, if the other end takes it; else the connection is torn, for what waits in it would stay for ever."""
    try:
        async with asyncio.timeout(LAST_WORDS):
            await outbox.emptied()
            await send({"type": "websocket.close", "code": end.code, "reason": end.reason})
    except TimeoutError:
        if tear := scope.get("extensions", {}).get(TEAR):
            tear["now"]()
    except (OSError, RuntimeError):
        return


class _Gone(Exception):
    """The client has left."""


class _Follower:
    """A subscription of one connection: its responses differ from those of others in the id alone."""

    __slots__ = ("_head", "_name", "_talk", "runs")

    def __init__(self, talk: "_Talk", name: str, label: bytes) -> None:
        self._talk, self._name = talk, name
        self.runs: Running | None = asyncio.current_task()
        """What it is under its id in the connection, which may be another's by the time that it fails."""
        self._head = b'{"id":%b,"type":"next","payload":' % label

    def tell(self, payload: bytes) -> None:
        self._talk.outbox.put(self._head, payload)

    def fail(self, error: Exception) -> None:
        if self._talk.runs(self._name, self.runs):
            self._talk.ended(self._name, self._talk.spoken.run(told, error))

    async def room(self) -> None:
        await self._talk.outbox.room()


class _Talk:
    """One connection."""

    def __init__(self, gateway: Gateway, headers: dict[str, str], receive: Receive, send: Send, stalled: float) -> None:
        self._gateway, self._headers, self._receive = gateway, headers, receive
        self.outbox = Outbox(send, self._cut_off, stalled=stalled)
        self._running: dict[str, Running] = {}
        self._actor: Actor | None = None
        self._left: asyncio.Timeout | None = None
        self._slow = False
        self.spoken = copy_context()
        """The language and the trace of this connection, for what others find out on its behalf."""

    async def begin(self, within: float) -> None:
        """The client's first words, with its token. Raises Closed."""
        try:
            async with asyncio.timeout(within):
                message = await self._message()
                while message["type"] in ("ping", "pong"):
                    self._ponged(message)
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
        if self._actor.role is Role.ANONYMOUS:
            raise Closed(4403, "Forbidden")
        self.outbox.put(b'{"type":"connection_ack"}')

    async def go_on(self) -> None:
        """Serves until the client leaves or its token expires. Raises Closed."""
        if self._actor is None:
            return
        left = (self._actor.expires - datetime.now(UTC)).total_seconds()
        try:
            async with asyncio.timeout(left if left < 86400 * 365 else None) as self._left:
                while not self._slow:
                    await self._heard(await self._message())
        except TimeoutError:
            if not self._slow:
                raise Closed(4403, "The token has expired") from None
        except _Gone:
            return
        raise Closed(4413, "Too slow: follow again from the last cursor")

    async def stop(self) -> None:
        """Stops what still runs."""
        running, self._running = list(self._running.values()), {}
        for each in running:
            each.cancel()
        await asyncio.gather(*(each for each in running if isinstance(each, asyncio.Task)), return_exceptions=True)

    def runs(self, name: str, operation: Running | None) -> bool:
        """Whether this operation is the one under the id, not one that was completed before."""
        return operation is not None and self._running.get(name) is operation

    def ended(self, name: str, errors: Told) -> None:
        """An operation is over, for this reason."""
        if running := self._running.pop(name, None):
            running.cancel()
        self.outbox.put(b'{"id":%b,"type":"error","payload":%b}' % (orjson.dumps(name), orjson.dumps(errors)))

    def _cut_off(self) -> None:
        self._slow = True
        if self._left is not None:
            with suppress(RuntimeError):  # the token has expired at the same time
                self._left.reschedule(0)

    async def _heard(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "ping" | "pong":
                self._ponged(message)
            case "subscribe":
                self._start(message)
            case "complete":
                if running := self._running.pop(_id(message), None):
                    running.cancel()
            case "connection_init":
                raise Closed(4429, "Too many initialisation requests")
            case _:
                raise Closed(4400, "This message is unknown here")

    def _start(self, message: dict[str, Any]) -> None:
        name = _id(message)
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
            operation = await self._operation(asked)
            if operation.node.operation is OperationType.SUBSCRIPTION:
                await self._follow(operation, name, label)
                return
            answer = await self._gateway.engine.answer(operation)
            if not answer.executed:
                self.ended(name, orjson.loads(answer.body)["errors"])
                return
        except (GraphQLError, Refused, Unavailable, TooLong) as error:
            self.ended(name, told(error))
            return
        except Exception as error:  # the other operations of the connection go on
            log.exception("an operation failed")
            self.ended(name, told(error))
            return
        self.outbox.put(b'{"id":%b,"type":"next","payload":%b}' % (label, answer.body))
        # Free before it is said: the client may use the id again as soon as it hears.
        self._running.pop(name, None)
        self.outbox.put(b'{"id":%b,"type":"complete"}' % label)

    async def _follow(self, operation: Operation, name: str, label: bytes) -> None:
        if self._gateway.broadcast is None:
            raise Unavailable("nothing is followed here")
        follower = _Follower(self, name, label)
        member = await self._gateway.broadcast.follow(operation, follower)
        if self.runs(name, follower.runs):
            self._running[name] = follower.runs = member
        else:  # completed in the very moment it was joined
            member.cancel()

    async def _operation(self, asked: Asked) -> Operation:
        """What is asked for, admitted as over HTTP, once the data has come as far as it demands. Raises GraphQLError, Refused."""
        assert self._actor  # noqa: S101 - nothing runs before the client is known
        client = client_of(self._actor, None)
        trusted = self._gateway.named(asked)
        wanted = at_least.demanded(asked.extensions)
        document = self._gateway.document(asked, self._actor, client, trusted)
        operation = self._gateway.operation(asked, document, self._actor, client, self._headers)
        await at_least.come(self._gateway.positions, wanted, self._gateway.patience)
        return operation

    def _ponged(self, message: Mapping[str, Any]) -> None:
        if message["type"] == "ping":
            self.outbox.put(b'{"type":"pong"}')

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


def _id(message: Mapping[str, Any]) -> str:
    """The operation that a message is about. Raises Closed."""
    name = message.get("id")
    if not isinstance(name, str) or not name:
        raise Closed(4400, "An operation needs an id")
    return name


def _cut(name: str) -> str:
    """The beginning of a client's id: the reason of a close frame has at most 123 bytes."""
    return name.encode()[:64].decode(errors="ignore")
