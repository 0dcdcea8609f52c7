"""An officer is assigned as a village's environment asks for it, hands over and leaves; the gap is seen to close and to open."""

import time
from typing import Any, Final
from uuid import uuid4

import httpx
import pytest

from tests.e2e.system import System

VILLAGE: Final = "52.71.06.1007"
"""Mandalika, which the founding record leaves without a Bhabinkamtibmas."""
GAP: Final = """query ($region: String) { coverageGap(region: $region) { villages withPrimary actingOnly vacant share
  unheldVillages(first: 50) { totalCount edges { node { code } } } } }"""
PROPOSE: Final = """mutation ($input: ProposeAssignmentInput!) { proposeAssignment(input: $input) { receipt { commandId }
  problems { code field message } villageAssignment { id status overrideReason fit { score threshold belowThreshold formula
    reasons { criterion points of } environment { assessmentId languages } } } } }"""
ASSIGNMENT: Final = """query ($id: ID!) { node(id: $id) { ... on VillageAssignment { status notHandedOver overrideReason
  fit { score } handover { handedOverOn contactIds warningIds successor { id officer { id } } } } } }"""
PATIENCE: Final = 20.0


@pytest.fixture(scope="module")
def commander(province: System) -> str:
    return province.token(ROLE="commander", UNIT="Polresta Mataram")


def give(province: System, token: str, mutation: str, shown: str = "", **fields: Any) -> dict[str, Any]:
    """One command by its mutation; the payload."""
    taken = f"{mutation[0].upper()}{mutation[1:]}Input"
    text = (
        f"mutation ($input: {taken}!) {{ {mutation}(input: $input) "
        f"{{ receipt {{ commandId stream }} problems {{ code field }} {shown} }} }}"
    )
    payload: dict[str, Any] = province.ask(text, token, input=fields)[mutation]
    return payload


def done(province: System, token: str, mutation: str, **fields: Any) -> dict[str, Any]:
    """The receipt of a command that must be carried out, once everything that follows from it is there."""
    payload = give(province, token, mutation, **fields)
    assert payload["problems"] == []
    receipt: dict[str, Any] = payload["receipt"]
    begun = time.monotonic()
    while not province.ask("query ($id: ID!) { command(id: $id) { settled } }", token, id=receipt["commandId"])["command"][
        "settled"
    ]:
        assert time.monotonic() - begun < PATIENCE, mutation
        time.sleep(0.02)
    return receipt


def officer(province: System, token: str, number: int, *languages: str) -> str:
    unit = province.ask('{ units(search: "Polresta Mataram", first: 1) { edges { node { id } } } }')["units"]["edges"][0]["node"]
    registered = {"serviceNumber": f"98{number:06}", "fullName": "Bhabin Contoh", "rank": "AIPDA", "unitId": unit["id"]}
    receipt = done(province, token, "registerOfficer", languages=list(languages), **registered)
    return str(receipt["stream"][-36:])


def gap(province: System, token: str, region: str | None = "52.71") -> dict[str, Any]:
    found: dict[str, Any] = province.ask(GAP, token, region=region)["coverageGap"]
    return found


