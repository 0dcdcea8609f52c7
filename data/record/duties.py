"""What officers of a few villages did in the fortnight before the data were loaded: plainly fictitious, told once.

Reports of the field are taken for a fortnight only, so days are counted from the one on which the first of these commands was
recorded. It stands in the log: whoever loads again finds it there, and gives the same commands under the same ids.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Final
from uuid import UUID

from msgspec import Struct, convert
from msgspec.structs import fields

from data import ids
from data.order import Order, order
from data.record import CATALOGUE, load
from data.record.fill import officer_of

ZONE: Final = timezone(timedelta(hours=8))
"""That of the villages, Asia/Makassar."""
TOLD_WITHIN: Final = timedelta(days=3)
"""What was begun longer ago is not gone on with: its first reports would come too late by now."""
BESIDE: Final = frozenset({"command", "by", "after", "when"})
"""What a table says besides the fields of its command."""

PERSONS: Final = frozenset({"person_id", "given_by", "chair_id", "secretary_id"})
"""Fields that name one and the same person of a village."""


class Step(Struct, frozen=True):
    """One command, as it is written; `village` is its code."""

    village: str
    written: dict[str, Any]

    @property
    def name(self) -> str:
        """That of the command."""
        return str(self.written["command"])

    @property
    def dispute(self) -> UUID | None:
        """The dispute about which leadership was warned, where the command is about that warning."""
        return ids.duty("dispute_id", self.written["after"]) if "after" in self.written else None

    @property
    def speaker(self) -> Mapping[str, str] | None:
        """What the token of whoever gives it claims: the village's officer, the holder of a seat, or None for headquarters."""
        by = self.written.get("by")
        if by is None:
            return None
        village = str(ids.village(self.village))
        if by == "officer":
            return {"sub": str(officer_of(self.village)), "role": "officer", "village": village}
        return {"sub": str(ids.person(f"{by} {self.village}")), "role": "pillar", "village": village}

    def order(self, begun: datetime, warning: UUID | None = None) -> Order:
        """The command as of the day on which all this was begun; `warning` is the one it is about where `dispute` is told.

        Raises msgspec.ValidationError.
        """
        kind = CATALOGUE.commands[self.name]
        said = {"village_id": self.village, "officer_id": self.village, "warning_id": warning, **self.written}
        known = {field.name for field in fields(kind)}
        command = convert({name: _read(name, value, begun) for name, value in said.items() if name in known}, kind)
        when = self.written.get("when")
        moments = (getattr(command, name) for name in known)
        return order(command, _read("when", when, begun) if when else next((m for m in moments if isinstance(m, datetime)), None))


def told() -> dict[str, list[Step]]:
    """By the code of the village: its commands, in their order."""
    return {code: [Step(code, written) for written in tables] for code, tables in load("duties").items()}


def first() -> Step:
    """The command whose record tells on which day all this was begun; it says the same on every day."""
    return next(step for steps in told().values() for step in steps if step.name == "RegisterContactPerson")


def _read(name: str, value: Any, begun: datetime) -> Any:
    """Days counted from the beginning as days and moments, readable names as ids."""
    match value:
        case {"days": int(days), "at": at}:
            return datetime.combine((begun.astimezone(ZONE) + timedelta(days=days)).date(), at, ZONE)
        case {"officer": str(code)}:
            return officer_of(code)
        case {"days": int(days)}:
            return (begun.astimezone(ZONE) + timedelta(days=days)).date()
        case dict():
            return {inner: _read(inner, one, begun) for inner, one in value.items()}
        case list() if name.endswith("_ids"):
            return [_read(name.removeprefix("settled_").removesuffix("s"), one, begun) for one in value]
        case list():
            return [_read(name, one, begun) for one in value]
        case str() if name == "village_id":
            return ids.village(value)
        case str() if name in ("officer_id", "by"):
            return officer_of(value)
        case str() if name in PERSONS:
            return ids.duty("person_id", value)
        case str() if name.endswith("_id"):
            return ids.duty(name, value)
        case _:
            return value
