"""Thousands of WebSocket clients in one process, as cheap as a client can be: they follow, and note what arrives when.

`python -m tests.bench.followers`; told by lines of JSON on stdin what to do, answers each with a line on stdout.
"""

import asyncio
import base64
import json
import os
import sys
from array import array
from pathlib import Path
from time import monotonic
from typing import Any

import uvloop

from services.gateway.graph.sockets import allow_many

AT_ONCE = 50
"""Connections that are being opened at a time."""


class Notes:
    """What arrived when, by the machine's monotonic clock: at which follower, of which of its subscriptions, which position."""

    def __init__(self) -> None:
        self.when, self.what = array("d"), array("q")
        self.sample = b""
        self.trouble: list[str] = []


class Follower(asyncio.Protocol):
    """One client of graphql-transport-ws."""

    def __init__(self, number: int, notes: Notes) -> None:
        self._number, self._notes = number, notes
        self._buffer = bytearray()
        self._answered = asyncio.Event()
        self._open = False
        self._transport: asyncio.Transport

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._notes.trouble.append(f"follower {self._number} was disconnected: {exc}")
        self._answered.set()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._open:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            self._open = self._buffer.startswith(b"HTTP/1.1 101")
            if not self._open:
                self._notes.trouble.append(bytes(self._buffer[:100]).decode(errors="replace"))
            del self._buffer[: end + 4]
            self._answered.set()
        self._frames()

    def _frames(self) -> None:
        buffer = self._buffer
        while len(buffer) >= 2:
            size, head = buffer[1] & 127, 2
            if size >= 126:
                head = 4 if size == 126 else 10
                size = int.from_bytes(buffer[2:head], "big")
            if len(buffer) < head + size:
                return
            kind, payload = buffer[0] & 15, bytes(buffer[head : head + size])
            del buffer[: head + size]
            if kind == 1:
                self._heard(payload)
            elif kind == 9:
                self._transport.write(frame(payload, 10))
            elif kind == 8:
                self._notes.trouble.append(f"follower {self._number} was closed: {payload!r}")

    def _heard(self, message: bytes) -> None:
        place = message.find(b'"position":')
        if place < 0:
            if b'"error"' in message:
                self._notes.trouble.append(message.decode())
            self._answered.set()
            return
        position = int(message[place + 11 : message.index(b",", place)])
        subscription = int(message[7 : message.index(b'"', 7)])
        self._notes.when.append(monotonic())
        self._notes.what.extend((self._number, subscription, position))
        if not self._notes.sample:
            self._notes.sample = message

    async def open(self, host: str, port: int, token: str) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        request = (
            f"GET /graphql HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n"
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n"
        )
        await self._asked(request.encode())
        await self.say({"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}})

    async def say(self, message: Any) -> None:
        """A message that is answered."""
        await self._asked(frame(json.dumps(message).encode(), 1))

    async def follow(self, subscription: int, payload: Any) -> None:
        subscribe = {"id": str(subscription), "type": "subscribe", "payload": payload}
        self._transport.write(frame(json.dumps(subscribe).encode(), 1))
        await self.say({"type": "ping"})

    async def _asked(self, data: bytes) -> None:
        self._answered.clear()
        self._transport.write(data)
        async with asyncio.timeout(60):
            await self._answered.wait()


def frame(payload: bytes, kind: int) -> bytes:
    """As a client sends it; masked by zeros."""
    size = len(payload)
    length = bytes([128 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    return bytes([128 | kind]) + length + b"\0\0\0\0" + payload


async def main() -> None:
    loop = asyncio.get_running_loop()
    allow_many()
    notes, followers = Notes(), list[Follower]()
    gate = asyncio.Semaphore(AT_ONCE)

    async def opened(number: int, told: Any) -> Follower:
        async with gate:
            _, made = await loop.create_connection(lambda: Follower(number, notes), told["host"], told["port"])
            await made.open(told["host"], told["port"], told["token"])
            return made

    async def followed(follower: Follower, subscription: int, payload: Any) -> None:
        async with gate:
            await follower.follow(subscription, payload)

    while line := await loop.run_in_executor(None, sys.stdin.readline):
        told = json.loads(line)
        answer: Any = {}
        if told["do"] == "open":
            followers += await asyncio.gather(*(opened(number, told) for number in range(told["count"])))
        elif told["do"] == "follow":
            groups = told["groups"]
            each = enumerate(followers)
            await asyncio.gather(*(followed(one, told["subscription"], groups[number % len(groups)]) for number, one in each))
        elif told["do"] == "count":
            answer = {"count": len(notes.when), "trouble": notes.trouble[:5]}
        elif told["do"] == "report":
            _write(told["file"], notes)
            answer = {"count": len(notes.when), "sample": notes.sample.decode(), "trouble": notes.trouble[:5]}
            notes.when, notes.what = array("d"), array("q")
        print(json.dumps(answer), flush=True)


def _write(file: str, notes: Notes) -> None:
    Path(file).write_bytes(notes.when.tobytes() + notes.what.tobytes())


if __name__ == "__main__":
    uvloop.run(main())
