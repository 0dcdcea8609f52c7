"""Append to a log, read it back, prove it untouched; what an append may do is decided by the one function in log.sql."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any, Final, Protocol
from uuid import UUID

from msgspec import Struct, json

from libs.events.chain import BEGINNING, Broken, Difference, Verified, compare, digest, verify
from libs.events.codec import Pending, Recorded
from libs.events.unfit import Unfit

__all__ = [
    "ANY", "BEGINNING", "LIMIT", "Append", "Broken", "ClaimTaken", "Database", "Difference", "GuardConflict", "Head", "Outdated",
    "Receipt", "Rejected", "Undurable", "Verified", "VersionConflict", "append", "check_durability", "compare", "digest", "head",
    "held", "holders", "pages", "read", "receipt", "tail", "verify", "verify_log",
]  # fmt: skip

ANY: Final = -1
"""As the expected version: whatever it is."""
LIMIT: Final = 512
"""Most appends in one call: they share its fate and its time."""
_OLDEST: Final = 15

_COLUMNS: Final = "position, stream, version, id, type, schema, occurred_at, recorded_at, data, meta, command, root"
_APPEND: Final = """select outcome, at_version, at_position, subject, holder
from log.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"""
_READ: Final = f"select {_COLUMNS} from log.events where stream = $1 and version > $2 order by version"  # noqa: S608 constants
_TAIL: Final = f"select {_COLUMNS} from log.events where position > $1 order by position limit $2"  # noqa: S608 constants
_RECEIPT: Final = f"select {_COLUMNS} from log.events where command = $1"  # noqa: S608 constants
_HEAD: Final = "select id, position, root, coalesce((select max(position) from log.events), 0) from log.head"
_DURABILITY: Final = """select current_setting('server_version_num')::int / 10000, current_setting('server_version'),
array(select setting from unnest(array['fsync', 'full_page_writes', 'synchronous_commit']) setting
      where current_setting(setting) = 'off')"""


class Database(Protocol):
    """An asyncpg connection, or a pool of them."""

    async def fetch(self, query: str, *args: Any, timeout: float | None = None) -> list[Any]: ...  # noqa: ASYNC109 asyncpg's own signature


class Append(Struct, frozen=True):
    """Events for the end of one stream, and the conditions under which they may be appended."""

    stream: str
    expected: int
    """The version at which the decision was made: 0 for a stream that must not exist yet, or ANY."""
    events: Sequence[Pending]
    """In order. None at all are allowed: then only guards and claims count, and the command is not remembered."""
    command: UUID
    """The same id again appends nothing and gets the first receipt."""
    guards: Mapping[str, int] = {}
    """Versions of other streams that the decision relied upon."""
    claims: tuple[str, ...] = ()
    """Keys that this stream takes; those it already holds do no harm."""
    releases: tuple[str, ...] = ()
    """Keys that this stream gives back, before it takes others; those it does not hold do no harm."""


class Receipt(Struct, frozen=True):
    """Where the last event of an append stands, in its stream and in the log."""

    version: int
    position: int
    repeated: bool = False
    """The command was answered before; nothing was appended now."""


class Rejected(Exception):
    """The append was not made, and never will be as it is."""


class VersionConflict(Rejected):
    """The stream is not at the expected version, but at `actual`."""

    def __init__(self, actual: int) -> None:
        super().__init__(f"the stream is at version {actual}")
        self.actual = actual


class GuardConflict(Rejected):
    """A stream that the decision relied upon has moved on to version `actual`."""

    def __init__(self, stream: str, actual: int) -> None:
        super().__init__(f"{stream} is at version {actual}")
        self.stream, self.actual = stream, actual


class ClaimTaken(Rejected):
    """Another stream, `holder`, has `key`."""

    def __init__(self, key: str, holder: str) -> None:
        super().__init__(f"{key} is held by {holder}")
        self.key, self.holder = key, holder


class Undurable(Unfit):
    """The database may forget what it has confirmed."""


class Outdated(Unfit):
    """The database server is older than the log can work with."""


class Head(Struct, frozen=True):
    """How far a log has come."""

    identity: UUID
    """Which log this is; a restored copy has the same."""
    position: int
    root: bytes


def _needs(one: Append) -> str | None:
    if not (one.guards or one.claims or one.releases):
        return None
    needs = {"guards": one.guards, "claims": one.claims, "releases": one.releases}
    return json.encode({name: value for name, value in needs.items() if value}).decode()


def _outcome(row: Any) -> Receipt | Rejected:
    kind, version, position, subject, holder = row
    match kind:
        case "appended":
            return Receipt(version, position)
        case "repeated":
            return Receipt(version, position, repeated=True)
        case "version":
            return VersionConflict(version)
        case "guard":
            return GuardConflict(subject, version)
        case "claim":
            return ClaimTaken(subject, holder)
        case _:
            raise AssertionError(kind)


async def append(db: Database, batch: Sequence[Append], *, timeout: float | None = None) -> list[Receipt | Rejected]:  # noqa: ASYNC109 also the server's
    """Make up to LIMIT appends in one commit; each has its own outcome, in order, as if they had come one after the other.

    Any exception, as for a value that a column cannot hold, means that none of them was made, unless the connection was lost
    or `timeout` seconds passed: then the same batch can safely be given again.
    """
    if len(batch) > LIMIT:
        raise ValueError(f"{len(batch)} appends in one call, at most {LIMIT} are possible")
    events = [event for one in batch for event in one.events]
    if any(event.occurred_at.tzinfo is None for event in events):
        raise ValueError("occurred_at lacks its time zone")
    rows = await db.fetch(
        _APPEND,
        [one.stream for one in batch],
        [one.expected for one in batch],
        [len(one.events) for one in batch],
        [one.command for one in batch],
        [_needs(one) for one in batch],
        [event.id for event in events],
        [event.type for event in events],
        [event.schema for event in events],
        [event.occurred_at for event in events],
        [event.data for event in events],
        [event.meta for event in events],
        timeout=timeout,
    )
    return [_outcome(row) for row in rows]


def _recorded(row: Any) -> Recorded:
    position, stream, version, key, kind, schema, occurred_at, recorded_at, data, meta, command, root = row
    return Recorded(
        position=position, stream=stream, version=version, id=key, type=kind, schema=schema, occurred_at=occurred_at,
        recorded_at=recorded_at, data=data, meta=meta, command=command, root=root,
    )  # fmt: skip


async def read(db: Database, stream: str, after: int = 0) -> list[Recorded]:
    """The events of one stream in order of version, those above version `after`."""
    return [_recorded(row) for row in await db.fetch(_READ, stream, after)]


async def tail(db: Database, after: int, limit: int = 1000) -> list[Recorded]:
    """Up to `limit` events in order of position, those above position `after`. New ones only ever come behind."""
    return [_recorded(row) for row in await db.fetch(_TAIL, after, limit)]


async def pages(db: Database, after: int = 0, until: int | None = None, size: int = 5000) -> AsyncIterator[Sequence[Recorded]]:
    """The events above position `after`, `size` at a time, to position `until` or to the log's end."""
    while page := await tail(db, after, size if until is None else min(size, until - after)):
        yield page
        after = page[-1].position


