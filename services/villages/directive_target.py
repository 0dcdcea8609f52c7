"""What a directive asks of a village (*target arahan*): put on its list once, met once by what is done there. Decision 0087."""

from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.cooperation.training_session import Theme
from libs.events.contracts.villages.directive_target import (
    DirectiveTargetMet,
    DirectiveTargetSet,
    MeetDirectiveTarget,
    SetDirectiveTarget,
)
from libs.events.decider import Decider, Decision, Refused, begun

TargetCommand: TypeAlias = SetDirectiveTarget | MeetDirectiveTarget
TargetEvent: TypeAlias = DirectiveTargetSet | DirectiveTargetMet


class DirectiveTarget(Struct, frozen=True, kw_only=True):
    asked: DirectiveTargetSet
    met: bool = False


class Asked(Struct, frozen=True, kw_only=True):
    """A directive that was put before an officer."""

    session_id: UUID
    theme: Theme
    issued_on: date
    due_on: date | None = None


class Post(Struct, frozen=True, kw_only=True):
    """An officer's assignment to a village."""

    village_id: UUID
    officer_id: UUID


class Shown(Struct, frozen=True, kw_only=True):
    """What has been done in the village, of all that meets the target the earliest."""

    day: date
    shown_by: str
    """The event that shows it."""


class TargetFacts(Struct, frozen=True, kw_only=True):
    """What is known of the directive, of the assignment, and of what has been done."""

    asked: Asked | None = None
    post: Post | None = None
    shown: Shown | None = None


def decide(state: DirectiveTarget | None, command: TargetCommand, facts: TargetFacts) -> Decision:
    match command:
        case SetDirectiveTarget():
            return _set(command, facts) if state is None else []
        case MeetDirectiveTarget():
            if state is None:
                return Refused("TARGET_UNKNOWN", "There is no such target.", "target_id")
            return [] if state.met or facts.shown is None else [_met(state, facts.shown)]
        case _:
            assert_never(command)


def _set(command: SetDirectiveTarget, facts: TargetFacts) -> Decision:
    if facts.asked is None:
        return Refused("DIRECTIVE_UNKNOWN", "There is no such directive.", "directive_id", early=True)
    if facts.post is None:
        return Refused("ASSIGNMENT_UNKNOWN", "There is no such assignment.", "assignment_id", early=True)
    asked = DirectiveTargetSet(
        village_id=facts.post.village_id,
        directive_id=command.directive_id,
        session_id=facts.asked.session_id,
        assignment_id=command.assignment_id,
        officer_id=facts.post.officer_id,
        theme=facts.asked.theme,
        issued_on=facts.asked.issued_on,
        due_on=facts.asked.due_on,
    )
    return [asked]


def _met(state: DirectiveTarget, shown: Shown) -> DirectiveTargetMet:
    return DirectiveTargetMet(
        village_id=state.asked.village_id,
        directive_id=state.asked.directive_id,
        officer_id=state.asked.officer_id,
        met_on=max(shown.day, state.asked.issued_on),
        shown_by=shown.shown_by,
    )


def evolve(state: DirectiveTarget | None, event: TargetEvent) -> DirectiveTarget:
    match event:
        case DirectiveTargetSet():
            return DirectiveTarget(asked=event)
        case DirectiveTargetMet():
            return replace(begun(state), met=True)
        case _:
            assert_never(event)


INDONESIAN: Final = {
    "There is no such assignment.": "Penugasan itu tidak ada.",
    "There is no such directive.": "Arahan itu tidak ada.",
    "There is no such target.": "Target itu tidak ada.",
}
"""What is refused here, said to people who read Indonesian."""

DIRECTIVE_TARGET: Final[Decider[DirectiveTarget | None, TargetCommand, TargetEvent, TargetFacts]] = Decider(
    None, decide, evolve, indonesian=INDONESIAN
)
