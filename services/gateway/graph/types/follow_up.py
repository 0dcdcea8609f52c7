"""How far directives of trainings are followed up, by unit: acknowledged by those addressed, done in their villages or reported.

An officer has followed a directive up when every village of his that it put on a list shows it; where it put none there, when he
reports it. A village he has left asks nothing of him any more. Decision 0087.
"""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final

import strawberry
from sqlalchemy import Date, Float, Integer, Uuid, and_, case, cast, func, literal_column, null, or_, select

from services.gateway.graph.mapping import column, one, rows_of, starts_with
from services.gateway.graph.types.by_period import Period, Scope, measured, measures_of
from services.gateway.graph.visibility import FOLLOW_UPS
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.unit import PoliceUnit

AddressedUnit = Annotated["PoliceUnit", strawberry.lazy("services.gateway.graph.types.unit")]

_k, _g, _o, _u = t.directive_task.c, t.directive_target.c, t.officer.c, t.unit.c


def _of_task(figure: Any) -> Any:
    """Over the targets that the directive sets the officer: of villages he has left, only those met."""
    left: Any = select(literal_column("1")).where(t.assignment.c.id == _g.assignment_id, t.assignment.c.status == "ENDED")
    stands = or_(_g.met_on.is_not(None), ~left.correlate_except(t.assignment).exists())
    found = select(figure).where(_g.directive_id == _k.directive_id, _g.officer_id == _k.officer_id, stands)
    return found.select_from(t.directive_target).correlate_except(t.directive_target).scalar_subquery()


_all_met: Any = func.bool_and(_g.met_on.is_not(None))
_done: Any = case((_all_met, func.max(_g.met_on)), else_=cast(null(), Date()))
TASKS: Final = (
    select(
        _k.directive_id,
        _k.officer_id,
        _k.issued_on,
        _k.due_on,
        _k.acknowledged_on,
        _o.unit_id,
        _o.unit_path,
        case((_of_task(func.count()) > 0, _of_task(_done)), else_=_k.followed_up_on).label("done_on"),
    )
    .select_from(t.directive_task.join(t.officer, _o.id == _k.officer_id))
    .subquery("tasks")
)
_t = TASKS.c


def _days(until: Any) -> Any:
    return cast(until - _t.issued_on, Float())


def _median(of: Any) -> Any:
    return cast(func.percentile_cont(literal_column("0.5")).within_group(of), Float())


_count: Any = func.count()
_late: Any = and_(_t.done_on.is_(None), _t.due_on < func.current_date())
FIGURES: Final = (
    cast(_count, Integer()).label("addressed"),
    cast(_count.filter(_t.acknowledged_on.is_not(None)), Integer()).label("acknowledged"),
    cast(_count.filter(_t.done_on.is_not(None)), Integer()).label("followed_up"),
    cast(_count.filter(_late), Integer()).label("overdue"),
    _median(_days(_t.acknowledged_on)).label("median_days_to_acknowledge"),
    _median(_days(_t.done_on)).label("median_days_to_follow_up"),
)
BY_UNIT: Final = (
    select(_t.directive_id, _t.unit_id, _t.unit_path, *FIGURES)
    .group_by(_t.directive_id, _t.unit_id, _t.unit_path)
    .subquery("follow_ups")
)
_below: Any = t.unit.alias("below")
_SCOPES: Final[dict[str, Scope]] = {
    "unit": (
        _u.id,
        t.unit.join(_below, starts_with(_below.c.path, _u.path)).join(TASKS, _t.unit_id == _below.c.id),
        (cast(null(), Uuid()), _u.id, _u.path),
    )
}
_measured: Any = measured(_SCOPES, _t.issued_on, *FIGURES, lengths="follow_up_period").subquery("measured_follow_ups")
MEASURES: Final = select(
    *_measured.c, _measured.c.ground_unit_id.label("unit_id"), _measured.c.ground_path.label("unit_path")
).subquery("follow_up_measures")


def _share(part: str) -> Any:
    return lambda f: cast(getattr(f, part), Float()) / func.nullif(f.addressed, 0)


@strawberry.type
class _Figures:
    addressed: int = column(description="How often a directive was put before an officer.")
    acknowledged: int = column(description="How many of these were acknowledged (dibaca dan dipahami).")
    acknowledged_share: float | None = column(_share("acknowledged"), description="Their share, 0 to 1.")
    followed_up: int = column(description="How many were followed up (ditindaklanjuti), as villages show or officers report.")
    followed_up_share: float | None = column(_share("followed_up"), description="Their share, 0 to 1.")
    overdue: int = column(clock=True, description="How many are past the day they were due on and not followed up.")
    median_days_to_acknowledge: float | None = column(
        description="Days within which half of those acknowledged were; null where none was (median)."
    )
    median_days_to_follow_up: float | None = column(description="Days within which half of those followed up were.")


@rows_of(BY_UNIT, key="unit_id", visible=FOLLOW_UPS, clock=True)
@strawberry.type(description="How far a directive (arahan) is followed up by the officers of a unit (tindak lanjut).")
class DirectiveFollowUp(_Figures):
    unit: AddressedUnit | None = one(lambda f, u: u.id == f.unit_id, description="The unit in which they serve now.")


@rows_of(MEASURES, key="span", visible=FOLLOW_UPS, clock=True)
@strawberry.type(
    description="How far directives issued in a period are followed up by a unit and those below it (tindak lanjut arahan)."
)
class FollowUpMeasure(_Figures):
    period: Period = column(description="How long the period is.")
    starts_on: date = column(description="Its first day.")


def follow_up() -> Any:
    """The measure of a unit with all below it."""
    return measures_of(
        "unit",
        "How far directives (arahan) of trainings are followed up by its officers and those of the units below, by the period in "
        "which they were issued, latest first; periods without any are left out.",
    )
