"""`GET /programmes/{id}/report?from=&to=` as a page, `…/report.csv` as a table: for whoever the graph answers, by his token."""

import logging
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from graphql import GraphQLError
from starlette.types import Receive, Scope, Send

from libs.events.access import Denied
from libs.events.problem import MEDIA_TYPE as PROBLEM_JSON
from libs.events.problem import Problem, of_denial
from libs.events.telemetry import trace_id
from libs.events.wording import language, listen
from services.gateway.graph.budgets import Throttled, client_of
from services.gateway.graph.documents import Document
from services.gateway.graph.endpoint import Gateway
from services.gateway.graph.execution import Refused
from services.gateway.graph.indonesian import WORDING
from services.gateway.graph.pool import TooLong, TooMuch, Unavailable
from services.gateway.graph.trusted import own_document
from services.gateway.report import words
from services.gateway.report.asking import NAME, Asker, Told, Unanswered, ask
from services.gateway.report.content import sections
from services.gateway.report.page import page
from services.gateway.report.period import NoPeriod, Period
from services.gateway.report.table import table

log = logging.getLogger(__name__)

PATHS: Final = ("/programmes/{id}/report", "/programmes/{id}/report.csv")
ALWAYS: Final = {
    "cache-control": "private, no-store",
    "referrer-policy": "no-referrer",
    "vary": "Accept-Language, Authorization",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}


class Door:
    """An ASGI application."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._document: Document = own_document(gateway.engine.schema, NAME)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 nothing is sent to us
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        listen(headers.get("accept-language"))
        if scope["method"] not in ("GET", "HEAD"):
            await _send(send, 405, b"", {"allow": "GET, HEAD"})
            return
        try:
            period = Period.read(scope["query_string"])
            told = await self._told(scope, headers, period)
            made = _made(scope["path"], told, period) if told else None
        except NoPeriod:
            await _refuse(send, _problem(400, "PERIOD_INVALID"))
        except Denied as denied:
            await _refuse(send, of_denial(denied).said(WORDING.say), denied.headers)
        except Throttled as error:
            await _refuse(send, _problem(429, "RATE_LIMITED", error.wait))
        except (Unavailable, TooLong):
            await _refuse(send, _problem(503, "UNAVAILABLE", 3))
        except (TooMuch, Refused, GraphQLError):
            await _refuse(send, _problem(400, "TOO_MUCH"))
        except Exception as error:  # a client must get an answer, whatever broke
            log.exception("a report failed", exc_info=None if isinstance(error, Unanswered) else error)
            await _refuse(send, _problem(500, "INTERNAL"))
        else:
            if made is None:
                await _refuse(send, _problem(404, "PROGRAM_UNKNOWN"))
            else:
                await _send(send, 200, *made)

    async def _told(self, scope: Scope, headers: Mapping[str, str], period: Period) -> Told | None:
        actor = await self._gateway.caller(headers.get("authorization"))
        program = _program(scope["path_params"]["id"])
        asker = Asker(self._gateway, self._document, actor, client_of(actor, scope.get("client")), headers)
        return await ask(asker, program, period)


def _program(told: str) -> str:
    """The global id of a programme, by itself or by its UUID."""
    try:
        return b64encode(f"CooperationProgram:{UUID(told)}".encode()).decode()
    except ValueError:
        return told


def _made(path: str, told: Told, period: Period) -> tuple[bytes, dict[str, str]]:
    """Body and headers: of the table where the path asks for it, else of the page."""
    spoken = language()
    parts = sections(told.program, period, spoken)
    if not path.endswith(".csv"):
        text = page(told, parts, period, spoken)
        return text.encode(), {"content-type": "text/html; charset=utf-8", "content-language": spoken}
    media = {"content-type": "text/csv; charset=utf-8; header=present", "content-language": spoken}
    return table(parts).encode(), {**media, "content-disposition": f'attachment; filename="{_name(period)}"'}


def _name(period: Period) -> str:
    """Of the file that a browser saves."""
    days = [day.isoformat() for day in (period.first, period.last) if day]
    return "-".join(["programme-report", *days]) + ".csv"


def _problem(status: int, code: str, wait: int | None = None) -> Problem:
    return Problem(status=status, code=code, message=words.PROBLEMS[code][language()], retry_after=wait)


async def _refuse(send: Send, problem: Problem, headers: Mapping[str, str] | None = None) -> None:
    more = {"retry-after": str(problem.retry_after)} if problem.retry_after else {}
    told = {"content-type": PROBLEM_JSON, "content-language": language(), **(headers or {}), **more}
    await _send(send, problem.status, problem.json(trace_id()), told)


async def _send(send: Send, status: int, body: bytes, headers: Mapping[str, Any]) -> None:
    sent = {**ALWAYS, **headers, "content-length": str(len(body))}
    raw = [(name.lower().encode(), str(value).encode("latin-1")) for name, value in sent.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
