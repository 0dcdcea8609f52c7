"""An answer leaves in one piece, one that comes in pieces as it comes, and nothing is lost when a connection closes."""

import asyncio
from typing import Any, cast

import uvicorn
from starlette.types import Receive, Scope, Send

from libs.events.one_piece import Gathering, Protocol


class Wire(asyncio.Transport):
    """The other end, as far as it matters here."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[bytes] = []
        self.closed = False
        self.written = asyncio.Event()

    def write(self, data: Any) -> None:
        assert not self.closed
        self.pieces.append(bytes(data))
        self.written.set()

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def get_extra_info(self, _name: str, default: Any = None) -> Any:
        return default

    def abort(self) -> None:
        self.closed = True


def gathering() -> tuple[Wire, Gathering]:
    wire = Wire()
    return wire, Gathering(wire, asyncio.get_running_loop())


async def test_what_follows_at_once_leaves_together() -> None:
    wire, transport = gathering()
    for data in (b"head 1 ", b"body 1 ", b"head 2 ", b"body 2 "):
        transport.write(data)
    await asyncio.sleep(0)
    assert wire.pieces == [b"head 1 body 1 ", b"head 2 body 2 "]


async def test_what_is_followed_by_nothing_leaves_at_the_next_turn() -> None:
    wire, transport = gathering()
    transport.write(b"head ")
    assert wire.pieces == []
    await asyncio.sleep(0)
    assert wire.pieces == [b"head "]
    transport.write(b"body ")
    await asyncio.sleep(0)
    assert wire.pieces == [b"head ", b"body "]


async def test_what_was_written_leaves_before_the_end() -> None:
    wire, transport = gathering()
    transport.write(b"last words")
    transport.close()
    assert (wire.pieces, wire.closed) == ([b"last words"], True)
    await asyncio.sleep(0)
    assert wire.pieces == [b"last words"]


async def test_nothing_is_written_to_a_connection_that_was_torn() -> None:
    wire, transport = gathering()
    transport.write(b"too late")
    transport.abort()
    await asyncio.sleep(0)
    assert wire.pieces == []


async def test_an_answer_is_one_piece() -> None:
    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
        await send({"type": "http.response.body", "body": b"body"})

    config = uvicorn.Config(app, http=Protocol, lifespan="off", log_config=None)
    config.load()
    wire, protocol = Wire(), Protocol(config, uvicorn.server.ServerState(), {}, asyncio.get_running_loop())
    protocol.connection_made(cast("asyncio.Transport", wire))
    protocol.data_received(b"GET / HTTP/1.1\r\nhost: here\r\n\r\n")
    async with asyncio.timeout(10):
        await wire.written.wait()
    (answer,) = wire.pieces
    assert answer.endswith(b"\r\n\r\nbody")
    protocol.connection_lost(None)
