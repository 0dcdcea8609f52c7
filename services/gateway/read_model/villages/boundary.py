"""Boundary changes as tables: every code that a place ever had, what became of what, and the changes one by one."""

import re
from datetime import UTC, date
from typing import Final, TypeAlias
from uuid import UUID

from sqlalchemy import BigInteger, Date, Index, ScalarSelect, Table, Text, Uuid, select

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.region import (
    RegionDissolved,
    RegionLevel,
    RegionMoved,
    RegionRecoded,
    RegionRegistered,
    RegionRenamed,
)
from libs.events.contracts.villages.village import (
    VillageDissolved,
    VillageRecoded,
    VillageRegistered,
    VillageRenamed,
    VillagesMerged,
    VillageSplit,
    VillageTypeChanged,
)
from services.gateway.read_model.columns import ORDERED, always, key, maybe, metadata
from services.gateway.read_model.projection import projection

place_code: Final = Table(
    "place_code",
    metadata,
    key("place_id", Uuid()),
    key("position", BigInteger()),
    maybe("code", ORDERED),
    maybe("since", Date()),
    Index("place_code_code", "code", "position"),
    comment="Every code of a region or village, in the order in which it had them; none from when it was dissolved. `since` is "
    "not known of the first.",
)

succession: Final = Table(
    "succession",
    metadata,
    key("predecessor_id", Uuid()),
    key("successor_id", Uuid()),
    Index("succession_successor", "successor_id"),
    comment="What was split from a place, or what it became part of.",
)

boundary_change: Final = Table(
    "boundary_change",
    metadata,
    key("id", Uuid()),
    always("position", BigInteger()),
    always("kind", Text()),
    always("place_id", Uuid()),
    always("place_level", Text()),
    maybe("code", ORDERED),
    maybe("previous_code", ORDERED),
    maybe("name", ORDERED),
    always("changed_on", Date()),
    maybe("legal_basis", Text()),
    maybe("edition", Text()),
    Index("boundary_change_day", "changed_on", "position"),
    Index("boundary_change_place", "place_id", "changed_on", "position"),
    comment="`changed_on` is the day from which on it holds, or on which it was entered where nobody says.",
)


def holder_of(named: Table, column: str) -> ScalarSelect[UUID]:
    """What has the code that a row of the table names, or had it last: while a projection is written, as of that event."""
    had = place_code.c
    held = select(had.place_id).where(had.code == named.c[column]).order_by(had.position.desc()).limit(1)
    return held.correlate(named).scalar_subquery()


LEVELS: Final = tuple(RegionLevel)
VILLAGE: Final = "VILLAGE"

_Told: TypeAlias = (
    VillageRenamed
    | VillageRecoded
    | VillageTypeChanged
    | VillageSplit
    | VillagesMerged
    | VillageDissolved
    | RegionRenamed
    | RegionRecoded
    | RegionMoved
    | RegionDissolved
)


def _note(event: _Told, recorded: Recorded, changes: Changes, level: str | None = None) -> None:
    changes.put(
        boundary_change,
        id=recorded.id,
        position=recorded.position,
        kind=re.sub("(?<=[a-z])(?=[A-Z])", "_", event.named()).upper(),
        place_id=recorded.key,
        place_level=level or VILLAGE,
        code=getattr(event, "code", None),
        previous_code=getattr(event, "previous_code", None),
        name=getattr(event, "name", None),
        changed_on=event.effective_on or recorded.occurred_at.astimezone(UTC).date(),
        legal_basis=event.legal_basis,
        edition=getattr(event, "edition", None),
    )


def _has(place: UUID, code: str | None, since: date | None, recorded: Recorded, changes: Changes) -> None:
    changes.put(place_code, place_id=place, position=recorded.position, code=code, since=since)


def _level(code: str) -> str:
    return LEVELS[code.count(".")]


@projection.on(VillageRegistered)
def village_registered(event: VillageRegistered, recorded: Recorded, changes: Changes) -> None:
    _has(recorded.key, event.code, None, recorded, changes)


@projection.on(RegionRegistered)
def region_registered(event: RegionRegistered, recorded: Recorded, changes: Changes) -> None:
    _has(recorded.key, event.code, None, recorded, changes)


@projection.on(VillageRenamed)
def village_renamed(event: VillageRenamed, recorded: Recorded, changes: Changes) -> None:
    _note(event, recorded, changes)


@projection.on(VillageRecoded)
def village_recoded(event: VillageRecoded, recorded: Recorded, changes: Changes) -> None:
    _has(recorded.key, event.code, event.effective_on, recorded, changes)
    _note(event, recorded, changes)


@projection.on(VillageTypeChanged)
def village_type_changed(event: VillageTypeChanged, recorded: Recorded, changes: Changes) -> None:
    _note(event, recorded, changes)


@projection.on(VillageSplit)
def village_split(event: VillageSplit, recorded: Recorded, changes: Changes) -> None:
    for one in event.into_ids:
        changes.put(succession, predecessor_id=recorded.key, successor_id=one)
    _note(event, recorded, changes)


@projection.on(VillagesMerged)
def villages_merged(event: VillagesMerged, recorded: Recorded, changes: Changes) -> None:
    for one in event.merged_ids:
        changes.put(succession, predecessor_id=one, successor_id=recorded.key)
    _note(event, recorded, changes)


@projection.on(VillageDissolved)
def village_dissolved(event: VillageDissolved, recorded: Recorded, changes: Changes) -> None:
    _ended(event, recorded, changes)
    _note(event, recorded, changes)


@projection.on(RegionRenamed)
def region_renamed(event: RegionRenamed, recorded: Recorded, changes: Changes) -> None:
    _note(event, recorded, changes, level="REGION")


@projection.on(RegionRecoded)
def region_recoded(event: RegionRecoded, recorded: Recorded, changes: Changes) -> None:
    _has(recorded.key, event.code, event.effective_on, recorded, changes)
    _note(event, recorded, changes, level=_level(event.code))


@projection.on(RegionMoved)
def region_moved(event: RegionMoved, recorded: Recorded, changes: Changes) -> None:
    _has(recorded.key, event.code, event.effective_on, recorded, changes)
    _note(event, recorded, changes, level=_level(event.code))


@projection.on(RegionDissolved)
def region_dissolved(event: RegionDissolved, recorded: Recorded, changes: Changes) -> None:
    _ended(event, recorded, changes)
    _note(event, recorded, changes, level=_level(event.code))


def _ended(event: VillageDissolved | RegionDissolved, recorded: Recorded, changes: Changes) -> None:
    _has(recorded.key, None, event.effective_on, recorded, changes)
    for one in event.successor_ids:
        changes.put(succession, predecessor_id=recorded.key, successor_id=one)
