"""The data directory of a PostgreSQL: made once and whole, for the user who will run on it, wherever it lies."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from infra.local.binaries import reachable, staged
from infra.local.process import CannotStart, die_with_parent

NOBODY: Final = 65534


def unprivileged() -> int | None:
    """The user to run PostgreSQL as, which refuses to be root: whoever called sudo, else nobody. None: we are not root."""
    if os.geteuid() != 0:
        return None
    return int(os.environ.get("SUDO_UID") or 0) or NOBODY


def environment() -> dict[str, str]:
    """What PostgreSQL's programs get of our own environment: nothing that could change what they do."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def reason(line: str) -> str:
    """A line of PostgreSQL's as we pass it on."""
    if "No space left on device" in line:
        return "the disk is full"
    return line.partition("FATAL:")[2].strip() or line


class Cluster:
    """The directory `data` under `root`, and the superuser's password beside it. Raises CannotStart, OSError."""

    def __init__(self, root: Path, bin_dir: Path, *, durable: bool = True) -> None:
        self.root = root
        self.data = root / "data"
        self.uid = unprivileged()
        self._bin = bin_dir
        self._durable = durable
        self._password = root / "superuser.password"
        self._unfinished = root / "unfinished"

    @property
    def password(self) -> str:
        return self._password.read_text()

    def program(self, name: str) -> str:
        """The path of one of PostgreSQL's programs, where the server's user can run it."""
        return str(staged(self._bin, self.uid) / name)

    @contextmanager
    def seen(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """The directory's name for the server's user, and the descriptors that its process must inherit for it."""
        if reachable(self.data, self.uid) or sys.platform != "linux":
            yield str(self.data), ()
            return
        # A parent is closed to that user (root's home): it enters by an open descriptor instead of by the path.
        descriptor = os.open(self.data, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield f"/proc/self/fd/{descriptor}", (descriptor,)
        finally:
            os.close(descriptor)

    def prepare(self, handover: Path) -> None:
        """Make the cluster unless it is there; what an earlier attempt left is thrown away.

        `handover` is a directory that only the server's user and we can read. Data of another version is refused, and so is
        a directory with anything else in it.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        if self._is_whole():
            self._check_version()
            return
        if self.data.exists():
            if not self._unfinished.exists() and any(self.data.iterdir()):
                raise CannotStart(f"{self.data} is no PostgreSQL database: move it away or set another STATE_DIR")
            shutil.rmtree(self.data)
        self._unfinished.touch()
        self.data.mkdir(mode=0o700)
        self._own(self.data)
        self._initialise(handover)
        self._unfinished.unlink()

    def _is_whole(self) -> bool:
        marks = (self.data / "PG_VERSION", self.data / "global" / "pg_control")
        return all(mark.exists() for mark in marks) and not self._unfinished.exists()

    def check_owner(self) -> None:
        """Raises CannotStart where the data are another user's, who could not use them after we had laid hands on them."""
        if not self._is_whole():
            return
        owner, ours = self.data.stat().st_uid, os.geteuid() if self.uid is None else self.uid
        if owner != ours:
            told = f"{self.data} belongs to user {owner}, and PostgreSQL would run as user {ours}"
            raise CannotStart(f"{told}: start it as whoever made it, or set another STATE_DIR")

    def _check_version(self) -> None:
        made, ours = (self.data / "PG_VERSION").read_text().strip(), self._major()
        if made != str(ours):
            told = f"{self.data} was made by PostgreSQL {made}, the programs found are {ours}"
            raise CannotStart(f"{told}: set POSTGRES_BIN or another STATE_DIR")

    def _major(self) -> int:
        program = self.program("postgres")
        told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
        if told.returncode:
            raise CannotStart(f"{program} does not run: {(told.stderr.splitlines() or ['no reason given'])[-1]}")
        return int(told.stdout.split()[2].partition(".")[0])

    def _initialise(self, handover: Path) -> None:
        self._password.unlink(missing_ok=True)
        self._password.touch(mode=0o600)
        self._password.write_text(secrets.token_urlsafe(24))
        handed = handover / "password"
        handed.touch(mode=0o600)
        handed.write_text(self.password)
        self._own(handed)
        options = ["-U", "postgres", "-E", "UTF8", "-A", "scram-sha-256", f"--pwfile={handed}", "--no-instructions"]
        if not self._durable:
            options.append("--no-sync")
        # The same order of texts everywhere; the provider that needs no locale of the system came with 17.
        options += (
            ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if self._major() >= 17 else ["--locale=C"]
        )
        try:
            with self.seen() as (where, keep):
                done = subprocess.run(  # noqa: S603
                    [self.program("initdb"), "-D", where, *options],
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    text=True,
                    check=False,
                    cwd="/",
                    env=environment(),
                    user=self.uid,
                    group=self.uid,
                    extra_groups=None if self.uid is None else [],
                    pass_fds=keep,
                    start_new_session=True,  # a Ctrl-C reaches only us, who see to an orderly end
                    preexec_fn=die_with_parent(signal.SIGTERM),
                )
        finally:
            handed.unlink()
        if done.returncode:
            lines = [line for line in done.stderr.splitlines() if "error:" in line or "FATAL" in line] or done.stderr.splitlines()
            raise CannotStart(f"initdb failed: {reason(lines[-1] if lines else str(done.returncode))}")

    def _own(self, path: Path) -> None:
        if self.uid is not None:
            os.chown(path, self.uid, self.uid)
