"""The three pillars of a village (*tiga pilar*): village police officer, army NCO and village head, each in a seat."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from libs.events.contracts.values import LogPosition, Name, Phone
from libs.events.message import Command, Event, Personal, Role, Scope


class Pillar(StrEnum):
    """Which seat. How a village head is called depends on the kind of village."""

    BHABINKAMTIBMAS = "BHABINKAMTIBMAS"
    """The police officer of the village (*Bhabinkamtibmas*)."""
    BABINSA = "BABINSA"
    """The army's non-commissioned officer of the village (*Bintara Pembina Desa*)."""
    VILLAGE_HEAD = "VILLAGE_HEAD"
    """The head of the village (*kepala desa*, *lurah*)."""


SEATING = {Role.COMMANDER: Scope.OWN_UNIT, Role.HEADQUARTERS: Scope.ANYWHERE}


class SeatPillar(Command, frozen=True, kw_only=True):
    """Note who holds the seat of the Babinsa or of the village head."""

    village_id: UUID
    pillar: Pillar
    holder_id: UUID
    """The person; chosen by whoever enters it, and used again when the same person takes another seat."""
    holder_name: Personal[Name]
    phone: Personal[Phone] | None = None
    since: date

    allowed = SEATING
    person: ClassVar[str] = "holder_id"


class VacatePillar(Command, frozen=True, kw_only=True):
    """Note that the seat of the Babinsa or of the village head has fallen vacant."""

    village_id: UUID
    pillar: Pillar
    vacated_on: date

    allowed = SEATING


class SeatBhabinkamtibmas(Command, frozen=True, kw_only=True):
    """Seat the village police officer whose assignment was confirmed."""

    village_id: UUID
    officer_id: UUID
    assignment_id: UUID
    since: date
    position: LogPosition
    """Of the confirmation in the officers' log: whatever is older than the seat's last change changes nothing."""

    allowed = {Role.SERVICE: Scope.ANYWHERE}


class VacateBhabinkamtibmas(Command, frozen=True, kw_only=True):
    """Vacate the seat of the village police officer whose assignment has ended."""

    village_id: UUID
    assignment_id: UUID
    vacated_on: date
    position: LogPosition
    """Of the ending in the officers' log: whatever is older than the seat's last change changes nothing."""

    allowed = {Role.SERVICE: Scope.ANYWHERE}


class PillarSeated(Event, frozen=True, kw_only=True):
    pillar: Pillar
    title: str
    """What the holder is called in this kind of village."""
    holder_id: UUID
    """For the Bhabinkamtibmas: the officer's id."""
    holder_name: Personal[str] | None = None
    """Null for the Bhabinkamtibmas: the officers service holds the name."""
    phone: Personal[str] | None = None
    since: date
    assignment_id: UUID | None = None
    position: int | None = None
    """Of the confirmation in the officers' log; null for the other seats."""

    person: ClassVar[str] = "holder_id"


class PillarVacated(Event, frozen=True, kw_only=True):
    pillar: Pillar
    holder_id: UUID
    vacated_on: date
    position: int | None = None
    """Of what unseated him in the officers' log; null for the other seats."""


class PillarsCompleted(Event, frozen=True, kw_only=True):
    """All three seats are held."""

    completed_on: date