def test_from_the_assessment_to_the_handover(province: System, commander: str) -> None:
    before = gap(province, commander)
    assert VILLAGE in [edge["node"]["code"] for edge in before["unheldVillages"]["edges"]]
    assert before["villages"] == before["withPrimary"] + before["actingOnly"] + before["vacant"]
    village = province.ask("query ($code: String!) { village(code: $code) { id } }", code=VILLAGE)["village"]["id"]
    assessment = str(uuid4())
    environment = {"languages": ["Bali"], "customs": "HIGH", "conflictHistory": "HIGH", "terrain": "PLAIN", "distanceKm": 4}
    assess = {"villageId": village, "assessmentId": assessment, "assessedOn": "2018-01-02", "risks": ["DISPUTES"], **environment}
    elsewhere = province.token(ROLE="commander", UNIT="Polres Lombok Barat")
    assert give(province, elsewhere, "assessEnvironment", **assess)["problems"] == [{"code": "OUT_OF_SCOPE", "field": None}]
    done(province, commander, "assessEnvironment", **assess)
    shown = "query ($code: String!) { village(code: $code) { environment { assessmentId customs risks } } }"
    assert province.ask(shown, commander, code=VILLAGE)["village"]["environment"] == {
        "assessmentId": assessment,
        "customs": "HIGH",
        "risks": ["DISPUTES"],
    }

    first, second = officer(province, commander, 1, "Sasak"), officer(province, commander, 2, "Bali")
    proposal = {"villageId": village, "officerId": first, "startsOn": "2018-02-01"}
    refused = province.ask(PROPOSE, commander, input=proposal)["proposeAssignment"]
    assert (refused["receipt"], [(one["code"], one["field"]) for one in refused["problems"]]) == (
        None,
        [("FIT_TOO_LOW", "input.overrideReason")],
    )
    headers = {"authorization": f"Bearer {commander}", "accept-language": "id"}
    body = {"query": PROPOSE, "variables": {"input": proposal}}
    told = httpx.post(f"{province.url}/graphql", json=body, headers=headers, timeout=30).json()
    assert "kesesuaian" in told["data"]["proposeAssignment"]["problems"][0]["message"].lower()

    reason = "Tidak ada anggota yang berbahasa Bali"
    made = province.ask(PROPOSE, commander, input={**proposal, "overrideReason": reason})["proposeAssignment"]
    assert made["problems"] == []
    outgoing = made["villageAssignment"]["id"]
    fit = made["villageAssignment"]["fit"]
    assert (fit["score"], fit["threshold"], fit["belowThreshold"], fit["formula"]) == (15, 60, True, 1)
    assert {one["criterion"]: one["points"] for one in fit["reasons"]} == {
        "LANGUAGE": 0,
        "CUSTOMS": 0,
        "CONFLICT_HISTORY": 0,
        "ACCESS": 15,
        "RISKS": 0,
    }
    assert fit["environment"] == {"assessmentId": assessment, "languages": ["Bali"]}
    assert made["villageAssignment"]["overrideReason"] == reason
    assert province.ask(ASSIGNMENT, province.token(ROLE="ops"), id=outgoing)["node"]["overrideReason"] is None
    done(province, commander, "confirmAssignment", assignmentId=outgoing, orderNumber="Sprin/1/II/2018", orderDate="2018-01-20")
    held = gap(province, commander)
    assert (held["withPrimary"], held["vacant"]) == (before["withPrimary"] + 1, before["vacant"] - 1)
    assert held["share"] > before["share"]

    # A competency gained is taken into account wherever the officer is assigned.
    done(province, commander, "recordCompetency", officerId=first, competency="MEDIATION", acquiredOn="2018-03-01")
    assert province.ask(ASSIGNMENT, commander, id=outgoing)["node"]["fit"]["score"] == 15 + 7 + 20

    next_one = {"villageId": village, "officerId": second, "startsOn": "2019-01-01", "overrideReason": "Fasih berbahasa Bali"}
    incoming = province.ask(PROPOSE, commander, input=next_one)["proposeAssignment"]["villageAssignment"]["id"]
    hand_over = {"assignmentId": outgoing, "successorId": incoming, "handedOverOn": "2018-12-28"}
    contact = str(uuid4())
    empty = give(province, commander, "handOverAssignment", contactIds=[contact], **hand_over)
    assert empty["problems"] == [{"code": "WARNINGS_REQUIRED", "field": "input.warningIds"}]
    done(province, commander, "handOverAssignment", contactIds=[contact], noWarnings=True, **hand_over)
    done(province, commander, "endAssignment", assignmentId=outgoing, endedOn="2019-01-01", reason="Mutasi")
    left = province.ask(ASSIGNMENT, commander, id=outgoing)["node"]
    assert (left["status"], left["notHandedOver"]) == ("ENDED", False)
    assert (left["handover"]["contactIds"], left["handover"]["warningIds"]) == ([contact], [])
    assert left["handover"]["successor"]["id"] == incoming

    done(province, commander, "confirmAssignment", assignmentId=incoming, orderNumber="Sprin/2/I/2019", orderDate="2018-12-20")
    assert gap(province, commander) == held
    done(province, commander, "endAssignment", assignmentId=incoming, endedOn="2020-01-01", reason="Pensiun")
    assert province.ask(ASSIGNMENT, commander, id=incoming)["node"]["notHandedOver"] is True
    assert gap(province, commander) == before


def test_the_gap_is_drilled_into_by_region_and_unit_and_ends_at_a_commanders_ground(province: System, commander: str) -> None:
    whole = gap(province, province.token(), None)
    assert whole["villages"] == 1_409
    own = gap(province, commander, None)
    assert own["villages"] < gap(province, province.token(), "52")["villages"] == 1_166
    assert gap(province, province.token(ROLE="commander", UNIT="Polres Lombok Barat"))["villages"] == 0
    below = """{ region(code: "52") { coverageGap { villages vacant } regions(first: 20) { edges { node { code
      coverageGap { villages vacant } } } } } }"""
    region = province.ask(below)["region"]
    parts = [edge["node"]["coverageGap"] for edge in region["regions"]["edges"]]
    assert sum(part["villages"] for part in parts) == region["coverageGap"]["villages"] == 1_166
    assert sum(part["vacant"] for part in parts) == region["coverageGap"]["vacant"]
    units = '{ units(search: "Pol", first: 100) { edges { node { name coverageGap { villages } } } } }'
    seen = {edge["node"]["name"]: edge["node"]["coverageGap"] for edge in province.ask(units, commander)["units"]["edges"]}
    assert seen["Polresta Mataram"] == {"villages": own["villages"]}
    assert seen["Polres Lombok Barat"] is None, "another commander's ground"
