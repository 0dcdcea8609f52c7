"""The arguments by which the calendar of trainings is narrowed."""

from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

import strawberry
from sqlalchemy import or_, select

from libs.events.contracts.cooperation.training_session import SessionKind
from services.gateway.graph.filters import Clauses, Since, Until, Within, covers
from services.gateway.graph.mapping import starts_with
from services.gateway.graph.types.training import TrainingStatus
from services.gateway.read_model import tables as t

OfUnit: TypeAlias = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="Only those held by this unit or one below it, or to which one of these is invited."),
]
OfSessionKind: TypeAlias = Annotated[SessionKind | None, strawberry.argument(description="Only of this sort.")]
OfTrainingStatus: TypeAlias = Annotated[
    TrainingStatus | None, strawberry.argument(description="Only those that have come so far.")
]


@dataclass(frozen=True)
class _Unit:
    """What a global id has to name."""

    _kind: str = "PoliceUnit"
    key: Any = t.unit.c.id


def calendar(
    s: Any,
    *,
    unit: OfUnit = None,
    region: Within = None,
    since: Since = None,
    until: Until = None,
    kind: OfSessionKind = None,
    status: OfTrainingStatus = None,
) -> Clauses:
    if unit is not None:
        own, below, asked = t.unit.alias("own"), t.unit.alias("held_below"), t.invitation.c
        path = select(own.c.path).where(own.c.id == unit.of(_Unit())).correlate(None).scalar_subquery()  # type: ignore[attr-defined]
        held = select(below.c.id).where(below.c.id == s.host_unit_id, starts_with(below.c.path, path))
        invited = select(below.c.id).where(
            asked.training_id == s.id, below.c.id == asked.unit_id, starts_with(below.c.path, path)
        )
        yield or_(held.correlate_except(below).exists(), invited.correlate_except(below, t.invitation).exists())
    if region is not None:
        yield covers(region, s.venue_region_code)
    if since is not None:
        yield s.starts_at >= since
    if until is not None:
        yield s.starts_at < until
    if kind is not None:
        yield s.kind == kind.value
    if status is not None:
        yield s.status == status.value
