"""A design comes into force by the JCC alone, keeps its history, and is measured with a source for every number."""

from datetime import date, timedelta
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from libs.events.contracts.cooperation.project_design import (
    AdoptDesign,
    ApproveAtJcc,
    DesignActivity,
    DesignAdopted,
    DesignOutput,
    DesignRevised,
    IndicatorMeasured,
    IndicatorTargetSet,
    JccDecisionRecorded,
    Matrix,
    Measure,
    MeasureIndicator,
    Positions,
    RecordIndicatorActual,
    ReviseDesign,
    SetIndicatorTarget,
)
from libs.events.testing import Story, given
from services.cooperation.design_state import Counted, DesignCommand, DesignEvent, DesignFacts, ProjectDesign
from services.cooperation.indicator_measurement import counted_for
from services.cooperation.project_design import PROJECT_DESIGN
from services.cooperation.region_codes import Meant
from tests.designs import COUNTED, MATRIX, SURVEYED

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b0d1")
PROGRAM, ONE, TWO = (uuid5(ID, name) for name in ("program", "1", "2"))
THERE = DesignFacts(program_known=True, phases=frozenset({1}))
AT = Positions(officers=5, villages=900, cooperation=40)
MEANT = (Meant(asked="52.71", codes=("52.71",)),)
FOUND = DesignFacts(regions=MEANT, counted=Counted(value=17.0, region_codes=("52.71",), definition=1, positions=AT), positions=AT)
DAY = date(2026, 1, 15)
DUE = DAY + timedelta(days=366)

ADOPT = AdoptDesign(design_id=ID, program_id=PROGRAM, phase_number=1, adopted_on=DAY, matrix=MATRIX)
ADOPTED = DesignAdopted(program_id=PROGRAM, phase_number=1, adopted_on=DAY, matrix=MATRIX, jcc_due_on=DUE)
FEWER = replace(MATRIX, indicators=(replace(COUNTED, target=800),))
REVISE = ReviseDesign(design_id=ID, revised_on=date(2026, 6, 1), reason="Fewer officers", matrix=FEWER)
REVISED = DesignRevised(design_version=2, revised_on=date(2026, 6, 1), reason="Fewer officers", matrix=FEWER)
APPROVE = ApproveAtJcc(
    design_id=ID, decision_id=ONE, design_version=1, met_on=date(2026, 2, 1), decision="Approved", minutes_reference="JCC/1/2026"
)
APPROVED = JccDecisionRecorded(
    decision_id=ONE,
    design_version=1,
    met_on=date(2026, 2, 1),
    decision="Approved",
    minutes_reference="JCC/1/2026",
    jcc_due_on=date(2026, 2, 1) + timedelta(days=366),
)
TARGET = SetIndicatorTarget(design_id=ID, indicator="P-1", target=60.0, set_on=date(2026, 3, 1), document="Baseline survey 2026")
COUNT = MeasureIndicator(
    design_id=ID,
    measurement_id=ONE,
    indicator="1-1",
    first_month="2026-01",
    last_month="2026-06",
    measured_on=date(2026, 7, 2),
)
COUNTED_THERE = IndicatorMeasured(
    measurement_id=ONE,
    design_version=1,
    indicator="1-1",
    value=17.0,
    first_month="2026-01",
    last_month="2026-06",
    measured_on=date(2026, 7, 2),
    measure=Measure.VISITS_COMPLETED,
    measure_version=1,
    region_codes=("52.71",),
    positions=AT,
)
ENTER = RecordIndicatorActual(
    design_id=ID,
    measurement_id=TWO,
    indicator="P-1",
    value=51.5,
    first_month="2026-01",
    last_month="2026-06",
    measured_on=date(2026, 7, 2),
    document="Survey 2026",
)
ENTERED = IndicatorMeasured(
    measurement_id=TWO,
    design_version=1,
    indicator="P-1",
    value=51.5,
    first_month="2026-01",
    last_month="2026-06",
    measured_on=date(2026, 7, 2),
    document="Survey 2026",
)


def design(
    *past: DesignEvent, facts: DesignFacts = FOUND
) -> Story[ProjectDesign | None, DesignCommand, DesignEvent, DesignFacts]:
    return given(PROJECT_DESIGN, *past, facts=facts)


def test_a_version_is_in_force_once_the_jcc_has_approved_it() -> None:
    story = design(facts=THERE).when(ADOPT).then(ADOPTED).then_claimed(("project-design", f"{PROGRAM}/1"))
    story.when(ADOPT).then_nothing()
    state = story.state()
    assert state is not None
    assert state.forceful is None
    story.when(APPROVE).then(APPROVED)
    story.when(APPROVE).then_nothing()
    story.when(REVISE).then(REVISED)
    story.when(REVISE).then_nothing()
    state = story.state()
    assert state is not None
    assert state.forceful is not None
    assert (state.in_force, state.forceful.matrix, state.newest.matrix) == (1, MATRIX, FEWER), "until it is approved"
    second = replace(APPROVE, decision_id=TWO, design_version=2, met_on=date(2026, 8, 1))
    due = date(2026, 8, 1) + timedelta(days=366)
    story.when(second).then(replace(APPROVED, decision_id=TWO, design_version=2, met_on=date(2026, 8, 1), jcc_due_on=due))
    state = story.state()
    assert state is not None
    assert (state.in_force, [version.matrix for version in state.versions]) == (2, [MATRIX, FEWER]), "and the history stays"


