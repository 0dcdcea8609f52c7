"""Whatever is killed, what was confirmed is there afterwards, and nothing is left running."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import httpx

from tests.e2e.system import System
from tests.e2e.waiting import until

REGISTER = (
    """mutation ($input: RegisterRegionInput!) { registerRegion(input: $input) { problems { code } receipt { position } } }"""
)
COUNT = "{ regions(first: 0) { totalCount } }"


def listening(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=1).status_code == 200
    except httpx.HTTPError:
        return False


def register(system: System, code: str) -> None:
    answer = system.ask(REGISTER, input={"regionId": str(uuid4()), "code": code, "name": "Provinsi", "edition": "test"})
    assert answer["registerRegion"]["problems"] == []


def test_the_supervisor_dies_and_starts_again_on_the_same_state(system: Callable[[str], System]) -> None:
    one = system("none")
    one.start()
    for code in ("81", "82", "83"):
        register(one, code)
    one.kill()
    until(lambda: not any(listening(one.service(name)) for name in ("gateway", "officers", "villages", "cooperation")), 30)
    one.start()
    until(lambda: one.ask(COUNT)["regions"]["totalCount"] == 3, 30)
    register(one, "84")
    assert one.ask(COUNT)["regions"]["totalCount"] == 4


def test_a_service_that_dies_comes_back_while_reads_go_on(system: Callable[[str], System]) -> None:
    one = system("none")
    one.start()
    register(one, "81")
    before = pid_listening(one.base + 2)
    os.kill(before, signal.SIGKILL)
    assert one.ask(COUNT)["regions"]["totalCount"] == 1
    until(lambda: listening(one.service("villages")), 30)
    assert pid_listening(one.base + 2) != before
    register(one, "82")
    assert one.ask(COUNT)["regions"]["totalCount"] == 2


def pid_listening(port: int) -> int:
    """The process that listens on this port of the loopback address, by /proc."""
    wanted = f"0100007F:{port:04X}"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inode = next(row[9] for row in rows if row[1] == wanted and row[3] == "0A")
    for process in Path("/proc").glob("[0-9]*"):
        try:
            links = [str(link.readlink()) for link in (process / "fd").iterdir()]
        except OSError:
            continue
        if f"socket:[{inode}]" in links:
            return int(process.name)
    raise AssertionError(f"nobody listens on {port}")
