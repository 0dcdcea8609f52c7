"""An institution of a village is noted, told to be at work, found dormant and brought back by what it does, through GraphQL."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.e2e.system import System
from tests.e2e.trio import Trio

SHOWN = """query ($code: String!) { village(code: $code) { institutions { edges { node { kind name status bySilence lastActiveAt
  revivedAt lapsesAt activities { edges { node { attendance } } }
  timeline(order: OLDEST_FIRST) { edges { node { type by { role } } } } } } } } }"""
COUNTS = """query ($region: String!) { region(code: $region) { institutionCounts { kind seeded active dormant } }
  dormant: socialInstitutions(region: $region, kind: WOMEN, status: DORMANT) { edges { node { village { code } } } } }"""


@pytest.fixture(scope="module")
def trio(province: System) -> Trio:
    return Trio(province, 13)


def at(ago: int) -> str:
    return (datetime.now(UTC) - timedelta(days=ago)).isoformat()


def one(trio: Trio) -> dict[str, Any]:
    (edge,) = trio.system.ask(SHOWN, trio.officer_token, code=trio.code)["village"]["institutions"]["edges"]
    found: dict[str, Any] = edge["node"]
    return found


def women(trio: Trio) -> tuple[dict[str, int], list[str]]:
    """How many institutions of women live in the district, and which villages' are dormant."""
    found = trio.system.ask(COUNTS, trio.commander_token, region=trio.code[:8])
    counts = [{**count, "kind": 0} for count in found["region"]["institutionCounts"] if count["kind"] == "WOMEN"]
    return counts[0], [edge["node"]["village"]["code"] for edge in found["dormant"]["edges"]]


def test_it_goes_to_sleep_and_comes_back(trio: Trio) -> None:
    officer, head, commander = trio.officer_token, trio.person_token(trio.head), trio.commander_token
    institution = {"institutionId": str(uuid4())}
    founded = {"kind": "WOMEN", "name": "PKK Uji", "establishedOn": "2005-01-01"}
    assert trio.give("establishInstitution", trio.stranger_token, **institution, **founded) == ["OUT_OF_SCOPE"]
    assert trio.give("establishInstitution", head, **institution, **founded) == []
    assert trio.give("establishInstitution", head, institutionId=str(uuid4()), **founded) == ["INSTITUTION_EXISTS"]
    assert (one(trio)["status"], one(trio)["lastActiveAt"]) == ("SEEDED", None)

    did = {"activityId": str(uuid4()), "theme": "FAMILY_VIOLENCE", "heldAt": at(20), "attendance": 30}
    assert trio.send("recordInstitutionActivity", officer, **institution, **did) == []
    assert one(trio)["status"] == "ACTIVE"
    assert trio.send("markInstitutionDormant", commander, **institution, dormantFrom=at(30)) == ["ACTIVE_SINCE"]
    assert trio.send("markInstitutionDormant", commander, **institution, dormantFrom=at(10)) == []
    assert (one(trio)["status"], one(trio)["bySilence"], one(trio)["lapsesAt"]) == ("DORMANT", False, None)
    assert women(trio) == ({"kind": 0, "seeded": 0, "active": 0, "dormant": 1}, [trio.code])

    late = {**did, "activityId": str(uuid4()), "heldAt": at(15)}
    assert trio.send("recordInstitutionActivity", officer, **institution, **late) == []
    assert one(trio)["status"] == "DORMANT", "that was before it was found dormant"
    again = {**did, "activityId": str(uuid4()), "heldAt": at(2)}
    assert trio.send("recordInstitutionActivity", officer, **institution, **again) == []
    found = one(trio)
    assert (found["status"], found["revivedAt"]) == ("ACTIVE", found["lastActiveAt"])
    assert len(found["activities"]["edges"]) == 3
    assert women(trio) == ({"kind": 0, "seeded": 0, "active": 1, "dormant": 0}, [])
    told = [(edge["node"]["type"], edge["node"]["by"]["role"]) for edge in found["timeline"]["edges"]]
    assert told == [
        ("InstitutionEstablished", "PILLAR"),
        ("InstitutionActivityRecorded", "OFFICER"),
        ("InstitutionWentDormant", "COMMANDER"),
        ("InstitutionActivityRecorded", "OFFICER"),
        ("InstitutionActivityRecorded", "OFFICER"),
        ("InstitutionRevived", "OFFICER"),
    ]
