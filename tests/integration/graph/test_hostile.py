"""Whatever is sent, the answer is what the specifications prescribe, no larger than what was sent, and tells nothing of us."""

import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from graphql import GraphQLError

from services.gateway.graph.asked import LARGEST
from services.gateway.graph.documents import Documents
from services.gateway.graph.endpoint import Endpoint, Gateway
from services.gateway.graph.errors import shown
from services.gateway.graph.execution import Engine
from services.gateway.graph.pool import Pool
from tests.integration.graph import world
from tests.integration.graph.callers import Doorman
from tests.integration.graph.conftest import SCHEMA

NEW, OLD = "application/graphql-response+json", "application/json"


@pytest.fixture
async def client(pool: Pool) -> AsyncIterator[httpx.AsyncClient]:
    gateway = Gateway(Engine(SCHEMA, pool, world.unseal), Documents(SCHEMA), Doorman())
    headers = {"authorization": "Bearer headquarters", "accept": NEW}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(Endpoint(gateway)), base_url="http://gateway/graphql", headers=headers
    ) as made:
        yield made


def cursor(*terms: Any) -> str:
    return base64.b64encode(json.dumps(terms).encode()).decode()


def villages(after: Any) -> dict[str, Any]:
    return {"query": "query($c: String) { villages(after: $c, first: 1) { edges { cursor } } }", "variables": {"c": after}}


def units(**variables: Any) -> dict[str, Any]:
    return {"query": "query($n: Int, $s: String) { units(first: $n, search: $s) { edges { cursor } } }", "variables": variables}


PAGE = "{ units(first: 1) { edges { node { name } } } }"
DOCUMENTS: dict[str, dict[str, Any]] = {
    "no document": {"query": ""},
    "an open brace": {"query": "{"},
    "no text": {"query": "\ufeff\x00"},
    "an unknown field": {"query": "{ nothing }"},
    "an unknown operation": {"query": "query A { __typename }", "operationName": "B"},
    "no operation chosen": {"query": "query A { __typename } query B { __typename }"},
    "no operation at all": {"query": "fragment F on Query { __typename }"},
    "definitions of a schema": {"query": "type Query { a: Int }"},
    "a number that is text": units(n="x"),
    "a number that is a list": units(n=[1]),
    "a number beyond an integer": units(n=2**31),
    "a fraction": units(n=1.5),
    "text that is a number": units(s=5),
    "text that no database holds": units(s="\x00"),
    "a page of less than nothing": units(n=-1),
    "a page of a thousand millions": units(n=10**9),
    "a page of 101": units(n=101),
    "a fragment in itself": {"query": "{ ...F } fragment F on Query { ...F }"},
    "fragments in a circle": {"query": "{ ...A } fragment A on Query { units { edges { node { ...B } } } } "
                              "fragment B on Unit { parent { ...C } } fragment C on Unit { parent { ...B } }"},
    "a cursor of nothing": villages("x"),
    "a cursor of another list": villages(cursor("Unit name id", "a", "b")),
    "a cursor of another order": villages(cursor("Village -code", "52")),
    "a cursor with too many keys": villages(cursor("Village code", "52", "52")),
    "a cursor with a number": villages(cursor("Village code", 52)),
    "a cursor with an object": villages(cursor("Village code", {"a": "b"})),
    "a cursor that no database holds": villages(cursor("Village code", "\x00")),
    "a cursor without end": villages(base64.b64encode(b"[" * 50_000).decode()),
    "deeply nested fields": {"query": f"{{ units {{ edges {{ node {{ {'parent { ' * 500} name {'}' * 500} }} }} }} }}"},
    "deeply nested lists": {"query": f"{{ villages(moods: {'[' * 500}{']' * 500}) {{ totalCount }} }}"},
    "one field very often": {"query": f"{{ {'__typename ' * 1900} }}"},
    "one page very often": {"query": f"{{ {' '.join(f'a{n}: units {{ totalCount }}' for n in range(300))} }}"},
    "very many words": {"query": f"{{ {'a ' * 60_000} }}"},
    "a very long name": {"query": f"{{ {'a' * 120_000} }}"},
    "twenty long names": {"query": f"{{ {' '.join('a' * 5_000 + str(n) for n in range(20))} }}"},
    "a very long variable": {"query": f"query(${'a' * 60_000}: Int!) {{ units(first: ${'a' * 60_000}) {{ totalCount }} }}"},
    "a very long value of the wrong type": units(n="a" * 120_000),
    "a very deep value": units(n=json.loads("[" * 400 + "]" * 400)),
    "the largest pages within each other": {
        "query": "{ units(first: 100) { edges { node { villages(first: 100) { edges { node { visits(first: 100) "
        "{ edges { node { minutes } } } } } } } } } }"
    },
}  # fmt: skip


@pytest.mark.parametrize("members", DOCUMENTS.values(), ids=DOCUMENTS)
async def test_a_document_that_is_not_carried_out(client: httpx.AsyncClient, members: dict[str, Any]) -> None:
    sent = json.dumps(members).encode()
    for accept, status in ((NEW, 400), (OLD, 200)):
        answer = await client.post("", content=sent, headers={"accept": accept, "content-type": OLD})
        body = answer.json()
        assert (answer.status_code, "data" in body) == (status, False)
        assert body["errors"]
        assert all(error["message"] for error in body["errors"])
        assert len(answer.content) < max(len(sent), 16 * 1024)
        assert not any(word in answer.text.lower() for word in ("traceback", "select ", "services/", "asyncpg", "sqlalchemy"))
    assert (await client.post("", json={"query": PAGE})).status_code == 200, "others are served as ever"


BODIES: dict[str, tuple[bytes, str | None, int]] = {
    "nothing": (b"", OLD, 400),
    "no JSON": (b"{", OLD, 400),
    "no UTF-8": (b'{"query": "\xff"}', OLD, 400),
    "half a character": (b'{"query": "\\ud800"}', OLD, 400),
    "a batch": (b'[{"query": "{ __typename }"}]', OLD, 400),
    "a very deep batch": (b"[" * 100_000, OLD, 400),
    "text": (b'"{ __typename }"', OLD, 400),
    "no query": (b"{}", OLD, 400),
    "variables that are a list": (b'{"query": "{ __typename }", "variables": [1]}', OLD, 400),
    "a document alone": (b"{ __typename }", "application/graphql", 415),
    "a form": (b"query={__typename}", "application/x-www-form-urlencoded", 415),
    "no content type": (b'{"query": "{ __typename }"}', None, 415),
    "too large": (b" " * (LARGEST + 1), OLD, 413),
}


@pytest.mark.parametrize(("body", "kind", "status"), BODIES.values(), ids=BODIES)
async def test_a_body_that_is_no_request(client: httpx.AsyncClient, body: bytes, kind: str | None, status: int) -> None:
    for accept in (NEW, OLD):
        headers = {"accept": accept, **({"content-type": kind} if kind else {})}
        answer = await client.post("", content=body, headers=headers)
        assert answer.status_code == status
        assert answer.json()["errors"][0]["extensions"]["code"]
        assert len(answer.content) < 500


def test_a_long_message_is_cut() -> None:
    assert shown(GraphQLError("a" * 500))["message"] == "a" * 500
    assert shown(GraphQLError("a" * 501))["message"] == "a" * 499 + "…"
