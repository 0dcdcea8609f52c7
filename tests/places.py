"""The edition's places as the villages service would tell them."""

from data.regions import read, within
from libs.events.contracts.villages.region import RegionLevel, RegionRegistered
from libs.events.contracts.villages.village import VillageKind, VillageRegistered
from tests.lombok import EDITION, Log, an

KINDS = {"1": VillageKind.KELURAHAN, "2": VillageKind.DESA, "3": VillageKind.DESA_ADAT}


def told(*grounds: str) -> Log:
    """Every place of these regions, or of the whole country."""
    log = Log("villages")
    for code, name in read():
        if grounds and not within(code, grounds):
            continue
        level = code.count(".")
        if level < 3:
            above = code.rpartition(".")[0] or None
            registered = RegionRegistered(
                code=code, name=name, level=tuple(RegionLevel)[level], parent_code=above, edition=EDITION
            )
            log.tell(an(code), registered)
        else:
            kind = KINDS[code[9]]
            log.tell(an(code), VillageRegistered(code=code, name=name, kind=kind, timezone="Asia/Makassar", edition=EDITION))
    return log
