"""A PostgreSQL server behind a Unix socket, started from the wheel and stopped with us."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from urllib.parse import quote

from infra.local.binaries import postgres_bin, reachable
from infra.local.cluster import Cluster, environment, reason
from infra.local.process import CannotStart, explain, last_line, length, spawn, stop, until

SOCKET_PATH_LIMIT: Final = 107
"""Bytes the operating system leaves for the path of a Unix socket."""

SETTINGS: Final[Mapping[str, str]] = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "shared_buffers": "128MB",
    "max_connections": "120",
    "max_wal_size": "2GB",
    "password_encryption": "scram-sha-256",
    "log_statement": "none",
    # A refused row would be quoted in the log with its values.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


class PostgresServer:
    """One cluster whose data lives under `root`.

    Programs are those of `bin_dir`, else as `postgres_bin` finds them. Every role needs its password; TCP is off unless
    `port` is given, then it listens on 127.0.0.1 there. `settings` are added to SETTINGS. Without `durable` a loss of
    power soon after the very first start may spoil it. Raises CannotStart.
    """

    def __init__(
        self,
        root: Path,
        *,
        bin_dir: Path | None = None,
        port: int | None = None,
        settings: Mapping[str, str] | None = None,
        durable: bool = True,
    ) -> None:
        self.root = root.resolve()
        self._cluster = Cluster(self.root, postgres_bin(bin_dir), durable=durable)
        self.data = self._cluster.data
        self.port = port or 5432
        self._settings = {**SETTINGS, "listen_addresses": "127.0.0.1" if port else "", **(settings or {})}
        self._sockets: Path | None = None
        self._patience = 0.0
        self._begun = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self.root / "postgres.log"

    @property
    def sockets(self) -> Path:
        """The directory of the socket; it stays the same while this object lives."""
        if self._sockets is None:
            self._sockets = self._socket_directory()
        return self._sockets

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def url(self, database: str = "postgres", role: str = "postgres", password: str | None = None) -> str:
        """A URL for asyncpg, SQLAlchemy and libpq alike. Without a password: that of the superuser."""
        secret = password or self._cluster.password
        return f"postgresql://{quote(role)}:{quote(secret)}@/{quote(database)}?host={quote(str(self.sockets))}&port={self.port}"

    def launch(self) -> None:
        """Begin to start, on what an earlier run left behind in whatever state; `ready` tells when it is done."""
        self._patience = time.monotonic() + 30
        self._launch()

    def _launch(self) -> None:
        cluster = self._cluster
        try:
            cluster.check_owner()
            self.root.mkdir(parents=True, exist_ok=True)
            cluster.prepare(self.sockets)
            self._clear_the_way()
            with cluster.seen() as (where, keep):
                command = [cluster.program("postgres"), "-D", where, "-p", str(self.port), "-k", str(self.sockets)]
                for name, value in self._settings.items():
                    command += ["-c", f"{name}={value}"]
                self._begun = length(self.log)
                self.process = spawn(
                    command,
                    log=self.log,
                    env=environment(),
                    cwd=Path("/"),
                    uid=cluster.uid,
                    last_words=signal.SIGINT,  # the fast shutdown; SIGTERM would wait for the last client to leave
                    keep=keep,
                )
        except OSError as error:
            raise CannotStart(explain(error)) from error

    def ready(self) -> bool:
        """Whether connections are accepted. Raises CannotStart where the server has ended instead."""
        process = self.process
        if process is None or process.poll() is not None:
            why = self._last_words(process)
            if "shared memory block" in why and time.monotonic() < self._patience:
                # Backends of a postmaster that was killed are still on their way out.
                self._launch()
                return False
            raise CannotStart(f"PostgreSQL did not start: {why}")
        lines = self._pid_file()
        return len(lines) > 7 and lines[0] == str(process.pid) and lines[7].strip() == "ready"

    def _last_words(self, process: subprocess.Popen[bytes] | None) -> str:
        # Backends of an earlier postmaster complain in the same log when they notice that it has gone.
        own = last_line(self.log, containing=f"[{process.pid}] FATAL" if process else "FATAL", since=self._begun)
        return reason(own if "FATAL" in own else last_line(self.log, containing="FATAL", since=self._begun))

    def start(self) -> Self:
        self.launch()
        until(self.ready, timeout=60, what="the start of PostgreSQL")
        return self

    def stop(self) -> None:
        """A fast, orderly shutdown: clients are cut off, everything is written."""
        if self.process:
            stop(self.process, signal.SIGINT, grace=20, last=signal.SIGQUIT)
        if self._sockets and self._sockets.parent != self.root:
            shutil.rmtree(self._sockets, ignore_errors=True)
            self._sockets = None

    def kill(self) -> None:
        """An end without warning, as by `kill -9`."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def restart(self) -> None:
        """Start again, with the same socket, after `kill` or a crash; where it runs, stop it first."""
        if self.process:
            stop(self.process, signal.SIGINT, grace=20, last=signal.SIGQUIT)
        self.start()

    def _clear_the_way(self) -> None:
        lines = self._pid_file()
        if not lines or not lines[0].isdigit():
            return
        left = int(lines[0])
        if _serves(left, self.data):
            # The server of an earlier run, told to end by that run's death: it is writing its last checkpoint.
            try:
                until(lambda: not _serves(left, self.data), timeout=5, what="its end")
            except CannotStart:
                os.kill(left, signal.SIGINT)
                until(lambda: not _serves(left, self.data), timeout=30, what=f"the end of an earlier PostgreSQL (pid {left})")
        elif _alive(left):
            # The number belongs to another program by now. Our own number in its place makes PostgreSQL ignore it, while it
            # still looks whether its old shared memory is in use, which a deleted file would prevent.
            (self.data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except (FileNotFoundError, PermissionError):
            return []

    def _socket_directory(self) -> Path:
        name = len(f"/.s.PGSQL.{self.port}.lock")
        near = self.root / "socket"
        note = self.root / "socket.path"
        if len(os.fsencode(near)) + name <= SOCKET_PATH_LIMIT and reachable(self.root, self._cluster.uid):
            near.mkdir(mode=0o700, exist_ok=True)
            chosen = near
        else:
            if note.exists():
                shutil.rmtree(note.read_text(), ignore_errors=True)
            above = tempfile.gettempdir()
            if len(os.fsencode(above)) + name + 12 > SOCKET_PATH_LIMIT:
                above = "/tmp"  # noqa: S108 - a directory of our own is made in it
            chosen = Path(tempfile.mkdtemp(prefix="pg-", dir=above))
            note.write_text(str(chosen))
        if self._cluster.uid is not None:
            os.chown(chosen, self._cluster.uid, self._cluster.uid)
        return chosen

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _serves(pid: int, data: Path) -> bool:
    """Whether that process is a PostgreSQL on this data directory, which is where it stands."""
    if sys.platform != "linux":
        return _alive(pid)
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == data
    except OSError:
        return False
