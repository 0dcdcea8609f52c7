"""A derived mutation posts its command, waits until the effect can be read, and answers with it; whatever goes wrong is data."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import asyncpg
import httpx
import orjson
import pytest
from graphql import GraphQLSchema

from libs.events.message import Catalogue
from services.gateway.graph.assembly import assemble
from services.gateway.graph.commands import Commands
from services.gateway.graph.context import Context
from services.gateway.graph.documents import Documents
from services.gateway.graph.execution import Engine, Operation
from services.gateway.graph.mutations import mutations
from services.gateway.graph.pool import Pool, Unavailable
from services.gateway.graph.positions import Positions
from services.gateway.graph.posting import Answered, CutOff, NoAnswer, Posting, Unreachable
from tests.conftest import Database
from tests.integration.graph import unit, world
from tests.integration.graph.callers import UNLIMITED
from tests.integration.graph.conftest import HEADQUARTERS

COMMAND = UUID(int=77)
OPEN = """mutation($i: OpenUnitInput!, $c: ID, $at: DateTime) { done: openUnit(input: $i, commandId: $c, occurredAt: $at) {
  receipt { commandId stream version position repeated } problems { code message field traceId } unit { id name } } }"""
INPUT = {"name": "Polsek Baru", "openedAt": "2026-03-01T09:30:00+08:00", "sources": [{"name": "x"}]}
HEADERS = {"authorization": "Bearer t", "accept-language": "id", "cookie": "none of their business"}


def schema() -> GraphQLSchema:
    catalogue = Catalogue()
    catalogue.commands = {command.named(): command for command in (unit.OpenUnit, unit.RenameUnit, unit.SweepUnit)}
    return assemble(world.Query, mutations(catalogue, world.TYPES), types=world.TYPES)


SCHEMA = schema()
Service = Callable[[httpx.Request], Any]


def posting(client: httpx.AsyncClient) -> Posting:
    """Through a service of the test's making, which fails in the words of httpx."""

    async def post(url: str, content: bytes, headers: Mapping[str, str]) -> Answered:
        try:
            answer = await client.post(url, content=content, headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise Unreachable from error
        except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
            raise CutOff from error
        except httpx.HTTPError as error:
            raise NoAnswer from error
        return Answered(answer.status_code, answer.content)

    return post


class Asked:
    """Mutations against a service of the test's making."""

    def __init__(self, pool: Pool, positions: Positions) -> None:
        self.engine, self.positions = Engine(SCHEMA, pool, world.unseal), positions
        self.documents = Documents(SCHEMA, limits=UNLIMITED)

    async def __call__(self, service: Service, text: str = OPEN, *, patience: float = 10, **variables: Any) -> Any:
        document = self.documents.get(text)
        assert not document.errors, document.errors
        async with httpx.AsyncClient(transport=httpx.MockTransport(service)) as client:
            commands = Commands({"graph": "http://graph/"}, posting(client))
            context = Context(HEADQUARTERS, document, self.engine.rows, HEADERS, commands, self.positions, patience)
            answer = await self.engine.answer(Operation(document, document.operation(None), variables, context))
        return orjson.loads(answer.body)


@pytest.fixture
async def pool(own_world: Database) -> AsyncIterator[Pool]:
    async with Pool(own_world.owner_url, size=2) as made:
        yield made


@pytest.fixture
async def connection(own_world: Database) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    made = await asyncpg.connect(own_world.owner_url)
    yield made
    await made.close()


@pytest.fixture
async def positions(own_world: Database) -> AsyncIterator[Positions]:
    async def connect() -> "asyncpg.Connection[asyncpg.Record]":
        return await asyncpg.connect(own_world.owner_url)

    async with Positions(connect, poll=600) as made:
        assert await made.reached("villages", 3456, 10)
        yield made


@pytest.fixture
def ask(pool: Pool, positions: Positions) -> Asked:
    return Asked(pool, positions)


def receipt(request: httpx.Request, key: UUID, position: int = 5) -> httpx.Response:
    body = {
        "commandId": request.headers["idempotency-key"],
        "stream": f"unit-{key}",
        "version": 1,
        "position": position,
        "repeated": False,
        "events": ["UnitOpened"],
    }
    return httpx.Response(200, json=body)


def test_commands_of_people_are_mutations_and_those_of_services_are_not() -> None:
    assert SCHEMA.mutation_type
    assert [*SCHEMA.mutation_type.fields] == ["openUnit", "renameUnit", "submitCommands"]
    assert SCHEMA.mutation_type.fields["openUnit"].description == "Open a unit."
    arguments = {name: str(argument.type) for name, argument in SCHEMA.mutation_type.fields["renameUnit"].args.items()}
    assert arguments == {"input": "RenameUnitInput!", "commandId": "ID", "occurredAt": "DateTime"}
    fields: Any = SCHEMA.type_map["OpenUnitPayload"]
    assert {name: str(field.type) for name, field in fields.fields.items()} == {
        "receipt": "Receipt",
        "problems": "[Problem!]!",
        "unit": "Unit",
    }


async def test_the_answer_shows_what_was_written(ask: Asked, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    requests: list[httpx.Request] = []
    key, posted = uuid5(COMMAND, "target"), asyncio.Event()

    def service(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        posted.set()
        return receipt(request, key)

    asked = asyncio.create_task(ask(service, i=INPUT, c=str(COMMAND), at="2026-02-28T00:00:00Z"))
    async with asyncio.timeout(10):
        await posted.wait()
    assert not asked.done()
    async with connection.transaction():
        await connection.execute("insert into unit values ($1, 'Polsek Baru', null, 'M/9', null)", key)
        await connection.execute("insert into checkpoint values ('graph', $1, 5)", world.LOG)
        await connection.execute("select pg_notify('positions', '')")
    done = (await asked)["data"]["done"]
    assert done == {
        "receipt": {"commandId": str(COMMAND), "stream": f"unit-{key}", "version": 1, "position": 5, "repeated": False},
        "problems": [],
        "unit": {"id": world.global_id("Unit", key), "name": "Polsek Baru"},
    }
    (request,) = requests
    assert (request.method, str(request.url)) == ("POST", "http://graph/commands/OpenUnit")
    sent = {
        name: request.headers.get(name)
        for name in ("authorization", "accept-language", "idempotency-key", "content-type", "cookie")
    }
    assert sent == {
        "authorization": "Bearer t",
        "accept-language": "id",
        "idempotency-key": str(COMMAND),
        "content-type": "application/json",
        "cookie": None,
    }
    assert datetime.fromisoformat(request.headers["occurred-at"]) == datetime(2026, 2, 28, tzinfo=UTC)
    assert orjson.loads(request.content) == {
        "unit_id": str(key),
        "name": "Polsek Baru",
        "grade": "polres",
        "opened_at": "2026-03-01T01:30:00.000000Z",
        "sources": [{"name": "x"}],
        "staff": 3,
    }


async def test_an_effect_that_is_not_yet_visible_has_its_receipt_and_says_so(ask: Asked) -> None:
    answer = await ask(lambda request: receipt(request, UUID(int=1), 10**6), i=INPUT, patience=0.05)
    done = answer["data"]["done"]
    assert done["receipt"]["position"] == 10**6
    assert [problem["code"] for problem in done["problems"]] == ["NOT_YET_VISIBLE"]
    assert done["unit"] is None
    assert "errors" not in answer


async def test_a_refusal_is_data(ask: Asked) -> None:
    problem = {
        "type": "urn:tigapilar:problem:NAME_TAKEN",
        "title": "Conflict",
        "status": 409,
        "detail": "x",
        "code": "NAME_TAKEN",
        "message": "Nama sudah dipakai.",
        "field": "opened_at.some_part",
        "traceId": "abc",
    }
    answer = await ask(lambda _: httpx.Response(409, json=problem, headers={"content-type": "application/problem+json"}), i=INPUT)
    assert answer["data"]["done"] == {
        "receipt": None,
        "problems": [
            {"code": "NAME_TAKEN", "message": "Nama sudah dipakai.", "field": "input.openedAt.somePart", "traceId": "abc"}
        ],
        "unit": None,
    }
    assert "errors" not in answer


def raising(error: Exception) -> Service:
    def service(_request: httpx.Request) -> httpx.Response:
        raise error

    return service


@pytest.mark.parametrize(
    ("service", "code"),
    [
        (raising(httpx.ConnectError("refused at 10.0.0.1")), "SERVICE_UNAVAILABLE"),
        (raising(httpx.ConnectTimeout("late")), "SERVICE_UNAVAILABLE"),
        (raising(httpx.ReadTimeout("late")), "OUTCOME_UNKNOWN"),
        (raising(httpx.RemoteProtocolError("cut off")), "OUTCOME_UNKNOWN"),
        (lambda _: httpx.Response(502, text="<html>"), "OUTCOME_UNKNOWN"),
        (lambda _: httpx.Response(200, json=[]), "OUTCOME_UNKNOWN"),
        (lambda _: httpx.Response(200, json={"commandId": 5}), "OUTCOME_UNKNOWN"),
    ],
)
async def test_a_service_that_does_not_answer_is_a_problem_and_no_error(ask: Asked, service: Service, code: str) -> None:
    answer = await ask(service, i=INPUT)
    done = answer["data"]["done"]
    assert (done["receipt"], done["unit"], [problem["code"] for problem in done["problems"]]) == (None, None, [code])
    assert "10.0.0.1" not in orjson.dumps(answer).decode()
    assert "errors" not in answer


async def test_malformed_ids_are_refused_before_anything_is_sent(ask: Asked) -> None:
    def service(_request: httpx.Request) -> httpx.Response:
        raise AssertionError("it was sent")

    for variables, code, field in (
        ({"i": INPUT, "c": "x"}, "COMMAND_ID_INVALID", "commandId"),
        ({"i": INPUT, "c": ""}, "COMMAND_ID_INVALID", "commandId"),
        ({"i": {**INPUT, "parents": [str(COMMAND), "x"]}}, "ID_INVALID", "input.parents.1"),
        ({"i": {**INPUT, "unitId": "x"}}, "ID_INVALID", "input.unitId"),
    ):
        (problem,) = (await ask(service, **variables))["data"]["done"]["problems"]
        assert (problem["code"], problem["field"]) == (code, field)


async def test_the_id_of_what_is_created_follows_from_the_command_id_and_may_be_chosen(ask: Asked) -> None:
    sent: list[Any] = []

    def service(request: httpx.Request) -> httpx.Response:
        sent.append((orjson.loads(request.content)["unit_id"], request.headers["idempotency-key"]))
        return httpx.Response(409, json={"code": "NO", "message": "No."})

    for _ in range(2):
        await ask(service, i=INPUT, c=str(COMMAND))
        await ask(service, i=INPUT)
    await ask(service, i={**INPUT, "unitId": world.global_id("Unit", UUID(int=5))})
    assert sent[0] == sent[2] == (str(uuid5(COMMAND, "target")), str(COMMAND))
    assert len({sent[1], sent[3]}) == 2
    assert sent[4][0] == str(UUID(int=5))


async def test_a_receipt_is_not_lost_when_the_effect_cannot_be_read(ask: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    async def down(*_: Any) -> bytes:
        raise Unavailable

    monkeypatch.setattr(Pool, "value", down)
    answer = await ask(lambda request: receipt(request, UUID(int=1), 0), i=INPUT)
    done = answer["data"]["done"]
    assert done["receipt"]["version"] == 1
    assert [problem["code"] for problem in done["problems"]] == ["NOT_YET_VISIBLE"]
    assert done["unit"] is None


@pytest.mark.parametrize(
    "selected",
    [
        "units(first: 101) { totalCount }",
        'units(after: "x") { totalCount }',
        "parent { " * 90 + "name" + " }" * 90,
    ],
)
async def test_a_selection_that_is_refused_is_refused_before_the_command_is_sent(ask: Asked, selected: str) -> None:
    def service(_request: httpx.Request) -> httpx.Response:
        raise AssertionError("it was sent")

    text = f"mutation($i: OpenUnitInput!) {{ openUnit(input: $i) {{ receipt {{ position }} unit {{ {selected} }} }} }}"
    answer = await ask(service, text, i=INPUT)
    assert answer["errors"][0]["path"] == ["openUnit"]
    assert "extensions" not in answer["errors"][0], "the client is told why"


async def test_a_receipt_is_not_lost_when_keys_cannot_be_looked_up(
    ask: Asked, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    async def no_keys(_: Any) -> Any:
        raise TimeoutError

    key = UUID(int=2)
    await connection.execute("insert into unit values ($1, 'Polsek Baru', null, 'M/9', 'v1.Ym9zcw==')", key)
    ask.engine = Engine(SCHEMA, ask.engine.pool, no_keys)
    text = "mutation($i: OpenUnitInput!) { openUnit(input: $i) { receipt { version } problems { code } unit { chief } } }"
    answer = await ask(lambda request: receipt(request, key, 0), text, i=INPUT)
    assert answer == {"data": {"openUnit": {"receipt": {"version": 1}, "problems": [{"code": "NOT_YET_VISIBLE"}], "unit": None}}}


async def test_headers_that_cannot_be_passed_on_are_left_out(ask: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str | None] = []

    def service(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers.get("authorization") and request.headers.get("accept-language", "none"))
        return httpx.Response(409, json={"code": "NO", "message": "No."})

    monkeypatch.setitem(HEADERS, "accept-language", "b\xe9b\xe9")
    answer = await ask(service, i=INPUT)
    assert [problem["code"] for problem in answer["data"]["done"]["problems"]] == ["NO"]
    assert sent in (["*/*"], ["none"])


async def test_a_command_that_was_cut_off_is_sent_again_under_its_id(ask: Asked) -> None:
    sent: list[tuple[str, bytes]] = []

    def service(request: httpx.Request) -> httpx.Response:
        sent.append((request.headers["idempotency-key"], request.content))
        if len(sent) == 1:
            raise httpx.RemoteProtocolError("cut off")
        return httpx.Response(409, json={"code": "NO", "message": "No."})

    answer = await ask(service, i=INPUT)
    assert [problem["code"] for problem in answer["data"]["done"]["problems"]] == ["NO"]
    assert len(sent) == 2
    assert len(set(sent)) == 1


async def test_a_command_whose_outcome_is_unknown_can_be_sent_again_even_by_who_chose_no_id(ask: Asked) -> None:
    sent: list[str] = []

    def service(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers["idempotency-key"])
        raise httpx.ReadError("cut off") if len(sent) == 1 else httpx.ConnectError("gone")

    answer = await ask(service, i=INPUT)
    (problem,) = answer["data"]["done"]["problems"]
    assert problem["code"] == "OUTCOME_UNKNOWN", "the first may have arrived"
    assert problem["message"].endswith(f"commandId {sent[0]}.")
