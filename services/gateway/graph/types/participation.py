"""How far residents take part and the pillars act as one, by village, unit and region: counts beside what they are worth."""

from datetime import date
from typing import Any, Final

import strawberry
from sqlalchemy import Float, Integer, Text, case, cast, func, literal_column, null, select, union_all

from libs.events.contracts.villages.activity import ActivityTheme
from libs.events.contracts.villages.outreach import OutreachKind
from services.gateway.graph.enums import enum_of
from services.gateway.graph.mapping import column, many, rows_of
from services.gateway.graph.types.by_period import Period, measured, measures_of, of_places, total
from services.gateway.graph.visibility import OF_PILLARS
from services.gateway.read_model import tables as t

for _kind in (ActivityTheme, OutreachKind):
    enum_of(_kind)

_j, _o, _v = t.joint_activity.c, t.outreach.c, t.village.c
_none: Any = literal_column("0", Integer())
_one: Any = literal_column("1", Integer())
_acts: Any = union_all(
    select(
        _j.village_id,
        _j.held_on.label("day"),
        _one.label("joint"),
        case((_j.exception.is_not(None), 1), else_=0).label("excepted"),
        _none.label("outreach"),
        _j.attendance.label("attendance"),
        cast(null(), Text()).label("theme"),
        cast(null(), Text()).label("kind"),
    ).where(_j.held_on.is_not(None)),
    select(_o.village_id, _o.held_on, _none, _none, _one, _o.attendance, _o.theme, _o.kind),
).subquery("acts")

_PLACES: Final = of_places(t.village.join(_acts, _acts.c.village_id == _v.id))


_a = _acts.c
MEASURES: Final = measured(
    _PLACES,
    _a.day,
    total(_a.joint, "activities"),
    total(_a.excepted, "under_exception"),
    total(_a.outreach, "outreach"),
    total(_a.attendance, "attendance"),
    lengths="period",
).subquery("measures")


def _outreach_by(what: Any, name: str) -> Any:
    """How often residents were reached and how many came, divided by this column of outreach."""
    figures = (total(_a.outreach, "outreach"), total(_a.attendance, "attendance"))
    return measured(_PLACES, _a.day, *figures, lengths="period", by=(what,), only=what.is_not(None)).subquery(name)


THEMES: Final = _outreach_by(_a.theme, "measured_themes")
KINDS: Final = _outreach_by(_a.kind, "measured_kinds")


@rows_of(THEMES, key="theme")
@strawberry.type(description="Outreach (penyuluhan) of one theme in a period.")
class ThemeMeasure:
    theme: ActivityTheme = column(description="The theme (tema).")
    outreach: int = column(description="How often residents were reached.")
    attendance: int = column(description="How many came, in all.")


@rows_of(KINDS, key="kind")
@strawberry.type(description="Outreach (penyuluhan) of one kind in a period.")
class KindMeasure:
    kind: OutreachKind = column(description="How residents were reached (cara).")
    outreach: int = column(description="How often they were.")
    attendance: int = column(description="How many came, in all.")


@rows_of(MEASURES, key="span", visible=OF_PILLARS)
@strawberry.type(
    description="What was done in a period, and what it was worth: no count without the share that was partnership and how many "
    "it reached (ukuran partisipasi)."
)
class ParticipationMeasure:
    period: Period = column(description="How long the period is.")
    starts_on: date = column(description="Its first day.")
    activities: int = column(description="Joint activities (kegiatan kemitraan) held, with those under an exception.")
    under_exception: int = column(description="Those of them held without all three pillars.")
    partnership_share: float | None = column(
        lambda m: cast(m.activities - m.under_exception, Float()) / func.nullif(m.activities, 0),
        description="The share of them held in partnership of all three, 0 to 1; null where none was held.",
    )
    outreach: int = column(description="How often residents were reached (penyuluhan).")
    themes: list[ThemeMeasure] = many(
        lambda m, th: (th.scope == m.scope) & (th.scope_id == m.scope_id) & (th.span == m.span),
        order="theme",
        description="The outreach by theme.",
    )
    kinds: list[KindMeasure] = many(
        lambda m, k: (k.scope == m.scope) & (k.scope_id == m.scope_id) & (k.span == m.span),
        order="kind",
        description="The outreach by kind.",
    )
    attendance: int = column(description="How many came to all of it together.")
    average_attendance: float = column(
        lambda m: cast(m.attendance, Float()) / (m.activities + m.outreach), description="How many came each time, on average."
    )


def participation(scope: str) -> Any:
    """The measure of whatever the field stands on: a village, a unit with all below it, or a region."""
    return measures_of(
        scope,
        "How far residents took part and the pillars acted as one (partisipasi), by period, latest first; periods in "
        "which nothing was done are left out.",
    )
