"""Which pages may ask from a browser: those of the gateway itself and of the origins that were allowed by name."""

from typing import Final
from urllib.parse import urlsplit

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

ASKED: Final = ("GET", "POST")
SENT: Final = ("authorization", "content-type", "if-none-match", "traceparent", "tracestate")
"""Request headers that such a page may set, besides those every page may."""
READ: Final = ("etag", "retry-after", "server-timing", "www-authenticate")
"""Response headers that such a page may read."""
REMEMBERED: Final = 600
"""Seconds for which a browser need not ask again."""
PORTS: Final = {"http": 80, "https": 443}


def origins(text: str) -> frozenset[str]:
    """The origins in a setting, as browsers write them."""
    return frozenset(origin.strip().lower() for origin in text.split(",") if origin.strip())


def shared(app: ASGIApp, allowed: frozenset[str]) -> ASGIApp:
    """The application, whose answers pages of the allowed origins may read. No cookie is ever looked at."""
    return _Shared(app, allowed)


class _Shared:
    """Where no origin is allowed, a request that names none is passed on as it is: nothing could be said about it."""

    def __init__(self, app: ASGIApp, allowed: frozenset[str]) -> None:
        self._app, self._always = app, bool(allowed)
        self._telling = CORSMiddleware(
            app, allow_origins=allowed, allow_methods=ASKED, allow_headers=SENT, expose_headers=READ, max_age=REMEMBERED
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        telling = self._always or any(name == b"origin" for name, _ in scope["headers"])
        await (self._telling if telling else self._app)(scope, receive, send)


class Gate:
    """A WebSocket application that is opened by what is no browser, and so names no origin, by our own pages and by allowed ones.

    Whoever else asks is answered 403: browsers do not ask beforehand as they do for HTTP, and let any page read what it is told.
    """

    def __init__(self, app: ASGIApp, allowed: frozenset[str]) -> None:
        self._app, self._allowed = app, allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        origin = headers.get("origin")
        if origin is None or origin.lower() in self._allowed or _own(origin, headers.get("host", "")):
            await self._app(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": "Origin not allowed"})


def _own(origin: str, host: str) -> bool:
    """Whether host and port are ours. A port that is not written is that of the page's scheme, which a proxy hides from us."""
    try:
        page, here = urlsplit(origin), urlsplit(f"//{host}")
        usual = PORTS.get(page.scheme)
        return page.hostname is not None and (page.hostname, page.port or usual) == (here.hostname, here.port or usual)
    except ValueError:
        return False
