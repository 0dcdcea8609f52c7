"""Officers are entered once, rise, learn, and acknowledge what was addressed to them."""

from datetime import date
from uuid import UUID, uuid5

import pytest

from libs.events.contracts.officers.officer import (
    AddressDirective,
    Competency,
    CompetencyRecorded,
    DirectiveAcknowledged,
    DirectiveAddressed,
    OfficerPromoted,
    OfficerRegistered,
    OfficerReinstated,
    OfficerRetired,
    OfficerSuspended,
    OfficerTransferred,
    Position,
    PromoteOfficer,
    Rank,
    RecordCompetency,
    RecordDirectiveAcknowledgement,
    RegisterOfficer,
    ReinstateOfficer,
    RetireOfficer,
    SuspendOfficer,
    TransferOfficer,
)
from libs.events.decider import Place
from libs.events.testing import given
from services.officers.officer import OFFICER, OfficerFacts, place

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b002")
UNIT, OTHER, SESSION, DIRECTIVE = (uuid5(ID, name) for name in ("unit", "other", "session", "directive"))
DAY, EARLIER = date(2017, 7, 25), date(2017, 7, 24)
THERE = OfficerFacts(unit_known=True, unit_active=True)

REGISTERED = OfficerRegistered(
    service_number="00000001", full_name="Petugas Contoh", rank=Rank.BRIPKA, position=Position.BHABINKAMTIBMAS, unit_id=UNIT
)
ADDRESSED = DirectiveAddressed(directive_id=DIRECTIVE, session_id=SESSION, number=1, issued_on=DAY)


def register(number: str = "00000001") -> RegisterOfficer:
    return RegisterOfficer(officer_id=ID, service_number=number, full_name="Petugas Contoh", rank=Rank.BRIPKA, unit_id=UNIT)


def test_an_officer_is_entered_under_his_service_number() -> None:
    story = given(OFFICER, facts=THERE).when(register())
    story.then(REGISTERED).then_claimed(("service-number", "00000001"))
    story.when(register()).then_refused("ALREADY_REGISTERED", "officer_id")


@pytest.mark.parametrize("number", ["", "1234567", "123456789", "1234567a", "१२३४५६७८", "12345678\n", "1" * 17])
def test_a_number_of_another_form_is_refused(number: str) -> None:
    given(OFFICER, facts=THERE).when(register(number)).then_refused("SERVICE_NUMBER_MALFORMED", "service_number")


def test_a_civil_servant_has_eighteen_digits() -> None:
    given(OFFICER, facts=THERE).when(register("0" * 18)).then_claimed(("service-number", "0" * 18))


def test_the_claim_on_a_service_number_is_personal() -> None:
    decision = OFFICER.decide(None, register(), THERE)
    assert [claim.personal for claim in decision.claims] == [True]  # type: ignore[union-attr]


@pytest.mark.parametrize(("facts", "code"), [(OfficerFacts(), "UNIT_UNKNOWN"), (OfficerFacts(unit_known=True), "UNIT_INACTIVE")])
def test_his_unit_must_be_there(facts: OfficerFacts, code: str) -> None:
    given(OFFICER, facts=facts).when(register()).then_refused(code, "unit_id")
    move = TransferOfficer(officer_id=ID, unit_id=OTHER, transferred_on=DAY)
    given(OFFICER, REGISTERED, facts=facts).when(move).then_refused(code, "unit_id")


def test_rank_only_rises() -> None:
    story = given(OFFICER, REGISTERED, facts=THERE)
    story.when(PromoteOfficer(officer_id=ID, rank=Rank.AIPDA, promoted_on=DAY)).then(
        OfficerPromoted(rank=Rank.AIPDA, promoted_on=DAY)
    )
    story.when(PromoteOfficer(officer_id=ID, rank=Rank.AIPDA, promoted_on=DAY)).then_nothing()
    story.when(PromoteOfficer(officer_id=ID, rank=Rank.BRIPKA, promoted_on=DAY)).then_refused("NOT_A_PROMOTION", "rank")


