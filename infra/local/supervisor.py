"""Keeps a set of processes running: started together, started again when they die, stopped in the opposite order."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from infra.local.process import CannotStart, last_line, length, spawn, stop, told
from infra.local.state import State

HOPELESS: Final = ("ModuleNotFoundError", "ImportError", "No module named", "Misconfigured", "No space left on device")
"""What makes another attempt useless when a process ends with it in its last words."""
FIRST_ATTEMPTS: Final = 3
SHORTEST_PAUSE: Final = 0.2
LONGEST_PAUSE: Final = 10.0
STEADY: Final = 30.0
"""Seconds of running after which an earlier death no longer counts."""


class Child(Protocol):
    """Something that is launched, becomes ready, and may die."""

    @property
    def name(self) -> str: ...
    @property
    def log(self) -> Path: ...
    @property
    def process(self) -> subprocess.Popen[bytes] | None: ...
    def launch(self) -> None: ...
    async def is_ready(self) -> bool: ...
    def end(self) -> None: ...


@dataclass
class Program:
    """A process of our own code. With a `port` it is ready when `GET /ready` there is answered with 200, else at once."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    port: int | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def launch(self) -> None:
        self.process = spawn(self.command, log=self.log, env=self.environment)

    async def is_ready(self) -> bool:
        return self.port is None or await _answers(self.port, "/ready")

    def end(self) -> None:
        if self.process:
            stop(self.process, signal.SIGTERM)


class EmbeddedServer(Protocol):
    """What PostgresServer and NatsServer have in common."""

    @property
    def log(self) -> Path: ...
    @property
    def process(self) -> subprocess.Popen[bytes] | None: ...
    def launch(self) -> None: ...
    def ready(self) -> bool: ...
    def stop(self) -> None: ...


@dataclass
class Server:
    """An embedded server as a child."""

    name: str
    server: EmbeddedServer

    @property
    def log(self) -> Path:
        return self.server.log

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        return self.server.process

    def launch(self) -> None:
        self.server.launch()

    async def is_ready(self) -> bool:
        return self.server.ready()

    def end(self) -> None:
        self.server.stop()


class Supervisor:
    """Use it from the main thread's event loop: children are tied to the thread that starts them."""

    def __init__(self, state: State, say: Callable[[str], None]) -> None:
        self._state = state
        self._say = say
        self._up: list[list[Child]] = []
        self._keepers: list[asyncio.Task[None]] = []
        self._begun: dict[str, int] = {}
        """By child: how long its log was when it was launched last. What stands before is of another."""
        self.lost: asyncio.Future[CannotStart] = asyncio.get_running_loop().create_future()
        """Done when a child cannot be kept running any longer."""

    async def start(self, children: Sequence[Child], *, within: float = 60) -> None:
        """Launch these together; return when all are ready. Raises CannotStart with the reason of the first that is not."""
        self._up.append(list(children))
        for child in children:
            self._launch(child)
        tasks = [asyncio.create_task(self._first_start(child, within)) for child in children]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
        self._keepers += [asyncio.create_task(self._keep(child)) for child in children]

    async def stop(self) -> None:
        """End everything, those started last first, those started together at once."""
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        for group in reversed(self._up):
            for child in group:
                if child.process and child.process.poll() is None and isinstance(child, Program):
                    child.process.send_signal(signal.SIGTERM)
            for child in group:
                child.end()
        self._up.clear()
        self._state.forget_processes()

    def _last_words(self, child: Child) -> str:
        return last_line(child.log, since=self._begun[child.name])

    def _launch(self, child: Child) -> None:
        self._begun[child.name] = length(child.log)
        child.launch()
        if child.process:
            self._state.started(child.name, child.process.pid)

    async def _first_start(self, child: Child, within: float) -> None:
        deadline, attempts = time.monotonic() + within, 1
        while not await self._ready_or_ended(child):
            if time.monotonic() > deadline:
                raise CannotStart(f"{child.name} was not ready within {within:.0f} s: {child.log} may tell why")
            if _ended(child):
                reason = self._last_words(child)
                if attempts == FIRST_ATTEMPTS or any(word in reason for word in HOPELESS):
                    raise CannotStart(
                        f"{child.name} cannot start: {reason or told(child.process.returncode if child.process else None)}"
                    )
                attempts += 1
                await asyncio.sleep(SHORTEST_PAUSE)
                self._launch(child)

    async def _ready_or_ended(self, child: Child) -> bool:
        if _ended(child) and isinstance(child, Program):
            return False
        if await child.is_ready():
            return True
        await asyncio.sleep(0.02)
        return False

    async def _keep(self, child: Child) -> None:
        pause = SHORTEST_PAUSE
        since = time.monotonic()
        while True:
            await _end_of(child)
            status = child.process.returncode if child.process else None
            reason = self._last_words(child)
            if "No space left on device" in reason:
                self._give_up(f"{child.name} has ended: the disk is full")
                return
            if time.monotonic() - since > STEADY:
                pause = SHORTEST_PAUSE
            self._say(f"{child.name} has ended ({told(status)}), starting it again in {pause:.1f} s")
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
            since = time.monotonic()
            try:
                self._launch(child)
                while not await self._ready_or_ended(child) and not _ended(child):
                    pass
            except CannotStart as error:
                if "disk is full" in str(error):
                    self._give_up(str(error))
                    return
                self._say(str(error))

    def _give_up(self, reason: str) -> None:
        if not self.lost.done():
            self.lost.set_result(CannotStart(reason))


def _ended(child: Child) -> bool:
    return child.process is None or child.process.poll() is not None


async def _end_of(child: Child) -> None:
    process = child.process
    if process is None or process.poll() is not None:
        return
    if sys.platform != "linux":
        while process.poll() is None:  # noqa: ASYNC110 - nothing announces it there
            await asyncio.sleep(0.1)
        return
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    descriptor = os.pidfd_open(process.pid)
    loop.add_reader(descriptor, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)
    process.wait()


async def _answers(port: int, path: str) -> bool:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        status = await asyncio.wait_for(reader.readline(), 5)
    except (OSError, TimeoutError):
        return False
    finally:
        writer.close()
    return status.split(b" ")[1:2] == [b"200"]
