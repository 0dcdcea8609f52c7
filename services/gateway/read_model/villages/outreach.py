"""Outreach to residents, as a table."""

from typing import Final

from sqlalchemy import ARRAY, Date, Index, Integer, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.outreach import OutreachHeld
from services.gateway.read_model.columns import MOMENT, always, key, metadata
from services.gateway.read_model.projection import projection

outreach: Final = Table(
    "outreach",
    metadata,
    key("id", Uuid()),
    always("village_id", Uuid()),
    always("officer_id", Uuid()),
    always("kind", Text()),
    always("theme", Text()),
    always("appeal", Text()),
    always("held_at", MOMENT),
    always("held_on", Date()),
    always("attendance", Integer()),
    always("flags", ARRAY(Text())),
    Index("outreach_village", "village_id", "held_at", "id"),
    Index("outreach_time", "held_at", "id"),
    Index("outreach_held", "village_id", "held_on"),
)


@projection.on(OutreachHeld)
def outreach_held(event: OutreachHeld, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        outreach,
        id=recorded.key,
        village_id=event.village_id,
        officer_id=event.officer_id,
        kind=event.kind,
        theme=event.theme,
        appeal=event.appeal,
        held_at=event.held_at,
        held_on=event.held_on,
        attendance=event.attendance,
        flags=recorded.made().flags,
    )
