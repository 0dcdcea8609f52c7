"""How many events a second go from the log to the stream, from the stream to a reader, and from the stream into tables.

Run it as `python -m tests.bench.bus`; it takes about a minute and prints a table. Beside each stands the same work without the
guarantees: publishing the same bytes in a loop, reading them from a plain subscription, copying the same rows into the same
tables in the same number of transactions. Only ratios within one run mean anything.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from statistics import median
from typing import Any, Final
from uuid import uuid4

import asyncpg
import sqlalchemy as sa
import uvloop

from libs.events import log
from libs.events.changes import Changes
from libs.events.codec import Meta, Pending, Recorded, encode, subject_of, to_headers
from libs.events.contracts.villages.village import VillageKind, VillageRegistered
from libs.events.feed import feed
from libs.events.jetstream import Broker
from libs.events.message import Role
from libs.events.projection import Projection
from libs.events.projector import Projector
from libs.events.relay import Relay
from libs.events.single import Connection
from tests.bench.figures import Goal, goals, table
from tests.bench.servers import Servers, servers
from tests.integration.bus.ledger import Ledger, Running

EVENTS: Final = 30_000
ROUNDS: Final = 3
BATCH: Final = 1_000

METADATA: Final = sa.MetaData()
VILLAGE: Final = sa.Table(
    "village",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("code", sa.Text, index=True),
    sa.Column("name", sa.Text, index=True),
    sa.Column("kind", sa.Text),
    sa.Column("timezone", sa.Text),
    sa.Column("edition", sa.Text),
    sa.Column("district", sa.Text, index=True),
    sa.Column("province", sa.Text, index=True),
    sa.Column("registered_at", sa.DateTime(timezone=True)),
    sa.Column("version", sa.BigInteger),
)
EVENT: Final = sa.Table(
    "event",
    METADATA,
    sa.Column("service", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, primary_key=True),
    sa.Column("stream", sa.Text),
    sa.Column("version", sa.BigInteger),
    sa.Column("type", sa.Text),
    sa.Column("schema", sa.Integer),
    sa.Column("occurred_at", sa.DateTime(timezone=True)),
    sa.Column("data", sa.LargeBinary),
    sa.Column("meta", sa.LargeBinary),
    sa.Index("event_stream", "stream", "version"),
)


def projection() -> Projection:
    """A row of ten columns and five indexes, and a row that keeps the event, for every event."""
    made = Projection("model", 1, METADATA, ("villages",))

    @made.on(VillageRegistered)
    def registered(event: VillageRegistered, recorded: Recorded, changes: Changes) -> None:
        changes.put(
            VILLAGE, id=recorded.key, code=event.code, name=event.name, kind=event.kind.value, timezone=event.timezone,
            edition=event.edition, district=event.code[:6], province=event.code[:2], registered_at=recorded.occurred_at,
            version=recorded.version,
        )  # fmt: skip

    @made.every
    def kept(service: str, recorded: Recorded, changes: Changes) -> None:
        changes.put(
            EVENT, service=service, position=recorded.position, stream=recorded.stream, version=recorded.version,
            type=recorded.type, schema=recorded.schema, occurred_at=recorded.occurred_at, data=recorded.data, meta=recorded.meta,
        )  # fmt: skip

    return made


async def fill(ledger: Ledger) -> None:
    db = await ledger.connect()
    for start in range(0, EVENTS, log.LIMIT):
        await log.append(db, [village(number) for number in range(start, min(EVENTS, start + log.LIMIT))])
    await db.close()


def village(number: int) -> log.Append:
    command = uuid4()
    event = VillageRegistered(
        code=f"{number:010d}", name=f"Batu {number}", kind=VillageKind.DESA, timezone="Asia/Makassar", edition="2025"
    )
    meta = Meta(
        command="RegisterVillage", digest="0" * 64, actor="hq-1", role=Role.HEADQUARTERS, correlation=command,
        traceparent=f"00-{command.hex}-0123456789abcdef-01",
    )  # fmt: skip
    pending = Pending(
        id=uuid4(), type=event.named(), schema=1, occurred_at=datetime.now(UTC), data=encode(event), meta=encode(meta)
    )
    return log.Append(f"village-{uuid4()}", 0, [pending], command)


class Bench:
    """One log, one broker, one read database."""

    def __init__(self, ledger: Ledger, model: str, nc: Broker) -> None:
        self.ledger, self.model, self.nc = ledger, model, nc
        self.rows: list[Recorded] = []

    async def connect(self) -> Connection:
        return await asyncpg.connect(self.model)

    async def relay(self) -> float:
        relay = Relay(self.nc, self.ledger.connect, "villages", classify=lambda _: "PUBLIC", wake=self.ledger.wake)
        begun = time.perf_counter()
        async with Running(relay.run()):
            while relay.position < EVENTS:  # noqa: ASYNC110 measured from outside
                await asyncio.sleep(0.002)
            seconds = time.perf_counter() - begun
        return EVENTS / seconds

    async def publish(self) -> float:
        """The limit: the same messages to a stream without any expectation, acknowledged in one inbox, as nats-py sends them."""
        client, inbox, answered, done = await self.nc.client(), "bench.acks", 0, asyncio.Event()
        await self.nc.api("STREAM.CREATE.plain", {"name": "plain", "subjects": ["ev.plain.>"]})
        messages = [
            (subject_of("plain", row.stream, row.type), to_headers("villages", row, "PUBLIC"), row.data) for row in self.rows
        ]

        async def acknowledge(_message: Any) -> None:
            nonlocal answered
            answered += 1
            if answered == EVENTS:
                done.set()

        subscription = await client.subscribe(inbox, cb=acknowledge)
        begun = time.perf_counter()
        for number, (subject, headers, data) in enumerate(messages):
            await client.publish(subject, data, reply=inbox, headers=headers)
            while number - answered > 1000:  # noqa: ASYNC110 measured from outside
                await asyncio.sleep(0)
        await done.wait()
        seconds = time.perf_counter() - begun
        await subscription.unsubscribe()
        await self.nc.api("STREAM.DELETE.plain")
        return EVENTS / seconds

    async def feed(self) -> float:
        begun, seen = time.perf_counter(), 0
        async with aclosing(feed(self.nc, "villages", 0, batch=BATCH)) as lists:
            async for events in lists:
                seen += len(events)
                if seen == EVENTS:
                    break
        return EVENTS / (time.perf_counter() - begun)

    async def push(self) -> float:
        """The limit: a push consumer's messages, counted."""
        client, seen, done = await self.nc.client(), 0, asyncio.Event()

        async def count(_message: Any) -> None:
            nonlocal seen
            seen += 1
            if seen == EVENTS:
                done.set()

        subscription = await client.subscribe("bench.push", cb=count, pending_msgs_limit=0, pending_bytes_limit=0)
        begun = time.perf_counter()
        config = {"deliver_subject": "bench.push", "ack_policy": "none", "deliver_policy": "all"}
        created = await self.nc.api("CONSUMER.CREATE.villages", {"stream_name": "villages", "config": config})
        await done.wait()
        seconds = time.perf_counter() - begun
        await subscription.unsubscribe()
        await self.nc.api(f"CONSUMER.DELETE.villages.{created['name']}")
        return EVENTS / seconds

    async def project(self) -> float:
        projector = Projector(projection(), self.connect, self.nc, batch=BATCH)
        begun = time.perf_counter()
        async with Running(projector.run()):
            assert await projector.reached("villages", EVENTS, 120), projector.stalled
            seconds = time.perf_counter() - begun
        return EVENTS / seconds

    async def copy(self) -> float:
        """The limit: the rows that `project` made, by COPY, a thousand events a transaction."""
        db = await self.connect()
        tables = {name: [tuple(row) for row in await db.fetch(f"select * from model.{name}")] for name in ("village", "event")}
        await db.execute("truncate model.village, model.event")
        begun = time.perf_counter()
        for start in range(0, EVENTS, BATCH):
            async with db.transaction():
                for name, rows in tables.items():
                    await db.copy_records_to_table(name, schema_name="model", records=rows[start : start + BATCH])
        seconds = time.perf_counter() - begun
        await db.execute("drop schema model cascade")
        await db.close()
        return EVENTS / seconds


