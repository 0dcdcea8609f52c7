"""Cooperation programmes in the graph: who takes part, what they rest on, their phases, and what sources say of their dates."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final

import strawberry
from sqlalchemy import and_, case, select

from libs.events.contracts.cooperation.cooperation_program import Agency, AgencyKind
from libs.events.contracts.cooperation.program_terms import ClaimSubject, InstrumentKind
from libs.events.contracts.values import Precision
from services.gateway.graph.enums import enum_of
from services.gateway.graph.mapping import OWN, Connection, Node, Past, column, many, page, rows_of, same
from services.gateway.graph.reach import made_by, reached
from services.gateway.graph.types.program_filters import held, inputs
from services.gateway.graph.types.program_phase import PlannedPhase, ProgramPhase
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.types.titles import ClaimedDate, Titles
from services.gateway.graph.types.training_figures import TrainingFigure
from services.gateway.graph.visibility import INSIDE
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.design import ProjectDesign
    from services.gateway.graph.types.evaluation import EvaluationReport
    from services.gateway.graph.types.milestone import Milestone
    from services.gateway.graph.types.program_input import CooperationInput, InputTotal
    from services.gateway.graph.types.site import PilotSite
    from services.gateway.graph.types.training import TrainingSession

for _kind in (Agency, AgencyKind, ClaimSubject, InstrumentKind, Precision):
    enum_of(_kind)
Site = Annotated["PilotSite", strawberry.lazy("services.gateway.graph.types.site")]
Design = Annotated["ProjectDesign", strawberry.lazy("services.gateway.graph.types.design")]
Evaluation = Annotated["EvaluationReport", strawberry.lazy("services.gateway.graph.types.evaluation")]
Input = Annotated["CooperationInput", strawberry.lazy("services.gateway.graph.types.program_input")]
Total = Annotated["InputTotal", strawberry.lazy("services.gateway.graph.types.program_input")]
Training = Annotated["TrainingSession", strawberry.lazy("services.gateway.graph.types.training")]
Told = Annotated["Milestone", strawberry.lazy("services.gateway.graph.types.milestone")]

_c: Final[Any] = t.date_claim.c


def _is(row: Any, name: str) -> Any:
    """Whether a claim is the one that holds, as the three columns of this name tell it."""
    return and_(*(getattr(_c, f"claimed_{part}") == row[f"{name}_{part}"] for part in ("value", "precision", "source")))


CLAIMS: Final = (
    select(
        *_c,
        case(
            (_c.subject == ClaimSubject.PROGRAM_START.value, _is(t.program.c, "started")),
            (_c.subject == ClaimSubject.PHASE_START.value, _is(t.phase.c, "started")),
            else_=_is(t.phase.c, "ended"),
        ).label("accepted"),
    )
    .select_from(
        t.date_claim.join(t.program, t.program.c.id == _c.program_id).outerjoin(
            t.phase, and_(t.phase.c.program_id == _c.program_id, t.phase.c.number == _c.phase_number)
        )
    )
    .subquery("claims")
)


@rows_of(t.program_agency, key="step", visible=INSIDE, past=())
@strawberry.type(description="An agency (lembaga) that takes part in a programme.")
class ParticipatingAgency:
    agency: Agency = column(description="Which.")
    name: str | None = column(description="What it is called; null where the list says enough.")
    kind: AgencyKind = column(description="As what it takes part.")


@rows_of(t.instrument, visible=INSIDE, past=())
@strawberry.type(description="An agreement (perjanjian) that a programme rests on.")
class LegalInstrument:
    kind: InstrumentKind = column(description="What sort of agreement.")
    signed_on: date = column(
        lambda i: i.signed_value, description="When it was signed; the first of the year or month where no day is known."
    )
    precision: Precision = column(lambda i: i.signed_precision, description="How exactly that is known.")
    source: str = column(lambda i: i.signed_source, description="Who says so.")
    parties: list[str] = column(description="Who signed, by office (jabatan).")
    reference: str | None = column(description="Its number or title.")


@rows_of(CLAIMS, key="step", visible=INSIDE, past=())
@strawberry.type(description="A date as a source has it (keterangan tanggal); of those about the same one is accepted.")
class DateClaim:
    subject: ClaimSubject = column(description="What the date is claimed for.")
    phase_number: int | None = column(description="The phase it is about; null for the programme.")
    value: date = column(lambda c: c.claimed_value, description="The day; the first of the year or month where no day is known.")
    precision: Precision = column(lambda c: c.claimed_precision, description="How exactly it is known.")
    source: str = column(lambda c: c.claimed_source, description="Who says so.")
    accepted: bool = column(description="Whether it is the one that holds.")


@rows_of(t.program, visible=INSIDE, past=(made_by("cooperation_program"),))
@strawberry.type(description="A programme of cooperation (program kerja sama).")
class CooperationProgram(Node):
    title: str = column(lambda p: p.title_en, description="Its English title.")
    titles: Titles = same(description="Its title in each language.")
    started_on: ClaimedDate = same(description="When it started.")
    partner_reference: str | None = column(description="The partner's own number for it.")
    agencies: list[ParticipatingAgency] = many(
        lambda p, a: a.program_id == p.id, order="agency step", past=OWN, description="Who takes part."
    )
    sectors: list[str] = column(description="Purpose codes of the DAC (sektor) that it serves, the first weighing most.")
    closed_on: date | None = column(
        lambda p: p.closed_value,
        description="When it was closed (ditutup); the first of the year or month where no day is known, null while it is open.",
    )
    claims: list[DateClaim] = many(
        lambda p, c: c.program_id == p.id,
        order="step",
        past=OWN,
        description="Every date that sources claim for its start and for its phases, in the order in which they were told.",
    )
    instruments: list[LegalInstrument] = many(
        lambda p, i: i.program_id == p.id,
        order="signed_value id",
        past=OWN,
        description="The agreements (perjanjian) that it rests on, by the day they were signed.",
    )
    phases: list[ProgramPhase] = many(
        lambda p, phase: phase.program_id == p.id,
        order="number",
        past=OWN,
        description="Its phases, as far as they have started.",
    )
    pipeline: list[PlannedPhase] = many(
        lambda p, phase: phase.program_id == p.id,
        order="number",
        past=OWN,
        description="Phases that are planned, or were given up before they started.",
    )
    milestones: Connection[Told] = page(
        lambda p, m: and_(m.program_id == p.id, m.withdrawn.is_(False)),
        order="happened_value id",
        description="What sources tell of its way (tonggak sejarah), earliest first.",
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
    training_figures: list[TrainingFigure] = many(
        lambda p, f: f.program_id == p.id,
        order="span",
        description="What its trainings came to, by year and Polda (jumlah pelatihan dan peserta).",
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
