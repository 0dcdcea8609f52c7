"""One more gateway of a running system, as a process of its own: another replica, or one with another environment."""

import socket
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import httpx

from infra.local.databases import Databases
from infra.local.programs import Wiring, programs
from infra.local.settings import LocalSettings
from infra.local.state import State
from infra.local.supervisor import Program
from libs.events.settings import read
from tests.e2e.system import ROOT, System

PATIENCE: Final = 60.0
"""Seconds for a gateway to come up."""


class Gateway:
    """Runs within `with`; `environment` is put in place of what `make run` gives its own."""

    def __init__(self, system: System, name: str, **environment: str) -> None:
        state = State(system.state)
        settings = read(LocalSettings, system.environment)
        databases = Databases(settings.postgres_url or _embedded(system.state / "postgres"), state)
        wiring = Wiring(settings, state, databases, nats_url="", jwks_url=(state.secrets / "jwks.json").as_uri())
        own = next(program for program in programs(wiring) if program.name == "gateway")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port: int = free.getsockname()[1]
        changed = {**own.environment, "PYTHONPATH": str(ROOT), "PORT": str(port), **environment}
        self._program = Program(name, own.command, changed, state.logs / f"{name}.log", port)
        self.url = f"http://127.0.0.1:{port}"

    def __enter__(self) -> Self:
        begun = time.monotonic()
        self._program.launch()
        try:
            while not self._ready():
                assert self._program.process, "it was launched"
                assert self._program.process.poll() is None, self._program.log.read_text()
                assert time.monotonic() - begun < PATIENCE, self._program.log.read_text()
                time.sleep(0.02)
        except BaseException:
            self._program.end()
            raise
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None) -> None:
        self._program.end()

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/ready", timeout=5).status_code == 200
        except httpx.TransportError:
            return False


def post(door: System | Gateway, token: str | None, /, **members: Any) -> httpx.Response:
    """The answer to a request of these members (`query`, `variables`, `extensions`, …); None sends no token."""
    return httpx.post(f"{door.url}/graphql", json=members, headers=_headers(token), timeout=30)


def get(door: System | Gateway, token: str | None, /, *, etag: str | None = None, **parameters: str) -> httpx.Response:
    """The same by GET; `etag` is what the caller has already."""
    known = {"if-none-match": etag} if etag else {}
    return httpx.get(f"{door.url}/graphql", params=parameters, headers={**_headers(token), **known}, timeout=30)


def _headers(token: str | None) -> dict[str, str]:
    return {"accept": "application/graphql-response+json"} | ({"authorization": f"Bearer {token}"} if token else {})


def _embedded(postgres: Path) -> str:
    """Where the system's own server is: its socket lies beside its data, or where a note says, as its path would be too long."""
    note = postgres / "socket.path"
    socket_directory = note.read_text() if note.exists() else postgres / "socket"
    return f"postgresql:///postgres?host={socket_directory}&port=5432"
