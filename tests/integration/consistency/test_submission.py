"""A phone's commands, many at once: each answered, in the order of its stream, safe to send again, by whatever token of hers."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from libs.events.handler import Done, Handler, Order
from libs.events.problem import Problem
from services.gateway.graph.posting import Answered, Poster, Unreachable
from tests.integration.consistency.conftest import System
from tests.integration.services.test_commands import Lombok, an, proposal

pytestmark = pytest.mark.asyncio(loop_scope="module")

SUBMIT = """mutation ($c: [CommandInput!]!) { submitCommands(commands: $c) { problems { code field }
  results { commandId receipt { stream version position repeated } problems { code field } } } }"""


def one(member: str, occurred_at: str | None = None, command_id: str | None = None, **fields: Any) -> dict[str, Any]:
    when = {"occurredAt": occurred_at} if occurred_at else {}
    return {"commandId": command_id or str(uuid4()), **when, "command": {member: fields}}


def ago(**before: float) -> str:
    return (datetime.now(UTC) - timedelta(**before)).isoformat()


def renaming(village: str, name: str, **particulars: Any) -> dict[str, Any]:
    return one("renameVillage", villageId=an(village), name=name, edition="test", **particulars)


async def submit(system: System, commands: list[Any], token: str | None = None) -> list[Any]:
    done = (await system.ask(SUBMIT, token, c=commands))["submitCommands"]
    assert done["problems"] == []
    assert [result["commandId"] for result in done["results"]] == [command["commandId"] for command in commands]
    results: list[Any] = done["results"]
    return results


def codes(results: list[Any]) -> list[list[str]]:
    return [[problem["code"] for problem in result["problems"]] for result in results]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lombok(system: System) -> System:
    await Lombok(system.services).tell()
    await system.seen()
    return system


async def test_commands_to_several_services_are_each_answered_and_can_be_read(lombok: System) -> None:
    commands = [
        renaming("52.71.01.1001", "Desa Satu", occurred_at="2020-01-05T07:30:00+08:00"),
        one(
            "proposeAssignment",
            assignmentId=an("x"),
            officerId=an("two"),
            villageId=an("52.71.01.1002"),
            startsOn="2020-01-01",
        ),
        renaming("52.71.01.1001", "Desa Dua", occurred_at="2020-01-06T07:30:00+08:00"),
        one("confirmAssignment", assignmentId=an("x"), orderNumber="Sprin/x", orderDate="2020-01-01"),
        renaming(str(uuid4()), "Desa Entah"),
        one("seatPillar", villageId="x", pillar="BABINSA", holderId=an("x"), holderName="Contoh", since="2017-01-01"),
        {**renaming("52.71.01.1001", "Desa Tiga"), "commandId": "x"},
    ]
    results = await submit(lombok, commands)
    assert codes(results) == [[], [], [], [], ["VILLAGE_UNKNOWN"], ["ID_INVALID"], ["COMMAND_ID_INVALID"]]
    fields = [problem["field"] for result in results for problem in result["problems"]]
    assert fields == [
        "commands.4.command.renameVillage.villageId",
        "commands.5.command.seatPillar.villageId",
        "commands.6.commandId",
    ]
    found = await lombok.ask('{ village(code: "52.71.01.1001") { name } }')
    assert found["village"]["name"] == "Desa Dua", "in their order, and visible at once"
    stream = await lombok.services.stream("villages", f"village-{an('52.71.01.1001')}")
    assert [event["occurredAt"] for event in stream.json()["events"]][-2:] == ["2020-01-04T23:30:00Z", "2020-01-05T23:30:00Z"]


async def test_a_submission_sent_again_changes_nothing_under_whatever_token_of_the_same_person(lombok: System) -> None:
    commander = {"sub": "commander-contoh", "unit": an("Mataram")}
    old, new = (lombok.services.token("commander", **commander, jti=number) for number in (1, 2))
    assert old != new
    villages = [an("52.71.01.1001"), an("52.71.01.1002")]
    commands = [
        one(
            "seatPillar",
            "2019-05-01T00:00:00Z",
            villageId=key,
            pillar="BABINSA",
            holderId=an(key),
            holderName="Contoh",
            since="2017-01-01",
        )
        for key in villages
    ]
    first = await submit(lombok, commands, old)
    assert codes(first) == [[], []]
    before = await lombok.seen()
    again = await submit(lombok, commands, new)
    assert [result["receipt"] for result in again] == [{**result["receipt"], "repeated": True} for result in first]
    (stranger, _) = await submit(lombok, commands, lombok.services.token("commander", sub="other", unit=an("Mataram")))
    assert codes([stranger]) == [["COMMAND_ID_REUSED"]]
    assert await lombok.seen() == before


async def test_a_command_noted_under_a_token_that_has_expired_is_accepted_under_the_next(lombok: System) -> None:
    person = {"sub": "commander-contoh", "unit": an("Mataram")}
    expired = lombok.services.token("commander", **person, exp=1)
    noted = one(
        "seatPillar",
        "2019-05-01T00:00:00Z",
        villageId=an("52.71.01.1001"),
        pillar="VILLAGE_HEAD",
        holderId=an("x"),
        holderName="Contoh",
        since="2017-01-01",
    )
    refused = await lombok.answer(SUBMIT, expired, c=[noted])
    assert (refused["status"], refused["code"]) == (401, "TOKEN_EXPIRED")
    assert codes(await submit(lombok, [noted], lombok.services.token("commander", **person))) == [[]]


async def test_what_follows_on_a_command_that_could_not_be_tried_waits_and_the_rest_goes_on(
    lombok: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = [
        renaming("52.71.01.1001", "Desa Satu"),
        renaming("52.71.01.1002", "Desa Lain"),
        renaming("52.71.01.1001", "Desa Dua"),
    ]
    handle, busy = Handler.handle, {UUID(commands[0]["commandId"])}

    async def sometimes(self: Handler, order: Order) -> Done | Problem:
        if order.id in busy:
            return Problem(status=503, code="SERVICE_UNAVAILABLE", message="Not now.")
        return await handle(self, order)

    monkeypatch.setattr(Handler, "handle", sometimes)
    assert codes(await submit(lombok, commands)) == [["SERVICE_UNAVAILABLE"], [], ["EARLIER_COMMAND_OPEN"]]
    busy.clear()
    results = await submit(lombok, commands)
    assert codes(results) == [[], [], []]
    assert [result["receipt"]["repeated"] for result in results] == [False, True, False]
    assert (await lombok.ask('{ village(code: "52.71.01.1001") { name } }'))["village"]["name"] == "Desa Dua"


async def test_what_a_phone_noted_is_carried_out_as_it_happened_whatever_the_order_in_which_it_comes(lombok: System) -> None:
    """Of one thing and across things: a contact person who is registered before he is met is known when the visit ends."""
    village, officer, contact, visit = an("52.71.01.1001"), an("two"), str(uuid4()), str(uuid4())
    consent = {"basis": "WRITTEN", "at": ago(hours=9), "by": officer}
    known: dict[str, Any] = {"fullName": "Tokoh Contoh", "contactRole": "OTHER", "consent": consent}
    there = {"visitId": visit, "villageId": village, "officerId": officer}
    commands = [
        renaming("52.71.01.1001", "Desa Petang", occurred_at=ago(hours=1)),
        one("completeVisit", ago(hours=2), **there, endedAt=ago(hours=2), contactIds=[contact]),
        renaming("52.71.01.1001", "Desa Pagi", occurred_at=ago(hours=8)),
        one("registerContactPerson", ago(hours=9), contactId=contact, villageId=village, **known),
        renaming("52.71.01.1001", "Desa Siang", occurred_at=ago(hours=2)),
        renaming("52.71.01.1001", "Desa Sore", occurred_at=ago(hours=2)),
    ]
    commands[5]["occurredAt"] = commands[4]["occurredAt"]
    results = await submit(lombok, commands)
    assert codes(results) == [[]] * 6
    positions = [result["receipt"]["position"] for result in results]
    assert [positions.index(position) for position in sorted(positions)] in ([3, 2, 1, 4, 5, 0], [3, 2, 4, 5, 1, 0])
    (ended,) = (await lombok.services.stream("villages", f"village_visit-{visit}")).json()["events"]
    assert "CONTACT_UNKNOWN" not in ended.get("flags", [])
    assert (await lombok.ask('{ village(code: "52.71.01.1001") { name } }'))["village"]["name"] == "Desa Petang"


async def test_the_order_of_each_stream_is_kept_across_two_hundred_commands(lombok: System) -> None:
    places = ("52.71.01.1001", "52.71.01.1002")
    commands = [renaming(places[number % 2], f"Desa {number}") for number in range(200)]
    for number in (50, 51):
        commands[number]["command"]["renameVillage"]["name"] = " refused "
    results = await submit(lombok, commands)
    assert codes([results[50], results[51]]) == [["COMMAND_INVALID"]] * 2
    for start in (0, 1):
        receipts = [result["receipt"] for result in results[start::2] if result["receipt"]]
        assert len(receipts) == 99
        assert [receipt["version"] for receipt in receipts] == sorted(receipt["version"] for receipt in receipts)
    names = await lombok.ask('{ a: village(code: "52.71.01.1001") { name } b: village(code: "52.71.01.1002") { name } }')
    assert names == {"a": {"name": "Desa 198"}, "b": {"name": "Desa 199"}}


async def test_more_than_two_hundred_are_refused_as_a_whole(lombok: System) -> None:
    before = await lombok.seen()
    commands = [renaming("52.71.01.1001", f"Desa {number}") for number in range(201)]
    done = (await lombok.ask(SUBMIT, c=commands))["submitCommands"]
    assert done == {"results": [], "problems": [{"code": "TOO_MANY_COMMANDS", "field": "commands"}]}
    assert await lombok.seen() == before


async def test_a_command_input_holds_exactly_one_command(lombok: System) -> None:
    both = renaming("52.71.01.1001", "Desa")
    both["command"]["openTraining"] = None
    for command in ({}, both["command"], {"renameVillage": None}):
        answer = await lombok.answer(SUBMIT, c=[{"commandId": str(uuid4()), "command": command}])
        assert "exactly one field" in answer["errors"][0]["message"]
    shape = '{ __type(name: "AnyCommand") { isOneOf } }'
    assert await lombok.ask(shape) == {"__type": {"isOneOf": True}}


async def test_a_service_that_is_away_is_told_by_each_of_its_commands_and_the_others_go_on(
    lombok: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Poster.__call__
    away = asyncio.Event()
    away.set()

    async def some(self: Poster, url: str, content: bytes, headers: Mapping[str, str]) -> Answered:
        if url.endswith("/commands") and away.is_set() and b"ProposeAssignment" in content:
            raise Unreachable
        return await post(self, url, content, headers)

    monkeypatch.setattr(Poster, "__call__", some)
    given = proposal("y", "two", "52.71.01.1002")
    propose = one(
        "proposeAssignment",
        assignmentId=given["assignment_id"],
        officerId=given["officer_id"],
        villageId=given["village_id"],
        startsOn="2020-01-01",
    )
    commands = [propose, renaming("52.71.01.1001", "Desa Satu")]
    results = await submit(lombok, commands)
    assert codes(results) == [["SERVICE_UNAVAILABLE"], []]
    away.clear()
    assert codes(await submit(lombok, commands)) == [[], []]


async def test_a_problem_names_the_field_where_it_stands(lombok: System) -> None:
    long_ago = renaming("52.71.01.1001", "Desa Satu", occurred_at="0001-01-01T00:00:00Z")
    (result,) = await submit(lombok, [long_ago])
    assert [problem["field"] for problem in result["problems"]] == ["commands.0.occurredAt"]
    alone = """mutation ($i: RenameVillageInput!, $at: DateTime) {
      renameVillage(input: $i, occurredAt: $at) { problems { code field } } }"""
    done = (await lombok.ask(alone, i=long_ago["command"]["renameVillage"], at=long_ago["occurredAt"]))["renameVillage"]
    assert done["problems"] == [{"code": result["problems"][0]["code"], "field": "occurredAt"}]
