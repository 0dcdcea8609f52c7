"""Two provinces are there, and people see of them what they may."""

import json
import subprocess
from typing import Any
from uuid import uuid4

import pytest
import websockets

from tests.e2e.system import System

COUNT = "query ($region: String) { villages(region: $region, first: 0) { totalCount } }"


@pytest.mark.parametrize(("region", "count"), [(None, 1_409), ("52", 1_166), ("52.71", 50), ("32.75", 56), ("52.71.01.1006", 1)])
def test_every_village_is_counted(province: System, region: str | None, count: int) -> None:
    assert province.ask(COUNT, region=region) == {"villages": {"totalCount": count}}


def test_ground_need_not_follow_a_regency(province: System) -> None:
    unit = "query ($code: String!) { village(code: $code) { regency { name } unit { name } } }"
    assert province.ask(unit, code="52.01.03.2001")["village"]["unit"]["name"] == "Polresta Mataram"
    assert province.ask(unit, code="52.01.01.1001")["village"]["unit"]["name"] == "Polres Lombok Barat"


def test_the_founding_session_was_attended_and_its_directives_followed(province: System) -> None:
    session = province.ask(
        """{ trainings(until: "2018-01-01T00:00:00Z", first: 1) { edges { node { startsAt venue { name room } program { title }
             directives { number theme acknowledgements { acknowledged addressed } } } } } }"""
    )["trainings"]["edges"][0]["node"]
    assert session["startsAt"] == "2017-07-25T00:00:00.000000Z"
    assert (session["venue"]["name"], session["venue"]["room"]) == ("Hotel Nutana", "Ballroom")
    assert [directive["number"] for directive in session["directives"]] == list(range(1, 16))
    assert {directive["acknowledgements"]["addressed"] for directive in session["directives"]} == {20}


RENAME = """mutation ($input: RenameVillageInput!, $id: ID) { renameVillage(input: $input, commandId: $id)
  { receipt { version position repeated } problems { code field } village { name } } }"""


def village(province: System, code: str) -> dict[str, Any]:
    found: dict[str, Any] = province.ask("query ($code: String!) { village(code: $code) { id name } }", code=code)["village"]
    return found


def test_a_mutation_answers_with_its_own_effect_and_once(province: System) -> None:
    before = village(province, "52.08.01.2001")
    name, command = f"Desa {uuid4().hex[:6]}", str(uuid4())
    taken = {"villageId": before["id"], "name": name, "edition": "test"}
    first = province.answer(RENAME, input=taken, id=command)
    answer = first["data"]["renameVillage"]
    assert (answer["problems"], answer["village"], answer["receipt"]["repeated"]) == ([], {"name": name}, False)
    again = province.ask(RENAME, input=taken, id=command)["renameVillage"]
    assert again["receipt"] == {**answer["receipt"], "repeated": True}
    other = province.ask(RENAME, input={**taken, "name": "Lain"}, id=command)["renameVillage"]
    assert other["problems"] == [{"code": "COMMAND_ID_REUSED", "field": None}]
    assert village(province, "52.08.01.2001")["name"] == name


def test_a_refusal_is_data(province: System) -> None:
    seat = (
        """mutation ($input: SeatPillarInput!) { seatPillar(input: $input) { receipt { position } problems { code field } } }"""
    )
    taken = {
        "villageId": village(province, "52.71.01.1006")["id"],
        "pillar": "BABINSA",
        "holderId": str(uuid4()),
        "holderName": "Babinsa Lain",
        "since": "2018-01-01",
    }
    assert province.ask(seat, input=taken)["seatPillar"] == {
        "receipt": None,
        "problems": [{"code": "SEAT_TAKEN", "field": "input.pillar"}],
    }


