"""What decisions about regions and villages are shown of other places, and where the ground of a village is looked for."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from libs.events.contracts.villages.region import DissolveRegion, FollowRegion, MoveRegion, RecodeRegion, RegisterRegion
from libs.events.contracts.villages.village import (
    ChangeVillageType,
    DissolveVillage,
    FollowDistrict,
    MergeVillages,
    RecodeVillage,
    RegisterVillage,
    SplitVillage,
)
from libs.events.service import now
from libs.events.view import View
from services.villages.place import parent_code, timezone
from services.villages.region import REGION, Region, RegionCommand, RegionFacts
from services.villages.reporting import SKEW
from services.villages.village import VILLAGE, Village, VillageCommand, VillageFacts, district_code


async def of_region(view: View, state: Region | None, command: RegionCommand) -> RegionFacts:
    facts = RegionFacts(today=_today(state))
    match command:
        case RegisterRegion() | RecodeRegion() | MoveRegion():
            above = parent_code(command.code)
        case FollowRegion():
            above = command.above_code
        case DissolveRegion():
            named = {one: await view.state(REGION, one) for one in command.successor_ids}
            return replace(facts, named=named, below=await _below(view, state.code) if state else None)
        case _:
            return facts
    return replace(facts, parent=await region_at(view, above) if above else None)


async def of_village(view: View, state: Village | None, command: VillageCommand) -> VillageFacts:
    facts = VillageFacts(today=_today(state))
    match command:
        case RegisterVillage() | RecodeVillage() | ChangeVillageType():
            return replace(facts, district=await region_at(view, district_code(command.code)))
        case FollowDistrict():
            return replace(facts, district=await region_at(view, command.district_code))
        case SplitVillage(into_ids=named) | MergeVillages(merged_ids=named) | DissolveVillage(successor_ids=named):
            return replace(facts, named={one: await view.state(VILLAGE, one) for one in named})
        case _:
            return facts


async def ground(view: View, village_id: UUID) -> str | None:
    """The code by which the ground of a village is found: of a dissolved one, that of the village which it became part of."""
    seen: set[UUID] = set()
    while village_id not in seen and (village := await view.state(VILLAGE, village_id)) is not None:
        seen.add(village_id)
        if village.successor is None:
            return village.code
        village_id = village.successor
    return None


def _today(state: Region | Village | None) -> date:
    """The day that it is there; of what is not there it is never asked."""
    return (now() + SKEW).astimezone(ZoneInfo(timezone(state.code))).date() if state else date.max


async def _below(view: View, code: str) -> str | None:
    """A place that lies in a region, by the codes that are held. It guards nothing: one entered at the same moment is missed."""
    for claim in ("region-code", "village-code"):
        if held := await view.held(claim, f"{code}."):
            return min(held)
    return None


async def region_at(view: View, code: str) -> Region | None:
    """The region that has this code now."""
    holder = await view.holder("region-code", code)
    region = await view.state(REGION, holder) if holder else None
    return region if region is not None and region.code == code and not region.dissolved else None
