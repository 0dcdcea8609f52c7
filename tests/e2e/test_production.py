"""A gateway in production, beside the one to be tried out, on one system: what it refuses, and what it does all the same."""

import time
from collections.abc import Iterator

import httpx
import pytest
from graphql import get_introspection_query

from services.gateway.graph.document_ids import id_of
from services.gateway.graph.graphiql import ASSETS
from services.gateway.graph.graphiql import examples as trusted_queries
from tests.e2e.gateway import Gateway, get, post
from tests.e2e.system import System
from tests.e2e.test_readme import ANSWERS

CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
CODE = "52.71.01.1004"
COUNT = '{ villages(region: "52.71", first: 0) { totalCount } }'
TRUSTED = {example.name: example.query for example in trusted_queries()}
RATE, BURST = 10_000, 60_000
COSTLY = """{ regions(parent: "99", first: 100) { edges { node { villages(first: 100) {
  edges { node { code name } } } } } } }"""
"""It finds nothing, and so is answered at once, but might have found some 30,000 values."""


@pytest.fixture(scope="module")
def production(province: System) -> Iterator[Gateway]:
    changed = {"ENVIRONMENT": "production", "GRAPHIQL_TOKEN": "", "CLIENT_RATE": str(RATE), "CLIENT_BURST": str(BURST)}
    with Gateway(province, "gateway-production", **changed) as made:
        yield made


@pytest.fixture(scope="module")
def officer(province: System) -> str:
    return province.token(ROLE="officer", VILLAGE=CODE)


