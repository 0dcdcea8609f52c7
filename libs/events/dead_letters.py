"""Events that a reaction could not deal with, kept in the order of their stream until a person replays or discards them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Protocol

from msgspec import Struct, json

from libs.events.codec import Recorded, from_message, to_headers

_PARK: Final = """insert into reactions.dead_letters (reactor, position, stream, event, headers, error, tries)
values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing"""
_PARKED: Final = "select distinct stream from reactions.dead_letters where reactor = $1"
_DUE: Final = """select stream from reactions.dead_letters where reactor = $1 group by stream
having bool_or(replay) or (array_agg(tries order by position))[1] = 0 order by min(position)"""
_STREAM: Final = """select position, event, headers from reactions.dead_letters
where reactor = $1 and stream = $2 order by position limit 1"""
_FAILED: Final = """update reactions.dead_letters set replay = false, error = case when position = $3 then $4 else error end,
tries = tries + case when position = $3 then $5 else 0 end where reactor = $1 and stream = $2"""
_LIST: Final = """select reactor, position, stream, headers ->> 'ce-type' as type, error, parked_at, tries, replay
from reactions.dead_letters order by reactor, position"""


class Database(Protocol):
    """What is needed of an asyncpg connection or pool."""

    async def fetch(self, query: str, *args: Any) -> list[Any]: ...

    async def execute(self, query: str, *args: Any) -> str: ...

    async def executemany(self, command: str, args: Any) -> None: ...


class Letter(Struct, frozen=True, kw_only=True):
    """What may be shown of a dead letter: where it stands and why, nothing of its content."""

    reactor: str
    position: int
    """In the log of the service the event came from."""
    stream: str
    type: str
    """CloudEvents type."""
    error: str
    """A refusal's code or an error's type, never its text."""
    parked_at: datetime
    tries: int
    """0: it only waits for an earlier one of its stream."""
    replay: bool
    """It will be tried again."""


class Parked(Struct, frozen=True):
    """An event to be put aside."""

    recorded: Recorded
    error: str
    tries: int


async def letters(db: Database) -> list[Letter]:
    """All of them, by reactor and position."""
    return [Letter(**dict(row)) for row in await db.fetch(_LIST)]


async def replay(db: Database, reactor: str, stream: str) -> int:
    """Have a stream's events tried again, in order; how many they are. What fails stays, with all after it."""
    rows = await db.fetch(
        "update reactions.dead_letters set replay = true where reactor = $1 and stream = $2 returning position", reactor, stream
    )
    return len(rows)


async def discard(db: Database, reactor: str, position: int) -> bool:
    """Give one event up for good; False if there is no such letter. Those that waited for it are tried without further ado."""
    done = await db.execute("delete from reactions.dead_letters where reactor = $1 and position = $2", reactor, position)
    return done == "DELETE 1"


async def park(db: Database, reactor: str, service: str, parked: Sequence[Parked]) -> None:
    """Put events of `service` aside."""
    rows = []
    for letter in parked:
        recorded = letter.recorded
        headers = json.encode(to_headers(service, recorded, "")).decode()
        rows.append((reactor, recorded.position, recorded.stream, recorded.data, headers, letter.error, letter.tries))
    await db.executemany(_PARK, rows)


async def parked_streams(db: Database, reactor: str) -> set[str]:
    """The streams whose further events have to wait."""
    return {row["stream"] for row in await db.fetch(_PARKED, reactor)}


async def due_streams(db: Database, reactor: str) -> list[str]:
    """The streams to be tried again: those marked so, and those whose first letter waits for one that was discarded."""
    return [row["stream"] for row in await db.fetch(_DUE, reactor)]


async def first(db: Database, reactor: str, stream: str) -> Recorded | None:
    """The earliest event put aside of a stream."""
    rows = await db.fetch(_STREAM, reactor, stream)
    return from_message(json.decode(rows[0]["headers"]), rows[0]["event"]) if rows else None


async def failed(db: Database, reactor: str, recorded: Recorded, error: str, tries: int) -> None:
    """It was tried again in vain; its stream goes on waiting."""
    await db.execute(_FAILED, reactor, recorded.stream, recorded.position, error, tries)
