"""One server span a request, by the stable HTTP conventions, continuing the caller's trace and holding nothing personal."""

from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any, Final

from opentelemetry.trace import Span, SpanKind

from libs.events.telemetry import continued, failed, span

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY"})


class HttpSpans:
    """ASGI middleware; outermost.

    Paths may hold what should not leave the process, so a span names the route that matched, not the path asked for. `paths`
    are recorded although no route matches them, `untraced` ones make no span (probes).
    """

    def __init__(self, app: App, *, paths: Collection[str] = (), untraced: Collection[str] = ()) -> None:
        self._app = app
        self._paths = frozenset(paths)
        self._untraced = frozenset(untraced)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in self._untraced:
            await self._app(scope, receive, send)
            return
        method = scope["method"] if scope["method"] in METHODS else "_OTHER"
        name = method if method != "_OTHER" else "HTTP"
        with (
            continued(_header(scope, b"traceparent")),
            span(
                name, kind=SpanKind.SERVER, **{"http.request.method": method, "url.scheme": scope.get("scheme", "http")}
            ) as made,
        ):
            if not made.is_recording():
                await self._app(scope, receive, send)
                return
            _connection(made, scope)
            try:
                await self._app(scope, receive, _watched(made, send))
            finally:
                route = self._route(scope)
                if route:
                    made.update_name(f"{name} {route}")
                    made.set_attribute("http.route", route)
                    made.set_attribute("url.path", route)

    def _route(self, scope: Message) -> str | None:
        if scope["path"] in self._paths:
            return str(scope["path"])
        if "app_root_path" in scope:
            # A mounted application: what it does with the rest of the path is not known here.
            return str(scope["root_path"]).removeprefix(scope["app_root_path"])
        # FastAPI keeps the path of an included router's route, its prefix included, apart from the route itself.
        included = scope.get("fastapi", {}).get("effective_route_context")
        path = getattr(included, "path_format", None) or getattr(scope.get("route"), "path", None)
        return path if isinstance(path, str) else None


def _connection(made: Span, scope: Message) -> None:
    made.set_attribute("network.protocol.version", scope.get("http_version", "1.1"))
    server = scope.get("server")
    if server:
        made.set_attribute("server.address", server[0])
        if server[1]:
            made.set_attribute("server.port", server[1])


def _watched(made: Span, send: Send) -> Send:
    async def watched(message: Message) -> None:
        if message["type"] == "http.response.start":
            status = message["status"]
            made.set_attribute("http.response.status_code", status)
            if status >= 500:
                failed(made, str(status))
        await send(message)

    return watched


def _header(scope: Message, name: bytes) -> str | None:
    found = [value for key, value in scope.get("headers", ()) if key == name]
    return found[0].decode("latin-1") if len(found) == 1 else None
