"""A local system comes up, stays up whatever dies, goes down whole, and comes up again on what a `kill -9` left."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from infra.local.process import CannotStart, until
from infra.local.run import _help
from infra.local.state import birth
from tests.local_system import SYSTEM, LocalSystem


@pytest.fixture(scope="module")
def state(server_root: Path) -> Path:
    """One for all: each test begins on what the one before it left, in whatever order."""
    return server_root / "state"


def pid_at(port: int) -> int | None:
    try:
        with urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return int(answer.read())
    except (URLError, OSError):
        return None


def assert_gone(pids: dict[str, int]) -> None:
    assert {name: pid for name, pid in pids.items() if birth(pid)} == {}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_all_come_up_and_all_go_down(state: Path, number: signal.Signals) -> None:
    with LocalSystem(state) as system:
        system.wait_ready()
        pids = system.pids()
        assert set(pids) == {"PostgreSQL", "NATS", "officers", "villages", "cooperation", "projector", "gateway"}
        assert [line for line in system.lines if line.startswith("ready")] == [system.lines[-1]]
        assert system.stop(number) == 0
    assert_gone(pids)
    assert system.complaint == ""


def test_ctrl_c_while_the_cluster_is_made_is_no_failure(server_root: Path) -> None:
    state = server_root / "interrupted"
    with LocalSystem(state) as system:
        until((state / "postgres/data/base/1/pg_filenode.map").exists, timeout=30, what="a cluster half made")
        os.killpg(system.process.pid, signal.SIGINT)  # as a terminal does: to everybody in the foreground
        assert (system.wait_end(), system.complaint, system.lines[-1]) == (0, "", "stopping")
    with LocalSystem(state) as again:
        again.wait_ready()


def test_secrets_are_for_their_owner_only_and_stay_the_same(state: Path) -> None:
    with LocalSystem(state) as system:
        system.wait_ready()
    first = {path.name: path.read_text() for path in (state / "secrets").iterdir()}
    assert {"vault-master-key", "signing-key.pem", "officers.password", "jwks.json"} <= set(first)
    assert [path for path in state.glob("secrets/*") if path.stat().st_mode & 0o077] == []
    with LocalSystem(state) as system:
        system.wait_ready()
        for pid in system.pids().values():
            arguments = Path(f"/proc/{pid}/cmdline").read_bytes().decode()
            assert [name for name, value in first.items() if value in arguments] == []
    assert {path.name: path.read_text() for path in (state / "secrets").iterdir()} == first


def test_kill_9_takes_everything_down_and_the_next_run_finds_its_data(state: Path) -> None:
    with LocalSystem(state) as system:
        system.wait_ready()
        pids = system.pids()
        system.process.kill()
        system.wait_end()
        until(lambda: not any(birth(pid) for pid in pids.values()), timeout=30, what="the end of all")
    with LocalSystem(state) as again:
        again.wait_ready()
        assert not any("making a new" in line or "migrating" in line for line in again.lines)


def test_what_a_killed_run_left_running_is_ended_before_the_next_begins(state: Path) -> None:
    stubborn = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.pause()"
    with LocalSystem(state, code=SYSTEM.replace("return made", f"made[3].command[2] = {stubborn!r}; return made")) as system:
        system.wait_ready()
        pids = system.pids()
        system.process.kill()
        system.wait_end()
    until(lambda: [name for name, pid in pids.items() if birth(pid)] == ["projector"], timeout=30, what="the end of all but one")
    with LocalSystem(state) as again:
        again.wait_ready()
        assert_gone(pids)


def test_what_dies_is_started_again(state: Path) -> None:
    with LocalSystem(state) as system:
        system.wait_ready()
        before = system.pids()
        os.kill(before["officers"], signal.SIGKILL)
        until(lambda: pid_at(system.base + 1) not in (None, before["officers"]), timeout=20, what="another officers")
        for server in ("PostgreSQL", "NATS"):
            os.kill(before[server], signal.SIGKILL)
            until(lambda name=server: system.pids()[name] != before[name], timeout=20, what=f"another {server}")  # type: ignore[misc]
        after = system.pids()
        until(lambda: "ready" in (state / "postgres/data/postmaster.pid").read_text(), timeout=20, what="PostgreSQL ready")
        assert {name for name in before if before[name] != after[name]} == {"officers", "PostgreSQL", "NATS"}
        assert any("officers has ended (SIGKILL), starting it again" in line for line in system.lines)
    assert_gone(after)


def test_a_second_one_on_the_same_state_is_refused(state: Path) -> None:
    with LocalSystem(state) as system:
        system.wait_ready()
        state_again = {"STATE_DIR": str(state)}
        with LocalSystem(state.with_name(f"{state.name}-second"), environment=state_again) as second:
            assert second.wait_end() == 1
        assert second.complaint == f"already running on {state} (pid {system.process.pid}): stop it or set another STATE_DIR\n"
        assert system.process.poll() is None


def test_a_taken_port_is_named_before_anything_is_started(state: Path) -> None:
    with LocalSystem(state) as first:
        pass
    with socket.create_server(("127.0.0.1", first.base + 2)), LocalSystem(state, base=first.base) as system:
        assert system.wait_end() == 1
    assert system.complaint == f"port {first.base + 2} (villages) is taken: stop what uses it or set PORT_BASE\n"
    assert system.lines == []


def test_a_missing_module_ends_in_one_line_and_nothing_stays(state: Path) -> None:
    code = SYSTEM.replace("return made", "made[1].command = [sys.executable, '-m', 'nowhere_at_all']; return made")
    with LocalSystem(state, code=code) as system:
        assert system.wait_end() == 1
    assert system.complaint.startswith("villages cannot start: ")
    assert system.complaint.endswith("No module named nowhere_at_all\n")
    assert (state / "logs/villages.log").read_text().count("nowhere_at_all") == 1
    assert not (state / "processes").exists()
    assert not (state / "postgres/data/postmaster.pid").exists()


def test_last_words_of_an_earlier_run_explain_nothing(state: Path) -> None:
    with LocalSystem(state) as system:
        system.wait_ready()
    with (state / "logs/villages.log").open("a") as log:
        log.write("ModuleNotFoundError: No module named 'of_old'\n")
    code = SYSTEM.replace("return made", "made[1].command = ['sh', '-c', 'kill -9 $$']; return made")
    with LocalSystem(state, code=code) as system:
        assert system.wait_end() == 1
    assert system.complaint == "villages cannot start: SIGKILL\n"


async def test_a_helper_that_is_killed_is_named_with_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python, log = tmp_path / "python", tmp_path / "load.log"
    python.write_text("#!/bin/sh\nkill -9 $$\n")
    python.chmod(0o755)
    log.write_text("an earlier complaint\n")
    monkeypatch.setattr(sys, "executable", str(python))
    with pytest.raises(CannotStart, match=r"^load failed: SIGKILL$"):
        await _help(["load"], {}, log, lambda _line: None)


def test_a_database_that_goes_away_at_the_wrong_moment_ends_in_one_line(state: Path) -> None:
    gone = "async def gone(*_):\n raise asyncpg.ConnectionDoesNotExistError('it was closed')\n"
    with LocalSystem(state, code=f"import asyncpg, infra.local.run as r\n{gone}r.caught_up = gone\n{SYSTEM}") as system:
        assert system.wait_end() == 1
    assert system.complaint == "PostgreSQL was lost: it was closed\n"


def test_a_program_that_keeps_dying_at_its_start_ends_in_one_line(state: Path) -> None:
    code = SYSTEM.replace("return made", "made[1].command = [sys.executable, '-c', 'raise SystemExit(\"no luck\")']; return made")
    with LocalSystem(state, code=code) as system:
        assert system.wait_end() == 1
    assert system.complaint == "villages cannot start: no luck\n"
    assert (state / "logs/villages.log").read_text().count("no luck") == 3


@pytest.fixture
def small_disk(server_root: Path) -> Iterator[Path]:
    place = server_root / "small-disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=80m,mode=711", "tmpfs", str(place)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("only root can make a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_disk_that_is_full_ends_in_one_line(small_disk: Path) -> None:
    for room, least in ((30, 64), (70, 16)):
        (small_disk / "ballast").write_bytes(b"\0" * (80 - room) * 2**20)
        with LocalSystem(small_disk.with_name(f"room-{room}"), environment={"STATE_DIR": str(small_disk / "state")}) as system:
            assert system.wait_end() == 1
        assert system.complaint == f"the disk is full: {small_disk}/state needs {least} MB free\n"


NOBODY = 65534


def python_for(user: int) -> str | None:
    """An interpreter that this user can run and that can use our packages."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, f"/usr/bin/python{version}", f"/usr/local/bin/python{version}"):
        try:
            subprocess.run(
                [python, "-c", "import asyncpg, cryptography"],
                check=True,
                capture_output=True,
                cwd="/",
                env=packages(),
                user=user,
                group=user,
            )
        except (OSError, subprocess.SubprocessError):
            continue
        return python
    return None


