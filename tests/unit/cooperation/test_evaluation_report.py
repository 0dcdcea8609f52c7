"""An evaluation is commissioned, published once with a judgement, and teaches."""

from datetime import date
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from libs.events.contracts.cooperation.cooperation_program import Agency
from libs.events.contracts.cooperation.evaluation_report import (
    CommissionEvaluation,
    DacCriterion,
    EvaluationCommissioned,
    EvaluationKind,
    EvaluationPublished,
    LessonRecorded,
    PublishEvaluation,
    Rating,
    Ratings,
    RecordLesson,
)
from libs.events.testing import given
from services.cooperation.evaluation_report import (
    EVALUATION_REPORT,
    EvaluationCommand,
    EvaluationEvent,
    EvaluationFacts,
)

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b0d3")
PROGRAM, ONE, TWO = (uuid5(ID, name) for name in ("program", "1", "2"))
ENDED = date(2026, 3, 31)
THERE = EvaluationFacts(program_known=True, phases=((1, ENDED), (2, None)))
DAY = date(2026, 4, 1)
JUDGED = Ratings(relevance=Rating.HIGH, efficiency=Rating.FAIR)

COMMISSION = CommissionEvaluation(
    evaluation_id=ID,
    program_id=PROGRAM,
    phase_number=1,
    kind=EvaluationKind.EX_POST,
    commissioned_by=Agency.JICA,
    commissioned_on=DAY,
)
COMMISSIONED = EvaluationCommissioned(
    program_id=PROGRAM, phase_number=1, kind=EvaluationKind.EX_POST, commissioned_by=Agency.JICA, commissioned_on=DAY
)
PUBLISH = PublishEvaluation(
    evaluation_id=ID, published_on=date(2026, 9, 1), ratings=JUDGED, summary="It worked.", document="EV/1"
)
PUBLISHED = EvaluationPublished(published_on=date(2026, 9, 1), ratings=JUDGED, summary="It worked.", document="EV/1")
LEARN = RecordLesson(
    evaluation_id=ID,
    lesson_id=ONE,
    criterion=DacCriterion.SUSTAINABILITY,
    lesson="Trainers stay.",
    recommendation="Train trainers.",
    recorded_on=date(2026, 9, 2),
)
LEARNT = LessonRecorded(
    lesson_id=ONE,
    number=1,
    criterion=DacCriterion.SUSTAINABILITY,
    lesson="Trainers stay.",
    recommendation="Train trainers.",
    recorded_on=date(2026, 9, 2),
)


def test_from_commission_to_lesson() -> None:
    story = given(EVALUATION_REPORT, facts=THERE).when(COMMISSION).then(COMMISSIONED)
    story.when(COMMISSION).then_nothing()
    story.when(PUBLISH).then(PUBLISHED)
    story.when(PUBLISH).then_nothing()
    story.when(LEARN).then(LEARNT).then_claimed(("lesson", str(ONE)))
    story.when(LEARN).then_nothing()
    story.when(replace(LEARN, lesson_id=TWO)).then(replace(LEARNT, lesson_id=TWO, number=2))
    story.when(LEARN).then_nothing()


@pytest.mark.parametrize(
    ("past", "command", "code", "field"),
    [
        ((), PUBLISH, "EVALUATION_UNKNOWN", "evaluation_id"),
        ((COMMISSIONED,), replace(COMMISSION, kind=EvaluationKind.TERMINAL), "ALREADY_COMMISSIONED", "evaluation_id"),
        ((), replace(COMMISSION, phase_number=3), "PHASE_UNKNOWN", "phase_number"),
        ((), replace(COMMISSION, phase_number=2), "PHASE_RUNNING", "kind"),
        ((), replace(COMMISSION, commissioned_on=date(2026, 3, 30)), "PHASE_RUNNING", "kind"),
        ((COMMISSIONED, PUBLISHED), replace(PUBLISH, document="EV/2"), "EVALUATION_PUBLISHED", "evaluation_id"),
        ((COMMISSIONED,), replace(PUBLISH, published_on=date(2026, 3, 1)), "BEFORE_LAST_STEP", "published_on"),
        ((COMMISSIONED,), replace(PUBLISH, ratings=Ratings()), "NOTHING_RATED", "ratings"),
        ((COMMISSIONED,), replace(LEARN, recorded_on=date(2026, 3, 1)), "BEFORE_LAST_STEP", "recorded_on"),
        ((COMMISSIONED, LEARNT), replace(LEARN, lesson="Another"), "LESSON_ID_TAKEN", "lesson_id"),
    ],
)
def test_what_is_refused(past: tuple[EvaluationEvent, ...], command: EvaluationCommand, code: str, field: str) -> None:
    given(EVALUATION_REPORT, *past, facts=THERE).when(command).then_refused(code, field)


def test_an_evaluation_is_of_a_programme_that_there_is() -> None:
    given(EVALUATION_REPORT, facts=EvaluationFacts()).when(COMMISSION).then_refused("PROGRAM_UNKNOWN", "program_id")


def test_a_phase_that_runs_is_evaluated_half_way_and_a_programme_at_any_time() -> None:
    half_way = replace(COMMISSION, phase_number=2, kind=EvaluationKind.MID_TERM)
    given(EVALUATION_REPORT, facts=THERE).when(half_way).then(replace(COMMISSIONED, phase_number=2, kind=EvaluationKind.MID_TERM))
    whole = replace(COMMISSION, phase_number=None)
    given(EVALUATION_REPORT, facts=THERE).when(whole).then(replace(COMMISSIONED, phase_number=None))
