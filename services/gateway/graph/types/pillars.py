"""The three pillars of a village in the graph: always three seats, held or vacant."""

import enum
from datetime import date
from typing import Any, Final

import strawberry
from sqlalchemy import Integer, Text, and_, case, func, select, true, values
from sqlalchemy import column as named

from libs.events.contracts.villages.three_pillars import Pillar
from libs.events.contracts.villages.village import VillageKind
from services.gateway.graph.enums import enum_of, explain
from services.gateway.graph.mapping import Node, column, many, rows_of, sealed
from services.gateway.graph.visibility import HOLDERS, INSIDE
from services.gateway.read_model import tables as t

enum_of(Pillar)

TITLES: Final = {
    VillageKind.KELURAHAN: "Lurah",
    VillageKind.DESA: "Kepala Desa",
    VillageKind.DESA_ADAT: "Kepala Desa Adat",
}
"""What the head of a village is called, by its kind."""

_v, _s, _o, _u = t.village.c, t.pillar_seat.c, t.officer.c, t.unit.c
_places: Any = values(named("pillar", Text()), named("place", Integer()), name="place", literal_binds=True).data(
    [(pillar.value, place) for place, pillar in enumerate(Pillar)]
)
_vacant: Any = case(
    (_places.c.pillar == Pillar.BHABINKAMTIBMAS.value, "Bhabinkamtibmas"),
    (_places.c.pillar == Pillar.BABINSA.value, "Babinsa"),
    else_=case({kind.value: title for kind, title in TITLES.items()}, value=_v.kind),
)
PILLARS: Final = select(_v.id, _v.pillars_status.label("status")).subquery("pillars")
SEATS: Final = (
    select(
        _v.id.label("village_id"),
        _places.c.pillar,
        _places.c.place,
        func.coalesce(_s.title, _vacant, type_=Text()).label("title"),
        _s.since,
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


@explain
@strawberry.enum(description="Whether all three seats are held.")
class PillarsStatus(enum.Enum):
    COMPLETE = "COMPLETE"
    """All three are held (*lengkap*)."""
    INCOMPLETE = "INCOMPLETE"
    """At least one is vacant (*belum lengkap*)."""


@rows_of(SEATS, key="pillar", visible=INSIDE)
@strawberry.type(description="One of the three seats (kedudukan) of a village, held or vacant.")
class PillarSeat:
    pillar: Pillar = column(description="Which of the three.")
    title: str = column(description="What its holder is called in this kind of village, such as Lurah.")
    holder_name: str | None = sealed(
        seen_by=HOLDERS, description="Who holds it; null where it is vacant or the name is withheld."
    )
    since: date | None = column(description="Since when it is held; null where it is vacant.")


@rows_of(PILLARS, visible=INSIDE)
@strawberry.type(description="The three pillars of a village (tiga pilar): Bhabinkamtibmas, Babinsa and village head.")
class ThreePillars(Node):
    status: PillarsStatus = column(description="Whether all three seats are held.")
    seats: list[PillarSeat] = many(
        lambda p, seat: seat.village_id == p.id, order="place", description="The three seats, always in the same order."
    )
