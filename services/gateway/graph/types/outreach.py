"""Outreach to residents in the graph: what about, and how many came."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import strawberry
from sqlalchemy import Boolean, func, type_coerce

from libs.events.contracts.villages.activity import ActivityTheme
from libs.events.contracts.villages.outreach import Appeal, OutreachKind
from services.gateway.graph.enums import enum_of
from services.gateway.graph.filters import Clauses, Within, covers
from services.gateway.graph.mapping import Node, column, one, rows_of
from services.gateway.graph.reach import made_by
from services.gateway.graph.types.joint_activity import OfTheme, on_ground
from services.gateway.graph.types.officer import Officer
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.visibility import OF_PILLARS
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.village import Village

for _kind in (ActivityTheme, Appeal, OutreachKind):
    enum_of(_kind)
OutreachVillage = Annotated["Village", strawberry.lazy("services.gateway.graph.types.village")]
OUTREACH: Final = on_ground(t.outreach, "reached_out")


def _known(row: Any) -> Any:
    return type_coerce(func.cardinality(row.flags) == 0, Boolean())


@rows_of(OUTREACH, visible=OF_PILLARS)
@strawberry.type(
    description="Outreach (penyuluhan): residents are invited to take part and to obey the law; counted, never named."
)
class Outreach(Node):
    kind: OutreachKind = column(description="How residents were reached (cara).")
    theme: ActivityTheme = column(description="What it was about (tema).")
    appeal: Appeal = column(description="What residents were asked for (ajakan).")
    held_at: datetime = column(description="When it was done.")
    held_on: date = column(description="The day in the village on which it was done.")
    attendance: int = column(description="How many came (jumlah hadir).")
    assignment_known: bool = column(
        _known,
        description="Whether the officer was known to be assigned to the village when it was noted; false asks for a look.",
    )
    officer: Officer | None = one(lambda o, p: p.id == o.officer_id, description="The officer (anggota) who did it.")
    village: OutreachVillage = one(lambda o, v: v.id == o.village_id, description="The village.")
    timeline: Timeline = timeline(made_by("outreach"))


OfOutreachKind: TypeAlias = Annotated[OutreachKind | None, strawberry.argument(description="Only what reached residents so.")]
OfAppeal: TypeAlias = Annotated[Appeal | None, strawberry.argument(description="Only what asked residents for this.")]


def outreach(o: Any, kind: OfOutreachKind = None, theme: OfTheme = None, appeal: OfAppeal = None) -> Clauses:
    if kind is not None:
        yield o.kind == kind.value
    if theme is not None:
        yield o.theme == theme.value
    if appeal is not None:
        yield o.appeal == appeal.value


def outreach_within(
    o: Any, region: Within = None, kind: OfOutreachKind = None, theme: OfTheme = None, appeal: OfAppeal = None
) -> Clauses:
    yield from outreach(o, kind, theme, appeal)
    if region is not None:
        yield covers(region, o.village_code)
