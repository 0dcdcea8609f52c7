"""Which events make the rows that a statement may read: collected while it is compiled, to answer it as of an earlier moment."""

from collections.abc import Mapping
from typing import Any, Final

from graphql import FieldNode, GraphQLError, GraphQLObjectType
from sqlalchemy import BigInteger, Interval, Select, Text, and_, column, func, literal_column, select, table, union
from sqlalchemy.sql import visitors

from services.gateway.graph.mapping import Link, Reach
from services.gateway.graph.planner.rows import Row, rows_behind
from services.gateway.graph.reach import among
from services.gateway.read_model import tables as t

MOST_EVENTS: Final = 20_000
"""Events of which one answer is made."""
DISORDER: Final = "interval '1 minute'"
"""By how much an event may have been recorded before one that precedes it in the log, in SQL: appends take the time when they
begin and their position when it is their turn, and none waits that long."""

EVENT: Final = (
    "service", "position", "stream", "version", "id", "type", "schema", "occurred_at", "recorded_at", "command", "data", "meta",
)  # fmt: skip
"""The columns of the events found."""

_CHECKPOINT: Final = table("checkpoint", column("service", Text()), column("position", BigInteger())).alias("now")


class Reaching:
    """Follows the fields of an operation from the aggregates they begin with to all they ever led to."""

    def __init__(self) -> None:
        self._streams: list[Select[Any]] = []
        self._steps = 0

    def follow(self, parent: Row | None, link: Link, row: Row, arguments: Mapping[str, Any]) -> None:
        """Notes what makes the rows to which a field leads."""
        if parent is None:
            clauses = link.where(row, **arguments) if link.where else []
            anchors = self._step(select(row.key.label("id")).select_from(row._alias).where(*clauses))
        else:
            assert parent._anchors is not None  # noqa: S101 - every row of a past answer was reached by this method
            assert link.past is not None  # noqa: S101 - see `check`
            anchors = self._step(link.past.to(parent._anchors)) if link.past.to else parent._anchors
        row._anchors = anchors
        self._note(row._rows.past or (), anchors)

    def check(self, kind: GraphQLObjectType, row: Row | None, link: Link, nodes: list[FieldNode]) -> None:
        """Notes what a field reads besides. Raises GraphQLError for a field that tells only of the present."""
        if row is None:
            return
        if not tells_of_the_past(link, row):
            name = f"{kind.name}.{nodes[0].name.value}"
            raise GraphQLError(
                f"{name} is not answered as of an earlier moment.", nodes, extensions={"code": "AS_OF_UNSUPPORTED", "field": name}
            )
        if link.past is not None and row._anchors is not None:
            self._note(link.past.through, row._anchors)

    def statement(self, moment: Any) -> Select[Any]:
        """All those events up to the moment, and for each service the position then: at least one row a service.

        The events up to a moment are those before the first that was recorded later, so that they are a state that there was.
        """
        # Each is worked out once: no plan may look for the events by position, or for the positions event by event.
        then = _positions(moment).cte("then").prefix_with("materialized")
        found = self._found().cte("found").prefix_with("materialized")
        joined = then.outerjoin(found, and_(found.c.service == then.c.service, found.c.position <= then.c.until))
        return (
            select(then.c.service, then.c.until, *(found.c[name] for name in EVENT if name != "service"))
            .select_from(joined)
            .order_by(then.c.service, found.c.position)
            .limit(literal_column(str(MOST_EVENTS + 1)))
        )

    def _found(self) -> Select[Any]:
        """All events of the streams."""
        streams = select(union(*self._streams).subquery("streams").c[0])
        return select(*(t.event.c[name] for name in EVENT)).where(among(t.event.c.stream, streams))

    def _note(self, made: tuple[Reach, ...], anchors: Select[Any]) -> None:
        self._streams += [streams(anchors) for streams in made]

    def _step(self, ids: Select[Any]) -> Select[Any]:
        self._steps += 1
        return select(ids.cte(f"step_{self._steps}").c[0])


def tells_of_the_past(link: Link, row: Row) -> bool:
    """Whether a field can be answered as of an earlier moment: it says how, or it reads nothing but its row."""
    if link.past is not None or link.kind == "given":
        return True
    if link.kind in ("one", "many", "page"):
        return False
    return link.expression is None or not any(isinstance(part, Select) for part in visitors.iterate(link.expression(row)))


def told_of_the_past(kind: GraphQLObjectType, link: Link | None) -> bool:
    """False for a field that is refused on a type that is not."""
    rows = rows_behind(kind)
    return link is None or rows is None or rows.past is None or tells_of_the_past(link, Row(kind, rows, 0))


def _positions(moment: Any) -> Select[Any]:
    """By service: the last position of the read model before the first event recorded later."""
    event = t.event.alias("later").c
    here = event.service == _CHECKPOINT.c.service
    first = select(func.min(event.recorded_at)).where(here, event.recorded_at > moment).correlate(_CHECKPOINT).scalar_subquery()
    near = event.recorded_at.between(first, first + literal_column(DISORDER, Interval()))
    # Not of the bare column: its least value would be looked for by position, through the whole log.
    before = (
        select(func.min(event.position + literal_column("0")) - literal_column("1"))
        .where(here, near)
        .correlate(_CHECKPOINT)
        .scalar_subquery()
    )
    now = _CHECKPOINT.c.position
    return select(_CHECKPOINT.c.service, func.least(now, func.coalesce(before, now)).label("until"))
