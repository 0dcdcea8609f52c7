"""How an officer is assigned to a village (*penugasan*): only on his unit's ground, one holder of the post at a time."""

from collections.abc import Mapping
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.officers.officer import OfficerStatus
from libs.events.contracts.officers.village_assignment import (
    AssignmentConfirmed,
    AssignmentEnded,
    AssignmentProposed,
    AssignmentRole,
    ConfirmAssignment,
    Duty,
    EndAssignment,
    ProposeAssignment,
)
from libs.events.decider import Claim, Decided, Decider, Decision, Place, Refused, begun
from libs.events.wording import Sentence
from services.officers.officer import Officer
from services.officers.police_unit import PoliceUnit

AssignmentCommand: TypeAlias = ProposeAssignment | ConfirmAssignment | EndAssignment
AssignmentEvent: TypeAlias = AssignmentProposed | AssignmentConfirmed | AssignmentEnded


class VillageAssignment(Struct, frozen=True, kw_only=True):
    proposed: AssignmentProposed
    confirmed: AssignmentConfirmed | None = None
    ended_on: date | None = None


class AssignmentFacts(Struct, frozen=True, kw_only=True):
    """What an assignment's decision sees of the officer, his unit and the village."""

    officer: Officer | None = None
    unit: PoliceUnit | None = None
    village_code: str | None = None
    """Null: the service has not heard of the village."""
    slots: Mapping[int, UUID] = {}
    """Which of the officer's slots are taken, by which assignment."""
    predecessor: VillageAssignment | None = None
    """Who was ordered to the same post before, the last of them."""
    turn: int = 1
    """Under which number the post is taken next."""
    usual_villages: int = 3
    """How many villages an officer has at most without a reason given."""


def decide(state: VillageAssignment | None, command: AssignmentCommand, facts: AssignmentFacts) -> Decision:
    if isinstance(command, ProposeAssignment):
        return _propose(state, command, facts)
    if state is None:
        return Refused("ASSIGNMENT_UNKNOWN", "There is no such assignment.", "assignment_id")
    match command:
        case ConfirmAssignment():
            return _confirm(state, command, facts)
        case EndAssignment():
            return _end(state, command)
        case _:
            assert_never(command)


def _propose(state: VillageAssignment | None, command: ProposeAssignment, facts: AssignmentFacts) -> Decision:
    if state is not None:
        return Refused("ALREADY_PROPOSED", "This id belongs to an assignment already.", "assignment_id")
    if command.ends_on is not None and command.ends_on <= command.starts_on:
        return Refused("ENDS_BEFORE_START", "An assignment ends after it starts.", "ends_on")
    if facts.officer is None:
        return Refused("OFFICER_UNKNOWN", "There is no such officer.", "officer_id")
    if facts.village_code is None:
        return Refused("VILLAGE_UNKNOWN", "There is no such village.", "village_id")
    slot = next(number for number in range(1, len(facts.slots) + 2) if number not in facts.slots)
    if slot > facts.usual_villages and command.reason is None:
        return Refused(
            "REASON_REQUIRED", Sentence("More than {usual} villages need a reason.", usual=facts.usual_villages), "reason"
        )
    proposed = AssignmentProposed(
        officer_id=command.officer_id,
        village_id=command.village_id,
        duty=command.duty,
        role=command.role,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
        slot=slot,
        reason=command.reason,
    )
    if refused := _refuse_officer(proposed, facts):
        return refused
    return Decided(events=(proposed,), claims=(_slot(proposed),))


def _refuse_officer(proposed: AssignmentProposed, facts: AssignmentFacts) -> Refused | None:
    """On the day it starts the officer is on duty and his unit answers for the village."""
    if facts.officer is None or facts.officer.status is not OfficerStatus.ACTIVE:
        return Refused("OFFICER_NOT_ACTIVE", "Only an officer on duty can be assigned.", "officer_id")
    if facts.unit is None or facts.village_code is None or not facts.unit.holds(facts.village_code, proposed.starts_on):
        name = facts.unit.name if facts.unit else "The officer's unit"
        return Refused(
            "OUTSIDE_JURISDICTION",
            Sentence("{unit} does not answer for the village on {day}.", unit=name, day=proposed.starts_on),
            "village_id",
        )
    return None


def _confirm(state: VillageAssignment, command: ConfirmAssignment, facts: AssignmentFacts) -> Decision:
    proposed = state.proposed
    if state.ended_on is not None:
        return Refused("ASSIGNMENT_ENDED", "The assignment has ended.", "assignment_id")
    if state.confirmed is not None:
        same = (state.confirmed.order_number, state.confirmed.order_date) == (command.order_number, command.order_date)
        return (
            []
            if same
            else Refused(
                "ALREADY_CONFIRMED", Sentence("Order {number} stands.", number=state.confirmed.order_number), "order_number"
            )
        )
    if refused := _refuse_officer(proposed, facts) or _refuse_overlap(proposed, facts.predecessor):
        return refused
    confirmed = AssignmentConfirmed(
        officer_id=proposed.officer_id,
        village_id=proposed.village_id,
        duty=proposed.duty,
        role=proposed.role,
        starts_on=proposed.starts_on,
        ends_on=proposed.ends_on,
        order_number=command.order_number,
        order_date=command.order_date,
    )
    return Decided(events=(confirmed,), claims=(*_post(proposed), *_turn(proposed, facts.turn)))


