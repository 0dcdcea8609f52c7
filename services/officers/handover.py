"""How a village is handed over (*serah terima*): from one assignment to the next, with contact persons and open warnings."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from msgspec import Struct

from libs.events.contracts.officers.village_assignment import AssignmentHandedOver, AssignmentProposed, HandOverAssignment
from libs.events.decider import Decided, Decision, Refused
from libs.events.wording import Sentence


class Of(Struct, frozen=True, kw_only=True):
    """A contact person or a warning that this service has heard of."""

    id: UUID
    elsewhere: bool
    """It belongs to another village."""
    due: bool
    """It is open, and was before the day of the handover."""


class Kept(Struct, frozen=True, kw_only=True):
    """What is known of what a village's officer keeps, and of whatever else the command lists."""

    contacts: tuple[Of, ...] = ()
    warnings: tuple[Of, ...] = ()


def hand_over(
    outgoing: AssignmentProposed,
    before: AssignmentHandedOver | None,
    command: HandOverAssignment,
    incoming: AssignmentProposed | None,
    kept: Kept,
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
    if refused := _refuse_contacts(command.contact_ids, kept.contacts) or _refuse_warnings(command.warning_ids, kept.warnings):
        return refused
    # What was noted a moment ago may be on its way: it is taken as it is told.
    flags = {
        "CONTACTS_UNKNOWN": set(command.contact_ids) - {one.id for one in kept.contacts},
        "WARNINGS_UNKNOWN": set(command.warning_ids) - {one.id for one in kept.warnings},
    }
    return Decided(events=(handed_over,), flags=tuple(flag for flag, unknown in flags.items() if unknown))


def _refuse_contacts(listed: Sequence[UUID], known: Sequence[Of]) -> Refused | None:
    if any(one.elsewhere for one in known if one.id in listed):
        return Refused("CONTACT_ELSEWHERE", "A contact person of another village is listed.", "contact_ids")
    if left_out := sum(one.due and one.id not in listed for one in known if not one.elsewhere):
        said = Sentence("Contact persons of the village that are not listed: {count}.", count=left_out)
        return Refused("CONTACTS_LEFT_OUT", said, "contact_ids")
    return None


def _refuse_warnings(listed: Sequence[UUID], known: Sequence[Of]) -> Refused | None:
    if any(one.elsewhere for one in known if one.id in listed):
        return Refused("WARNING_ELSEWHERE", "A warning about another village is listed.", "warning_ids")
    if left_out := sum(one.due and one.id not in listed for one in known if not one.elsewhere):
        said = Sentence("Open warnings about the village that are not listed: {count}.", count=left_out)
        return Refused("WARNINGS_LEFT_OUT", said, "warning_ids")
    return None


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


INDONESIAN: Final = {
    "A contact person of another village is listed.": "Tercantum tokoh yang dihubungi dari desa lain.",
    "A warning about another village is listed.": "Tercantum peringatan dini tentang desa lain.",
    "Contact persons of the village that are not listed: {count}.": (
        "Tokoh yang dihubungi di desa itu yang belum dicantumkan: {count}."
    ),
    "Open warnings about the village that are not listed: {count}.": (
        "Peringatan dini yang masih terbuka dan belum dicantumkan: {count}."
    ),
}
"""What is refused here, said to people who read Indonesian."""
