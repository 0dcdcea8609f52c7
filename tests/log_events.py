"""Events and appends for tests on logs, with nothing in them that matters to anybody."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias
from uuid import UUID, uuid4

import asyncpg
from msgspec import structs

from libs.events.codec import Pending
from libs.events.log import ANY, Append

Connection: TypeAlias = "asyncpg.Connection[Any]"
Connect: TypeAlias = Callable[[], Awaitable["Connection"]]

NOON = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)


def pending(data: bytes = b"{}", meta: bytes = b"{}", kind: str = "Happened", at: datetime = NOON) -> Pending:
    return Pending(id=uuid4(), type=kind, schema=1, occurred_at=at, data=data, meta=meta)


def appending(
    stream: str,
    expected: int = ANY,
    events: int = 1,
    *,
    command: UUID | None = None,
    guards: Mapping[str, int] | None = None,
    claims: tuple[str, ...] = (),
    releases: tuple[str, ...] = (),
) -> Append:
    made = [pending() for _ in range(events)]
    return Append(stream, expected, made, command or uuid4(), guards=guards or {}, claims=claims, releases=releases)


UNFIT: dict[str, Append] = {
    "NUL in the stream": appending("s-\0"),
    "NUL in a type": Append("s-1", 0, [pending(kind="\0")], uuid4()),
    "NUL in a claim": appending("s-1", 0, claims=("\0",)),
    "half a character": appending("s-\ud800"),
    "text for bytes": Append("s-1", 0, [structs.replace(pending(), data="{}")], uuid4()),
    "no type": Append("s-1", 0, [structs.replace(pending(), type=None)], uuid4()),
    "version beyond bigint": appending("s-1", 2**70),
    "version below ANY": appending("s-1", -2),
    "schema beyond int": Append("s-1", 0, [structs.replace(pending(), schema=2**40)], uuid4()),
    "a time without zone": Append("s-1", 0, [pending(at=datetime(2026, 1, 1))], uuid4()),  # noqa: DTZ001 the point of it
    "the end of time": Append("s-1", 0, [pending(at=datetime.max.replace(tzinfo=UTC))], uuid4()),
    "a guard that is no number": appending("s-1", 0, guards={"s-2": "one"}),  # type: ignore[dict-item]
    "no command": structs.replace(appending("s-1", 0), command=None),
}
"""Appends that a log cannot store, by what is wrong with them."""
