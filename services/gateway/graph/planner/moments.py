"""A query that looks back: one statement for the fields of the present, two for each that is answered as of an earlier moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from graphql import FieldNode, FragmentDefinitionNode, GraphQLError, GraphQLSchema
from sqlalchemy import DateTime

from services.gateway.graph.planner.compilation import Compilation
from services.gateway.graph.planner.objects import field_of
from services.gateway.graph.planner.reaching import Reaching
from services.gateway.graph.planner.request import Get, Plan, Request
from services.gateway.graph.planner.text import Parts, Pieces
from services.gateway.read_model import tables as t

AS_OF: Final = "asOf"
"""The argument of a root field that names the moment."""
MOST_MOMENTS: Final = 10
"""Fields of an operation that are answered as of an earlier moment: each has the rows of its moment made anew."""
AHEAD: Final = timedelta(seconds=30)
"""By how much a moment may lie ahead of our clock: it may have been read from that of a log."""
END: Final = b"\x1e"
"""Written behind each value: a byte that no JSON text holds."""
_END: Final = "chr(30)"
EVENTS: Final = f"FROM {t.event.name}"
"""In every statement that reads events."""


@dataclass(frozen=True)
class Moment:
    """One field as of an earlier moment."""

    reach: Plan
    """Finds the events that make the rows; see `reaching`."""
    answer: Plan
    """Writes the value and the positions, from the rows that those events make."""

    @property
    def reads_events(self) -> bool:
        """Whether the events themselves are shown, as in a timeline."""
        return EVENTS in self.answer.sql


@dataclass(frozen=True)
class Moments:
    """The whole operation."""

    keys: tuple[str, ...]
    """The response keys, in the order of the answer."""
    present: Plan | None
    """Writes the values of the fields of the present, and the positions."""
    past: Mapping[str, Moment]
    """By response key."""
    introspects: bool

    @property
    def size(self) -> int:
        """Characters of SQL."""
        plans = [plan for moment in self.past.values() for plan in (moment.reach, moment.answer)]
        return sum(len(plan.sql) for plan in (*plans, self.present) if plan is not None)


def plan_moments(
    schema: GraphQLSchema,
    operation: Any,
    fragments: Mapping[str, FragmentDefinitionNode],
    request: Request,
    positions: Any,
    *,
    tagged: bool = False,
) -> Moments | None:
    """None where the operation asks of the present alone. `positions` writes them, as members.

    Raises GraphQLError for refused arguments, fields that tell only of the present, and a selection that is too wide.
    """
    kind = schema.query_type
    assert kind  # noqa: S101 - a schema without queries is invalid
    c = Compilation(schema, fragments, request, tagged=tagged)
    groups = c.selection.fields(kind, [operation])
    looking_back = {key: nodes for key, nodes in groups.items() if _moment(schema, nodes[0])(request) is not None}
    if not looking_back:
        return None
    if len(looking_back) > MOST_MOMENTS:
        raise GraphQLError(f"An operation looks back at most {MOST_MOMENTS} times.")
    past = {}
    for key, nodes in looking_back.items():
        then = Compilation(schema, fragments, request, tagged=tagged, reaching=Reaching())
        then.check(_not_ahead(_moment(schema, nodes[0]), nodes))
        answer = then.plan([*field_of(then, kind, None, nodes), Pieces(_END), positions])
        assert then.reaching is not None  # noqa: S101 - given above
        moment = then.bind(_moment(schema, nodes[0]), DateTime(timezone=True))
        past[key] = Moment(then.statement(then.reaching.statement(moment)), answer)
    parts: Parts = []
    for key, nodes in groups.items():
        if key not in past:
            parts += [*field_of(c, kind, None, nodes), Pieces(_END)]
    introspects = any(nodes[0].name.value in ("__schema", "__type") for nodes in groups.values())
    return Moments(tuple(groups), c.plan([*parts, positions]) if parts else None, past, introspects)


def _moment(schema: GraphQLSchema, node: FieldNode) -> Get:
    """Finds the moment that a root field is asked about; None: the present."""
    assert schema.query_type  # noqa: S101 - a schema without queries is invalid
    definition = schema.query_type.fields.get(node.name.value)
    if definition is None or AS_OF not in definition.args:
        return lambda _request: None
    return lambda request: request.arguments(definition, node).get(AS_OF)


def _not_ahead(get: Get, nodes: list[FieldNode]) -> Get:
    def moment(request: Request) -> Any:
        found: datetime = get(request)
        if found > datetime.now(UTC) + AHEAD:
            raise GraphQLError("What will be known later is not known yet.", nodes, extensions={"code": "AS_OF_IN_FUTURE"})
        return found

    return moment
