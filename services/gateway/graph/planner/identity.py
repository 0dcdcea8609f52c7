"""Global ids and cursors: opaque text outside, typed keys inside."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

import orjson
from graphql import GraphQLError
from sqlalchemy import ARRAY, BigInteger, ColumnElement, Integer, SmallInteger, Uuid
from sqlalchemy.types import TypeEngine

from services.gateway.graph.planner.request import Get, Request
from services.gateway.graph.planner.rows import Row
from services.gateway.graph.planner.text import Pieces, concat
from services.gateway.graph.planner.text import base64 as base64_sql
from services.gateway.graph.planner.values import json_of

Bind = Callable[[Get, TypeEngine[Any] | None], Any]

STRANGE_CURSOR: Final = "This cursor does not belong to this list."
_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_BITS: Final = ((SmallInteger, 15), (BigInteger, 63), (Integer, 31))


def storable(text: str) -> bool:
    """Whether PostgreSQL can hold this text: no U+0000 and no half of a surrogate pair."""
    return _UNSTORABLE.search(text) is None


def key_of(kind: TypeEngine[Any], text: Any) -> Any:
    """The value of a key column that this JSON value stands for. Raises ValueError."""
    wanted = kind.python_type
    if wanted is int:
        if type(text) is not int or not -(2 ** _bits(kind)) <= text < 2 ** _bits(kind):
            raise ValueError(text)
        return text
    if not isinstance(text, str) or not storable(text):
        raise ValueError(text)
    if wanted is UUID:
        return UUID(text)
    if wanted is datetime:
        return moment(text)
    if wanted is date:
        return day(text)
    if wanted is not str:
        raise ValueError(text)
    return text


def moment(text: str) -> datetime:
    """An RFC 3339 time with its offset, in UTC; the seconds may be left out. Raises ValueError."""
    if not _MOMENT.fullmatch(text):
        raise ValueError(f"{text} is no RFC 3339 time with its offset")
    read = datetime.fromisoformat(text.upper())
    try:
        return read.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{text} is out of range") from None


def day(text: str) -> date:
    """A day as RFC 3339 writes it, YYYY-MM-DD. Raises ValueError."""
    if not _DAY.fullmatch(text):
        raise ValueError(f"{text} is no day")
    return date.fromisoformat(text)


def _bits(kind: TypeEngine[Any]) -> int:
    return next(bits for column, bits in _BITS if isinstance(kind, column))


def split_id(text: str) -> tuple[str, str]:
    """Type and key of a global id. Raises ValueError."""
    name, colon, key = base64.b64decode(text, validate=True).decode().partition(":")
    if not colon:
        raise ValueError(text)
    return name, key


def id_sql(kind: str, key: ColumnElement[Any]) -> Pieces:
    """A global id as JSON text."""
    return concat(['"', base64_sql(concat([f"{kind}:", key])), '"'])


@dataclass(frozen=True)
class GlobalId:
    """An argument of type ID, or a list of them."""

    bind: Bind
    get: Get
    listed: bool = False

    def uuid(self) -> Any:
        """The id itself where it is a plain UUID, as those of commands are, else NULL."""

        def key(request: Request) -> UUID | None:
            try:
                return UUID(self.get(request))
            except ValueError:
                return None

        return self.bind(key, Uuid())

    def of(self, row: Row) -> Any:
        """The key the id holds when it names an object of this row's type, else NULL; for a list, the array of such keys."""
        kind, column = row._kind, row.key.type

        def key(text: str) -> Any:
            try:
                name, found = split_id(text)
                return key_of(column, int(found) if column.python_type is int else found) if name == kind else None
            except ValueError:
                return None

        if not self.listed:
            return self.bind(lambda request: key(self.get(request)), column)
        return self.bind(lambda request: [found for text in self.get(request) if (found := key(text)) is not None], ARRAY(column))


@dataclass(frozen=True)
class Cursors:
    """The cursors of one list: its tag refuses those of any other."""

    tag: str
    keys: tuple[ColumnElement[Any], ...]

    def sql(self) -> Pieces:
        """The cursor of the row at hand, as text."""
        return base64_sql(concat([f'["{self.tag}"', *(part for key in self.keys for part in (",", json_of(key))), "]"]))

    def read(self, get: Get) -> Get:
        """Finds the keys in a cursor. Raises GraphQLError."""

        def values(request: Request) -> list[Any]:
            try:
                tag, *found = orjson.loads(base64.b64decode(get(request), validate=True))
                if tag != self.tag or len(found) != len(self.keys):
                    raise ValueError(tag)
                return [key_of(key.type, text) for key, text in zip(self.keys, found, strict=True)]
            except (ValueError, TypeError):
                raise GraphQLError(STRANGE_CURSOR) from None

        return values
