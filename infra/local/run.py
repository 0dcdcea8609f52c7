"""Brings a whole system up on this machine, keeps it up, and takes it down when told to."""

import asyncio
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import asyncpg

from infra.local import issuer
from infra.local.caught_up import caught_up
from infra.local.databases import Databases
from infra.local.nats import NatsServer
from infra.local.postgres import PostgresServer
from infra.local.process import PR_SET_PDEATHSIG, CannotStart, die_with_parent, explain, last_line, length, told
from infra.local.programs import OFFSETS, Wiring, programs
from infra.local.settings import LocalSettings
from infra.local.state import State
from infra.local.supervisor import Child, Program, Server, Supervisor

Compose = Callable[[Wiring], Sequence[Program]]

TRYING_OUT: Final = 7 * 24 * 3600
"""Seconds for which the token in GraphiQL is good; after that the system is started again."""


def tie_to_parent() -> None:
    """End, and everything with us, when the process that started us ends without a word (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM))


async def run(settings: LocalSettings, say: Callable[[str], None], compose: Compose = programs) -> None:
    """The whole system, until SIGINT or SIGTERM. Raises CannotStart, also later when something cannot be kept running."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number is not signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # nohup stays nohup
            loop.add_signal_handler(number, told.set)
    state = State(Path(settings.state_dir))
    state.acquire()
    supervisor = Supervisor(state, say)
    try:
        state.clear()
        check_ports(settings)
        work = asyncio.create_task(_bring_up(settings, state, supervisor, say, compose))
        stopped = asyncio.create_task(told.wait())
        room = asyncio.create_task(_watch_room(state))
        try:
            await _first(work, stopped, room, supervisor.lost)
            if work.done():
                work.result()
                await _first(stopped, room, supervisor.lost)
            if room.done():
                room.result()
        finally:
            for task in (work, stopped, room):
                task.cancel()
            await asyncio.gather(work, stopped, room, return_exceptions=True)
        if supervisor.lost.done():
            raise supervisor.lost.result()
        say("stopping")
    except OSError as error:
        raise CannotStart(explain(error)) from error
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise CannotStart(f"PostgreSQL was lost: {error}") from error
    finally:
        await supervisor.stop()
        state.release()


async def _first(*waited: asyncio.Future[Any]) -> None:
    await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)


async def _watch_room(state: State) -> None:
    while True:
        state.check_room()
        await asyncio.sleep(1)


def check_ports(settings: LocalSettings) -> None:
    """Raises CannotStart naming the first port that another program listens on."""
    for name, offset in OFFSETS.items():
        port = settings.port_base + offset
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise CannotStart(f"port {port} ({name}) is taken: stop what uses it or set PORT_BASE") from error


async def _bring_up(
    settings: LocalSettings, state: State, supervisor: Supervisor, say: Callable[[str], None], compose: Compose
) -> None:
    began = time.monotonic()
    jwks_url = issuer.establish(state)
    admin_url, nats_url = await _start_servers(settings, state, supervisor, say)
    databases = Databases(admin_url, state)
    await _bring_forward(databases, state, say)
    token = issuer.issue(state, {"sub": "local-headquarters", "role": "headquarters"}, seconds=TRYING_OUT)
    wiring = Wiring(settings, state, databases, nats_url, jwks_url, token)
    say("starting the services")
    await supervisor.start(compose(wiring))
    await _load(wiring, say)
    await caught_up(databases, say)
    say(f"all up after {time.monotonic() - began:.1f} s")
    say(f"ready {wiring.url('gateway')}")


async def _start_servers(
    settings: LocalSettings, state: State, supervisor: Supervisor, say: Callable[[str], None]
) -> tuple[str, str]:
    servers: list[Child] = []
    postgres: PostgresServer | None = None
    nats: NatsServer | None = None
    if not settings.postgres_url:
        directory = state.directory / "postgres"
        postgres = PostgresServer(directory, bin_dir=Path(settings.postgres_bin) if settings.postgres_bin else None)
        if not (directory / "data").exists():
            say("making a new database cluster")
        servers.append(Server("PostgreSQL", postgres))
    if not settings.nats_url:
        binary = Path(settings.nats_server) if settings.nats_server else None
        nats = NatsServer(state.directory / "nats", password=state.secret("nats.password"), binary=binary)
        servers.append(Server("NATS", nats))
    if servers:
        say("starting " + " and ".join(server.name for server in servers))
        await supervisor.start(servers)
    return settings.postgres_url or (postgres.url() if postgres else ""), settings.nats_url or (nats.url if nats else "")


async def _bring_forward(databases: Databases, state: State, say: Callable[[str], None]) -> None:
    behind = await databases.behind()
    if not behind:
        return
    for database in behind:
        await databases.prepare(database)
    urls = {database.name: databases.access(database).owner_url for database in behind}
    # In a process of its own: Alembic is large, and this one stays.
    await _help(["migrate"], {"MIGRATE": json.dumps(urls)}, state.logs / "migrate.log", say)
    for database in behind:
        await databases.mark(database)


async def _load(wiring: Wiring, say: Callable[[str], None]) -> None:
    edition = wiring.settings.seed
    if edition == "none":
        return
    from infra.local.seeded import is_seeded, note  # noqa: PLC0415 - a system without data needs none of it

    urls = {name: wiring.url(name) for name in OFFSETS}
    if is_seeded(wiring.state, edition, urls):
        return
    say(f"loading {edition}")
    token = issuer.issue(wiring.state, {"sub": "loader", "role": "headquarters"}, seconds=3600)
    environment = {"SEED_EDITION": edition, "SEED_TOKEN": token, "SEED_URLS": json.dumps(urls)}
    # In a process of its own: it holds the whole country, and this one watches over the others meanwhile.
    await _help(["load"], environment, wiring.state.logs / "load.log", say)
    note(wiring.state, edition, urls)


async def _help(arguments: Sequence[str], environment: Mapping[str, str], log: Path, say: Callable[[str], None]) -> None:
    """Run `python -m infra.local …` for a while, passing on what it prints. Raises CannotStart with its last words."""
    begun = length(log)
    with log.open("ab") as errors:
        helper = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "infra.local",
            *arguments,
            env={**os.environ, **environment, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
            preexec_fn=die_with_parent(),
        )
    try:
        if helper.stdout:
            async for line in helper.stdout:
                say(line.decode().rstrip())
        if await helper.wait():
            raise CannotStart(f"{arguments[0]} failed: {last_line(log, since=begun) or told(helper.returncode)}")
    finally:
        if helper.returncode is None:
            helper.terminate()
            await helper.wait()
