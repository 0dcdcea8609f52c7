"""Assignments of officers to villages (*penugasan*): proposed, confirmed by an order, ended."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from libs.events.contracts.values import Name, Text
from libs.events.message import Command, Event, Role, Scope


class Duty(StrEnum):
    """What the officer does in the village."""

    BHABINKAMTIBMAS = "BHABINKAMTIBMAS"
    """Keeps the village's security and order with its people (*Bhabinkamtibmas*)."""
    PETUGAS_POLMAS = "PETUGAS_POLMAS"
    """Community policing (*Polmas*)."""
    POLISI_RW = "POLISI_RW"
    """Police officer of its neighbourhoods (*polisi RW*)."""


class AssignmentRole(StrEnum):
    """PRIMARY holds the post, of which a village has one at a time; ACTING stands in for its holder."""

    PRIMARY = "PRIMARY"
    """Holds the post (*definitif*)."""
    ACTING = "ACTING"
    """Stands in for its holder (*pelaksana tugas*)."""


STAFFING = {Role.COMMANDER: Scope.OWN_UNIT, Role.HEADQUARTERS: Scope.ANYWHERE}


class ProposeAssignment(Command, frozen=True, kw_only=True):
    """Propose an officer for a village of his unit's ground."""

    assignment_id: UUID
    officer_id: UUID
    village_id: UUID
    duty: Duty = Duty.BHABINKAMTIBMAS
    role: AssignmentRole = AssignmentRole.PRIMARY
    starts_on: date
    ends_on: date | None = None
    """The first day on which it no longer holds; null: until further notice."""
    reason: Text | None = None
    """Why he should have more villages than the usual number."""

    allowed = STAFFING
    creates: ClassVar[bool] = True


class ConfirmAssignment(Command, frozen=True, kw_only=True):
    """Put the order (*surat perintah*, Sprin) behind a proposal, so that it takes effect."""

    assignment_id: UUID
    order_number: Name
    order_date: date

    allowed = STAFFING


class EndAssignment(Command, frozen=True, kw_only=True):
    """End an assignment, or withdraw a proposal."""

    assignment_id: UUID
    ended_on: date
    reason: Text

    allowed = STAFFING


class AssignmentProposed(Event, frozen=True, kw_only=True):
    officer_id: UUID
    village_id: UUID
    duty: Duty
    role: AssignmentRole
    starts_on: date
    ends_on: date | None = None
    slot: int
    """The officer's how-manieth village it is; slots are filled again when one falls free."""
    reason: str | None = None


class AssignmentConfirmed(Event, frozen=True, kw_only=True):
    officer_id: UUID
    village_id: UUID
    duty: Duty
    role: AssignmentRole
    starts_on: date
    ends_on: date | None = None
    order_number: str
    order_date: date


class AssignmentEnded(Event, frozen=True, kw_only=True):
    officer_id: UUID
    village_id: UUID
    duty: Duty
    role: AssignmentRole
    confirmed: bool
    """False: a proposal that never took effect."""
    ended_on: date
    reason: str
