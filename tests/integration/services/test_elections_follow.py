"""An election heightens thresholds where its region lies now, also while the villages below have yet to follow."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tests.integration.services.conftest import Services, until
from tests.refusals.row import an

NOW: Final = datetime.now(UTC)
CHANGE: Final = {"edition": "test 2", "effective_on": "2022-07-25", "legal_basis": "UU Contoh"}


async def declared(services: Services, name: str, code: str) -> None:
    phases = [{"phase": "CAMPAIGN", "starts_at": NOW - timedelta(days=9)}]
    told: dict[str, Any] = {"kind": "PILKADA", "region_code": code, "phases": phases, "ends_at": NOW + timedelta(days=90)}
    await services.done("villages", "DeclareElectionPeriod", election_id=an(name), **told)


async def made(services: Services, stream: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = (await services.stream("villages", stream)).json()["events"]
    return told


async def last(services: Services, name: str) -> dict[str, Any]:
    found: dict[str, Any] = (await made(services, f"election_period-{an(name)}"))[-1]
    return found


async def elected(services: Services, name: str) -> str | None:
    """The election by which a warning raised now is answered sooner."""
    officer = services.token("officer", sub=an("officer"), village=an("electing village"))
    warning: dict[str, Any] = {"kind": "HOAX", "severity": "YELLOW", "reliability": "B", "credibility": 2, "narrative": "Contoh."}
    where = {"warning_id": an(name), "village_id": an("electing village")}
    await services.done("villages", "RaiseEarlyWarning", officer, **where, **warning)
    found = (await made(services, f"early_warning-{an(name)}"))[0]["data"]["election"]
    return found["election_id"] if found else None


async def test_it_is_in_force_where_its_region_lies_and_where_the_villages_still_are(services: Services) -> None:
    for code in ("52", "52.71", "52.71.01", "52.72"):
        await services.done("villages", "RegisterRegion", region_id=an(code), code=code, name="Contoh", edition="test")
    village = {"village_id": an("electing village"), "code": "52.71.01.1004", "name": "Contoh", "edition": "test"}
    await services.done("villages", "RegisterVillage", **village)
    await declared(services, "election", "52.71")
    assert await elected(services, "before") == an("election")

    recode = {"region_id": an("52.71"), "code": "52.79", "takes_along": False, **CHANGE}
    recoded = await services.done("villages", "RecodeRegion", **recode)

    async def followed() -> bool:
        return bool((await last(services, "election"))["type"] == "ElectionRegionFollowed")

    await until(followed)
    await services.known("villages", "villages", recoded["position"])
    assert await elected(services, "between") == an("election"), "the village has its old code still"

    await declared(services, "other", "52.72")
    follow: dict[str, Any] = {"previous_code": "52.79", "code": "52.72", "changed_on": "2023-01-01", "legal_basis": "Contoh"}
    service = services.token("service")
    await services.done("villages", "FollowElectionRegion", service, election_id=an("election"), **follow)
    lost = (await last(services, "election"))["data"]
    assert (lost["because"], lost["taken_by"]) == ("TAKEN", an("other"))
    assert await elected(services, "after") is None
    await services.done("villages", "DissolveRegion", region_id=an("52.72"), effective_on="2023-01-02", legal_basis="Contoh")

    async def dissolved() -> bool:
        return bool((await last(services, "other"))["data"].get("because") == "DISSOLVED")

    await until(dissolved)
