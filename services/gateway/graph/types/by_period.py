"""Measures by calendar period, of villages, of units with all below them, of regions: the form that all of them have."""

import enum
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, TypeAlias

import strawberry
from sqlalchemy import TIMESTAMP, Date, Integer, Text, Uuid, cast, func, literal_column, null, select, true, union_all, values
from sqlalchemy import column as named

from services.gateway.graph.enums import explain
from services.gateway.graph.filters import Clauses, covers
from services.gateway.graph.mapping import many, starts_with
from services.gateway.read_model import tables as t

Scope: TypeAlias = tuple[Any, Any, tuple[Any, Any, Any]]
"""What is measured: its id, how it leads to what was done, and the village, unit and path by which it is shown."""


@explain
@strawberry.enum(description="How long a period is.")
class Period(enum.Enum):
    MONTH = "MONTH"
    """A calendar month (*bulan*)."""
    QUARTER = "QUARTER"
    """A quarter of the year (*triwulan*)."""
    YEAR = "YEAR"
    """A calendar year (*tahun*)."""


def measured(
    scopes: Mapping[str, Scope], day: Any, *figures: Any, lengths: str, by: tuple[Any, ...] = (), only: Any = None
) -> Any:
    """Rows of these figures over what was done on a `day`, for all scopes and lengths of a period.

    `lengths` names the rows of the lengths; `by` divides the figures further, `only` says which of what was done counts.
    """
    periods = values(named("period", Text()), name=lengths, literal_binds=True).data([(one.value,) for one in Period])
    starts: Any = cast(func.date_trunc(periods.c.period, cast(day, TIMESTAMP())), Date())
    made = []
    for scope, (key, source, (village, unit, path)) in scopes.items():
        one = select(
            literal_column(f"'{scope}'", Text()).label("scope"),
            key.label("scope_id"),
            village.label("village_id"),
            unit.label("ground_unit_id"),
            path.label("ground_path"),
            periods.c.period.label("period"),
            starts.label("starts_on"),
            func.concat(periods.c.period, literal_column("'/'"), starts).label("span"),
            *by,
            *figures,
        ).select_from(source.join(periods, true()))
        grouped = (key, *(part for part in (village, unit, path) if part.__visit_name__ == "column"), periods.c.period, starts)
        one = one.where(only) if only is not None else one
        made.append(one.group_by(*grouped, *by))
    return union_all(*made)


def of_places(of_village: Any, once: Any = None) -> dict[str, Scope]:
    """What is done in villages: of each of them, of a unit with all below it, of a region.

    `of_village` joins the village with what counts for it; `once`, where some of that counts for several villages, with what is
    to count once in what lies above them.
    """
    above = of_village if once is None else once
    village, ground, unit, below = t.village.c, t.village_unit.c, t.unit.c, t.unit.alias("below")
    none: Any = cast(null(), Uuid())
    return {
        "village": (
            village.id,
            of_village.outerjoin(t.village_unit, ground.village_id == village.id).outerjoin(t.unit, unit.id == ground.unit_id),
            (village.id, ground.unit_id, unit.path),
        ),
        "unit": (
            unit.id,
            t.unit.join(below, starts_with(below.c.path, unit.path))
            .join(t.village_unit, ground.unit_id == below.c.id)
            .join(above, village.id == ground.village_id),
            (none, unit.id, unit.path),
        ),
        "region": (
            t.region.c.id,
            t.region.join(above, covers(t.region.c.code, village.code)),
            (none, none, cast(null(), Text())),
        ),
    }


def total(of: Any, name: str) -> Any:
    """A whole number that adds up over the rows of a period."""
    return cast(func.sum(of), Integer()).label(name)


OfPeriod: TypeAlias = Annotated[Period, strawberry.argument(description="How long the periods are.")]
Since: TypeAlias = Annotated[date | None, strawberry.argument(description="Only periods that begin on this day or later.")]
Until: TypeAlias = Annotated[date | None, strawberry.argument(description="Only periods that begin before this day.")]


def periods(m: Any, period: OfPeriod = Period.MONTH, since: Since = None, until: Until = None) -> Clauses:
    yield m.period == period.value
    if since is not None:
        yield m.starts_on >= since
    if until is not None:
        yield m.starts_on < until


def measures_of(scope: str, description: str) -> Any:
    """The measures of whatever the field stands on, latest first."""
    return many(
        lambda row, m: (m.scope == literal_column(f"'{scope}'", Text())) & (m.scope_id == row.id),
        order="-starts_on",
        where=periods,
        first=12,
        description=description,
    )
