"""How effective forums of police and community are, by village, unit and region: how often they meet, and what they settle."""

from datetime import date
from typing import Any, Final

import strawberry
from sqlalchemy import Float, Integer, Text, Uuid, case, cast, func, null, select

from services.gateway.graph.filters import covers
from services.gateway.graph.mapping import column, rows_of, starts_with
from services.gateway.graph.types.by_period import Period, Scope, measured, measures_of, total
from services.gateway.graph.types.forum import is_settled
from services.gateway.graph.visibility import OF_PILLARS
from services.gateway.read_model import tables as t

_m, _f, _c, _s, _i = t.forum_meeting.c, t.partnership_forum.c, t.forum_village.c, t.forum_settled.c, t.community_issue.c
_v, _x, _u, _r = t.village.c, t.village_unit.c, t.unit.c, t.region.c
_below: Any = t.unit.alias("below")


def _named(only: Any = None) -> Any:
    """How many issues a meeting is said to have settled, as far as they have been reported."""
    settled = t.forum_settled.join(t.community_issue, _i.id == _s.issue_id)
    found: Any = select(func.count(type_=Integer())).select_from(settled).where(_s.meeting_id == _m.meeting_id)
    found = found if only is None else found.where(only)
    return func.coalesce(found.correlate(t.forum_meeting).scalar_subquery(), 0)


_met: Any = (
    select(
        _m.forum_id,
        _m.held_on,
        _m.attendance,
        case((_m.officer_id.is_not(None), 1), else_=0).label("with_officer"),
        _named().label("named"),
        _named(is_settled(_m, _i)).label("settled"),
    )
    .select_from(t.forum_meeting)
    .subquery("met")
)
"""A meeting is one of the district in which its forum has its seat, so that it counts once in a unit and in a region."""
_held: Any = t.partnership_forum.join(_met, _met.c.forum_id == _f.id)

_SCOPES: Final[dict[str, Scope]] = {
    "village": (
        _v.id,
        t.village.join(t.forum_village, _c.village_id == _v.id)
        .join(_met, _met.c.forum_id == _c.forum_id)
        .outerjoin(t.village_unit, _x.village_id == _v.id)
        .outerjoin(t.unit, _u.id == _x.unit_id),
        (_v.id, _x.unit_id, _u.path),
    ),
    "unit": (
        _u.id,
        t.unit.join(_below, starts_with(_below.c.path, _u.path))
        .join(t.village_unit, _x.unit_id == _below.c.id)
        .join(_held, _f.seat_id == _x.village_id),
        (cast(null(), Uuid()), _u.id, _u.path),
    ),
    "region": (
        _r.id,
        t.region.join(t.village, covers(_r.code, _v.code)).join(_held, _f.seat_id == _v.id),
        (cast(null(), Uuid()), cast(null(), Uuid()), cast(null(), Text())),
    ),
}


MEASURES: Final = measured(
    _SCOPES,
    _met.c.held_on,
    cast(func.count(), Integer()).label("meetings"),
    cast(func.count(_met.c.forum_id.distinct()), Integer()).label("forums"),
    total(_met.c.attendance, "attendance"),
    total(_met.c.with_officer, "with_officer"),
    total(_met.c.named, "named"),
    total(_met.c.settled, "settled"),
    lengths="met_period",
).subquery("forum_measures")


@rows_of(MEASURES, key="span", visible=OF_PILLARS)
@strawberry.type(
    description="How forums worked in a period (efektivitas FKPM): how often they met, and how much of what they are said to "
    "have settled is settled; no count without what it was worth."
)
class ForumMeasure:
    period: Period = column(description="How long the period is.")
    starts_on: date = column(description="Its first day.")
    meetings: int = column(description="Meetings (rapat) held.")
    forums: int = column(description="The forums that met.")
    meetings_each: float = column(
        lambda m: cast(m.meetings, Float()) / m.forums, description="How often each of these met, on average (intensitas)."
    )
    average_attendance: float = column(
        lambda m: cast(m.attendance, Float()) / m.meetings, description="How many came each time, on average."
    )
    officer_share: float = column(
        lambda m: cast(m.with_officer, Float()) / m.meetings,
        description="The share of the meetings at which the officer was there (kehadiran petugas Polmas), 0 to 1.",
    )
    issues: int = column(lambda m: m.named, description="Issues of residents that these meetings are said to have settled.")
    issues_settled: int = column(
        lambda m: m.settled,
        description="Those of them that are settled by mediation or council, and have not been opened again in their days.",
    )
    settled_share: float | None = column(
        lambda m: cast(m.settled, Float()) / func.nullif(m.named, 0),
        description="The share of them that is; null where there were none.",
    )


def forum_work(scope: str) -> Any:
    """The measure of whatever the field stands on: a village, a unit with all below it, or a region."""
    return measures_of(
        scope,
        "How its forums of police and community worked (efektivitas FKPM), by the period in which they met, latest first; "
        "periods without a meeting are left out.",
    )
