"""How an evaluation (*evaluasi*) is commissioned and published, and how what was learnt in it is noted."""

from datetime import date
from typing import Final, TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import astuple, replace

from libs.events.contracts.cooperation.evaluation_report import (
    CommissionEvaluation,
    EvaluationCommissioned,
    EvaluationKind,
    EvaluationPublished,
    LessonRecorded,
    PublishEvaluation,
    Rating,
    RecordLesson,
)
from libs.events.decider import Claim, Decided, Decider, Decision, Refused, begun
from libs.events.wording import Sentence

EvaluationCommand: TypeAlias = CommissionEvaluation | PublishEvaluation | RecordLesson
EvaluationEvent: TypeAlias = EvaluationCommissioned | EvaluationPublished | LessonRecorded


class EvaluationReport(Struct, frozen=True, kw_only=True):
    commissioned: EvaluationCommissioned
    published: EvaluationPublished | None = None
    lessons: tuple[LessonRecorded, ...] = ()


class EvaluationFacts(Struct, frozen=True, kw_only=True):
    """Whether the programme is known, and of each of its phases the day on which it ended, if it has."""

    program_known: bool = False
    phases: tuple[tuple[int, date | None], ...] = ()

    def has(self, phase: int) -> bool:
        return any(number == phase for number, _ in self.phases)

    def ended(self, phase: int, by: date) -> bool:
        return any(number == phase and day is not None and day <= by for number, day in self.phases)


def decide(state: EvaluationReport | None, command: EvaluationCommand, facts: EvaluationFacts) -> Decision:
    if isinstance(command, CommissionEvaluation):
        return _commission(state, command, facts)
    if state is None:
        return Refused("EVALUATION_UNKNOWN", "There is no such evaluation.", "evaluation_id")
    match command:
        case PublishEvaluation():
            return _publish(state, command)
        case RecordLesson():
            return _learn(state, command)
        case _:
            assert_never(command)


def _commission(state: EvaluationReport | None, command: CommissionEvaluation, facts: EvaluationFacts) -> Decision:
    commissioned = EvaluationCommissioned(
        program_id=command.program_id,
        phase_number=command.phase_number,
        kind=command.kind,
        commissioned_by=command.commissioned_by,
        commissioned_on=command.commissioned_on,
    )
    if state is not None:
        same = state.commissioned == commissioned
        return [] if same else Refused("ALREADY_COMMISSIONED", "This id belongs to another evaluation.", "evaluation_id")
    if not facts.program_known:
        return Refused("PROGRAM_UNKNOWN", "There is no such programme.", "program_id")
    phase = command.phase_number
    if phase is not None and not facts.has(phase):
        return Refused("PHASE_UNKNOWN", Sentence("The programme has no phase {number}.", number=phase), "phase_number")
    if command.kind is EvaluationKind.EX_POST and phase is not None and not facts.ended(phase, command.commissioned_on):
        told = Sentence("Phase {number} had not ended by then: an ex-post evaluation comes after its end.", number=phase)
        return Refused("PHASE_RUNNING", told, "kind")
    return [commissioned]


def _publish(state: EvaluationReport, command: PublishEvaluation) -> Decision:
    published = EvaluationPublished(
        published_on=command.published_on, ratings=command.ratings, summary=command.summary, document=command.document
    )
    if state.published is not None:
        same = state.published == published
        day = state.published.published_on
        return [] if same else Refused("EVALUATION_PUBLISHED", Sentence("It was published on {day}.", day=day), "evaluation_id")
    if command.published_on < state.commissioned.commissioned_on:
        return _before(state.commissioned.commissioned_on, "published_on")
    if all(rating is Rating.NOT_RATED for rating in astuple(command.ratings)):
        return Refused("NOTHING_RATED", "An evaluation judges at least one criterion.", "ratings")
    return [published]


def _learn(state: EvaluationReport, command: RecordLesson) -> Decision:
    made = LessonRecorded(
        lesson_id=command.lesson_id,
        number=len(state.lessons) + 1,
        criterion=command.criterion,
        lesson=command.lesson,
        recommendation=command.recommendation,
        recorded_on=command.recorded_on,
    )
    taken = Refused("LESSON_ID_TAKEN", "This id belongs to another lesson.", "lesson_id")
    if known := next((one for one in state.lessons if one.lesson_id == command.lesson_id), None):
        return [] if replace(known, number=made.number) == made else taken
    if command.recorded_on < state.commissioned.commissioned_on:
        return _before(state.commissioned.commissioned_on, "recorded_on")
    return Decided(events=(made,), claims=(Claim("lesson", str(command.lesson_id), taken=taken),))


def _before(day: date, field: str) -> Refused:
    return Refused("BEFORE_LAST_STEP", Sentence("The evaluation was commissioned on {day}.", day=day), field)


def evolve(state: EvaluationReport | None, event: EvaluationEvent) -> EvaluationReport:
    if isinstance(event, EvaluationCommissioned):
        return EvaluationReport(commissioned=event)
    evaluation = begun(state)
    match event:
        case EvaluationPublished():
            return replace(evaluation, published=event)
        case LessonRecorded():
            return replace(evaluation, lessons=(*evaluation.lessons, event))
        case _:
            assert_never(event)


INDONESIAN: Final = {
    "An evaluation judges at least one criterion.": "Evaluasi menilai sedikitnya satu kriteria.",
    "It was published on {day}.": "Evaluasi sudah terbit pada {day}.",
    "Phase {number} had not ended by then: an ex-post evaluation comes after its end.": (
        "Tahap {number} belum berakhir saat itu: evaluasi purna dilakukan setelah tahap berakhir."
    ),
    "The evaluation was commissioned on {day}.": "Evaluasi ditugaskan pada {day}.",
    "The programme has no phase {number}.": "Program tidak memiliki tahap {number}.",
    "There is no such evaluation.": "Evaluasi itu tidak ada.",
    "There is no such programme.": "Program itu tidak ada.",
    "This id belongs to another evaluation.": "Id ini milik evaluasi lain.",
    "This id belongs to another lesson.": "Id ini milik pelajaran lain.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

EVALUATION_REPORT: Final[Decider[EvaluationReport | None, EvaluationCommand, EvaluationEvent, EvaluationFacts]] = Decider(
    None, decide, evolve, indonesian=INDONESIAN
)
