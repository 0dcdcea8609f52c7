"""Every activity a partnership of all three: planned by one, confirmed by each with his own token, counted for what it was."""

import asyncio
import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import websockets

from tests.e2e.system import System
from tests.e2e.trio import Trio

PATIENCE = 10.0
"""Seconds for something to be told that happens at once."""
AT = "2024-03-10T09:00:00+08:00"
LATER = "2024-03-20T09:00:00+08:00"
ACTIVITIES = """query ($code: String!) { village(code: $code) { jointActivities(first: 20) { edges { node {
  id status attendance exception heldOn heldInDispute confirmations { pillar ofPresentHolder }
  timeline(order: OLDEST_FIRST) { edges { node { type by { role } } } } } } } } }"""
MEASURE = """query ($code: String!, $unit: String!) {
  village(code: $code) { participation(period: YEAR, since: "2024-01-01", until: "2025-01-01") { ...measured } }
  units(search: $unit, first: 1) { edges { node {
    participation(period: YEAR, since: "2024-01-01", until: "2025-01-01") { ...measured } } } } }
fragment measured on ParticipationMeasure {
  startsOn activities underException partnershipShare outreach attendance averageAttendance
  themes { theme outreach attendance } }"""
SEAT = """query ($code: String!) { village(code: $code) { pillars { seats { pillar since } } } }"""
OUTREACH = """query ($code: String!) { village(code: $code) { outreach { edges { node { theme appeal attendance assignmentKnown
  officer { id } } } } } }"""


@pytest.fixture(scope="module")
def trio(province: System) -> Trio:
    return Trio(province, 1)


@pytest.fixture
def plan(trio: Trio) -> str:
    """An activity that is planned, by its id."""
    activity = str(uuid4())
    planned = {"kind": "KERJA_BAKTI", "theme": "DISASTER", "scheduledAt": AT, "place": "Balai"}
    assert trio.give("planJointActivity", trio.officer_token, activityId=activity, **planned) == []
    return activity


def found(trio: Trio, activity: str) -> dict[str, Any]:
    """The activity as its village shows it; the latest planned comes first or beside those of the same time."""
    wanted = b64encode(f"JointActivity:{activity}".encode()).decode()
    edges = trio.system.ask(ACTIVITIES, trio.officer_token, code=trio.code)["village"]["jointActivities"]["edges"]
    return next(edge["node"] for edge in edges if edge["node"]["id"] == wanted)


def confirm(trio: Trio, activity: str, pillar: str, token: str) -> list[str]:
    return trio.send("confirmJointActivity", token, activityId=activity, pillar=pillar, confirmedAt="2024-03-09T08:00:00+08:00")


def hold(trio: Trio, activity: str, at: str = AT, **more: str) -> list[str]:
    return trio.send("holdJointActivity", trio.officer_token, activityId=activity, heldAt=at, attendance=40, **more)


def all_confirm(trio: Trio, activity: str) -> None:
    tokens = {
        "BHABINKAMTIBMAS": trio.officer_token,
        "BABINSA": trio.person_token(trio.babinsa),
        "VILLAGE_HEAD": trio.person_token(trio.head),
    }
    for pillar, token in tokens.items():
        assert confirm(trio, activity, pillar, token) == []


def test_it_is_partnership_once_each_has_confirmed_for_himself(trio: Trio, plan: str) -> None:
    assert hold(trio, plan) == ["NOT_CONFIRMED"]
    assert confirm(trio, plan, "BABINSA", trio.officer_token) == ["OUT_OF_SCOPE"], "nobody speaks for another"
    assert confirm(trio, plan, "VILLAGE_HEAD", trio.person_token(trio.babinsa)) == ["OUT_OF_SCOPE"]
    assert confirm(trio, plan, "BABINSA", trio.system.token()) == ["ROLE_NOT_ALLOWED"], "not even headquarters"
    all_confirm(trio, plan)
    assert hold(trio, plan) == []
    held = found(trio, plan)
    assert (held["status"], held["attendance"], held["exception"], held["heldOn"]) == ("HELD", 40, None, "2024-03-10")
    assert [(one["pillar"], one["ofPresentHolder"]) for one in held["confirmations"]] == [
        ("BABINSA", True),
        ("BHABINKAMTIBMAS", True),
        ("VILLAGE_HEAD", True),
    ]
    told = [(one["node"]["type"], one["node"]["by"]["role"]) for one in held["timeline"]["edges"]]
    assert told == [
        ("JointActivityPlanned", "OFFICER"),
        ("JointActivityConfirmed", "OFFICER"),
        ("JointActivityConfirmed", "PILLAR"),
        ("JointActivityConfirmed", "PILLAR"),
        ("JointActivityHeld", "OFFICER"),
    ]
    assert trio.send("cancelJointActivity", trio.officer_token, activityId=plan, reason="Rain.") == ["ACTIVITY_HELD"]


