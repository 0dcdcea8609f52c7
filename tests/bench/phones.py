"""The telephones of the country: each sends what it has when its moment comes, and again until it has an answer."""

import asyncio
import heapq
from collections import Counter, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

from msgspec import Struct, json

from tests.bench.load import Connection
from tests.bench.run_clock import RunClock
from tests.bench.workday import DAY, Answer, Submission

CONNECTIONS: Final = 64
"""Submissions under way at the same time."""
PAUSE: Final = 0.5
"""Seconds after which a telephone that was not answered tries again."""
PATIENCE: Final = 240.0
SUBMIT: Final = """mutation Day($commands: [CommandInput!]!) {
  submitCommands(commands: $commands) { problems { code } results { receipt { position } problems { code } } } }"""
LATE: Final = "NOT_YET_VISIBLE"
"""Beside a receipt: it was done and shows shortly."""


class _Problem(Struct):
    code: str


class _Result(Struct):
    receipt: Any | None
    problems: list[_Problem]


class _Payload(Struct, rename="camel"):
    problems: list[_Problem]
    results: list[_Result]


class _Data(Struct, rename="camel"):
    submit_commands: _Payload


class _Answer(Struct):
    data: _Data


_decode: Final = json.Decoder(_Answer).decode


class Phones:
    """Sends a day. `token` gives the token of an officer, or of the commander of a unit."""

    def __init__(
        self, port: int, clock: RunClock, submissions: Sequence[Submission], token: Callable[[Submission | Answer], str]
    ):
        self._port, self.clock, self._token = port, clock, token
        self._due: list[tuple[float, int, Submission | Answer, bytes]] = []
        self._number = 0
        for one in submissions:
            self._plan(one.at, one)
        self._idle: deque[Connection] = deque()
        self._sent: dict[Connection, tuple[float, Submission | Answer, bytes]] = {}
        self._freed = asyncio.Event()
        self.tried_again = 0
        self.taken = 0
        """Commands of the day with a receipt, each counted once."""
        self.repeated = 0
        """Commands that were sent again, and answered with their first receipt."""
        self.refused: Counter[str] = Counter()
        self.delays: list[float] = []
        """Seconds from when a telephone meant to send until it was answered."""

    def _plan(self, at: float, one: Submission | Answer) -> None:
        self._number += 1
        heapq.heappush(self._due, (at, self._number, one, self._request(one)))

    def _request(self, one: Submission | Answer) -> bytes:
        body = json.encode({"query": SUBMIT, "variables": {"commands": one.commands}})
        head = "POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        return f"{head}authorization: Bearer {self._token(one)}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body

    async def send(self) -> None:
        """Until all of it has been answered."""
        for _ in range(CONNECTIONS):
            self._idle.append(await self._dialled())
        async with asyncio.timeout(PATIENCE):
            while self._due or self._sent:
                self._freed.clear()
                wait: float | None = None
                while self._due and self._idle:
                    wait = self.clock.seconds_until(self._due[0][0], datetime.now(UTC))
                    if wait > 0:
                        break
                    at, _, one, request = heapq.heappop(self._due)
                    connection = self._idle.popleft()
                    if not connection.open:
                        connection = await self._dialled()
                    self._sent[connection] = at, one, request
                    connection.send(request, asyncio.get_running_loop().time())
                    wait = None
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._freed.wait(), wait)
        for connection in self._idle:
            connection.close()

    async def _dialled(self) -> Connection:
        _, made = await asyncio.get_running_loop().create_connection(lambda: Connection(self), "127.0.0.1", self._port)
        return made

    def answered(self, connection: Connection, _begun: float, status: int, body: bytes) -> None:
        """What a `load.Connection` tells when it has the answer."""
        at, one, request = self._sent.pop(connection)
        self._idle.append(connection)
        self._freed.set()
        payload = None if status != 200 or body.startswith(b'{"errors"') else _decode(body).data.submit_commands
        open_ = payload is None or any(_open(result) for result in payload.results)
        if open_:
            self._again(one, request)
        if payload is None:
            self.refused[f"status {status}"] += 1
            return
        for problem in payload.problems:
            self.refused[problem.code] += 1
        if open_:
            return
        self.delays.append(-self.clock.seconds_until(at, datetime.now(UTC)))
        for result in payload.results:
            if result.receipt is None:
                self.refused.update(problem.code for problem in result.problems)
            elif isinstance(one, Submission) and one.again:
                self.repeated += 1
            elif isinstance(one, Submission):
                self.taken += 1
        if isinstance(one, Submission):
            now = (self.clock.shown(datetime.now(UTC)) - self.clock.begins).total_seconds()
            for answer in one.answers:
                if now + answer.after < DAY:
                    self._plan(now + answer.after, answer)

    def _again(self, one: Submission | Answer, request: bytes) -> None:
        self.tried_again += 1
        self._number += 1
        later = (self.clock.shown(datetime.now(UTC)) - self.clock.begins).total_seconds() + PAUSE * self.clock.pace
        heapq.heappush(self._due, (later, self._number, one, request))

    def lost(self, connection: Connection) -> None:
        """What a `load.Connection` tells when it was cut off."""
        _, one, request = self._sent.pop(connection)
        self._idle.append(connection)  # which is found closed, and dialled anew
        self._again(one, request)
        self._freed.set()


def _open(result: _Result) -> bool:
    """Whether it could not be tried: a telephone sends it again."""
    codes = {problem.code for problem in result.problems} - {LATE}
    return bool(codes & {"SERVICE_UNAVAILABLE", "OUTCOME_UNKNOWN", "EARLIER_COMMAND_OPEN", "CONTENTION"})
