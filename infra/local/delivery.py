"""Brings commands to the services in batches; sends again what a busy service could not take, stops at the first refusal."""

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import Any, Final, Self, TypeVar
from uuid import UUID

import httpx
from msgspec import DecodeError, Struct, json

from data.order import Order
from infra.local.process import CannotStart
from libs.events.cancellation import together
from libs.events.message import Command

T = TypeVar("T")

BATCH: Final = 1000
"""Commands in a request, at most."""
IN_FLIGHT: Final = 4
"""Requests to one service at a time."""
PATIENCE: Final = 60.0
"""Seconds without any progress after which a load is given up."""
BUSY: Final = frozenset({429, 502, 503, 504})
"""HTTP statuses that say: not now."""
SHORTEST_PAUSE: Final = 0.02
LONGEST_PAUSE: Final = 1.0


class NotLoaded(CannotStart):
    """The load cannot be finished. Its text is one line that tells why."""


class _Line(Struct, rename="camel", omit_defaults=True):
    command: str
    command_id: UUID
    data: Command
    occurred_at: datetime | None = None


class _Batch(Struct):
    commands: list[_Line]


class _Problem(Struct):
    code: str
    message: str = ""
    field: str | None = None


class _Receipt(Struct):
    position: int


class _Result(Struct):
    status: int
    receipt: _Receipt | None = None
    problem: _Problem | None = None


class _Answer(Struct):
    results: list[_Result]


class _Ready(Struct):
    known: dict[str, int] = {}
    reacted: dict[str, int] = {}


class Told(Struct, frozen=True, rename="camel"):
    """An event of a stream, as a service tells it."""

    type: str
    id: UUID | None = None
    recorded_at: datetime | None = None
    data: Any = None


class _Stream(Struct):
    events: list[Told]


class Health(Struct, frozen=True):
    """Which log a service writes, and how far it has come."""

    log: str
    position: int


class _Busy(Exception):
    """The service cannot answer now; the text tells why."""


class Delivery:
    """The way to the services. `delivered` is told how many more commands have arrived."""

    def __init__(
        self,
        urls: Mapping[str, str],
        token: Callable[[], str],
        delivered: Callable[[int], None] = lambda _: None,
        *,
        patience: float = PATIENCE,
    ) -> None:
        self._urls, self._token, self._delivered, self._patience = urls, token, delivered, patience
        self._client = httpx.AsyncClient(timeout=httpx.Timeout(patience, connect=5), trust_env=False)
        self._encode = json.Encoder().encode

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._client.__aexit__(kind, error, traceback)

    async def send(
        self, service: str, orders: Iterable[Order], *, until_known: Collection[str] = (), token: str | None = None
    ) -> int:
        """Carry out these commands: those to one aggregate in their order, the others side by side.

        `token` is that of whoever gives them, if it is not the loader. Problems of the codes `until_known` say that
        a fact has still to arrive, so the command is sent again. Returns the position that a reader of the service's events must
        have reached to see all effects. Raises NotLoaded.
        """
        batches = _batches(orders)
        last = 0

        async def work() -> None:
            nonlocal last
            for batch in batches:
                last = max(last, await self._deliver(service, batch, until_known, token))

        await together([work() for _ in range(IN_FLIGHT)])
        return last

    async def _deliver(self, service: str, batch: Sequence[Order], until_known: Collection[str], token: str | None = None) -> int:
        position, pending = 0, batch
        wait = _Wait(self._patience)
        while pending:
            try:
                results = await self._post(service, pending, token)
            except _Busy as busy:
                await wait.on(f"{service} does not answer: {busy}")
                continue
            left, reason = _sorted_out(service, pending, results, until_known)
            arrived = len(pending) - len(left)
            position = max(position, *(result.receipt.position for result in results if result.receipt), 0)
            self._delivered(arrived)
            if arrived:
                wait = _Wait(self._patience)
            if left:
                await wait.on(reason)
            pending = left
        return position

    async def _post(self, service: str, orders: Sequence[Order], token: str | None) -> list[_Result]:
        lines = [_Line(type(one.command).named(), one.id, one.command, one.occurred_at) for one in orders]
        body = self._encode(_Batch(lines))
        headers = {"authorization": f"Bearer {token or self._token()}", "content-type": "application/json"}
        answer = await self._ask("POST", service, "/commands", content=body, headers=headers)
        results = _decoded(service, answer, _Answer).results
        if len(results) != len(orders):
            raise NotLoaded(f"{service} answered {len(results)} of {len(orders)} commands")
        return results

    async def reached(self, service: str, source: str, position: int, *, reacted: bool = False) -> None:
        """Wait until a service knows another one's events up to a position, and has `reacted` to them. Raises NotLoaded.

        One that reacts to events without keeping them is waited for by its reactions alone.
        """
        wait, last = _Wait(self._patience), -1
        while True:
            known = 0
            try:
                answer = await self._ask("GET", service, "/ready", also=503)
                ready = _decoded(service, answer, _Ready)
                heard = (ready.known, ready.reacted) if reacted else (ready.known,)
                known = min((positions[source] for positions in heard if source in positions), default=0)
            except _Busy:
                pass
            if known >= position:
                return
            if known > last:
                wait, last = _Wait(self._patience), known
            await wait.on(f"{service} has heard of {known} of {position} events of {source}")

    async def happened(self, service: str, stream: str, event: str, count: int = 1) -> list[Told]:
        """Wait until a stream holds so many events of a type; these events. Raises NotLoaded."""
        wait = _Wait(self._patience)
        while True:
            found: list[Told] = []
            with suppress(_Busy):
                found = [one for one in await self._events(service, stream) if one.type == event]
            if len(found) >= count:
                return found
            await wait.on(f"{stream} of {service} holds {len(found)} of {count} {event}")

    async def _events(self, service: str, stream: str) -> list[Told]:
        headers = {"authorization": f"Bearer {self._token()}"}
        answer = await self._ask("GET", service, f"/streams/{stream}", also=404, headers=headers)
        return _decoded(service, answer, _Stream).events if answer.status_code == httpx.codes.OK else []

    async def health(self, service: str) -> Health:
        """Raises NotLoaded where the service does not answer."""
        try:
            return _decoded(service, await self._ask("GET", service, "/health"), Health)
        except _Busy as busy:
            raise NotLoaded(f"{service} does not answer: {busy}") from busy

    async def _ask(self, method: str, service: str, path: str, *, also: int = 200, **particulars: Any) -> httpx.Response:
        try:
            answer = await self._client.request(method, self._urls[service] + path, **particulars)
        except httpx.TransportError as error:
            raise _Busy(type(error).__name__) from error
        if answer.status_code in (httpx.codes.OK, also):
            return answer
        if answer.status_code in BUSY:
            raise _Busy(f"status {answer.status_code}")
        try:
            problem = json.decode(answer.content, type=_Problem)
        except DecodeError:
            raise NotLoaded(f"{service} answered {method} {path} with status {answer.status_code}") from None
        raise NotLoaded(f"{service} refused {method} {path}: {problem.code}: {problem.message}")


