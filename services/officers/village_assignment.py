"""How an officer is assigned to a village (*penugasan*): who fits it, on his unit's ground, one holder of the post at a time."""

from collections.abc import Mapping
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.officers.officer import OfficerStatus
from libs.events.contracts.officers.village_assignment import (
    AssessEnvironmentFit,
    AssignmentConfirmed,
    AssignmentEnded,
    AssignmentHandedOver,
    AssignmentProposed,
    AssignmentRole,
    ConfirmAssignment,
    Duty,
    EndAssignment,
    EnvironmentFitAssessed,
    HandOverAssignment,
    ProposeAssignment,
)
from libs.events.decider import Claim, Decided, Decider, Decision, Place, Refused, begun
from libs.events.wording import Sentence
from services.officers import handover
from services.officers.fit import FORMULA, Environment, fit
from services.officers.handover import Kept
from services.officers.officer import Officer
from services.officers.police_unit import PoliceUnit

AssignmentCommand: TypeAlias = ProposeAssignment | ConfirmAssignment | AssessEnvironmentFit | HandOverAssignment | EndAssignment
AssignmentEvent: TypeAlias = (
    AssignmentProposed | EnvironmentFitAssessed | AssignmentConfirmed | AssignmentHandedOver | AssignmentEnded
)

TITLES: Final[Mapping[Duty, str]] = {
    Duty.BHABINKAMTIBMAS: "Bhabinkamtibmas",
    Duty.PETUGAS_POLMAS: "Petugas Polmas",
    Duty.POLISI_RW: "Polisi RW",
}
"""What a duty is called in either language."""


class VillageAssignment(Struct, frozen=True, kw_only=True):
    proposed: AssignmentProposed
    confirmed: AssignmentConfirmed | None = None
    fit: EnvironmentFitAssessed | None = None
    """How the officer fits the village, as last worked out."""
    handed_over: AssignmentHandedOver | None = None
    ended_on: date | None = None


class AssignmentFacts(Struct, frozen=True, kw_only=True):
    """What an assignment's decision sees of the officer, his unit and the village."""

    officer: Officer | None = None
    unit: PoliceUnit | None = None
    village_code: str | None = None
    """The code that it had on the day on which the assignment starts."""
    village_dissolved: bool = False
    """Null: the service has not heard of the village."""
    slots: Mapping[int, UUID] = {}
    """Which of the officer's slots are taken, by which assignment."""
    predecessor: VillageAssignment | None = None
    """Who was ordered to the same post before, the last of them."""
    holder: Officer | None = None
    """The officer of that one."""
    incoming: VillageAssignment | None = None
    """The assignment that is to take over."""
    kept: Kept = Kept()
    """Contact persons and warnings of the village."""
    environment: Environment | None = None
    """Null: the service has not heard of an assessment of the village."""
    turn: int = 1
    """Under which number the post is taken next."""
    usual_villages: int = 3
    """How many villages an officer has at most without a reason given."""
    fit_threshold: int = 60
    """Below how many points a reason is required."""


def decide(state: VillageAssignment | None, command: AssignmentCommand, facts: AssignmentFacts) -> Decision:
    if isinstance(command, ProposeAssignment):
        return _propose(state, command, facts)
    if state is None:
        return Refused("ASSIGNMENT_UNKNOWN", "There is no such assignment.", "assignment_id")
    match command:
        case ConfirmAssignment():
            return _confirm(state, command, facts)
        case AssessEnvironmentFit():
            return _reassess(state, command, facts)
        case HandOverAssignment():
            return _hand_over(state, command, facts)
        case EndAssignment():
            return _end(state, command)
        case _:
            assert_never(command)


def _propose(state: VillageAssignment | None, command: ProposeAssignment, facts: AssignmentFacts) -> Decision:
    if state is not None:
        return Refused("ALREADY_PROPOSED", "This id belongs to an assignment already.", "assignment_id")
    if command.ends_on is not None and command.ends_on <= command.starts_on:
        return Refused("ENDS_BEFORE_START", "An assignment must end after it starts.", "ends_on")
    if facts.officer is None:
        return Refused("OFFICER_UNKNOWN", "There is no such officer.", "officer_id")
    if facts.village_code is None:
        return Refused("VILLAGE_UNKNOWN", "There is no such village.", "village_id")
    if facts.village_dissolved:
        return Refused("VILLAGE_DISSOLVED", "The village is no more: propose its successor.", "village_id")
    slot = next(number for number in range(1, len(facts.slots) + 2) if number not in facts.slots)
    if len(facts.slots) >= facts.usual_villages and command.reason is None:
        more = Sentence("More than {usual} villages for one officer need a reason: say why.", usual=facts.usual_villages)
        return Refused("REASON_REQUIRED", more, "reason")
    proposed = AssignmentProposed(
        officer_id=command.officer_id,
        village_id=command.village_id,
        duty=command.duty,
        role=command.role,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
        slot=slot,
        reason=command.reason,
        override_reason=command.override_reason,
    )
    fitted = _fit(proposed, command.assignment_id, facts)
    if (
        refused := _refuse_officer(proposed, facts)
        or _refuse_acting(proposed, facts)
        or _refuse_fit(fitted, command.override_reason)
    ):
        return refused
    # Nobody waits in the field for an assessment: the fit follows when it is there.
    events, flags = ((proposed, fitted), ()) if fitted else ((proposed,), ("ENVIRONMENT_NOT_ASSESSED",))
    return Decided(events=events, claims=(_slot(proposed),), flags=flags)


