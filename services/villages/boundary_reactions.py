"""What follows from a boundary change: all below takes on its new code, elections go along, and villages taken up by another end.

Decisions 0093 and 0098.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from libs.events.codec import Recorded
from libs.events.contracts.villages.election_period import ElectionKind, FollowElectionRegion
from libs.events.contracts.villages.region import FollowRegion, RegionDissolved, RegionMoved, RegionRecoded
from libs.events.contracts.villages.village import (
    DissolveVillage,
    FollowDistrict,
    VillageDissolved,
    VillageRecoded,
    VillagesMerged,
)
from libs.events.due import Begin, End
from libs.events.each import Each
from libs.events.message import Command, Event
from services.villages.election_region import CLAIM, claimed

MERGERS: Final = (VillagesMerged,)

_DIRECTLY_BELOW: Final = """select right(stream, 36)::uuid from log.claims
where key > '{claim}:' || $1 || '.' and key < '{claim}:' || $1 || '/' and key !~ ('^{claim}:' || $1 || '[.].*[.]') order by key"""
"""By the codes that this service's own streams hold: what is held is what there is, as of now."""
_REGIONS: Final = _DIRECTLY_BELOW.format(claim="region-code")
_VILLAGES: Final = _DIRECTLY_BELOW.format(claim="village-code")
_ELECTIONS: Final = "select right(stream, 36)::uuid from log.claims where key = any($1::text[]) order by key"


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


def on_place(event: Event, _recorded: Recorded) -> Sequence[Each]:
    """An election that is not over goes where its region, or village, goes: it is held by the code."""
    match event:
        case RegionRecoded() | RegionMoved() | VillageRecoded():
            return [_elections(event.previous_code, event.code, event.effective_on, event.legal_basis)]
        case RegionDissolved() | VillageDissolved():
            return [_elections(event.code, None, event.effective_on, event.legal_basis)]
        case _:
            return []


def _elections(before: str, now: str | None, on: date, basis: str) -> Each:
    def command(election: UUID) -> FollowElectionRegion:
        return FollowElectionRegion(election_id=election, previous_code=before, code=now, changed_on=on, legal_basis=basis)

    held = [f"{CLAIM}:{claimed(kind, before)}" for kind in ElectionKind]
    return Each(_ELECTIONS, (held,), command, of_own_log=True)


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
