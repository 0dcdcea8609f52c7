"""GraphiQL at `/graphql` for a browser, in development: all of it from this machine, a token ready, the README's queries as tabs.

The assets come with a package of the extra `local`; decision 0022 says what they are. Without it, or in production, a browser
gets what every client gets.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

import orjson
from msgspec import json
from starlette.types import ASGIApp, Receive, Scope, Send

from services.gateway.graph.trusted import OWN, Manifest

PACKAGE: Final = "graphene_django_graphiql_static"
ASSETS: Final = "/graphql/assets"
STYLE: Final = "graphiql.min.css"
SCRIPTS: Final = ("react.production.min.js", "react-dom.production.min.js", "graphql-ws.min.js", "graphiql.min.js")
INTEGRITY: Final[Mapping[str, str]] = {
    STYLE: "sha256-xs1Lg/AcXh/0l113vJVxhNzm3sAVX7+cxNkZDrqKe50=",
    "react.production.min.js": "sha256-Ipu/TQ50iCCVZBUsZyNJfxrDk0E2yhaEIz0vqI+kFG8=",
    "react-dom.production.min.js": "sha256-nbMykgB6tsOFJ7OdVmPpdqMFVk4ZsqWocT6issAPUF0=",
    "graphql-ws.min.js": "sha256-EZhvg6ANJrBsgLvLAa0uuHNLepLJVCFYS+xlb5U/bqw=",
    "graphiql.min.js": "sha256-xWTeBbldGE4sW6XOryY1gh9r+S8tV3e3TZEAT/a1kdE=",
}
"""A browser runs no other bytes than these."""
LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
"""Names by which a browser on this machine calls it; a page that reached us by another gets no token (DNS rebinding)."""
FIRST: Final = "VillageCard"
"""The tab that is open at the beginning."""
_MATARAM: Final[Mapping[str, Any]] = {"region": "52.71", "open": None, "overdue": None, "first": 20, "after": None}
_AMPENAN: Final[Mapping[str, Any]] = {"code": "52.71.01.1004"}
_PAGE: Final[Mapping[str, Any]] = {"first": 20, "after": None}
_POLDA_NTB: Final = "UG9saWNlVW5pdDozYzI5YzNhMi03MTU4LTU0NzEtYTQzMy0yNjU2NmRjZjJlZmM="
# Program Contoh.
_CONTOH: Final[Mapping[str, Any]] = {"program": "Q29vcGVyYXRpb25Qcm9ncmFtOjkyZWYzOGE2LWIyYmUtNWZkNy1hMWIwLTNkZmI5ZGRhMTQ3YQ=="}
VARIABLES: Final[Mapping[str, Any]] = {
    "CoverageGap": {"region": "52.71", **_PAGE},
    "DirectiveFollowUp": {
        "unit": _POLDA_NTB,
        "period": "YEAR",
        "first": 10,
    },
    "DisputeBoard": _MATARAM,
    "ElectionBoard": {"region": "52.71", "state": None, "first": 5, "after": None},
    "ForumBoard": {"region": "52.71", "period": "MONTH", **_PAGE},
    "InstitutionBoard": {"region": "52.71", "status": None, **_PAGE},
    "IssueBoard": _MATARAM,
    "MyDay": {"today": "2026-12-31"},
    "Performance": {"unit": _POLDA_NTB, "period": "MONTH"},
    "PlaceHistory": _AMPENAN,
    "SafetyIndex": {"region": "52.71", **_PAGE},
    "TrainingCalendar": {"unit": None, "region": "52", "since": None, "until": None, **_PAGE},
    "ProgrammeTimeline": {"first": 50, "after": None},
    "ProgrammeReport": {**_CONTOH, "since": "2018-01-01", "until": "2019-01-01", "courses": None, "inputs": None},
    "ProjectDesign": _CONTOH,
    "VillageCard": _AMPENAN,
    "VillageContacts": {**_AMPENAN, "toConfirmBy": None, **_PAGE},
    "VillageVisits": {**_AMPENAN, **_PAGE},
    "VillageWork": {**_AMPENAN, "period": "MONTH", "first": 10},
    "WarningInbox": {"state": None, "overdue": None, **_PAGE},
}
"""By operation, for the examples: what of the founding record and its fill they show."""

PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>GraphiQL: Tiga Pilar</title>
<link rel="icon" href="data:,">
<style>html, body, #graphiql {{ height: 100%; margin: 0; }}</style>
{style}
</head><body><div id="graphiql">GraphiQL is loading.</div>
<script type="application/json" id="settings">{settings}</script>
{scripts}
<script nonce="{nonce}">
const {{ token, tabs }} = JSON.parse(document.getElementById("settings").textContent);
const headers = token ? {{ authorization: "Bearer " + token }} : {{}};
const socket = new URL(location.pathname, location.href.replace(/^http/, "ws")).href;
const wsClient = graphqlWs.createClient({{ url: socket, connectionParams: headers, lazy: true }});
const fetcher = GraphiQL.createFetcher({{ url: location.pathname, headers, wsClient }});
const page = {{ fetcher, defaultTabs: tabs, defaultEditorToolsVisibility: "variables", shouldPersistHeaders: false }};
// GraphiQL fills the variables of every tab but the one it opens with; later it remembers what was there.
if (!localStorage.getItem("graphiql:tabState") && tabs.length) page.variables = tabs[0].variables;
ReactDOM.render(React.createElement(GraphiQL, page), document.getElementById("graphiql"));
</script></body></html>
"""


