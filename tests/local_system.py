"""A local system with small stand-ins for the services, as a process of its own that tests can kill."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import randrange
from typing import Self

from infra.local.process import until
from infra.local.programs import OFFSETS

TOP = Path(__file__).parents[1]

STAND_IN = """
import http.server, os
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(str(os.getpid()).encode())
    def log_message(self, *a): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Answer).serve_forever()
"""
SILENT = "import signal; signal.pause()"

SYSTEM = f"""
import asyncio, sys
from infra.local import __main__, run
from infra.local.programs import programs
from infra.local.settings import LocalSettings
from libs.events.settings import read

def compose(wiring):
    made = programs(wiring)
    for program in made:
        program.command = [sys.executable, "-c", {STAND_IN!r} if program.port else {SILENT!r}]
    return made

__main__.COMMANDS["run"] = lambda: asyncio.run(run.run(read(LocalSettings), __main__.say, compose))
sys.argv[1:] = ["run"]
sys.exit(__main__.main())
"""


def free_base() -> int:
    """A PORT_BASE whose ports are all free."""
    while True:
        base = randrange(20_000, 32_000, 4)  # below the range from which outgoing connections take theirs
        try:
            for offset in OFFSETS.values():
                with socket.create_server(("127.0.0.1", base + offset)):
                    pass
        except OSError:
            continue
        return base


class LocalSystem:
    """`environment` is added to that of the test; `python` and `user` replace those of the test."""

    def __init__(
        self,
        state: Path,
        *,
        base: int | None = None,
        code: str = SYSTEM,
        python: str = sys.executable,
        user: int | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.state = state
        self.base = base or free_base()
        self.said = state.with_name(f"{state.name}.said")
        self.failed = state.with_name(f"{state.name}.failed")
        environ = {**os.environ, "STATE_DIR": str(state), "PORT_BASE": str(self.base), "SEED": "none", **(environment or {})}
        with self.said.open("wb") as said, self.failed.open("wb") as failed:
            self.process = subprocess.Popen(
                [python, "-c", code],
                cwd=TOP,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=failed,
                user=user,
                group=user,
                extra_groups=None if user is None else [],
                process_group=0,
            )

    @property
    def lines(self) -> Sequence[str]:
        return self.said.read_text().splitlines()

    @property
    def complaint(self) -> str:
        return self.failed.read_text()

    def ready(self) -> bool:
        assert self.process.poll() is None, (self.lines, self.complaint)
        return f"ready http://127.0.0.1:{self.base}" in self.lines

    def wait_ready(self) -> Self:
        until(self.ready, timeout=60, what="ready")
        return self

    def wait_end(self) -> int:
        return self.process.wait(40)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.wait_end()

    def pids(self) -> dict[str, int]:
        """By name: the newest process that was started."""
        notes = [json.loads(line) for line in (self.state / "processes").read_text().splitlines()]
        return {name: pid for name, pid, _birth in notes}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()
