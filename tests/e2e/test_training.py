"""A training invites units, is held, assessed and closed; what was directed there is acknowledged and followed up, by unit."""

import json
from base64 import b64decode, urlsafe_b64decode
from typing import Any
from uuid import uuid4

import pytest

from tests.e2e.system import System
from tests.e2e.trio import ELSEWHERE, UNIT, Trio
from tests.e2e.waiting import until

HOST = "Polda NTB"
DAY = "2025-03-04"
START = f"{DAY}T08:00:00+08:00"
SESSION = """query ($id: ID!) { training(id: $id) { status startsAt participants calledOffBecause
  invitations { state quota sent answeredOn declinedBecause unit { name } }
  attendees { role office officerKnown officer { id } sentBy { name } attendedOn days { day present excused }
    assessment { passed postScore } }
  counts { polda { name } rankGroup participants }
  directives { number toRoles units { name } followUps { unit { name } addressed acknowledgedShare followedUpShare
    medianDaysToAcknowledge medianDaysToFollowUp } }
  timeline(order: OLDEST_FIRST, first: 3) { edges { node { type } } } } }"""
OFFICER = """query ($code: String!) { village(code: $code) {
  directiveTargets(first: 50) { edges { node { theme metOn shownBy directive { id } } } }
  officer { competencies trainings { edges { node { id } } }
    directives(first: 50) { edges { node { acknowledgedOn reportedOn account directive { id } } } } } } }"""
CALENDAR = """query ($unit: ID) { trainings(unit: $unit, region: "52.71", since: "2025-01-01T00:00:00Z", first: 50) {
  edges { node { id } } } }"""
INVITED = """query ($unit: String!) { units(search: $unit, first: 1) { edges { node {
  id trainingInvitations(first: 50) { edges { node { state training { id calledOffBecause } } } }
  directiveFollowUp(period: YEAR, since: "2025-01-01", until: "2026-01-01") { addressed followedUp } } } } }"""


@pytest.fixture(scope="module")
def trio(province: System) -> Trio:
    return Trio(province, 5)


@pytest.fixture(scope="module")
def host(province: System) -> str:
    return province.token(ROLE="commander", UNIT=HOST)


