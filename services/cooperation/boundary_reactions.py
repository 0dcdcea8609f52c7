"""What a boundary change means for sites: whoever covers a region by its code follows it, or gives it up where it is no more.

Sites cover districts and what lies above them, so what becomes of a village concerns none.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from libs.events.codec import Recorded
from libs.events.contracts.cooperation.pilot_site import FollowSiteRegion
from libs.events.contracts.villages.region import RegionDissolved, RegionMoved, RegionRecoded
from libs.events.each import Each
from libs.events.message import Event

_COVERING: Final = "select site_id from known.site_region where code = $1 order by site_id"


def on_boundary(event: Event, recorded: Recorded) -> Sequence[Each]:
    match event:
        case RegionRecoded() | RegionMoved():
            return [_follow(event.previous_code, event.code, event.effective_on, event.legal_basis, recorded)]
        case RegionDissolved():
            return [_follow(event.code, None, event.effective_on, event.legal_basis, recorded)]
        case _:
            return []


def _follow(before: str, now: str | None, on: date, basis: str, recorded: Recorded) -> Each:
    """What the site covers by then is looked at when it decides: of several changes none undoes another."""

    def command(site: UUID) -> FollowSiteRegion:
        return FollowSiteRegion(site_id=site, previous_code=before, code=now, changed_on=on, cause=basis, cause_id=recorded.id)

    return Each(_COVERING, (before,), command)
