"""A service that cannot work says why in one sentence; one whose log and stream contradict each other stays up for reading."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from infra.local.nats import NatsServer
from libs.events import relay as relay_module
from libs.events.jetstream import Broker
from libs.events.log import Undurable
from libs.events.service import run
from libs.events.vault import NotDurable
from services.officers.__main__ import OFFICERS
from services.villages.__main__ import VILLAGES
from tests.conftest import Database, Postgres
from tests.integration.bus.ledger import until
from tests.integration.services.served import Serve

TOP = Path(__file__).parents[3]


def test_a_service_that_is_not_told_what_it_needs_ends_with_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.delenv("PORT_FILE", raising=False)
    with pytest.raises(SystemExit) as ended:
        run(OFFICERS)
    assert ended.value.code == "Misconfigured: PORT is not set (nor PORT_FILE)"


async def test_a_broker_that_is_too_old_is_named_in_the_log_and_stops_the_service(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    raised: list[int] = []
    monkeypatch.setattr("libs.events.jetstream.OLDEST", (99, 0))
    monkeypatch.setattr(signal, "raise_signal", raised.append)
    await serve(OFFICERS)
    await until(lambda: raised, "stopped")
    assert set(raised) == {signal.SIGTERM}
    told = {record.getMessage() for record in caplog.records if record.levelno == logging.CRITICAL}
    assert len(told) == 1
    assert "is too old: 99.0 or newer is needed." in told.pop()


async def test_a_log_that_may_forget_is_refused(postgres: Postgres, serve: Serve) -> None:
    await postgres.drop(await postgres.database())  # the roles are there from now on
    admin = await asyncpg.connect(postgres.server.url())
    try:
        await admin.execute("alter role app set synchronous_commit = off")
        with pytest.raises((Undurable, NotDurable), match="synchronous_commit"):
            await serve(OFFICERS)
    finally:
        await admin.execute("alter role app reset synchronous_commit")
        await admin.close()


async def test_while_log_and_stream_contradict_each_other_commands_are_refused_and_reading_goes_on(
    serve: Serve, nc: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_module, "INSPECT", 0.05)
    served = await serve(VILLAGES)
    region: dict[str, Any] = {"region_id": str(uuid4()), "code": "52", "name": "Wilayah 52", "edition": "test"}
    await until(lambda: served.ready("ready", True), "ready")
    first = await served.give("RegisterRegion", **region)
    await until(lambda: served.ready("published", 1), "published")
    admin = await asyncpg.connect(served.database.admin_url)
    await admin.execute("update log.head set id = gen_random_uuid()")
    await admin.close()
    await until(lambda: served.ready("ready", False), "found out")
    answer = await served.post("/commands/RegisterRegion", {**region, "region_id": str(uuid4()), "code": "53"})
    assert (answer.status_code, answer.json()["code"]) == (503, "LOG_DIVERGED")
    batch = await served.post("/commands", {"commands": [{"command": "RegisterRegion", "data": region}]})
    assert batch.json()["results"][0]["problem"]["code"] == "LOG_DIVERGED"
    assert (await served.get(f"/streams/{first['stream']}")).status_code == 200
    assert (await served.get("/health")).status_code == 200
    # The operator lets the stream go.
    await nc.api("STREAM.DELETE.villages")
    await until(lambda: served.ready("ready", True), "at work again")
    await served.give("RegisterRegion", **{**region, "region_id": str(uuid4()), "code": "53"})


async def test_a_database_that_is_away_is_told_as_such_and_found_again(serve: Serve) -> None:
    served = await serve(VILLAGES)
    region: dict[str, Any] = {"region_id": str(uuid4()), "code": "52", "name": "Wilayah 52", "edition": "test"}
    await served.give("RegisterRegion", **region)
    renaming = {"region_id": region["region_id"], "name": "Wilayah Baru", "edition": "test"}
    elsewhere = {**renaming, "region_id": str(uuid4())}
    admin = await asyncpg.connect(served.database.admin_url)
    try:
        await admin.execute("alter role app connection limit 0")
        await admin.execute(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{served.database.name}' "
                            "and pid <> pg_backend_pid()")  # fmt: skip
        alone = await served.post("/commands/RenameRegion", elsewhere)
        batch = await served.post("/commands", {"commands": [{"command": "RenameRegion", "data": elsewhere}]})
        for status, body in ((alone.status_code, alone.json()), (503, batch.json()["results"][0]["problem"])):
            assert (status, body["status"], body["code"]) == (503, 503, "SERVICE_UNAVAILABLE"), body
        assert alone.headers["retry-after"] == "1"
        # What it decided last it remembers, so nothing is read before the log is asked; and whether that took it nobody knows.
        asked = await served.post("/commands/RenameRegion", renaming)
        assert (asked.status_code, asked.json()["code"]) in {(503, "OUTCOME_UNKNOWN"), (503, "SERVICE_UNAVAILABLE")}
    finally:
        await admin.execute("alter role app connection limit -1")
        await admin.close()
    await served.give("RenameRegion", **renaming)
    assert len(await served.rows()) == 2


PARTS = [
    (["services.officers"], "PORT is not set (nor PORT_FILE)"),
    (["services.gateway"], "PORT is not set (nor PORT_FILE)"),
    (["services.gateway", "projector"], "PROJECTOR_DATABASE_URL is not set (nor PROJECTOR_DATABASE_URL_FILE)"),
]


@pytest.mark.parametrize(("module", "line"), PARTS)
def test_every_process_says_in_one_line_what_it_lacks(module: list[str], line: str) -> None:
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run([sys.executable, "-m", *module], capture_output=True, text=True, check=False, cwd=TOP, env=environment)
    assert (done.returncode, done.stderr) == (1, f"Misconfigured: {line}\n")


async def test_a_projector_whose_broker_is_too_old_says_so_in_one_line(database: Database, nats_server: NatsServer) -> None:
    code = "from libs.events import jetstream; jetstream.OLDEST = (99, 0); from services.gateway.projector import run; run()"
    environment = {**os.environ, "NATS_URL": nats_server.url, "PROJECTOR_DATABASE_URL": database.owner_url}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stderr=asyncio.subprocess.PIPE, cwd=TOP, env=environment
    )
    _, said = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 1
    assert said.decode().splitlines()[-1].startswith("Unsuitable: ")
    assert "Traceback" not in said.decode()
