"""Visits and contact persons are shown to everybody inside, and what is personal or restricted in them to those it is for."""

from typing import Any

import pytest
from msgspec import json
from msgspec.structs import replace

from libs.events.contracts.villages.village_visit import VisitFindingRecorded
from libs.events.message import Role
from libs.events.single import Connection
from services.gateway.graph.pool import Pool
from services.gateway.read_model import projection
from tests.conftest import Database
from tests.integration.read_model.asking import Asking
from tests.integration.read_model.conftest import apply
from tests.integration.read_model.test_as_of import global_id
from tests.lombok import LOMBOK, Log, an

AMPENAN, KEKAIT = "52.71.01.1001", "52.01.09.2002"
VILLAGE = """query ($code: String!) { village(code: $code) { visitsLately lastVisitedAt
  contacts { edges { node { name phone contactRole stale confirmBy consent { basis withdrawnAt givenTo { rank } }
    visits { totalCount } } } }
  visits { edges { node { kind plannedOn startedAt endedAt outcome geo notes flags officerAssigned
    contacts { name } findings { householdRef people needs finding } } } } } }"""


def nodes(connection: Any) -> list[Any]:
    return [edge["node"] for edge in connection["edges"]]


async def test_a_village_shows_its_contact_persons_and_visits(lombok: Asking) -> None:
    village = (await lombok(VILLAGE, code=AMPENAN))["village"]
    haji, ratna = sorted(nodes(village["contacts"]), key=lambda one: str(one["contactRole"]))
    assert (haji["name"], haji["phone"], haji["stale"], haji["visits"]) == ("Haji Amir", "0819", False, {"totalCount": 1})
    assert haji["consent"] == {"basis": "WRITTEN", "withdrawnAt": None, "givenTo": {"rank": "AIPDA"}}
    assert (ratna["name"], ratna["phone"], ratna["stale"]) == (None, None, True), "withdrawn, and last confirmed long ago"
    assert ratna["consent"]["withdrawnAt"] == "2026-11-24T01:00:00.000000Z"
    planned, met, refused = nodes(village["visits"])
    assert (planned["kind"], planned["plannedOn"], planned["outcome"]) == ("TATAP_MUKA", "2026-11-30", None)
    assert (met["kind"], met["startedAt"], met["endedAt"], met["outcome"]) == (
        "DDS", "2026-11-24T01:00:00.000000Z", "2026-11-24T02:00:00.000000Z", "COMPLETED",
    )  # fmt: skip
    assert (met["geo"], met["notes"], met["officerAssigned"], met["flags"]) == (
        "geo:-8.57,116.08", "All is calm.", True, [],
    )  # fmt: skip
    assert met["contacts"] == [{"name": "Haji Amir"}]
    assert met["findings"] == [{"householdRef": "RT 02 no. 14", "people": 5, "needs": ["WORK"], "finding": "The roof leaks."}]
    assert (refused["outcome"], refused["kind"], refused["notes"]) == ("REFUSED", None, None)
    assert village["lastVisitedAt"] == "2026-11-24T01:00:00.000000Z"


@pytest.mark.parametrize(
    ("role", "caller", "seen"),
    [
        pytest.param(Role.HEADQUARTERS, {}, True, id="headquarters"),
        pytest.param(Role.OFFICER, {"as_person": an("Ketut")}, True, id="the officer of the village"),
        pytest.param(Role.OFFICER, {"as_person": an("Made"), "as_village": an(AMPENAN)}, False, id="another officer"),
        pytest.param(Role.OFFICER, {}, False, id="an officer who is no person"),
        pytest.param(Role.PILLAR, {"as_village": an(AMPENAN)}, False, id="a pillar"),
        pytest.param(Role.OPS, {}, False, id="operations"),
    ],
)
async def test_names_and_notes_are_for_those_who_work_with_them(
    lombok: Asking, role: Role, caller: dict[str, Any], seen: bool
) -> None:
    village = (await lombok(VILLAGE, role, code=AMPENAN, **caller))["village"]
    _shown(village, seen=seen)


@pytest.mark.parametrize(
    ("unit", "seen"), [("Polres Mataram", True), ("Polda", True), ("Polsek Ampenan", True), ("Polres Lombok Barat", False)]
)
async def test_a_commander_reads_what_happened_on_his_ground(lombok: Asking, unit: str, seen: bool) -> None:
    _shown((await lombok(VILLAGE, Role.COMMANDER, an(unit), code=AMPENAN))["village"], seen=seen)


def _shown(village: Any, *, seen: bool) -> None:
    names = {contact["name"] for contact in nodes(village["contacts"])} - {None}
    (met,) = [visit for visit in nodes(village["visits"]) if visit["outcome"] == "COMPLETED"]
    (found,) = met["findings"]
    restricted = (met["geo"], met["notes"], found["householdRef"], found["finding"])
    assert names == ({"Haji Amir"} if seen else set())
    assert (None not in restricted) is seen
    assert seen or set(restricted) == {None}
    assert (found["people"], found["needs"]) == (5, ["WORK"]), "what is neither personal nor restricted is there for all inside"


