"""Residents are told yes or no, as page or JSON, in their language, so many times a minute; wrong codes all look alike."""

from typing import Any, get_args

import httpx
import pytest

from libs.events.contracts.villages.village_visit import digest_of
from libs.events.wording import Language
from services.gateway.graph.pool import Unavailable
from services.gateway.verification import page
from services.gateway.verification.door import Door

CODE = "BCDF-2346-GHJK-7894"


class Found:
    """In place of the pool: knows one code, and notes what it is asked."""

    def __init__(self, unit: str | None = "Polsek <Contoh>", *, away: bool = False) -> None:
        self.asked: list[tuple[str, list[Any]]] = []
        self._unit, self._away = unit, away

    async def fetch(self, sql: str, arguments: list[Any]) -> list[Any]:
        self.asked.append((sql, arguments))
        if self._away:
            raise Unavailable("test")
        known = {"digest": digest_of(CODE), "unit": self._unit, "duty": "BHABINKAMTIBMAS" if self._unit else None}
        return [known] if arguments == [digest_of(CODE)] else []


async def ask(door: Door, path: str, address: str = "192.0.2.1", method: str = "GET", **headers: str) -> httpx.Response:
    """As the router passes it on."""

    async def routed(scope: Any, receive: Any, send: Any) -> None:
        code = scope["path"].removeprefix("/verify").removeprefix("/")
        await door({**scope, "path_params": {"code": code} if code else {}}, receive, send)

    transport = httpx.ASGITransport(routed, client=(address, 1))
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway.test") as client:
        return await client.request(method, path, headers=given)


def door(pool: Any, each: int = 100, together: int = 1000) -> Door:
    return Door(pool, each=each, together=together)


async def test_every_question_leads_to_the_same_statement_and_wrong_ones_to_the_same_answer() -> None:
    pool = Found()
    codes = ("RRRR-RRRR-RRRR-RRRR", "x", "BCDF-2346-GHJK-7893", "%F0%9F%98%80", "' or true --")
    answers = [await ask(door(pool), f"/verify/{code}") for code in codes]
    assert {answer.text for answer in answers} == {'{"verified":false}'}
    assert len({sql for sql, _ in pool.asked}) == 1
    assert all(len(argument) == 64 for _, (argument,) in pool.asked), "digests, whatever was asked for"


async def test_a_code_may_be_typed_in_any_way() -> None:
    for typed in (CODE, "bcdf2346ghjk7894", "BCDF 2346 GHJK 7894"):
        answer = await ask(door(Found()), f"/verify/{typed}")
        assert answer.json() == {"verified": True, "duty": "BHABINKAMTIBMAS", "unit": "Polsek <Contoh>"}
        assert answer.headers["cache-control"] == "no-store"
    assert (await ask(door(Found()), f"/verify?code={CODE}")).json()["verified"]


async def test_a_page_speaks_both_languages_and_quotes_what_it_is_given() -> None:
    for language in get_args(Language):
        shown = await ask(door(Found()), f"/verify/{CODE}", accept="text/html", accept_language=language)
        assert page.YES[language] in shown.text
        assert f'lang="{language}"' in shown.text
        assert "Polsek &lt;Contoh&gt;" in shown.text
        assert "<script" not in shown.text
        assert "script" not in shown.headers["content-security-policy"]
        unknown = await ask(door(Found(None)), f"/verify/{CODE}", accept="text/html", accept_language=language)
        assert page.UNKNOWN[language] in unknown.text
        wrong = await ask(door(Found()), "/verify/x", accept="text/html", accept_language=language)
        assert page.NO[language] in wrong.text


@pytest.mark.parametrize(
    "sentences",
    [page.TITLE, page.YES, page.NO, page.TOO_MANY, page.AWAY, page.ASK, page.CHECK, page.DUTY, page.UNIT, page.UNKNOWN],
)
def test_all_is_said_in_both_languages(sentences: dict[str, str]) -> None:
    assert set(sentences) == {"en", "id"}
    assert sentences["en"] != sentences["id"]


async def test_an_address_that_asks_too_often_is_told_to_wait_and_takes_nothing_from_others() -> None:
    pool = Found()
    shut = door(pool, each=2, together=3)
    assert [(await ask(shut, "/verify/x")).status_code for _ in range(4)] == [200, 200, 429, 429]
    refused = await ask(shut, f"/verify/{CODE}", accept_language="id")
    told = refused.json()
    assert (refused.status_code, told["code"], told["message"]) == (429, "RATE_LIMITED", page.TOO_MANY["id"])
    assert (refused.headers["content-type"], told["status"]) == ("application/problem+json", 429)
    assert 1 <= int(refused.headers["retry-after"]) <= 30
    assert (await ask(shut, f"/verify/{CODE}", "192.0.2.2")).status_code == 200
    assert (await ask(shut, f"/verify/{CODE}", "192.0.2.3")).status_code == 429, "all together"
    assert len(pool.asked) == 3


async def test_what_cannot_be_looked_up_is_no_no() -> None:
    answer = await ask(door(Found(away=True)), f"/verify/{CODE}")
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "SERVICE_UNAVAILABLE", "3")


async def test_it_is_asked_by_get() -> None:
    refused = await ask(door(Found()), f"/verify/{CODE}", method="POST")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
    assert (await ask(door(Found()), "/verify")).status_code == 404
    form = await ask(door(Found()), "/verify", accept="text/html")
    assert (form.status_code, page.ASK["en"] in form.text) == (200, True)
