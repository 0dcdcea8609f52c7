"""Conditional GET: an answer that would be the same again is told so, by a look at the positions and not at the data.

The tag of an answer stands for all that decides it: document, operation, variables, media type, role, those values of the caller
that the statement uses, the schema, and the positions that were read in the same statement as the data. Decision 0020 says why
the positions are looked up, and why the tag of an answer that holds opened values is honoured for a minute only.
"""

import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

import orjson

from services.gateway.graph.execution import Answer, Engine, Operation
from services.gateway.graph.positions import Positions
from services.gateway.graph.timing import Part

CLEAR: Final = 60
"""Seconds for which an answer with opened values may be told to be the same: as long as the vault remembers a key."""
AHEAD: Final = 5
"""Seconds by which the clock of another replica may be fast."""
CACHED: Final = {"cache-control": "private, no-cache", "vary": "Accept, Authorization"}
"""Kept by the client alone, and asked about again each time."""


@dataclass(frozen=True)
class Told:
    """What is sent: status, body, and headers beyond those of every answer."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Conditional:
    """Answers queries by GET; `clock` gives seconds since the epoch."""

    def __init__(self, engine: Engine, positions: Positions, clock: Callable[[], float] = time.time) -> None:
        self._engine, self._positions, self._clock = engine, positions, clock

    async def answer(self, operation: Operation, media: str, if_none_match: str | None) -> Told:
        """304 where a tag of the header is that of the answer now, else the answer. Raises what `Engine.answer` raises."""
        with Part("plan"):
            identity = await self._engine.identity(operation)
        if identity is None:
            return plain(await self._engine.answer(operation))
        identity += media.encode()
        if if_none_match and (tag := await self._unchanged(identity, if_none_match)):
            return Told(304, b"", {**CACHED, "etag": tag})
        answer = await self._engine.answer(operation)
        if not answer.straight:
            return plain(answer)
        since = int(self._clock()) if answer.opened else None
        return Told(200, answer.body, {**CACHED, "etag": _tag(identity, answer.positions(), since)})

    async def _unchanged(self, identity: bytes, if_none_match: str) -> str | None:
        candidates = list(_candidates(if_none_match))
        known = self._positions.now
        if not any(tag == _tag(identity, known, since) for tag, since in candidates):
            return None
        # What is known may be a moment old, and whoever has just written elsewhere must not be told that nothing changed.
        current = await self._positions.latest()
        now = self._clock()
        for tag, since in candidates:
            fresh = since is None or since - AHEAD <= now < since + CLEAR
            if fresh and current is not None and tag == _tag(identity, current, since):
                return tag
        return None


def plain(answer: Answer) -> Told:
    """An answer without a tag."""
    return Told(200 if answer.executed else 400, answer.body)


def _tag(identity: bytes, positions: Mapping[str, int], since: int | None) -> str:
    """A strong tag: the same bytes are answered. Where values were opened it tells when, in seconds since the epoch."""
    digest = sha256(identity + orjson.dumps([sorted(positions.items()), since])).digest()[:18]
    return f'"{urlsafe_b64encode(digest).decode()}{"" if since is None else f".{since}"}"'


def _candidates(if_none_match: str) -> Iterator[tuple[str, int | None]]:
    """The tags of the header, to be compared weakly as RFC 9110 has it, and the moment that each tells."""
    for one in if_none_match.split(",")[:20]:
        tag = one.strip().removeprefix("W/")
        _, dot, moment = tag.strip('"').partition(".")
        if not dot:
            yield tag, None
        elif moment.isascii() and moment.isdigit() and len(moment) < 12:
            yield tag, int(moment)
