"""An officer who fits a village too little is assigned with a reason only; what is found later leaves the order as it stands."""

import pytest
from msgspec.structs import replace

from libs.events.contracts.officers.officer import Competency, OfficerStatus
from libs.events.contracts.officers.village_assignment import (
    AssessEnvironmentFit,
    AssignmentEnded,
    AssignmentRole,
    EnvironmentFitAssessed,
)
from libs.events.decider import Decided
from libs.events.testing import given
from services.officers.fit import FORMULA, fit
from services.officers.village_assignment import VILLAGE_ASSIGNMENT, AssignmentFacts, VillageAssignment
from tests.saying import said
from tests.unit.officers.test_fit import HARD
from tests.unit.officers.test_village_assignment import (
    CONFIRM,
    CONFIRMED,
    DAY,
    FACTS,
    ID,
    LATER,
    OFFICER,
    PROPOSED,
    SERVING,
    VILLAGE,
    propose,
)

ABLE = replace(
    SERVING,
    languages=("Sasak", "Bali"),
    competencies=frozenset({Competency.DIVERSITY, Competency.MEDIATION, Competency.EARLY_DETECTION}),
)
UNFIT = replace(FACTS, environment=HARD)
FITTING = replace(FACTS, environment=HARD, officer=ABLE)
ASSESS = AssessEnvironmentFit(assignment_id=ID)
REASON = "Tidak ada anggota lain yang menguasai medan"


def fitted(facts: AssignmentFacts, threshold: int = 60) -> EnvironmentFitAssessed:
    assert facts.environment
    assert facts.officer
    found = fit(facts.environment, facts.officer.languages, facts.officer.competencies, 0)
    return EnvironmentFitAssessed(
        officer_id=OFFICER,
        village_id=VILLAGE,
        assessment_id=facts.environment.assessment_id,
        assessment_position=facts.environment.position,
        score=found.score,
        reasons=found.reasons,
        formula=FORMULA,
        threshold=threshold,
    )


def flags(decision: object) -> tuple[str, ...]:
    assert isinstance(decision, Decided)
    return decision.flags


def test_the_fit_is_recorded_beside_the_proposal_with_the_assessment_that_it_rests_on() -> None:
    given(VILLAGE_ASSIGNMENT, facts=FITTING).when(propose()).then(PROPOSED, fitted(FITTING))
    assert fitted(FITTING).score == 100


def test_below_the_threshold_a_reason_is_required() -> None:
    assert said(VILLAGE_ASSIGNMENT, VILLAGE_ASSIGNMENT.decide(None, propose(), UNFIT)) == (
        "FIT_TOO_LOW",
        "The officer fits the village by 15 points, below 60: say why all the same.",
        "override_reason",
        "Kesesuaian anggota dengan desa bernilai 15, di bawah 60: sebutkan alasan pengecualiannya.",
    )
    reasoned = propose(override_reason=REASON)
    proposed = replace(PROPOSED, override_reason=REASON)
    story = given(VILLAGE_ASSIGNMENT, facts=UNFIT).when(reasoned).then(proposed, fitted(UNFIT))
    story.when(CONFIRM).then(CONFIRMED)


def test_the_threshold_is_set_by_whoever_runs_the_service() -> None:
    lenient = replace(UNFIT, fit_threshold=15)
    given(VILLAGE_ASSIGNMENT, facts=lenient).when(propose()).then(PROPOSED, fitted(lenient, 15))
    strict = replace(UNFIT, fit_threshold=16)
    given(VILLAGE_ASSIGNMENT, facts=strict).when(propose()).then_refused("FIT_TOO_LOW", "override_reason")


def test_other_villages_count_but_not_the_assignment_itself() -> None:
    busy = replace(FITTING, slots={1: OFFICER, 2: VILLAGE})
    story = given(VILLAGE_ASSIGNMENT, facts=busy).when(propose())
    state = story.state()
    assert state
    assert state.fit
    assert state.fit.score == 90
    own = replace(FITTING, slots={1: ID})
    given(VILLAGE_ASSIGNMENT, PROPOSED, fitted(FITTING), facts=own).when(ASSESS).then_nothing()


