"""STATE_DIR: one run at a time, secrets made once, and what an earlier run left behind is found and ended."""

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.process import CannotStart, explain, spawn, stop, until
from infra.local.state import State, birth

STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); signal.pause()"


@pytest.fixture
def state(tmp_path: Path) -> State:
    made = State(tmp_path / "state")
    made.acquire()
    return made


def test_a_secret_is_made_once(state: State) -> None:
    first = state.secret("a")
    assert (state.secret("a"), len(first) >= 32, state.secret("b") != first) == (first, True, True)
    assert (state.secrets / "a").stat().st_mode & 0o777 == 0o600


def test_only_one_holds_it_and_its_end_sets_it_free(state: State) -> None:
    with pytest.raises(CannotStart, match=rf"already running on .* \(pid {os.getpid()}\)"):
        State(state.directory).acquire()
    state.release()
    State(state.directory).acquire()


def test_a_full_disk_is_said(state: State) -> None:
    with pytest.raises(CannotStart, match=r"the disk is full: .* needs 1099511627776 MB free"):
        state.check_room(2**60)


def test_links_in_a_circle_are_said(tmp_path: Path) -> None:
    (tmp_path / "round").symlink_to(tmp_path / "round")
    with pytest.raises(CannotStart, match=r"^Too many levels of symbolic links at .*/round"):
        State(tmp_path / "round" / "state").acquire()


def test_a_file_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    with pytest.raises(CannotStart, match="is in the way"):
        State(tmp_path / "state").acquire()


def test_what_an_earlier_run_left_is_stopped_however_stubborn(state: State) -> None:
    left = subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE)
    assert left.stdout
    assert left.stdout.readline() == b"up\n"
    state.started("officers", left.pid)
    state.clear(patience=0.2)
    assert left.wait(5) == -9
    left.stdout.close()


def test_a_process_that_only_has_the_number_of_one_of_ours_is_left_alone(state: State) -> None:
    other = subprocess.Popen(["sleep", "600"])
    try:
        (state.directory / "processes").write_text(json.dumps(["officers", other.pid, "1"]) + '\n["cut sho')
        state.clear(patience=0.2)
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_process_that_has_ended_has_no_birth() -> None:
    ended = subprocess.Popen(["sleep", "0"])
    until(lambda: not birth(ended.pid), timeout=10, what="its end")
    assert ended.wait() == 0


def test_a_child_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    code = (
        "import os, sys, time; from pathlib import Path; from infra.local.process import spawn;"
        "child = spawn(['sleep', '600'], log=Path(sys.argv[1]), env=os.environ); print(child.pid, flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "log")], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert parent.stdout
    child = int(parent.stdout.readline())
    assert birth(child)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until(lambda: not birth(child), timeout=10, what="the end of the child")


def test_who_does_not_listen_is_killed_after_its_grace(tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = spawn([sys.executable, "-c", STUBBORN], log=log, env=os.environ)
    until(lambda: log.read_text() == "up\n", timeout=20, what="up")
    stop(child, signal.SIGTERM, grace=0.2)
    assert child.returncode == -9


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full: nothing more can be written at /x"),
        (errno.EACCES, "no permission to use /x; was it made by another user?"),
        (errno.EROFS, "the file system is read-only at /x"),
        (errno.EIO, "Input/output error at /x"),
    ],
)
def test_an_operating_systems_error_is_explained_in_one_line(number: int, said: str) -> None:
    assert explain(OSError(number, os.strerror(number), "/x")) == said


def test_a_program_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="No such file or directory at /nowhere/at/all"):
        spawn(["/nowhere/at/all"], log=tmp_path / "log", env={})