def _refuse_acting(proposed: AssignmentProposed, facts: AssignmentFacts) -> Refused | None:
    """Nobody stands in for a holder who is there, unless somebody says why."""
    held = facts.predecessor
    if proposed.role is not AssignmentRole.ACTING or proposed.reason is not None or held is None:
        return None
    vacant = held.ended_on is not None and held.ended_on <= proposed.starts_on
    if vacant or facts.holder is None or facts.holder.status is not OfficerStatus.ACTIVE:
        return None
    there = Sentence("The village's {duty} is on duty: say why another one should stand in.", duty=TITLES[proposed.duty])
    return Refused("REASON_REQUIRED", there, "reason")


def _fit(proposed: AssignmentProposed, assignment: UUID, facts: AssignmentFacts) -> EnvironmentFitAssessed | None:
    """How the officer fits the village; null where its environment is not known."""
    if facts.environment is None or facts.officer is None:
        return None
    others = sum(holder != assignment for holder in facts.slots.values())
    found = fit(facts.environment, facts.officer.languages, facts.officer.competencies, others)
    return EnvironmentFitAssessed(
        officer_id=proposed.officer_id,
        village_id=proposed.village_id,
        assessment_id=facts.environment.assessment_id,
        assessment_position=facts.environment.position,
        score=found.score,
        reasons=found.reasons,
        formula=FORMULA,
        threshold=facts.fit_threshold,
    )


def _refuse_fit(fitted: EnvironmentFitAssessed | None, reason: str | None) -> Refused | None:
    if fitted is None or reason is not None or fitted.score >= fitted.threshold:
        return None
    below = Sentence(
        "The officer fits the village by {score} points, below {threshold}: say why all the same.",
        score=fitted.score,
        threshold=fitted.threshold,
    )
    return Refused("FIT_TOO_LOW", below, "override_reason")


def _reassess(state: VillageAssignment, command: AssessEnvironmentFit, facts: AssignmentFacts) -> Decision:
    fitted = _fit(state.proposed, command.assignment_id, facts)
    if state.ended_on is not None or fitted is None or fitted == state.fit:
        return []
    # What was ordered stands; that it no longer fits is for a person to look at.
    return Decided(events=(fitted,), flags=("FIT_TOO_LOW",) if fitted.score < fitted.threshold else ())


def _hand_over(state: VillageAssignment, command: HandOverAssignment, facts: AssignmentFacts) -> Decision:
    if state.confirmed is None:
        return Refused("NOT_CONFIRMED", "An assignment without an order is not handed over.", "assignment_id")
    stands = facts.incoming is not None and (facts.incoming.ended_on is None or state.handed_over is not None)
    incoming = facts.incoming.proposed if stands and facts.incoming else None
    return handover.hand_over(state.proposed, state.handed_over, command, incoming, facts.kept)


def _refuse_officer(proposed: AssignmentProposed, facts: AssignmentFacts) -> Refused | None:
    """On the day it starts the officer is on duty and his unit answers for the village."""
    if facts.officer is None or not facts.officer.on_duty(proposed.starts_on):
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
                "ALREADY_CONFIRMED",
                Sentence("Order {number} confirmed it already.", number=state.confirmed.order_number),
                "order_number",
            )
        )
    fitted = _fit(proposed, command.assignment_id, facts)
    if (
        refused := _refuse_officer(proposed, facts)
        or _refuse_overlap(proposed, facts.predecessor)
        or _refuse_fit(fitted, command.override_reason or proposed.override_reason)
    ):
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
        override_reason=command.override_reason,
    )
    events = (confirmed,) if fitted is None or fitted == state.fit else (fitted, confirmed)
    return Decided(events=events, claims=(*_post(proposed), *_turn(proposed, facts.turn)))


def _end(state: VillageAssignment, command: EndAssignment) -> Decision:
    proposed = state.proposed
    if state.ended_on is not None:
        return []
    if state.confirmed is not None and command.ended_on < proposed.starts_on:
        starts = Sentence("The assignment starts on {day}: choose that day or a later one.", day=proposed.starts_on)
        return Refused("ENDS_BEFORE_START", starts, "ended_on")
    if proposed.ends_on is not None and command.ended_on > proposed.ends_on:
        ordered = Sentence("The assignment was ordered until {day}: choose that day or an earlier one.", day=proposed.ends_on)
        return Refused("ENDS_AFTER_ORDER", ordered, "ended_on")
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
    post = state.confirmed is not None and proposed.role is AssignmentRole.PRIMARY
    flags = ("NOT_HANDED_OVER",) if post and state.handed_over is None else ()
    return Decided(events=(ended,), releases=releases, flags=flags)


