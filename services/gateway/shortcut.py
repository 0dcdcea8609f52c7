"""Requests for one path go straight to its application, past what a router and its middleware would cost each of them."""

from starlette.types import ASGIApp, Receive, Scope, Send


class Shortcut:
    """HTTP for `path` is answered by `to`, everything else by the application `app`."""

    def __init__(self, app: ASGIApp, *, path: str, to: ASGIApp) -> None:
        self._app, self._path, self._to = app, path, to

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        straight = scope["type"] == "http" and scope["path"] == self._path
        await (self._to if straight else self._app)(scope, receive, send)
