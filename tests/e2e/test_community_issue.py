"""An issue is routed, answered in time, settled and verified by others; what may not be mediated goes to the SPKT."""

import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.e2e.system import System
from tests.e2e.trio import Trio

ISSUES = """query ($code: String!) { village(code: $code) { issues(first: 20) { edges { node {
  category account reporterName agreement mustBeReferred parties { role name child }
  state fast accurate verifier method unrouted officer { id }
  timeline(order: OLDEST_FIRST) { edges { node { type by { role } } } } } } } } }"""
MEASURE = """query ($code: String!) { village(code: $code) { performance(period: YEAR) {
  reported medianMinutes p90Minutes fastShare resolvedShare accurateShare } } }"""
ELSEWHERE = """{ villages(region: "52", first: 100) { edges { node { code officer { id } } } } }"""
OF_REGION = """{ region(code: "52.71") { performance(period: YEAR) { reported medianMinutes p90Minutes accurateShare } } }"""
CHANGED = (
    """query ($since: String) { changes(since: $since) { cursor hasMore upserts { ... on CommunityIssue { category } } } }"""
)
FOLLOW = "subscription { communityIssues { type issue { category account } } }"
NAMED = {"reporterName": "Warga Uji", "reporterPhone": "+62 819 555 0101"}


@pytest.fixture(scope="module")
def trio(province: System) -> Trio:
    return Trio(province, 3)


def ago(minutes: int) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()


def report(trio: Trio, token: str, category: str, **more: Any) -> tuple[str, list[str]]:
    issue = str(uuid4())
    told = {"category": category, "channel": "VISIT", "account": "The fence was moved.", "reportedAt": ago(300)}
    return issue, trio.give("reportIssue", token, issueId=issue, **{**told, **more})


def found(trio: Trio, token: str) -> dict[str, dict[str, Any]]:
    edges = trio.system.ask(ISSUES, token, code=trio.code)["village"]["issues"]["edges"]
    return {edge["node"]["category"]: edge["node"] for edge in edges}


def test_it_goes_from_report_to_verdict(trio: Trio) -> None:
    officer, commander, pillar = trio.officer_token, trio.commander_token, trio.person_token(trio.head)
    assert report(trio, trio.stranger_token, "FRAUD")[1] == ["OUT_OF_SCOPE"]
    assert report(trio, officer, "FRAUD", reporterName="Warga Uji")[1] == ["REPORTER_WITHOUT_ID"]
    issue, problems = report(trio, officer, "LAND_DISPUTE", reporterId=str(uuid4()), **NAMED)
    assert problems == []
    assert trio.send("startMediation", officer, issueId=issue, startedAt=ago(200)) == ["NOT_ACKNOWLEDGED"]
    assert trio.send("acknowledgeIssue", pillar, issueId=issue, acknowledgedAt=ago(290)) == ["ROLE_NOT_ALLOWED"]
    assert trio.send("acknowledgeIssue", officer, issueId=issue, acknowledgedAt=ago(290)) == []
    assert trio.send("resolveIssue", officer, issueId=issue, method="MEDIATION", resolvedAt=ago(100)) == ["NOTHING_DONE"]
    assert trio.send("startMediation", officer, issueId=issue, startedAt=ago(200)) == []
    done = {"method": "MEDIATION", "agreement": "The fence goes back.", "resolvedAt": ago(100)}
    assert trio.send("resolveIssue", officer, issueId=issue, **done) == []
    word = {"verifier": "FORUM", "verdict": "VERIFIED", "verifiedAt": ago(50)}
    assert trio.send("verifyResolution", officer, issueId=issue, **word) == ["ROLE_NOT_ALLOWED"]
    assert trio.send("verifyResolution", pillar, issueId=issue, **word) == []

    one = found(trio, commander)["LAND_DISPUTE"]
    assert (one["state"], one["fast"], one["accurate"], one["verifier"]) == ("VERIFIED", True, None, "FORUM")
    assert (one["account"], one["reporterName"], one["agreement"]) == (
        "The fence was moved.",
        "Warga Uji",
        "The fence goes back.",
    )
    assert (one["officer"]["id"], one["unrouted"]) == (trio.village["officer"]["id"], False)
    told = [(edge["node"]["type"], edge["node"]["by"]["role"]) for edge in one["timeline"]["edges"]]
    assert told == [
        ("IssueReported", "OFFICER"),
        ("IssueAssigned", "OFFICER"),
        ("IssueAcknowledged", "OFFICER"),
        ("MediationStarted", "OFFICER"),
        ("IssueResolved", "OFFICER"),
        ("ResolutionVerified", "PILLAR"),
    ]
    seen = found(trio, pillar)["LAND_DISPUTE"]
    assert (seen["state"], seen["account"], seen["reporterName"], seen["agreement"]) == ("VERIFIED", None, None, None)
    assert found(trio, trio.stranger_token) == {}

    again = {"reason": "The fence is back.", "reopenedAt": ago(10)}
    assert trio.send("reopenIssue", officer, issueId=issue, **again) == []
    reopened = found(trio, commander)["LAND_DISPUTE"]
    assert (reopened["state"], reopened["accurate"], reopened["agreement"]) == ("ACKNOWLEDGED", False, None)


