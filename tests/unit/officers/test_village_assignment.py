"""A village has one primary officer at a time, of a unit that answers for it, by order."""

from datetime import date, timedelta
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from libs.events.contracts.officers.officer import (
    OfficerRegistered,
    OfficerReinstated,
    OfficerStatus,
    OfficerSuspended,
    Position,
    Rank,
)
from libs.events.contracts.officers.police_unit import UnitKind, UnitLevel
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
from libs.events.decider import Place
from libs.events.testing import given
from services.officers.ground import Ground
from services.officers.officer import OFFICER as OFFICERS
from services.officers.officer import Officer
from services.officers.police_unit import PoliceUnit
from services.officers.village_assignment import VILLAGE_ASSIGNMENT, AssignmentFacts, VillageAssignment, place

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b003")
OFFICER, VILLAGE, UNIT = (uuid5(ID, name) for name in ("officer", "village", "unit"))
DAY, LATER = date(2017, 1, 2), date(2018, 1, 2)

SERVING = Officer(rank=Rank.BRIPKA, position=Position.BHABINKAMTIBMAS, unit_id=UNIT)
MATARAM = PoliceUnit(
    name="Polres Mataram",
    level=UnitLevel.POLRES,
    kind=UnitKind.POLRES,
    parent_id=None,
    seat_code=None,
    grounds=(Ground("52.71", DAY),),
)
FACTS = AssignmentFacts(officer=SERVING, unit=MATARAM, village_code="52.71.01.1001")
PROPOSED = AssignmentProposed(
    officer_id=OFFICER, village_id=VILLAGE, duty=Duty.BHABINKAMTIBMAS, role=AssignmentRole.PRIMARY, starts_on=DAY, slot=1
)
CONFIRMED = AssignmentConfirmed(
    officer_id=OFFICER,
    village_id=VILLAGE,
    duty=Duty.BHABINKAMTIBMAS,
    role=AssignmentRole.PRIMARY,
    starts_on=DAY,
    order_number="Sprin/1/I/2017",
    order_date=DAY,
)
CONFIRM = ConfirmAssignment(assignment_id=ID, order_number="Sprin/1/I/2017", order_date=DAY)
SLOT, POST = (f"village-of:{OFFICER}", "001"), ("post:BHABINKAMTIBMAS", str(VILLAGE))
TURN = (f"holder-of:BHABINKAMTIBMAS:{VILLAGE}", "000001")


def propose(**changes: object) -> ProposeAssignment:
    fields = {"assignment_id": ID, "officer_id": OFFICER, "village_id": VILLAGE, "starts_on": DAY}
    return ProposeAssignment(**{**fields, **changes})  # type: ignore[arg-type]


def test_proposed_confirmed_ended() -> None:
    story = given(VILLAGE_ASSIGNMENT, facts=FACTS).when(propose()).then(PROPOSED).then_claimed(SLOT)
    story.when(propose()).then_refused("ALREADY_PROPOSED", "assignment_id")
    story = given(VILLAGE_ASSIGNMENT, PROPOSED, facts=FACTS).when(CONFIRM).then(CONFIRMED).then_claimed(POST, TURN)
    story.when(CONFIRM).then_nothing()
    story.when(EndAssignment(assignment_id=ID, ended_on=LATER, reason="Mutasi")).then(
        AssignmentEnded(
            officer_id=OFFICER,
            village_id=VILLAGE,
            duty=Duty.BHABINKAMTIBMAS,
            role=AssignmentRole.PRIMARY,
            confirmed=True,
            ended_on=LATER,
            reason="Mutasi",
        )
    ).then_released(SLOT, POST)
    story.when(EndAssignment(assignment_id=ID, ended_on=LATER, reason="Mutasi")).then_nothing()
    story.when(CONFIRM).then_refused("ASSIGNMENT_ENDED", "assignment_id")


def test_another_order_does_not_replace_the_first() -> None:
    other = ConfirmAssignment(assignment_id=ID, order_number="Sprin/2/I/2017", order_date=DAY)
    given(VILLAGE_ASSIGNMENT, PROPOSED, CONFIRMED, facts=FACTS).when(other).then_refused("ALREADY_CONFIRMED", "order_number")


def test_an_acting_officer_leaves_the_post_to_its_holder() -> None:
    acting = propose(role=AssignmentRole.ACTING)
    given(VILLAGE_ASSIGNMENT, facts=FACTS).when(acting).when(CONFIRM).then_claimed()


@pytest.mark.parametrize(
    ("changes", "facts", "code", "field"),
    [
        ({"ends_on": DAY}, FACTS, "ENDS_BEFORE_START", "ends_on"),
        ({}, AssignmentFacts(unit=MATARAM, village_code="52.71.01.1001"), "OFFICER_UNKNOWN", "officer_id"),
        ({}, AssignmentFacts(officer=SERVING, unit=MATARAM), "VILLAGE_UNKNOWN", "village_id"),
        (
            {},
            AssignmentFacts(officer=SERVING, unit=MATARAM, village_code="52.71.01.1001", village_dissolved=True),
            "VILLAGE_DISSOLVED",
            "village_id",
        ),
        (
            {},
            AssignmentFacts(
                officer=Officer(
                    rank=Rank.BRIPKA, position=Position.BHABINKAMTIBMAS, unit_id=UNIT, status=OfficerStatus.SUSPENDED
                ),
                unit=MATARAM,
                village_code="52.71.01.1001",
            ),
            "OFFICER_NOT_ACTIVE",
            "officer_id",
        ),
        (
            {},
            AssignmentFacts(officer=SERVING, unit=MATARAM, village_code="52.01.01.2001"),
            "OUTSIDE_JURISDICTION",
            "village_id",
        ),
        ({"starts_on": date(2016, 1, 1)}, FACTS, "OUTSIDE_JURISDICTION", "village_id"),
    ],
)
def test_who_cannot_be_proposed(changes: dict[str, object], facts: AssignmentFacts, code: str, field: str) -> None:
    given(VILLAGE_ASSIGNMENT, facts=facts).when(propose(**changes)).then_refused(code, field)


