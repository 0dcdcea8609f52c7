"""Trusted documents: found by the SHA-256 of their text, by both names that clients use, and never registered by a request."""

import json
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from libs.events.settings import Misconfigured
from services.gateway.graph.asked import Asked, Malformed
from services.gateway.graph.documents import Documents
from services.gateway.graph.endpoint import Endpoint, Gateway
from services.gateway.graph.execution import Engine
from services.gateway.graph.pool import Pool
from services.gateway.graph.trusted import TrustedDocuments, trusted_documents
from tests.integration.graph import world
from tests.integration.graph.callers import Doorman
from tests.integration.graph.conftest import SCHEMA

NEW = "application/graphql-response+json"
TOKEN = {"authorization": "Bearer headquarters", "accept": NEW}
UNITS = "query Units($n: Int) { units(first: $n) { totalCount edges { node { name } } } }"
MOVE = 'mutation Move { move(code: "52.00.0001") { note { text } } }'
UNKNOWN = "{ units { totalCount } }"


def id_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def entry(body: str, name: str, kind: str = "query", **members: Any) -> dict[str, Any]:
    return {"id": id_of(body), "name": name, "type": kind, "body": body, **members}


ENTRIES = [entry(UNITS, "Units", public=True), entry(MOVE, "Move", "mutation")]


def manifest(path: Path, *entries: Any, **members: Any) -> Path:
    path.write_text(json.dumps({"format": "apollo-persisted-query-manifest", "version": 1, "operations": entries, **members}))
    return path


@pytest.fixture
def trusted(tmp_path: Path) -> TrustedDocuments:
    return trusted_documents(SCHEMA, manifest(tmp_path / "manifest.json", *ENTRIES))


@pytest.fixture
async def client(pool: Pool, trusted: TrustedDocuments) -> AsyncIterator[httpx.AsyncClient]:
    gateway = Gateway(Engine(SCHEMA, pool, world.unseal), Documents(SCHEMA), Doorman(), trusted=trusted)
    transport = httpx.ASGITransport(Endpoint(gateway))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway/graphql", headers=TOKEN) as made:
        yield made


def apollo(text: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": id_of(text)}}


@pytest.mark.parametrize(
    "members", [{"documentId": f"sha256:{id_of(UNITS)}"}, {"documentId": id_of(UNITS)}, {"extensions": apollo(UNITS)}]
)
async def test_a_document_is_run_by_its_id(client: httpx.AsyncClient, members: dict[str, Any]) -> None:
    posted = await client.post("", json={**members, "variables": {"n": 2}, "operationName": "Units"})
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in members.items()}
    got = await client.get("", params={**texts, "variables": '{"n": 2}'})
    for answer in (posted, got):
        assert answer.status_code == 200
        assert len(answer.json()["data"]["units"]["edges"]) == 2


async def test_an_unknown_id_is_not_found_and_not_learnt_when_the_document_follows(client: httpx.AsyncClient) -> None:
    for members in ({"extensions": apollo(UNKNOWN)}, {"documentId": "sha256:" + "0" * 64}, {"documentId": "a-name"}):
        for accept, status in ((NEW, 400), ("application/json", 200)):
            answer = await client.post("", json=members, headers={"accept": accept})
            assert answer.status_code == status
            (error,) = answer.json()["errors"]
            assert error["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
            assert error["message"] == "PersistedQueryNotFound", "what Apollo's clients look for"
    whole = await client.post("", json={"query": UNKNOWN, "extensions": apollo(UNKNOWN)})
    assert whole.json()["data"] == {"units": {"totalCount": 9}}
    again = await client.post("", json={"extensions": apollo(UNKNOWN)})
    assert again.json()["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    "members",
    [
        {"query": UNKNOWN, "extensions": apollo(UNITS)},
        {"query": UNKNOWN, "documentId": f"sha256:{id_of(UNITS)}"},
        {"documentId": f"sha256:{id_of(MOVE)}", "extensions": apollo(UNITS)},
        {"documentId": 5},
        {"documentId": ""},
        {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": id_of(UNITS)}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "x"}}},
        {"extensions": {"persistedQuery": {"version": 1}}},
        {"extensions": {"persistedQuery": "x"}},
        {"query": 5, "documentId": id_of(UNITS)},
    ],
)
def test_ids_that_contradict_or_are_none_are_refused(members: dict[str, Any]) -> None:
    with pytest.raises(Malformed) as refused:
        Asked.read(members)
    assert refused.value.status == 400


async def test_a_mutation_by_id_needs_post(client: httpx.AsyncClient) -> None:
    answer = await client.get("", params={"documentId": id_of(MOVE)})
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_a_document_tells_that_it_is_trusted_and_whether_it_is_public(trusted: TrustedDocuments) -> None:
    units, move = trusted.find(id_of(UNITS)), trusted.find(id_of(MOVE))
    assert units
    assert move
    assert (units.trusted, units.public) == (True, True)
    assert (move.trusted, move.public) == (True, False)
    sent = Documents(SCHEMA).get(UNITS)
    assert (sent.trusted, sent.public) == (False, False)
    assert len(trusted) == 2


@pytest.mark.parametrize(
    ("entries", "members", "said"),
    [
        ([entry("query A { nothing }", "A")], {}, "the trusted document A is not valid: Cannot query field 'nothing'"),
        ([entry("query A {", "A")], {}, "the trusted document A is not valid: Syntax Error"),
        ([{**entry(UNITS, "Units"), "id": "0" * 64}], {}, "has an id that is not the SHA-256 of its body"),
        ([entry(UNITS, "Units"), entry(UNITS, "Units")], {}, "stands in the manifest twice"),
        ([entry(UNITS, "Other")], {}, "does not hold the query Other"),
        ([entry(UNITS, "Units", "mutation")], {}, "does not hold the mutation Units"),
        ([entry(UNITS + " query B { __typename }", "Units")], {}, "no other operation"),
        ([{"id": "0" * 64}], {}, "is no manifest of trusted documents"),
        ([], {"version": 2}, "is no manifest of trusted documents"),
        ([], {"format": "other"}, "is no manifest of trusted documents"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused_in_one_sentence(
    tmp_path: Path, entries: list[Any], members: dict[str, Any], said: str
) -> None:
    with pytest.raises(Misconfigured, match=said) as refused:
        trusted_documents(SCHEMA, manifest(tmp_path / "manifest.json", *entries, **members))
    assert "\n" not in str(refused.value)


def test_a_manifest_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be read"):
        trusted_documents(SCHEMA, tmp_path / "nowhere.json")
    (tmp_path / "empty.json").write_text("")
    with pytest.raises(Misconfigured, match="is no manifest"):
        trusted_documents(SCHEMA, tmp_path / "empty.json")
