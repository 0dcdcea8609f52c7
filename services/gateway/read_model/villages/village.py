"""Villages, and who answers for each, as tables."""

from typing import Final

from sqlalchemy import Date, Index, Table, Text, Uuid, bindparam, func, select, update

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.village import (
    VillageDissolved,
    VillageRecoded,
    VillageRegistered,
    VillageRenamed,
    VillageTypeChanged,
)
from services.gateway.read_model.columns import ORDERED, always, key, lexemes, maybe, metadata, searchable
from services.gateway.read_model.projection import projection
from services.gateway.read_model.sought import sought

village: Final = Table(
    "village",
    metadata,
    key("id", Uuid()),
    always("code", ORDERED),
    *searchable(),
    always("kind", Text()),
    always("province_code", ORDERED),
    always("regency_code", ORDERED),
    always("district_code", ORDERED),
    always("timezone", Text()),
    always("edition", Text()),
    always("pillars_status", Text(), server_default="INCOMPLETE"),
    always("ground_id", Uuid()),
    maybe("dissolved_on", Date()),
    Index("village_code", "code"),
    Index("village_ground", "ground_id"),
    Index("village_kind", "kind", "code"),
    comment="A dissolved village keeps its last code, which another may have by now; `ground_id` is the village on whose ground "
    "it lies: itself, or what it became part of. The codes of regions are those that they have, whatever its own code says yet.",
)
# Without fastupdate: its pending list is read whole by every search until a vacuum comes by.
Index("village_words", lexemes(village.c.sought), postgresql_using="gin", postgresql_with={"fastupdate": "off"})

village_unit: Final = Table(
    "village_unit",
    metadata,
    key("village_id", Uuid()),
    always("unit_id", Uuid()),
    Index("village_unit_unit", "unit_id"),
    comment="Who answers for a village, from both halves; apart from `village`, so that a change writes one narrow row.",
)


_V: Final = village.c
_ANOTHERS: Final = select(_V.ground_id).where(_V.id == bindparam("successor")).scalar_subquery()
FOLLOWED: Final = (
    update(village)
    .where(_V.ground_id == bindparam("village"))
    .values(ground_id=func.coalesce(_ANOTHERS, bindparam("successor", type_=Uuid())))
)


def _lies(code: str) -> dict[str, str]:
    return {"code": code, "province_code": code[:2], "regency_code": code[:5], "district_code": code[:8]}


@projection.on(VillageRegistered)
def village_registered(event: VillageRegistered, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        village,
        id=recorded.key,
        name=event.name,
        sought=sought(event.name),
        kind=event.kind,
        timezone=event.timezone,
        edition=event.edition,
        ground_id=recorded.key,
        **_lies(event.code),
    )


@projection.on(VillageRenamed)
def village_renamed(event: VillageRenamed, recorded: Recorded, changes: Changes) -> None:
    changes.change(village, recorded.key, name=event.name, sought=sought(event.name), edition=event.edition)


@projection.on(VillageRecoded)
def village_recoded(event: VillageRecoded, recorded: Recorded, changes: Changes) -> None:
    changes.change(village, recorded.key, timezone=event.timezone, edition=event.edition, **_lies(event.code))


@projection.on(VillageTypeChanged)
def village_type_changed(event: VillageTypeChanged, recorded: Recorded, changes: Changes) -> None:
    changes.change(village, recorded.key, kind=event.kind)


@projection.on(VillageDissolved)
def village_dissolved(event: VillageDissolved, recorded: Recorded, changes: Changes) -> None:
    changes.change(village, recorded.key, dissolved_on=event.effective_on)
    if event.successor_ids:
        changes.run(FOLLOWED, {"village": recorded.key, "successor": event.successor_ids[0]})
