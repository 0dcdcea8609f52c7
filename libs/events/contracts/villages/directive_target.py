"""What a directive of a training asks of a village: a target, met by what is done there, never by a report."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from libs.events.contracts.cooperation.training_session import Theme
from libs.events.message import Command, Event, Role, Scope


class SetDirectiveTarget(Command, frozen=True, kw_only=True):
    """Put what a directive asks for on the list of a village that one of its addressees is assigned to."""

    target_id: UUID
    directive_id: UUID
    assignment_id: UUID
    """The assignment (penugasan) by which the addressee answers for the village."""

    allowed = {Role.SERVICE: Scope.ANYWHERE}
    creates: ClassVar[bool] = True


class MeetDirectiveTarget(Command, frozen=True, kw_only=True):
    """Look whether what has been done in the village meets a target."""

    target_id: UUID

    allowed = {Role.SERVICE: Scope.ANYWHERE}


class DirectiveTargetSet(Event, frozen=True, kw_only=True):
    village_id: UUID
    directive_id: UUID
    session_id: UUID
    assignment_id: UUID
    officer_id: UUID
    theme: Theme
    issued_on: date
    due_on: date | None = None


class DirectiveTargetMet(Event, frozen=True, kw_only=True):
    village_id: UUID
    directive_id: UUID
    officer_id: UUID
    met_on: date
    """The day on which it was done; for what was so already, the day of the directive."""
    shown_by: str
    """The event that shows it."""
