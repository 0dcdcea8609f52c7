"""Provinces, regencies and districts, as a table."""

from typing import Final

from sqlalchemy import Date, Index, Table, Text, UniqueConstraint, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.region import (
    RegionDissolved,
    RegionMoved,
    RegionRecoded,
    RegionRegistered,
    RegionRenamed,
)
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
    maybe("dissolved_on", Date()),
    maybe("last_code", ORDERED),
    UniqueConstraint("code", name="region_code", deferrable=True, initially="DEFERRED"),
    Index("region_level", "level", "code"),
    Index("region_parent", "parent_code", "code"),
    comment="A dissolved region keeps its code until another has it; then `last_code` tells what it was, and `code` is nobody's. "
    "Unique when all of a batch is written: within it codes may change hands.",
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


@projection.on(RegionRecoded)
def region_recoded(event: RegionRecoded, recorded: Recorded, changes: Changes) -> None:
    above = event.code.rpartition(".")[0] or None
    changes.change(region, recorded.key, code=event.code, parent_code=above, edition=event.edition)


@projection.on(RegionMoved)
def region_moved(event: RegionMoved, recorded: Recorded, changes: Changes) -> None:
    changes.change(region, recorded.key, code=event.code, parent_code=event.parent_code, edition=event.edition)


@projection.on(RegionDissolved)
def region_dissolved(event: RegionDissolved, recorded: Recorded, changes: Changes) -> None:
    changes.change(region, recorded.key, dissolved_on=event.effective_on)
