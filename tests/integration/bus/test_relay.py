"""The stream is the log, event for event, whatever becomes of relay, broker or log."""

import asyncio
import shutil
import signal
import subprocess
import sys
from uuid import uuid4

import pytest

from infra.local.nats import NatsServer
from libs.events import relay as relay_module
from libs.events.feed import end
from libs.events.jetstream import Broker
from libs.events.relay import Relay
from tests.conftest import Database
from tests.integration.bus.ledger import Ledger, Opened, Running, take, until


def relay_of(ledger: Ledger, nc: Broker, **options: str) -> Relay:
    return Relay(nc, ledger.connect, ledger.service, classify=lambda _: "INTERNAL", wake=ledger.wake, **options)  # type: ignore[arg-type]


async def test_the_stream_holds_the_rows_of_the_log(ledger: Ledger, nc: Broker) -> None:
    keys = [uuid4() for _ in range(50)]
    await ledger.append(*keys * 20)
    relay = relay_of(ledger, nc)
    async with Running(relay.run()):
        assert await take(nc, "counters", 1000) == await ledger.rows()
        assert (relay.position, relay.head) == (1000, 1000)
        await ledger.append(*keys)
        assert await take(nc, "counters", 50, after=1000) == (await ledger.rows())[1000:]


async def test_trace_context_and_classification_travel_as_headers(ledger: Ledger, nc: Broker) -> None:
    await ledger.append(uuid4())
    async with Running(relay_of(ledger, nc).run()):
        await take(nc, "counters", 1)
        client = await nc.client()
        stored = await client.jetstream().get_msg("counters", 1)
        [row] = await ledger.rows()
        assert stored.subject == f"ev.counters.counter.{row.key}.Counted"
        assert stored.headers is not None
        assert stored.headers["ce-type"] == "id.tigapilar.counters.Counted.v1"
        assert stored.headers["ce-classification"] == "INTERNAL"


async def test_two_relays_at_work_publish_each_event_once(ledger: Ledger, nc: Broker) -> None:
    first, second = relay_of(ledger, nc, lock="one"), relay_of(ledger, nc, lock="another")
    async with Running(first.run(), second.run()):
        await until(lambda: first.active and second.active, "both at work")
        keys = [uuid4() for _ in range(10)]
        for _ in range(40):
            await ledger.append(*keys)
        await until(lambda: first.position == second.position == 400, "both saw the end")
        assert await take(nc, "counters", 400) == await ledger.rows()
        assert first.diverged is second.diverged is None


async def test_of_two_relays_with_one_lock_the_second_takes_over(ledger: Ledger, nc: Broker) -> None:
    first, second = relay_of(ledger, nc), relay_of(ledger, nc)
    async with Running(second.run()):
        async with Running(first.run()):
            await until(lambda: first.active or second.active, "one is at work")
            await ledger.append(uuid4())
            await take(nc, "counters", 1)
            assert first.active is not second.active
        await ledger.append(uuid4())
        await until(lambda: second.active and second.position == 2, "the second one took over")


RELAY = """
import asyncio, sys
sys.path.insert(0, sys.argv[1])
from tests.integration.bus.ledger import Ledger
from libs.events.jetstream import Broker
from libs.events.relay import Relay

async def main():
    ledger = Ledger("counters", sys.argv[2])
    nc = Broker(sys.argv[3], name="relay")
    await Relay(nc, ledger.connect, "counters", classify=lambda _: "INTERNAL", wake=ledger.wake).run()

asyncio.run(main())
"""


async def test_a_relay_killed_between_commit_and_publish_loses_and_repeats_nothing(
    ledger: Ledger, nc: Broker, nats_server: NatsServer, pytestconfig: pytest.Config
) -> None:
    keys = [uuid4() for _ in range(20)]
    arguments = [sys.executable, "-c", RELAY, str(pytestconfig.rootpath), ledger.url, nats_server.url]
    for kill in range(4):
        process = subprocess.Popen(arguments)  # noqa: ASYNC220 returns at once
        try:
            await ledger.append(*keys * 50)
            target = kill * 1000 + 100
            await until(lambda target=target: _reached(nc, target), f"the stream reached {target}")  # type: ignore[misc]
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
        await ledger.append(keys[0])
    relay = relay_of(ledger, nc)
    async with Running(relay.run()):
        await until(lambda: relay.position == 4004, "all published")
        assert await take(nc, "counters", 4004) == await ledger.rows()


async def _reached(nc: Broker, position: int) -> bool:
    found = await end(nc, "counters")
    return found is not None and found[1] >= position


async def test_a_wiped_broker_is_filled_again_without_a_new_event(
    ledger: Ledger, nc: Broker, nats_server: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_module, "INSPECT", 600)  # the lost connection alone must tell
    await ledger.append(*[uuid4() for _ in range(300)])
    async with Running(relay_of(ledger, nc).run()):
        await take(nc, "counters", 300)
        nats_server.kill()
        nats_server.wipe()
        nats_server.start()
        assert await take(nc, "counters", 300) == await ledger.rows()


