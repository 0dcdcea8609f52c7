"""GraphiQL comes from this machine alone, with a token and examples, in development and nowhere else."""

import base64
import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import parse
from starlette.types import Receive, Scope, Send

from libs.events.settings import GatewaySettings
from services.gateway import api
from services.gateway.graph.graphiql import ASSETS, INTEGRITY, SCRIPTS, STYLE, Browser, Example, assets, examples

CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
TOKEN = "a.b.c"
README = Path(__file__).parents[3] / "README.md"
LOCK = Path(__file__).parents[3] / "requirements.lock"


class Inner:
    """Stands for the endpoint."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def browser(host: str, *tabs: Example) -> httpx.AsyncClient:
    app = Browser(Inner(), tabs or examples(), TOKEN)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://{host}", headers={"accept": CHROME})


def settings(page: str) -> Any:
    (found,) = re.findall(r'<script type="application/json" id="settings">(.*?)</script>', page)
    return json.loads(found)


async def test_a_browser_gets_the_page_with_a_token_and_the_queries_of_the_readme() -> None:
    async with browser("127.0.0.1:8000") as client:
        answer = await client.get("/graphql")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert settings(answer.text)["token"] == TOKEN
    tabs = settings(answer.text)["tabs"]
    (card,) = re.findall(r"```graphql\n(query VillageCard.*?)```", README.read_text(), re.DOTALL)
    assert card.strip() in [tab["query"] for tab in tabs]
    assert any("totalCount" in tab["query"] for tab in tabs)
    for tab in tabs:
        asked = {variable.variable.name.value for variable in parse(tab["query"]).definitions[0].variable_definitions or ()}  # type: ignore[attr-defined]
        assert set(json.loads(tab["variables"] or "{}")) == asked


async def test_nothing_comes_from_elsewhere_and_only_known_bytes_run() -> None:
    async with browser("localhost:8000") as client:
        answer = await client.get("/graphql")
        again = await client.get("/graphql")
    assert re.findall(r"https?:", answer.text) == []
    sources = re.findall(r'(?:src|href)="([^"]*)" integrity="([^"]*)"', answer.text)
    assert sources == [(f"{ASSETS}/{name}", INTEGRITY[name]) for name in (STYLE, *SCRIPTS)]
    assert answer.text.count("<script src=") == len(SCRIPTS)
    assert '<link rel="icon" href="data:,">' in answer.text, "or a browser asks for an icon and complains that there is none"
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["connect-src"] == "'self' ws://localhost:8000"
    (nonce,) = re.findall(r'<script nonce="([^"]+)">', answer.text)
    assert f"'nonce-{nonce}'" in policy["script-src"]
    assert "unsafe" not in policy["script-src"]
    assert nonce not in again.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "10.0.0.7:8000", "localhost.evil.example"]
)
async def test_a_page_that_was_reached_by_another_name_gets_no_token(host: str) -> None:
    async with browser(host) as client:
        answer = await client.get("/graphql")
    assert answer.status_code == 200
    assert TOKEN not in answer.text
    assert settings(answer.text)["token"] is None


@pytest.mark.parametrize(
    ("method", "path", "accept"),
    [
        ("GET", "/graphql", "*/*"),
        ("GET", "/graphql", "application/json"),
        ("GET", "/graphql", "application/graphql-response+json, text/html"),
        ("GET", "/graphql", ""),
        ("GET", "/graphql?query=%7B__typename%7D", CHROME),
        ("GET", "/graphql?documentId=x", CHROME),
        ("POST", "/graphql", CHROME),
        ("PUT", "/graphql", CHROME),
    ],
)
async def test_every_other_client_is_answered_as_ever(method: str, path: str, accept: str) -> None:
    async with browser("127.0.0.1:8000") as client:
        assert (await client.request(method, path, headers={"accept": accept})).status_code == 204


async def test_an_example_cannot_end_the_script_it_stands_in() -> None:
    text = 'query Q { __typename } # </script><script>alert("x")</script><!--'
    async with browser("127.0.0.1", Example("Q", text)) as client:
        answer = await client.get("/graphql")
    assert settings(answer.text)["tabs"][0]["query"] == text
    assert "alert" not in re.sub(r'id="settings">.*?</script>', "", answer.text)


def _settings(environment: Any) -> GatewaySettings:
    some: Any = dict.fromkeys(
        ("token_issuer", "token_audience", "jwks_url", "read_database_url", "vault_database_url", "vault_master_key"), "x"
    )
    urls: Any = dict.fromkeys(("officers_url", "villages_url", "cooperation_url"), "http://x")
    return GatewaySettings(port=1, environment=environment, graphiql_token=TOKEN, **some, **urls)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "graphiql.min.js").write_text("// here\n")
    monkeypatch.setattr(api, "assets", lambda: tmp_path)
    return tmp_path


@pytest.mark.parametrize(("environment", "status"), [("development", 200), ("production", 404)])
async def test_it_is_there_in_development_alone(
    place: Path, environment: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing: Any = None
    monkeypatch.setattr(api, "Endpoint", lambda _: Inner())
    monkeypatch.setattr("services.gateway.report.door.Door", lambda _: Inner())
    app = api._application(nothing, nothing, _settings(environment), Inner())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        shown = await client.get("/graphql", headers={"accept": CHROME})
        assert ("GraphiQL" in shown.text) is (environment == "development")
        assert (await client.get(f"{ASSETS}/graphiql.min.js")).status_code == status
        assert (await client.get(f"{ASSETS}/../../pyproject.toml")).status_code == 404


def test_production_refuses_a_token_for_trying_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "read", lambda _: _settings("production"))
    with pytest.raises(SystemExit, match="GRAPHIQL_TOKEN is for development"):
        api.run()


@pytest.mark.skipif(
    assets() is None and "graphene-django-graphiql-static" not in LOCK.read_text(),
    reason="the package with GraphiQL's files is not locked yet",
)
def test_the_files_are_those_that_the_page_lets_run() -> None:
    found = assets()
    assert found
    for name, integrity in INTEGRITY.items():
        digest = base64.b64encode(sha256((found / name).read_bytes()).digest()).decode()
        assert integrity == f"sha256-{digest}", name
