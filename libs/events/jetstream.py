"""One connection to NATS that is always being kept up, and JetStream's own answers over it."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Final, Self

from msgspec import json
from nats.aio.client import Client as NatsClient
from nats.errors import Error as NatsError

from libs.events.cancellation import heed
from libs.events.unfit import Unfit

logger = logging.getLogger(__name__)

OLDEST: Final = (2, 10)
"""The first server version whose streams carry metadata and whose consumers behave as the feed expects."""
TROUBLE: Final = (NatsError, OSError, TimeoutError)
"""What a lost, slow or restarting broker raises; it passes."""
REPORT: Final = 30.0
"""Seconds between two log lines about the same trouble."""
STREAM_MISSING: Final = 10059
MESSAGE_MISSING: Final = 10037
LINE: Final = "NATS/1.0"

Message = tuple[str, str, Mapping[str, str], bytes]
"""Subject, reply subject, headers, body."""


class Unsuitable(Unfit):
    """This NATS server cannot carry events; the message says why in one sentence."""


class Refusal(Exception):
    """JetStream understood and said no; `code` is its own error code."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        super().__init__(f"{error.get('description')} ({error.get('err_code')})")
        self.code = int(error.get("err_code", 0))


def parse_headers(raw: bytes) -> dict[str, str]:
    """A NATS header block as a dict; an inline status, as in `NATS/1.0 408 Request Timeout`, as `Status` and `Description`."""
    first, *lines = raw.decode("utf-8", "replace").split("\r\n")
    headers: dict[str, str] = {}
    if status := first[len(LINE) :].strip():
        headers["Status"], _, description = status.partition(" ")
        if description:
            headers["Description"] = description.strip()
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            headers[name] = value.strip()
    return headers


def _command(subject: str, reply: str, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
    if lines.count("\n") != len(headers) or lines.count("\r") != len(headers) or not subject.isprintable() or " " in subject:
        raise ValueError(f"the headers or subject of a message hold a line break: {subject!r}")
    block = f"{LINE}\r\n{lines}\r\n".encode()
    return b"%b%b%b\r\n" % (f"HPUB {subject} {reply} {len(block)} {len(block) + len(body)}\r\n".encode(), block, body)


class Client(NatsClient):
    """nats-py with our header code: its own takes 35 µs for writing and reading one event's headers, this 6 µs."""

    async def _process_headers(self, headers: bytes | None) -> dict[str, str] | None:
        return parse_headers(headers) or None if headers else None

    async def publish_all(self, messages: Iterable[Message]) -> None:
        """Hand messages to the connection in one piece. Raises ValueError for one that is not a single well-formed message."""
        commands = []
        for subject, reply, headers, body in messages:
            command = _command(subject, reply, headers, body)
            if len(command) > self.max_payload:
                raise ValueError(f"{subject} takes {len(command)} bytes, the server at most {self.max_payload}")
            commands.append(command)
        await self._send_command(b"".join(commands))
        await self._flush_pending()


class Broker:
    """A NATS connection, made when first wanted and made anew whenever it is lost.

    `servers` are URLs; `options` go to nats-py as they are (credentials, TLS).
    """

    def __init__(self, servers: str | list[str], *, name: str, **options: Any) -> None:
        self._servers, self._name, self._options = servers, name, options
        self._client: Client | None = None
        self._connecting = asyncio.Lock()
        self._reported = -REPORT
        self.breaks = 0
        """How often an established connection was lost and found again."""
        self.returned: set[asyncio.Event] = set()
        """Set, each of them, when the connection is back: whatever was under way on it is in doubt."""

    @property
    def connected(self) -> bool:
        return self._client is not None and self._client.is_connected

    async def client(self) -> Client:
        """The connection; waits until there is one. Raises Unsuitable."""
        while True:
            heed()
            client = self._client
            if client is not None and client.is_connected:
                return client
            if client is None or client.is_closed:  # nats-py gives up for good after some errors, e.g. rejected credentials
                async with self._connecting:
                    if self._client is client:
                        self._client = await self._open()
                        if client is not None:
                            await self._back()
            else:
                await asyncio.sleep(0.05)

    async def _open(self) -> Client:
        while True:
            client = Client()
            try:
                await client.connect(
                    self._servers,
                    name=self._name,
                    max_reconnect_attempts=-1,
                    reconnect_time_wait=0.25,  # type: ignore[arg-type]  # fractions of a second work
                    connect_timeout=2,
                    ping_interval=10,
                    pending_size=64 << 20,
                    error_cb=self._trouble,
                    reconnected_cb=self._back,
                    **self._options,
                )
            except TROUBLE as error:
                await self._trouble(error)
                await client.close()
                await asyncio.sleep(0.5)
                continue
            except BaseException:
                await client.close()
                raise
            version = client.connected_server_version
            if (version.major, version.minor) < OLDEST:
                await client.close()
                raise Unsuitable(
                    f"NATS server {version.major}.{version.minor} is too old: {OLDEST[0]}.{OLDEST[1]} or newer is needed."
                )
            return client

    async def _trouble(self, error: Exception) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._reported >= REPORT:
            self._reported = now
            logger.warning("nats %s: %s", self._name, type(error).__name__)

    async def _back(self) -> None:
        logger.info("nats %s: connected again", self._name)
        self.breaks += 1
        for event in self.returned:
            event.set()

    async def api(self, subject: str, body: Mapping[str, Any] | None = None, *, wait: float = 2.0) -> dict[str, Any]:
        """Ask JetStream (`$JS.API.<subject>`). Raises Refusal, or one of TROUBLE when nobody answers within `wait` seconds."""
        async with asyncio.timeout(wait):
            client = await self.client()
            reply = await client.request(f"$JS.API.{subject}", json.encode(body) if body else b"", timeout=wait)
            heed()
        answer: dict[str, Any] = json.decode(reply.data)
        if "error" in answer:
            raise Refusal(answer["error"])
        return answer

    async def close(self) -> None:
        if self._client is not None:
            with suppress(*TROUBLE):
                await self._client.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


async def connect(servers: str | list[str], *, name: str, patience: float = 5.0, **options: Any) -> Broker:
    """A broker that has had `patience` seconds to connect; if that was too short, its next user tries on. Raises Unsuitable."""
    broker = Broker(servers, name=name, **options)
    with suppress(TimeoutError):
        async with asyncio.timeout(patience):
            await broker.client()
    return broker