async def receipt(db: Database, command: UUID) -> Recorded | None:
    """The last event of the append that answered this command."""
    rows = await db.fetch(_RECEIPT, command)
    return _recorded(rows[0]) if rows else None


async def holders(db: Database, keys: Sequence[str]) -> dict[str, str]:
    """Which stream holds each of these keys; those that nobody holds are left out."""
    return dict(await db.fetch("select key, stream from log.claims where key = any($1::text[])", list(keys)))


async def held(db: Database, prefix: str) -> dict[str, str]:
    """Every key held that begins with `prefix`, and the stream that holds it."""
    between = "select key, stream from log.claims where key >= $1 and key < $2 and starts_with(key, $1)"
    return dict(await db.fetch(between, prefix, prefix + "\U0010ffff"))


async def head(db: Database) -> Head:
    """How far the log has come, as of now."""
    identity, position, root, _ = (await db.fetch(_HEAD))[0]
    return Head(identity, position, root)


async def verify_log(db: Database, *, start: Verified = BEGINNING, progress: Callable[[int], None] | None = None) -> Verified:
    """Walk the chain from `start` to where the head is now, which must be its end. Raises Broken.

    Events appended meanwhile are left for the next time.
    """
    _, position, root, last = (await db.fetch(_HEAD))[0]
    if last != position:
        raise Broken(min(last, position) + 1, f"the head stands at {position}, the last event at {last}")
    end = await verify(pages(db, start.position, position), start=start, progress=progress)
    if end != Verified(position, root):
        raise Broken(end.position + 1, f"the head stands at {position}, the chain ends at {end.position} or with another root")
    return end


async def check_durability(db: Database, *, test: bool) -> None:
    """Refuse a server that is too old (Outdated) or, unless this is a test, one that may lose a commit (Undurable)."""
    version, name, off = (await db.fetch(_DURABILITY))[0]
    if version < _OLDEST:
        raise Outdated(f"the log needs PostgreSQL {_OLDEST} or newer, this is {name}")
    if off and not test:
        raise Undurable(f"the log's database has {', '.join(off)} switched off: a crash may lose what was confirmed")
