"""The arguments by which lists of disputes are narrowed."""

from typing import Annotated, Any, TypeAlias

import strawberry
from sqlalchemy import ColumnElement, and_, func, not_

from services.gateway.graph.filters import Clauses, Within, covers

OnlyOpen: TypeAlias = Annotated[
    bool | None, strawberry.argument(description="True: only those not yet resolved; false: only those resolved.")
]
OnlyOverdue: TypeAlias = Annotated[
    bool | None,
    strawberry.argument(description="True: only those open for longer than they may be; false: only those that are not."),
]


def is_overdue(dispute: Any) -> ColumnElement[bool]:
    """Open, and past the moment from which the commander is to know."""
    late: ColumnElement[bool] = and_(dispute.resolved_at.is_(None), dispute.escalates_at <= func.now())
    return late


def disputes(d: Any, open: OnlyOpen = None, overdue: OnlyOverdue = None) -> Clauses:  # noqa: A002 - the argument's name
    if open is not None:
        yield d.resolved_at.is_(None) if open else d.resolved_at.is_not(None)
    if overdue is not None:
        yield is_overdue(d) if overdue else not_(is_overdue(d))


def board(d: Any, region: Within = None, open: OnlyOpen = None, overdue: OnlyOverdue = None) -> Clauses:  # noqa: A002 - as above
    yield from disputes(d, open, overdue)
    if region is not None:
        yield covers(region, d.village_code)
