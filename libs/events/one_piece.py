"""An answer's head and body leave together: one system call and one packet where uvicorn makes two."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class Gathering:
    """A transport that keeps what is written until more follows, the loop's next turn comes, or it is closed."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._kept = b""

    def write(self, data: bytes) -> None:
        if self._kept:
            kept, self._kept = self._kept, b""
            self._transport.write(kept + data)
        else:
            self._kept = data
            self._loop.call_soon(self._flush)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._kept:
            kept, self._kept = self._kept, b""
            if not self._transport.is_closing():
                self._transport.write(kept)

    def __getattr__(self, name: str) -> Any:
        """Everything else is the transport's own."""
        return getattr(self._transport, name)


class Protocol(HttpToolsProtocol):
    """For uvicorn's `http`."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._ungathered = transport
        super().connection_made(Gathering(transport, self.loop))  # type: ignore[arg-type]

    def handle_websocket_upgrade(self) -> None:
        # A socket's messages are sent one at a time, to thousands at once: nothing is gained by keeping them.
        self.transport = self._ungathered
        super().handle_websocket_upgrade()