def test_more_villages_than_usual_need_a_reason() -> None:
    full = AssignmentFacts(officer=SERVING, unit=MATARAM, village_code="52.71.01.1001", slots=dict.fromkeys((1, 2, 3), ID))
    given(VILLAGE_ASSIGNMENT, facts=full).when(propose()).then_refused("REASON_REQUIRED", "reason")
    reasoned = propose(reason="Tidak ada petugas lain")
    given(VILLAGE_ASSIGNMENT, facts=full).when(reasoned).then_claimed((f"village-of:{OFFICER}", "004"))
    gap = AssignmentFacts(officer=SERVING, unit=MATARAM, village_code="52.71.01.1001", slots={1: ID, 3: ID})
    given(VILLAGE_ASSIGNMENT, facts=gap).when(propose()).then_claimed((f"village-of:{OFFICER}", "002"))


def test_a_slot_that_falls_free_below_the_usual_number_does_not_hide_how_many_there_are() -> None:
    many = AssignmentFacts(officer=SERVING, unit=MATARAM, village_code="52.71.01.1001", slots=dict.fromkeys((1, 2, 4, 5), ID))
    given(VILLAGE_ASSIGNMENT, facts=many).when(propose()).then_refused("REASON_REQUIRED", "reason")
    given(VILLAGE_ASSIGNMENT, facts=many).when(propose(reason="x")).then_claimed((f"village-of:{OFFICER}", "003"))


def test_a_proposal_is_withdrawn_without_having_held_the_post() -> None:
    story = given(VILLAGE_ASSIGNMENT, PROPOSED, facts=FACTS)
    story.when(EndAssignment(assignment_id=ID, ended_on=DAY, reason="Batal")).then_released(SLOT)


def test_it_does_not_end_before_it_starts() -> None:
    early = EndAssignment(assignment_id=ID, ended_on=date(2016, 1, 1), reason="x")
    given(VILLAGE_ASSIGNMENT, PROPOSED, CONFIRMED, facts=FACTS).when(early).then_refused("ENDS_BEFORE_START", "ended_on")


def test_it_does_not_last_longer_than_ordered() -> None:
    limited = replace(PROPOSED, ends_on=LATER)
    late = EndAssignment(assignment_id=ID, ended_on=LATER + timedelta(days=1), reason="x")
    story = given(VILLAGE_ASSIGNMENT, limited, replace(CONFIRMED, ends_on=LATER), facts=FACTS)
    story.when(late).then_refused("ENDS_AFTER_ORDER", "ended_on")


@pytest.mark.parametrize(("left_on", "free"), [(DAY, True), (DAY + timedelta(days=1), False), (LATER, False)])
def test_a_successor_starts_when_the_predecessor_has_left(left_on: date, free: bool) -> None:
    """The ending may be known long before its day, and gives the post back at once."""
    before = VillageAssignment(proposed=PROPOSED, confirmed=CONFIRMED, ended_on=left_on)
    facts = replace(FACTS, predecessor=before, turn=2)
    story = given(VILLAGE_ASSIGNMENT, PROPOSED, facts=facts).when(CONFIRM)
    if free:
        story.then(CONFIRMED).then_claimed(POST, (TURN[0], "000002"))
    else:
        story.then_refused("POST_TAKEN", "village_id")
    acting = replace(PROPOSED, role=AssignmentRole.ACTING)
    given(VILLAGE_ASSIGNMENT, acting, facts=facts).when(CONFIRM).then_claimed()


def test_what_was_not_proposed_is_not_confirmed() -> None:
    given(VILLAGE_ASSIGNMENT, facts=FACTS).when(CONFIRM).then_refused("ASSIGNMENT_UNKNOWN", "assignment_id")


def test_it_belongs_to_the_officers_unit() -> None:
    assert place(None, propose(), FACTS) == Place(unit=UNIT, village=VILLAGE, person=OFFICER)
    assert place(VILLAGE_ASSIGNMENT.fold([PROPOSED]), CONFIRM, FACTS) == Place(unit=UNIT, village=VILLAGE, person=OFFICER)
    assert place(None, CONFIRM, FACTS) == Place()


def test_nobody_takes_up_a_post_on_a_day_on_which_he_was_suspended() -> None:
    registered = OfficerRegistered(
        service_number="80010001", full_name="Bhabin Contoh", rank=Rank.BRIPKA, position=Position.BHABINKAMTIBMAS, unit_id=UNIT
    )
    away = OfficerSuspended(reason="Contoh", suspended_on=DAY - timedelta(days=9))
    for back, answer in ((DAY, None), (DAY + timedelta(days=1), "OFFICER_NOT_ACTIVE")):
        officer = OFFICERS.fold([registered, away, OfficerReinstated(reinstated_on=back)])
        story = given(VILLAGE_ASSIGNMENT, facts=replace(FACTS, officer=officer)).when(propose())
        if answer:
            story.then_refused(answer, "officer_id")
        else:
            story.then(PROPOSED)
