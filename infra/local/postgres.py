"""A PostgreSQL server behind a Unix socket, started from the wheel and stopped with us."""

import os
import secrets
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

from infra.local.binaries import postgres_bin, reachable, staged
from infra.local.process import CannotStart, explain, last_line, spawn, stop, until

SOCKET_PATH_LIMIT: Final = 107
"""Bytes the operating system leaves for the path of a Unix socket."""
NOBODY: Final = 65534

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


def unprivileged() -> int | None:
    """The user to run PostgreSQL as, which refuses to be root: whoever called sudo, else nobody. None: we are not root."""
    if os.geteuid() != 0:
        return None
    return int(os.environ.get("SUDO_UID") or 0) or NOBODY


class PostgresServer:
    """One cluster whose data lives under `root`.

    Programs are those of `bin_dir`, else as `postgres_bin` finds them. Every role needs its password; TCP is off unless
    `port` is given, then it listens on 127.0.0.1 there. `settings` are added to SETTINGS. Raises CannotStart.
    """

    def __init__(
        self, root: Path, *, bin_dir: Path | None = None, port: int | None = None, settings: Mapping[str, str] | None = None
    ) -> None:
        self.root = root.resolve()
        self.data = self.root / "data"
        self.port = port or 5432
        self._uid = unprivileged()
        self._bin = postgres_bin(bin_dir)
        self._settings = {**SETTINGS, "listen_addresses": "127.0.0.1" if port else "", **(settings or {})}
        self._sockets: Path | None = None
        self._patience = 0.0
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
        secret = password or (self.root / "superuser.password").read_text()
        return f"postgresql://{quote(role)}:{quote(secret)}@/{quote(database)}?host={quote(str(self.sockets))}&port={self.port}"

    def launch(self) -> None:
        """Begin to start, on what an earlier run left behind in whatever state; `ready` tells when it is done."""
        self._patience = time.monotonic() + 30
        self._launch()

    def _launch(self) -> None:
        try:
            self._prepare()
            self._clear_the_way()
        except OSError as error:
            raise CannotStart(explain(error)) from error
        where, keep = self._data_as_seen()
        command = [str(self._programs() / "postgres"), "-D", where, "-p", str(self.port), "-k", str(self.sockets)]
        for name, value in self._settings.items():
            command += ["-c", f"{name}={value}"]
        try:
            # SIGINT is the fast shutdown; SIGTERM would wait for the last client to leave.
            self.process = spawn(
                command, log=self.log, env=self._environment(), cwd=Path("/"), uid=self._uid, last_words=signal.SIGINT, keep=keep
            )
        finally:
            for descriptor in keep:
                os.close(descriptor)

    def ready(self) -> bool:
        """Whether connections are accepted. Raises CannotStart where the server has ended instead."""
        process = self.process
        if process is None or process.poll() is not None:
            reason = _reason(last_line(self.log, containing="FATAL"))
            if "shared memory block" in reason and time.monotonic() < self._patience:
                # Backends of a postmaster that was killed are still on their way out.
                self._launch()
                return False
            raise CannotStart(f"PostgreSQL did not start: {reason}")
        lines = self._pid_file()
        return len(lines) > 7 and lines[0] == str(process.pid) and lines[7].strip() == "ready"

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

    def _prepare(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        if (
            (self.data / "PG_VERSION").exists()
            and (self.data / "global" / "pg_control").exists()
            and not self._half_made.exists()
        ):
            self._check_version()
            return
        if self.data.exists():
            if not self._half_made.exists() and any(self.data.iterdir()):
                raise CannotStart(f"{self.data} is no PostgreSQL database: move it away or set another STATE_DIR")
            shutil.rmtree(self.data)
        self._half_made.touch()
        self.data.mkdir(mode=0o700)
        if self._uid is not None:
            os.chown(self.data, self._uid, self._uid)
        self._initdb()
        self._half_made.unlink()

    @property
    def _half_made(self) -> Path:
        return self.root / "unfinished"

    def _check_version(self) -> None:
        made, ours = (self.data / "PG_VERSION").read_text().strip(), self._major()
        if made != str(ours):
            raise CannotStart(
                f"{self.data} was made by PostgreSQL {made}, the programs found are {ours}: set POSTGRES_BIN or another STATE_DIR"
            )

    def _major(self) -> int:
        told = subprocess.run([str(self._programs() / "postgres"), "--version"], capture_output=True, text=True, check=True)  # noqa: S603
        return int(told.stdout.split()[2].partition(".")[0])

    def _initdb(self) -> None:
        secret = self.root / "superuser.password"
        secret.unlink(missing_ok=True)
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(24))
        handed = self.sockets / "password"
        handed.touch(mode=0o600)
        handed.write_text(secret.read_text())
        if self._uid is not None:
            os.chown(handed, self._uid, self._uid)
        where, keep = self._data_as_seen()
        command = [str(self._programs() / "initdb"), "-D", where, "-U", "postgres", "-E", "UTF8", "-A", "scram-sha-256"]
        command += [f"--pwfile={handed}", "--no-sync", "--no-instructions"]
        # The same order of texts everywhere; the provider that needs no locale of the system came with 17.
        command += (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"] if self._major() >= 17 else ["--locale=C"]
        )
        try:
            done = subprocess.run(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                cwd="/",
                env=self._environment(),
                user=self._uid,
                group=self._uid,
                extra_groups=None if self._uid is None else [],
                pass_fds=keep,
            )
        finally:
            handed.unlink()
            for descriptor in keep:
                os.close(descriptor)
        if done.returncode:
            lines = [line for line in done.stderr.splitlines() if "error:" in line or "FATAL" in line] or done.stderr.splitlines()
            raise CannotStart(f"initdb failed: {_reason(lines[-1] if lines else str(done.returncode))}")

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

    def _programs(self) -> Path:
        return staged(self._bin, self._uid)

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}

    def _data_as_seen(self) -> tuple[str, tuple[int, ...]]:
        """The data directory's name for the server's user, and the descriptors it must inherit for it."""
        if reachable(self.data, self._uid) or sys.platform != "linux":
            return str(self.data), ()
        # A parent is closed to that user (root's home): it enters by an open descriptor instead of by the path.
        descriptor = os.open(self.data, os.O_RDONLY | os.O_DIRECTORY)
        return f"/proc/self/fd/{descriptor}", (descriptor,)

    def _socket_directory(self) -> Path:
        name = len(f"/.s.PGSQL.{self.port}.lock")
        near = self.root / "socket"
        note = self.root / "socket.path"
        if len(os.fsencode(near)) + name <= SOCKET_PATH_LIMIT and reachable(self.root, self._uid):
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
        if self._uid is not None:
            os.chown(chosen, self._uid, self._uid)
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


def _reason(line: str) -> str:
    if "No space left on device" in line:
        return "the disk is full"
    return line.partition("FATAL:")[2].strip() or line
