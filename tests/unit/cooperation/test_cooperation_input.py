"""Inputs are recorded once, by post and number, in amounts that are exact."""

from datetime import date
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from libs.events.contracts.cooperation.cooperation_input import (
    DECIMALS,
    AcceptTrainee,
    CostRecorded,
    Currency,
    DispatchExpert,
    EquipmentHandedOver,
    EquipmentItem,
    ExpertDispatched,
    ExpertReturned,
    HandOverEquipment,
    Money,
    Payer,
    RecordCost,
    ReturnExpert,
    TraineeAccepted,
)
from libs.events.contracts.cooperation.cooperation_program import Agency
from libs.events.testing import given
from services.cooperation.cooperation_input import COOPERATION_INPUT, InputCommand, InputEvent, InputFacts

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b0d2")
PROGRAM, UNIT = uuid5(ID, "program"), uuid5(ID, "unit")
THERE = InputFacts(program_known=True, phases=frozenset({1}), unit_known=True)
DAY, LATER = date(2026, 1, 15), date(2026, 9, 30)
RUPIAH = Money(amount="12500000.50", currency=Currency.IDR, value_date=DAY)
ITEMS = (EquipmentItem(name="Radio", quantity=12),)

DISPATCH = DispatchExpert(
    input_id=ID,
    program_id=PROGRAM,
    phase_number=1,
    agency=Agency.NPA_JAPAN,
    post="Chief Adviser",
    field="Community policing",
    starts_on=DAY,
    ends_on=LATER,
)
DISPATCHED = ExpertDispatched(
    program_id=PROGRAM,
    phase_number=1,
    agency=Agency.NPA_JAPAN,
    post="Chief Adviser",
    field="Community policing",
    starts_on=DAY,
    ends_on=LATER,
)
HAND_OVER = HandOverEquipment(
    input_id=ID, program_id=PROGRAM, items=ITEMS, unit_id=UNIT, handed_over_on=DAY, value=RUPIAH, payer=Payer.DONOR
)
HANDED_OVER = EquipmentHandedOver(
    program_id=PROGRAM, items=ITEMS, unit_id=UNIT, handed_over_on=DAY, value=RUPIAH, payer=Payer.DONOR
)
ACCEPT = AcceptTrainee(input_id=ID, program_id=PROGRAM, course="Koban", place="Tokyo", trainees=12, starts_on=DAY, ends_on=LATER)
ACCEPTED = TraineeAccepted(program_id=PROGRAM, course="Koban", place="Tokyo", trainees=12, starts_on=DAY, ends_on=LATER)
SPEND = RecordCost(input_id=ID, program_id=PROGRAM, purpose="Hall", cost=RUPIAH, payer=Payer.LOCAL)
SPENT = CostRecorded(program_id=PROGRAM, purpose="Hall", cost=RUPIAH, payer=Payer.LOCAL)
BACK = ReturnExpert(input_id=ID, returned_on=LATER)


@pytest.mark.parametrize(
    ("command", "event"),
    [(DISPATCH, DISPATCHED), (HAND_OVER, HANDED_OVER), (ACCEPT, ACCEPTED), (SPEND, SPENT)],
    ids=lambda one: type(one).__name__,
)
def test_an_input_is_recorded_once(command: InputCommand, event: InputEvent) -> None:
    story = given(COOPERATION_INPUT, facts=THERE).when(command).then(event)
    story.when(command).then_nothing()
    given(COOPERATION_INPUT, event, facts=THERE).when(DISPATCH if command is not DISPATCH else ACCEPT).then_refused(
        "ALREADY_RECORDED", "input_id"
    )
    given(COOPERATION_INPUT, facts=InputFacts(phases=frozenset({1}), unit_known=True)).when(command).then_refused(
        "PROGRAM_UNKNOWN", "program_id"
    )


def test_an_expert_returns_once() -> None:
    story = given(COOPERATION_INPUT, DISPATCHED, facts=THERE).when(BACK).then(ExpertReturned(returned_on=LATER))
    story.when(BACK).then_nothing()
    story.when(replace(BACK, returned_on=DAY)).then_refused("EXPERT_RETURNED", "returned_on")


@pytest.mark.parametrize(
    ("past", "command", "code", "field"),
    [
        ((), BACK, "INPUT_UNKNOWN", "input_id"),
        ((SPENT,), BACK, "NOT_AN_EXPERT", "input_id"),
        ((DISPATCHED,), replace(BACK, returned_on=date(2026, 1, 14)), "ENDS_BEFORE_START", "returned_on"),
        ((), replace(DISPATCH, ends_on=date(2026, 1, 14)), "ENDS_BEFORE_START", "ends_on"),
        ((), replace(ACCEPT, ends_on=date(2026, 1, 14)), "ENDS_BEFORE_START", "ends_on"),
        ((), replace(SPEND, phase_number=2), "PHASE_UNKNOWN", "phase_number"),
        ((), replace(SPEND, cost=replace(RUPIAH, amount="1.005")), "AMOUNT_TOO_FINE", "cost"),
        ((), replace(SPEND, cost=replace(RUPIAH, amount="100.5", currency=Currency.JPY)), "AMOUNT_TOO_FINE", "cost"),
        ((), replace(HAND_OVER, value=replace(RUPIAH, amount="0.001")), "AMOUNT_TOO_FINE", "value"),
    ],
)
def test_what_is_refused(past: tuple[InputEvent, ...], command: InputCommand, code: str, field: str) -> None:
    given(COOPERATION_INPUT, *past, facts=THERE).when(command).then_refused(code, field)


def test_equipment_goes_to_a_unit_that_there_is() -> None:
    facts = InputFacts(program_known=True)
    given(COOPERATION_INPUT, facts=facts).when(HAND_OVER).then_refused("UNIT_UNKNOWN", "unit_id")


def test_every_currency_says_how_finely_it_is_counted() -> None:
    assert set(DECIMALS) == set(Currency)