def test_what_may_not_be_mediated_goes_to_the_spkt_at_once(trio: Trio) -> None:
    officer = trio.officer_token
    issue, problems = report(trio, trio.person_token(trio.babinsa), "DOMESTIC_VIOLENCE")
    assert problems == []
    assert trio.send("referIssue", officer, issueId=issue, method="REFERRAL", referredAt=ago(295)) == ["MUST_BE_REFERRED"]
    assert trio.send("referIssue", officer, issueId=issue, method="REFERRED_TO_SPKT", referredAt=ago(295)) == []
    late = {"issueId": issue, "acknowledgedAt": ago(200)}
    assert trio.send("acknowledgeIssue", trio.stranger_token, **late) == ["OUT_OF_SCOPE"]
    assert trio.send("acknowledgeIssue", trio.commander_token, **late) == []
    (refused,) = trio.problems("startMediation", officer, issueId=issue, startedAt=ago(100))
    assert (refused["code"], refused["field"]) == ("MUST_BE_REFERRED", "input.issueId")
    one = found(trio, officer)["DOMESTIC_VIOLENCE"]
    assert (one["state"], one["fast"]) == ("REFERRED", False)


def test_a_commander_gives_it_to_another_and_is_told_how_it_is_answered(trio: Trio) -> None:
    assert report(trio, trio.commander_token, "THEFT", reportedAt=ago(5))[1] == []
    issue, problems = report(trio, trio.commander_token, "BRAWL", reportedAt=ago(5))
    assert problems == []
    other = {"issueId": issue, "officerId": str(uuid4()), "assignedAt": ago(4)}
    assert trio.send("assignIssue", trio.officer_token, **other) == ["ROLE_NOT_ALLOWED"]
    assert trio.send("assignIssue", trio.commander_token, **other) == []
    assert found(trio, trio.commander_token)["THEFT"]["fast"] is None, "neither moment has passed"
    measured = trio.system.ask(MEASURE, trio.commander_token, code=trio.code)["village"]["performance"]
    assert sum(year["reported"] for year in measured) >= 2
    assert all(set(year) > {"medianMinutes", "fastShare", "accurateShare"} for year in measured)
    assert trio.system.ask(MEASURE, trio.stranger_token, code=trio.code)["village"]["performance"] == []


def colleague(trio: Trio) -> str:
    """The token of an officer who serves elsewhere."""
    own = trio.village["officer"]["id"]
    for edge in trio.system.ask(ELSEWHERE)["villages"]["edges"]:
        officer = edge["node"]["officer"]
        if officer and officer["id"] != own:
            return trio.system.token(ROLE="officer", VILLAGE=edge["node"]["code"])
    raise AssertionError("nobody serves elsewhere")


def person_of(token: str) -> str:
    """Whom a token is made out to."""
    return str(json.loads(urlsafe_b64decode(token.split(".")[1] + "=="))["sub"])


def kept(trio: Trio, token: str) -> list[str]:
    """The categories of the issues that a phone is told of from the beginning."""
    since, found, more = None, [], True
    while more:
        page = trio.system.ask(CHANGED, token, since=since)["changes"]
        found += [one["category"] for one in page["upserts"] if "category" in one]
        since, more = page["cursor"], page["hasMore"]
    return found


