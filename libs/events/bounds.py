"""Finds in a command the date or moment that some store behind us could not hold."""

from datetime import date, datetime
from functools import cache
from typing import Any, Final, get_args, get_type_hints

from msgspec import Struct
from msgspec.structs import fields

EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2199, 12, 31)
"""Within these every offset and time zone can be applied, and no database takes a day for its infinity."""


def held(day: date) -> bool:
    """Whether every store holds this date or moment; a moment by the date that is written in it."""
    return EARLIEST <= (day.date() if isinstance(day, datetime) else day) <= LATEST


def outside(struct: Struct, path: str = "") -> str | None:
    """The path of the first date or moment that is out of bounds, however deep it stands; None where all are well."""
    for name in _timed(type(struct)):
        value = getattr(struct, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, date) and not held(item):
                return path + name
            if isinstance(item, Struct) and (found := outside(item, f"{path}{name}.")):
                return found
    return None


@cache
def _timed(struct: type[Struct]) -> tuple[str, ...]:
    """The fields in which a date may stand."""
    hints = get_type_hints(struct)
    return tuple(field.name for field in fields(struct) if _may_hold(hints[field.name]))


def _may_hold(hint: Any) -> bool:
    if isinstance(hint, type) and issubclass(hint, Struct):
        return bool(_timed(hint))
    return (isinstance(hint, type) and issubclass(hint, date)) or any(_may_hold(inner) for inner in get_args(hint))
