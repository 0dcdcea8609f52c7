"""An issue is routed, answered in time, settled and verified by others; what may not be mediated goes to the SPKT."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.e2e.system import System
from tests.e2e.trio import Trio

ISSUES = """query ($code: String!) { village(code: $code) { issues(first: 20) { edges { node {
  category account reporterName agreement state fast accurate verifier method unrouted officer { id }
  timeline(order: OLDEST_FIRST) { edges { node { type by { role } } } } } } } } }"""
MEASURE = """query ($code: String!) { village(code: $code) { performance(period: YEAR) {
  reported medianMinutes p90Minutes fastShare resolvedShare accurateShare } } }"""
NAMED = {"reporterName": "Warga Uji", "reporterPhone": "+62 819 555 0101"}


@pytest.fixture(scope="module")
def trio(country: System) -> Trio:
    return Trio(country, 3)


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
