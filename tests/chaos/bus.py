"""Kills consumer, relays and broker in a loop and wipes the broker now and then; log, stream and tables must agree in the end.

Run it as `python -m tests.chaos.bus [rounds]`; 45 rounds take half a minute. It prints what it did and fails where they differ.
"""

import asyncio
import contextlib
import logging
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg

from infra.local.nats import NatsServer
from infra.local.postgres import PostgresServer
from libs.events.jetstream import Broker
from libs.events.projector import Projector
from libs.events.relay import Relay
from libs.events.single import Connection
from libs.events.writer import Writer
from tests.integration.bus.ledger import Counted, Ledger, Opened, take, until
from tests.integration.bus.test_projector import Model, counting

WRITERS = 16
VICTIMS = ["consumer", "consumer", "relay-1", "relay-2", "nats", "nats", "wipe"]


class Urls:
    """What a child process needs to know."""

    def __init__(self, log: str, model: str, nats: str) -> None:
        self.log, self.model, self.nats = log, model, nats

    def spawn(self, part: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-m", "tests.chaos.bus", part, self.log, self.model, self.nats])


async def part(name: str, urls: Urls) -> None:
    """A child: the projector, or a relay with a lock of its own, so that both relays publish at the same time."""

    async def connect() -> Connection:
        return await asyncpg.connect(urls.model)

    nc = Broker(urls.nats, name=name)
    if name == "consumer":
        await Projector(counting(), connect, nc).run()
    else:
        ledger = Ledger("counters", urls.log)
        await Relay(nc, ledger.connect, "counters", classify=lambda _: "PUBLIC", wake=ledger.wake, lock=name).run()


async def write(writer: Writer, key: UUID, stop: asyncio.Event) -> None:
    number = 0
    while not stop.is_set():
        number += 1
        await writer.append(Ledger.appended(key, Counted(number=number)))
        await asyncio.sleep(random.random() * 0.02)


async def kill(rounds: int, nats: NatsServer, urls: Urls, parts: "dict[str, subprocess.Popen[bytes]]") -> Counter[str]:
    done: Counter[str] = Counter()
    for _ in range(rounds):
        await asyncio.sleep(random.uniform(0.15, 1.0))
        victim = random.choice(VICTIMS)
        done[victim] += 1
        if victim in parts:
            parts[victim].kill()
            parts[victim].wait()
            parts[victim] = urls.spawn(victim)
        else:
            nats.kill()
            if victim == "wipe":
                nats.wipe()
            await asyncio.sleep(random.uniform(0, 0.3))
            nats.start()
        for name, process in parts.items():
            assert process.poll() is None, f"{name} ended by itself"
    return done


def end(parts: "dict[str, subprocess.Popen[bytes]]") -> None:
    for process in parts.values():
        process.kill()
        process.wait()


async def run(rounds: int, root: Path) -> None:
    parts: dict[str, subprocess.Popen[bytes]] = {}
    with PostgresServer(root / "postgres") as postgres, NatsServer(root / "nats") as nats, contextlib.ExitStack() as stack:
        admin = await asyncpg.connect(postgres.url())
        await admin.execute("create database log")
        await admin.execute("create database model")
        await admin.close()
        ledger = await Ledger("counters", postgres.url("log")).create()
        urls = Urls(ledger.url, postgres.url("model"), nats.url)
        for name in sorted(set(VICTIMS) - {"nats", "wipe"}):
            parts[name] = urls.spawn(name)
        stack.callback(end, parts)
        stop, begun = asyncio.Event(), time.monotonic()
        async with Writer(ledger.connect) as writer:
            writers = [asyncio.create_task(write(writer, uuid4(), stop)) for _ in range(WRITERS)]
            done = await kill(rounds, nats, urls, parts)
            stop.set()
            await asyncio.gather(*writers)
        await agree(ledger, urls, done, time.monotonic() - begun)


async def agree(ledger: Ledger, urls: Urls, done: Counter[str], seconds: float) -> None:
    rows, begun = await ledger.rows(), time.monotonic()
    async with Opened(urls.model) as db:

        async def projected() -> bool:
            return bool(await db.fetchval("select position from model.checkpoint") == len(rows))

        await until(projected, "the tables reach the log's end", 60)
    settled = time.monotonic() - begun
    await Model(urls.model).agrees(ledger)
    async with Broker(urls.nats, name="checker") as nc:
        assert await take(nc, "counters", len(rows)) == rows
    print(f"{done.total()} kills ({dict(done)}) in {seconds:.0f} s, {len(rows):,} events: log, stream and tables agree;", end=" ")
    print(f"settled {settled:.2f} s after the last event")


def chaos(rounds: int) -> None:
    root = Path(tempfile.mkdtemp(prefix="tp-chaos-"))
    root.chmod(0o711)
    try:
        asyncio.run(run(rounds, root))
    finally:
        shutil.rmtree(root, ignore_errors=True)


def main() -> None:
    if len(sys.argv) > 2:
        logging.basicConfig(level=logging.ERROR)
        asyncio.run(part(sys.argv[1], Urls(*sys.argv[2:5])))
        return
    chaos(int(sys.argv[1]) if len(sys.argv) == 2 else 45)


if __name__ == "__main__":
    main()
