"""Institutions of villages are shown with whether they live and what they did last, and counted by kind."""

from libs.events.message import Role
from tests.integration.read_model.asking import Asking
from tests.integration.read_model.test_as_of import global_id

INSTITUTIONS = """{ socialInstitutions { edges { node { kind name status lapsesAt bySilence revivedAt lastActiveAt
  activities { edges { node { heldOn attendance theme } } } village { code } } } } }"""
COUNTS = "institutionCounts { kind villages seeded active dormant }"


async def test_each_tells_whether_it_lives(lombok: Asking) -> None:
    found = [edge["node"] for edge in (await lombok(INSTITUTIONS))["socialInstitutions"]["edges"]]
    assert [(one["kind"], one["status"], one["bySilence"]) for one in found] == [
        ("ADAT", "DORMANT", True),
        ("SISKAMLING", "ACTIVE", None),
        ("YOUTH", "ACTIVE", None),
    ]
    custom, watch, young = found
    assert custom["lapsesAt"] is None, "what was told late did not wake it"
    assert custom["activities"]["edges"], "but it is told"
    assert watch["revivedAt"] == "2019-05-07T04:00:00.000000Z"
    assert (watch["lastActiveAt"], young["lastActiveAt"]) == (None, "2019-05-16T04:00:00.000000Z")
    assert {one["village"]["code"] for one in found} == {"52.71.01.1002"}


async def test_they_are_narrowed_and_counted_by_region_unit_and_village(lombok: Asking) -> None:
    text = f"""query ($unit: ID!) {{ region(code: "52.71") {{ {COUNTS} }} away: region(code: "52.01") {{ {COUNTS} }}
      unit(id: $unit) {{ {COUNTS} }}
      dormant: socialInstitutions(region: "52", status: DORMANT) {{ totalCount }}
      young: socialInstitutions(kind: YOUTH) {{ totalCount }}
      village(code: "52.71.01.1002") {{ institutions(status: ACTIVE) {{ edges {{ node {{ kind }} }} }} }} }}"""
    found = await lombok(text, unit=global_id("PoliceUnit", "Polsek Ampenan"))
    counts = [
        {"kind": "ADAT", "villages": 1, "seeded": 0, "active": 0, "dormant": 1},
        {"kind": "SISKAMLING", "villages": 1, "seeded": 0, "active": 1, "dormant": 0},
        {"kind": "YOUTH", "villages": 1, "seeded": 0, "active": 1, "dormant": 0},
    ]
    assert found["region"]["institutionCounts"] == found["unit"]["institutionCounts"] == counts
    assert found["away"]["institutionCounts"] == []
    assert (found["dormant"]["totalCount"], found["young"]["totalCount"]) == (1, 1)
    assert [edge["node"]["kind"] for edge in found["village"]["institutions"]["edges"]] == ["SISKAMLING", "YOUTH"]


async def test_those_inside_see_them(lombok: Asking) -> None:
    for role in Role:
        inside = role in (Role.OFFICER, Role.PILLAR, Role.COMMANDER, Role.HEADQUARTERS, Role.OPS)
        assert bool((await lombok(INSTITUTIONS, role))["socialInstitutions"]["edges"]) is inside, role
