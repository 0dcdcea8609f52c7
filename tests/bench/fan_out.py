"""The bare limit of a broadcast: a process that writes given bytes to given WebSockets, and does nothing else.

Run as `python -m tests.bench.fan_out`; prints its port. The first line on stdin is a message of the gateway; each line after it,
`<variable> <position>`, has it sent, with this position in it, to those whose subscription has that variable.
"""

import asyncio
import base64
import hashlib
import sys
from collections import defaultdict
from typing import Any

import uvloop

from services.gateway.graph.sockets import allow_many

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Bare(asyncio.Protocol):
    """Speaks just enough of the protocol for `followers`."""

    def __init__(self, members: dict[str, list[asyncio.Transport]]) -> None:
        self._members = members
        self._open = False

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if not self._open:
            key = data.split(b"Sec-WebSocket-Key: ")[1].split(b"\r\n")[0]
            accept = base64.b64encode(hashlib.sha1(key + GUID, usedforsecurity=False).digest())
            self._transport.write(
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Protocol: graphql-transport-ws\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n"
            )
            self._open = True
            return
        if b"subscribe" in data:
            variable = data.split(b'"variables": {"')[1].split(b'": "')[1].split(b'"')[0].decode()
            self._members[variable].append(self._transport)
        if b'"ping"' in data or b"connection_init" in data:
            self._transport.write(frame(b'{"type":"pong"}'))


def frame(payload: bytes) -> bytes:
    size = len(payload)
    return b"\x81" + (bytes([size]) if size < 126 else b"\x7e" + size.to_bytes(2, "big")) + payload


async def main() -> None:
    allow_many()
    members: dict[str, list[asyncio.Transport]] = defaultdict(list)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Bare(members), "127.0.0.1", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    message = (await loop.run_in_executor(None, sys.stdin.readline)).strip().encode()
    before, _, rest = message.partition(b'"position":')
    after = rest.partition(b",")[2]
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        variable, position = line.split()
        written = frame(b'%b"position":%b,%b' % (before, position.encode(), after))
        for transport in members[variable]:
            transport.write(written)


if __name__ == "__main__":
    uvloop.run(main())