class _Wait:
    """Growing pauses, until patience ends."""

    def __init__(self, patience: float) -> None:
        self._patience, self._deadline, self._pause = patience, time.monotonic() + patience, SHORTEST_PAUSE

    async def on(self, what: str) -> None:
        """Wait a while for this. Raises NotLoaded saying that it did not come about."""
        if time.monotonic() > self._deadline:
            raise NotLoaded(f"{what}, and nothing changed for {self._patience:.0f} s")
        await asyncio.sleep(self._pause)
        self._pause = min(2 * self._pause, LONGEST_PAUSE)


def _batches(orders: Iterable[Order]) -> Iterator[list[Order]]:
    """Never parts commands to one aggregate that follow each other, for batches overtake each other."""
    batch: list[Order] = []
    for one in orders:
        if len(batch) >= BATCH and one.target != batch[-1].target:
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch


def _sorted_out(
    service: str, orders: Sequence[Order], results: Sequence[_Result], until_known: Collection[str]
) -> tuple[list[Order], str]:
    """Which commands to send again, and why the first of them. Raises NotLoaded for the first refusal that stands."""
    left: list[Order] = []
    held_up: set[UUID] = set()
    reason = ""
    for one, result in zip(orders, results, strict=True):
        if result.status == httpx.codes.OK:
            continue
        problem = result.problem or _Problem(f"STATUS_{result.status}")
        # What follows on a command that has to wait may have been refused for that alone.
        if result.status in BUSY or problem.code in until_known or one.target in held_up:
            reason = reason or _told(service, one, problem)
            held_up.add(one.target)
            left.append(one)
        else:
            raise NotLoaded(_told(service, one, problem))
    return left, reason


def _told(service: str, one: Order, problem: _Problem) -> str:
    """Names the command by its code or its aggregate, and never quotes it: it may hold personal values."""
    which = getattr(one.command, "code", None) or f"for {one.target}"
    field = f" (field {problem.field})" if problem.field else ""
    return f"{service} refused {type(one.command).named()} {which}: {problem.code}: {problem.message}{field}"


def _decoded(service: str, answer: httpx.Response, kind: type[T]) -> T:
    try:
        return json.decode(answer.content, type=kind)
    except DecodeError as error:
        raise NotLoaded(f"{service} answered something unexpected: {error}") from error
