"""A training stands in the region that had the venue's code that day, whatever became of the code."""

from datetime import date
from typing import Any

from libs.events.contracts.villages.region import RegionRecoded
from libs.events.single import Connection
from services.gateway.graph.pool import Pool
from tests.conftest import Database
from tests.integration.read_model.asking import Asking
from tests.integration.read_model.conftest import apply, make
from tests.lombok import LOMBOK, Log, an

VENUE = "{ trainings(first: 1) { edges { node { venue { region { code name } } } } } }"


def recoded(before: str, code: str, day: date) -> RegionRecoded:
    told: dict[str, Any] = {"takes_along": False, "edition": "uji", "legal_basis": "UU Contoh"}
    return RegionRecoded(previous_code=before, code=code, effective_on=day, **told)


async def test_it_keeps_its_region_when_that_gets_another_code_and_another_region_gets_its(
    database: Database, read_database: Connection
) -> None:
    await make(read_database)
    for service, events in LOMBOK.items():
        await apply(read_database, service, events)
    log = Log.after("villages", LOMBOK["villages"])
    log.tell(an("52.71"), recoded("52.71", "52.79", date(2020, 1, 1)))
    log.tell(an("52.01"), recoded("52.01", "52.71", date(2021, 1, 1)))
    await apply(read_database, "villages", log.take())
    async with Pool(database.owner_url, size=1, search_path="read_model") as pool:
        (training,) = (await Asking(pool)(VENUE))["trainings"]["edges"]
    assert training["node"]["venue"]["region"]["code"] == "52.79"
