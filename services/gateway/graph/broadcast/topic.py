"""What can be followed: which events, by what they are picked, who sees them; the declaration is the whole subscription.

    class Subscription:
        training_activity: TrainingActivity = follow(
            TrainingScheduled,                                             # the events of this class's aggregate
            seen_by={Role.HEADQUARTERS: everyone, Role.COMMANDER: within("unit", lambda e: ...)},
            program=by(lambda e: ..., "Only at this programme's trainings."),  # an argument
            description="...",
        )

The type that is told stands on `happened` (`@rows_of(happened, key="position")`), a row an event; its fields are as anywhere.
What `by` and `within` pick by is an SQL expression over such a row, one value or an array of them: an id, or all ids of the units
above it. They are read together with the event; whoever asks for one value is told the events that have it among theirs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import strawberry
from graphql import GraphQLError
from sqlalchemy import ARRAY, ColumnElement, Integer, Text, Uuid, cast, column, func, literal_column, select, table
from sqlalchemy.dialects.postgresql import array
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument

from libs.events.message import Event
from libs.events.wording import Sentence
from services.gateway.graph.context import Caller
from services.gateway.graph.inputs import uuid_of
from services.gateway.graph.mapping import Link, Predicate, everyone
from services.gateway.graph.mapping import column as value
from services.gateway.graph.planner.text import base64
from services.gateway.read_model.projection import event

Of = Callable[[Any], ColumnElement[Any]]
"""What an event is picked by: an SQL expression over a row of `happened`."""

TOPIC: Final = "topic"
"""The key of a field's metadata that holds its Topic."""
AFTER: Final = "after"

checkpoint: Final = table("checkpoint", column("service", Text()), column("log", Uuid()), column("position", Integer()))

happened: Final = select(
    event.c.service,
    event.c.position,
    event.c.type,
    event.c.occurred_at,
    func.left(event.c.stream, literal_column("-37", Integer()), type_=Text()).label("aggregate"),
    cast(func.right(event.c.stream, literal_column("36", Integer())), Uuid()).label("subject"),
).subquery("happened")
"""A row an event; `subject` is the id of the aggregate it happened to."""


def cursor_of(row: Any) -> Any:
    """SQL: where a row of `happened` stands, as text to go on from; see `cursor.Cursor`."""
    log = select(checkpoint.c.log).where(checkpoint.c.service == row.service).correlate_except(checkpoint).scalar_subquery()
    return base64(func.concat(row.service, ":", log, ":", row.position))


@strawberry.type
class Happening:
    """What is told of any event; types that are followed inherit it."""

    type: str = value(description="What happened: the event's name.")
    position: int = value(description="Its place in the log of the service that recorded it.")
    occurred_at: datetime = value(description="When it happened.")
    cursor: str = value(
        lambda e: func.concat(cursor_of(e), type_=Text()), description="Where it stands: to go on from here, pass it as `after`."
    )


@dataclass(frozen=True)
class By:
    """An argument: only events that have this value among theirs."""

    of: Of
    description: str


@dataclass(frozen=True)
class Within:
    """The sight of a role: only events that have this value of the caller among theirs."""

    actor: str
    of: Of


Wanted = tuple[tuple[int, str], ...]
"""Which of a topic's marks must hold which value."""


@dataclass(frozen=True, eq=False)
class Topic:
    """One subscription field."""

    service: str
    aggregate: str
    seen_by: Mapping[str, Predicate | Within]
    arguments: Mapping[str, By]

    @property
    def marks(self) -> list[Of]:
        """Everything its events are picked by: those of the arguments, then those of the roles."""
        return [argument.of for argument in self.arguments.values()] + [within.of for within in self._within()]

    def wanted(self, caller: Caller, given: Mapping[str, Any]) -> Wanted:
        """What the events must have that this caller asks for. Raises GraphQLError where the role sees none."""
        sight = self.seen_by.get(caller.role)
        if sight is None or (isinstance(sight, Within) and caller.values.get(sight.actor) is None):
            raise GraphQLError(Sentence("This is not shown to this role."), extensions={"code": "ROLE_NOT_ALLOWED"})
        wanted = [(place, _uuid(given[name])) for place, name in enumerate(self.arguments) if given.get(name) is not None]
        if isinstance(sight, Within):
            wanted.append((len(self.arguments) + self._within().index(sight), str(caller.values[sight.actor])))
        return tuple(wanted)

    def _within(self) -> list[Within]:
        return [sight for sight in self.seen_by.values() if isinstance(sight, Within)]


def by(of: Of, description: str) -> By:
    """An optional argument of type ID."""
    return By(of, description)


def within(actor: str, of: Of) -> Within:
    """For `seen_by`: the role sees what has the caller's own value (`unit`, `village`, ...) among its values."""
    return Within(actor, of)


def follow(of_aggregate: type[Event], *, seen_by: Mapping[str, Predicate | Within], description: str, **arguments: By) -> Any:
    """A field of the subscription root. Raises TypeError where a role's sight is neither `everyone` nor `within`."""
    if odd := [role for role, sight in seen_by.items() if sight is not everyone and not isinstance(sight, Within)]:
        raise TypeError(f"what {', '.join(odd)} may follow must be everyone or within(...)")
    topic = Topic(of_aggregate.service(), of_aggregate.aggregate(), seen_by, arguments)
    made: Any = strawberry.field(metadata={TOPIC: topic, "link": Link("followed")}, description=description)
    made.arguments = [
        *(_argument(name, strawberry.ID | None, argument.description) for name, argument in arguments.items()),
        _argument(
            AFTER,
            str | None,
            "Begin with what follows this: the `cursor` of the last thing told, or a position as in `extensions.positions`. "
            "Absent: with what happens from now on.",
        ),
    ]
    return made


def texts(expression: ColumnElement[Any]) -> ColumnElement[Any]:
    """One value or an array of them as text[]."""
    if isinstance(expression.type, ARRAY):
        return cast(expression, ARRAY(Text()))
    return array([cast(expression, Text())])


def _argument(name: str, kind: Any, description: str) -> StrawberryArgument:
    return StrawberryArgument(name, None, StrawberryAnnotation(kind), description=description)


def _uuid(text: str) -> str:
    try:
        found: UUID = uuid_of(text)
    except ValueError:
        raise GraphQLError(Sentence("This is no id.")) from None
    return str(found)
