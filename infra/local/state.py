"""The directory that holds everything of one local system: its lock, its secrets, and what it left running."""

import fcntl
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Final

from infra.local.process import CannotStart, explain

WANTED: Final = 64 * 2**20
"""Bytes that must be free at a start."""
NEEDED: Final = 16 * 2**20
"""Bytes that must stay free: with less, a database that can no longer write its log ends in the middle of its work."""


class State:
    """STATE_DIR. Files are readable by their owner only. Raises CannotStart for a directory that cannot be used."""

    def __init__(self, directory: Path) -> None:
        self.directory = Path(os.path.realpath(directory))  # unlike resolve, it leaves links in a circle to whoever opens them
        self.secrets = self.directory / "secrets"
        self.logs = self.directory / "logs"
        self._processes = self.directory / "processes"
        self._lock: int | None = None

    def acquire(self) -> None:
        """Take this directory for ourselves until we end, in whatever way. Raises CannotStart."""
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            for part in (self.secrets, self.logs):
                part.mkdir(mode=0o700, exist_ok=True)
            lock = os.open(self.directory / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except FileExistsError as error:
            raise CannotStart(f"{error.filename} is in the way: set another STATE_DIR") from error
        except OSError as error:
            raise CannotStart(explain(error)) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(lock, 20).decode().strip() or "unknown"
            os.close(lock)
            raise CannotStart(f"already running on {self.directory} (pid {holder}): stop it or set another STATE_DIR") from None
        self._lock = lock
        self.check_room(WANTED)
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)

    def release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def check_room(self, wanted: int = NEEDED) -> None:
        """Raises CannotStart where fewer bytes than this are free."""
        room = os.statvfs(self.directory)
        if room.f_bavail * room.f_frsize < wanted:
            raise CannotStart(f"the disk is full: {self.directory} needs {wanted // 2**20} MB free")

    def secret(self, name: str, make: Callable[[], str] = lambda: secrets.token_urlsafe(24)) -> str:
        """The secret of this name, made at the first call ever and kept."""
        path = self.secrets / name
        try:
            return path.read_text()
        except FileNotFoundError:
            value = make()
            self.keep(path, value)
            return value

    def keep(self, path: Path, value: str) -> None:
        """Write a whole file at once, for the owner only: a crash leaves the old one or the new one."""
        draft = path.with_name(f"{path.name}.new")
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as target:
            target.write(value)
            target.flush()
            os.fsync(descriptor)
        draft.replace(path)

    def master_key(self) -> Path:
        """The file of the vault's master key: 32 bytes in base64."""
        self.secret("vault-master-key", lambda: b64encode(secrets.token_bytes(32)).decode())
        return self.secrets / "vault-master-key"

    def started(self, name: str, pid: int) -> None:
        """Note a process of ours, so that the next run finds it should this one end without stopping it."""
        with self._processes.open("a") as notes:
            notes.write(json.dumps([name, pid, birth(pid)]) + "\n")

    def forget_processes(self) -> None:
        self._processes.unlink(missing_ok=True)

    def clear(self, *, patience: float = 5.0) -> None:
        """Wait for what an earlier run left running, then stop it. Raises CannotStart where it does not end."""
        left = [note for note in self._notes() if _same(note)]
        for last_words in (None, signal.SIGTERM, signal.SIGKILL):
            for _name, pid, _birth in left:
                if last_words:
                    os.kill(pid, last_words)
            deadline = time.monotonic() + patience
            while left and time.monotonic() < deadline:
                left = [note for note in left if _same(note)]
                time.sleep(0.02)
            if not left:
                break
        names = ", ".join(f"{name} (pid {pid})" for name, pid, _birth in left)
        if left:
            raise CannotStart(f"an earlier run left {names}, which does not end")
        self.forget_processes()

    def _notes(self) -> list[tuple[str, int, str]]:
        notes = []
        try:
            lines = self._processes.read_text().splitlines()
        except FileNotFoundError:
            return []
        for line in lines:
            try:
                name, pid, born = json.loads(line)
            except ValueError:  # cut short by the end of that run
                continue
            if born:
                notes.append((str(name), int(pid), str(born)))
        return notes


def birth(pid: int) -> str:
    """When this process began, as a text that tells it from a later one of the same number; empty if it has ended."""
    if sys.platform != "linux":
        return _birth_by_ps(pid)
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if after_name[0] in "ZX" else after_name[19]


def _birth_by_ps(pid: int) -> str:
    told = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607
    return told.stdout.strip()


def _same(note: tuple[str, int, str]) -> bool:
    return birth(note[1]) == note[2]
