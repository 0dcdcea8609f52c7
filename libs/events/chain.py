"""The hash chain over a log: whoever changes, removes or slips in an event is found, here or by a witness elsewhere."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from msgspec import Struct

from libs.events.codec import Recorded

Pages = AsyncIterator[Sequence[Recorded]]
"""Events in order of position, some at a time, wherever they come from: log, stream or file."""

_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class Verified(Struct, frozen=True):
    """Up to this position the chain holds, and this is its root there."""

    position: int
    root: bytes


BEGINNING: Final = Verified(0, bytes(32))
"""Where every chain starts."""


class Broken(Exception):
    """The chain does not hold: the event at `position`, or one after it under the same root, is not what was recorded."""

    def __init__(self, position: int, reason: str) -> None:
        super().__init__(f"position {position}: {reason}")
        self.position, self.reason = position, reason


class Difference(Struct, frozen=True):
    """Two witnesses contradict each other at this position."""

    position: int
    columns: tuple[str, ...]
    """What differs; empty where one of them lacks the event."""


def _moment(at: datetime) -> bytes:
    return ((at - _EPOCH) // _MICROSECOND).to_bytes(8, "big", signed=True)


def _framed(value: bytes) -> bytes:
    return len(value).to_bytes(4, "big") + value


def digest(event: Recorded) -> bytes:
    """The 32 bytes that stand for one event in the chain; the same as log.digest computes in the database."""
    return sha256(
        b"".join(
            (
                event.position.to_bytes(8, "big"),
                event.version.to_bytes(8, "big"),
                event.id.bytes,
                event.schema.to_bytes(4, "big", signed=True),
                _moment(event.occurred_at),
                _moment(event.recorded_at),
                _framed(event.stream.encode()),
                _framed(event.type.encode()),
                _framed(event.data),
                _framed(event.meta),
                b"\x00" if event.command is None else b"\x01" + event.command.bytes,
            )
        )
    ).digest()


async def verify(pages: Pages, *, start: Verified = BEGINNING, progress: Callable[[int], None] | None = None) -> Verified:
    """Walk the chain from `start`; returns where it ends. `progress` is told the position reached after each page.

    Raises Broken. An end that no root covers counts as broken: read a growing stream up to a position the log's head has had.
    A whole tail that is missing cannot be seen from within: compare the result with the head, or with another witness.
    """
    position, root, pending = start.position, start.root, bytearray()
    covered = position
    async for page in pages:
        for event in page:
            if event.position != position + 1:
                raise Broken(position + 1, f"missing: {event.position} follows {position}")
            position += 1
            pending += digest(event)
            if event.root is not None:
                root = sha256(root + pending).digest()
                if root != event.root:
                    raise Broken(covered + 1, f"one of the events from here to {position} is not what was recorded")
                covered = position
                pending.clear()
        if progress:
            progress(position)
    if pending:
        raise Broken(covered + 1, f"no root covers the events from here to {position}")
    return Verified(covered, root)


async def compare(log: Pages, witness: Pages) -> Difference | None:
    """The first position at which the two do not hold the same event, column for column; None if there is none.

    A witness may begin later or end earlier than the log (it lags), but must not know an event that the log does not have.
    """
    ours, theirs = _each(log), _each(witness)
    expected: int | None = None
    async for known in theirs:
        if expected is not None and known.position != expected:
            return Difference(min(expected, known.position), ())
        own = await anext(ours, None)
        while expected is None and own is not None and own.position < known.position:
            own = await anext(ours, None)
        expected = known.position + 1
        if own is None or own.position != known.position:
            return Difference(known.position if own is None else min(own.position, known.position), ())
        if own != known:
            return Difference(known.position, _differing(own, known))
    return None


def _differing(one: Recorded, other: Recorded) -> tuple[str, ...]:
    return tuple(name for name in Recorded.__struct_fields__ if getattr(one, name) != getattr(other, name))


async def _each(pages: Pages) -> AsyncIterator[Recorded]:
    async for page in pages:
        for event in page:
            yield event