def test_the_jcc_may_meet_again_and_leave_a_version_in_force() -> None:
    again = replace(APPROVE, decision_id=TWO, met_on=date(2027, 1, 20), decision="Progress noted")
    due = date(2027, 1, 20) + timedelta(days=200)
    told = replace(APPROVED, decision_id=TWO, met_on=date(2027, 1, 20), decision="Progress noted", jcc_due_on=due)
    design(ADOPTED, APPROVED, facts=DesignFacts(jcc_within_days=200)).when(again).then(told)


def test_an_open_target_is_set_at_any_time_and_a_set_one_until_it_is_approved() -> None:
    made = IndicatorTargetSet(
        design_version=1, indicator="P-1", target=60.0, set_on=date(2026, 3, 1), document="Baseline survey 2026"
    )
    story = design(ADOPTED, APPROVED).when(TARGET).then(made)
    story.when(TARGET).then_nothing()
    state = story.state()
    assert state is not None
    assert state.forceful is not None
    assert [one.target for one in state.forceful.matrix.indicators] == [60.0, 1200]
    story.when(replace(TARGET, target=55.0)).then_refused("TARGET_APPROVED", "target")
    changed = replace(made, indicator="1-1", target=900.0, before=1200.0)
    design(ADOPTED).when(replace(TARGET, indicator="1-1", target=900.0)).then(changed)


def test_what_the_field_counts_is_taken_with_its_positions() -> None:
    story = design(ADOPTED, APPROVED).when(COUNT).then(COUNTED_THERE)
    story.when(COUNT).then_nothing()
    story.when(replace(COUNT, last_month="2026-05")).then_refused("MEASUREMENT_ID_TAKEN", "measurement_id")


def test_it_is_counted_by_the_version_in_force() -> None:
    changed = (ADOPTED, APPROVED, REVISED)
    design(*changed).when(ENTER).then(ENTERED)
    dropped = (*changed, replace(APPROVED, decision_id=TWO, design_version=2, met_on=date(2026, 8, 1)))
    design(*dropped).when(ENTER).then_refused("INDICATOR_UNKNOWN", "indicator")
    design(*dropped).when(COUNT).then(replace(COUNTED_THERE, design_version=2))
    assert counted_for(PROJECT_DESIGN.fold([ADOPTED]), COUNT) is None, "nothing is counted for what is not in force"
    assert counted_for(PROJECT_DESIGN.fold([ADOPTED, APPROVED]), COUNT) == COUNTED
    assert counted_for(PROJECT_DESIGN.fold([ADOPTED, APPROVED]), ENTER) is None


def test_what_is_entered_by_hand_says_where_it_is_written() -> None:
    story = design(ADOPTED, APPROVED).when(ENTER).then(ENTERED)
    story.when(ENTER).then_nothing()
    story.when(replace(ENTER, value=52.0)).then_refused("MEASUREMENT_ID_TAKEN", "measurement_id")
    cited = replace(ENTER, document=None, snapshot=AT)
    design(ADOPTED, APPROVED).when(cited).then(replace(ENTERED, document=None, positions=AT))


def test_an_id_names_one_design() -> None:
    other = replace(ADOPT, adopted_on=date(2026, 2, 1))
    design(ADOPTED, facts=THERE).when(other).then_refused("ALREADY_ADOPTED", "design_id")
    design(facts=THERE).when(REVISE).then_refused("DESIGN_UNKNOWN", "design_id")


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        (DesignFacts(), "PROGRAM_UNKNOWN", "program_id"),
        (DesignFacts(program_known=True, phases=frozenset({2})), "PHASE_UNKNOWN", "phase_number"),
    ],
)
def test_a_design_is_of_a_programme_and_a_phase(facts: DesignFacts, code: str, field: str) -> None:
    design(facts=facts).when(ADOPT).then_refused(code, field)