Row = tuple[str, Callable[[], Awaitable[float]]]


async def measure(rows: Sequence[Row], found: dict[str, list[float]]) -> None:
    for name, run in rows:
        found.setdefault(name, []).append(await run())


async def run(made: Servers) -> None:
    ledger = await Ledger("villages", await made.database("log")).create()
    await fill(ledger)
    found: dict[str, list[float]] = {}
    async with Broker(made.nats.url, name="bench") as nc:
        bench = Bench(ledger, await made.database("read"), nc)
        bench.rows = await ledger.rows()
        rows: list[Row] = [
            ("relay", bench.relay),
            ("limit: publish loop", bench.publish),
            ("feed", bench.feed),
            ("limit: push consumer", bench.push),
            ("projection", bench.project),
            ("limit: COPY of the same rows", bench.copy),
        ]
        for number in range(ROUNDS):
            await measure(rows, found)
            if number < ROUNDS - 1:
                await nc.api("STREAM.DELETE.villages")
    headers = len(to_headers("villages", bench.rows[0], "PUBLIC"))
    medians = {name: median(rates) for name, rates in found.items()}
    table(f"{EVENTS:,} events with {headers} headers, medians of {ROUNDS} rounds.", "events/s", medians)
    goals([Goal("relay, events a second", medians["relay"], 25_000)])


def main() -> None:
    with servers() as made, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as the processes have it
        runner.run(run(made))


if __name__ == "__main__":
    main()
