"""Servers under measurement: processes of their own on free ports, ended when the measurement is."""

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PATIENCE: Final = 30.0
"""Seconds until a server must listen."""


@dataclass(frozen=True)
class Served:
    """A server and its process."""

    port: int
    pid: int

    def seconds(self) -> float:
        """What the process has computed so far: it depends less than the time that passes on what else runs on the machine."""
        return seconds(self.pid)

    def megabytes(self) -> float:
        """Resident memory of the process."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


def seconds(pid: int) -> float:
    """What a process has computed so far. Raises OSError where it has ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


@asynccontextmanager
async def serving(port: int, *arguments: str, environment: Mapping[str, str] | None = None) -> AsyncIterator[Served]:
    """`python -m <arguments>`, once it listens on the port."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *arguments, env={**os.environ, "LOG_LEVEL": "WARNING", **(environment or {})}
    )
    try:
        begun = time.monotonic()
        while not await _listens(port):
            assert process.returncode is None, f"{arguments[0]} has ended"
            assert time.monotonic() - begun < PATIENCE, f"{arguments[0]} does not listen"
            await asyncio.sleep(0.05)
        yield Served(port, process.pid)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


@asynccontextmanager
async def collector() -> AsyncIterator[str]:
    """The base URL of a receiver of traces, which takes all and keeps none."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0] or 0)
                await reader.readexactly(length)
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        except (asyncio.IncompleteReadError, OSError):
            writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
