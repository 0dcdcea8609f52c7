"""Commands to a unit, in the form of a contract: this module's place makes them those of aggregate `unit`, service `graph`."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta, Struct

from libs.events.message import Command, Personal, Role, Scope


class Grade(StrEnum):
    """How far up."""

    POLSEK = "POLSEK"
    POLRES = "polres"


class Source(Struct, frozen=True, kw_only=True):
    """Who said it."""

    name: str
    """A newspaper, say."""
    seen_on: date | None = None


class OpenUnit(Command, frozen=True, kw_only=True):
    """Open a unit.

    More than one line.
    """

    unit_id: UUID
    name: Annotated[str, Meta(description="As on the sign.")]
    chief: Personal[str] | None = None
    """Whoever heads it."""
    grade: Grade = Grade.POLRES
    opened_at: datetime
    parents: tuple[UUID, ...] = ()
    sources: tuple[Source, ...]
    staff: int = 3

    allowed: ClassVar = {Role.HEADQUARTERS: Scope.ANYWHERE}
    creates: ClassVar[bool] = True


class RenameUnit(Command, frozen=True, kw_only=True):
    """Give a unit another name."""

    unit_id: UUID
    name: str

    allowed: ClassVar = {Role.COMMANDER: Scope.OWN_UNIT, Role.SERVICE: Scope.ANYWHERE}


class SweepUnit(Command, frozen=True, kw_only=True):
    """For services alone."""

    unit_id: UUID

    allowed: ClassVar = {Role.SERVICE: Scope.ANYWHERE}
