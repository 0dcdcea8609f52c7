"""Child processes that never outlive the process that started them."""

import ctypes
import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

PR_SET_PDEATHSIG: Final = 1
POLL: Final = 0.01
"""Seconds between two looks at a condition that no file descriptor announces."""


class CannotStart(Exception):
    """Something needed is missing, taken or full. Its text is one line, fit for a person at a terminal."""


def spawn(
    command: Sequence[str],
    *,
    log: Path,
    env: Mapping[str, str],
    cwd: Path | None = None,
    uid: int | None = None,
    last_words: signal.Signals = signal.SIGTERM,
    keep: tuple[int, ...] = (),
) -> subprocess.Popen[bytes]:
    """Start a process whose output is appended to `log`, in a session of its own, so that a Ctrl-C reaches only us.

    `last_words` is the signal it gets when this process dies in whatever way (Linux). Call it from the main thread: the
    signal is sent when the *thread* that started the child ends. `uid` is the user to run as. Raises CannotStart.
    """
    try:
        with log.open("ab") as output:
            return subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=cwd,
                env=dict(env),
                start_new_session=True,
                preexec_fn=die_with_parent(last_words),  # noqa: PLW1509 - it only makes two system calls
                pass_fds=keep,
                user=uid,
                group=uid,
                extra_groups=None if uid is None else [],
            )
    except OSError as error:
        raise CannotStart(explain(error)) from error


def die_with_parent(last_words: signal.Signals = signal.SIGTERM) -> Callable[[], None] | None:
    """What to call in a child before its program begins, so that it gets this signal when our thread ends; Linux only."""
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None, use_errno=True).prctl, os.getpid()

    def in_child() -> None:
        # After the change of user, which would clear the setting; a parent gone before it was made is noticed here.
        prctl(PR_SET_PDEATHSIG, int(last_words))
        if os.getppid() != parent:
            os._exit(1)

    return in_child


def stop(
    process: subprocess.Popen[bytes], first: signal.Signals, *, grace: float = 10.0, last: signal.Signals = signal.SIGKILL
) -> None:
    """Ask with `first`, wait at most `grace` seconds, insist with `last`; the process has been reaped afterwards."""
    if process.poll() is None:
        process.send_signal(first)
        try:
            process.wait(grace)
        except subprocess.TimeoutExpired:
            process.send_signal(last)
            process.wait()


def until(condition: Callable[[], bool], *, timeout: float, what: str) -> None:
    """Return as soon as the condition holds. Raises CannotStart after `timeout` seconds, saying `what` did not happen."""
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            raise CannotStart(f"{what} did not happen within {timeout:.0f} s")
        time.sleep(POLL)


def explain(error: OSError) -> str:
    """An operating system's error as one line that says what to do about it."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"the disk is full: nothing more can be written{_at(error)}"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"no permission to use {error.filename or 'a file'}; was it made by another user?"
    if error.errno == errno.EROFS:
        return f"the file system is read-only{_at(error)}"
    return f"{error.strerror or error}{_at(error)}"


def _at(error: OSError) -> str:
    return f" at {error.filename}" if error.filename else ""


def told(status: int | None) -> str:
    """How a process ended, for a person."""
    return signal.Signals(-status).name if status is not None and status < 0 else f"exit code {status}"


def length(log: Path) -> int:
    """Bytes of a log; 0 where there is none."""
    try:
        return log.stat().st_size
    except FileNotFoundError:
        return 0


def last_line(log: Path, *, containing: str = "", since: int = 0) -> str:
    """The last line of a log that holds this text, or the last at all; empty where there is none.

    `since` is where it begins to count: how long the log was when whoever is asked about was started.
    """
    try:
        with log.open("rb") as source:
            source.seek(max(since, log.stat().st_size - 8192))
            lines = [line.strip() for line in source.read().decode(errors="replace").splitlines() if line.strip()]
    except FileNotFoundError:
        return ""
    return next((line for line in reversed(lines) if containing in line), lines[-1] if lines else "")
