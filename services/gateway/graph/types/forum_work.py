"""How effective forums of police and community are, by village, unit and region: how often they meet, and what they settle."""

from datetime import date
from typing import Any, Final

import strawberry
from sqlalchemy import Float, Integer, case, cast, func, select

from services.gateway.graph.mapping import column, rows_of
from services.gateway.graph.types.by_period import Period, measured, measures_of, of_places, total
from services.gateway.graph.types.forum import is_settled
from services.gateway.graph.visibility import OF_PILLARS
from services.gateway.read_model import tables as t

_m, _f, _c, _s, _i = t.forum_meeting.c, t.partnership_forum.c, t.forum_village.c, t.forum_settled.c, t.community_issue.c
_v = t.village.c


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
_PLACES: Final = of_places(
    t.village.join(t.forum_village, _c.village_id == _v.id).join(_met, _met.c.forum_id == _c.forum_id),
    once=t.village.join(t.partnership_forum, _f.seat_id == _v.id).join(_met, _met.c.forum_id == _f.id),
)
"""A meeting is one of each village of its forum, and above them one of the village of its seat."""


MEASURES: Final = measured(
    _PLACES,
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