async def test_nobody_outside_sees_that_there_was_a_visit(lombok: Asking) -> None:
    for role in (Role.ANONYMOUS, Role.PARTNER, Role.SERVICE):
        village = (await lombok(VILLAGE, role, code=AMPENAN))["village"]
        assert village == {"visitsLately": None, "lastVisitedAt": None, "contacts": {"edges": []}, "visits": {"edges": []}}


async def test_an_officer_reads_his_own_report_of_a_village_that_is_not_his(lombok: Asking) -> None:
    text = """query ($code: String!) { village(code: $code) { visits(flagged: true) {
      edges { node { outcome flags officerAssigned officer { rank } } } } } }"""
    (found,) = nodes((await lombok(text, code=KEKAIT))["village"]["visits"])
    assert found == {
        "outcome": "ABSENT", "flags": ["ASSIGNED_ELSEWHERE"], "officerAssigned": False, "officer": {"rank": "AIPDA"},
    }  # fmt: skip


FILTERED = """query ($region: String, $kind: ActivityKind, $outcome: VisitOutcome, $since: DateTime, $until: DateTime,
  $flagged: Boolean) { villageVisits(region: $region, kind: $kind, outcome: $outcome, since: $since, until: $until,
  flagged: $flagged) { totalCount } }"""


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        ({}, 5),
        ({"region": "52.71"}, 4),
        ({"region": "52.01.09.2002"}, 1),
        ({"kind": "DDS"}, 1),
        ({"kind": "SAMBANG"}, 0),
        ({"outcome": "REFUSED"}, 1),
        ({"since": "2026-11-24T01:00:00Z"}, 3),
        ({"until": "2026-11-24T01:00:00Z"}, 2),
        ({"flagged": True}, 1),
        ({"flagged": False, "region": "52"}, 4),
    ],
)
async def test_visits_are_found_by_place_kind_outcome_period_and_flag(
    lombok: Asking, wanted: dict[str, Any], number: int
) -> None:
    assert (await lombok(FILTERED, **wanted))["villageVisits"] == {"totalCount": number}


async def test_visits_are_found_from_the_officer_and_from_the_units_above_the_ground(lombok: Asking) -> None:
    text = """query ($officer: ID!, $unit: ID!) { officer(id: $officer) { visits { totalCount } }
      unit(id: $unit) { visits { totalCount } } }"""
    for unit, number in (("Polsek Ampenan", 4), ("Polres Mataram", 5), ("Polres Lombok Barat", 0), ("Mabes", 5)):
        found = await lombok(text, officer=global_id("Officer", "Ketut"), unit=global_id("PoliceUnit", unit))
        assert found == {"officer": {"visits": {"totalCount": 4}}, "unit": {"visits": {"totalCount": number}}}, unit


async def test_villages_wait_for_a_visit_that_nobody_completed_lately(lombok: Asking) -> None:
    text = "query ($id: ID!, $days: Int!) { officer(id: $id) { visitsDue(days: $days) { edges { node { code } } } } }"

    async def due(days: int) -> list[str]:
        found = await lombok(text, id=global_id("Officer", "Ketut"), days=days)
        return [node["code"] for node in nodes(found["officer"]["visitsDue"])]

    assert await due(36_000) == [], "whoever completed it, and whenever"
    assert "52.71.01.1002" in await due(30)


async def test_a_house_that_was_recorded_in_clear_is_shown_to_the_same_people(
    read_database: Connection, database: Database
) -> None:
    """As the log held it before houses were sealed."""
    await apply(read_database, "officers", LOMBOK["officers"])
    log = Log.after("villages", LOMBOK["villages"])
    before = len(log.events)
    seen = VisitFindingRecorded(village_id=an(AMPENAN), officer_id=an("Ketut"), finding_id=an("old finding"), people=2)
    log.tell(an("visit 1"), seen)
    payload = {**json.decode(log.events[-1].data), "household_ref": "RT 03 no. 7"}
    log.events[-1] = replace(log.events[-1], schema=1, data=json.encode(payload))
    assert len(log.events) == before + 1
    await apply(read_database, "villages", log.events)
    async with Pool(database.owner_url, size=1, search_path=projection.name) as pool:
        ask = Asking(pool)
        for role, caller, houses in (
            (Role.HEADQUARTERS, {}, ["RT 02 no. 14", "RT 03 no. 7"]),
            (Role.OFFICER, {"as_person": an("Ketut")}, ["RT 02 no. 14", "RT 03 no. 7"]),
            (Role.OPS, {}, [None, None]),
        ):
            village = (await ask(VILLAGE, role, code=AMPENAN, **caller))["village"]
            (met,) = [visit for visit in nodes(village["visits"]) if visit["outcome"] == "COMPLETED"]
            assert sorted((found["householdRef"] for found in met["findings"]), key=str) == houses, role
