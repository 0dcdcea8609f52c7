"""Evaluations, how each criterion was judged, and what was learnt, as tables."""

from typing import Final

from msgspec.structs import asdict
from sqlalchemy import Date, Index, Integer, SmallInteger, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.cooperation.evaluation_report import (
    DacCriterion,
    EvaluationCommissioned,
    EvaluationPublished,
    LessonRecorded,
)
from services.gateway.read_model.columns import ORDERED, always, key, maybe, metadata
from services.gateway.read_model.projection import projection

evaluation: Final = Table(
    "evaluation",
    metadata,
    key("id", Uuid()),
    always("program_id", Uuid()),
    maybe("phase_number", Integer()),
    always("kind", ORDERED),
    always("commissioned_by", Text()),
    always("commissioned_on", Date()),
    maybe("published_on", Date()),
    maybe("summary", Text()),
    maybe("document", Text()),
    Index("evaluation_program", "program_id", "commissioned_on", "id"),
)

evaluation_rating: Final = Table(
    "evaluation_rating",
    metadata,
    key("evaluation_id", Uuid()),
    key("place", SmallInteger()),
    always("criterion", Text()),
    always("rating", Text()),
)

lesson: Final = Table(
    "lesson",
    metadata,
    key("id", Uuid()),
    always("evaluation_id", Uuid()),
    always("number", SmallInteger()),
    always("criterion", ORDERED),
    always("lesson", Text()),
    maybe("recommendation", Text()),
    always("recorded_on", Date()),
    Index("lesson_evaluation", "evaluation_id", "number"),
    Index("lesson_day", "recorded_on", "id"),
)


@projection.on(EvaluationCommissioned)
def evaluation_commissioned(event: EvaluationCommissioned, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        evaluation,
        id=recorded.key,
        program_id=event.program_id,
        phase_number=event.phase_number,
        kind=event.kind,
        commissioned_by=event.commissioned_by,
        commissioned_on=event.commissioned_on,
    )


@projection.on(EvaluationPublished)
def evaluation_published(event: EvaluationPublished, recorded: Recorded, changes: Changes) -> None:
    told = {"published_on": event.published_on, "summary": event.summary, "document": event.document}
    changes.change(evaluation, recorded.key, **told)
    ratings = asdict(event.ratings)
    for place, criterion in enumerate(DacCriterion, 1):
        rating = ratings[criterion.lower()]
        changes.put(evaluation_rating, evaluation_id=recorded.key, place=place, criterion=criterion, rating=rating)


@projection.on(LessonRecorded)
def lesson_recorded(event: LessonRecorded, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        lesson,
        id=event.lesson_id,
        evaluation_id=recorded.key,
        number=event.number,
        criterion=event.criterion,
        lesson=event.lesson,
        recommendation=event.recommendation,
        recorded_on=event.recorded_on,
    )
