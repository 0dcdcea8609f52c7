"""A persisted query by GET is told to be unchanged exactly while it is, without reading the data."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
import strawberry
from graphql import GraphQLSchema
from sqlalchemy import func

from libs.events.access import Actor, Verifier
from libs.events.message import Role
from services.gateway.graph.assembly import assemble
from services.gateway.graph.conditional import CLEAR, Conditional
from services.gateway.graph.context import Caller
from services.gateway.graph.document_ids import id_of
from services.gateway.graph.documents import Document, Documents
from services.gateway.graph.endpoint import Endpoint, Gateway
from services.gateway.graph.execution import Engine
from services.gateway.graph.mapping import Connection, Node, column, page, rows_of
from services.gateway.graph.pool import Pool
from services.gateway.graph.positions import Positions
from services.gateway.graph.schema import schema as whole_schema
from services.gateway.graph.trusted import TrustedDocuments
from tests.conftest import Database
from tests.integration.graph import world
from tests.integration.graph.conftest import SCHEMA, Asked

VILLAGES = "query V($n: Int = 3) { villages(first: $n) { edges { node { code } } } }"
UNITS = "query U { units(first: 2) { edges { node { name } } } }"
CHIEFS = "query C { units { edges { node { chief } } } }"
FAILING = 'query F { sureVillage(code: "nowhere") { code } }'
ABOUT = "query A { __schema { queryType { name } } }"
ID, OTHER = UUID(int=1), UUID(int=2)
MOVE = 'mutation M { move(code: "52.00.0001") { note { text } } }'


class Paths(Verifier):
    """`Bearer commander M/1` is the commander whose unit has this path."""

    def __init__(self) -> None:
        pass

    async def actor(self, authorization: str | None) -> Actor:
        role, _, rest = (authorization or "").removeprefix("Bearer ").partition(" ")
        return Actor(subject=rest or "somebody", role=Role(role), token=role)


class Watched(Pool):
    """Counts the statements on the data."""

    asked = 0

    async def value(self, sql: str, arguments: Any = ()) -> bytes:
        self.asked += 1
        return await super().value(sql, arguments)


def trusted(schema: GraphQLSchema, *texts: str) -> TrustedDocuments:
    documents = {}
    for text in texts:
        document = documents[id_of(text)] = Document(schema, text)
        assert not document.errors
        document.trusted = True
    return TrustedDocuments(documents)


@dataclass
class Served:
    """A gateway that follows the positions of a database of its own."""

    client: httpx.AsyncClient
    pool: Watched
    positions: Positions
    owner: "asyncpg.Connection[asyncpg.Record]"
    clock: list[float] = field(default_factory=lambda: [1_000_000.0])

    async def get(self, text: str, tag: str | None = None, role: str = "headquarters", **more: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {role}", **({"if-none-match": tag} if tag else {}), **more.pop("headers", {})}
        params = {"documentId": f"sha256:{id_of(text)}", **{name: json.dumps(value) for name, value in more.items()}}
        return await self.client.get("", params=params, headers=headers)

    async def tag(self, text: str, **more: Any) -> str:
        answer = await self.get(text, **more)
        assert answer.status_code == 200
        tag: str = answer.headers["etag"]
        return tag

    async def move(self, position: int, *, announced: bool = True) -> None:
        async with self.owner.transaction():
            await self.owner.execute("update checkpoint set position = $1 where service = 'villages'", position)
            if announced:
                await self.owner.execute("select pg_notify('positions', '')")


async def serving(database: Database, schema: GraphQLSchema, *texts: str, poll: float = 600) -> AsyncIterator[Served]:
    async def connect() -> "asyncpg.Connection[asyncpg.Record]":
        return await asyncpg.connect(database.owner_url)

    owner = await asyncpg.connect(database.owner_url)
    pool = Watched(database.owner_url, size=1)
    async with pool, Positions(connect, poll=poll) as positions:
        assert await positions.reached("villages", 3456, 10)
        gateway = Gateway(
            Engine(schema, pool, world.unseal), Documents(schema), Paths(), None, positions, trusted=trusted(schema, *texts)
        )
        endpoint = Endpoint(gateway)
        transport = httpx.ASGITransport(endpoint)
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway/graphql") as client:
            served = Served(client, pool, positions, owner)
            endpoint._conditional = Conditional(gateway.engine, positions, lambda: served.clock[0])
            yield served
    await owner.close()


@pytest.fixture
async def served(own_world: Database) -> AsyncIterator[Served]:
    async for made in serving(own_world, SCHEMA, VILLAGES, UNITS, CHIEFS, FAILING, ABOUT, MOVE):
        yield made


async def test_what_has_not_changed_is_told_so_without_a_query_of_the_data(served: Served) -> None:
    first = await served.get(VILLAGES)
    assert first.status_code == 200
    tag = first.headers["etag"]
    asked = served.pool.asked
    for sent in (tag, f"W/{tag}", f'"other", {tag}'):
        again = await served.get(VILLAGES, sent)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert "content-type" not in again.headers
    assert served.pool.asked == asked
    for answer in (first, again):
        assert answer.headers["cache-control"] == "private, no-cache"
        assert {name.strip() for name in answer.headers["vary"].split(",")} >= {"Accept", "Authorization"}
    assert (await served.get(VILLAGES, '"other"')).status_code == 200
    assert (await served.get(VILLAGES, 'nonsense, .., "a.b"')).status_code == 200


async def test_an_event_anywhere_ends_it_also_one_that_nobody_announced(served: Served) -> None:
    tag = await served.tag(VILLAGES)
    await served.move(3457, announced=False)
    assert served.positions.now["villages"] == 3456, "this replica does not know of it yet"
    answer = await served.get(VILLAGES, tag)
    assert answer.status_code == 200
    assert answer.json()["extensions"]["positions"]["villages"] == 3457
    assert (await served.get(VILLAGES, answer.headers["etag"])).status_code == 304


async def test_the_tag_is_that_of_the_positions_read_with_the_data_not_of_those_known(served: Served) -> None:
    await served.move(4000, announced=False)
    tag = await served.tag(VILLAGES)
    await served.move(3456, announced=True)
    assert await served.positions.latest()
    assert (await served.get(VILLAGES, tag)).status_code == 200, "it was never the tag of 3456"
    await served.move(4000, announced=True)
    assert await served.positions.latest()
    assert (await served.get(VILLAGES, tag)).status_code == 304


async def test_while_nothing_can_be_looked_up_nothing_is_told_to_be_unchanged(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = await served.tag(VILLAGES)

    async def unknown(_: Positions) -> None:
        return None

    monkeypatch.setattr(Positions, "latest", unknown)
    assert (await served.get(VILLAGES, tag)).status_code == 200


@pytest.mark.parametrize(
    "other",
    [
        {"variables": {"n": 4}},
        {"role": "ops"},
        {"headers": {"accept": "application/graphql-response+json"}},
    ],
)
async def test_another_request_has_another_tag(served: Served, other: Mapping[str, Any]) -> None:
    tag = await served.tag(VILLAGES)
    assert await served.tag(VILLAGES, **other) != tag
    assert (await served.get(VILLAGES, tag, **other)).status_code == 200
    assert (await served.get(UNITS, tag)).status_code == 200


async def test_the_order_in_which_variables_are_sent_says_nothing(served: Served) -> None:
    one = await served.tag(VILLAGES, variables={"n": 2, "unused": 1})
    assert await served.tag(VILLAGES, variables={"unused": 1, "n": 2}) == one


async def test_an_answer_with_opened_values_is_vouched_for_as_long_as_the_vault_remembers_a_key(served: Served) -> None:
    first = await served.get(CHIEFS)
    assert any(edge["node"]["chief"] for edge in first.json()["data"]["units"]["edges"])
    tag = first.headers["etag"]
    served.clock[0] += CLEAR - 1
    assert (await served.get(CHIEFS, tag)).status_code == 304
    served.clock[0] += 1
    renewed = await served.get(CHIEFS, tag)
    assert renewed.status_code == 200
    assert renewed.headers["etag"] != tag
    head, _, moment = tag.strip('"').partition(".")
    assert (await served.get(CHIEFS, f'"{head}.{int(moment) + CLEAR}"')).status_code == 200, "a tag whose moment was changed"
    plain = await served.tag(UNITS)
    served.clock[0] += 10 * CLEAR
    assert (await served.get(UNITS, plain)).status_code == 304, "without opened values nothing can be erased"


async def test_only_a_whole_answer_to_a_trusted_query_by_get_has_a_tag(served: Served) -> None:
    sent = await served.client.get("", params={"query": VILLAGES}, headers={"authorization": "Bearer headquarters"})
    posted = await served.client.post("", json={"documentId": id_of(VILLAGES)}, headers={"authorization": "Bearer headquarters"})
    for answer in (sent, posted, await served.get(FAILING), await served.get(ABOUT)):
        assert answer.status_code == 200
        assert "etag" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"
    for answer in (
        await served.get(MOVE),
        await served.get(VILLAGES, variables={"n": -1}),
        await served.get(VILLAGES, variables={"n": "x"}),
    ):
        assert "etag" not in answer.headers


async def test_callers_share_a_tag_where_they_see_the_same_and_only_there(ask: Asked) -> None:
    """Of a caller's values those decide which the statement uses: here the path of a commander's unit."""

    async def identity(**values: Any) -> bytes:
        found = await ask.engine.identity(ask.operation(VILLAGES, caller=Caller("commander", values)))
        assert found
        return found

    mine = await identity(path="M/1", subject="a")
    assert await identity(path="M/1", subject="b") == mine, "no statement uses the subject"
    assert await identity(path="M/2", subject="a") != mine


@rows_of(world.unit)
@strawberry.type
class Aged(Node):
    name: str
    age: str = column(lambda _: func.now(), clock=True)


@strawberry.type
class Clocked:
    aged: Connection[Aged] = page(order="name id")


async def test_an_answer_that_depends_on_the_clock_has_no_tag(own_world: Database) -> None:
    schema = assemble(Clocked)
    with_clock, without = "query W { aged { edges { node { age } } } }", "query O { aged { edges { node { name } } } }"
    async for served in serving(own_world, schema, with_clock, without):
        answer = await served.get(with_clock)
        assert answer.status_code == 200
        assert "etag" not in answer.headers
        assert await served.tag(without)


async def test_what_services_report_and_what_a_caller_is_told_of_decide_as_well(pool: Pool) -> None:
    """`settled` turns true by a report, which moves no position; whose villages `changes` tells of is told by the caller."""
    ask = Asked(Engine(whole_schema(), pool, world.unseal))

    async def identity(text: str, **values: Any) -> bytes | None:
        caller = {"subject": str(ID), "person": ID, "unit": ID, "village": ID, **values}
        return await ask.engine.identity(ask.operation(text, caller=Caller("officer", caller)))

    command = f'{{ command(id: "{ID}") {{ %s }} }}'
    for member in ("settled", "waitingFor", "parkedBy"):
        assert await identity(command % member) is None
    mine = await identity(command % "name")
    assert mine
    assert await identity(command % "name", subject="another") != mine, "his own commands"
    changes = "{ changes { cursor } }"
    mine = await identity(changes)
    assert mine
    assert await identity(changes) == mine
    for other in ({"subject": str(OTHER), "person": OTHER}, {"unit": OTHER}, {"village": OTHER}):
        assert await identity(changes, **other) != mine
