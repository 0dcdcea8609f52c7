"""The arguments by which the lists of a programme are narrowed."""

from datetime import date
from typing import Annotated, Any, TypeAlias

import strawberry
from sqlalchemy import Date, cast, func, literal_column

from libs.events.contracts.cooperation.cooperation_input import InputKind
from services.gateway.graph.enums import enum_of
from services.gateway.graph.filters import Clauses

enum_of(InputKind)

OfInputKind: TypeAlias = Annotated[InputKind | None, strawberry.argument(description="Only of this kind.")]
Since: TypeAlias = Annotated[
    date | None, strawberry.argument(description="Only what began, was handed over or is valued on this day or later.")
]
Until: TypeAlias = Annotated[date | None, strawberry.argument(description="Only what did so before this day.")]


def inputs(i: Any, kind: OfInputKind = None, since: Since = None, until: Until = None) -> Clauses:
    if kind is not None:
        yield i.kind == kind.value
    if since is not None:
        yield i.happened_on >= since
    if until is not None:
        yield i.happened_on < until


HeldSince: TypeAlias = Annotated[
    date | None, strawberry.argument(description="Only those that began on this day there, or later.")
]
HeldUntil: TypeAlias = Annotated[date | None, strawberry.argument(description="Only those that began before this day there.")]


def held(s: Any, since: HeldSince = None, until: HeldUntil = None) -> Clauses:
    """Trainings that were closed, by the day on which they began where they were announced."""
    yield s.status == literal_column("'CLOSED'")
    day: Any = cast(func.timezone(s.timezone, s.starts_at), Date())
    if since is not None:
        yield day >= since
    if until is not None:
        yield day < until
