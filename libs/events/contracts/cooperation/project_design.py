"""Project designs (*rancangan proyek*, PDM): goal, purpose, outputs and indicators, revised in versions that the JCC approves."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta, Struct

from libs.events.contracts.values import LogPosition, Name, Ordinal, RegionCode, Text
from libs.events.message import Classification, Command, Event, Role, Scope

ResultCode = Annotated[str, Meta(pattern=r"^[0-9A-Z][0-9A-Z.\-]{0,19}$(?!\n)", description="As in the design: 1, 1-2, P1")]
"""Names an output, an activity or an indicator within one design."""
Figure = Annotated[float, Meta(ge=-1e15, le=1e15)]
"""A value of an indicator, in the indicator's unit."""
Month = Annotated[str, Meta(pattern=r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$(?!\n)", description="A calendar month: 2026-03")]


class ResultLevel(StrEnum):
    """What an indicator tells of."""

    OVERALL_GOAL = "OVERALL_GOAL"
    """What is to come of it in the long run (*tujuan umum*)."""
    PROJECT_PURPOSE = "PROJECT_PURPOSE"
    """What is to be reached by its end (*tujuan proyek*)."""
    OUTPUT = "OUTPUT"
    """What it produces (*keluaran*)."""


class Measure(StrEnum):
    """What is counted in the field, by month and by region, never by person."""

    JOINT_ACTIVITIES_HELD = "JOINT_ACTIVITIES_HELD"
    """Activities that the three pillars held in partnership (*kegiatan kemitraan*)."""
    VISITS_COMPLETED = "VISITS_COMPLETED"
    """Visits to villages on which somebody was met (*sambang terlaksana*)."""
    OUTREACH_HELD = "OUTREACH_HELD"
    """Outreach to residents (*penyuluhan*)."""
    RESIDENTS_REACHED = "RESIDENTS_REACHED"
    """Residents who came to it (*warga hadir*)."""
    ISSUES_RESOLVED = "ISSUES_RESOLVED"
    """Issues of residents that are settled (*masalah selesai*), and were not opened again."""
    ISSUES_ACCURATE = "ISSUES_ACCURATE"
    """Issues settled for good (*penyelesaian tepat*): verified by others, and held in the days for which they were to hold."""
    TRAININGS_CLOSED = "TRAININGS_CLOSED"
    """Trainings held and closed (*pelatihan selesai*)."""
    TRAINING_PARTICIPANTS = "TRAINING_PARTICIPANTS"
    """Participants of trainings that are closed (*peserta pelatihan*)."""
    PARTICIPANTS_PER_TRAINING = "PARTICIPANTS_PER_TRAINING"
    """Participants of a closed training, on average (*rata-rata peserta*)."""
    DIRECTIVES_ACKNOWLEDGED = "DIRECTIVES_ACKNOWLEDGED"
    """Directives that an officer acknowledged (*arahan diakui*), where the training was held."""
    DIRECTIVES_FOLLOWED_UP = "DIRECTIVES_FOLLOWED_UP"
    """Directives that were followed up (*arahan ditindaklanjuti*): once for each village that shows it; where none can show it,
    once for each officer who reports it, where the training was held."""
    FORUMS_FORMED = "FORUMS_FORMED"
    """Forums of police and community that were formed, and customary ones recognised (*FKPM terbentuk*), where their seat is."""
    SAFETY_INDEX = "SAFETY_INDEX"
    """Index of safety and trust (*indeks rasa aman dan kepercayaan*), 0 to 100, of the surveys that ended then and were
    published: on average, each respondent weighs the same."""


class FieldMeasure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an indicator takes its value from."""

    measure: Measure
    """What is counted."""
    region_codes: Annotated[tuple[RegionCode, ...], Meta(max_length=50)] = ()
    """Where: provinces, regencies or districts; none for everywhere."""


class Indicator(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By what is told whether a result was reached (*indikator*)."""

    code: ResultCode
    level: ResultLevel
    """What it tells of."""
    output: ResultCode | None = None
    """The output that it tells of; null for goal and purpose."""
    statement: Text
    """What it says."""
    unit: Name
    """In what it is measured (satuan ukur)."""
    baseline: Figure | None = None
    """The value at the beginning (data dasar); null where not known yet."""
    target: Figure | None = None
    """The value to be reached (target); null where it is still to be set."""
    means_of_verification: Text
    """From what the value is known (alat verifikasi)."""
    field_measure: FieldMeasure | None = None
    """What is counted in the field for it; null where the value is entered by hand."""


class DesignOutput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a project produces (*keluaran*)."""

    code: ResultCode
    text: Text


class DesignActivity(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is done for an output (*kegiatan*)."""

    code: ResultCode
    output: ResultCode
    """The output that it is done for."""
    text: Text


class Matrix(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The project design matrix (PDM), as one version has it."""

    overall_goal: Text
    """What is to come of it in the long run (tujuan umum)."""
    project_purpose: Text
    """What is to be reached by its end (tujuan proyek)."""
    outputs: Annotated[tuple[DesignOutput, ...], Meta(max_length=20)]
    """What it produces (keluaran)."""
    activities: Annotated[tuple[DesignActivity, ...], Meta(max_length=200)] = ()
    """What is done for that (kegiatan)."""
    indicators: Annotated[tuple[Indicator, ...], Meta(max_length=100)]
    """By what is told whether it was reached (indikator)."""
    assumptions: Annotated[tuple[Text, ...], Meta(max_length=50)] = ()
    """What it takes for granted (asumsi penting)."""


class Positions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far each log had been read: what an answer of the gateway tells in `extensions.positions`."""

    officers: LogPosition | None = None
    """Of the officers' log."""
    villages: LogPosition | None = None
    """Of the villages' log."""
    cooperation: LogPosition | None = None
    """Of the cooperation's own log."""


HEADQUARTERS_ALONE = {Role.HEADQUARTERS: Scope.ANYWHERE}


class AdoptDesign(Command, frozen=True, kw_only=True):
    """Enter the first version of the design of a programme, or of one of its phases; it awaits the JCC's approval."""

    design_id: UUID
    program_id: UUID
    phase_number: Ordinal | None = None
    adopted_on: date
    """The day on which it was agreed upon."""
    matrix: Matrix
    """What it says."""

    allowed = HEADQUARTERS_ALONE
    creates: ClassVar[bool] = True


class ReviseDesign(Command, frozen=True, kw_only=True):
    """Enter the next version of a design; the one in force stays so until the JCC has approved this one."""

    design_id: UUID
    revised_on: date
    """The day on which the revision was proposed."""
    reason: Text
    matrix: Matrix
    """What it says now, as a whole."""

    allowed = HEADQUARTERS_ALONE


class SetIndicatorTarget(Command, frozen=True, kw_only=True):
    """Set the target of an indicator in the newest version; one that the JCC has approved is changed by a revision only."""

    design_id: UUID
    indicator: ResultCode
    """The indicator's code."""
    target: Figure
    """The value to be reached (target)."""
    set_on: date
    """The day on which it was set."""
    document: Name
    """What it follows from, such as the report of a baseline survey."""

    allowed = HEADQUARTERS_ALONE


class ApproveAtJcc(Command, frozen=True, kw_only=True):
    """Note what the joint coordinating committee (JCC) decided: with it, a version of the design is in force, or stays so."""

    design_id: UUID
    decision_id: UUID
    """A new id for this decision."""
    design_version: Ordinal
    """The version that it approved, or left in force."""
    met_on: date
    """The day on which the committee met."""
    decision: Text
    """What it decided (keputusan)."""
    minutes_reference: Name
    """The minutes that tell so (notulen), by their reference."""

    allowed = HEADQUARTERS_ALONE


class MeasureIndicator(Command, frozen=True, kw_only=True):
    """Take the value of an indicator from what was counted in the field."""

    design_id: UUID
    measurement_id: UUID
    """A new id for this measurement."""
    indicator: ResultCode
    """The indicator's code."""
    first_month: Month
    """The first month that is counted."""
    last_month: Month
    """The last month that is counted."""
    measured_on: date
    """The day on which that is done: what has to hold for some days must have held by then."""

    allowed = HEADQUARTERS_ALONE


class RecordIndicatorActual(Command, frozen=True, kw_only=True):
    """Enter the value of an indicator that is not counted in the field, and where it can be looked up."""

    design_id: UUID
    measurement_id: UUID
    """A new id for this measurement."""
    indicator: ResultCode
    """The indicator's code."""
    value: Figure
    """The value reached (capaian), in the indicator's unit."""
    first_month: Month
    """The first month that it is about."""
    last_month: Month
    """The last month that it is about."""
    measured_on: date
    """The day on which it was found."""
    document: Name | None = None
    """The document that tells it: a survey's report, a register."""
    snapshot: Positions | None = None
    """Where it was read here: the positions of that answer, as `extensions.positions` tells them."""

    allowed = HEADQUARTERS_ALONE


class DesignAdopted(Event, frozen=True, kw_only=True):
    program_id: UUID
    phase_number: int | None = None
    adopted_on: date
    matrix: Matrix
    jcc_due_on: date
    """By when the committee has to meet."""

    classification: ClassVar[Classification] = Classification.PARTNER


class DesignRevised(Event, frozen=True, kw_only=True):
    design_version: int
    revised_on: date
    reason: str
    matrix: Matrix

    classification: ClassVar[Classification] = Classification.PARTNER


class IndicatorTargetSet(Event, frozen=True, kw_only=True):
    design_version: int
    indicator: str
    target: float
    before: float | None = None
    """What it was until then."""
    set_on: date
    document: str

    classification: ClassVar[Classification] = Classification.PARTNER


class JccDecisionRecorded(Event, frozen=True, kw_only=True):
    decision_id: UUID
    design_version: int
    """In force from then on."""
    met_on: date
    decision: str
    minutes_reference: str
    jcc_due_on: date
    """By when the committee has to meet again."""

    classification: ClassVar[Classification] = Classification.PARTNER


class IndicatorMeasured(Event, frozen=True, kw_only=True):
    """Counted in the field where a measure is named, else entered by hand."""

    measurement_id: UUID
    design_version: int
    """That of the design in force."""
    indicator: str
    value: float
    first_month: str
    last_month: str
    measured_on: date
    measure: Measure | None = None
    measure_version: int | None = None
    """That of the measure's definition: the same events may be counted differently one day."""
    region_codes: tuple[str, ...] = ()
    positions: Positions | None = None
    """Where in the logs it was counted, or read."""
    document: str | None = None

    classification: ClassVar[Classification] = Classification.PARTNER