def test_without_an_assessment_the_assignment_is_flagged_and_its_fit_follows() -> None:
    assert flags(VILLAGE_ASSIGNMENT.decide(None, propose(), FACTS)) == ("ENVIRONMENT_NOT_ASSESSED",)
    assert flags(VILLAGE_ASSIGNMENT.decide(None, propose(), FITTING)) == ()
    story = given(VILLAGE_ASSIGNMENT, PROPOSED, facts=FITTING)
    story.when(ASSESS).then(fitted(FITTING))
    story.when(ASSESS).then_nothing()
    given(VILLAGE_ASSIGNMENT, PROPOSED, facts=FACTS).when(ASSESS).then_nothing()
    given(VILLAGE_ASSIGNMENT, facts=FACTS).when(ASSESS).then_refused("ASSIGNMENT_UNKNOWN", "assignment_id")


def test_what_is_found_later_is_flagged_and_leaves_the_order_as_it_stands() -> None:
    state = VillageAssignment(proposed=PROPOSED, confirmed=CONFIRMED, fit=fitted(FITTING))
    worse = replace(FITTING, officer=SERVING)
    assert flags(VILLAGE_ASSIGNMENT.decide(state, ASSESS, worse)) == ("FIT_TOO_LOW",)
    given(VILLAGE_ASSIGNMENT, PROPOSED, CONFIRMED, facts=worse).when(ASSESS).then(fitted(worse))
    ended = AssignmentEnded(
        officer_id=OFFICER,
        village_id=VILLAGE,
        duty=PROPOSED.duty,
        role=PROPOSED.role,
        confirmed=True,
        ended_on=LATER,
        reason="x",
    )
    given(VILLAGE_ASSIGNMENT, PROPOSED, CONFIRMED, ended, facts=worse).when(ASSESS).then_nothing()


def test_a_proposal_that_has_come_to_fit_too_little_takes_effect_with_a_reason_only() -> None:
    story = given(VILLAGE_ASSIGNMENT, PROPOSED, facts=UNFIT)
    story.when(CONFIRM).then_refused("FIT_TOO_LOW", "override_reason")
    reasoned = replace(CONFIRM, override_reason=REASON)
    story = given(VILLAGE_ASSIGNMENT, PROPOSED, facts=UNFIT)
    story.when(reasoned).then(fitted(UNFIT), replace(CONFIRMED, override_reason=REASON))
    story.when(reasoned).then_nothing()


HELD = VillageAssignment(proposed=PROPOSED, confirmed=CONFIRMED)
TAKEN = replace(FACTS, predecessor=HELD, holder=SERVING)


@pytest.mark.parametrize(
    ("facts", "changes", "allowed"),
    [
        (TAKEN, {}, False),
        (TAKEN, {"reason": "Cuti melahirkan"}, True),
        (TAKEN, {"role": AssignmentRole.PRIMARY}, True),
        (FACTS, {}, True),
        (replace(TAKEN, holder=replace(SERVING, status=OfficerStatus.STUDY)), {}, True),
        (replace(TAKEN, predecessor=replace(HELD, ended_on=DAY)), {}, True),
        (replace(TAKEN, predecessor=replace(HELD, ended_on=LATER)), {}, False),
    ],
)
def test_nobody_stands_in_for_a_holder_on_duty_without_a_reason(
    facts: AssignmentFacts, changes: dict[str, object], allowed: bool
) -> None:
    decision = VILLAGE_ASSIGNMENT.decide(None, propose(**{"role": AssignmentRole.ACTING, **changes}), facts)
    if allowed:
        assert isinstance(decision, Decided)
    else:
        assert said(VILLAGE_ASSIGNMENT, decision) == (
            "REASON_REQUIRED",
            "The village's Bhabinkamtibmas is on duty: say why another one should stand in.",
            "reason",
            "Bhabinkamtibmas desa itu sedang bertugas: sebutkan alasan penunjukan pelaksana tugas.",
        )
