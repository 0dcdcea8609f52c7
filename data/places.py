"""The places of the edition as commands to the villages service."""

from collections.abc import Iterable, Iterator

from data import ids
from data.order import Order
from data.regions import EDITION, VILLAGE, Listed
from libs.events.contracts.villages.region import RegisterRegion
from libs.events.contracts.villages.village import RegisterVillage

REGION, VILLAGES = RegisterRegion.named(), RegisterVillage.named()


def registrations(places: Iterable[Listed]) -> Iterator[Order]:
    """A command a place; made without validation, for there are many and the edition's test has seen them all."""
    for code, name in places:
        if len(code) == VILLAGE:
            village = ids.village(code)
            entered = RegisterVillage(village_id=village, code=code, name=name, edition=EDITION)
            yield Order(ids.command(village, VILLAGES), entered)
        else:
            region = ids.region(code)
            yield Order(ids.command(region, REGION), RegisterRegion(region_id=region, code=code, name=name, edition=EDITION))
