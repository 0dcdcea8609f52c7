"""Project designs in the graph: what each version says, how far its indicators have come, from where that is known."""

from datetime import date
from typing import Annotated, Any, TypeAlias

import strawberry
from sqlalchemy import Boolean, and_, func, literal_column, not_, select, type_coerce

from libs.events.contracts.cooperation.project_design import Measure, ResultLevel
from services.gateway.graph.enums import enum_of
from services.gateway.graph.filters import Clauses
from services.gateway.graph.mapping import Node, column, many, one, rows_of, same
from services.gateway.graph.reach import made_by
from services.gateway.graph.types.program import CooperationProgram
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.visibility import INSIDE
from services.gateway.read_model import tables as t

for _kind in (Measure, ResultLevel):
    enum_of(_kind)

Since: TypeAlias = Annotated[date | None, strawberry.argument(description="Only those found on this day or later.")]
Until: TypeAlias = Annotated[date | None, strawberry.argument(description="Only those found before this day.")]


def _found(m: Any, since: Since = None, until: Until = None) -> Clauses:
    if since is not None:
        yield m.measured_on >= since
    if until is not None:
        yield m.measured_on < until


def _same_version(row: Any, part: Any) -> Any:
    return and_(part.design_id == row.design_id, part.version == row.version)


def _of_indicator(indicator: Any, measured: Any) -> Any:
    """Whatever version it was measured by: an indicator keeps its code as long as it means the same."""
    return and_(measured.design_id == indicator.design_id, measured.indicator == indicator.code)


def _overdue(design: Any) -> Any:
    """The committee should have met by now, and what the design is for has not ended."""
    of = t.phase.c
    over: Any = select(literal_column("1")).where(
        of.program_id == design.program_id, of.number == design.phase_number, of.ended_value <= func.current_date()
    )
    late = and_(design.jcc_due_on < func.current_date(), not_(over.correlate_except(t.phase).exists()))
    return type_coerce(late, Boolean())


@strawberry.type(description="How far each log had been read: compare `extensions.positions`.")
class LogPositions:
    officers: int | None = column(lambda m: m.officers_position, description="Of the officers' log.")
    villages: int | None = column(lambda m: m.villages_position, description="Of the villages' log.")
    cooperation: int | None = column(lambda m: m.cooperation_position, description="Of the cooperation's log.")


@strawberry.type(description="From where a value is known (asal data): enough to find it again.")
class Lineage:
    measure: Measure | None = column(description="What was counted in the field; null where it was entered by hand.")
    measure_version: int | None = column(description="By which version of the measure's definition it was counted.")
    region_codes: list[str] = column(
        description="Codes of the regions where it was counted, each with those that it had before; none for everywhere."
    )
    positions: LogPositions = same(description="Where in the logs it was counted, or read.")
    document: str | None = column(description="The document that tells it; null where there is none.")


@rows_of(t.measurement, visible=INSIDE)
@strawberry.type(description="A value of an indicator (capaian), as it was found once.")
class Measurement:
    id: strawberry.ID = column(description="The id under which it was entered.")
    value: float = column(description="The value, in the indicator's unit.")
    first_month: str = column(description="The first month that it is about: 2026-01.")
    last_month: str = column(description="The last month that it is about.")
    measured_on: date = column(description="The day on which it was found.")
    version: int = column(description="The version of the design that was in force.")
    lineage: Lineage = same(description="From where it is known.")


@rows_of(t.indicator, key="code", visible=INSIDE)
@strawberry.type(description="By what is told whether a result was reached (indikator).")
class Indicator:
    code: str = column(description="Its code in the design.")
    level: ResultLevel = column(description="What it tells of.")
    output: str | None = column(description="The code of the output that it tells of; null for goal and purpose.")
    statement: str = column(description="What it says.")
    unit: str = column(description="In what it is measured (satuan ukur).")
    baseline: float | None = column(description="The value at the beginning (data dasar); null where it is not known yet.")
    target: float | None = column(description="The value to be reached (target); null while it is to be set.")
    means_of_verification: str = column(description="From what the value is known (alat verifikasi).")
    measure: Measure | None = column(description="What is counted in the field for it; null where values are entered by hand.")
    region_codes: list[str] = column(description="Codes of the regions where it is counted; none for everywhere.")
    actual: Measurement | None = one(
        _of_indicator,
        order="-step",
        where=_found,
        description="The value found last (capaian); null where there is none.",
    )
    measurements: list[Measurement] = many(
        _of_indicator, order="-step", where=_found, first=20, description="The values found, latest first."
    )


