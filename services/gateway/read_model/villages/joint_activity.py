"""Joint activities of the three pillars, and who confirmed them, as tables."""

from typing import Final

from sqlalchemy import Date, Index, Integer, Table, Text, Uuid, text

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.joint_activity import (
    JointActivityCancelled,
    JointActivityConfirmed,
    JointActivityHeld,
    JointActivityHeldUnderException,
    JointActivityPlanned,
)
from services.gateway.read_model.columns import MOMENT, always, key, maybe, metadata
from services.gateway.read_model.projection import projection

joint_activity: Final = Table(
    "joint_activity",
    metadata,
    key("id", Uuid()),
    always("village_id", Uuid()),
    always("kind", Text()),
    always("theme", Text()),
    always("scheduled_at", MOMENT),
    always("place", Text()),
    always("status", Text(), server_default="PLANNED"),
    maybe("held_at", MOMENT),
    maybe("held_on", Date()),
    maybe("attendance", Integer()),
    maybe("exception", Text()),
    maybe("cancelled_because", Text()),
    Index("joint_activity_village", "village_id", "scheduled_at", "id"),
    Index("joint_activity_time", "scheduled_at", "id"),
    Index("joint_activity_held", "village_id", "held_on", postgresql_where=text("held_on is not null")),
)

joint_confirmation: Final = Table(
    "joint_confirmation",
    metadata,
    key("activity_id", Uuid()),
    key("pillar", Text()),
    always("holder_id", Uuid()),
    always("confirmed_at", MOMENT),
    comment="By seat the last who confirmed while holding it.",
)


@projection.on(JointActivityPlanned)
def activity_planned(event: JointActivityPlanned, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        joint_activity,
        id=recorded.key,
        village_id=event.village_id,
        kind=event.kind,
        theme=event.theme,
        scheduled_at=event.scheduled_at,
        place=event.place,
    )


@projection.on(JointActivityConfirmed)
def activity_confirmed(event: JointActivityConfirmed, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        joint_confirmation,
        activity_id=recorded.key,
        pillar=event.pillar,
        holder_id=event.holder_id,
        confirmed_at=event.confirmed_at,
    )


@projection.on(JointActivityHeld)
def activity_held(event: JointActivityHeld, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        joint_activity,
        recorded.key,
        status="HELD",
        held_at=event.held_at,
        held_on=event.held_on,
        attendance=event.attendance,
    )


@projection.on(JointActivityHeldUnderException)
def activity_held_under_exception(event: JointActivityHeldUnderException, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        joint_activity,
        recorded.key,
        status="HELD_UNDER_EXCEPTION",
        held_at=event.held_at,
        held_on=event.held_on,
        attendance=event.attendance,
        exception=event.exception,
    )


@projection.on(JointActivityCancelled)
def activity_cancelled(event: JointActivityCancelled, recorded: Recorded, changes: Changes) -> None:
    changes.change(joint_activity, recorded.key, status="CANCELLED", cancelled_because=event.cancelled_because)
