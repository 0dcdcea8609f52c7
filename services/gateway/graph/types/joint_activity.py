"""Joint activities of the three pillars in the graph: who confirmed, and whether they were held in partnership."""

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import strawberry
from sqlalchemy import func, literal_column, select

from libs.events.contracts.villages.activity import ActivityTheme, JointActivityKind
from libs.events.contracts.villages.joint_activity import HoldingException
from libs.events.contracts.villages.three_pillars import Pillar
from services.gateway.graph.enums import enum_of, explain
from services.gateway.graph.filters import Clauses, Within, covers
from services.gateway.graph.mapping import Node, column, many, one, rows_of, sealed
from services.gateway.graph.reach import made_by
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.visibility import ACCOUNTS, OF_PILLARS
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.unit import PoliceUnit
    from services.gateway.graph.types.village import Village

for _kind in (Pillar, ActivityTheme, JointActivityKind, HoldingException):
    enum_of(_kind)
ActivityVillage = Annotated["Village", strawberry.lazy("services.gateway.graph.types.village")]
ActivityUnit = Annotated["PoliceUnit", strawberry.lazy("services.gateway.graph.types.unit")]


def on_ground(table: Any, name: str) -> Any:
    """The rows of a table with a `village_id`, with the code of the village and the unit that answers for it."""
    village_id = table.c.village_id
    return (
        select(
            *table.c,
            t.village.c.code.label("village_code"),
            t.village_unit.c.unit_id.label("ground_unit_id"),
            t.unit.c.path.label("ground_path"),
        )
        .select_from(
            table.join(t.village, t.village.c.id == village_id)
            .outerjoin(t.village_unit, t.village_unit.c.village_id == village_id)
            .outerjoin(t.unit, t.unit.c.id == t.village_unit.c.unit_id)
        )
        .subquery(name)
    )


ACTIVITIES: Final = on_ground(t.joint_activity, "activities")


def _counts(confirmation: Any) -> Any:
    """A confirmation is the word of a holder: it counts no longer once another holds the seat."""
    seat = t.pillar_seat.c
    of = t.joint_activity.c
    village = select(of.village_id).where(of.id == confirmation.activity_id).correlate_except(t.joint_activity).scalar_subquery()
    held = select(seat.holder_id).where(
        seat.village_id == village, seat.pillar == confirmation.pillar, seat.holder_id == confirmation.holder_id
    )
    return held.correlate_except(t.pillar_seat).exists()


def _at_odds(activity: Any) -> Any:
    """Whether a dispute that may have been told later was open when a partnership was held."""
    of = t.pillar_dispute.c
    found = select(of.id).where(
        of.village_id == activity.village_id,
        activity.status == literal_column("'HELD'"),
        activity.kind != literal_column(f"'{JointActivityKind.SYNERGY_MEETING.value}'"),
        of.reported_at <= activity.held_at,
        func.coalesce(activity.held_at < of.resolved_at, True),
    )
    return found.correlate_except(t.pillar_dispute).exists()


@explain
@strawberry.enum(description="How far a joint activity has come.")
class JointActivityStatus(enum.Enum):
    PLANNED = "PLANNED"
    """Not held yet (*direncanakan*)."""
    HELD = "HELD"
    """Held in partnership of all three (*dilaksanakan sebagai kemitraan*)."""
    HELD_UNDER_EXCEPTION = "HELD_UNDER_EXCEPTION"
    """Held without all three; never counted as partnership (*dilaksanakan dengan pengecualian*)."""
    CANCELLED = "CANCELLED"
    """Called off (*dibatalkan*)."""


@rows_of(t.joint_confirmation, key="pillar")
@strawberry.type(description="The word of one pillar (konfirmasi) that a joint activity is to be held.")
class Confirmation:
    pillar: Pillar = column(description="Which of the three.")
    confirmed_at: datetime = column(description="When it was given.")
    of_present_holder: bool = column(
        _counts, description="Whether whoever gave it holds the seat now; that of a former holder does not count."
    )


@rows_of(ACTIVITIES, visible=OF_PILLARS)
@strawberry.type(description="Something the three pillars of a village do together (kegiatan kemitraan).")
class JointActivity(Node):
    kind: JointActivityKind = column(description="What is done (jenis).")
    theme: ActivityTheme = column(description="What it is about (tema).")
    status: JointActivityStatus = column(description="How far it has come.")
    scheduled_at: datetime = column(description="For when it is planned.")
    place: str = column(description="Where (tempat).")
    confirmations: list[Confirmation] = many(
        lambda a, c: c.activity_id == a.id, order="pillar", description="The pillars who confirmed, at most three."
    )
    held_at: datetime | None = column(description="When it was held; null until then.")
    held_on: date | None = column(description="The day in the village on which it was held.")
    held_in_dispute: bool = column(
        _at_odds,
        description="Whether it was held as partnership while two of them were at odds (bersengketa), as only became known "
        "afterwards; true asks for a look.",
    )
    attendance: int | None = column(description="How many came (jumlah hadir).")
    exception: HoldingException | None = column(
        description="Why it was held without all three (pengecualian); null where it was held in partnership."
    )
    cancelled_because: str | None = sealed(
        seen_by=ACCOUNTS, description="Why it was called off, for the village's officer and those who command him."
    )
    village: ActivityVillage = one(lambda a, v: v.id == a.village_id, description="The village.")
    unit: ActivityUnit | None = one(
        lambda a, u: u.id == a.ground_unit_id, description="The police unit on whose ground the village lies."
    )
    timeline: Timeline = timeline(made_by("joint_activity"))


OfStatus: TypeAlias = Annotated[JointActivityStatus | None, strawberry.argument(description="Only those that have come so far.")]
OfActivityKind: TypeAlias = Annotated[JointActivityKind | None, strawberry.argument(description="Only of this kind.")]
OfTheme: TypeAlias = Annotated[ActivityTheme | None, strawberry.argument(description="Only about this.")]


def activities(a: Any, status: OfStatus = None, kind: OfActivityKind = None, theme: OfTheme = None) -> Clauses:
    if status is not None:
        yield a.status == status.value
    if kind is not None:
        yield a.kind == kind.value
    if theme is not None:
        yield a.theme == theme.value


def activities_within(
    a: Any, region: Within = None, status: OfStatus = None, kind: OfActivityKind = None, theme: OfTheme = None
) -> Clauses:
    yield from activities(a, status, kind, theme)
    if region is not None:
        yield covers(region, a.village_code)
