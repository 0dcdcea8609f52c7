"""Villages, and who answers for each, as tables."""

from typing import Final

from sqlalchemy import Index, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.village import VillageRegistered, VillageRenamed
from services.gateway.read_model.columns import ORDERED, always, key, lexemes, metadata, searchable
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
    Index("village_code", "code", unique=True),
    Index("village_kind", "kind", "code"),
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


@projection.on(VillageRegistered)
def village_registered(event: VillageRegistered, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        village,
        id=recorded.key,
        code=event.code,
        name=event.name,
        sought=sought(event.name),
        kind=event.kind,
        province_code=event.code[:2],
        regency_code=event.code[:5],
        district_code=event.code[:8],
        timezone=event.timezone,
        edition=event.edition,
    )


@projection.on(VillageRenamed)
def village_renamed(event: VillageRenamed, recorded: Recorded, changes: Changes) -> None:
    changes.change(village, recorded.key, name=event.name, sought=sought(event.name), edition=event.edition)
