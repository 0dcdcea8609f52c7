"""Evaluations in the graph, and what was learnt in them, across programmes."""

from datetime import date
from typing import Annotated, Any, Final, TypeAlias

import strawberry
from sqlalchemy import select

from libs.events.contracts.cooperation.cooperation_program import Agency
from libs.events.contracts.cooperation.evaluation_report import DacCriterion, EvaluationKind, Rating
from services.gateway.graph.enums import enum_of
from services.gateway.graph.filters import Clauses
from services.gateway.graph.mapping import Node, column, many, one, rows_of
from services.gateway.graph.reach import made_by
from services.gateway.graph.types.program import CooperationProgram
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.visibility import INSIDE
from services.gateway.read_model import tables as t

for _kind in (DacCriterion, EvaluationKind, Rating):
    enum_of(_kind)

_l, _e = t.lesson.c, t.evaluation.c
LESSONS: Final = (
    select(*_l, _e.program_id, _e.kind.label("evaluation_kind"))
    .select_from(t.lesson.join(t.evaluation, _e.id == _l.evaluation_id))
    .subquery("lessons")
)


@rows_of(t.evaluation_rating, key="place", visible=INSIDE)
@strawberry.type(description="How one criterion was judged (penilaian).")
class CriterionRating:
    criterion: DacCriterion = column(description="Which of the six criteria of the DAC.")
    rating: Rating = column(description="How it was judged.")


@rows_of(LESSONS, visible=INSIDE)
@strawberry.type(description="What was learnt in a programme (pelajaran), for others to come.")
class Lesson:
    id: strawberry.ID = column(description="The id under which it was noted.")
    number: int = column(description="Its number within the evaluation.")
    criterion: DacCriterion = column(description="The criterion that it belongs to.")
    lesson: str = column(description="What was learnt.")
    recommendation: str | None = column(description="What is to be done about it (rekomendasi).")
    recorded_on: date = column(description="The day on which it was noted.")
    evaluation: "EvaluationReport" = one(
        lambda row, e: e.id == row.evaluation_id, description="The evaluation in which it was learnt."
    )


@rows_of(t.evaluation, visible=INSIDE)
@strawberry.type(description="An evaluation (evaluasi) of a programme, or of one of its phases.")
class EvaluationReport(Node):
    kind: EvaluationKind = column(description="When in its course.")
    phase_number: int | None = column(description="The phase that it is about; null for the whole programme.")
    commissioned_by: Agency = column(description="Who has it done.")
    commissioned_on: date = column(description="The day on which that was decided.")
    published_on: date | None = column(description="The day of publication (terbit); null until then.")
    summary: str | None = column(description="What it says in short (ringkasan).")
    document: str | None = column(description="The report, by its reference.")
    ratings: list[CriterionRating] = many(
        lambda e, r: r.evaluation_id == e.id, order="place", description="How each criterion was judged."
    )
    lessons: list[Lesson] = many(
        lambda e, row: row.evaluation_id == e.id, order="number", description="What was learnt, in the order of noting."
    )
    program: CooperationProgram = one(
        lambda e, p: p.id == e.program_id,
        description="The programme.",
    )
    timeline: Timeline = timeline(made_by("evaluation_report"))


OfCriterion: TypeAlias = Annotated[DacCriterion | None, strawberry.argument(description="Only what belongs to this criterion.")]
OfEvaluation: TypeAlias = Annotated[EvaluationKind | None, strawberry.argument(description="Only from evaluations of this kind.")]


def lessons(row: Any, criterion: OfCriterion = None, evaluation: OfEvaluation = None) -> Clauses:
    if criterion is not None:
        yield row.criterion == criterion.value
    if evaluation is not None:
        yield row.evaluation_kind == evaluation.value