def _end(state: VillageAssignment, command: EndAssignment) -> Decision:
    proposed = state.proposed
    if state.ended_on is not None:
        return []
    if state.confirmed is not None and command.ended_on < proposed.starts_on:
        return Refused("ENDS_BEFORE_START", Sentence("The assignment starts on {day}.", day=proposed.starts_on), "ended_on")
    if proposed.ends_on is not None and command.ended_on > proposed.ends_on:
        return Refused("ENDS_AFTER_ORDER", Sentence("The assignment was ordered until {day}.", day=proposed.ends_on), "ended_on")
    ended = AssignmentEnded(
        officer_id=proposed.officer_id,
        village_id=proposed.village_id,
        duty=proposed.duty,
        role=proposed.role,
        confirmed=state.confirmed is not None,
        ended_on=command.ended_on,
        reason=command.reason,
    )
    releases = (_slot(proposed), *_post(proposed)) if state.confirmed else (_slot(proposed),)
    return Decided(events=(ended,), releases=releases)


def _refuse_overlap(proposed: AssignmentProposed, predecessor: VillageAssignment | None) -> Refused | None:
    """The post is given back when an ending is recorded, which may be long before the day on which it takes effect."""
    if proposed.role is not AssignmentRole.PRIMARY or predecessor is None or predecessor.ended_on is None:
        return None
    if predecessor.ended_on <= proposed.starts_on:
        return None
    until = Sentence("The village has a primary {duty} until {day}.", duty=proposed.duty, day=predecessor.ended_on)
    return Refused("POST_TAKEN", until, "village_id")


def _slot(proposed: AssignmentProposed) -> Claim:
    """The officer's n-th village; taken means that another one was faster, so look again."""
    return Claim(f"village-of:{proposed.officer_id}", f"{proposed.slot:03d}")


def _post(proposed: AssignmentProposed) -> tuple[Claim, ...]:
    """The post itself, which only one primary holder has."""
    if proposed.role is not AssignmentRole.PRIMARY:
        return ()
    taken = Refused("POST_TAKEN", Sentence("The village has a primary {duty} already.", duty=proposed.duty), "village_id")
    return (Claim(f"post:{proposed.duty}", str(proposed.village_id), taken=taken),)


def holders(duty: Duty, village: UUID) -> str:
    """The claim whose numbers are the primary holders of a post, one after the other."""
    return f"holder-of:{duty}:{village}"


def _turn(proposed: AssignmentProposed, number: int) -> tuple[Claim, ...]:
    """The next holder of the post; taken means that another one was faster, so look again. It is never given back."""
    if proposed.role is not AssignmentRole.PRIMARY:
        return ()
    return (Claim(holders(proposed.duty, proposed.village_id), f"{number:06d}"),)


def evolve(state: VillageAssignment | None, event: AssignmentEvent) -> VillageAssignment:
    if isinstance(event, AssignmentProposed):
        return VillageAssignment(proposed=event)
    assignment = begun(state)
    match event:
        case AssignmentConfirmed():
            return replace(assignment, confirmed=event)
        case AssignmentEnded():
            return replace(assignment, ended_on=event.ended_on)
        case _:
            assert_never(event)


def place(state: VillageAssignment | None, command: AssignmentCommand, facts: AssignmentFacts) -> Place:
    """An assignment belongs to the unit in which its officer serves."""
    if isinstance(command, ProposeAssignment):
        village, person = command.village_id, command.officer_id
    elif state is not None:
        village, person = state.proposed.village_id, state.proposed.officer_id
    else:
        return Place()
    return Place(unit=facts.officer.unit_id if facts.officer else None, village=village, person=person)


INDONESIAN: Final = {
    "An assignment ends after it starts.": "Penugasan berakhir setelah dimulai.",
    "More than {usual} villages need a reason.": "Lebih dari {usual} desa memerlukan alasan.",
    "Only an officer on duty can be assigned.": "Hanya anggota yang aktif dapat ditugaskan.",
    "Order {number} stands.": "Surat perintah {number} masih berlaku.",
    "The assignment has ended.": "Penugasan sudah berakhir.",
    "The assignment starts on {day}.": "Penugasan dimulai pada {day}.",
    "The assignment was ordered until {day}.": "Penugasan diperintahkan sampai {day}.",
    "The village has a primary {duty} already.": "Desa sudah memiliki {duty} definitif.",
    "The village has a primary {duty} until {day}.": "Desa memiliki {duty} definitif sampai {day}.",
    "There is no such assignment.": "Penugasan itu tidak ada.",
    "There is no such officer.": "Anggota itu tidak ada.",
    "There is no such village.": "Desa itu tidak ada.",
    "This id belongs to an assignment already.": "Id ini sudah milik sebuah penugasan.",
    "{unit} does not answer for the village on {day}.": "{unit} tidak bertanggung jawab atas desa itu pada {day}.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

VILLAGE_ASSIGNMENT: Final[Decider[VillageAssignment | None, AssignmentCommand, AssignmentEvent, AssignmentFacts]] = Decider(
    None, decide, evolve, place, indonesian=INDONESIAN
)
