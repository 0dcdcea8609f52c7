"""Writes what is missing of golden files and forms, `python -m tests.contract.golden`; what is there it leaves as it is."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import Enum
from hashlib import sha256
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid5

from msgspec import Struct, json
from msgspec.json import schema_components

from libs.events.asyncapi import REF, version_of
from libs.events.message import Catalogue, Event
from services.gateway.read_model.projection import SERVICES

HERE: Final = Path(__file__).parent / "golden"
FORMS: Final = Path(__file__).parent / "forms.json"
"""By CloudEvents type, a digest of each version's form: a published form is never changed, a new one gets a new version."""
PLAIN: Final[dict[Any, Callable[[str], Any]]] = {
    str: lambda name: f"{name} contoh",
    int: lambda _name: 7,
    float: lambda _name: 62.5,
    bool: lambda _name: True,
    UUID: lambda name: uuid5(UUID(int=0), name),
    date: lambda _name: date(2017, 7, 25),
    datetime: lambda _name: datetime(2017, 7, 25, tzinfo=UTC),
}

CODES: Final = {
    "region_code": "52.71",
    "region_codes": "52.71",
    "amount": "1500.50",
    "code": "1-2",
    "output": "1",
}
"""Where a pattern wants more than any text."""


def sample(hint: Any, name: str) -> Any:
    """A value of this type, every optional part filled."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated and inner[0] is str and name in CODES:
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


def form_of(event: type[Event]) -> str:
    """A digest of what an event's payload may be, whatever is said about it."""
    (payload,), components = schema_components([event], ref_template=REF)
    form = {name: _bare(one) for name, one in sorted({"": payload, **components}.items())}
    return sha256(json.encode(form, order="sorted")).hexdigest()[:16]


def _bare(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {name: _bare(value) for name, value in schema.items() if name not in ("title", "description")}
    return [_bare(value) for value in schema] if isinstance(schema, list) else schema


def forms() -> dict[str, str]:
    """Those that were published."""
    return json.decode(FORMS.read_bytes(), type=dict[str, str]) if FORMS.exists() else {}


def write() -> None:
    HERE.mkdir(exist_ok=True)
    events = Catalogue(*SERVICES).events.values()
    known = {version_of(event): form_of(event) for event in events} | forms()
    FORMS.write_bytes(json.format(json.encode(known, order="sorted"), indent=1) + b"\n")
    for event in events:
        path = HERE / f"{event.named()}.v{event.version()}.json"
        if not path.exists():
            path.write_bytes(json.format(json.encode(sample(event, event.named())), indent=1) + b"\n")


if __name__ == "__main__":
    write()
