"""How fast and how well issues are answered, by village, unit and region: shares and times, never a rank by counts."""

from datetime import date
from typing import Any, Final

import strawberry
from sqlalchemy import Date, Float, Integer, cast, func, literal_column, true

from services.gateway.graph.mapping import column, rows_of
from services.gateway.graph.types.by_period import Period, measured, measures_of, of_places
from services.gateway.graph.types.issue import accurate, fast
from services.gateway.graph.visibility import OF_PILLARS
from services.gateway.read_model import tables as t

_i, _v = t.community_issue.c, t.village.c
_day: Any = cast(func.timezone(_v.timezone, _i.reported_at), Date())
_minutes: Any = func.extract("epoch", _i.acknowledged_at - _i.reported_at) / literal_column("60.0", Float())


def _share(part: Any, of: Any) -> Any:
    """Of those about which it is decided; null where there are none."""
    return cast(func.count().filter(part), Float()) / func.nullif(func.count().filter(of), 0)


def _spread(point: str) -> Any:
    at: Any = func.percentile_cont(literal_column(point)).within_group(_minutes)
    return cast(at, Float())


_PLACES: Final = of_places(t.village.join(t.community_issue, _i.village_id == _v.id))
MEASURES: Final = measured(
    _PLACES,
    _day,
    cast(func.count(), Integer()).label("reported"),
    _spread("0.5").label("median_minutes"),
    _spread("0.9").label("p90_minutes"),
    _share(fast(_i), fast(_i).is_not(None)).label("fast_share"),
    _share(_i.resolved_at.is_not(None), true()).label("resolved_share"),
    _share(accurate(_i), accurate(_i).is_not(None)).label("accurate_share"),
    lengths="measured_period",
).subquery("performances")


@rows_of(MEASURES, key="span", visible=OF_PILLARS, clock=True)
@strawberry.type(
    description="How issues reported in a period were answered (kinerja penanganan): times and shares, for more reports may mean "
    "more trust as well as more trouble."
)
class PerformanceMeasure:
    period: Period = column(description="How long the period is.")
    starts_on: date = column(description="Its first day.")
    reported: int = column(description="Issues reported in it (masalah dilaporkan).")
    median_minutes: float | None = column(
        description="Minutes within which half of those acknowledged were; null where none was (median)."
    )
    p90_minutes: float | None = column(description="Minutes within which nine in ten of those acknowledged were.")
    fast_share: float | None = column(
        description="The share answered in time (cepat), 0 to 1, of those about which it is decided; null where there are none."
    )
    resolved_share: float | None = column(description="The share settled by now (selesai), 0 to 1.")
    accurate_share: float | None = column(
        description="The share settled for good (tepat), 0 to 1, of those about which it is decided; null where there are none."
    )


def performance(scope: str) -> Any:
    """The measure of whatever the field stands on: a village, a unit with all below it, or a region."""
    return measures_of(
        scope,
        "How fast and how well issues of residents were answered (penanganan cepat dan tepat), by the period in "
        "which they were reported, latest first; periods without any are left out.",
    )
