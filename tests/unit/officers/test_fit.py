"""The fit tells in points what an officer can do that a village asks for, and nothing of who he is."""

from inspect import signature
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from libs.events.contracts.officers.officer import Competency
from libs.events.contracts.officers.village_assignment import FitCriterion
from libs.events.contracts.villages.village import Degree, Terrain, VillageRisk
from services.officers.fit import ANSWERS, FORMULA, Environment, fit

EASY = Environment(
    assessment_id=UUID(int=1),
    position=1,
    languages=(),
    customs=Degree.LOW,
    conflict_history=Degree.LOW,
    terrain=Terrain.PLAIN,
    distance_km=3,
    risks=(),
)
HARD = Environment(
    assessment_id=UUID(int=2),
    position=2,
    languages=("Sasak", "Bali"),
    customs=Degree.HIGH,
    conflict_history=Degree.HIGH,
    terrain=Terrain.MOUNTAINS,
    distance_km=60,
    risks=(VillageRisk.DISPUTES, VillageRisk.DISTURBANCES, VillageRisk.COMMUNAL_TENSION),
)
C = Competency


def points(environment: Environment, languages: tuple[str, ...], competencies: set[Competency], others: int = 0) -> list[int]:
    return [reason.points for reason in fit(environment, languages, competencies, others).reasons]


def test_the_formula_is_the_one_that_its_docstring_tells() -> None:
    assert FORMULA == 1
    assert fit(EASY, (), (), 0).score == 100
    assert points(HARD, (), set()) == [0, 0, 0, 15, 0]
    assert points(HARD, ("SASAK",), {C.DIVERSITY}) == [15, 20, 0, 15, 6]
    assert points(HARD, ("bali", "sasak"), {C.MEDIATION}) == [30, 0, 7, 15, 6]
    assert points(HARD, (), {C.MEDIATION, C.EARLY_DETECTION}, 2) == [0, 0, 15, 5, 13]
    moderate = replace(EASY, customs=Degree.MODERATE, conflict_history=Degree.MODERATE)
    assert points(moderate, (), set(), 2) == [30, 10, 0, 11, 20]
    assert points(replace(EASY, distance_km=26), (), set(), 1) == [30, 20, 15, 10, 20]
    assert points(replace(EASY, distance_km=25), (), set(), 1) == [30, 20, 15, 13, 20]


def test_each_risk_is_answered_by_one_competency_and_each_competency_answers_one() -> None:
    assert set(ANSWERS) == set(VillageRisk)
    assert set(ANSWERS.values()) == set(Competency)


def test_it_sees_neither_religion_nor_origin() -> None:
    assert list(signature(fit).parameters) == ["environment", "languages", "competencies", "others"]


environments = st.builds(
    Environment,
    assessment_id=st.uuids(),
    position=st.integers(1, 9),
    languages=st.lists(st.sampled_from(["Sasak", "Bali", "Samawa"]), unique=True).map(tuple),
    customs=st.sampled_from(Degree),
    conflict_history=st.sampled_from(Degree),
    terrain=st.sampled_from(Terrain),
    distance_km=st.integers(0, 200),
    risks=st.lists(st.sampled_from(VillageRisk), unique=True).map(tuple),
)


@settings(max_examples=100, deadline=None)
@given(environments, st.sets(st.sampled_from(["Sasak", "Bali"])), st.sets(st.sampled_from(Competency)), st.integers(0, 9))
def test_who_can_do_more_fits_no_worse(
    environment: Environment, languages: set[str], competencies: set[Competency], others: int
) -> None:
    found = fit(environment, languages, competencies, others)
    assert 0 <= found.score <= 100
    assert [reason.criterion for reason in found.reasons] == list(FitCriterion)
    assert sum(reason.points for reason in found.reasons) == found.score
    assert sum(reason.of for reason in found.reasons) == 100
    assert all(0 <= reason.points <= reason.of for reason in found.reasons)
    assert fit(environment, {*languages, "Samawa"}, competencies, others).score >= found.score
    assert fit(environment, languages, {*competencies, C.DIVERSITY, C.MEDIATION}, others).score >= found.score
    assert fit(environment, languages, competencies, others + 1).score <= found.score


@pytest.mark.parametrize("competency", list(Competency))
def test_every_competency_counts_somewhere(competency: Competency) -> None:
    everything = replace(HARD, risks=tuple(VillageRisk))
    assert fit(everything, (), {competency}, 0).score > fit(everything, (), (), 0).score
