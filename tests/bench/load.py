"""Sends requests over so many connections and tells how fast they were answered: a process of its own, the same for all servers.

Run as `python -m tests.bench.load` with a `Load` as JSON on its input; it writes a `Result` as JSON. Every connection sends its
next request as soon as it has its answer; or, where a rate is given, requests begin when they are due, whatever became of others.
"""

import asyncio
import sys
import time
from collections import deque
from collections.abc import Sequence
from typing import Final, Protocol, cast

import uvloop
from msgspec import Struct, convert, json

from tests.bench.wrk import PROGRAM, wrked

PATIENCE: Final = 30.0
"""Seconds that the last answers may take."""


class Load(Struct, frozen=True, kw_only=True):
    """What to send where."""

    port: int
    connections: int
    seconds: float
    bodies: list[str]
    """JSON texts, sent in turn."""
    tokens: list[str] = []
    """Bearer tokens, used in turn; none: no authorization is shown."""
    rate: float | None = None
    """Requests a second; None: as many as are answered."""
    most: int | None = None
    """Requests at most: a load with a rate beyond what can be answered ends after so many."""
    path: str = "/graphql"


class Result(Struct, frozen=True, kw_only=True):
    """How it went."""

    requests: int
    failures: int
    """Answers with another status than 200, or with errors."""
    seconds: float
    milliseconds: list[float]
    """Of each request, sorted; or thousandths of their distribution."""
    complaint: str = ""
    """The first of the failures."""

    @property
    def rate(self) -> float:
        """Requests answered a second."""
        return self.requests / self.seconds

    def quantile(self, share: float) -> float:
        """The milliseconds that this share of the requests did not exceed."""
        return self.milliseconds[min(len(self.milliseconds) - 1, int(len(self.milliseconds) * share))]


class Sender(Protocol):
    """What a connection tells of its requests."""

    def answered(self, connection: "Connection", begun: float, status: int, body: bytes, /) -> None: ...

    def lost(self, connection: "Connection", /) -> None:
        """It was cut off with a request under way."""


class Connection(asyncio.Protocol):
    """One HTTP/1.1 connection with at most one request under way."""

    def __init__(self, run: Sender) -> None:
        self._run = run
        self._buffer = bytearray()
        self._length: int | None = None
        self._status = 0
        self._head = 0
        self.begun: float | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by class

    def send(self, request: bytes, due: float) -> None:
        assert self._transport
        self.begun = due
        self._transport.write(request)

    def close(self) -> None:
        if self._transport:
            self._transport.close()

    @property
    def open(self) -> bool:
        """Whether the server has not closed it, as it does with one that has been idle for some seconds."""
        return self._transport is not None and not self._transport.is_closing()

    def connection_lost(self, _exc: Exception | None) -> None:
        if self.begun is not None:
            self._run.lost(self)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._length is None:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self._buffer[:end]).lower()
            self._status = int(head[9:12])
            place = head.find(b"content-length:")
            self._length = int(head[place + 15 :].split(b"\r\n", 1)[0]) if place >= 0 else 0
            self._head = end + 4
        if len(self._buffer) >= self._head + self._length:
            body = bytes(self._buffer[self._head : self._head + self._length])
            self._buffer.clear()
            self._length = None
            begun, self.begun = self.begun, None
            assert begun is not None
            self._run.answered(self, begun, self._status, body)


def _requests(load: Load) -> list[bytes]:
    """What is sent, in turn."""
    head = b"POST %s HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n" % load.path.encode()
    tokens = [b"authorization: Bearer %s\r\n" % token.encode() for token in load.tokens] or [b""]
    return [
        b"%s%scontent-length: %d\r\n\r\n%s" % (head, tokens[number % len(tokens)], len(body), body)
        for number, body in enumerate(body.encode() for body in load.bodies)
    ]


class _Run:
    def __init__(self, load: Load) -> None:
        self._load = load
        self._requests = _requests(load)
        self._next = 0
        self._planned = 0 if load.rate is None else min(int(load.rate * load.seconds), load.most or 10**9)
        self._times: list[float] = []
        self._failures = 0
        self._complaint = ""
        self._idle: deque[Connection] = deque()
        self._due: deque[float] = deque()
        self._until = 0.0
        self._open = 0
        self._done = asyncio.Event()

    async def result(self) -> Result:
        loop = asyncio.get_running_loop()
        made: list[Connection] = []
        for _ in range(self._load.connections):
            _, connection = await loop.create_connection(lambda: Connection(self), "127.0.0.1", self._load.port)
            made.append(connection)
        begun = time.perf_counter()
        self._until = begun + self._load.seconds
        if self._load.rate is None:
            for connection in made:
                self._send(connection, time.perf_counter())
        else:
            self._idle.extend(made)
            await self._paced(self._load.rate, begun)
        async with asyncio.timeout(self._load.seconds + PATIENCE):
            await self._done.wait()
        seconds = time.perf_counter() - begun
        for connection in made:
            connection.close()
        self._times.sort()
        return Result(
            requests=len(self._times),
            failures=self._failures,
            seconds=seconds,
            milliseconds=self._times,
            complaint=self._complaint,
        )

    async def _paced(self, rate: float, begun: float) -> None:
        for number in range(self._planned):
            due = begun + number / rate
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            if self._idle:
                self._send(self._idle.popleft(), due)
            else:
                self._due.append(due)

    def _send(self, connection: Connection, due: float) -> None:
        self._open += 1
        connection.send(self._requests[self._next % len(self._requests)], due)
        self._next += 1

    def answered(self, connection: Connection, begun: float, status: int, body: bytes) -> None:
        now = time.perf_counter()
        self._open -= 1
        self._times.append((now - begun) * 1000)
        if status != 200 or body.startswith(b'{"errors"'):
            self._failures += 1
            self._complaint = self._complaint or f"{status} {body[:200].decode(errors='replace')}"
        if self._load.rate is None:
            if now < self._until:
                self._send(connection, now)
        elif self._due:
            self._send(connection, self._due.popleft())
        else:
            self._idle.append(connection)
        if not self._open and (self._next >= self._planned if self._planned else now >= self._until):
            self._done.set()

    def lost(self, connection: Connection) -> None:
        self._failures += 1
        self._complaint = self._complaint or "the connection was closed"
        connection.begun = None
        self._open -= 1
        if not self._open:
            self._done.set()


async def sent(load: Load) -> Result:
    """The result of a load, sent by a process of its own: by wrk, where there is one and requests are not to be paced."""
    if PROGRAM and load.rate is None and load.most is None:
        result = convert(await wrked(load.port, load.connections, load.seconds, _requests(load)), Result)
        assert not result.failures, f"{result.failures} requests failed"
        return result
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.load", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate(json.encode(load))
    result = json.decode(out, type=Result)
    assert not result.failures, result.complaint
    return result


def bodies(query: str, variables: Sequence[dict[str, object]]) -> list[str]:
    """A request for each set of variables."""
    return [json.encode({"query": query, "variables": one}).decode() for one in variables]


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        sys.stdout.buffer.write(json.encode(runner.run(_Run(json.decode(sys.stdin.buffer.read(), type=Load)).result())))
