"""The three pillars of a village in the graph: always three seats, held or vacant."""

import enum
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final

import strawberry
from sqlalchemy import Integer, Text, and_, case, func, select, true, values
from sqlalchemy import column as named

from libs.events.contracts.villages.three_pillars import Pillar, PillarSeated
from libs.events.contracts.villages.village import VillageKind
from services.gateway.graph.enums import enum_of, explain
from services.gateway.graph.mapping import OWN, Connection, Node, column, many, page, rows_of, sealed
from services.gateway.graph.reach import GROUND, OFFICERS_EVENTS, UNITS, made_by, then, told
from services.gateway.graph.types.dispute_filters import disputes
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.visibility import HOLDERS, INSIDE
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.dispute import PillarDispute

enum_of(Pillar)
Dispute = Annotated["PillarDispute", strawberry.lazy("services.gateway.graph.types.dispute")]

TITLES: Final = {
    VillageKind.KELURAHAN: "Lurah",
    VillageKind.DESA: "Kepala Desa",
    VillageKind.DESA_ADAT: "Kepala Desa Adat",
}
"""What the head of a village is called, by its kind."""

_v, _s, _o, _u, _d = t.village.c, t.pillar_seat.c, t.officer.c, t.unit.c, t.pillar_dispute.c
_places: Any = values(named("pillar", Text()), named("place", Integer()), name="place", literal_binds=True).data(
    [(pillar.value, place) for place, pillar in enumerate(Pillar)]
)
_vacant: Any = case(
    (_places.c.pillar == Pillar.BHABINKAMTIBMAS.value, "Bhabinkamtibmas"),
    (_places.c.pillar == Pillar.BABINSA.value, "Babinsa"),
    else_=case({kind.value: title for kind, title in TITLES.items()}, value=_v.kind),
)
_open: Any = select(_d.id).where(_d.village_id == _v.id, _d.resolved_at.is_(None)).correlate(t.village).exists()
PILLARS: Final = select(_v.id, case((_open, "IN_DISPUTE"), else_=_v.pillars_status).label("status")).subquery("pillars")
SEATS: Final = (
    select(
        _v.id.label("village_id"),
        _places.c.pillar,
        _places.c.place,
        func.coalesce(_s.title, _vacant, type_=Text()).label("title"),
        _s.since,
        _s.holder_id,
        # The officers service holds the name of the Bhabinkamtibmas, the seat itself those of the others.
        func.coalesce(_o.full_name, _s.holder_name, type_=Text()).label("holder_name"),
        _o.unit_id.label("holder_unit_id"),
        _o.unit_path.label("holder_path"),
        t.village_unit.c.unit_id.label("ground_unit_id"),
        _u.path.label("ground_path"),
    )
    .select_from(
        t.village.join(_places, true())
        .outerjoin(t.pillar_seat, and_(_s.village_id == _v.id, _s.pillar == _places.c.pillar))
        .outerjoin(t.officer, and_(_places.c.pillar == Pillar.BHABINKAMTIBMAS.value, _o.id == _s.holder_id))
        # Who answers for the village, which decides who may see the names; left out by PostgreSQL where nobody asks.
        .outerjoin(t.village_unit, t.village_unit.c.village_id == _v.id)
        .outerjoin(t.unit, _u.id == t.village_unit.c.unit_id)
    )
    .subquery("seats")
)
HOLDERS_EVENTS: Final = then(told("holder_id", PillarSeated), OFFICERS_EVENTS)


@explain
@strawberry.enum(description="Whether all three seats are held, and their holders at peace.")
class PillarsStatus(enum.Enum):
    COMPLETE = "COMPLETE"
    """All three are held (*lengkap*)."""
    INCOMPLETE = "INCOMPLETE"
    """At least one is vacant (*belum lengkap*)."""
    IN_DISPUTE = "IN_DISPUTE"
    """Two of them are at odds (*bersengketa*), whether or not all three are held."""


@rows_of(SEATS, key="pillar", visible=INSIDE, past=(HOLDERS_EVENTS, then(GROUND, UNITS)))
@strawberry.type(description="One of the three seats (kedudukan) of a village, held or vacant.")
class PillarSeat:
    pillar: Pillar = column(description="Which of the three.")
    title: str = column(description="What its holder is called in this kind of village, such as Lurah.")
    holder_id: strawberry.ID | None = column(
        description="The id of whoever holds it, an officer's or one given when he was seated; null where it is vacant."
    )
    holder_name: str | None = sealed(
        seen_by=HOLDERS, description="Who holds it; null where it is vacant or the name is withheld."
    )
    since: date | None = column(description="Since when it is held; null where it is vacant.")


@rows_of(t.synergy_meeting, visible=INSIDE, past=())
@strawberry.type(description="A meeting (rapat sinergi) of the pillars of a village.")
class SynergyMeeting:
    held_on: date = column(description="The day on which it was held.")
    attended: list[Pillar] = column(description="The pillars who came (hadir), in the order of the seats.")


@rows_of(PILLARS, visible=INSIDE, past=(made_by("village"), made_by("three_pillars")))
@strawberry.type(description="The three pillars of a village (tiga pilar): Bhabinkamtibmas, Babinsa and village head.")
class ThreePillars(Node):
    status: PillarsStatus = column(description="Whether all three seats are held, and their holders at peace.")
    seats: list[PillarSeat] = many(
        lambda p, seat: seat.village_id == p.id,
        order="place",
        past=OWN,
        description="The three seats, always in the same order.",
    )
    disputes: Connection[Dispute] = page(
        lambda p, d: d.village_id == p.id,
        order="-reported_at -id",
        where=disputes,
        clock=True,
        description="Disputes (sengketa) between two of them, latest first.",
    )
    meetings: Connection[SynergyMeeting] = page(
        lambda p, m: m.village_id == p.id,
        order="-held_on -id",
        past=OWN,
        description="Meetings (rapat sinergi) of two of them or all three, latest first.",
    )
    timeline: Timeline = timeline(made_by("three_pillars"))
