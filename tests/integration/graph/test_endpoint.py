"""GraphQL over HTTP, as its specification says."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from services.gateway.graph.asked import IGNORED, LARGEST
from services.gateway.graph.documents import Documents
from services.gateway.graph.endpoint import Endpoint, Gateway
from services.gateway.graph.execution import Engine
from services.gateway.graph.pool import Pool, TooMuch, Unavailable
from tests.conftest import Database
from tests.integration.graph import world
from tests.integration.graph.callers import Doorman
from tests.integration.graph.conftest import SCHEMA

NEW, OLD = "application/graphql-response+json", "application/json"
TOKEN = {"authorization": "Bearer headquarters"}
UNITS = "{ units(first: 1) { totalCount } }"


@pytest.fixture
async def client(pool: Pool) -> AsyncIterator[httpx.AsyncClient]:
    gateway = Gateway(Engine(SCHEMA, pool, world.unseal), Documents(SCHEMA), Doorman())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(Endpoint(gateway)), base_url="http://gateway/graphql") as made:
        yield made


async def post(client: httpx.AsyncClient, query: Any, accept: str | None = NEW, **members: Any) -> httpx.Response:
    headers = {**TOKEN, **({"accept": accept} if accept else {})}
    return await client.post("", json={"query": query, **members}, headers=headers)


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (NEW, NEW),
        (OLD, OLD),
        ("*/*", OLD),
        ("application/*", OLD),
        (None, OLD),
        (f"{NEW}, {OLD};q=0.9", NEW),
        (f"{OLD};q=0.9, {NEW}; charset=utf-8", NEW),
        (f"{NEW};q=0.1,text/html,{OLD}", OLD),
        (f"{OLD};q=0,{NEW};q=0.5", NEW),
        (f"{OLD};q=0, */*", NEW),
        (f"{NEW};q=0, application/*;q=0.1", OLD),
        (f"*/*, {OLD};q=0.2, {NEW};q=0.3", NEW),
    ],
)
async def test_the_answer_is_of_the_media_type_that_is_liked_best(
    client: httpx.AsyncClient, accept: str | None, media: str
) -> None:
    if accept is None:
        del client.headers["accept"]
    answer = await post(client, UNITS, accept)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{media}; charset=utf-8"
    assert answer.json() == {
        "data": {"units": {"totalCount": 9}},
        "extensions": {"positions": {"officers": 12, "villages": 3456}},
    }


async def test_no_other_media_type_is_answered(client: httpx.AsyncClient) -> None:
    for accept in ("text/html", f"{OLD};q=0", f"{OLD};q=0, {NEW};q=0, */*"):
        answer = await post(client, UNITS, accept)
        assert answer.status_code == 406
        assert answer.json()["errors"]


async def test_several_lines_of_one_header_are_one_list(client: httpx.AsyncClient) -> None:
    headers = [("authorization", TOKEN["authorization"]), ("accept", NEW), ("accept", "image/png")]
    answer = await client.post("", json={"query": UNITS}, headers=headers)
    assert answer.headers["content-type"].startswith(NEW)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (f"{OLD}; charset=utf-8; profile=x", 200),
        (f'{OLD} ;profile=x;charset="UTF-8"', 200),
        (f"{OLD}; xcharset=latin1", 200),
        (f"{OLD}; profile=x; charset=latin1", 415),
        (f"{OLD}x", 415),
    ],
)
async def test_of_the_parameters_of_a_request_only_its_charset_matters(client: httpx.AsyncClient, kind: str, status: int) -> None:
    answer = await client.post("", content=b'{"query": "{ __typename }"}', headers={**TOKEN, "content-type": kind})
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("query", "members"),
    [
        ("{", {}),
        ("{ nothing }", {}),
        ("query($n: Int!) { units(first: $n) { totalCount } }", {}),
        ("query($n: Int) { units(first: $n) { totalCount } }", {"variables": {"n": "x"}}),
        ("query A { __typename } query B { __typename }", {}),
        ("query A { __typename } query B { __typename }", {"operationName": "C"}),
        ("{ units(first: -1) { totalCount } }", {}),
        ("{ ...F } fragment F on Query { ...F }", {}),
        ("subscription { renamed { type } }", {}),
        ("{ units" * 3000, {}),
    ],
)
async def test_an_operation_that_is_not_executed_has_no_data_and_the_status_of_its_media_type(
    client: httpx.AsyncClient, query: str, members: dict[str, Any]
) -> None:
    for accept, status in ((NEW, 400), (OLD, 200)):
        answer = await post(client, query, accept, **members)
        assert answer.status_code == status
        assert answer.headers["content-type"].startswith(accept)
        assert "data" not in answer.json()
        assert all(error["message"] for error in answer.json()["errors"])
        assert "Did you mean" not in answer.text


async def test_an_error_within_the_data_is_an_answer(client: httpx.AsyncClient) -> None:
    answer = await post(client, '{ sureVillage(code: "nowhere") { code } }')
    assert answer.status_code == 200
    assert answer.json()["data"] is None
    assert answer.json()["errors"][0]["path"] == ["sureVillage"]


@pytest.mark.parametrize("accept", [NEW, OLD])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b'"x"',
        b"null",
        b"{}",
        b'{"query":5}',
        b'{"query":"{__typename}","variables":[]}',
        b'{"query":"{__typename}","variables":"{}"}',
        b'{"query":"{__typename}","operationName":5}',
        b'{"query":"{__typename}","extensions":5}',
        b'[{"query":"{__typename}"}]',
        b"[" * 100_000,
    ],
)
async def test_what_is_no_request_is_a_bad_request(client: httpx.AsyncClient, accept: str, body: bytes) -> None:
    answer = await client.post("", content=body, headers={**TOKEN, "accept": accept, "content-type": OLD})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"]
    assert "data" not in answer.json()


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1", None])
async def test_a_body_that_is_not_json_is_not_read(client: httpx.AsyncClient, kind: str | None) -> None:
    body = json.dumps({"query": UNITS}).encode()
    answer = await client.post("", content=body, headers={**TOKEN, **({"content-type": kind} if kind else {})})
    assert answer.status_code == 415


async def test_a_body_that_is_too_large_is_refused_and_not_read_to_its_end(client: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        sent = 0
        while sent < 100 * IGNORED:
            sent += 65536
            assert sent <= 2 * IGNORED, "it was read to its end"
            yield b" " * 65536

    # The test client collects a body before it is sent, so the chunks go to the application itself.
    chunks = endless()
    started: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": await anext(chunks), "more_body": True}

    async def send(message: Any) -> None:
        started.append(message)

    headers = [(b"content-type", b"application/json"), (b"authorization", b"Bearer headquarters")]
    app: Any = client._transport.app  # type: ignore[attr-defined]
    await app({"type": "http", "method": "POST", "headers": headers, "query_string": b""}, receive, send)
    assert started[0]["status"] == 413

    async def just_too_large() -> AsyncIterator[bytes]:
        yield b" " * LARGEST
        yield b" "

    answer = await client.post("", content=just_too_large(), headers={**TOKEN, "content-type": OLD})
    assert answer.status_code == 413
    answer = await client.post("", content=b" " * (LARGEST + 1), headers={**TOKEN, "content-type": OLD})
    assert answer.status_code == 413


async def test_get_asks_and_does_not_change(client: httpx.AsyncClient) -> None:
    query = "query Q($n: Int) { units(first: $n) { edges { node { name } } } }"
    found = await client.get("", params={"query": query, "variables": '{"n": 2}', "operationName": "Q"}, headers=TOKEN)
    assert found.status_code == 200
    assert len(found.json()["data"]["units"]["edges"]) == 2
    changed = await client.get("", params={"query": 'mutation { move(code: "x") { note { text } } }'}, headers=TOKEN)
    assert changed.status_code == 405
    assert changed.headers["allow"] == "POST"
    for params in ({}, {"query": UNITS, "variables": "{"}, {"query": UNITS, "variables": "[]"}):
        assert (await client.get("", params=params, headers=TOKEN)).status_code == 400
    garbled = await client.get("?query={__typename}&variables={%22a%22:%22%ff%22}", headers=TOKEN)
    assert (garbled.status_code, garbled.json()["errors"][0]["message"]) == (400, "The parameters are not in UTF-8.")


async def test_every_answer_tells_a_known_caller_where_its_time_went(client: httpx.AsyncClient) -> None:
    read, wrong = await post(client, UNITS), await post(client, "{")
    assert "server-timing" not in (await client.post("", json={"query": UNITS})).headers
    for answer in (read, wrong, await client.put("", headers=TOKEN)):
        parts = dict(part.split(";dur=") for part in answer.headers["server-timing"].split(", "))
        assert list(parts) == ["parse", "plan", "sql", "unseal"]
        assert (float(parts["sql"]) > 0) is (answer is read)
    opened = await post(client, "{ units { edges { node { chief } } } }")
    assert "unseal;dur=0.000" not in opened.headers["server-timing"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD"])
async def test_no_other_method_is_allowed(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, "", headers=TOKEN)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, POST"


async def test_an_unreachable_read_model_is_a_temporary_failure(world_database: Database) -> None:
    async with Pool("postgresql://nobody@127.0.0.1:1/nothing", size=1) as pool:
        gateway = Gateway(Engine(SCHEMA, pool, world.unseal), Documents(SCHEMA), Doorman())
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(Endpoint(gateway)), base_url="http://gateway/graphql"
        ) as client:
            answer = await post(client, UNITS)
    assert answer.status_code == 503
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
    assert answer.headers["retry-after"] == "1"
    assert "127.0.0.1" not in answer.text


def nested(levels: int) -> str:
    return f"{{ units(first: 1) {{ edges {{ node {{ {'parent { ' * levels} name {'}' * levels} }} }} }} }}"


def doubled(levels: int) -> str:
    """Few words that stand for two to the power of `levels` fields."""
    fragments = (f"fragment F{i} on Unit {{ a: parent {{ ...F{i + 1} }} b: parent {{ ...F{i + 1} }} }}" for i in range(levels))
    last = f"fragment F{levels} on Unit {{ name }}"
    return f"{{ units(first: 1) {{ edges {{ node {{ ...F0 }} }} }} }} {' '.join(fragments)} {last}"


@pytest.mark.parametrize(
    "query",
    [
        *(pytest.param(nested(levels), id=f"nested {levels}") for levels in (60, 120, 180, 1000)),
        *(pytest.param(doubled(levels), id=f"doubled {levels}") for levels in (12, 40)),
    ],
)
async def test_what_is_nested_too_deeply_or_stands_for_too_much_is_refused_at_once(client: httpx.AsyncClient, query: str) -> None:
    answer = await post(client, query)
    assert answer.status_code == 400
    assert any(word in answer.text for word in ("deeply", "at most"))


async def test_more_than_the_database_can_take_is_refused_and_keys_away_are_a_temporary_failure(
    client: httpx.AsyncClient, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def no_keys(_: Any) -> Any:
        raise TimeoutError

    gateway = Gateway(Engine(SCHEMA, pool, no_keys), Documents(SCHEMA), Doorman())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(Endpoint(gateway)), base_url="http://gateway/graphql") as keyless:
        answer = await post(keyless, "{ units { edges { node { chief } } } }")
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (503, "UNAVAILABLE")

    async def too_much(*_: Any) -> Any:
        raise TooMuch

    monkeypatch.setattr(Pool, "value", too_much)
    for accept, status in ((NEW, 400), (OLD, 200)):
        answer = await post(client, UNITS, accept)
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (status, "TOO_MUCH")


async def test_what_goes_wrong_is_told_in_the_language_that_is_asked_for(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: Any) -> Any:
        raise Unavailable

    monkeypatch.setattr(Pool, "value", away)
    told = {}
    for language in ("id", "en"):
        headers = {"accept-language": language}
        nobody = await client.post("", json={"query": UNITS}, headers={**headers, "authorization": "Basic bm9ib2R5"})
        assert nobody.headers["content-language"] == language
        lost = await client.post("", json={"query": UNITS}, headers={**TOKEN, **headers})
        told[language] = (nobody.json()["message"], lost.json()["errors"][0]["message"])
    assert told == {
        "id": ("Token tidak berlaku di sini.", "Data belum dapat dibaca saat ini; silakan coba lagi."),
        "en": ("The token is not valid here.", "The data cannot be read at the moment; try again."),
    }


async def test_what_breaks_within_is_not_told(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: Any) -> Any:
        raise RuntimeError("secret")

    monkeypatch.setattr(Pool, "value", broken)
    answer = await post(client, UNITS)
    assert answer.status_code == 500
    assert "secret" not in answer.text
