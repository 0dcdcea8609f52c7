"""Looks up which election is under way where a village lies, among the events of this service."""

from typing import Any

from libs.events.contracts.villages.election_period import ElectionKind
from libs.events.view import View
from services.villages.election_period import ELECTION_PERIOD, in_force
from services.villages.election_region import CLAIM, claimed
from services.villages.heightened import Heightened, most
from services.villages.known_regions import PRESENT
from services.villages.place import codes_above


async def heightened(view: View, code: str) -> Heightened | None:
    """The election in force over a village by its code; the decision holds only while that election stays as it is.

    Where a region has got another code and the village has not followed yet, it is that region which elects.
    """
    above = codes_above(code)
    rows: Any = await view.facts("villages", PRESENT, above[:-1])
    codes = dict.fromkeys((*above, *(row["code"] for row in rows)))
    wanted = [claimed(kind, one) for kind in ElectionKind for one in codes]
    found: list[Heightened] = []
    for key in sorted(set((await view.holders(CLAIM, wanted)).values())):
        period = await view.state(ELECTION_PERIOD, key)
        if period is not None and (election := in_force(key, period)) is not None:
            found.append(Heightened(election=election, clock_percent=period.declared.clock_percent))
    return most(found)