def unit(trio: Trio, name: str, token: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = trio.system.ask(INVITED, token, unit=name)["units"]["edges"][0]["node"]
    return found


def schedule(trio: Trio, token: str, **more: Any) -> str:
    session = str(uuid4())
    told = {
        "kind": "IN_HOUSE_TRAINING",
        "title": "Contoh",
        "venue": {"name": "Aula Contoh", "regionCode": "52.71"},
        "startsAt": START,
        "timezone": "Asia/Makassar",
        "hostUnitId": unit(trio, HOST)["id"],
        "openers": ["Dirbinmas Polda NTB"],
        **more,
    }
    assert trio.send("scheduleTraining", token, sessionId=session, **told) == []
    return session


def person_of(token: str) -> str:
    return str(json.loads(urlsafe_b64decode(token.split(".")[1] + "=="))["sub"])


def shown(trio: Trio, session: str, token: str | None = None) -> dict[str, Any]:
    calendar = trio.system.ask(CALENDAR)["trainings"]["edges"]
    (found,) = [edge["node"]["id"] for edge in calendar if b64decode(edge["node"]["id"]).decode().endswith(session)]
    answer: dict[str, Any] = trio.system.ask(SESSION, token, id=found)["training"]
    return answer


def test_from_invitation_to_follow_up(trio: Trio, host: str) -> None:
    officer, newcomer = person_of(trio.officer_token), str(uuid4())
    ours, theirs = unit(trio, UNIT)["id"], unit(trio, ELSEWHERE)["id"]
    entered = {"serviceNumber": "99999501", "fullName": "Bhabin Contoh 951", "rank": "BRIPKA", "unitId": theirs}
    assert trio.send("registerOfficer", officerId=newcomer, **entered) == []
    session = schedule(trio, host, competencies=["COUNSELLING"], assessed=True)
    about = {"sessionId": session}

    assert trio.send("inviteUnit", trio.commander_token, **about, unitId=ours, quota=1) == ["OUT_OF_SCOPE"]
    for invited in (ours, theirs):
        assert trio.send("inviteUnit", host, **about, unitId=invited, quota=1, answerBy="2025-03-01") == []
    reply = {**about, "unitId": ours, "answeredOn": "2025-02-20"}
    sends = {**reply, "answer": "ACCEPTED"}
    assert trio.send("answerInvitation", trio.stranger_token, **sends, officerIds=[officer]) == ["OUT_OF_SCOPE"]
    assert trio.send("answerInvitation", trio.commander_token, **sends, officerIds=[officer, newcomer]) == ["QUOTA_EXCEEDED"]
    until(lambda: trio.send("answerInvitation", trio.commander_token, **sends, officerIds=[newcomer]) == ["OFFICER_ELSEWHERE"])
    assert trio.send("answerInvitation", trio.commander_token, **sends, officerIds=[officer]) == []
    busy = {**reply, "unitId": theirs, "answer": "DECLINED", "declinedBecause": "Contoh: pengamanan."}
    assert trio.send("answerInvitation", trio.stranger_token, **busy) == []
    guest = {"attendee": {"office": "Perwakilan Kepolisian Jepang"}, "role": "PARTNER_REPRESENTATIVE"}
    assert trio.send("enrolParticipant", host, **about, **guest) == []
    late = {"attendee": {"officerId": newcomer}, "role": "PARTICIPANT"}
    assert trio.send("enrolParticipant", host, **about, **late) == ["NOT_INVITED"]

    opened = {"opener": {"office": "Dirbinmas Polda NTB"}, "openedAt": f"{DAY}T08:05:00+08:00"}
    assert trio.send("openTraining", host, **about, **{**opened, "openedAt": f"{DAY}T07:00:00+08:00"}) == ["BEFORE_START"]
    assert trio.send("openTraining", host, **about, **opened) == []
    there = {"attendee": {"officerId": officer}, "recordedAt": f"{DAY}T08:10:00+08:00"}
    assert trio.send("recordAttendance", host, **about, **{**there, "attendee": {"officerId": newcomer}}) == ["NOT_ENROLLED"]
    assert trio.send("recordAbsence", host, **about, attendee=guest["attendee"], day=DAY) == []
    assert trio.send("recordAttendance", host, **about, **there) == []
    contact, reported = str(uuid4()), str(uuid4())
    said = {**about, "issuer": "Dirbinmas Polda NTB", "text": "Contoh", "issuedOn": DAY}
    assert trio.send("issueDirective", host, **said, directiveId=contact, theme="THREE_PILLARS_SYNERGY", toUnits=[ours]) == []
    last = {"directiveId": reported, "theme": "NO_DISPUTE", "toRoles": ["PARTICIPANT"], "dueOn": "2025-04-01"}
    assert trio.send("issueDirective", host, **said, **last) == []
    assert trio.send("closeTraining", host, **about, closedAt=f"{DAY}T16:00:00+08:00") == []
    assert "COUNSELLING" not in trio.system.ask(OFFICER, code=trio.code)["village"]["officer"]["competencies"]
    result = {"officerId": officer, "postScore": 82, "passed": True, "assessedOn": "2025-03-10"}
    assert trio.send("assessParticipant", host, **about, **result) == []

    def of_officer(token: str | None = None) -> dict[str, Any]:
        village: dict[str, Any] = trio.system.ask(OFFICER, token, code=trio.code)["village"]
        return village

    until(lambda: "COUNSELLING" in of_officer()["officer"]["competencies"])
    acknowledged = {"directiveId": contact, "acknowledgedOn": "2025-03-06", "officerId": officer}
    until(lambda: trio.send("recordDirectiveAcknowledgement", trio.officer_token, **acknowledged) == [])
    done = {"officerId": officer, "directiveId": reported, "followedUpOn": "2025-03-08", "account": "Contoh: rapat bersama."}
    assert trio.send("reportDirectiveFollowUp", trio.stranger_token, **done) == ["ROLE_NOT_ALLOWED"]
    until(lambda: trio.send("reportDirectiveFollowUp", trio.officer_token, **done) == [])

    def target() -> dict[str, Any] | None:
        nodes = [edge["node"] for edge in of_officer(trio.officer_token)["directiveTargets"]["edges"]]
        mine = [one for one in nodes if b64decode(one["directive"]["id"]).decode().endswith(contact)]
        return mine[0] if mine else None

    until(lambda: target() is not None)
    assert target() == {**(target() or {}), "theme": "THREE_PILLARS_SYNERGY", "metOn": None}
    seen = shown(trio, session)
    first, second = seen["directives"]
    assert (first["units"], second["toRoles"]) == ([{"name": UNIT}], ["PARTICIPANT"])
    assert first["followUps"] == [
        {
            "unit": {"name": UNIT},
            "addressed": 1,
            "acknowledgedShare": 1.0,
            "followedUpShare": 0.0,
            "medianDaysToAcknowledge": 2.0,
            "medianDaysToFollowUp": None,
        }
    ]
    assert (second["followUps"][0]["followedUpShare"], second["followUps"][0]["medianDaysToFollowUp"]) == (1.0, 4.0)

    for day in ("2025-03-01", "2025-03-14"):
        meeting = {"meetingId": str(uuid4()), "heldOn": day, "attended": ["BHABINKAMTIBMAS", "VILLAGE_HEAD"]}
        assert trio.give("recordSynergyMeeting", trio.officer_token, **meeting) == []
    until(lambda: (target() or {})["metOn"] is not None)
    met = target() or {}
    assert (met["metOn"], met["shownBy"]) == ("2025-03-14", "SynergyMeetingHeld")
    followed = shown(trio, session)["directives"][0]["followUps"][0]
    assert (followed["followedUpShare"], followed["medianDaysToFollowUp"]) == (1.0, 10.0)

    everybody = {one["office"] or "officer": one for one in seen["attendees"]}
    assert everybody["officer"]["sentBy"] == {"name": UNIT}
    assert everybody["officer"]["days"] == [{"day": DAY, "present": True, "excused": False}]
    assert everybody["officer"]["assessment"] == {"passed": True, "postScore": 82}
    assert everybody["Perwakilan Kepolisian Jepang"]["officer"] is None
    assert everybody["Perwakilan Kepolisian Jepang"]["attendedOn"] is None
    assert seen["counts"] == [{"polda": {"name": HOST}, "rankGroup": "NON_COMMISSIONED", "participants": 1}]
    assert (seen["status"], seen["participants"]) == ("CLOSED", 1)
    assert {one["state"] for one in seen["invitations"]} == {"ACCEPTED", "DECLINED"}

    stranger = shown(trio, session, trio.stranger_token)
    (refusal,) = [one["declinedBecause"] for one in stranger["invitations"] if one["state"] == "DECLINED"]
    assert refusal == "Contoh: pengamanan."
    assert [one["assessment"] for one in stranger["attendees"] if one["assessment"]] == [{"passed": None, "postScore": None}]
    assert [one["followUps"] for one in stranger["directives"]] == [[], []]
    (neighbour,) = [one for one in shown(trio, session, trio.commander_token)["invitations"] if one["state"] == "DECLINED"]
    assert neighbour["declinedBecause"] is None
    (measure,) = unit(trio, UNIT, trio.commander_token)["directiveFollowUp"]
    assert measure["addressed"] >= 2
    assert measure["followedUp"] >= 2
    assert unit(trio, UNIT, trio.stranger_token)["directiveFollowUp"] == []


def test_it_is_moved_and_called_off_and_those_invited_see_it(trio: Trio, host: str) -> None:
    session, ours = schedule(trio, host), unit(trio, UNIT)["id"]
    assert trio.send("inviteUnit", host, sessionId=session, unitId=ours, quota=3) == []
    moved = {"sessionId": session, "startsAt": "2025-05-06T08:00:00+08:00"}
    assert trio.send("rescheduleTraining", trio.commander_token, **moved) == ["OUT_OF_SCOPE"]
    assert trio.send("rescheduleTraining", host, **moved) == []
    assert shown(trio, session)["startsAt"].startswith("2025-05-06T00:00:00")
    assert trio.send("cancelTraining", host, sessionId=session, reason="Contoh: banjir") == []
    answer = {"sessionId": session, "unitId": ours, "answer": "ACCEPTED", "answeredOn": "2025-04-01"}
    assert trio.send("answerInvitation", trio.commander_token, **answer) == ["TRAINING_CANCELLED"]
    told = [edge["node"] for edge in unit(trio, UNIT, trio.commander_token)["trainingInvitations"]["edges"]]
    off = [one for one in told if b64decode(one["training"]["id"]).decode().endswith(session)]
    assert [(one["state"], one["training"]["calledOffBecause"]) for one in off] == [("CALLED_OFF", "Contoh: banjir")]
    of_unit = trio.system.ask(CALENDAR, unit=ours)["trainings"]["edges"]
    assert session in {b64decode(edge["node"]["id"]).decode().partition(":")[2] for edge in of_unit}
    elsewhere = trio.system.ask(CALENDAR, unit=unit(trio, "Polres Dompu")["id"])["trainings"]["edges"]
    assert elsewhere == []
