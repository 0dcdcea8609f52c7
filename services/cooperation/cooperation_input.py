"""What is put into a programme (*masukan*): each expert, handover, intake and cost is one record, corrected by none."""

from datetime import date
from typing import Final, TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.cooperation.cooperation_input import (
    DECIMALS,
    AcceptTrainee,
    CostRecorded,
    DispatchExpert,
    EquipmentHandedOver,
    ExpertDispatched,
    ExpertReturned,
    HandOverEquipment,
    Money,
    RecordCost,
    ReturnExpert,
    TraineeAccepted,
)
from libs.events.decider import Decider, Decision, Refused, begun
from libs.events.wording import Sentence

InputCommand: TypeAlias = DispatchExpert | ReturnExpert | HandOverEquipment | AcceptTrainee | RecordCost
InputRecorded: TypeAlias = ExpertDispatched | EquipmentHandedOver | TraineeAccepted | CostRecorded
InputEvent: TypeAlias = InputRecorded | ExpertReturned


class CooperationInput(Struct, frozen=True, kw_only=True):
    recorded: InputRecorded
    returned_on: date | None = None
    """Of an expert."""


class InputFacts(Struct, frozen=True, kw_only=True):
    """Whether programme, phase and unit are known."""

    program_known: bool = False
    phases: frozenset[int] = frozenset()
    unit_known: bool = False


def decide(state: CooperationInput | None, command: InputCommand, facts: InputFacts) -> Decision:
    if isinstance(command, ReturnExpert):
        return _return(state, command)
    recorded = _of(command)
    if state is not None:
        same = state.recorded == recorded
        return [] if same else Refused("ALREADY_RECORDED", "This id belongs to another input.", "input_id")
    if not facts.program_known:
        return Refused("PROGRAM_UNKNOWN", "There is no such programme.", "program_id")
    if command.phase_number is not None and command.phase_number not in facts.phases:
        return Refused(
            "PHASE_UNKNOWN", Sentence("The programme has no phase {number}.", number=command.phase_number), "phase_number"
        )
    return _refuse(command, facts) or [recorded]


def _refuse(command: DispatchExpert | HandOverEquipment | AcceptTrainee | RecordCost, facts: InputFacts) -> Refused | None:
    match command:
        case DispatchExpert() | AcceptTrainee():
            if command.ends_on is not None and command.ends_on < command.starts_on:
                return _ends_before_start(command.starts_on, "ends_on")
            return None
        case HandOverEquipment():
            if not facts.unit_known:
                return Refused("UNIT_UNKNOWN", "There is no such unit.", "unit_id")
            return _refuse_money(command.value, "value")
        case RecordCost():
            return _refuse_money(command.cost, "cost")
        case _:
            assert_never(command)


def _refuse_money(money: Money, field: str) -> Refused | None:
    digits, most = len(money.amount.partition(".")[2]), DECIMALS[money.currency]
    if digits > most:
        told = Sentence("An amount in {currency} has at most {most} digits after the point.", currency=money.currency, most=most)
        return Refused("AMOUNT_TOO_FINE", told, field)
    return None


def _return(state: CooperationInput | None, command: ReturnExpert) -> Decision:
    if state is None:
        return Refused("INPUT_UNKNOWN", "There is no such input.", "input_id")
    if not isinstance(state.recorded, ExpertDispatched):
        return Refused("NOT_AN_EXPERT", "Only an expert returns.", "input_id")
    if state.returned_on is not None:
        same = state.returned_on == command.returned_on
        day = state.returned_on
        return [] if same else Refused("EXPERT_RETURNED", Sentence("The expert returned on {day}.", day=day), "returned_on")
    if command.returned_on < state.recorded.starts_on:
        return _ends_before_start(state.recorded.starts_on, "returned_on")
    return [ExpertReturned(returned_on=command.returned_on)]


def _ends_before_start(start: date, field: str) -> Refused:
    return Refused("ENDS_BEFORE_START", Sentence("It started on {day}.", day=start), field)


def _of(command: DispatchExpert | HandOverEquipment | AcceptTrainee | RecordCost) -> InputRecorded:
    match command:
        case DispatchExpert():
            return ExpertDispatched(
                program_id=command.program_id,
                phase_number=command.phase_number,
                agency=command.agency,
                post=command.post,
                field=command.field,
                starts_on=command.starts_on,
                ends_on=command.ends_on,
            )
        case HandOverEquipment():
            return EquipmentHandedOver(
                program_id=command.program_id,
                phase_number=command.phase_number,
                items=command.items,
                unit_id=command.unit_id,
                handed_over_on=command.handed_over_on,
                value=command.value,
                payer=command.payer,
            )
        case AcceptTrainee():
            return TraineeAccepted(
                program_id=command.program_id,
                phase_number=command.phase_number,
                course=command.course,
                place=command.place,
                trainees=command.trainees,
                starts_on=command.starts_on,
                ends_on=command.ends_on,
            )
        case RecordCost():
            return CostRecorded(
                program_id=command.program_id,
                phase_number=command.phase_number,
                purpose=command.purpose,
                cost=command.cost,
                payer=command.payer,
            )
        case _:
            assert_never(command)


def evolve(state: CooperationInput | None, event: InputEvent) -> CooperationInput:
    match event:
        case ExpertDispatched() | EquipmentHandedOver() | TraineeAccepted() | CostRecorded():
            return CooperationInput(recorded=event)
        case ExpertReturned():
            return replace(begun(state), returned_on=event.returned_on)
        case _:
            assert_never(event)


INDONESIAN: Final = {
    "An amount in {currency} has at most {most} digits after the point.": (
        "Jumlah dalam {currency} mempunyai paling banyak {most} angka di belakang koma."
    ),
    "It started on {day}.": "Dimulai pada {day}.",
    "Only an expert returns.": "Hanya tenaga ahli yang dapat dicatat kembali.",
    "The expert returned on {day}.": "Tenaga ahli sudah kembali pada {day}.",
    "The programme has no phase {number}.": "Program tidak memiliki tahap {number}.",
    "There is no such input.": "Masukan itu tidak ada.",
    "There is no such programme.": "Program itu tidak ada.",
    "There is no such unit.": "Satuan itu tidak ada.",
    "This id belongs to another input.": "Id ini milik masukan lain.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

COOPERATION_INPUT: Final[Decider[CooperationInput | None, InputCommand, InputEvent, InputFacts]] = Decider(
    None, decide, evolve, indonesian=INDONESIAN
)
