"""Requests to services: what is known of one that was not answered decides whether it is sent again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from services.gateway.graph.posting import Answered, CutOff, NoAnswer, Poster, Unreachable

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"


@asynccontextmanager
async def served(serve: Serve) -> AsyncIterator[str]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/commands"


async def taken(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
    return head + await reader.readexactly(length)


async def test_connections_are_kept_and_headers_and_body_arrive_as_they_are() -> None:
    seen: list[bytes] = []
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        for _ in range(2):
            seen.append(await taken(reader))
            writer.write(b"HTTP/1.1 409 Conflict\r\nset-cookie: a=b\r\ncontent-length: 2\r\n\r\n{}")

    async with served(serve) as url, Poster() as post:
        for _ in range(2):
            assert await post(url, b'{"a":1}', {"authorization": "Bearer t"}) == Answered(409, b"{}")
    assert connections == 1
    assert all(b"authorization: bearer t\r\n" in one.lower() and one.endswith(b'\r\n\r\n{"a":1}') for one in seen)
    assert not any(b"cookie" in one.lower() for one in seen)


async def test_a_redirect_is_an_answer() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await taken(reader)
        writer.write(b"HTTP/1.1 307 Temporary Redirect\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n")
        await writer.drain()

    async with served(serve) as url, Poster() as post:
        assert await post(url, b"{}", {}) == Answered(307, b"")


async def test_where_nobody_listens_nothing_was_sent() -> None:
    async with served(asyncio.sleep) as url:  # type: ignore[arg-type] # never called
        pass
    async with Poster() as post:
        with pytest.raises(Unreachable):
            await post(url, b"{}", {})


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n{}"])
async def test_a_lost_connection_is_told_as_one_whatever_had_come(begun: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await taken(reader)
        writer.write(begun)
        await writer.drain()

    async with served(serve) as url, Poster() as post:
        with pytest.raises(CutOff):
            await post(url, b"{}", {})


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-whoever\r\n\r\n"])
async def test_silence_and_another_protocol_are_no_answer(said: bytes) -> None:
    gone = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await taken(reader)
        writer.write(said)
        await gone.wait()

    async with served(serve) as url, Poster(timeout=0.2) as post:
        with pytest.raises(NoAnswer):
            await post(url, b"{}", {})
        gone.set()