def test_moving() -> None:
    move = TransferOfficer(officer_id=ID, unit_id=OTHER, position=Position.KANIT_BINMAS, transferred_on=DAY)
    story = given(OFFICER, REGISTERED, facts=THERE)
    story.when(move).then(OfficerTransferred(unit_id=OTHER, position=Position.KANIT_BINMAS, transferred_on=DAY))
    story.when(move).then_nothing()


def test_off_duty_and_back_and_out() -> None:
    story = given(OFFICER, REGISTERED, facts=THERE)
    story.when(SuspendOfficer(officer_id=ID, reason="Pemeriksaan", suspended_on=DAY)).then(
        OfficerSuspended(reason="Pemeriksaan", suspended_on=DAY)
    )
    story.when(SuspendOfficer(officer_id=ID, reason="Pemeriksaan", suspended_on=DAY)).then_nothing()
    story.when(ReinstateOfficer(officer_id=ID, reinstated_on=DAY)).then(OfficerReinstated(reinstated_on=DAY))
    story.when(ReinstateOfficer(officer_id=ID, reinstated_on=DAY)).then_nothing()
    story.when(RetireOfficer(officer_id=ID, retired_on=DAY)).then(OfficerRetired(retired_on=DAY))
    story.when(RetireOfficer(officer_id=ID, retired_on=DAY)).then_nothing()
    story.when(PromoteOfficer(officer_id=ID, rank=Rank.AKP, promoted_on=DAY)).then_refused("OFFICER_RETIRED", "officer_id")


def test_a_competency_is_recorded_once() -> None:
    learn = RecordCompetency(officer_id=ID, competency=Competency.DDS, acquired_on=DAY, session_id=SESSION)
    story = given(OFFICER, REGISTERED, facts=THERE).when(learn)
    story.then(CompetencyRecorded(competency=Competency.DDS, acquired_on=DAY, session_id=SESSION))
    story.when(learn).then_nothing()


def test_a_directive_is_acknowledged_by_whom_it_was_addressed_to() -> None:
    address = AddressDirective(officer_id=ID, directive_id=DIRECTIVE, session_id=SESSION, number=1, issued_on=DAY)
    acknowledge = RecordDirectiveAcknowledgement(officer_id=ID, directive_id=DIRECTIVE, acknowledged_on=DAY)
    given(OFFICER, REGISTERED, facts=THERE).when(acknowledge).then_refused("DIRECTIVE_UNKNOWN", "directive_id")
    story = given(OFFICER, REGISTERED, facts=THERE).when(address).then(ADDRESSED)
    story.when(address).then_nothing()
    story.when(acknowledge).then(DirectiveAcknowledged(directive_id=DIRECTIVE, session_id=SESSION, acknowledged_on=DAY))
    story.when(acknowledge).then_nothing()


def test_nothing_is_acknowledged_before_it_was_issued() -> None:
    early = RecordDirectiveAcknowledgement(officer_id=ID, directive_id=DIRECTIVE, acknowledged_on=EARLIER)
    given(OFFICER, REGISTERED, ADDRESSED, facts=THERE).when(early).then_refused("BEFORE_ISSUE", "acknowledged_on")


def test_somebody_unknown_is_given_no_order() -> None:
    promote = PromoteOfficer(officer_id=ID, rank=Rank.AKP, promoted_on=DAY)
    given(OFFICER, facts=THERE).when(promote).then_refused("OFFICER_UNKNOWN", "officer_id")


def test_an_officer_stands_where_he_serves() -> None:
    state = OFFICER.fold([REGISTERED])
    promote = PromoteOfficer(officer_id=ID, rank=Rank.AKP, promoted_on=DAY)
    assert place(state, promote, THERE) == Place(unit=UNIT, person=ID)
    assert place(None, register(), THERE) == Place(unit=UNIT, person=ID)
    assert "Contoh" not in repr(state)
