"""What a boundary change means for a site: its regions keep their places under new codes, and go when they are no more."""

from collections.abc import Sequence

from libs.events.contracts.villages.region import RegionDissolved, RegionMoved, RegionRecoded
from libs.events.contracts.villages.village import VillageDissolved, VillageRecoded
from libs.events.message import Event


def regions_after(event: Event, codes: Sequence[str]) -> tuple[str, ...] | None:
    """The codes of a site's regions once this has happened; None where they are what they were.

    A site covers regions as they are: what leaves a region that it covers leaves it, and what enters one enters it. A site whose
    only region is dissolved keeps its code, for a site without a region is none: somebody has to look at it.
    """
    match event:
        case VillageRecoded() | RegionRecoded() | RegionMoved() if event.previous_code in codes:
            return tuple(dict.fromkeys(event.code if code == event.previous_code else code for code in codes))
        case VillageDissolved() | RegionDissolved() if event.code in codes and len(codes) > 1:
            return tuple(code for code in codes if code != event.code)
        case _:
            return None