def test_what_could_not_wait_is_held_and_counted_apart(trio: Trio, plan: str) -> None:
    assert hold(trio, plan, exception="VACANT_SEAT") == ["NO_SEAT_VACANT"]
    assert hold(trio, plan, exception="EMERGENCY") == []
    assert (found(trio, plan)["status"], found(trio, plan)["exception"]) == ("HELD_UNDER_EXCEPTION", "EMERGENCY")


def test_while_two_are_in_dispute_nothing_is_held_but_a_meeting(trio: Trio, plan: str) -> None:
    all_confirm(trio, plan)
    dispute = str(uuid4())
    report = {
        "between": ["BABINSA", "VILLAGE_HEAD"],
        "subject": "LAND",
        "account": "x",
        "reportedAt": "2024-03-01T08:00:00+08:00",
    }
    assert trio.give("reportPillarDispute", trio.commander_token, disputeId=dispute, **report) == []
    (refused,) = trio.problems("holdJointActivity", trio.officer_token, activityId=plan, heldAt=AT, attendance=40)
    assert (refused["code"], refused["field"]) == ("PILLARS_IN_DISPUTE", "input.activityId")
    meeting = str(uuid4())
    planned = {"kind": "SYNERGY_MEETING", "theme": "DIVERSITY", "scheduledAt": AT, "place": "Balai"}
    assert trio.give("planJointActivity", trio.person_token(trio.head), activityId=meeting, **planned) == []
    all_confirm(trio, meeting)
    assert hold(trio, meeting) == []
    mediation = {"mediatorId": str(uuid4()), "office": "CAMAT", "startedAt": "2024-03-02T08:00:00+08:00"}
    assert trio.give("startDisputeMediation", trio.commander_token, disputeId=dispute, **mediation) == []
    peace = {"outcome": "RECONCILED", "resolvedAt": "2024-03-15T08:00:00+08:00"}
    assert trio.give("resolvePillarDispute", trio.commander_token, disputeId=dispute, **peace) == []
    assert hold(trio, plan) == ["PILLARS_IN_DISPUTE"], "they were at odds on that day"
    assert hold(trio, plan, LATER) == []


def test_what_had_been_held_before_a_dispute_of_that_day_was_told_is_shown(trio: Trio, plan: str) -> None:
    all_confirm(trio, plan)
    assert hold(trio, plan, "2024-04-02T09:00:00+08:00") == []
    assert not found(trio, plan)["heldInDispute"]
    dispute, between = str(uuid4()), ["BABINSA", "VILLAGE_HEAD"]
    late = {"between": between, "subject": "LAND", "account": "x", "reportedAt": "2024-04-01T08:00:00+08:00"}
    assert trio.give("reportPillarDispute", trio.commander_token, disputeId=dispute, **late) == []
    assert found(trio, plan)["heldInDispute"]
    mediation = {"mediatorId": str(uuid4()), "office": "CAMAT", "startedAt": "2024-04-01T09:00:00+08:00"}
    assert trio.give("startDisputeMediation", trio.commander_token, disputeId=dispute, **mediation) == []
    peace = {"outcome": "RECONCILED", "resolvedAt": "2024-04-02T09:00:00+08:00"}
    assert trio.give("resolvePillarDispute", trio.commander_token, disputeId=dispute, **peace) == []
    assert not found(trio, plan)["heldInDispute"], "they had made peace by then"


def test_the_word_of_a_former_holder_does_not_count(trio: Trio, plan: str) -> None:
    all_confirm(trio, plan)
    former, successor = trio.person_token(trio.babinsa), uuid4()
    trio.seat("BABINSA", successor, "2024-03-18")
    assert hold(trio, plan, LATER) == ["NOT_CONFIRMED"]
    assert {one["pillar"]: one["ofPresentHolder"] for one in found(trio, plan)["confirmations"]}["BABINSA"] is False
    trio.babinsa = successor
    activity = str(uuid4())
    planned = {"kind": "SISKAMLING", "theme": "YOUTH", "scheduledAt": LATER, "place": "Pos"}
    assert trio.give("planJointActivity", trio.officer_token, activityId=activity, **planned) == []
    assert confirm(trio, activity, "BABINSA", former) == ["OUT_OF_SCOPE"]
    all_confirm(trio, activity)
    assert hold(trio, activity, LATER) == []
    assert trio.send("cancelJointActivity", trio.officer_token, activityId=plan, reason="Nobody could come.") == []
    assert found(trio, plan)["status"] == "CANCELLED"


