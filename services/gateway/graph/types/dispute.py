"""Disputes among the three pillars in the graph: what about, who mediates, how they ended, and which are overdue."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Final

import strawberry
from sqlalchemy import Text, case, cast, select

from libs.events.contracts.villages.pillar_dispute import DisputeOutcome, DisputeSubject, MediatorOffice
from libs.events.contracts.villages.three_pillars import Pillar
from services.gateway.graph.enums import enum_of, explain
from services.gateway.graph.mapping import Node, column, one, rows_of, sealed
from services.gateway.graph.reach import made_by
from services.gateway.graph.types.dispute_filters import is_overdue
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.visibility import ACCOUNTS, MEDIATORS, OF_PILLARS
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.unit import PoliceUnit
    from services.gateway.graph.types.village import Village

for _kind in (Pillar, DisputeSubject, MediatorOffice, DisputeOutcome):
    enum_of(_kind)
DisputeVillage = Annotated["Village", strawberry.lazy("services.gateway.graph.types.village")]
DisputeUnit = Annotated["PoliceUnit", strawberry.lazy("services.gateway.graph.types.unit")]

_d: Any = t.pillar_dispute.c
DISPUTES: Final = (
    select(
        *_d,
        case((_d.resolved_at.is_not(None), "RESOLVED"), (_d.mediated_since.is_not(None), "MEDIATION"), else_="OPEN").label(
            "status"
        ),
        t.village.c.code.label("village_code"),
        t.village_unit.c.unit_id.label("ground_unit_id"),
        t.unit.c.path.label("ground_path"),
    )
    .select_from(
        t.pillar_dispute.join(t.village, t.village.c.id == _d.village_id)
        .outerjoin(t.village_unit, t.village_unit.c.village_id == _d.village_id)
        .outerjoin(t.unit, t.unit.c.id == t.village_unit.c.unit_id)
    )
    .subquery("disputes")
)


@explain
@strawberry.enum(description="How far a dispute has come.")
class DisputeStatus(enum.Enum):
    OPEN = "OPEN"
    """Reported, and nobody mediates yet (*dilaporkan*)."""
    MEDIATION = "MEDIATION"
    """A fourth mediates (*dalam mediasi*)."""
    RESOLVED = "RESOLVED"
    """Over (*selesai*)."""


@rows_of(DISPUTES, visible=OF_PILLARS)
@strawberry.type(description="A dispute (sengketa) between two of the three pillars of a village.")
class PillarDispute(Node):
    between: list[Pillar] = column(description="The two, in the order of the seats.")
    subject: DisputeSubject = column(description="What it is about (pokok sengketa).")
    status: DisputeStatus = column(description="How far it has come.")
    account: str | None = sealed(
        seen_by=ACCOUNTS, description="What happened (uraian), for the village's officer and those who command him."
    )
    reported_by: Pillar | None = column(description="The pillar who reported it (pelapor); null where it was seen from above.")
    reported_at: datetime = column(description="When it was reported.")
    escalates_at: datetime = column(description="When it goes before the commander unless it is resolved by then.")
    overdue: bool = column(is_overdue, clock=True, description="Whether it is open past that moment (lewat tenggat).")
    escalated_at: datetime | None = column(description="When it was brought before the commander; null until then.")
    mediator_office: MediatorOffice | None = column(
        description="The office (jabatan) of the fourth who mediates; null until somebody does."
    )
    mediator_name: str | None = sealed(
        seen_by=MEDIATORS, description="The mediator's name; null where it was not given or is withheld."
    )
    mediated_since: datetime | None = column(description="When mediation (mediasi) was taken up.")
    outcome: DisputeOutcome | None = column(description="How it ended (hasil); null while it is open.")
    agreement: str | None = sealed(
        seen_by=ACCOUNTS, description="What was agreed (kesepakatan), for the village's officer and those who command him."
    )
    resolved_at: datetime | None = column(description="When it was over; null while it is open.")
    village: DisputeVillage = one(lambda d, v: v.id == d.village_id, description="The village.")
    unit: DisputeUnit | None = one(
        lambda d, u: u.id == d.ground_unit_id, description="The police unit on whose ground the village lies."
    )
    timeline: Timeline = timeline(
        made_by("three_pillars"),
        of=lambda d: d.village_id,
        only=lambda d, entry: entry.dispute == cast(d.id, Text()),
        cost=100,
    )
