"""The founding record: who held which ground, how the cooperation went, and the session of 25 July 2017, as commands."""

import tomllib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from msgspec import convert

from data import ids
from data.order import Order, order
from libs.events.message import Catalogue

FOLDER: Final = Path(__file__).parent
CATALOGUE: Final = Catalogue("officers", "villages", "cooperation")

REFERENCES: Final[Mapping[str, Callable[[str], UUID]]] = {
    "unit_id": ids.unit,
    "parent_id": ids.unit,
    "host_unit_id": ids.unit,
    "program_id": ids.program,
    "site_id": ids.site,
    "site_ids": ids.site,
    "milestone_id": ids.milestone,
    "session_id": ids.session,
    **{
        name: partial(ids.duty, name)
        for name in ("design_id", "decision_id", "measurement_id", "input_id", "evaluation_id", "lesson_id")
    },
}
"""Fields in which the files write a readable name for an id, or several."""


def load(name: str) -> dict[str, Any]:
    """One file of the record."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text())


def fields(written: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a command, its readable names turned into ids."""
    return {key: _read(key, value) for key, value in written.items()}


def _read(key: str, value: Any) -> Any:
    if key not in REFERENCES:
        return value
    return [REFERENCES[key](name) for name in value] if isinstance(value, list) else REFERENCES[key](value)


def chapters(name: str) -> list[list[Order]]:
    """The tables of one file: each may go out at once, but only after the one before. Raises msgspec.ValidationError."""
    return [[_order(written) for written in chapter] for chapter in load(name).values()]


def _order(written: dict[str, Any]) -> Order:
    kind = CATALOGUE.commands[written["command"]]
    return order(convert(fields({key: value for key, value in written.items() if key != "command"}), kind))
