"""Writes the golden files that are missing, `python -m tests.contract.golden`; those that are there it leaves as they are."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid5

from msgspec import Struct, json

from libs.events.message import Catalogue
from services.gateway.read_model.projection import SERVICES

HERE: Final = Path(__file__).parent / "golden"
PLAIN: Final[dict[Any, Callable[[str], Any]]] = {
    str: lambda name: f"{name} contoh",
    int: lambda _name: 7,
    bool: lambda _name: True,
    UUID: lambda name: uuid5(UUID(int=0), name),
    date: lambda _name: date(2017, 7, 25),
    datetime: lambda _name: datetime(2017, 7, 25, tzinfo=UTC),
}

CODES: Final = {"region_code": "52.71"}
"""Where a pattern wants more than any text."""


def sample(hint: Any, name: str) -> Any:
    """A value of this type, every optional part filled."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated and name in CODES:
        return CODES[name]
    if origin is Annotated:
        return sample(inner[0], name)
    if origin in (Union, UnionType):
        return sample(inner[0], name)
    if origin is tuple:
        return (sample(inner[0], name),)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if isinstance(hint, type) and issubclass(hint, Struct):
        hints = get_type_hints(hint, include_extras=True)
        return hint(**{field: sample(hints[field], field) for field in hint.__struct_fields__})
    return PLAIN[hint](name)


def write() -> None:
    HERE.mkdir(exist_ok=True)
    for event in Catalogue(*SERVICES).events.values():
        path = HERE / f"{event.named()}.v{event.version()}.json"
        if not path.exists():
            path.write_bytes(json.format(json.encode(sample(event, event.named())), indent=1) + b"\n")


if __name__ == "__main__":
    write()
