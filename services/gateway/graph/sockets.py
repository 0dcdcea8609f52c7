"""The server's WebSockets, fit for thousands that stay open: no memory kept for compression, no end that is never reached.

uvicorn's `websockets-sansio` protocol costs least, see docs/decisions/0040-what-a-connection-costs.md; what it lacks is a way
to be rid of a client that reads nothing: closing waits until all that was written is taken.
"""

import resource
from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

TEAR: Final = "tigapilar.tear"
"""The extension of an ASGI scope whose `now` ends the connection at once."""
AGAIN: Final = 1.0
"""Seconds left to a connection that is to be closed for its last bytes to be taken."""


class Sockets(WebSocketsSansIOProtocol):
    """For uvicorn's `ws`; see `options`."""

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if scope := getattr(self, "scope", None):  # else the request was refused
            scope["extensions"][TEAR] = {"now": self.transport.abort}

    async def send(self, message: Any) -> None:
        await super().send(message)
        if message["type"] == "websocket.close" and self.close_timer is not None:
            self.close_timer.cancel()
            self.close_timer = self.loop.call_later(self.close_timeout, self.transport.abort)

    def keepalive_timeout(self) -> None:
        """The other end did not answer a ping."""
        super().keepalive_timeout()
        self.loop.call_later(AGAIN, self.transport.abort)


def options() -> dict[str, Any]:
    """For uvicorn.Config: a connection costs no compression state, and one that is dead is found within a minute."""
    return {
        "ws": Sockets,
        "ws_per_message_deflate": False,
        "ws_ping_interval": 30.0,
        "ws_ping_timeout": 20.0,
    }


def allow_many() -> int:
    """Raises this process's limit of open files as far as it may; how many that is."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard
