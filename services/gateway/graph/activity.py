"""Subscriptions: what the projector has just shown, composed by the planner and sent on."""

from collections.abc import AsyncGenerator, Iterable
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import strawberry
from graphql import GraphQLError
from sqlalchemy import Uuid

from libs.events.contracts.cooperation.training_session import TrainingScheduled
from services.gateway.graph.context import Context
from services.gateway.graph.inputs import uuid_of
from services.gateway.graph.mapping import actor, given, one
from services.gateway.graph.types.training import TrainingSession
from services.gateway.graph.visibility import INSIDE

SERVICE: Final = TrainingScheduled.service()
FIRST: Final = f"{TrainingScheduled.aggregate()}-"
PAGE: Final = 200
"""Events looked up at a time."""

_EVENTS: Final = """select e.position, e.stream, e.type, e.occurred_at from event e
where e.service = $1 and e.position > $2 and e.position <= $3 and starts_with(e.stream, $4)
and ($5::uuid is null or e.stream = $4 || $5::uuid::text)
and ($6::uuid is null or exists (select 1 from training t where $4 || t.id::text = e.stream and t.program_id = $6))
order by e.position limit $7"""


def _by_stream(row: Any) -> Iterable[Any]:
    yield row.key == actor("stream_key", Uuid())


@strawberry.type(description="Something that happened at a training (pelatihan).")
class TrainingActivity:
    type: str = given(description="What happened: the event's name.")
    position: int = given(description="Its place in the log of the cooperation service.")
    occurred_at: datetime = given(description="When it happened.")
    training: TrainingSession | None = one(where=_by_stream, description="The training as it is now.")


@strawberry.type(description="What can be followed while it happens.")
class Subscription:
    @strawberry.subscription(description="What happens at trainings from now on: at one, at those of a programme, or at all.")  # type: ignore[untyped-decorator]
    async def training_activity(
        self,
        info: strawberry.Info[Any, Any],
        id: Annotated[strawberry.ID | None, strawberry.argument(description="Only at this training.")] = None,  # noqa: A002
        program: Annotated[strawberry.ID | None, strawberry.argument(description="Only at this programme's trainings.")] = None,
    ) -> AsyncGenerator[TrainingActivity, None]:
        context: Context = info.context
        if context.caller.role not in INSIDE:
            raise GraphQLError("Trainings are not shown to this role.")
        session, programme = _uuid(id), _uuid(program)
        context.rows.check(info, "stream_key")
        if context.pool is None or context.positions is None:
            return
        begun: int | None = None
        async for positions in context.positions.changes():
            if SERVICE not in positions:
                continue  # nothing is known yet, not even where to begin
            now = positions[SERVICE]
            if begun is None:
                begun = now
            while begun < now:
                rows = await context.pool.fetch(_EVENTS, [SERVICE, begun, now, FIRST, session, programme, PAGE])
                for row in rows:
                    shown = {"type": row["type"], "position": row["position"], "occurred_at": row["occurred_at"]}
                    yield await context.rows(info, given=shown, stream_key=UUID(row["stream"][-36:]))
                begun = rows[-1]["position"] if len(rows) == PAGE else now


def _uuid(text: str | None) -> UUID | None:
    if text is None:
        return None
    try:
        return uuid_of(text)
    except ValueError:
        raise GraphQLError("This is no id.") from None