@dataclass(frozen=True)
class Example:
    """A tab that is open at the beginning."""

    name: str
    query: str


def assets() -> Path | None:
    """The directory of GraphiQL's files, None where the package is not installed. Nothing of it is imported."""
    found = find_spec(PACKAGE)
    places = found.submodule_search_locations if found else None
    return Path(next(iter(places))) / "static" / PACKAGE if places else None


def examples() -> list[Example]:
    """The project's own trusted documents: the README's queries, the one it shows first in front."""
    entries = json.decode(OWN.read_bytes(), type=Manifest).operations
    return [Example(entry.name, entry.body) for entry in sorted(entries, key=lambda entry: entry.name != FIRST)]


class Browser:
    """Shows GraphiQL to whoever prefers HTML and asks nothing; everyone else gets to `app`. An ASGI application."""

    def __init__(self, app: ASGIApp, examples: Sequence[Example], token: str | None) -> None:
        self._app, self._examples, self._token = app, examples, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        if scope["method"] != "GET" or asked or not prefers_html(headers.get("accept", "")):
            await self._app(scope, receive, send)
            return
        host = headers.get("host", "")
        nonce = secrets.token_urlsafe(16)
        trusted = host.rpartition(":")[0] in LOOPBACK or host in LOOPBACK
        body = page(self._examples, self._token if trusted else None, nonce).encode()
        sent = {
            "content-type": "text/html; charset=utf-8",
            "content-length": str(len(body)),
            "cache-control": "no-store",
            "content-security-policy": policy(host, nonce),
            "referrer-policy": "no-referrer",
            "x-content-type-options": "nosniff",
        }
        raw = [(name.encode(), value.encode("latin-1")) for name, value in sent.items()]
        await send({"type": "http.response.start", "status": 200, "headers": raw})
        await send({"type": "http.response.body", "body": body})


def prefers_html(accept: str) -> bool:
    """Whether text/html is named, and before any JSON: browsers do so, and nobody else."""
    names = [choice.partition(";")[0].strip().lower() for choice in accept.split(",")]
    return next((name == "text/html" for name in names if name == "text/html" or name.endswith("json")), False)


def policy(host: str, nonce: str) -> str:
    """Content-Security-Policy: nothing from elsewhere, and no other page around this one."""
    socket = f" ws://{host}" if host and all(c.isalnum() or c in ".:-[]" for c in host) else ""
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        f"font-src 'self' data:; connect-src 'self'{socket}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def page(examples: Sequence[Example], token: str | None, nonce: str) -> str:
    """The page, with a token where it may have one."""
    tabs = [_tab(example) for example in examples]
    # Within a script element only "</" could end it, and "<!--" confuse it.
    settings = orjson.dumps({"token": token, "tabs": tabs}).decode().replace("<", "\\u003c")
    scripts = "\n".join(f'<script src="{ASSETS}/{name}" integrity="{INTEGRITY[name]}"></script>' for name in SCRIPTS)
    style = f'<link rel="stylesheet" href="{ASSETS}/{STYLE}" integrity="{INTEGRITY[STYLE]}">'
    return PAGE.format(style=style, scripts=scripts, settings=settings, nonce=escape(nonce))


def _tab(example: Example) -> dict[str, str | None]:
    variables = VARIABLES.get(example.name)
    return {
        "query": example.query,
        "variables": orjson.dumps(variables, option=orjson.OPT_INDENT_2).decode() if variables else None,
    }
