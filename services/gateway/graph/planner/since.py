"""The cursor of `changes`: how far its holder knows each log, and where he is within what has changed since.

It is made of log positions and log identities, of nothing that the read model's making decides: it outlives every rebuild.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import orjson
from graphql import GraphQLError

from services.gateway.graph.planner.identity import STRANGE_CURSOR

TAG: Final = "changes 1"
FARTHEST: Final = 2**63 - 1
MOST_SERVICES: Final = 20
SCOPE: Final = ("subject", "unit", "village")
"""What of a caller decides, with the role, whose villages they are: a cursor of another caller's begins anew."""


@dataclass(frozen=True)
class Mark:
    """How far one service's log is known."""

    service: str
    log: UUID | None
    since: int
    """All that had happened up to here has been told."""
    upto: int
    """Where the log ended when this round of pages began."""


@dataclass(frozen=True)
class Since:
    """A cursor. The default is that of whoever has been told nothing yet."""

    marks: tuple[Mark, ...] = ()
    fresh: bool = True
    """Nothing is known: everything is told anew."""
    whole: bool = False
    """This round tells everything there is, not only what changed."""
    rank: int = -1
    key: UUID | None = None
    """Kind and key of the last that this round has told; -1: the round is yet to begin."""

    @classmethod
    def read(cls, text: str | None, scope: str) -> "Since":
        """Raises GraphQLError for what is no cursor of this kind."""
        if text is None:
            return cls()
        try:
            tag, whose, whole, marks, rank, key = orjson.loads(base64.b64decode(text, validate=True))
            if tag != TAG or not isinstance(whole, bool) or type(rank) is not int or not -1 <= rank < 100:
                raise ValueError(tag)
            if not isinstance(whose, str) or len(marks) > MOST_SERVICES or (key is None) != (rank == -1):
                raise ValueError(whose)
            found = tuple(_mark(*mark) for mark in marks)
            place = None if key is None else UUID(key)
        except (ValueError, TypeError, AttributeError):
            raise GraphQLError(STRANGE_CURSOR) from None
        return cls(found, False, whole, rank, place) if whose == scope else cls()


def scope_of(role: str, actor: Mapping[str, Any]) -> str:
    """Tells callers apart who are told of different villages; without betraying them to whoever comes by a cursor."""
    return sha256(orjson.dumps([role, *(str(actor.get(name)) for name in SCOPE)])).hexdigest()[:16]


def _mark(service: Any, log: Any, since: Any, upto: Any) -> Mark:
    if not isinstance(service, str) or not service.isalpha() or len(service) > 64:
        raise ValueError(service)
    for position in (since, upto):
        if type(position) is not int or not 0 <= position <= FARTHEST:
            raise ValueError(position)
    return Mark(service, None if log is None else UUID(log), since, upto)
