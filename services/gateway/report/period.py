"""The days that a report is about, as a request gives them: `from` and `to`, both included, either left out."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import parse_qs

from msgspec import Struct

from services.gateway.graph.planner.identity import day

NAMES: Final = frozenset({"from", "to"})


class NoPeriod(ValueError):
    """The parameters name no period: something else than two days, or an end before the beginning."""


class Period(Struct, frozen=True):
    """From a day to a day, both included; without either, as far as there is anything."""

    first: date | None = None
    last: date | None = None

    @classmethod
    def read(cls, query_string: bytes) -> "Period":
        """Raises NoPeriod."""
        try:
            told = parse_qs(query_string.decode(), strict_parsing=bool(query_string))
            given = {name: value for name, (value,) in told.items()}
            read = {name: day(value) for name, value in given.items()}
        except ValueError:
            raise NoPeriod from None
        if not read.keys() <= NAMES or ("from" in read and "to" in read and read["to"] < read["from"]):
            raise NoPeriod
        return cls(read.get("from"), read.get("to"))

    @property
    def variables(self) -> Mapping[str, Any]:
        """For the document: the day on which it begins, and the first day after it."""
        after = None if self.last is None or self.last == date.max else self.last + timedelta(days=1)
        return {"since": self.first and self.first.isoformat(), "until": after and after.isoformat()}

    def holds(self, told: str | None) -> bool:
        """Whether a day of the answer falls into it."""
        if told is None:
            return False
        found = date.fromisoformat(told)
        return (self.first is None or self.first <= found) and (self.last is None or found <= self.last)

    def is_before(self, told: str) -> bool:
        """Whether it is over on a day of the answer."""
        return self.last is not None and self.last < date.fromisoformat(told)