async def test_a_deleted_stream_is_filled_again(ledger: Ledger, nc: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay_module, "INSPECT", 0.2)
    await ledger.append(*[uuid4() for _ in range(30)])
    async with Running(relay_of(ledger, nc).run()):
        await take(nc, "counters", 30)
        await nc.api("STREAM.DELETE.counters")
        assert await take(nc, "counters", 30) == await ledger.rows()


async def test_a_truncated_stream_gets_its_tail_back_and_readers_notice_nothing(
    ledger: Ledger, nc: Broker, nats_server: NatsServer
) -> None:
    files, backup = nats_server.root / "jetstream", nats_server.root / "backup"
    await ledger.append(*[uuid4() for _ in range(200)])
    async with Running(relay_of(ledger, nc).run()):
        await take(nc, "counters", 200)
    nats_server.stop()
    shutil.copytree(files, backup)
    nats_server.start()
    try:
        async with Running(relay_of(ledger, nc).run()):
            await ledger.append(*[uuid4() for _ in range(200)])
            reader = asyncio.create_task(take(nc, "counters", 500, after=50))
            await take(nc, "counters", 200, after=200)
            nats_server.kill()
            nats_server.wipe()
            shutil.copytree(backup, files)
            nats_server.start()
            await ledger.append(*[uuid4() for _ in range(150)])
            assert await reader == (await ledger.rows())[50:]
            assert await take(nc, "counters", 550) == await ledger.rows()
    finally:
        shutil.rmtree(backup)


RESTORE = (
    "delete from log.events where position > 40",
    "update log.head set position = 40, root = (select root from log.events where position = 40)",
)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay_module, "INSPECT", 0.1)


async def _published(ledger: Ledger, nc: Broker) -> None:
    for _ in range(10):
        await ledger.append(*[uuid4() for _ in range(10)])
    async with Running(relay_of(ledger, nc).run()):
        await take(nc, "counters", 100)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("written", [0, 30, 60, 90])
async def test_a_log_restored_from_a_backup_is_found_out(ledger: Ledger, nc: Broker, written: int) -> None:
    await _published(ledger, nc)
    await ledger.execute(*RESTORE)
    if written:
        await ledger.append(*[uuid4() for _ in range(written)])
    working, waiting = relay_of(ledger, nc), relay_of(ledger, nc)
    async with Running(working.run(), waiting.run()):
        await until(lambda: working.diverged and waiting.diverged, "every replica knows")
        assert working.diverged is not None
        assert ("restored from a backup" if written < 60 else "position 100 is event") in working.diverged
        events = await take(nc, "counters", 100)
        assert len(events) == 100
        # An operator lets the stream go: the relay fills it from the log as it is now.
        await nc.api("STREAM.DELETE.counters")
        assert await take(nc, "counters", 40 + written) == await ledger.rows()
        await until(lambda: not working.diverged and not waiting.diverged, "every replica knows that again")


@pytest.mark.usefixtures("quick")
async def test_the_stream_of_another_log_is_left_alone(ledger: Ledger, nc: Broker) -> None:
    await _published(ledger, nc)
    before = await take(nc, "counters", 100)
    await ledger.execute("update log.head set id = gen_random_uuid()")
    await ledger.append(uuid4())
    relay = relay_of(ledger, nc)
    async with Running(relay.run()):
        await until(lambda: relay.diverged, "diverged")
        assert relay.diverged is not None
        assert "belongs to log" in relay.diverged
        assert await take(nc, "counters", 100) == before


@pytest.mark.usefixtures("quick")
async def test_somebody_else_publishing_into_the_stream_is_found_out(ledger: Ledger, nc: Broker) -> None:
    await _published(ledger, nc)
    client = await nc.client()
    await client.publish("ev.counters.counter.x.Forged", b"{}")
    await client.flush()
    await ledger.append(uuid4(), uuid4())
    relay = relay_of(ledger, nc)
    async with Running(relay.run()):
        await until(lambda: relay.diverged, "diverged")


async def test_the_relay_outlives_its_database_connection(ledger: Ledger, nc: Broker, database: Database) -> None:
    relay = relay_of(ledger, nc)
    async with Running(relay.run()):
        for cut in range(5):
            position = await ledger.append(uuid4())
            await until(lambda position=position: relay.position == position, f"published after {cut} cuts")  # type: ignore[misc]
            async with Opened(database.admin_url) as db:
                await db.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity "
                    "where datname = current_database() and pid <> pg_backend_pid()"
                )


async def test_the_lag_is_known_while_the_broker_is_away(ledger: Ledger, nc: Broker, nats_server: NatsServer) -> None:
    await ledger.append(uuid4())
    relay = relay_of(ledger, nc)
    async with Running(relay.run()):
        await take(nc, "counters", 1)
        nats_server.kill()
        await ledger.append(uuid4(), uuid4())
        await until(lambda: (relay.position, relay.head) == (1, 3), "a lag of two")
        nats_server.start()
        await until(lambda: relay.position == 3, "published")
