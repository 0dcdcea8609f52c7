"""Regions in the graph: provinces, regencies, districts."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry
from sqlalchemy import and_, func

from libs.events.contracts.villages.region import RegionLevel
from services.gateway.graph import filters
from services.gateway.graph.mapping import OWN, Connection, Node, Past, column, many, one, page, rows_of
from services.gateway.graph.reach import made_by, reached
from services.gateway.graph.types.boundary import PlaceCode
from services.gateway.graph.types.coverage import CoverageGap, own_unit
from services.gateway.graph.types.forum_coverage import ForumCoverage
from services.gateway.graph.types.forum_work import ForumMeasure, forum_work
from services.gateway.graph.types.institution import InstitutionCount, institution_counts
from services.gateway.graph.types.participation import ParticipationMeasure, participation
from services.gateway.graph.types.performance import PerformanceMeasure, performance
from services.gateway.graph.types.safety import SafetyIndex, history, latest
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.village import Village

Villages = Connection[Annotated["Village", strawberry.lazy("services.gateway.graph.types.village")]]


_above = t.region.alias("above").c


@rows_of(t.region, past=(made_by("region"),))
@strawberry.type(description="A province, regency or district (provinsi, kabupaten/kota, kecamatan).")
class Region(Node):
    code: str = column(
        lambda r: func.coalesce(r.last_code, r.code),
        description="Its code (kode wilayah): 52, 52.71, 52.71.01; the last one of a region that is no more.",
    )
    name: str = column(description="Its name in the edition it was taken from.")
    level: RegionLevel = column(description="How many parts its code has.")
    edition: str = column(description="The data edition its name was taken from.")
    codes: list[PlaceCode] = many(
        lambda r, h: h.place_id == r.id, order="position", past=OWN, description="Every code that it had, the first one first."
    )
    dissolved_on: date | None = column(description="The first day on which it is no region any more; null: it is one.")
    parent: "Region | None" = one(
        lambda r, above: above.code == r.parent_code,
        past=Past(reached(_above.id, t.region.c.id, _above.code == t.region.c.parent_code)),
        description="The region it lies in.",
    )
    regions: Connection["Region"] = page(
        lambda r, below: and_(below.parent_code == r.code, below.dissolved_on.is_(None)),
        order="code",
        past=Past(reached(t.region.c.id, _above.id, t.region.c.parent_code == _above.code)),
        description="The regions directly below it.",
    )
    villages: Villages = page(
        lambda r, v: filters.covers(r.code, v.code),
        order=filters.villages_order,
        where=filters.villages,
        description="The villages in it.",
    )
    coverage_gap: CoverageGap | None = one(
        lambda r, g: (g.code == r.code) & (g.unit_id == own_unit()),
        clock=True,
        description="How its villages are covered today (kesenjangan); of a commander those of his unit and the units below.",
    )
    forum_coverage: ForumCoverage | None = one(
        lambda r, c: (c.code == r.code) & (c.unit_id == own_unit()),
        clock=True,
        description="How many of its villages have a forum of police and community today (cakupan FKPM); of a commander those of "
        "his unit and the units below.",
    )
    forum_work: list[ForumMeasure] = forum_work("region")
    institution_counts: list[InstitutionCount] = institution_counts("region")
    participation: list[ParticipationMeasure] = participation("region")
    performance: list[PerformanceMeasure] = performance("region")
    safety_index: SafetyIndex | None = latest(lambda r, i: i.place_id == r.id, "region")
    safety_indices: list[SafetyIndex] = history(lambda r, i: i.place_id == r.id)
    timeline: Timeline = timeline(made_by("region"))
