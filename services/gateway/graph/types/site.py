"""Pilot sites in the graph: how they rose, where they are, and what those found who looked at them."""

from datetime import date
from typing import Annotated, Any, Final, TypeAlias

import strawberry
from sqlalchemy import func, select

from libs.events.contracts.cooperation.pilot_site import SiteStatus
from libs.events.contracts.officers.police_unit import UnitLevel
from libs.events.contracts.values import Precision
from services.gateway.graph.enums import enum_of
from services.gateway.graph.filters import Clauses, Within, covers
from services.gateway.graph.mapping import OWN, Node, Past, column, many, one, rows_of, sealed
from services.gateway.graph.reach import made_by, reached
from services.gateway.graph.types.program import CooperationProgram
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.types.unit import PoliceUnit
from services.gateway.graph.visibility import AT_HEADQUARTERS, INSIDE, SUPERVISIONS
from services.gateway.read_model import tables as t

enum_of(SiteStatus)
_s: Final[Any] = t.supervision.c
LOOKS: Final = (
    select(*_s, t.unit.c.path.label("unit_path"))
    .select_from(t.supervision.join(t.site, t.site.c.id == _s.site_id).outerjoin(t.unit, t.unit.c.id == t.site.c.unit_id))
    .subquery("looks")
)
"""Supervisions, and the place of the site's unit in the tree of command."""


@rows_of(t.site_designation, key="step", visible=INSIDE, past=())
@strawberry.type(description="A step in the rise of a site (penetapan).")
class Designation:
    status: SiteStatus = column(description="What the site became.")
    on: date = column(lambda d: d.on_value, description="When; the first of the year or month where no day is known.")
    precision: Precision = column(lambda d: d.on_precision, description="How exactly the date is known.")
    source: str = column(lambda d: d.on_source, description="Who says so.")
    criteria: list[str] = column(description="What it met by then (kriteria yang dipenuhi), as the programme words it.")
    reason: str | None = sealed(seen_by=AT_HEADQUARTERS, description="Why it was withdrawn (alasan), for headquarters.")


@rows_of(t.supervision_score, key="number", visible=INSIDE)
@strawberry.type(description="How far a site meets a criterion (nilai).")
class SupervisionScore:
    criterion: str = column(description="The criterion (kriteria), as the programme words it.")
    points: int = column(description="Of a hundred.")


@rows_of(LOOKS, visible=INSIDE)
@strawberry.type(description="A look at a site on the ground (supervisi).")
class Supervision:
    id: strawberry.ID = column(description="The id under which it was recorded.")
    conducted_on: date = column(
        lambda s: s.conducted_value, description="When; the first of the year or month where no day is known."
    )
    precision: Precision = column(lambda s: s.conducted_precision, description="How exactly that is known.")
    source: str = column(lambda s: s.conducted_source, description="Who says so.")
    conducted_by: list[str] = column(description="Who looked, by office (jabatan).")
    findings: str | None = sealed(
        seen_by=SUPERVISIONS, description="What was found (temuan), for those who command the unit and headquarters."
    )
    scores: list[SupervisionScore] = many(
        lambda s, x: (x.site_id == s.site_id) & (x.supervision_id == s.id),
        order="number",
        description="How far it met each criterion, in the order in which they were told.",
    )


@rows_of(t.site, visible=INSIDE, past=(made_by("pilot_site"),))
@strawberry.type(description="A site where the practice was tried, became a model, and was spread (situs percontohan).")
class PilotSite(Node):
    status: SiteStatus = column(description="How far it has come.")
    designated_on: date = column(description="Since when it has its present status.")
    region_codes: list[str] = column(description="Codes of the regions it covers.")
    program: CooperationProgram = one(
        lambda s, p: p.id == s.program_id,
        past=Past(reached(t.site.c.program_id, t.site.c.id)),
        description="The programme it belongs to.",
    )
    unit: PoliceUnit | None = one(
        lambda s, u: u.id == s.unit_id,
        past=Past(reached(t.site.c.unit_id, t.site.c.id)),
        description="The unit on whose ground it lies.",
    )
    designations: list[Designation] = many(
        lambda s, d: d.site_id == s.id, order="step", past=OWN, description="Every status it has had, in order."
    )
    supervisions: list[Supervision] = many(
        lambda s, x: x.site_id == s.id,
        order="conducted_value id",
        description="Who looked at it and what they found (supervisi), by the day.",
    )
    timeline: Timeline = timeline(made_by("pilot_site"))


OfStatus: TypeAlias = Annotated[SiteStatus | None, strawberry.argument(description="Only those that have this status now.")]
OfLevel: TypeAlias = Annotated[UnitLevel | None, strawberry.argument(description="Only those of units of this level.")]


def sites(s: Any, status: OfStatus = None, region: Within = None, level: OfLevel = None) -> Clauses:
    if status is not None:
        yield s.status == status.value
    if region is not None:
        of = t.site_region.c
        within = select(of.site_id).where(covers(region, of.code), of.valid_to.is_(None))
        yield s.id == func.any(func.array(within.correlate_except(t.site_region).scalar_subquery()))
    if level is not None:
        unit = t.unit.c
        found = select(unit.id).where(unit.id == s.unit_id, unit.level == level.value)
        yield found.correlate_except(t.unit).exists()