def _refuse_overlap(proposed: AssignmentProposed, predecessor: VillageAssignment | None) -> Refused | None:
    """The post is given back when an ending is recorded, which may be long before the day on which it takes effect."""
    if proposed.role is not AssignmentRole.PRIMARY or predecessor is None or predecessor.ended_on is None:
        return None
    if predecessor.ended_on <= proposed.starts_on:
        return None
    until = Sentence(
        "The village has a primary {duty} until {day}: start then or later.",
        duty=TITLES[proposed.duty],
        day=predecessor.ended_on,
    )
    return Refused("POST_TAKEN", until, "village_id")


def _slot(proposed: AssignmentProposed) -> Claim:
    """The officer's n-th village; taken means that another one was faster, so look again."""
    return Claim(f"village-of:{proposed.officer_id}", f"{proposed.slot:03d}")


def _post(proposed: AssignmentProposed) -> tuple[Claim, ...]:
    """The post itself, which only one primary holder has."""
    if proposed.role is not AssignmentRole.PRIMARY:
        return ()
    taken = Refused(
        "POST_TAKEN",
        Sentence("The village has a primary {duty} already: end his assignment first.", duty=TITLES[proposed.duty]),
        "village_id",
    )
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
        case EnvironmentFitAssessed():
            return replace(assignment, fit=event)
        case AssignmentHandedOver():
            return replace(assignment, handed_over=event)
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


INDONESIAN: Final = handover.INDONESIAN | {
    "An assignment without an order is not handed over.": "Penugasan tanpa surat perintah tidak diserahterimakan.",
    "An assignment must end after it starts.": "Penugasan harus berakhir sesudah tanggal mulainya.",
    "It was handed over on {day} already.": "Serah terima sudah dilakukan pada {day}.",
    "List the contact persons, or state that there are none; not both.": (
        "Cantumkan tokoh yang dihubungi, atau nyatakan bahwa tidak ada; jangan keduanya."
    ),
    "List the open warnings, or state that there are none; not both.": (
        "Cantumkan peringatan dini yang masih terbuka, atau nyatakan bahwa tidak ada; jangan keduanya."
    ),
    "More than {usual} villages for one officer need a reason: say why.": (
        "Lebih dari {usual} desa bagi satu anggota memerlukan alasan: sebutkan alasannya."
    ),
    "Only an officer on duty can be assigned.": "Hanya anggota yang aktif dapat ditugaskan.",
    "Order {number} confirmed it already.": "Penugasan sudah ditetapkan dengan surat perintah {number}.",
    "The assignment has ended.": "Penugasan sudah berakhir.",
    "The assignment starts on {day}: choose that day or a later one.": (
        "Penugasan dimulai pada {day}: pilih tanggal itu atau sesudahnya."
    ),
    "The assignment was ordered until {day}: choose that day or an earlier one.": (
        "Penugasan diperintahkan sampai {day}: pilih tanggal itu atau sebelumnya."
    ),
    "The officer fits the village by {score} points, below {threshold}: say why all the same.": (
        "Kesesuaian anggota dengan desa bernilai {score}, di bawah {threshold}: sebutkan alasan pengecualiannya."
    ),
    "The village's {duty} is on duty: say why another one should stand in.": (
        "{duty} desa itu sedang bertugas: sebutkan alasan penunjukan pelaksana tugas."
    ),
    "The village has a primary {duty} already: end his assignment first.": (
        "Desa sudah memiliki {duty} definitif: akhiri penugasannya terlebih dahulu."
    ),
    "The village has a primary {duty} until {day}: start then or later.": (
        "Desa memiliki {duty} definitif sampai {day}: mulailah pada tanggal itu atau sesudahnya."
    ),
    "There is no such assignment.": "Penugasan itu tidak ada.",
    "The assignment that takes over is not known or has ended: propose it first.": (
        "Penugasan yang menerima serah terima tidak ada atau sudah berakhir: usulkan terlebih dahulu."
    ),
    "There is no such officer.": "Anggota itu tidak ada.",
    "The village is no more: propose its successor.": "Desa itu sudah dihapus: usulkan desa penerusnya.",
    "There is no such village.": "Desa itu tidak ada.",
    "This id belongs to an assignment already.": "Id ini sudah milik sebuah penugasan.",
    "Whoever takes over must have the same duty in the same village.": (
        "Penerima serah terima harus bertugas sama di desa yang sama."
    ),
    "{unit} does not answer for the village on {day}.": "{unit} tidak bertanggung jawab atas desa itu pada {day}.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

VILLAGE_ASSIGNMENT: Final[Decider[VillageAssignment | None, AssignmentCommand, AssignmentEvent, AssignmentFacts]] = Decider(
    None, decide, evolve, place, indonesian=INDONESIAN
)
