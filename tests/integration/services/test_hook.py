"""A notifier that answers without end does not hold up the notices of others."""

import asyncio
from contextlib import suppress
from uuid import uuid4

import pytest

from libs.events.hook import Hook
from libs.events.timers import Again


async def test_an_answer_that_drips_does_not_hold_its_place() -> None:
    async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A header that never ends, a byte at a time: no step of it is late."""
        writer.write(b"HTTP/1.1 204 No Content\r\nX-Contoh: ")
        with suppress(ConnectionError):
            while True:
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.01)
        writer.close()
        gone.set()

    gone = asyncio.Event()
    async with await asyncio.start_server(drip, "127.0.0.1", 0) as server, asyncio.timeout(20):
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        with pytest.raises(Again, match="TimeoutError"):
            await Hook({}, url, "rahasia", whole=0.2).post(uuid4(), uuid4(), b"{}")
        await gone.wait()
