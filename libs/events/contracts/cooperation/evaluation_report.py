"""Evaluations of a programme (*evaluasi*): commissioned, published with ratings on the six DAC criteria, and what was learnt."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from msgspec import Struct

from libs.events.contracts.cooperation.cooperation_program import Agency
from libs.events.contracts.values import Name, Ordinal, Text
from libs.events.message import Classification, Command, Event, Role, Scope


class EvaluationKind(StrEnum):
    """When a programme is evaluated."""

    MID_TERM = "MID_TERM"
    """Half way (*evaluasi tengah*)."""
    TERMINAL = "TERMINAL"
    """Towards its end (*evaluasi akhir*)."""
    EX_POST = "EX_POST"
    """After its end (*evaluasi purna*)."""


class DacCriterion(StrEnum):
    """By what it is judged: the criteria of the OECD's Development Assistance Committee."""

    RELEVANCE = "RELEVANCE"
    """Does the right things (*relevansi*)."""
    COHERENCE = "COHERENCE"
    """Fits with what others do (*koherensi*)."""
    EFFECTIVENESS = "EFFECTIVENESS"
    """Achieves what it set out for (*efektivitas*)."""
    EFFICIENCY = "EFFICIENCY"
    """Uses its means well (*efisiensi*)."""
    IMPACT = "IMPACT"
    """Makes a difference (*dampak*)."""
    SUSTAINABILITY = "SUSTAINABILITY"
    """Lasts (*keberlanjutan*)."""


class Rating(StrEnum):
    """How it was judged."""

    HIGH = "HIGH"
    """High (*tinggi*)."""
    FAIR = "FAIR"
    """Fair (*cukup*)."""
    LOW = "LOW"
    """Low (*rendah*)."""
    NOT_RATED = "NOT_RATED"
    """Not judged (*tidak dinilai*), as coherence was before 2019."""


class Ratings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One judgement for each criterion."""

    relevance: Rating = Rating.NOT_RATED
    """Does the right things (relevansi)."""
    coherence: Rating = Rating.NOT_RATED
    """Fits with what others do (koherensi)."""
    effectiveness: Rating = Rating.NOT_RATED
    """Achieves what it set out for (efektivitas)."""
    efficiency: Rating = Rating.NOT_RATED
    """Uses its means well (efisiensi)."""
    impact: Rating = Rating.NOT_RATED
    """Makes a difference (dampak)."""
    sustainability: Rating = Rating.NOT_RATED
    """Lasts (keberlanjutan)."""


HEADQUARTERS_ALONE = {Role.HEADQUARTERS: Scope.ANYWHERE}


class CommissionEvaluation(Command, frozen=True, kw_only=True):
    """Have a programme evaluated, or one of its phases."""

    evaluation_id: UUID
    program_id: UUID
    phase_number: Ordinal | None = None
    kind: EvaluationKind
    """When in its course."""
    commissioned_by: Agency
    """Who has it done."""
    commissioned_on: date
    """The day on which that was decided."""

    allowed = HEADQUARTERS_ALONE
    creates: ClassVar[bool] = True


class PublishEvaluation(Command, frozen=True, kw_only=True):
    """Note what an evaluation found, and the document that says so."""

    evaluation_id: UUID
    published_on: date
    """The day of publication (terbit)."""
    ratings: Ratings
    """How each criterion was judged."""
    summary: Text
    """What it says in short (ringkasan)."""
    document: Name
    """The report, by its reference."""

    allowed = HEADQUARTERS_ALONE


class RecordLesson(Command, frozen=True, kw_only=True):
    """Note what was learnt, for programmes to come; numbered in the order of noting."""

    evaluation_id: UUID
    lesson_id: UUID
    """A new id for this lesson."""
    criterion: DacCriterion
    """The criterion that it belongs to."""
    lesson: Text
    """What was learnt (pelajaran)."""
    recommendation: Text | None = None
    """What is to be done about it (rekomendasi)."""
    recorded_on: date
    """The day on which it was noted."""

    allowed = HEADQUARTERS_ALONE


class EvaluationCommissioned(Event, frozen=True, kw_only=True):
    program_id: UUID
    phase_number: int | None = None
    kind: EvaluationKind
    commissioned_by: Agency
    commissioned_on: date

    classification: ClassVar[Classification] = Classification.PARTNER


class EvaluationPublished(Event, frozen=True, kw_only=True):
    published_on: date
    ratings: Ratings
    summary: str
    document: str

    classification: ClassVar[Classification] = Classification.PARTNER


class LessonRecorded(Event, frozen=True, kw_only=True):
    lesson_id: UUID
    number: int
    criterion: DacCriterion
    lesson: str
    recommendation: str | None = None
    recorded_on: date

    classification: ClassVar[Classification] = Classification.PARTNER