def test_a_commander_acts_within_his_unit_only(province: System) -> None:
    commander = province.token(ROLE="commander", UNIT="Polres Lombok Barat")
    taken = {"villageId": village(province, "52.71.01.1006")["id"], "pillar": "BABINSA", "vacatedOn": "2018-01-01"}
    vacate = "mutation ($input: VacatePillarInput!) { vacatePillar(input: $input) { problems { code } } }"
    assert province.ask(vacate, commander, input=taken)["vacatePillar"]["problems"] == [{"code": "OUT_OF_SCOPE"}]


def test_an_operator_reads_no_name(province: System) -> None:
    card = '{ village(code: "52.71.01.1006") { name officer { name } pillars { seats { holderName } } } }'
    assert "Contoh" in json.dumps(province.ask(card))
    assert "Contoh" not in json.dumps(province.answer(card, province.token(ROLE="ops")))


SCHEDULE = """mutation ($input: ScheduleTrainingInput!) { scheduleTraining(input: $input)
  { receipt { position } problems { code message } trainingSession { id } } }"""
FOLLOW = "subscription { trainingActivity { type training { id title } } }"


def seminar(province: System) -> dict[str, Any]:
    """What `SCHEDULE` takes; earlier than the founding session, which stays the latest."""
    unit = province.ask('{ units(search: "Polda NTB", first: 1) { edges { node { id } } } }')["units"]["edges"][0]["node"]["id"]
    held = {"kind": "SEMINAR", "title": "Seminar", "venue": {"name": "Aula"}, "hostUnitId": unit}
    return {**held, "startsAt": "2016-01-01T08:00:00+08:00", "timezone": "Asia/Makassar"}


async def test_trainings_are_followed_as_they_happen(province: System) -> None:
    taken = seminar(province)
    address = province.url.replace("http", "ws") + "/graphql"
    async with websockets.connect(address, subprotocols=[websockets.Subprotocol("graphql-transport-ws")]) as socket:
        await socket.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {province.token()}"}}))
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": FOLLOW}}))
        await socket.send(json.dumps({"type": "ping"}))
        assert json.loads(await socket.recv())["type"] == "pong"
        made = province.ask(SCHEDULE, input=taken)["scheduleTraining"]
        assert made["problems"] == []
        told = json.loads(await socket.recv())["payload"]["data"]["trainingActivity"]
        assert told == {"type": "TrainingScheduled", "training": {"id": made["trainingSession"]["id"], "title": "Seminar"}}


@pytest.mark.parametrize("planted", ["Bhabin Contoh", "Babinsa Contoh", "Lurah Contoh"])
def test_no_personal_value_lies_under_the_state_directory(province: System, planted: str) -> None:
    found = subprocess.run(["grep", "-rlaF", planted, str(province.state)], capture_output=True, text=True, check=False)
    assert found.stdout == ""


def test_a_timeline_tells_what_was_done_and_the_past_is_as_it_was(province: System) -> None:
    before = village(province, "52.08.01.2002")
    command = str(uuid4())
    province.ask(RENAME, input={"villageId": before["id"], "name": f"Desa {uuid4().hex[:6]}", "edition": "test"}, id=command)
    entries = province.ask(
        """query ($id: ID!) { node(id: $id) { ... on Village { timeline(first: 2) { edges { node {
             type recordedAt by { role unit { name } } command commandId traceId } } } } } }""",
        id=before["id"],
    )["node"]["timeline"]["edges"]
    last, earlier = (edge["node"] for edge in entries)
    told = (last["type"], last["command"], last["commandId"], last["by"])
    assert told == ("VillageRenamed", "RenameVillage", command, {"role": "HEADQUARTERS", "unit": None})
    assert len(last["traceId"]) == 32
    text = 'query ($asOf: DateTime) { village(code: "52.08.01.2002", asOf: $asOf) { name } }'
    assert province.ask(text, asOf=earlier["recordedAt"])["village"]["name"] == before["name"]
    assert province.ask(text, asOf=last["recordedAt"]) == province.ask(text, asOf=None)
