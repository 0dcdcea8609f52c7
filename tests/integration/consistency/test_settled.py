"""A command is said to be settled once all that follows from it has happened and can be read, and never before."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio

from libs.events import dead_letters
from libs.events.contracts.villages.three_pillars import SeatBhabinkamtibmas
from libs.events.handler import Done, Handler, Order
from libs.events.problem import Problem
from tests.integration.consistency.conftest import System
from tests.integration.services.conftest import until
from tests.integration.services.test_commands import Lombok, an, order, proposal

pytestmark = pytest.mark.asyncio(loop_scope="module")

OUTCOME = """query ($id: ID!) { command(id: $id) { commandId name settled waitingFor parkedBy occurredAt
  effects { type stream service position } } }"""
NUMBERS = count(1)
CONFIRM = """mutation ($i: ConfirmAssignmentInput!, $c: ID) { confirmAssignment(input: $i, commandId: $c) {
  receipt { position } problems { code } } }"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lombok(system: System) -> System:
    await Lombok(system.services).tell()
    await system.seen()
    return system


@pytest_asyncio.fixture(loop_scope="module")
async def proposed(lombok: System) -> str:
    """An assignment to a village of its own, which awaits its order."""
    name, code = f"assignment {uuid4()}", f"52.71.01.2{next(NUMBERS):03}"
    registered = {"village_id": an(code), "code": code, "name": "Contoh", "edition": "test"}
    last = await lombok.services.done("villages", "RegisterVillage", **registered)
    await lombok.services.known("officers", "villages", last["position"])
    await lombok.services.done("officers", "ProposeAssignment", **proposal(name, "two", code), reason="test")
    return name


async def confirm(system: System, name: str, token: str | None = None) -> str:
    command = str(uuid4())
    taken = {"assignmentId": an(name), "orderNumber": order(name)["order_number"][:50], "orderDate": "2017-01-02"}
    done = (await system.ask(CONFIRM, token, i=taken, c=command))["confirmAssignment"]
    assert done["problems"] == []
    return command


async def outcome(system: System, command: str, token: str | None = None) -> Any:
    return (await system.ask(OUTCOME, token, id=command))["command"]


async def becomes(system: System, command: str, so: Callable[[Any], bool]) -> Any:
    found: list[Any] = []

    async def is_so() -> bool:
        found.append(await outcome(system, command))
        return so(found[-1])

    await until(is_so)
    return found[-1]


@asynccontextmanager
async def seating(handle: Callable[[Order], Any]) -> AsyncIterator[None]:
    """What the villages service does when it is to seat an officer."""
    plain = Handler.handle

    async def other(self: Handler, order: Order) -> Done | Problem:
        answer: Done | Problem | None = await handle(order) if isinstance(order.command, SeatBhabinkamtibmas) else None
        return answer or await plain(self, order)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Handler, "handle", other)
        yield


async def test_a_settled_command_shows_all_its_effects_whenever_one_looks(lombok: System, proposed: str) -> None:
    command = await confirm(lombok, proposed)
    stream = f"village_assignment-{an(proposed)}"
    seen = await outcome(lombok, command)
    assert [effect["stream"] for effect in seen["effects"]][:1] == [stream], "its own effect is there at once"
    settled = await becomes(lombok, command, lambda found: bool(found["settled"]))
    types = [(effect["service"], effect["type"]) for effect in settled["effects"]]
    assert ("officers", "AssignmentConfirmed") in types
    assert ("villages", "PillarSeated") in types
    assert (settled["commandId"], settled["name"], settled["waitingFor"], settled["parkedBy"]) == (
        command, "ConfirmAssignment", [], [],
    )  # fmt: skip
    assert datetime.fromisoformat(settled["occurredAt"]).tzinfo == UTC
    positions = {effect["service"]: effect["position"] for effect in settled["effects"]}
    for service in ("officers", "villages"):
        events = (
            await lombok.services.stream(service, next(e["stream"] for e in settled["effects"] if e["service"] == service))
        ).json()
        assert positions[service] in [event["position"] for event in events["events"]]


async def test_nothing_is_settled_while_a_reaction_is_under_way(lombok: System, proposed: str) -> None:
    release, begun = asyncio.Event(), asyncio.Event()

    async def slow(_order: Order) -> None:
        begun.set()
        await release.wait()

    async with seating(slow):
        command = await confirm(lombok, proposed)
        async with asyncio.timeout(10):
            await begun.wait()
        await lombok.seen()
        found = await becomes(lombok, command, lambda found: found["waitingFor"] == ["villages"])
        assert (found["settled"], found["parkedBy"]) == (False, [])
        assert "PillarSeated" not in [effect["type"] for effect in found["effects"]]
        release.set()
        settled = await becomes(lombok, command, lambda found: bool(found["settled"]))
    assert "PillarSeated" in [effect["type"] for effect in settled["effects"]]


async def test_an_event_that_was_put_aside_is_not_settled_until_somebody_has_dealt_with_it(lombok: System, proposed: str) -> None:
    refusing = True

    async def refuse(_order: Order) -> Problem | None:
        return Problem(status=409, code="NOT_TODAY", message="No.") if refusing else None

    async with seating(refuse):
        command = await confirm(lombok, proposed)
        found = await becomes(lombok, command, lambda found: found["parkedBy"] == ["villages"] and found["waitingFor"] == [])
        assert found["settled"] is False
        refusing = False
        db = await asyncpg.connect(lombok.services.databases["villages"].owner_url)
        assert await dead_letters.replay(db, "villages/officers", f"village_assignment-{an(proposed)}") == 1
        await db.close()
        settled = await becomes(lombok, command, lambda found: bool(found["settled"]))
    assert settled["parkedBy"] == []
    assert "PillarSeated" in [effect["type"] for effect in settled["effects"]]


async def test_a_command_is_shown_to_whoever_gave_it_and_to_headquarters_and_operations(lombok: System, proposed: str) -> None:
    token = lombok.services.token
    own = token("commander", sub="commander-contoh", unit=an("Mataram"))
    command = await confirm(lombok, proposed, own)
    for one in (own, token("commander", sub="commander-contoh", unit=an("Polda")), token("headquarters"), token("ops", sub="o")):
        assert (await outcome(lombok, command, one))["commandId"] == command
    for one in (
        token("commander", sub="other", unit=an("Mataram")),
        token("officer", sub=an("one")),
        token("pillar", sub=an("x")),
    ):
        assert await outcome(lombok, command, one) is None
    for unknown in (str(uuid4()), "x", ""):
        assert await outcome(lombok, unknown) is None


async def test_what_is_not_known_of_a_service_is_waited_for(lombok: System, proposed: str) -> None:
    command = await confirm(lombok, proposed)
    await becomes(lombok, command, lambda found: bool(found["settled"]))
    db = await asyncpg.connect(lombok.read.owner_url, server_settings={"search_path": "read_model"})
    await db.execute("create function public.nothing() returns trigger language plpgsql as 'begin return null; end'")
    try:
        async with db.transaction():  # from now on no report is shown
            await db.execute(
                "create trigger unheard before insert or update on reporter for each row execute function public.nothing()"
            )
            await db.execute("update reaction set log = gen_random_uuid() where service = 'villages'")
            await db.execute("delete from reporter where service <> 'villages'")
        found = await outcome(lombok, command)
        assert (found["settled"], found["waitingFor"]) == (False, ["cooperation", "officers", "villages"])
    finally:
        await db.execute("drop function public.nothing cascade")
        await db.close()
    await becomes(lombok, command, lambda found: bool(found["settled"]))
