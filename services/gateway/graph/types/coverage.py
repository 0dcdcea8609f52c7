"""The coverage gap in the graph (*kesenjangan*): which villages have nobody, within a region and a unit's subtree, on the day."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Final
from uuid import UUID

import strawberry
from sqlalchemy import Double, Integer, Uuid, and_, case, cast, func, literal, literal_column, or_, select, true, union_all

from libs.events.contracts.officers.village_assignment import AssignmentRole, Duty
from services.gateway.graph.filters import Clauses, Within
from services.gateway.graph.mapping import Connection, actor, column, page, rows_of
from services.gateway.graph.visibility import GAPS
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.village import Village

VacantVillages = Connection[Annotated["Village", strawberry.lazy("services.gateway.graph.types.village")]]

EVERYWHERE: Final = ""
"""In place of a region's code."""
NOBODYS: Final = literal(UUID(int=0), Uuid())
"""In place of a unit's id: the whole country, also ground for which no unit answers."""
_LAST: Final = func.chr(literal_column(str(0x10FFFF)))


def _beyond(code: Any) -> Any:
    """Greater than the code of every place in the region."""
    return case((code == EVERYWHERE, _LAST), else_=func.concat(code, "/"))


def serves(village_id: Any, role: AssignmentRole) -> Any:
    """Whether a village has a Bhabinkamtibmas of this role today: by an order that has begun and not run out or been ended."""
    held = t.assignment.alias("serving").c
    found: Any = select(literal_column("1")).where(
        held.village_id == village_id,
        held.duty == Duty.BHABINKAMTIBMAS.value,
        held.role == role.value,
        or_(held.status == "CONFIRMED", held.status == "ENDED"),
        held.starts_on <= func.current_date(),
        func.current_date() < func.coalesce(held.ended_on, held.ends_on, literal_column("'infinity'::date")),
    )
    return found.correlate_except(held.id.table).exists()


def counted(name: str, kind: Callable[[Any], Any], **kinds: str) -> Any:
    """For each region and unit: how many villages there are, and how many of each kind, by the name of the column.

    `kind` tells that of a village, by its id.
    """
    place = union_all(select(t.region.c.code), select(literal_column("''::text collate \"C\"").label("code"))).subquery("place")
    top = union_all(
        select(t.unit.c.id, t.unit.c.path), select(NOBODYS, literal_column("''::text collate \"C\"").label("path"))
    ).subquery("top")
    v, below, y = t.village.alias("counted"), t.unit.alias("below"), t.village_unit.alias("answered")
    within = and_(v.c.code >= place.c.code, v.c.code < _beyond(place.c.code), v.c.dissolved_on.is_(None))
    # One of the two is empty at once: a region's villages by their codes, or a unit's by those who answer for them.
    by_code = select(v.c.id).where(within, top.c.id == NOBODYS)
    subtree = and_(below.c.path >= top.c.path, below.c.path < func.concat(top.c.path, _LAST))
    answered = below.join(y, y.c.unit_id == below.c.id).join(v, v.c.id == y.c.village_id)
    by_unit = select(v.c.id).select_from(answered).where(within, top.c.id != NOBODYS, subtree)
    found = union_all(by_code.correlate(place, top), by_unit.correlate(place, top)).lateral("found")
    sorted_ = select(kind(found.c.id).label("kind")).select_from(found).correlate(place, top).subquery("sorted")
    number = func.count(type_=Integer())
    counts = (
        select(
            cast(number, Integer()).label("villages"),
            *(cast(number.filter(sorted_.c.kind == value), Integer()).label(column_) for column_, value in kinds.items()),
        )
        .select_from(sorted_)
        .correlate(place, top)
        .lateral("counts")
    )
    columns = (place.c.code, top.c.id.label("unit_id"), top.c.path.label("unit_path"), *counts.c)
    return select(*columns).select_from(place.join(top, true()).join(counts, true())).subquery(name)


def _staffed(village_id: Any) -> Any:
    holder, acting = (serves(village_id, role) for role in (AssignmentRole.PRIMARY, AssignmentRole.ACTING))
    return case((holder, "PRIMARY"), (acting, "ACTING"), else_="VACANT")


GAP: Final = counted("gap", _staffed, with_primary="PRIMARY", acting_only="ACTING", vacant="VACANT")


def own_unit() -> Any:
    """The unit of whoever asks, by which all counts but those of a unit itself are narrowed."""
    return func.coalesce(actor("unit", Uuid()), NOBODYS, type_=Uuid())


def in_region(gap: Any, region: Within = None) -> Clauses:
    yield gap.code == (EVERYWHERE if region is None else region)
    yield gap.unit_id == own_unit()


def counted_in(gap: Any, village: Any) -> Any:
    """Whether a village is among those that were counted."""
    below, y = t.unit.alias("under"), t.village_unit.alias("answers")
    subtree = and_(below.c.path >= gap.unit_path, below.c.path < func.concat(gap.unit_path, _LAST))
    answered: Any = (
        select(literal_column("1"))
        .select_from(y.join(below, below.c.id == y.c.unit_id))
        .where(y.c.village_id == village.id, subtree)
    )
    return and_(
        village.code >= gap.code,
        village.code < _beyond(gap.code),
        village.dissolved_on.is_(None),
        or_(gap.unit_id == NOBODYS, answered.correlate_except(below, y).exists()),
    )


@rows_of(GAP, key="code", visible=GAPS, clock=True)
@strawberry.type(description="How many villages have a Bhabinkamtibmas today, and which have none (kesenjangan).")
class CoverageGap:
    villages: int = column(description="How many villages (desa, kelurahan) there are.")
    with_primary: int = column(description="Those whose post is held (definitif).")
    acting_only: int = column(description="Those where somebody only stands in (pelaksana tugas).")
    vacant: int = column(description="Those that have nobody at all (kosong).")
    share: float | None = column(
        lambda g: cast(g.with_primary, Double()) / func.nullif(cast(g.villages, Double()), 0.0),
        description="The share of villages whose post is held, 0 to 1; null where there are none.",
    )
    unheld_villages: VacantVillages = page(
        lambda gap, village: counted_in(gap, village) & ~serves(village.id, AssignmentRole.PRIMARY),
        order="code",
        clock=True,
        cost=1_000,
        description="The villages whose post nobody holds, those with somebody who stands in included.",
    )
