"""What can be followed: one declaration each."""

import strawberry
from sqlalchemy import select

from libs.events.contracts.cooperation.training_session import TrainingScheduled
from services.gateway.graph.broadcast.topic import Happening, by, follow, happened
from services.gateway.graph.mapping import one, rows_of
from services.gateway.graph.types.training import TrainingSession
from services.gateway.graph.visibility import INSIDE
from services.gateway.read_model.tables import training


@rows_of(happened, key="position", visible=INSIDE)
@strawberry.type(description="Something that happened at a training (pelatihan).")
class TrainingActivity(Happening):
    training: TrainingSession | None = one(lambda e, s: s.id == e.subject, description="The training as it is now.")


@strawberry.type(
    description="What can be followed while it happens, over graphql-transport-ws. Each response carries a `cursor`, also in its "
    "`extensions`: whoever comes back with it as `after` misses nothing. A connection that does not take what it is sent is "
    "closed with 4413. A subscription ends in an error with `LOG_REPLACED` where the log is not the one the cursor stands in, "
    "`CURSOR_AHEAD` where nothing is shown up to the cursor yet, `TOO_FAR_BEHIND` where more happens than can be told."
)
class Subscription:
    training_activity: TrainingActivity = follow(
        TrainingScheduled,
        seen_by=INSIDE,
        id=by(lambda e: e.subject, "Only at this training."),
        program=by(
            lambda e: select(training.c.program_id).where(training.c.id == e.subject).scalar_subquery(),
            "Only at this programme's trainings.",
        ),
        description="What happens at trainings (pelatihan): at one, at a programme's, or at all; each event once, in order.",
    )
