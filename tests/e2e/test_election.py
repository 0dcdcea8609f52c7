"""While a region elects, warnings are answered sooner; what is said between groups is told as a topic, and seen by few."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import pytest
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from services.gateway.graph.manifest import SOURCES
from tests.e2e.ground import token as issued
from tests.e2e.system import System, claims
from tests.e2e.trio import Trio
from tests.e2e.waiting import until

VILLAGE: Final = """query ($code: String!) { village(code: $code) { electionPeriod { id kind phase clockPercent }
  sensitiveIssues(first: 20) { edges { node { id kind state content proposal proposedSeverity electionPhase classification
    counterActions { partners reach } election { kind } warning { severity electionPhase narrative acknowledgedAt } } } } } }"""
WARNING: Final = """query ($code: String!) { village(code: $code) {
  openWarnings { id kind severity raisedAt dueAt electionPhase election { kind } } } }"""
DUE: Final = """query ($id: ID!) { electionPeriod(id: $id) { state phases { phase begunAt byHand }
  villagesToVisit(first: 100) { edges { node { code } } } timeline { edges { node { type } } } } }"""
FOLLOW: Final = "subscription { sensitiveIssues { type issue { kind content } } }"
BOARD: Final = (SOURCES / "ElectionBoard.graphql").read_text()


@pytest.fixture(scope="module")
def trio(province: System) -> Iterator[Trio]:
    """The last village of Mataram, so that the election takes in none that other tests look at."""
    found = Trio(province, -1)
    yield found
    for edge in province.ask("{ electionPeriods(state: OPEN) { edges { node { id } } } }")["electionPeriods"]["edges"]:
        close = {"electionId": edge["node"]["id"], "outcome": "CONCLUDED", "closedAt": ago(0)}
        assert found.send("closeElectionPeriod", found.commander_token, **close) == []


def ago(minutes: int) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()


def phases() -> list[dict[str, str]]:
    return [{"phase": "CAMPAIGN", "startsAt": ago(60)}, {"phase": "VOTING", "startsAt": ago(-10_000)}]


def declare(trio: Trio, token: str, **more: Any) -> tuple[str, list[str]]:
    election = str(uuid4())
    fields = {"kind": "PILKADA", "regionCode": trio.code[:8], "phases": phases(), "endsAt": ago(-20_000)}
    return election, trio.send("declareElectionPeriod", token, electionId=election, **{**fields, **more})


def commander(trio: Trio, person: str) -> str:
    """The token of a certain person who commands Polresta Mataram."""
    return issued(trio.system, sub=person, role="commander", unit=claims(trio.commander_token)["unit"])


def report(trio: Trio, token: str, kind: str, **more: Any) -> tuple[str, list[str]]:
    issue = str(uuid4())
    fields = {"kind": kind, "topic": "ELECTION", "medium": "MESSAGING", "spread": "VILLAGE", "neutral": True}
    told = {**fields, "content": "Contoh: kabar bohong.", "seenAt": ago(50), **more}
    return issue, trio.give("reportSensitiveIssue", token, sensitiveIssueId=issue, **told)


def issues(trio: Trio, token: str) -> dict[str, dict[str, Any]]:
    edges = trio.system.ask(VILLAGE, token, code=trio.code)["village"]["sensitiveIssues"]["edges"]
    return {edge["node"]["kind"]: edge["node"] for edge in edges}


@contextmanager
def follow(trio: Trio, token: str) -> Iterator[ClientConnection]:
    """What happens to sensitive issues from now on, told to whoever has this token."""
    address = trio.system.url.replace("http", "ws") + "/graphql"
    with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
        for message in (
            {"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}},
            {"id": "1", "type": "subscribe", "payload": {"query": FOLLOW}},
            {"type": "ping"},
        ):
            socket.send(json.dumps(message))
        assert [json.loads(socket.recv(timeout=10))["type"] for _ in range(2)] == ["connection_ack", "pong"]
        yield socket


def test_an_election_goes_through_its_phases_and_shortens_the_clock_of_warnings(trio: Trio) -> None:
    officer, commander = trio.officer_token, trio.commander_token
    assert declare(trio, trio.stranger_token)[1] == ["OUT_OF_SCOPE"]
    assert declare(trio, officer)[1] == ["ROLE_NOT_ALLOWED"]
    assert declare(trio, commander, regionCode=trio.code, kind="PILKADES")[1] == ["HEAD_APPOINTED"]
    election, problems = declare(trio, commander)
    assert problems == []
    assert declare(trio, commander)[1] == ["ELECTION_UNDER_WAY"]
    at = trio.system.ask(VILLAGE, officer, code=trio.code)["village"]["electionPeriod"]
    assert (at["kind"], at["phase"], at["clockPercent"]) == ("PILKADA", "CAMPAIGN", 50)

    def raised(kind: str, severity: str) -> tuple[float, Any]:
        told = {"kind": kind, "severity": severity, "reliability": "B", "credibility": 2, "narrative": "Contoh"}
        assert trio.give("raiseEarlyWarning", officer, warningId=str(uuid4()), **told) == []
        found = trio.system.ask(WARNING, commander, code=trio.code)["village"]["openWarnings"]
        (one,) = (w for w in found if (w["kind"], w["severity"]) == (kind, severity))
        clock = datetime.fromisoformat(one["dueAt"]) - datetime.fromisoformat(one["raisedAt"])
        return clock.total_seconds(), one["electionPhase"]

    assert raised("HOAX", "YELLOW") == (1_800, "CAMPAIGN"), "as an orange one, in half the time"
    assert raised("LAND_CONFLICT", "YELLOW") == (10_800, "CAMPAIGN"), "half the time"
    assert trio.send("advanceElectionPhase", commander, electionId=election, phase="COUNTING", advancedAt=ago(1)) == [
        "PHASE_NOT_DECLARED"
    ]
    assert trio.send("advanceElectionPhase", commander, electionId=election, phase="VOTING", advancedAt=ago(1)) == []
    assert raised("CRIME_TREND", "RED") == (450, "VOTING")
    told = trio.system.ask(DUE, commander, id=at["id"])["electionPeriod"]
    assert (told["state"], [(one["phase"], one["byHand"]) for one in told["phases"]]) == (
        "OPEN",
        [("CAMPAIGN", False), ("VOTING", True)],
    )
    assert trio.code in {edge["node"]["code"] for edge in told["villagesToVisit"]["edges"]}, "nobody was ever there"
    assert [edge["node"]["type"] for edge in reversed(told["timeline"]["edges"])] == [
        "ElectionPeriodDeclared",
        "ElectionPhaseAdvanced",
        "ElectionPhaseAdvanced",
    ]


def test_a_warning_is_proposed_raised_once_somebody_confirms_it_and_not_his_to_acknowledge(trio: Trio) -> None:
    officer, head = trio.officer_token, trio.person_token(trio.head)
    chief = commander(trio, str(uuid4()))
    assert report(trio, officer, "POLITICAL_HOAX", content="Dari 0812 9999 0001")[1] == ["PHONE_NUMBER"]
    assert report(trio, officer, "POLITICAL_HOAX", neutral=False)[1] == ["NEUTRALITY_REQUIRED"]
    with follow(trio, trio.stranger_token) as elsewhere, follow(trio, trio.commander_token) as followed:
        issue, problems = report(trio, officer, "POLITICAL_HOAX")
        assert problems == []
        said = json.loads(followed.recv(timeout=10))["payload"]["data"]["sensitiveIssues"]
        expected = {"kind": "POLITICAL_HOAX", "content": "Contoh: kabar bohong."}
        assert said == {"type": "SensitiveIssueReported", "issue": expected}
        elsewhere.send(json.dumps({"type": "ping"}))
        assert json.loads(elsewhere.recv(timeout=10))["type"] == "pong", "another subtree hears nothing"
    one = issues(trio, officer)["POLITICAL_HOAX"]
    assert (one["proposal"], one["proposedSeverity"], one["warning"]) == ("OPEN", "YELLOW", None)
    assert (one["election"], one["electionPhase"], one["state"]) == ({"kind": "PILKADA"}, "VOTING", "OPEN")

    confirm = {"sensitiveIssueId": issue, "severity": "ORANGE", "reliability": "B", "credibility": 2}
    assert trio.send("confirmProposedWarning", head, **confirm) == ["ROLE_NOT_ALLOWED"]
    assert trio.send("confirmProposedWarning", chief, **confirm) == []
    until(lambda: issues(trio, officer)["POLITICAL_HOAX"]["warning"])
    warning = issues(trio, officer)["POLITICAL_HOAX"]["warning"]
    assert (warning["severity"], warning["electionPhase"], warning["acknowledgedAt"]) == ("ORANGE", "VOTING", None)
    assert "kabar bohong" not in warning["narrative"]
    found = trio.system.ask(WARNING, chief, code=trio.code)["village"]["openWarnings"]
    (raised,) = (w["id"] for w in found if (w["kind"], w["severity"]) == ("HOAX", "ORANGE"))
    assert trio.send("acknowledgeWarning", chief, warningId=raised) == ["RAISED_BY_SELF"]
    assert trio.send("acknowledgeWarning", trio.system.token(ROLE="headquarters"), warningId=raised) == []

    done = {"kind": "CLARIFICATION", "partners": ["PILLARS", "ELECTION_BODIES"], "reach": 120, "takenAt": ago(20)}
    rest = {"sensitiveIssueId": issue, "outcome": "COUNTERED", "closedAt": ago(5)}
    assert trio.send("closeSensitiveIssue", officer, **rest) == ["NOTHING_DONE"]
    assert trio.send("recordCounterAction", head, sensitiveIssueId=issue, actionId=str(uuid4()), **done) == []
    assert trio.send("closeSensitiveIssue", officer, **rest) == []
    one = issues(trio, officer)["POLITICAL_HOAX"]
    assert (one["state"], one["counterActions"]) == ("CLOSED", [{"partners": ["PILLARS", "ELECTION_BODIES"], "reach": 120}])


def test_more_may_see_it_once_two_persons_agree_and_fewer_as_soon_as_one_says_so(trio: Trio) -> None:
    officer, head = trio.officer_token, trio.person_token(trio.head)
    first, second = commander(trio, claims(officer)["sub"]), commander(trio, str(uuid4()))
    issue, problems = report(trio, officer, "RELIGIOUS")
    assert problems == []
    assert issues(trio, head) == {}
    about, proposed = {"sensitiveIssueId": issue}, {"proposalId": str(uuid4())}
    assert trio.send("proposeLowerClassification", trio.commander_token, **about, **proposed, reason="Contoh") == [
        "PERSON_REQUIRED"
    ]
    assert trio.send("proposeLowerClassification", officer, **about, **proposed, reason="Contoh") == []
    assert trio.send("agreeToLowerClassification", officer, **about, **proposed) == ["ROLE_NOT_ALLOWED"]
    assert trio.send("agreeToLowerClassification", first, **about, **proposed) == ["SECOND_PERSON_REQUIRED"]
    assert trio.send("agreeToLowerClassification", trio.stranger_token, **about, **proposed) == ["OUT_OF_SCOPE"]
    assert issues(trio, head) == {}, "one person alone shows it to nobody"
    assert trio.send("agreeToLowerClassification", second, **about, proposalId=str(uuid4())) == ["OTHER_PROPOSAL"]
    assert trio.send("agreeToLowerClassification", second, **about, **proposed) == []
    seen = issues(trio, head)["RELIGIOUS"]
    assert (seen["classification"], seen["content"]) == ("INTERNAL", "Contoh: kabar bohong.")
    assert trio.send("raiseClassification", officer, **about) == []
    assert issues(trio, head) == {}
    assert issues(trio, officer)["RELIGIOUS"]["classification"] == "RESTRICTED"
    assert issues(trio, trio.stranger_token) == {}


def test_the_board_tells_a_commander_what_is_said_feared_and_done_on_his_ground(trio: Trio) -> None:
    region = {"region": trio.code[:8], "state": "OPEN"}
    (edge,) = trio.system.ask(BOARD, trio.commander_token, **region)["electionPeriods"]["edges"]
    board = edge["node"]
    assert [board[name]["totalCount"] for name in ("open", "closed", "religious", "politicalHoax", "ethnic")] == [1, 1, 1, 1, 0]
    assert {(w["node"]["kind"], w["node"]["severity"]) for w in board["warnings"]["edges"]} >= {("HOAX", "YELLOW")}
    (edge,) = trio.system.ask(BOARD, trio.stranger_token, **region)["electionPeriods"]["edges"]
    assert edge["node"]["sensitiveIssues"]["edges"] == edge["node"]["warnings"]["edges"] == [], "that it is held is no secret"
    unit = """{ units(search: "Polresta Mataram") { edges { node { electionPeriods(state: OPEN) { totalCount } } } } }"""
    counts = trio.system.ask(unit, trio.commander_token)["units"]["edges"]
    assert counts[0]["node"]["electionPeriods"]["totalCount"] == 1
