"""How far elections have come, the arguments by which lists of them are narrowed, and which concern a unit."""

import enum
from typing import Annotated, Any, Final, TypeAlias

import strawberry
from sqlalchemy import and_, literal_column, or_, select

from libs.events.contracts.villages.election_period import ElectionKind
from services.gateway.graph.enums import enum_of, explain
from services.gateway.graph.filters import Clauses, Within, covers
from services.gateway.graph.mapping import starts_with
from services.gateway.read_model import tables as t

enum_of(ElectionKind)
OPEN: Final = "OPEN"
CLOSED: Final = "CLOSED"
DECLARED: Final = "DECLARED"


@explain
@strawberry.enum(description="Whether an election is under way.")
class ElectionState(enum.Enum):
    DECLARED = "DECLARED"
    """Its first phase has not begun (*dinyatakan*)."""
    OPEN = "OPEN"
    """It is under way: thresholds are heightened (*berlangsung*)."""
    CLOSED = "CLOSED"
    """It is over (*ditutup*)."""


OfElection: TypeAlias = Annotated[ElectionKind | None, strawberry.argument(description="Only elections of this kind.")]
InState: TypeAlias = Annotated[ElectionState | None, strawberry.argument(description="Only those that have come this far.")]


def elections(e: Any, kind: OfElection = None, state: InState = None) -> Clauses:
    if kind is not None:
        yield e.kind == kind.value
    if state is not None:
        yield e.state == state.value


def elections_within(e: Any, region: Within = None, kind: OfElection = None, state: InState = None) -> Clauses:
    yield from elections(e, kind, state)
    if region is not None:
        yield or_(covers(region, e.now_code), covers(e.now_code, region))


def heightens(election: Any) -> Any:
    """Whether thresholds are heightened by it where it is held."""
    return and_(election.state == literal_column(f"'{OPEN}'"), election.lost_on.is_(None))


def held_on_ground(unit: Any, election: Any) -> Any:
    """Whether an election takes in a village for which the unit, or one below it, answers."""
    v, of, below = t.village.c, t.village_unit.c, t.unit.alias("elects")
    found = select(v.id).where(
        covers(election.now_code, v.code),
        of.village_id == v.id,
        below.c.id == of.unit_id,
        starts_with(below.c.path, unit.path),
    )
    return found.correlate_except(t.village, t.village_unit, below).exists()
