"""Who is answered at all, and how much of it: over HTTP and over WebSocket alike."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from graphql import execute_sync, get_introspection_query

from services.gateway.graph import introspection, strangers
from services.gateway.graph.admission import PLANNED, READ, Admission
from services.gateway.graph.asked import LARGEST
from services.gateway.graph.budgets import Budgets
from services.gateway.graph.cost import REQUESTED
from services.gateway.graph.documents import Document, Documents
from services.gateway.graph.endpoint import Endpoint, Gateway
from services.gateway.graph.execution import Engine
from services.gateway.graph.limits import Limits
from services.gateway.graph.pool import Pool
from services.gateway.graph.subscriptions import PROTOCOL, Door
from services.gateway.graph.trusted import TrustedDocuments
from tests.integration.graph import world
from tests.integration.graph.callers import Doorman
from tests.integration.graph.conftest import SCHEMA

NEW, OLD = "application/graphql-response+json", "application/json"
UNITS = "{ units(first: 1) { totalCount } }"
STRANGER = {
    "errors": [
        {"message": "This document is not answered without a token.", "extensions": {"code": "DOCUMENT_REFUSED"}},
    ]
}
PUBLIC, KEPT = Document(SCHEMA, "query Public { units { totalCount } }"), Document(SCHEMA, "query Kept { units { totalCount } }")
PUBLIC.trusted = PUBLIC.public = KEPT.trusted = True


TRUSTED = TrustedDocuments({"public": PUBLIC, "kept": KEPT})

Opened = Callable[..., Gateway]


@pytest.fixture
def gateway(pool: Pool) -> Opened:
    def made(limits: Limits | None = None, budgets: Budgets | None = None, *, development: bool = False) -> Gateway:
        chosen = limits or Limits()
        admission = Admission(chosen, budgets, development=development)
        engine = Engine(SCHEMA, pool, world.unseal)
        return Gateway(engine, Documents(SCHEMA, limits=chosen), Doorman(), admission=admission, trusted=TRUSTED)

    return made


@asynccontextmanager
async def asking(gateway: Gateway, role: str | None, address: str = "192.0.2.1") -> AsyncIterator[httpx.AsyncClient]:
    headers = {"accept": NEW, **({"authorization": f"Bearer {role}"} if role else {})}
    transport = httpx.ASGITransport(Endpoint(gateway), client=(address, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway/graphql", headers=headers) as client:
        yield client


async def over_websocket(gateway: Gateway, role: str, *operations: dict[str, Any]) -> list[dict[str, Any]]:
    """What is said to these operations, each on its own."""
    said: asyncio.Queue[Any] = asyncio.Queue()
    heard: asyncio.Queue[Any] = asyncio.Queue()
    scope = {"type": "websocket", "headers": [], "subprotocols": [PROTOCOL], "client": ("192.0.2.1", 1)}
    said.put_nowait({"type": "websocket.connect"})
    task = asyncio.create_task(Door(gateway)(scope, said.get, heard.put))

    def say(message: Any) -> None:
        said.put_nowait({"type": "websocket.receive", "text": json.dumps(message)})

    async def hear() -> Any:
        async with asyncio.timeout(10):
            return await heard.get()

    await hear()
    say({"type": "connection_init", "payload": {"authorization": f"Bearer {role}"}})
    assert json.loads((await hear())["text"])["type"] == "connection_ack"
    answers = []
    for number, operation in enumerate(operations):
        say({"type": "subscribe", "id": str(number), "payload": operation})
        answers.append(json.loads((await hear())["text"]))
        if answers[-1]["type"] == "next":
            await hear()
    said.put_nowait({"type": "websocket.disconnect", "code": 1000})
    await task
    return answers


ALIVE = [
    ({"query": "{ __typename }"}, {"__typename": "Query"}),
    ({"query": "{ a: __typename b: __typename }"}, {"a": "Query", "b": "Query"}),
    ({"query": "query Q { __typename }", "operationName": "Q"}, {"__typename": "Query"}),
    ({"query": "query A { a: __typename } query B { b: __typename }", "operationName": "B"}, {"b": "Query"}),
    ({"query": '{ __type(name: "Village") { name fields { name } } }'}, {"__type": None}),
    ({"query": '{ __type(name: "String") { name } __typename }'}, {"__type": None, "__typename": "Query"}),
    ({"query": "query T($n: String!) { __type(name: $n) { name } }", "variables": {"n": "Query"}}, {"__type": None}),
    ({"query": "query T($b: Boolean!) { a: __typename @skip(if: $b) b: __typename }", "variables": {"b": True}}, {"b": "Query"}),
]


@pytest.mark.parametrize("asked", ALIVE)
async def test_anybody_may_ask_for_a_sign_of_life(gateway: Opened, asked: tuple[dict[str, Any], Any]) -> None:
    members, expected = asked
    parameters = {name: value if isinstance(value, str) else json.dumps(value) for name, value in members.items()}
    async with asking(gateway(), None) as client:
        for answer in (await client.post("", json=members), await client.get("", params=parameters)):
            assert (answer.status_code, answer.json()) == (200, {"data": expected})


OTHERS: list[dict[str, Any]] = [
    {"query": text}
    for text in (
        "",
        "{",
        "{ nothing }",
        UNITS,
        '{ village(code: "52.00.0001") { code } }',
        "{ village { code } }",
        "{ __schema { types { name } } }",
        "{ __typename __schema @skip(if: true) { types { name } } }",
        "{ __typename { a } }",
        '{ __type(name: "Village") { nothing } }',
        '{ __type(name: "Village") { ... on Village { code } } }',
        "{ ... on Query { __typename } }",
        "{ ... on Village { __typename } }",
        "{ ...F } fragment F on Village { __typename }",
        "{ ...F } fragment F on Query { __typename }",
        "query($v: Kind) { __typename }",
        "query($v: Nothing) { __typename }",
        "query A { __typename } query B { __typename }",
        "query A { __typename } query A { __typename }",
        "query A { __typename } query B { units { totalCount } }",
        "mutation { __typename }",
        'mutation { move(code: "52.00.0001") { note { text } } }',
        "mutation { nothing }",
        "subscription { renamed { type } }",
        "subscription { __typename }",
        f"{{ {'__typename ' * 200} }}",
        f"{{ {'a' * 100_000} }}",
        "{ a" * 3000,
        "public?",
        "kept",
        "gone",
    )
] + [
    {"query": "query A { __typename }", "operationName": "B"},
    {"query": "query T($n: String!) { __type(name: $n) { name } }"},
    {"query": "query T($n: String!) { __type(name: $n) { name } }", "variables": {"n": 5}},
    {"query": "query T($n: ID!) { __typename }", "variables": {"n": None}},
]  # fmt: skip


async def test_whatever_else_a_stranger_sends_is_refused_in_the_same_way(gateway: Opened) -> None:
    shown = set()
    async with asking(gateway(), None) as client:
        for members in OTHERS:
            answers = [await client.post("", json=members)]
            if len(members["query"]) < 1000:
                given = {name: value if isinstance(value, str) else json.dumps(value) for name, value in members.items()}
                answers.append(await client.get("", params=given))
            for answer in answers:
                if answer.request.method == "GET" and not members["query"]:
                    continue  # httpx leaves the parameter out, so that this is no request at all
                assert answer.json() == STRANGER, members
                headers = {name: value for name, value in answer.headers.items() if name != "date"}
                shown.add((answer.status_code, answer.content, tuple(sorted(headers.items()))))
            old = await client.post("", json=members, headers={"accept": OLD})
            assert (old.status_code, old.json()) == (200, STRANGER), "as a document that is not valid, in the older media type"
    assert len(shown) == 1
    assert shown.pop()[0] == 400


async def test_a_stranger_gives_our_schema_no_work(gateway: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    async def touched(*_: Any, **__: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(Documents, "get", touched)
    monkeypatch.setattr(Pool, "value", touched)
    async with asking(gateway(), None) as client:
        assert (await client.post("", json={"query": "{ __typename }"})).status_code == 200
        assert (await client.post("", json={"query": UNITS})).status_code == 400
    assert SCHEMA.query_type
    assert strangers.EMPTY.query_type
    assert strangers.EMPTY.query_type.name == SCHEMA.query_type.name


async def test_a_stranger_may_run_what_is_marked_public_and_no_other_trusted_document(gateway: Opened) -> None:
    async with asking(gateway(), None) as client:
        answer = await client.post("", json={"documentId": "public"})
        assert (answer.status_code, answer.json()["data"]) == (200, {"units": {"totalCount": 9}})
        assert (await client.post("", json={"documentId": "kept"})).json() == STRANGER


@pytest.mark.parametrize("development", [False, True])
async def test_a_token_of_nobody_in_particular_makes_nobody_more_than_a_stranger(gateway: Opened, development: bool) -> None:
    opened = gateway(development=development)
    async with asking(opened, "anonymous") as client:
        assert (await client.post("", json={"query": "{ __typename }"})).json() == {"data": {"__typename": "Query"}}
        assert (await client.post("", json={"documentId": "public"})).json()["data"] == {"units": {"totalCount": 9}}
        for members in ({"query": UNITS}, {"query": "{ nothing }"}, {"documentId": "kept"}, {"documentId": "gone"}):
            answer = await client.post("", json=members)
            assert (answer.status_code, answer.json()) == (400, STRANGER), members


@pytest.mark.parametrize("role", ["officer", "pillar", "commander", "headquarters", "ops"])
async def test_only_headquarters_and_operations_send_documents_of_their_own_in_production(gateway: Opened, role: str) -> None:
    refused = {"code": "DOCUMENT_NOT_TRUSTED"}
    free = role in ("headquarters", "ops")
    for development in (False, True):
        opened = gateway(development=development)
        async with asking(opened, role) as client:
            assert (await client.post("", json={"documentId": "kept"})).status_code == 200
            gone = await client.post("", json={"documentId": "gone"})
            assert gone.json()["errors"][0]["message"] == "PersistedQueryNotFound"
            for query in (UNITS, "{ nothing }", "{", 'mutation { move(code: "x") { note { text } } }'):
                answer = await client.post("", json={"query": query})
                told = [error.get("extensions") for error in answer.json().get("errors", [])]
                assert (told == [refused]) == (not free and not development), query
        kept, own = await over_websocket(opened, role, {"documentId": "kept"}, {"query": UNITS})
        assert kept["type"] == "next"
        assert own["type"] == ("next" if free or development else "error")
        assert free or development or own["payload"][0]["extensions"] == refused


async def test_an_operation_that_costs_too_much_is_refused_before_it_is_planned(
    gateway: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = Limits(cost=REQUESTED + 2 + 50 * 2)
    text = "query($n: Int) { units(first: $n) { edges { node { name } } } }"
    opened = gateway(limits)
    async with asking(opened, "headquarters") as client:
        within = await client.post("", json={"query": text, "variables": {"n": 50}})
        assert within.status_code == 200

        async def planned(*_: Any, **__: Any) -> Any:
            raise AssertionError

        monkeypatch.setattr(Engine, "answer", planned)
        beyond = await client.post("", json={"query": text, "variables": {"n": 51}})
    assert beyond.status_code == 400
    told = {"code": "COST_TOO_HIGH", "limit": limits.cost, "cost": limits.cost + 2}
    assert beyond.json()["errors"][0]["extensions"] == told
    (socket,) = await over_websocket(opened, "headquarters", {"query": text, "variables": {"n": 51}})
    assert (socket["type"], socket["payload"][0]["extensions"]) == ("error", told)


async def test_what_stands_for_many_types_counts_once_for_each(gateway: Opened) -> None:
    kinds = len(SCHEMA.get_possible_types(SCHEMA.type_map["Node"]))  # type: ignore[arg-type]
    text = "{ " + " ".join(f'a{number}: node(id: "x") {{ id }}' for number in range(4)) + " }"
    for limit, within in ((1 + 4 * kinds, True), (4 * kinds, False)):
        async with asking(gateway(Limits(objects=limit)), "headquarters") as client:
            answer = await client.post("", json={"query": text})
        assert answer.status_code == (200 if within else 400)
        assert within or answer.json()["errors"][0]["extensions"] == {"code": "TOO_MANY_OBJECTS", "limit": limit}


async def test_introspection_does_not_keep_others_waiting(gateway: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    threads = []

    def noted(*arguments: Any, **named: Any) -> Any:
        threads.append(threading.current_thread())
        return execute_sync(*arguments, **named)

    monkeypatch.setattr(introspection, "execute_sync", noted)
    async with asking(gateway(), "headquarters") as client:
        answer = await client.post("", json={"query": get_introspection_query()})
    assert len(answer.json()["data"]["__schema"]["types"]) == len(SCHEMA.type_map)
    assert threading.main_thread() not in threads
    assert len(threads) == 1


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_whoever_has_spent_enough_waits_and_others_do_not(gateway: Opened) -> None:
    clock = Clock()
    opened = gateway(budgets=Budgets(100, 100, clock=clock))
    spent = {"code": "RATE_LIMITED", "limit": 100}
    async with asking(opened, "headquarters") as client:
        assert (await client.post("", json={"documentId": "kept"})).status_code == 200
        for accept in (NEW, OLD):
            refused = await client.post("", json={"documentId": "kept"}, headers={"accept": accept})
            assert refused.status_code == 429
            wait = int(refused.headers["retry-after"])
            assert refused.json()["errors"][0]["extensions"] == {**spent, "retryAfter": wait}
        (socket,) = await over_websocket(opened, "headquarters", {"documentId": "kept"})
        assert socket["payload"][0]["extensions"] == {**spent, "retryAfter": wait}
        async with asking(opened, "ops") as other:
            assert (await other.post("", json={"documentId": "kept"})).status_code == 200
        clock.now += wait - 1
        assert (await client.post("", json={"documentId": "kept"})).status_code == 429
        clock.now += 1
        assert (await client.post("", json={"documentId": "kept"})).status_code == 200


async def test_a_document_never_seen_before_costs_the_work_of_reading_it(gateway: Opened) -> None:
    opened = gateway(budgets=Budgets(1, 2000, clock=Clock()))
    async with asking(opened, "headquarters") as client:
        assert [(await client.post("", json={"query": "{ __typename }"})).status_code for _ in range(50)] == [200] * 50
        assert [(await client.post("", json={"query": f"{{ a{n}: __typename }}"})).status_code for n in range(20)][-1] == 429
        assert [(await client.post("", json={"query": f"{{ {n}"})).status_code for n in range(20)][-1] == 429


class Ledger(Budgets):
    """Notes what is spent."""

    def __init__(self) -> None:
        super().__init__(10**9, 10**9)
        self.units: list[int] = []

    def spend(self, client: str, units: int) -> None:
        super().spend(client, units)
        self.units.append(units)


@pytest.mark.parametrize(
    ("query", "objects"),
    [
        (UNITS, 2),
        ('mutation { move(code: "52.00.0001") { note { text } village { code } } }', 4),
        ('mutation { b: move(code: "52.00.0001") { note { text } } }', 3),
    ],
)
async def test_whatever_is_planned_is_paid_for_each_time_it_is(pool: Pool, query: str, objects: int) -> None:
    ledger = Ledger()
    engine = Engine(SCHEMA, pool, world.unseal, size=1)
    opened = Gateway(engine, Documents(SCHEMA), Doorman(), admission=Admission(budgets=ledger))
    other = query.replace("{", "{ z: __typename ", 1) if query == UNITS else query.replace("move", "z: move").replace("b: z", "z")

    async with asking(opened, "headquarters") as client:
        for text in (query, query, other, query):
            assert "errors" not in (await client.post("", json={"query": text})).json()
    read, first, again, _, _, anew = ledger.units
    assert read == READ * len(query)
    assert first == anew == again + objects * PLANNED


async def test_strangers_are_counted_by_where_they_call_from(gateway: Opened) -> None:
    opened = gateway(budgets=Budgets(1, 10 * REQUESTED, clock=Clock()))
    async with asking(opened, None, "192.0.2.1") as client, asking(opened, None, "192.0.2.2") as other:
        found = [
            (await client.post("", json={"query": text})).status_code for text in ["{ __typename }"] * 5 + [UNITS] * 5 + ["{"]
        ]
        assert found == [200] * 5 + [400] * 5 + [429]
        assert (await other.post("", json={"query": "{ __typename }"})).status_code == 200


@pytest.mark.parametrize("role", [None, "headquarters"])
async def test_too_large_a_request_is_refused_with_its_limit(gateway: Opened, role: str | None) -> None:
    async with asking(gateway(), role) as client:
        posted = await client.post("", content=b" " * (LARGEST + 1), headers={"content-type": OLD})
        assert posted.status_code == 413
        assert posted.json()["errors"][0]["extensions"] == {"code": "REQUEST_TOO_LARGE", "limit": LARGEST}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("services.gateway.graph.asked.LARGEST", 1000)
            got = await client.get("", params={"query": "a" * 1000})
        assert (got.status_code, got.json()["errors"][0]["extensions"]) == (414, {"code": "REQUEST_TOO_LARGE", "limit": 1000})


async def test_the_limits_of_documents_hold_over_websocket_too(gateway: Opened) -> None:
    opened = gateway(Limits(depth=3, aliases=1))
    deep, named = await over_websocket(
        opened, "headquarters", {"query": "{ units { edges { node { name } } } }"}, {"query": "{ a: __typename b: __typename }"}
    )
    assert deep["payload"][0]["extensions"] == {"code": "TOO_DEEP", "limit": 3}
    assert named["payload"][0]["extensions"] == {"code": "TOO_MANY_ALIASES", "limit": 1}
