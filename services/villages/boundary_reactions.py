"""What follows from a boundary change: all below takes on its new code, and villages taken up by another end. Decision 0093."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from libs.events.codec import Recorded
from libs.events.contracts.villages.region import FollowRegion, RegionMoved, RegionRecoded
from libs.events.contracts.villages.village import DissolveVillage, FollowDistrict, VillagesMerged
from libs.events.due import Begin, End
from libs.events.each import Each
from libs.events.message import Command, Event

MERGERS: Final = (VillagesMerged,)

_DIRECTLY_BELOW: Final = """select right(stream, 36)::uuid from log.claims
where key > '{claim}:' || $1 || '.' and key < '{claim}:' || $1 || '/' and key !~ ('^{claim}:' || $1 || '[.].*[.]') order by key"""
"""By the codes that this service's own streams hold: what is held is what there is, as of now."""
_REGIONS: Final = _DIRECTLY_BELOW.format(claim="region-code")
_VILLAGES: Final = _DIRECTLY_BELOW.format(claim="village-code")


def on_region(event: Event, _recorded: Recorded) -> Sequence[Each]:
    """Step by step: what lies directly below a region first, and below that when it has followed."""
    if not isinstance(event, RegionRecoded | RegionMoved) or not event.takes_along:
        return []
    before, now = event.previous_code, event.code
    edition, on, basis = event.edition, event.effective_on, event.legal_basis

    def region(key: UUID) -> Command:
        return FollowRegion(
            region_id=key, previous_code=before, above_code=now, edition=edition, effective_on=on, legal_basis=basis
        )

    def village(key: UUID) -> Command:
        return FollowDistrict(
            village_id=key, previous_code=before, district_code=now, edition=edition, effective_on=on, legal_basis=basis
        )

    return [Each(_REGIONS, (before,), region, of_own_log=True), Each(_VILLAGES, (before,), village, of_own_log=True)]


def mergers(event: Event, recorded: Recorded) -> Sequence[Begin | End]:
    """At once, from the service's own log: a village does not go on because the bus is down."""
    if not isinstance(event, VillagesMerged):
        return []
    return [
        Begin(
            f"{recorded.key}/{merged}",
            recorded.recorded_at,
            DissolveVillage(
                village_id=merged,
                successor_ids=(recorded.key,),
                effective_on=event.effective_on,
                legal_basis=event.legal_basis,
            ),
        )
        for merged in event.merged_ids
    ]
