"""A later training, plainly fictitious: two units invited, two days, an assessment, and what came of its directives."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from msgspec import convert

from data import ids
from data.order import Order, order
from data.record import CATALOGUE, fields, load
from data.record.fill import officer_of

WRITTEN: Final = load("refresher")
NAME: Final[str] = WRITTEN["session"]["name"]
SESSION: Final = ids.session(NAME)


def session() -> Iterator[Order]:
    """The whole training, in its order."""
    for written in WRITTEN["command"]:
        yield _order({"session_id": NAME, **written})


def follow_up() -> Iterator[Order]:
    """What officers answered to its directives."""
    for written in WRITTEN["follow_up"]:
        yield _order(written)


def _order(written: dict[str, Any]) -> Order:
    kind = CATALOGUE.commands[written["command"]]
    said = {name: _read(name, value) for name, value in written.items() if name != "command"}
    command = convert(fields(said), kind)
    moments = (getattr(command, name) for name in said)
    return order(command, next((one for one in moments if isinstance(one, datetime)), None))


def _read(name: str, value: Any) -> Any:
    """Codes of villages as their officers, themes as directives, names as units."""
    match name, value:
        case "officer_id", str():
            return officer_of(value)
        case "officer_ids", list():
            return [officer_of(code) for code in value]
        case "directive_id", str():
            return ids.directive(f"{NAME}/{value}")
        case "to_units", list():
            return [ids.unit(unit) for unit in value]
        case "attendee", {"officer_id": str(code)}:
            return {"officer_id": officer_of(code)}
        case _:
            return value