@rows_of(t.design_output, key="code", visible=INSIDE)
@strawberry.type(description="What a project produces (keluaran).")
class DesignOutput:
    code: str = column(description="Its code in the design.")
    text: str = column(description="What it says.")


@rows_of(t.design_activity, key="code", visible=INSIDE)
@strawberry.type(description="What is done for an output (kegiatan).")
class DesignActivity:
    code: str = column(description="Its code in the design.")
    output: str = column(description="The code of the output that it is done for.")
    text: str = column(description="What it says.")


@rows_of(t.design_version, key="version", visible=INSIDE)
@strawberry.type(description="What a design says in one version (versi).")
class DesignVersion:
    version: int = column(description="Its number, from 1.")
    made_on: date = column(description="The day on which it was agreed upon or proposed.")
    reason: str | None = column(
        lambda v: v.revised_because, description="Why it was revised (alasan revisi); null for the first."
    )
    approved_on: date | None = column(description="The day on which the JCC last approved it; null where it has not.")
    overall_goal: str = column(description="What is to come of it in the long run (tujuan umum).")
    project_purpose: str = column(description="What is to be reached by its end (tujuan proyek).")
    outputs: list[DesignOutput] = many(_same_version, order="place", description="What it produces, in its order.")
    activities: list[DesignActivity] = many(_same_version, order="place", description="What is done for that, in its order.")
    indicators: list[Indicator] = many(
        _same_version, order="place", description="By what is told whether it was reached, in its order."
    )
    assumptions: list[str] = column(description="What it takes for granted (asumsi penting).")


@rows_of(t.jcc_decision, visible=INSIDE)
@strawberry.type(description="What the joint coordinating committee (JCC) decided about a design.")
class JccDecision:
    id: strawberry.ID = column(description="The id under which it was entered.")
    met_on: date = column(description="The day on which the committee met.")
    version: int = column(description="The version of the design that is in force by it.")
    decision: str = column(description="What it decided (keputusan).")
    minutes_reference: str = column(description="The minutes that tell so (notulen), by their reference.")


@rows_of(t.project_design, visible=INSIDE)
@strawberry.type(description="The design of a programme or of one of its phases (rancangan proyek, PDM), with its history.")
class ProjectDesign(Node):
    phase_number: int | None = column(description="The phase that it is for; null for the whole programme.")
    adopted_on: date = column(description="The day on which its first version was agreed upon.")
    in_force: DesignVersion | None = one(
        lambda d, v: and_(v.design_id == d.id, v.version == d.version_in_force),
        description="The version that the JCC approved last; null until it has approved one.",
    )
    newest: DesignVersion = one(
        lambda d, v: and_(v.design_id == d.id, v.version == d.newest_version),
        description="The newest version, whether or not the JCC has approved it.",
    )
    versions: list[DesignVersion] = many(
        lambda d, v: v.design_id == d.id, order="version", description="Every version, in order."
    )
    jcc_decisions: list[JccDecision] = many(
        lambda d, j: j.design_id == d.id, order="step", description="What the JCC decided, in order."
    )
    jcc_due_on: date = column(description="By when the JCC has to meet again.")
    jcc_overdue: bool = column(
        _overdue, clock=True, description="Whether it should have met by now (terlambat), in a phase that has not ended."
    )
    program: CooperationProgram = one(
        lambda d, p: p.id == d.program_id,
        description="The programme.",
    )
    timeline: Timeline = timeline(made_by("project_design"))
