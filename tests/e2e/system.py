"""A whole local system as a user starts it, asked through GraphQL alone."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from pathlib import Path
from random import randrange
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
PATIENCE = 300.0
"""Seconds for a system to come up with the whole country."""


def claims(token: str) -> dict[str, str]:
    """What a token says, as its bearer reads it."""
    found: dict[str, str] = json.loads(urlsafe_b64decode(token.split(".")[1] + "=="))
    return found


def free_ports() -> int:
    """The first of four neighbouring ports that are free, not always the same: another run may be about to take them too."""
    while True:
        base = randrange(20_000, 30_000, 10)
        sockets = []
        try:
            for port in range(base, base + 4):
                one = socket.socket()
                sockets.append(one)
                one.bind(("127.0.0.1", port))
        except OSError:
            continue
        finally:
            for one in sockets:
                one.close()
        return base


class System:
    """`make run` without make: `python -m infra.local run` on a state directory of its own."""

    def __init__(self, state: Path, seed: str) -> None:
        self.state, self.base = state, free_ports()
        self.environment = {
            **os.environ,
            "STATE_DIR": str(state),
            "PORT_BASE": str(self.base),
            "SEED": seed,
            "PYTHONPATH": str(ROOT),
        }
        self.process: subprocess.Popen[bytes] | None = None
        self._tokens: dict[tuple[tuple[str, str], ...], str] = {}

    def start(self) -> float:
        """Start and wait until it says ready; the seconds that took. Raises AssertionError with what it said instead."""
        begun = time.monotonic()
        said = self.state.with_suffix(".out")
        with said.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "infra.local", "run", "--tied"],
                cwd=ROOT,
                env=self.environment,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        while f"ready {self.url}\n" not in said.read_text():
            assert self.process.poll() is None, said.read_text()
            assert time.monotonic() - begun < PATIENCE, said.read_text()
            time.sleep(0.05)
        return time.monotonic() - begun

    def stop(self) -> None:
        """Ctrl-C."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """The supervisor dies; everything it started must die with it."""
        self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(30)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.base}"

    def service(self, name: str) -> str:
        """Base URL of a service, for looking at its health."""
        return f"http://127.0.0.1:{self.base + ('gateway', 'officers', 'villages', 'cooperation').index(name)}"

    def token(self, **scope: str) -> str:
        """As `make -s token ROLE=… UNIT=…` prints it."""
        asked = tuple(sorted(scope.items()))
        if asked not in self._tokens:
            printed = subprocess.run(
                [sys.executable, "-m", "infra.local", "token"],
                cwd=ROOT,
                env={**self.environment, **scope},
                capture_output=True,
                text=True,
                timeout=30,
                check=True,
            )
            self._tokens[asked] = printed.stdout.strip()
        return self._tokens[asked]

    def answer(self, query: str, token: str | None = None, **variables: Any) -> dict[str, Any]:
        """The whole answer to an operation, by default headquarters'."""
        headers = {"authorization": f"Bearer {token or self.token()}"}
        body: Mapping[str, Any] = {"query": query, "variables": variables}
        return httpx.post(f"{self.url}/graphql", json=body, headers=headers, timeout=30).json()  # type: ignore[no-any-return]

    def ask(self, query: str, token: str | None = None, **variables: Any) -> dict[str, Any]:
        """The data of an operation that must succeed."""
        answer = self.answer(query, token, **variables)
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data
