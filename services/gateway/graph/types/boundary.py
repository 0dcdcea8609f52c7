"""Boundary changes in the graph: what became of places, the codes they had, and what still hangs on a village that is no more."""

import enum
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final

import strawberry
from sqlalchemy import ColumnElement, Integer, cast, func, or_, select

from services.gateway.graph.enums import explain
from services.gateway.graph.filters import Code, Within, covers
from services.gateway.graph.mapping import column, one, rows_of
from services.gateway.graph.visibility import INSIDE, POLICE
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.region import Region
    from services.gateway.graph.types.village import Village

ChangedVillage = Annotated["Village", strawberry.lazy("services.gateway.graph.types.village")]
ChangedRegion = Annotated["Region", strawberry.lazy("services.gateway.graph.types.region")]


@explain
@strawberry.enum(description="What became of a place.")
class BoundaryChangeKind(enum.Enum):
    VILLAGE_RENAMED = "VILLAGE_RENAMED"
    """A village got another name (*perubahan nama*)."""
    VILLAGE_RECODED = "VILLAGE_RECODED"
    """A village got another code (*perubahan kode*)."""
    VILLAGE_TYPE_CHANGED = "VILLAGE_TYPE_CHANGED"
    """A desa became a kelurahan, or the like (*perubahan status*)."""
    VILLAGE_SPLIT = "VILLAGE_SPLIT"
    """Villages were made of a part of one (*pemekaran*)."""
    VILLAGES_MERGED = "VILLAGES_MERGED"
    """Villages became part of one (*penggabungan*)."""
    VILLAGE_DISSOLVED = "VILLAGE_DISSOLVED"
    """A village is no more (*penghapusan*)."""
    REGION_RENAMED = "REGION_RENAMED"
    """A region got another name (*perubahan nama*)."""
    REGION_RECODED = "REGION_RECODED"
    """A region got another code (*perubahan kode*)."""
    REGION_MOVED = "REGION_MOVED"
    """A region lies in another one (*pemindahan*)."""
    REGION_DISSOLVED = "REGION_DISSOLVED"
    """A region is no more (*penghapusan*)."""


_c: Any = t.boundary_change.c
CHANGES: Final = (
    select(*_c, func.coalesce(t.village.c.code, t.region.c.code).label("present_code"))
    .select_from(
        t.boundary_change.outerjoin(t.village, t.village.c.id == _c.place_id).outerjoin(t.region, t.region.c.id == _c.place_id)
    )
    .subquery("changes")
)


@rows_of(CHANGES)
@strawberry.type(description="A change of a village or region, as it was entered.")
class BoundaryChange:
    id: strawberry.ID = column(description="The id of the event that tells it.")
    kind: BoundaryChangeKind = column(description="What became of the place.")
    changed_on: date = column(
        description="The first day on which it holds (berlaku sejak); the day of its entry where nobody says."
    )
    legal_basis: str | None = column(description="The regulation it rests on (dasar hukum).")
    edition: str | None = column(description="The data edition it was taken from.")
    code: str | None = column(description="The new code, or that of a place that is no more; null where the code did not change.")
    previous_code: str | None = column(description="The code that the place had before.")
    name: str | None = column(description="The new name; null where that did not change.")
    village: ChangedVillage | None = one(lambda c, v: v.id == c.place_id, description="The village, where it is one.")
    region: ChangedRegion | None = one(lambda c, r: r.id == c.place_id, description="The region, where it is one.")


SinceDay = Annotated[date | None, strawberry.argument(description="Only those that hold from this day on, or a later one.")]
OfChange = Annotated[BoundaryChangeKind | None, strawberry.argument(description="Only of this kind.")]


def changes(c: Any, since: SinceDay = None, region: Within = None, kind: OfChange = None) -> Iterator[ColumnElement[bool]]:
    if since is not None:
        yield c.changed_on >= since
    if region is not None:
        yield or_(covers(region, c.code), covers(region, c.previous_code), covers(region, c.present_code))
    if kind is not None:
        yield c.kind == kind.value


