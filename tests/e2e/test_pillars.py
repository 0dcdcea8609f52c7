"""Three pillars work in synergy: who they are, that they meet, and how a dispute between two of them comes to its end."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.e2e.system import System, claims
from tests.e2e.trio import Trio
from tests.e2e.waiting import until

REPORTED_AT = "2024-02-01T08:00:00+08:00"
STATUS = """query ($code: String!) { village(code: $code) { pillars { status seats { title }
  disputes { edges { node { status between } } } meetings(first: 1) { edges { node { heldOn attended } } } } } }"""
BOARD = """query ($open: Boolean, $overdue: Boolean, $region: String) {
  pillarDisputes(open: $open, overdue: $overdue, region: $region, first: 100) {
    edges { node { village { code } between subject status overdue account mediatorName agreement } } } }"""
DISPUTE = """query ($code: String!) { village(code: $code) { pillars { disputes(first: 1) { edges { node {
  subject status reportedBy overdue escalatesAt outcome agreement mediatorOffice mediatorName unit { name }
  timeline(order: OLDEST_FIRST) { edges { node { type by { role } } } } } } } } } }"""


@pytest.fixture(scope="module")
def trio(province: System) -> Trio:
    return Trio(province, 0)


def pillars(trio: Trio, token: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = trio.system.ask(STATUS, token, code=trio.code)["village"]["pillars"]
    return found


def board(trio: Trio, token: str | None = None, **narrowed: Any) -> list[dict[str, Any]]:
    edges = trio.system.ask(BOARD, token, **narrowed)["pillarDisputes"]["edges"]
    return [edge["node"] for edge in edges if edge["node"]["village"]["code"] == trio.code]


def warned(trio: Trio, token: str) -> list[str]:
    """How severe the warnings are that a commander has of quarrels among the three."""
    text = "{ earlyWarnings(first: 100) { edges { node { kind severity village { code } } } } }"
    found = [edge["node"] for edge in trio.system.ask(text, token)["earlyWarnings"]["edges"]]
    here = [one for one in found if one["village"]["code"] == trio.code and one["kind"] == "PILLAR_CONFLICT"]
    return sorted(one["severity"] for one in here)


def test_a_token_for_trying_out_is_that_of_whoever_holds_the_seat(trio: Trio) -> None:
    for pillar, holder in (("BABINSA", trio.babinsa), ("VILLAGE_HEAD", trio.head)):
        assert claims(trio.system.token(ROLE="pillar", VILLAGE=trio.code, PILLAR=pillar))["sub"] == str(holder)


def test_the_three_meet_and_the_head_is_called_as_his_village_is(trio: Trio) -> None:
    came = ["BHABINKAMTIBMAS", "VILLAGE_HEAD"]
    meeting = {"meetingId": str(uuid4()), "heldOn": "2024-01-15", "attended": came}
    assert trio.give("recordSynergyMeeting", trio.person_token(trio.head), **meeting) == []
    assert trio.give("recordSynergyMeeting", trio.stranger_token, **{**meeting, "meetingId": str(uuid4())}) == ["OUT_OF_SCOPE"]
    found = pillars(trio)
    assert found["seats"][2]["title"] in {"Lurah", "Kepala Desa"}
    assert found["meetings"]["edges"] == [{"node": {"heldOn": "2024-01-15", "attended": came}}]


def test_a_dispute_is_reported_mediated_by_a_fourth_and_resolved(trio: Trio) -> None:
    dispute = str(uuid4())
    report: dict[str, Any] = {
        "disputeId": dispute,
        "between": ["VILLAGE_HEAD", "BABINSA"],
        "subject": "VILLAGE_FUND",
        "account": "Rahasia: they no longer greet each other.",
        "reportedBy": "BABINSA",
        "reportedAt": REPORTED_AT,
    }
    assert pillars(trio)["status"] == "COMPLETE"
    head = trio.person_token(trio.head)
    assert trio.give("reportPillarDispute", head, **report) == ["OUT_OF_SCOPE"], "not the Babinsa's own word"
    assert trio.give("reportPillarDispute", trio.stranger_token, **report) == ["OUT_OF_SCOPE"]
    assert trio.give("reportPillarDispute", trio.person_token(trio.babinsa), **report) == []
    assert trio.give("reportPillarDispute", **{**report, "disputeId": str(uuid4())}) == ["DISPUTE_OPEN"]
    assert pillars(trio)["status"] == "IN_DISPUTE"
    # Reported late, so that it has been open for too long already: both follow by themselves.
    until(lambda: warned(trio, trio.commander_token) == ["ORANGE", "YELLOW"])
    assert warned(trio, trio.stranger_token) == [], "none of his subtree's"

    (seen,) = board(trio, trio.commander_token, open=True, overdue=True, region="52.71")
    told = (seen["status"], seen["between"], seen["overdue"], seen["account"])
    assert told == ("OPEN", ["BABINSA", "VILLAGE_HEAD"], True, report["account"])
    assert board(trio, trio.commander_token, open=False) == board(trio, trio.commander_token, overdue=False) == []
    assert board(trio, trio.stranger_token) == [], "none of his subtree's"
    assert [one["account"] for one in board(trio, trio.officer_token)] == [report["account"]]
    assert [one["account"] for one in board(trio, head)] == [None], "restricted"
    assert [one["account"] for one in board(trio, trio.system.token(ROLE="ops"))] == [None]

    resolve = {"disputeId": dispute, "outcome": "RECONCILED", "agreement": "Rukun.", "resolvedAt": "2024-02-20T08:00:00+08:00"}
    assert trio.give("resolvePillarDispute", trio.commander_token, **resolve) == ["NOT_MEDIATED"]
    mediate = {"disputeId": dispute, "office": "CAMAT", "mediatorName": "Camat Uji", "startedAt": "2024-02-03T08:00:00+08:00"}
    for party in (trio.head, trio.babinsa):
        assert trio.give("startDisputeMediation", trio.commander_token, mediatorId=str(party), **mediate) == [
            "MEDIATOR_IS_PILLAR"
        ]
    assert trio.give("startDisputeMediation", trio.commander_token, mediatorId=str(uuid4()), **mediate) == []
    assert trio.give("resolvePillarDispute", trio.commander_token, **resolve) == []
    assert pillars(trio)["status"] == "COMPLETE"

    (edge,) = trio.system.ask(DISPUTE, trio.commander_token, code=trio.code)["village"]["pillars"]["disputes"]["edges"]
    node = edge["node"]
    assert (node["status"], node["outcome"], node["agreement"], node["overdue"]) == ("RESOLVED", "RECONCILED", "Rukun.", False)
    assert (node["mediatorOffice"], node["mediatorName"]) == ("CAMAT", "Camat Uji")
    assert node["escalatesAt"] == "2024-02-08T00:00:00.000000Z"
    assert [(one["node"]["type"], one["node"]["by"]["role"]) for one in node["timeline"]["edges"]] == [
        ("PillarDisputeReported", "PILLAR"),
        ("PillarDisputeEscalated", "SERVICE"),
        ("PillarDisputeMediationStarted", "COMMANDER"),
        ("PillarDisputeResolved", "COMMANDER"),
    ]


def test_a_refusal_is_said_in_indonesian(trio: Trio) -> None:
    taken = {"villageId": trio.village["id"], "disputeId": str(uuid4()), "outcome": "RECONCILED", "resolvedAt": REPORTED_AT}
    text = "mutation ($input: ResolvePillarDisputeInput!) { resolvePillarDispute(input: $input) { problems { code message } } }"
    headers = {"authorization": f"Bearer {trio.system.token()}", "accept-language": "id"}
    body = {"query": text, "variables": {"input": taken}}
    answer = httpx.post(f"{trio.system.url}/graphql", json=body, headers=headers, timeout=30).json()
    assert answer["data"]["resolvePillarDispute"]["problems"] == [
        {"code": "DISPUTE_UNKNOWN", "message": "Sengketa itu tidak ada di desa ini."}
    ]
