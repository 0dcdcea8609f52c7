"""How a village is handed over (*serah terima*): from one assignment to the next, with contact persons and open warnings."""

from uuid import UUID

from libs.events.contracts.officers.village_assignment import AssignmentHandedOver, AssignmentProposed, HandOverAssignment
from libs.events.decider import Decision, Refused
from libs.events.wording import Sentence


def hand_over(
    outgoing: AssignmentProposed,
    before: AssignmentHandedOver | None,
    command: HandOverAssignment,
    incoming: AssignmentProposed | None,
) -> Decision:
    """Of an assignment that took effect; `incoming` is the one that takes over, null where none of that id stands."""
    if refused := _refuse_successor(outgoing, command, incoming) or _refuse_lists(command):
        return refused
    if command.handed_over_on < outgoing.starts_on:
        starts = Sentence("The assignment starts on {day}: choose that day or a later one.", day=outgoing.starts_on)
        return Refused("ENDS_BEFORE_START", starts, "handed_over_on")
    if incoming is None:  # refused above
        return []
    handed_over = AssignmentHandedOver(
        officer_id=outgoing.officer_id,
        village_id=outgoing.village_id,
        duty=outgoing.duty,
        role=outgoing.role,
        successor_id=command.successor_id,
        successor_officer_id=incoming.officer_id,
        handed_over_on=command.handed_over_on,
        contact_ids=_once(command.contact_ids),
        warning_ids=_once(command.warning_ids),
    )
    if before is not None:
        stands = Sentence("It was handed over on {day} already.", day=before.handed_over_on)
        return [] if before == handed_over else Refused("ALREADY_HANDED_OVER", stands, "assignment_id")
    return [handed_over]


def _refuse_successor(
    outgoing: AssignmentProposed, command: HandOverAssignment, incoming: AssignmentProposed | None
) -> Refused | None:
    if incoming is None or command.successor_id == command.assignment_id:
        message = "The assignment that takes over is not known or has ended: propose it first."
        return Refused("SUCCESSOR_UNKNOWN", message, "successor_id")
    if (incoming.village_id, incoming.duty) != (outgoing.village_id, outgoing.duty):
        return Refused("SUCCESSOR_ELSEWHERE", "Whoever takes over must have the same duty in the same village.", "successor_id")
    return None


def _refuse_lists(command: HandOverAssignment) -> Refused | None:
    """Nothing is left out by mistake: an empty list is stated to be one."""
    if command.no_contacts == bool(command.contact_ids):
        return Refused("CONTACTS_REQUIRED", "List the contact persons, or state that there are none; not both.", "contact_ids")
    if command.no_warnings == bool(command.warning_ids):
        return Refused("WARNINGS_REQUIRED", "List the open warnings, or state that there are none; not both.", "warning_ids")
    return None


def _once(ids: tuple[UUID, ...]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(ids))