def _ended(held: Any) -> Any:
    """When the place got its next code, or none."""
    later = t.place_code.alias("later")
    of = later.c
    found = select(of.since).where(of.place_id == held.place_id, of.position > held.position).order_by(of.position).limit(1)
    return found.correlate_except(later).scalar_subquery()


_had: Any = t.place_code.c
HAD: Final = select(*_had, _ended(_had).label("until")).where(_had.code.is_not(None)).subquery("had")


@rows_of(HAD, key="position", past=())
@strawberry.type(description="A code (kode wilayah) that a place has or had.")
class PlaceCode:
    code: str = column(description="The code.")
    since: date | None = column(
        description="The first day on which the place had it; null: since before this system knows of it."
    )
    until: date | None = column(description="The first day on which the place no longer had it; null: it has it.")


@rows_of(HAD, key="position")
@strawberry.type(description="What has or had a code (kode wilayah).")
class CodeHolder:
    since: date | None = column(description="The first day on which it had it; null: since before this system knows of it.")
    until: date | None = column(description="The first day on which it no longer had it; null: it has it.")
    village: ChangedVillage | None = one(lambda h, v: v.id == h.place_id, description="The village, where it is one.")
    region: ChangedRegion | None = one(lambda h, r: r.id == h.place_id, description="The region, where it is one.")


def held_code(h: Any, code: Code) -> Iterator[ColumnElement[bool]]:
    yield h.code == code


def _counted(table: Any, *where: ColumnElement[bool], of: str = "village_id") -> Any:
    def those_of(village: Any) -> Any:
        found = select(cast(func.count(), Integer())).select_from(table).where(table.c[of] == village.id, *where)
        return found.correlate_except(table).scalar_subquery()

    return those_of


def _covered(village: Any) -> Any:
    covering = t.forum_village.join(t.partnership_forum, t.partnership_forum.c.id == t.forum_village.c.forum_id)
    open_ = (t.forum_village.c.village_id == village.id, t.partnership_forum.c.status != "DISSOLVED")
    found = select(cast(func.count(), Integer())).select_from(covering).where(*open_)
    return found.correlate_except(t.forum_village, t.partnership_forum).scalar_subquery()


_a, _i, _w, _d = t.assignment.c, t.community_issue.c, t.early_warning.c, t.pillar_dispute.c


@rows_of(t.village)
@strawberry.type(description="What still hangs on a village that is no more: nothing is rewritten, so somebody has to see to it.")
class VillageRemainder:
    assignments: int | None = column(
        _counted(t.assignment, _a.status != "ENDED", _a.status != "WITHDRAWN"),
        seen_by=INSIDE,
        description="Assignments (penugasan) that nobody has ended.",
    )
    open_issues: int | None = column(
        _counted(t.community_issue, _i.progress != "RESOLVED", _i.progress != "VERIFIED"),
        seen_by=INSIDE,
        description="Issues of residents (masalah warga) that are not settled.",
    )
    open_warnings: int | None = column(
        _counted(t.early_warning, _w.state != "CLOSED"),
        seen_by=INSIDE,
        description="Early warnings (deteksi dini) that are not closed.",
    )
    open_disputes: int | None = column(
        _counted(t.pillar_dispute, _d.resolved_at.is_(None)),
        seen_by=INSIDE,
        description="Disputes (sengketa) of its pillars that are not resolved.",
    )
    forums: int | None = column(
        _covered, seen_by=INSIDE, description="Forums (FKPM) that cover it, also beside others, and are not dissolved."
    )
    institutions: int | None = column(
        _counted(t.social_institution, t.social_institution.c.status != "DORMANT"),
        seen_by=INSIDE,
        description="Institutions (pranata sosial) that are not dormant.",
    )
    open_targets: int | None = column(
        _counted(t.directive_target, t.directive_target.c.met_on.is_(None)),
        seen_by=POLICE,
        description="Targets of directives (target arahan) that are not met.",
    )
    open_elections: int | None = column(
        _counted(t.election_period, t.election_period.c.closed_at.is_(None), of="place_id"),
        seen_by=INSIDE,
        description="Election periods (masa pemilihan) of this village alone that are not closed.",
    )
