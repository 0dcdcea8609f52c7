"""Provinces, regencies and districts, as a table."""

from typing import Final

from sqlalchemy import Index, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.region import RegionRegistered, RegionRenamed
from services.gateway.read_model.columns import ORDERED, always, key, maybe, metadata, searchable
from services.gateway.read_model.projection import projection
from services.gateway.read_model.sought import sought

region: Final = Table(
    "region",
    metadata,
    key("id", Uuid()),
    always("code", ORDERED),
    *searchable(),
    always("level", Text()),
    maybe("parent_code", ORDERED),
    always("edition", Text()),
    Index("region_code", "code", unique=True),
    Index("region_level", "level", "code"),
    Index("region_parent", "parent_code", "code"),
)


@projection.on(RegionRegistered)
def region_registered(event: RegionRegistered, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        region,
        id=recorded.key,
        code=event.code,
        name=event.name,
        sought=sought(event.name),
        level=event.level,
        parent_code=event.parent_code,
        edition=event.edition,
    )


@projection.on(RegionRenamed)
def region_renamed(event: RegionRenamed, recorded: Recorded, changes: Changes) -> None:
    changes.change(region, recorded.key, name=event.name, sought=sought(event.name), edition=event.edition)
