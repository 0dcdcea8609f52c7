"""What the villages service says, as tables: regions, villages, and the seats of their three pillars."""

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.region import RegionRegistered, RegionRenamed
from libs.events.contracts.villages.three_pillars import PillarsCompleted, PillarSeated, PillarVacated
from libs.events.contracts.villages.village import VillageRegistered, VillageRenamed
from services.gateway.read_model import tables as t
from services.gateway.read_model.projection import projection
from services.gateway.read_model.sought import sought


@projection.on(RegionRegistered)
def region_registered(event: RegionRegistered, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        t.region,
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
    changes.change(t.region, recorded.key, name=event.name, sought=sought(event.name), edition=event.edition)


@projection.on(VillageRegistered)
def village_registered(event: VillageRegistered, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        t.village,
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
    changes.change(t.village, recorded.key, name=event.name, sought=sought(event.name), edition=event.edition)


@projection.on(PillarSeated)
def pillar_seated(event: PillarSeated, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        t.pillar_seat,
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
    changes.remove(t.pillar_seat, recorded.key, event.pillar)
    changes.change(t.village, recorded.key, pillars_status="INCOMPLETE")


@projection.on(PillarsCompleted)
def pillars_completed(_event: PillarsCompleted, recorded: Recorded, changes: Changes) -> None:
    changes.change(t.village, recorded.key, pillars_status="COMPLETE")
