"""`GET /verify/{code}`: yes or no, with duty and unit, as a page or as JSON, so many times a minute and no more."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qs

import orjson
from starlette.types import Receive, Scope, Send

from libs.events.access import ANONYMOUS
from libs.events.problem import MEDIA_TYPE as PROBLEM_JSON
from libs.events.problem import Problem
from libs.events.telemetry import trace_id
from libs.events.wording import language, listen
from services.gateway.graph.budgets import Budgets, Throttled, client_of
from services.gateway.graph.graphiql import prefers_html
from services.gateway.graph.pool import Pool, TooLong, Unavailable
from services.gateway.verification import page
from services.gateway.verification.lookup import Visitor, visitor

PATHS: Final = ("/verify", "/verify/{code}")
A_CHECK: Final = 60
"""Units that a check takes of a bucket that gains as many a second as there are checks a minute."""
EVERYBODY: Final = "everybody"
ALWAYS: Final = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "vary": "Accept, Accept-Language",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
}


class Door:
    """An ASGI application. `each` and `together` are checks a minute, of one address and of all."""

    def __init__(self, pool: Pool, *, each: int, together: int) -> None:
        self._pool = pool
        self._each, self._together = (Budgets(most, A_CHECK * most) for most in (each, together))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 nothing is sent to us
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        listen(headers.get("accept-language"))
        html = prefers_html(headers.get("accept", ""))
        if scope["method"] not in ("GET", "HEAD"):
            await _send(send, 405, b"", {"allow": "GET, HEAD"})
            return
        code = _code(scope)
        if code is None:
            sentence = page.said(None, language()) if html else None
            await _send(send, *_made(200 if html else 404, sentence, _problem(404, "CODE_MISSING", page.MISSING)))
            return
        try:
            self._spend(scope)
            found = await visitor(self._pool, code)
        except Throttled as error:
            text = page.said(page.TOO_MANY, language()) if html else None
            told = _problem(429, "RATE_LIMITED", page.TOO_MANY)
            await _send(send, *_made(429, text, told), {"retry-after": str(error.wait)})
        except (Unavailable, TooLong):
            text = page.said(page.AWAY, language()) if html else None
            await _send(send, *_made(503, text, _problem(503, "SERVICE_UNAVAILABLE", page.AWAY)), {"retry-after": "3"})
        else:
            text = page.answered(found, language()) if html else None
            await _send(send, *_made(200, text, _plain(found)))

    def _spend(self, scope: Scope) -> None:
        """An address that has had its share takes nothing from the others'. Raises Throttled."""
        self._each.spend(client_of(ANONYMOUS, scope.get("client")), A_CHECK)
        self._together.spend(EVERYBODY, A_CHECK)


def _code(scope: Scope) -> str | None:
    """From the path, or as the page's form sends it; None where there is none."""
    if code := scope.get("path_params", {}).get("code"):
        return str(code)
    given = parse_qs(scope["query_string"].decode("latin-1")).get("code", [])
    return given[0] if given else None


def _plain(found: Visitor | None) -> Mapping[str, Any]:
    return {"verified": False} if found is None else {"verified": True, "duty": found.duty, "unit": found.unit}


def _problem(status: int, code: str, sentence: Mapping[str, str]) -> Mapping[str, Any]:
    return Problem(status=status, code=code, message=sentence[language()]).body(trace_id())


def _made(status: int, text: str | None, told: Mapping[str, Any]) -> tuple[int, bytes, dict[str, str]]:
    """Status, body and headers: of the page where there is one, else of the JSON."""
    json = "application/json" if status == 200 else PROBLEM_JSON
    media = json if text is None else "text/html; charset=utf-8"
    body = orjson.dumps(told) if text is None else text.encode()
    return status, body, {"content-type": media, "content-language": language()}


async def _send(send: Send, status: int, body: bytes, headers: Mapping[str, str], more: Mapping[str, str] | None = None) -> None:
    sent = {**ALWAYS, **headers, **(more or {}), "content-length": str(len(body))}
    raw = [(name.encode(), value.encode("latin-1")) for name, value in sent.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