def packages() -> dict[str, str]:
    return {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path.endswith("site-packages"))}


def test_root_is_not_needed(server_root: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("every other test here shows it already")
    python = python_for(NOBODY)
    if python is None:
        pytest.skip("no Python here that an ordinary user can run")
    home = server_root / "home"
    home.mkdir(mode=0o700)
    os.chown(home, NOBODY, NOBODY)
    with LocalSystem(
        server_root / "ordinary",
        python=python,
        user=NOBODY,
        environment={**packages(), "STATE_DIR": str(home / "state"), "PYTHONDONTWRITEBYTECODE": "1"},
    ) as system:
        system.state = home / "state"
        system.wait_ready()
        owners = {Path(f"/proc/{pid}").stat().st_uid for pid in system.pids().values()}
        assert owners == {NOBODY}
        assert system.stop() == 0
    assert {path.stat().st_uid for path in home.rglob("*")} == {NOBODY}


def test_a_token_from_the_state_of_somebody_else_is_refused_in_one_line(server_root: Path, state: Path) -> None:
    python = python_for(NOBODY) if os.geteuid() == 0 else None
    if python is None:
        pytest.skip("needs to be root, and a Python that an ordinary user can run")
    with LocalSystem(state) as system:
        system.wait_ready()
    code = "import sys; sys.argv[1:] = ['token']; from infra.local.__main__ import main; sys.exit(main())"
    environment = {**packages(), "STATE_DIR": str(state), "PYTHONDONTWRITEBYTECODE": "1"}
    with LocalSystem(server_root / "stranger", code=code, python=python, user=NOBODY, environment=environment) as stranger:
        assert stranger.wait_end() == 1
    assert stranger.complaint == f"no permission to use {state}/secrets/signing-key.pem; was it made by another user?\n"


def test_root_in_a_home_closed_to_others_runs_postgresql_as_another_user(server_root: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs to be root")
    home = server_root / "closed"
    home.mkdir(mode=0o700)
    with LocalSystem(home / "state") as system:
        system.wait_ready()
        pids = system.pids()
        assert Path(f"/proc/{pids['PostgreSQL']}").stat().st_uid != 0
        os.kill(pids["PostgreSQL"], signal.SIGKILL)
        until(lambda: system.pids()["PostgreSQL"] != pids["PostgreSQL"], timeout=20, what="another PostgreSQL")
        pid_file = home / "state/postgres/data/postmaster.pid"
        until(lambda: pid_file.exists() and "ready" in pid_file.read_text(), timeout=20, what="PostgreSQL ready")
    assert home.stat().st_mode & 0o777 == 0o700
