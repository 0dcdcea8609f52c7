"""What one connection has still to be sent: bounded in number, bytes and time; whoever does not take it is not waited for."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from starlette.types import Send

MOST: Final = 1_000
"""Messages that may wait for one connection."""
MOST_BYTES: Final = 1024 * 1024
"""Bytes that may wait for one connection, besides what the server's own buffer holds; a single message may be larger."""
STALLED: Final = 15.0
"""Seconds for which a connection may take nothing while something waits."""


class Outbox:
    """Sends in order, by a task that lives only while something waits: an idle connection costs none."""

    def __init__(self, send: Send, cut: Callable[[], None], *, stalled: float = STALLED) -> None:
        """`cut` is called once, when the other end is too slow; `stalled` in seconds."""
        self._send, self._cut, self._stalled = send, cut, stalled
        self._waiting: deque[tuple[bytes, bytes | None]] = deque()
        self._bytes = 0
        self._task: asyncio.Task[None] | None = None
        self._taken: asyncio.Event | None = None
        self._closed = False

    def put(self, message: bytes, payload: bytes | None = None) -> None:
        """Sends the message; with a payload, which many connections may share, `message + payload + "}"`. Never waits."""
        if self._closed:
            return
        if self._waiting and (len(self._waiting) >= MOST or self._bytes >= MOST_BYTES):
            self.close()
            self._cut()
            return
        self._waiting.append((message, payload))
        self._bytes += len(message) + len(payload or b"")
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._empty(), name="outbox")

    async def room(self) -> None:
        """Waits until what waits is well below the bounds: for those who can go at the pace of the other end."""
        while not self._closed and (len(self._waiting) * 2 >= MOST or self._bytes * 2 >= MOST_BYTES):
            self._taken = self._taken or asyncio.Event()
            await self._taken.wait()

    async def emptied(self) -> None:
        """Waits until everything is sent, or nothing can be."""
        if self._task is not None:
            await asyncio.wait([self._task])

    def close(self) -> None:
        """Sends nothing more; what waits is dropped."""
        self._closed = True
        self._waiting.clear()
        self._bytes = 0
        if self._task is not None:
            self._task.cancel()
        self._tell_taken()

    async def _empty(self) -> None:
        try:
            while self._waiting:
                head, payload = self._waiting[0]
                text = (head if payload is None else b"%b%b}" % (head, payload)).decode()
                async with asyncio.timeout(self._stalled):
                    await self._send({"type": "websocket.send", "text": text})
                if self._waiting:
                    self._waiting.popleft()
                    self._bytes -= len(head) + len(payload or b"")
                self._tell_taken()
        except TimeoutError:
            self._task = None
            self.close()
            self._cut()
        except (OSError, RuntimeError):  # the server's way of saying that nobody listens any more
            self._task = None
            self.close()
        finally:
            self._task = None

    def _tell_taken(self) -> None:
        if self._taken is not None:
            self._taken.set()
            self._taken = None
