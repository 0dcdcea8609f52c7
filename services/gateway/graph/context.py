"""What resolvers of mutations find in `info.context`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from libs.events.access import Actor
from services.gateway.graph.commands import Commands
from services.gateway.graph.documents import Document
from services.gateway.graph.positions import Positions


@dataclass(frozen=True)
class Caller:
    """On whose behalf an operation runs: the role chooses the plan, the values are bound into it."""

    role: str
    values: Mapping[str, Any]

    @classmethod
    def of(cls, actor: Actor) -> "Caller":
        """The values for `mapping.actor`: subject, person, unit, village, programs and provinces."""
        return cls(
            actor.role.value,
            {
                "subject": actor.subject,
                "person": actor.person,
                "unit": actor.unit,
                "village": actor.village,
                "programs": list(actor.programs),
                "provinces": list(actor.provinces),
            },
        )


class Rows(Protocol):
    """Composes what is selected below a field by one statement: for payloads, whose links are predicates over `values`."""

    async def __call__(self, info: Any, *, given: Mapping[str, Any] | None = None, **values: Any) -> Any:
        """The payload; `given` holds its `given()` fields. Raises GraphQLError, pool.Unavailable, pool.TooLong, pool.TooMuch."""

    def check(self, info: Any, *names: str) -> None:
        """Raises GraphQLError where what is selected is refused; `names` are those of the values that will be passed."""


@dataclass(frozen=True)
class Context:
    """`await rows(info, given={...}, **values)` composes what is selected below a field."""

    caller: Caller
    document: Document
    rows: Rows
    headers: Mapping[str, str] = field(default_factory=dict)
    """Of the request, in lower case: authorization, traceparent, accept-language, where sent."""
    commands: Commands | None = None
    positions: Positions | None = None
    patience: float = 2.0
    """Seconds for which a mutation waits until its effect can be read."""
    reflected: dict[str, int] = field(default_factory=dict)
    """By service, how far all that `rows` composed had been projected: what a mutation's answer tells as its positions."""
