"""Institutions of villages in the graph: which there are, whether they live, and what they did last; how many, by kind."""

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import strawberry
from sqlalchemy import Integer, Text, cast, func, literal_column, select, union_all

from libs.events.contracts.villages.activity import ActivityTheme
from libs.events.contracts.villages.social_institution import InstitutionKind
from services.gateway.graph.enums import enum_of, explain
from services.gateway.graph.filters import Clauses, Within, covers
from services.gateway.graph.mapping import Connection, Node, column, many, one, page, rows_of, starts_with
from services.gateway.graph.reach import made_by
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.visibility import INSIDE
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.village import Village

for _kind in (InstitutionKind, ActivityTheme):
    enum_of(_kind)
InstitutionVillage = Annotated["Village", strawberry.lazy("services.gateway.graph.types.village")]

_i: Any = t.social_institution.c
_a: Any = t.institution_activity.c
INSTITUTIONS: Final = (
    select(*_i, t.village.c.code.label("village_code"))
    .select_from(t.social_institution.join(t.village, t.village.c.id == _i.village_id))
    .subquery("institutions")
)


def _last(institution: Any) -> Any:
    found = select(func.max(_a.held_at)).where(_a.institution_id == institution.id)
    return found.correlate_except(t.institution_activity).scalar_subquery()


@explain
@strawberry.enum(description="Whether an institution of a village lives.")
class InstitutionStatus(enum.Enum):
    SEEDED = "SEEDED"
    """Established, and not told to have done anything yet (*baru dibentuk*)."""
    ACTIVE = "ACTIVE"
    """At work (*aktif*)."""
    DORMANT = "DORMANT"
    """Does nothing, or nothing is heard of it (*tidak aktif*)."""


@rows_of(t.institution_activity, key="activity_id", visible=INSIDE)
@strawberry.type(description="What an institution of a village did (kegiatan pranata): how many came, never who.")
class InstitutionActivity:
    id: strawberry.ID = column(lambda a: a.activity_id, description="The id under which it was noted.")
    theme: ActivityTheme = column(description="What it was about (tema).")
    held_at: datetime = column(description="When it was done.")
    held_on: date = column(description="The day in the village on which it was done.")
    attendance: int = column(description="How many came (jumlah hadir).")


@rows_of(INSTITUTIONS, visible=INSIDE)
@strawberry.type(description="An institution of a village (pranata sosial).")
class SocialInstitution(Node):
    kind: InstitutionKind = column(description="What it is for (jenis).")
    name: str = column(description="What it is called (nama).")
    established_on: date = column(description="The day on which it was founded.")
    status: InstitutionStatus = column(description="Whether it lives.")
    lapses_at: datetime | None = column(
        description="When it counts as dormant unless something is heard of it by then; null while it is dormant."
    )
    dormant_from: datetime | None = column(description="Since when it is dormant; null while it lives.")
    by_silence: bool | None = column(
        description="Whether it is dormant because nothing was heard of it, rather than by somebody's word; null while it lives."
    )
    revived_at: datetime | None = column(description="When it last came back to life; null where it never had to.")
    last_active_at: datetime | None = column(_last, description="When it last did something; null where nothing is told.")
    activities: Connection[InstitutionActivity] = page(
        lambda i, a: a.institution_id == i.id, order="-held_at -activity_id", description="What it did, latest first."
    )
    village: InstitutionVillage = one(lambda i, v: v.id == i.village_id, description="The village.")
    timeline: Timeline = timeline(made_by("social_institution"))


OfInstitutionKind: TypeAlias = Annotated[InstitutionKind | None, strawberry.argument(description="Only of this kind.")]
OfInstitutionStatus: TypeAlias = Annotated[InstitutionStatus | None, strawberry.argument(description="Only those that live so.")]


def institutions(i: Any, kind: OfInstitutionKind = None, status: OfInstitutionStatus = None) -> Clauses:
    if kind is not None:
        yield i.kind == kind.value
    if status is not None:
        yield i.status == status.value


def institutions_within(
    i: Any, region: Within = None, kind: OfInstitutionKind = None, status: OfInstitutionStatus = None
) -> Clauses:
    yield from institutions(i, kind, status)
    if region is not None:
        yield covers(region, i.village_code)


_below: Any = t.unit.alias("below")
_SCOPES: Final[dict[str, tuple[Any, Any]]] = {
    "region": (
        t.region.c.id,
        t.region.join(t.village, covers(t.region.c.code, t.village.c.code)).join(
            t.social_institution, _i.village_id == t.village.c.id
        ),
    ),
    "unit": (
        t.unit.c.id,
        t.unit.join(_below, starts_with(_below.c.path, t.unit.c.path))
        .join(t.village_unit, t.village_unit.c.unit_id == _below.c.id)
        .join(t.social_institution, _i.village_id == t.village_unit.c.village_id),
    ),
}


def _number(status: InstitutionStatus) -> Any:
    return cast(func.count().filter(_i.status == status.value), Integer()).label(status.name.lower())


COUNTS: Final = union_all(
    *(
        select(
            literal_column(f"'{scope}'", Text()).label("scope"),
            key.label("scope_id"),
            _i.kind,
            *(_number(status) for status in InstitutionStatus),
            cast(func.count(_i.village_id.distinct()), Integer()).label("villages"),
        )
        .select_from(source)
        .group_by(key, _i.kind)
        for scope, (key, source) in _SCOPES.items()
    )
).subquery("institution_counts")


@rows_of(COUNTS, key="kind", visible=INSIDE)
@strawberry.type(description="How many institutions of a kind there are, and how many of them live (jumlah pranata).")
class InstitutionCount:
    kind: InstitutionKind = column(description="What they are for (jenis).")
    villages: int = column(description="In how many villages there is any.")
    seeded: int = column(description="Those of which nothing is told yet.")
    active: int = column(description="Those at work.")
    dormant: int = column(description="Those that are dormant.")


def institution_counts(scope: str) -> Any:
    """Those of whatever the field stands on: a unit with all below it, or a region."""
    return many(
        lambda row, c: (c.scope == literal_column(f"'{scope}'", Text())) & (c.scope_id == row.id),
        order="kind",
        description="How many institutions (pranata sosial) its villages have, by kind.",
    )