@pytest.mark.parametrize(
    ("matrix", "code"),
    [
        (replace(MATRIX, indicators=(COUNTED, COUNTED)), "CODE_TWICE"),
        (replace(MATRIX, outputs=(DesignOutput(code="1", text="a"), DesignOutput(code="1", text="b"))), "CODE_TWICE"),
        (replace(MATRIX, activities=MATRIX.activities * 2), "CODE_TWICE"),
        (replace(MATRIX, activities=(DesignActivity(code="9-1", output="9", text="a"),)), "OUTPUT_UNKNOWN"),
        (replace(MATRIX, indicators=(replace(COUNTED, output="9"),)), "OUTPUT_UNKNOWN"),
        (replace(MATRIX, indicators=(replace(COUNTED, output=None),)), "OUTPUT_MISPLACED"),
        (replace(MATRIX, indicators=(replace(SURVEYED, output="1"),)), "OUTPUT_MISPLACED"),
    ],
)
def test_a_matrix_hangs_together(matrix: Matrix, code: str) -> None:
    design(facts=THERE).when(replace(ADOPT, matrix=matrix)).then_refused(code, "matrix")
    design(ADOPTED).when(replace(REVISE, matrix=matrix)).then_refused(code, "matrix")


LATER = replace(APPROVED, decision_id=TWO, design_version=2, met_on=date(2026, 8, 1))


@pytest.mark.parametrize(
    ("past", "command", "code", "field"),
    [
        ((ADOPTED,), replace(REVISE, revised_on=date(2026, 1, 1)), "BEFORE_LAST_STEP", "revised_on"),
        ((ADOPTED,), replace(TARGET, indicator="9-9"), "INDICATOR_UNKNOWN", "indicator"),
        ((ADOPTED,), replace(TARGET, set_on=date(2026, 1, 1)), "BEFORE_LAST_STEP", "set_on"),
        ((ADOPTED,), replace(APPROVE, design_version=2), "VERSION_UNKNOWN", "design_version"),
        ((ADOPTED,), replace(APPROVE, met_on=date(2026, 1, 1)), "BEFORE_LAST_STEP", "met_on"),
        ((ADOPTED, REVISED, LATER), APPROVE, "VERSION_SUPERSEDED", "design_version"),
        (
            (ADOPTED, APPROVED),
            replace(APPROVE, decision_id=TWO, met_on=date(2026, 1, 20)),
            "BEFORE_LAST_MEETING",
            "met_on",
        ),
        ((ADOPTED, APPROVED), replace(APPROVE, decision="Rejected"), "DECISION_ID_TAKEN", "decision_id"),
        ((ADOPTED,), COUNT, "NOT_IN_FORCE", "design_id"),
        ((ADOPTED,), ENTER, "NOT_IN_FORCE", "design_id"),
        ((ADOPTED, APPROVED), replace(COUNT, indicator="P-1"), "NOT_COUNTED", "indicator"),
        ((ADOPTED, APPROVED), replace(COUNT, indicator="9-9"), "INDICATOR_UNKNOWN", "indicator"),
        ((ADOPTED, APPROVED), replace(COUNT, last_month="2025-12"), "ENDS_BEFORE_START", "last_month"),
        ((ADOPTED, APPROVED), replace(ENTER, indicator="1-1"), "COUNTED_IN_FIELD", "indicator"),
        ((ADOPTED, APPROVED), replace(ENTER, document=None), "SOURCE_REQUIRED", "document"),
        ((ADOPTED, APPROVED), replace(ENTER, document=None, snapshot=Positions()), "SOURCE_REQUIRED", "document"),
        ((ADOPTED, APPROVED), replace(ENTER, snapshot=Positions(villages=901)), "SNAPSHOT_AHEAD", "snapshot"),
        ((ADOPTED, APPROVED), replace(ENTER, snapshot=Positions(officers=6)), "SNAPSHOT_AHEAD", "snapshot"),
        ((ADOPTED, APPROVED), replace(ENTER, snapshot=Positions(cooperation=41)), "SNAPSHOT_AHEAD", "snapshot"),
    ],
)
def test_what_is_refused(past: tuple[DesignEvent, ...], command: DesignCommand, code: str, field: str) -> None:
    design(*past).when(command).then_refused(code, field)


@pytest.mark.parametrize("counted", [None, Counted(value=None, definition=1, positions=AT)])
def test_a_mean_of_nothing_is_no_value(counted: Counted | None) -> None:
    found = DesignFacts(regions=MEANT, counted=counted)
    design(ADOPTED, APPROVED, facts=found).when(COUNT).then_refused("NOTHING_COUNTED", "indicator")


def test_a_region_is_counted_under_every_code_that_it_had() -> None:
    codes = ("53.01", "52.71")
    counted = Counted(value=17.0, region_codes=codes, definition=1, positions=AT)
    found = replace(FOUND, regions=(Meant(asked="52.71", codes=codes),), counted=counted)
    design(ADOPTED, APPROVED, facts=found).when(COUNT).then(replace(COUNTED_THERE, region_codes=codes))


@pytest.mark.parametrize(
    ("region", "code"),
    [(Meant(asked="52.71", ended_on=DAY), "REGION_DISSOLVED"), (Meant(asked="52.71"), "REGION_UNKNOWN")],
)
def test_what_is_no_region_is_not_counted_as_nothing(region: Meant, code: str) -> None:
    found = replace(FOUND, regions=(*MEANT, region))
    design(ADOPTED, APPROVED, facts=found).when(COUNT).then_refused(code, "indicator")
