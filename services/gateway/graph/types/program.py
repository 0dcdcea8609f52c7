"""Cooperation programmes in the graph."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from libs.events.contracts.cooperation.cooperation_program import Agency, AgencyKind
from libs.events.contracts.values import Precision
from services.gateway.graph.enums import enum_of
from services.gateway.graph.mapping import OWN, Connection, Node, Past, column, many, page, rows_of, same
from services.gateway.graph.reach import made_by, reached
from services.gateway.graph.types.program_filters import held, inputs
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.visibility import INSIDE
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.design import ProjectDesign
    from services.gateway.graph.types.evaluation import EvaluationReport
    from services.gateway.graph.types.program_input import CooperationInput, InputTotal
    from services.gateway.graph.types.site import PilotSite
    from services.gateway.graph.types.training import TrainingSession

for _kind in (Agency, AgencyKind, Precision):
    enum_of(_kind)
Site = Annotated["PilotSite", strawberry.lazy("services.gateway.graph.types.site")]
Design = Annotated["ProjectDesign", strawberry.lazy("services.gateway.graph.types.design")]
Evaluation = Annotated["EvaluationReport", strawberry.lazy("services.gateway.graph.types.evaluation")]
Input = Annotated["CooperationInput", strawberry.lazy("services.gateway.graph.types.program_input")]
Total = Annotated["InputTotal", strawberry.lazy("services.gateway.graph.types.program_input")]
Training = Annotated["TrainingSession", strawberry.lazy("services.gateway.graph.types.training")]


@strawberry.type(description="A title in the languages of the cooperation.")
class Titles:
    en: str = column(lambda p: p.title_en, description="English.")
    id: str | None = column(lambda p: p.title_id, description="Indonesian.")
    ja: str | None = column(lambda p: p.title_ja, description="Japanese.")


@strawberry.type(description="When something started, as its source has it; sources differ.")
class ClaimedDate:
    value: date = column(
        lambda row: row.started_value, description="The day; the first of the year or month where no day is known."
    )
    precision: Precision = column(lambda row: row.started_precision, description="How exactly it is known.")
    source: str = column(lambda row: row.started_source, description="Who says so.")


@rows_of(t.program_agency, key="agency", visible=INSIDE, past=())
@strawberry.type(description="An agency (lembaga) that takes part in a programme.")
class ParticipatingAgency:
    agency: Agency = column(description="Which.")
    kind: AgencyKind = column(description="As what it takes part.")


@rows_of(t.phase, key="number", visible=INSIDE, past=())
@strawberry.type(description="A phase (tahap) of a programme.")
class ProgramPhase:
    number: int = column(description="Its place among the phases.")
    name: str = column(description="What it is called.")
    started_on: ClaimedDate = same(description="When it started.")
    ended_on: date | None = column(lambda phase: phase.ended_value, description="When it ended; null while it runs.")


@rows_of(t.program, visible=INSIDE, past=(made_by("cooperation_program"),))
@strawberry.type(description="A programme of cooperation (program kerja sama).")
class CooperationProgram(Node):
    title: str = column(lambda p: p.title_en, description="Its English title.")
    titles: Titles = same(description="Its title in each language.")
    started_on: ClaimedDate = same(description="When it started.")
    partner_reference: str | None = column(description="The partner's own number for it.")
    agencies: list[ParticipatingAgency] = many(
        lambda p, a: a.program_id == p.id, order="agency", past=OWN, description="Who takes part."
    )
    phases: list[ProgramPhase] = many(
        lambda p, phase: phase.program_id == p.id, order="number", past=OWN, description="Its phases."
    )
    sites: list[Site] = many(
        lambda p, s: s.program_id == p.id,
        order="designated_on id",
        past=Past(reached(t.site.c.id, t.site.c.program_id)),
        description="Its sites (situs percontohan).",
    )
    trainings: Connection[Training] = page(
        lambda p, s: s.program_id == p.id,
        order="-starts_at -id",
        past=Past(reached(t.training.c.id, t.training.c.program_id)),
        description="Its trainings, latest first.",
    )
    courses: Connection[Training] = page(
        lambda p, s: s.program_id == p.id,
        order="-starts_at -id",
        where=held,
        description="Its trainings that were held and closed (kursus), latest first.",
    )
    designs: list[Design] = many(
        lambda p, d: d.program_id == p.id,
        order="adopted_on id",
        description="Its designs (rancangan proyek, PDM): one for the whole, or one a phase.",
    )
    inputs: Connection[Input] = page(
        lambda p, i: i.program_id == p.id,
        order="-happened_on -id",
        where=inputs,
        description="What was put into it (masukan): experts, equipment, trainees, costs; latest first.",
    )
    input_totals: list[Total] = many(
        lambda p, total: total.program_id == p.id,
        order="currency payer",
        description="What each side paid for it altogether, each currency by itself.",
    )
    evaluations: list[Evaluation] = many(
        lambda p, e: e.program_id == p.id,
        order="commissioned_on id",
        description="Its evaluations (evaluasi), in order.",
    )
    timeline: Timeline = timeline(made_by("cooperation_program"))
