"""The seats of the three pillars, as a table."""

from typing import Final

from sqlalchemy import Date, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.three_pillars import PillarsCompleted, PillarSeated, PillarVacated
from services.gateway.read_model.columns import always, key, maybe, metadata
from services.gateway.read_model.projection import projection
from services.gateway.read_model.villages.village import village

pillar_seat: Final = Table(
    "pillar_seat",
    metadata,
    key("village_id", Uuid()),
    key("pillar", Text()),
    always("title", Text()),
    always("holder_id", Uuid()),
    maybe("holder_name", Text()),
    maybe("phone", Text()),
    always("since", Date()),
    maybe("assignment_id", Uuid()),
    comment="Seats that are held; a village without a row has the seat all the same, vacant.",
)


@projection.on(PillarSeated)
def pillar_seated(event: PillarSeated, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        pillar_seat,
        village_id=recorded.key,
        pillar=event.pillar,
        title=event.title,
        holder_id=event.holder_id,
        holder_name=event.holder_name,
        phone=event.phone,
        since=event.since,
        assignment_id=event.assignment_id,
    )


@projection.on(PillarVacated)
def pillar_vacated(event: PillarVacated, recorded: Recorded, changes: Changes) -> None:
    changes.remove(pillar_seat, recorded.key, event.pillar)
    changes.change(village, recorded.key, pillars_status="INCOMPLETE")


@projection.on(PillarsCompleted)
def pillars_completed(_event: PillarsCompleted, recorded: Recorded, changes: Changes) -> None:
    changes.change(village, recorded.key, pillars_status="COMPLETE")
