"""Whoever and whatever the invented year is about: villages, their police units, officers, and their time at a post."""

from uuid import UUID

from msgspec import Struct

from data import ids
from libs.events.contracts.officers.officer import Rank


class Village(Struct, frozen=True, kw_only=True):
    code: str
    name: str
    unit: str
    """The name of the unit that answers for it."""
    number: int
    """From 1001, in the order of the codes: names of its people carry it."""

    @property
    def id(self) -> UUID:
        return ids.village(self.code)

    @property
    def urban(self) -> bool:
        """Whether it is a kelurahan."""
        return self.code[-4] == "1"


class Officer(Struct, frozen=True, kw_only=True):
    id: UUID
    number: int
    """From 1001; his name carries it. Those of the founding record have another, and 0 here."""
    unit: str
    rank: Rank
    languages: tuple[str, ...]
    weekly: float
    """Visits a week."""
    slow: float
    """By how much longer he takes than others."""
    arrives: int
    """The day of the year on which he is entered."""


class Holding(Struct, frozen=True, kw_only=True):
    """An officer's time at a village's post."""

    village: str
    officer: Officer
    assignment: UUID
    first: int
    last: int | None = None
    """The first day on which he no longer holds it."""
    of_record: bool = False
    """The founding record has it already."""

    def covers(self, day: int) -> bool:
        return self.first <= day and (self.last is None or day < self.last)


class Unit(Struct, frozen=True, kw_only=True):
    """A Polres, and how it works."""

    name: str
    number: int
    pace: float
    """By how much longer its officers take than others."""
    checked: float
    """Share of settlements that somebody verifies."""
    commander: UUID

    @property
    def id(self) -> UUID:
        return ids.unit(self.name)