def codes(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 400, answer.text
    assert "data" not in answer.json()
    return [error["extensions"]["code"] for error in answer.json()["errors"]]


def test_documents_of_ones_own_are_for_headquarters(province: System, production: Gateway, officer: str) -> None:
    assert post(province, officer, query=COUNT).status_code == 200, "a system to be tried out takes any from everybody"
    assert codes(post(production, officer, query=COUNT)) == ["DOCUMENT_NOT_TRUSTED"]
    assert codes(get(production, officer, query=COUNT)) == ["DOCUMENT_NOT_TRUSTED"]
    assert codes(post(production, officer, query="{ nonsense")) == ["DOCUMENT_NOT_TRUSTED"]
    assert post(production, province.token(), query=COUNT).json()["data"] == {"villages": {"totalCount": 50}}


def test_a_trusted_document_is_answered_to_an_officer(production: Gateway, officer: str) -> None:
    card, variables = id_of(TRUSTED["VillageCard"]), {"code": CODE}
    by_post = post(production, officer, documentId=f"sha256:{card}", variables=variables)
    assert by_post.status_code == 200
    village = by_post.json()["data"]["village"]
    assert village["officer"] == ANSWERS[CODE]["data"]["village"]["officer"], "he is the officer of this village"
    persisted = {"persistedQuery": {"version": 1, "sha256Hash": card}}
    assert post(production, officer, extensions=persisted, variables=variables).json() == by_post.json()
    by_get = get(production, officer, documentId=card, variables=f'{{"code": "{CODE}"}}')
    assert (by_get.status_code, by_get.json()) == (200, by_post.json())
    tag = by_get.headers["etag"]
    again = get(production, officer, documentId=card, variables=f'{{"code": "{CODE}"}}', etag=tag)
    assert (again.status_code, again.content) == (304, b"")
    assert codes(post(production, officer, documentId=id_of(COUNT))) == ["PERSISTED_QUERY_NOT_FOUND"]


def test_no_page_and_no_schema_is_shown(province: System, production: Gateway, officer: str) -> None:
    shown, kept = (httpx.get(f"{door.url}/graphql", headers={"accept": CHROME}) for door in (province, production))
    assert "GraphiQL" in shown.text
    assert (kept.status_code, kept.headers["content-type"].partition(";")[0]) == (400, "application/json")
    assert "<" not in kept.text
    script = f"{ASSETS}/graphiql.min.js"
    assert [httpx.get(f"{door.url}{script}").status_code for door in (province, production)] == [200, 404]
    for door in ("/docs", "/redoc", "/openapi.json"):
        assert httpx.get(f"{production.url}{door}").status_code == 404
    introspection = "{ __schema { types { name } } }"
    assert codes(post(production, officer, query=introspection)) == ["DOCUMENT_NOT_TRUSTED"]
    assert codes(post(production, None, query=introspection)) == ["DOCUMENT_REFUSED"]


def test_an_officer_asks_for_his_day_by_the_id_of_the_document(production: Gateway, officer: str) -> None:
    answer = post(production, officer, documentId=id_of(TRUSTED["MyDay"]), variables={"today": "2026-12-31"}).json()
    assert "errors" not in answer
    assert answer["data"]["me"]["toDo"]["edges"]
    assert [edge["node"]["code"] for edge in answer["data"]["me"]["villages"]["edges"]] == [CODE]


def test_those_who_may_send_documents_learn_the_whole_schema(province: System, officer: str) -> None:
    asked = get_introspection_query(input_value_deprecation=True, schema_description=True, specified_by_url=True)
    # With what a client may spend by default: the telling takes more than all that the other gateway grants at once.
    with Gateway(province, "gateway-told", ENVIRONMENT="production", GRAPHIQL_TOKEN="") as production:
        answers = [
            post(province, province.token(), query=asked),
            post(province, officer, query=asked),
            post(production, province.token(), query=asked),
        ]
    told = [answer.json() for answer in answers]
    assert [answer.get("errors") for answer in told] == [None, None, None]
    assert "Village" in {kind["name"] for kind in told[0]["data"]["__schema"]["types"]}
    assert told[0]["data"] == told[1]["data"] == told[2]["data"]


MISSPELT = (
    "{ vilages(first: 0) { totalCount } }",
    '{ villages(regio: "52", first: 0) { totalCount } }',
    "{ villages(kind: DESSA, first: 0) { totalCount } }",
    '{ node(id: "x") { ... on Vilage { name } } }',
    "query ($kind: VillageKin) { villages(kind: $kind, first: 0) { totalCount } }",
    '{ village(code: "52.71.01.1004") { officer { nam } } }',
    'mutation { renameVillag(input: {name: "x"}) { receipt { position } } }',
    'mutation { renameVillage(input: {villageId: "x", nam: "x", edition: "x"}) { receipt { position } } }',
)


@pytest.mark.parametrize("text", MISSPELT)
def test_what_is_misspelt_is_not_put_right(province: System, production: Gateway, text: str) -> None:
    told, kept = (post(door, province.token(), query=text) for door in (province, production))
    assert "Did you mean" in told.text, "a system to be tried out helps"
    assert (kept.status_code, "Did you mean" in kept.text) == (400, False)


def test_who_has_spent_what_he_may_is_told_when_to_come_again_and_served_then(province: System, production: Gateway) -> None:
    token = province.token(ROLE="ops")
    answer = post(production, token, query=COSTLY)
    assert answer.status_code == 200
    for _ in range(5):  # on a machine where an answer takes its time, something is earned meanwhile
        if answer.status_code == 200:
            answer = post(production, token, query=COSTLY)
    begun = time.monotonic()
    assert answer.status_code == 429
    wait = int(answer.headers["retry-after"])
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "RATE_LIMITED", "limit": RATE, "retryAfter": wait}
    assert 1 <= wait <= BURST / RATE + 1
    assert post(production, province.token(), query=COUNT).status_code == 200, "another client has its own to spend"
    passed, served = 0.0, False
    while not served:
        assert passed < wait, "after that time he is served"
        passed = time.monotonic() - begun
        served = post(production, token, query=COSTLY).status_code == 200
        time.sleep(0.02)


def test_strangers_get_one_answer_to_all_they_send(production: Gateway) -> None:
    sent = (COUNT, "{ nothingOfThisName }", "{", TRUSTED["VillageCard"])
    answers = [post(production, None, query=text) for text in sent]
    answers += [post(production, None, documentId=id_of(TRUSTED["VillageCard"])), post(production, None, documentId="f" * 64)]
    assert {answer.status_code for answer in answers} == {400}
    assert len({str(_compared(answer)) for answer in answers}) == 1
    assert codes(answers[0]) == ["DOCUMENT_REFUSED"]
    public = post(production, None, documentId=id_of(TRUSTED["VillageCount"]))
    assert public.json()["data"] == {"villages": {"totalCount": 1_409}}, "but for what is published"


def _compared(answer: httpx.Response) -> tuple[bytes, list[tuple[str, str]]]:
    """All of an answer that a stranger could compare with another, but for the time of day."""
    return answer.content, [(name, value) for name, value in answer.headers.items() if name != "date"]