def test_outreach_is_the_officers_own_word_and_participation_tells_counts_and_worth(trio: Trio) -> None:
    officer = trio.village["officer"]["id"]
    done = {"kind": "COUNSELLING", "theme": "LAW_AWARENESS", "appeal": "LAW_OBEDIENCE", "heldAt": AT, "attendance": 30}
    record = {"outreachId": str(uuid4()), "officerId": officer, **done}
    assert trio.give("recordOutreach", trio.commander_token, **record) == ["ROLE_NOT_ALLOWED"]
    assert trio.give("recordOutreach", trio.officer_token, **{**record, "officerId": str(uuid4())}) == ["OUT_OF_SCOPE"]
    assert trio.give("recordOutreach", trio.officer_token, **record) == []
    (edge,) = trio.system.ask(OUTREACH, trio.officer_token, code=trio.code)["village"]["outreach"]["edges"]
    assert (edge["node"]["attendance"], edge["node"]["assignmentKnown"]) == (30, True)
    (first_day,) = trio.system.ask(SEAT, code=trio.code)["village"]["pillars"]["seats"][:1]
    midnight = datetime.fromisoformat(f"{first_day['since']}T00:00:00+08:00")
    for at in (midnight, midnight - timedelta(seconds=1)):
        noted = {**record, "outreachId": str(uuid4()), "heldAt": at.astimezone(UTC).isoformat()}
        assert trio.give("recordOutreach", trio.officer_token, **noted) == []
    edges = trio.system.ask(OUTREACH, trio.officer_token, code=trio.code)["village"]["outreach"]["edges"]
    assert [one["node"]["assignmentKnown"] for one in edges] == [True, True, False], "by the calendar of the village"

    activity = str(uuid4())
    planned = {"kind": "SAMBANG", "theme": "YOUTH", "scheduledAt": LATER, "place": "Balai"}
    assert trio.give("planJointActivity", trio.officer_token, activityId=activity, **planned) == []
    before = measured(trio)
    assert hold(trio, activity, LATER, exception="EMERGENCY") == []
    after = measured(trio)
    for name in ("village", "unit"):
        was, now = before[name], after[name]
        assert (now["activities"], now["underException"]) == (was.get("activities", 0) + 1, was.get("underException", 0) + 1)
        assert now["partnershipShare"] == (now["activities"] - now["underException"]) / now["activities"]
        assert now["attendance"] == was["attendance"] + 40
        assert {"theme": "LAW_AWARENESS", "outreach": 1, "attendance": 30} in now["themes"]
    stranger = trio.system.ask(MEASURE, trio.stranger_token, code=trio.code, unit="Polresta Mataram")
    assert stranger["village"]["participation"] == stranger["units"]["edges"][0]["node"]["participation"] == []


FOLLOW = """subscription ($village: ID) { partnershipActivity(village: $village) { type jointActivity { id status } } }"""


async def test_what_happens_to_an_activity_is_told_to_those_it_concerns_while_it_happens(trio: Trio) -> None:
    address = trio.system.url.replace("http", "ws") + "/graphql"
    tokens = {"officer": trio.officer_token, "commander": trio.commander_token, "stranger": trio.stranger_token}
    async with websockets.connect(address, subprotocols=[websockets.Subprotocol("graphql-transport-ws")]) as socket:
        await socket.send(
            json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {tokens.pop('stranger')}"}})
        )
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        await follow(socket)
        for token in tokens.values():
            async with websockets.connect(address, subprotocols=[websockets.Subprotocol("graphql-transport-ws")]) as near:
                await near.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}))
                assert json.loads(await near.recv())["type"] == "connection_ack"
                await follow(near, village=trio.village["id"])
                activity = str(uuid4())
                planned = {"kind": "SISKAMLING", "theme": "YOUTH", "scheduledAt": LATER, "place": "Pos"}
                assert trio.give("planJointActivity", activityId=activity, **planned) == []
                told = json.loads(await asyncio.wait_for(near.recv(), PATIENCE))["payload"]["data"]["partnershipActivity"]
                assert (told["type"], told["jointActivity"]["status"]) == ("JointActivityPlanned", "PLANNED")
        await socket.send(json.dumps({"type": "ping"}))
        assert json.loads(await socket.recv())["type"] == "pong", "nothing was told to the commander of elsewhere"


async def follow(socket: websockets.ClientConnection, **variables: str) -> None:
    """Subscribed once the answer to a ping sent after it is there."""
    await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": FOLLOW, "variables": variables}}))
    await socket.send(json.dumps({"type": "ping"}))
    assert json.loads(await socket.recv())["type"] == "pong"


def measured(trio: Trio) -> dict[str, dict[str, Any]]:
    """The year's measure of the village and of its unit, as the commander sees them."""
    data = trio.system.ask(MEASURE, trio.commander_token, code=trio.code, unit="Polresta Mataram")
    (village,) = data["village"]["participation"]
    (unit,) = data["units"]["edges"][0]["node"]["participation"]
    assert datetime.fromisoformat(village["startsOn"]).year == 2024
    return {"village": village, "unit": unit}
