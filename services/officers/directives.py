"""What trainings give an officer to do (*arahan*): put before him, acknowledged by him, followed up."""

from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.officers.officer import (
    AddressDirective,
    DirectiveAcknowledged,
    DirectiveAddressed,
    DirectiveFollowedUp,
    RecordDirectiveAcknowledgement,
    ReportDirectiveFollowUp,
)
from libs.events.decider import Decision, Refused
from libs.events.wording import Sentence

DirectiveCommand: TypeAlias = AddressDirective | RecordDirectiveAcknowledgement | ReportDirectiveFollowUp
DirectiveEvent: TypeAlias = DirectiveAddressed | DirectiveAcknowledged | DirectiveFollowedUp


class Tasks(Struct, frozen=True, kw_only=True):
    """The directives of one officer."""

    addressed: dict[UUID, DirectiveAddressed] = {}
    """By id."""
    acknowledged: frozenset[UUID] = frozenset()
    followed_up: frozenset[UUID] = frozenset()


def decide(tasks: Tasks, command: DirectiveCommand) -> Decision:
    match command:
        case AddressDirective():
            return _address(tasks, command)
        case RecordDirectiveAcknowledgement():
            return _acknowledge(tasks, command.directive_id, command.acknowledged_on, "acknowledged_on")
        case ReportDirectiveFollowUp():
            return _follow_up(tasks, command)
        case _:
            assert_never(command)


def _address(tasks: Tasks, command: AddressDirective) -> Decision:
    if command.directive_id in tasks.addressed:
        return []
    addressed = DirectiveAddressed(
        directive_id=command.directive_id,
        session_id=command.session_id,
        number=command.number,
        issued_on=command.issued_on,
        due_on=command.due_on,
    )
    return [addressed]


def _acknowledge(tasks: Tasks, directive_id: UUID, day: date, field: str) -> list[DirectiveAcknowledged] | Refused:
    directive = tasks.addressed.get(directive_id)
    if directive is None:
        return Refused("DIRECTIVE_UNKNOWN", "No such directive is addressed to the officer.", "directive_id", early=True)
    if directive_id in tasks.acknowledged:
        return []
    if day < directive.issued_on:
        return Refused("BEFORE_ISSUE", Sentence("The directive was issued on {day}.", day=directive.issued_on), field)
    return [DirectiveAcknowledged(directive_id=directive_id, session_id=directive.session_id, acknowledged_on=day)]


def _follow_up(tasks: Tasks, command: ReportDirectiveFollowUp) -> Decision:
    """Who did what was asked for has read it. Told once; of what was done, sealed, a repetition cannot be told from another."""
    if command.directive_id in tasks.followed_up:
        return []
    acknowledged = _acknowledge(tasks, command.directive_id, command.followed_up_on, "followed_up_on")
    if isinstance(acknowledged, Refused):
        return acknowledged
    directive = tasks.addressed[command.directive_id]
    if command.followed_up_on < directive.issued_on:
        issued = Sentence("The directive was issued on {day}.", day=directive.issued_on)
        return Refused("BEFORE_ISSUE", issued, "followed_up_on")
    done = DirectiveFollowedUp(
        directive_id=command.directive_id,
        session_id=directive.session_id,
        followed_up_on=command.followed_up_on,
        account=command.account,
    )
    return [*acknowledged, done]


def evolve(tasks: Tasks, event: DirectiveEvent) -> Tasks:
    match event:
        case DirectiveAddressed():
            return replace(tasks, addressed={**tasks.addressed, event.directive_id: event})
        case DirectiveAcknowledged():
            return replace(tasks, acknowledged=tasks.acknowledged | {event.directive_id})
        case DirectiveFollowedUp():
            return replace(tasks, followed_up=tasks.followed_up | {event.directive_id})
        case _:
            assert_never(event)


INDONESIAN: Final = {
    "No such directive is addressed to the officer.": "Tidak ada arahan demikian bagi anggota ini.",
    "The directive was issued on {day}.": "Arahan diberikan pada {day}.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""
