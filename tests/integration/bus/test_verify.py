"""One command tells an operator whether a log is what was recorded, by itself, by the stream, or by a file kept elsewhere."""

import asyncio
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from infra.local.nats import NatsServer
from libs.events import verify as verify_module
from libs.events.jetstream import Broker
from libs.events.relay import Relay
from libs.events.verify import main
from tests.conftest import Database
from tests.integration.bus.ledger import Ledger, Running, take

CHANGE = r"update log.events set data = '\x7b7d20' where position = 5"
FORGET = (
    "delete from log.events where position > 20",
    "update log.head set position = 20, root = (select root from log.events where position = 20)",
)


class Operator:
    """Gives the command in an environment of the test's own; what was said last is kept."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.said = ""

    async def __call__(self, *arguments: str) -> int:
        code = await asyncio.to_thread(main, arguments)
        self.said = "".join(self._capsys.readouterr())
        return code


@pytest.fixture
async def operator(
    ledger: Ledger, nc: Broker, nats_server: NatsServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Operator:
    """Thirty events in the log, ten a commit, all of them published."""
    monkeypatch.setenv("DATABASE_URL", ledger.url)
    monkeypatch.setenv("NATS_URL", nats_server.url)
    for _ in range(3):
        await ledger.append(*[uuid4() for _ in range(10)])
    async with Running(Relay(nc, ledger.connect, "counters", classify=lambda _: "PUBLIC", wake=ledger.wake).run()):
        await take(nc, "counters", 30)
    return Operator(capsys)


async def test_a_log_that_holds_is_told_with_its_root(ledger: Ledger, operator: Operator) -> None:
    root = (await ledger.rows())[-1].root
    assert root is not None
    assert await operator() == 0
    assert f"holds: 30 events, root {root.hex()}" in operator.said
    assert await operator("--against", "nats") == 0
    assert "stream counters agrees from 1 to 30" in operator.said
    await ledger.append(uuid4())
    assert await operator("--against", "nats") == 0, "a stream may lag"


async def test_a_change_within_the_log_is_found_without_a_witness(ledger: Ledger, operator: Operator) -> None:
    await ledger.execute(CHANGE)
    assert await operator() == 1
    assert "the chain is broken at position 1: one of the events from here to 10" in operator.said


async def test_a_log_cut_short_and_written_on_is_found_by_the_stream_and_by_a_file(
    ledger: Ledger, operator: Operator, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    assert await operator("--save", str(kept)) == 0
    assert kept.stat().st_mode & 0o777 == 0o600
    assert not kept.with_name("kept.part").exists()
    assert await operator("--against", str(kept)) == 0
    assert f"{kept} agrees up to 30" in operator.said
    await ledger.execute(*FORGET)
    for columns in ("one of them lacks it", "stream, "):
        assert await operator() == 0, "from within it cannot be seen"
        for witness, name in (("nats", "stream counters"), (str(kept), str(kept))):
            assert await operator("--against", witness) == 1
            assert f"log and {name} differ at position 21: {columns}" in operator.said
        await ledger.append(*[uuid4() for _ in range(15)])


async def test_what_cannot_be_told_is_told_apart(
    ledger: Ledger, operator: Operator, nats_server: NatsServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_module, "PATIENCE", 1.0)
    kept, other = tmp_path / "kept", tmp_path / "other"
    assert await operator("--save", str(kept)) == 0
    for end, why in ((-40, "not to its end"), (kept.read_bytes()[:-1].rindex(b"\n") + 1, "ends at 29 instead of 30")):
        other.write_bytes(kept.read_bytes()[:end])
        assert await operator("--against", str(other)) == 2
        assert why in operator.said
    assert await operator("--against", str(tmp_path / "none")) == 2
    assert await operator("--save", str(tmp_path / "none" / "x")) == 2
    await ledger.execute("update log.head set id = gen_random_uuid()")
    assert await operator("--against", str(kept)) == 1
    assert "is of log" in operator.said
    assert await operator("--against", "nats") == 2
    assert "no stream carries log" in operator.said
    nats_server.kill()
    assert await operator("--against", "nats") == 2
    assert "NATS does not answer" in operator.said


async def test_a_log_that_cannot_be_asked_is_no_log_that_holds(
    database: Database, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = database.admin_url.replace(database.name, f"{database.name}_gone")
    for url, why in (
        (gone, "the log's database does not answer: InvalidCatalogNameError"),
        (database.admin_url, "the log's database does not answer: UndefinedTableError"),
        ("nowhere://x", "DATABASE_URL is malformed"),
        ("", "DATABASE_URL is not set (nor DATABASE_URL_FILE)"),
    ):
        monkeypatch.setenv("DATABASE_URL", url)
        if url == database.admin_url:
            db = await asyncpg.connect(url)
            await db.execute("drop schema log cascade")
            await db.close()
        assert await operator() == 2
        assert operator.said == f"not checked: {why}\n"


async def test_long_work_tells_how_far_it_is(ledger: Ledger, operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_module, "PACE", 0.0)
    assert await operator("--against", "nats") == 0
    assert "verified: up to 30" in operator.said
    assert "compared with stream counters: up to 30" in operator.said
