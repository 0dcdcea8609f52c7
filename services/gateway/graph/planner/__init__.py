"""A validated GraphQL operation, compiled into one SQL statement whose only value is the answer itself, as JSON text.

Every object becomes `concat('{"key":', value, ..., '}')` and every relation a correlated subquery that starts from an index, so
that the cost follows the answer, not the country.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from graphql import FragmentDefinitionNode, GraphQLError, GraphQLObjectType, GraphQLSchema, get_named_type
from sqlalchemy import ARRAY, BigInteger, Text, any_, select

from services.gateway.graph.mapping import actor
from services.gateway.graph.planner import moments
from services.gateway.graph.planner.compilation import Compilation
from services.gateway.graph.planner.moments import AS_OF, END, Moment, Moments
from services.gateway.graph.planner.objects import TAG, object_of
from services.gateway.graph.planner.request import Plan, Request, shape
from services.gateway.graph.planner.text import Parts, Pieces

__all__ = [
    "AS_OF", "END", "TAG", "Moment", "Moments", "Plan", "Request", "plan_event", "plan_moments", "plan_object",
    "plan_operation", "shape",
]  # fmt: skip

POSITIONS: Final = Pieces(
    "(SELECT string_agg(concat(to_json(service), ':', position), ',' ORDER BY service) FROM checkpoint)",
)
"""How far each service's log has been projected, as JSON members: read in the same snapshot as the answer."""


def plan_operation(
    schema: GraphQLSchema,
    operation: Any,
    fragments: Mapping[str, FragmentDefinitionNode],
    request: Request,
    *,
    tagged: bool = False,
) -> tuple[Plan, bool]:
    """The response to a query, `{"data": ..., "extensions": {"positions": ...}}`, and whether it asks about the schema itself.

    What it asks about the schema is left null for graphql-core to fill in. Raises GraphQLError for refused arguments, and for a
    selection that is too deep or too wide.
    """
    assert schema.query_type  # noqa: S101 - a schema without queries is invalid
    c = Compilation(schema, fragments, request, tagged=tagged)
    groups = c.selection.fields(schema.query_type, [operation])
    introspects = any(nodes[0].name.value in ("__schema", "__type") for nodes in groups.values())
    with _not_too_deep():
        data = object_of(c, schema.query_type, None, [operation])
        return c.plan(['{"data":', *data, ',"extensions":{"positions":{', POSITIONS, "}}}"]), introspects


def plan_moments(
    schema: GraphQLSchema,
    operation: Any,
    fragments: Mapping[str, FragmentDefinitionNode],
    request: Request,
    *,
    tagged: bool = False,
) -> Moments | None:
    """A query that looks back, None for one that does not; see `moments`. Raises GraphQLError as `plan_operation` does."""
    with _not_too_deep():
        return moments.plan_moments(schema, operation, fragments, request, POSITIONS, tagged=tagged)


def plan_object(
    schema: GraphQLSchema,
    kind: GraphQLObjectType,
    nodes: Sequence[Any],
    fragments: Mapping[str, FragmentDefinitionNode],
    request: Request,
) -> Plan:
    """One object that stands on no row of its own, such as a mutation's payload, tagged for graphql-core to read.

    The statement writes `{"positions": ..., "row": ...}`: the object, and how far what it is made of has been projected.
    Raises GraphQLError as `plan_operation` does.
    """
    c = Compilation(schema, fragments, request, tagged=True)
    with _not_too_deep():
        return c.plan(['{"positions":{', POSITIONS, '},"row":', *object_of(c, kind, None, nodes), "}"])


def plan_event(
    schema: GraphQLSchema,
    operation: Any,
    fragments: Mapping[str, FragmentDefinitionNode],
    request: Request,
    *,
    extensions: Callable[[Any], Parts],
    tagged: bool = False,
) -> Plan:
    """The responses of a subscription to some events of one service: their positions, each with its text, NULL where unseen.

    The field's type stands on rows with the columns `service` and `position`; which of them is told by the values `event_service`
    and `event_positions` of the request's actor. `extensions` yields further members of a response's `extensions`. Raises
    GraphQLError as `plan_operation` does.
    """
    assert schema.subscription_type  # noqa: S101 - the operation is valid
    c = Compilation(schema, fragments, request, tagged=tagged)
    ((key, nodes),) = c.selection.fields(schema.subscription_type, [operation]).items()
    kind: Any = get_named_type(schema.subscription_type.fields[nodes[0].name.value].type)
    with _not_too_deep():
        row = c.row(kind)
        data = object_of(c, kind, row, nodes)
        text = c.body([f'{{"data":{{"{key}":', *data, '},"extensions":{"positions":{', POSITIONS, "},", *extensions(row), "}}"])
        sight = c.sight(row._rows.visible, row)
        told = Pieces("CASE WHEN ", sight[0], " THEN ", text, " END") if sight else text
        chosen = (
            row.service == actor("event_service", Text()),
            row.position == any_(actor("event_positions", ARRAY(BigInteger()))),
        )
        return c.statement(select(row.position, told.label("told")).where(*chosen).order_by(row.position))


@contextmanager
def _not_too_deep() -> Iterator[None]:
    """The compiler calls itself for each level; where Python ends that, the selection is at fault."""
    try:
        yield
    except RecursionError:
        raise GraphQLError("This selection is nested too deeply.") from None