def test_whoever_is_given_an_issue_elsewhere_works_on_it_and_on_no_other(trio: Trio) -> None:
    helper, commander, officer = colleague(trio), trio.commander_token, trio.officer_token
    issue, problems = report(trio, officer, "CUSTOM_DISPUTE")
    assert problems == []
    taken = {"issueId": issue, "acknowledgedAt": ago(280)}
    assert trio.send("acknowledgeIssue", helper, **taken) == ["OUT_OF_SCOPE"]
    assert found(trio, helper) == {}
    address = trio.system.url.replace("http", "ws") + "/graphql"
    with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
        socket.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {helper}"}}))
        assert json.loads(socket.recv())["type"] == "connection_ack"
        socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": FOLLOW}}))
        socket.send(json.dumps({"type": "ping"}))
        assert json.loads(socket.recv())["type"] == "pong"
        assert trio.send("assignIssue", commander, issueId=issue, officerId=person_of(helper), assignedAt=ago(285)) == []
        told = json.loads(socket.recv(timeout=10))["payload"]["data"]["communityIssues"]
    assert told == {"type": "IssueAssigned", "issue": {"category": "CUSTOM_DISPUTE", "account": "The fence was moved."}}
    assert list(found(trio, helper)) == ["CUSTOM_DISPUTE"]
    assert "CUSTOM_DISPUTE" in kept(trio, helper)
    assert "CUSTOM_DISPUTE" in kept(trio, officer)
    assert trio.send("acknowledgeIssue", helper, **taken) == []
    other, problems = report(trio, officer, "ALCOHOL")
    assert problems == []
    assert trio.send("acknowledgeIssue", helper, issueId=other, acknowledgedAt=ago(280)) == ["OUT_OF_SCOPE"]

    party = {"issueId": issue, "partyId": str(uuid4()), "role": "RESPONDENT", "recordedAt": ago(270)}
    assert trio.send("recordIssueParty", helper, **party, partyName="Warga 5271010101010001") == ["IDENTITY_NUMBER"]
    assert trio.send("recordIssueParty", trio.person_token(trio.head), **party) == ["ROLE_NOT_ALLOWED"]
    assert trio.send("recordIssueParty", helper, **party, partyName="Warga Contoh 007") == []
    victim = {"issueId": issue, "partyId": str(uuid4()), "role": "VICTIM", "recordedAt": ago(260)}
    assert trio.send("recordIssueParty", officer, **victim, child=True) == []
    one = found(trio, commander)["CUSTOM_DISPUTE"]
    assert (one["mustBeReferred"], one["parties"]) == (
        True,
        [
            {"role": "RESPONDENT", "name": "Warga Contoh 007", "child": False},
            {"role": "VICTIM", "name": None, "child": True},
        ],
    )
    assert found(trio, trio.person_token(trio.head))["CUSTOM_DISPUTE"]["parties"] == []
    assert trio.send("startMediation", helper, issueId=issue, startedAt=ago(250)) == ["MUST_BE_REFERRED"]
    assert trio.send("strikeIssueParty", helper, issueId=issue, partyId=victim["partyId"], struckAt=ago(240)) == []
    assert trio.send("startMediation", helper, issueId=issue, startedAt=ago(230)) == []

    regain = {"officerId": person_of(officer), "assignedAt": ago(220)}
    assert trio.send("assignIssue", commander, issueId=issue, **regain) == []
    assert found(trio, helper) == {}
    assert trio.send("resolveIssue", helper, issueId=issue, method="MEDIATION", resolvedAt=ago(100)) == ["OUT_OF_SCOPE"]


def test_headquarters_compares_regions_by_how_and_not_how_often_they_answer(trio: Trio) -> None:
    assert report(trio, trio.officer_token, "NARCOTICS")[1] == []
    (latest, *_) = trio.system.ask(OF_REGION)["region"]["performance"]
    assert latest["reported"] >= 1
    assert set(latest) == {"reported", "medianMinutes", "p90Minutes", "accurateShare"}
    assert trio.system.ask(OF_REGION, trio.commander_token)["region"]["performance"] == [], "regions cut across subtrees"
