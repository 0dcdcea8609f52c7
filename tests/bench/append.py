"""How many events a second the log takes and gives back, beside one call an append and beside another library, in one run.

Run it as `python -m tests.bench.append`; it takes about a minute and prints a table. Only ratios within one run mean anything.
Every append has a command id and an expected version, one in ten takes a claim, the chain is on, and so is fsync.
"""

import asyncio
import shutil
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, ClassVar, Final
from uuid import UUID, uuid4

import asyncpg
import uvloop
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from msgspec import json

from infra.local.postgres import PostgresServer
from libs.events.codec import Pending, encode
from libs.events.log import Append, append, check_durability, pages, verify_log
from libs.events.master_key import MasterKey
from libs.events.message import Event, Personal
from libs.events.migrations import migrate
from libs.events.sealing import seal_event
from libs.events.vault import Vault
from libs.events.vault_migrations import migrate_vault
from libs.events.writer import Writer
from tests.bench.figures import Goal, goals, table

CALLERS: Final = 32
ROUNDS: Final = 5
SECONDS: Final = 1.2
REPLAYED: Final = 30_000
PAGE: Final = 5_000
PER_STREAM: Final = 10
META: Final = (
    b'{"command":"NoteVisit","digest":"0123456789abcdef0123456789abcdef","actor":"ofc-1","role":"officer","correlation":"%b"}'
    % (str(UUID(int=1)).encode())
)


class VisitNoted(Event, frozen=True, kw_only=True):
    """An event as the contracts have them, with one personal field."""

    person: ClassVar[str] = "visited"
    visited: UUID
    name: Personal[str]
    place: str
    topics: tuple[str, ...]


NOTED: Final = VisitNoted(
    visited=UUID(int=2),
    name="Sitti Nurhaliza",
    place="RT 03/RW 05, in front of the neighbourhood hall",
    topics=("LITTER", "LIGHTING", "YOUTH"),
)
DATA: Final = encode(NOTED)
STATE: Final = DATA + META
PEOPLE: Final = [uuid4() for _ in range(500)]
"""Their keys exist and are remembered: most events are about somebody known."""

Send = Callable[[Append], Awaitable[object]]
Make = Callable[[int], Awaitable[bytes]]


async def ready_made(_number: int) -> bytes:
    return DATA


def sealing(vault: Vault) -> Make:
    """Validates a payload, seals its personal field and encodes it again, as a service does with a command."""
    decode = json.Decoder(VisitNoted).decode
    bodies = [encode({**json.decode(DATA), "visited": person}) for person in PEOPLE]

    async def make(number: int) -> bytes:
        event = decode(bodies[number % len(bodies)])
        return encode(await seal_event(vault, event, event.visited))

    return make


async def call(send: Send, make: Make, until: float) -> int:
    """One caller: appends to a stream after the other, waiting for each. Returns the events appended."""
    made = 0
    while time.perf_counter() < until:
        stream, version = f"visit-{uuid4()}", made % PER_STREAM
        while version < PER_STREAM and time.perf_counter() < until:
            event = Pending(
                id=uuid4(), type="VisitNoted", schema=1, occurred_at=datetime.now(UTC), data=await make(made), meta=META
            )
            await send(Append(stream, version, [event], uuid4(), claims=() if version else (f"visit:{stream}",)))
            version += 1
            made += 1
    return made


async def together(sends: Sequence[Send], make: Make = ready_made) -> float:
    begun = time.perf_counter()
    made = await asyncio.gather(*(call(send, make, begun + SECONDS) for send in sends))
    return sum(made) / (time.perf_counter() - begun)


class Other:
    """The library `eventsourcing` with its PostgreSQL recorder, as many threads and connections as callers."""

    def __init__(self, server: PostgresServer, database: str, password: str) -> None:
        self.datastore = PostgresDatastore(
            dbname=database, host=str(server.sockets), port=server.port, user="owner", password=password, pool_size=CALLERS
        )
        self.recorder = PostgresApplicationRecorder(self.datastore, events_table_name="stored_events")
        self.recorder.create_table()
        self.threads = ThreadPoolExecutor(CALLERS)

    def _call(self, start: threading.Barrier) -> int:
        made = 0
        start.wait()
        until = time.perf_counter() + SECONDS
        while time.perf_counter() < until:
            stream = uuid4()
            for version in range(PER_STREAM):
                if time.perf_counter() >= until:
                    break
                self.recorder.insert_events([StoredEvent(stream, version + 1, "bench:VisitNoted", STATE)])
                made += 1
        return made

    def together(self, callers: int) -> float:
        start = threading.Barrier(callers)
        begun = time.perf_counter()
        made = sum(future.result() for future in [self.threads.submit(self._call, start) for _ in range(callers)])
        return made / (time.perf_counter() - begun)

    def fill(self) -> None:
        while (self.recorder.max_notification_id() or 0) < REPLAYED:
            stream = uuid4()
            self.recorder.insert_events([StoredEvent(stream, i + 1, "bench:VisitNoted", STATE) for i in range(1000)])

    def replay(self) -> float:
        begun, position = time.perf_counter(), 0
        while position < REPLAYED:
            position = self.recorder.select_notifications(position + 1, PAGE, REPLAYED)[-1].id
        return REPLAYED / (time.perf_counter() - begun)

    def close(self) -> None:
        self.threads.shutdown()
        self.datastore.close()


async def replay(db: Any) -> float:
    begun, seen = time.perf_counter(), 0
    async for page in pages(db, 0, REPLAYED, PAGE):
        seen += len(page)
    assert seen == REPLAYED
    return seen / (time.perf_counter() - begun)


Row = tuple[str, Callable[[], Awaitable[float]]]


async def measure(rows: Sequence[Row], rounds: int = ROUNDS) -> dict[str, float]:
    """The median of each, in rounds that alternate, so that a noisy neighbour meets all of them."""
    found: dict[str, list[float]] = {name: [] for name, _ in rows}
    for _ in range(rounds):
        for name, run in rows:
            found[name].append(await run())
    return {name: median(values) for name, values in found.items()}


async def prepare(server: PostgresServer) -> tuple[str, str, str]:
    """Databases for the log, the keys and the other library; returns their names."""
    admin = await asyncpg.connect(server.url())
    await check_durability(admin, test=False)
    await admin.execute("create role owner login password 'owner'; create role app login password 'app'")
    names = ("log", "keys", "other")
    for name in names:
        await admin.execute(f"create database {name} owner owner")
    await admin.close()
    await asyncio.to_thread(migrate, server.url("log", "owner", "owner"), "app")
    await asyncio.to_thread(migrate_vault, server.url("keys", "owner", "owner"), app_role="app")
    return names


async def run(server: PostgresServer) -> None:
    log, keys, other_name = await prepare(server)
    other = Other(server, other_name, "owner")
    async with AsyncExitStack() as stack:
        stack.callback(other.close)
        single = [await asyncpg.connect(server.url(log, "app", "app")) for _ in range(CALLERS)]
        pool = await stack.enter_async_context(asyncpg.create_pool(server.url(keys, "app", "app"), min_size=2, max_size=4))
        make = sealing(Vault(pool, MasterKey(bytes(range(32)))))
        await asyncio.gather(*(make(number) for number in range(len(PEOPLE))))

        async def connect() -> Any:
            return await asyncpg.connect(server.url(log, "app", "app"))

        writer = await stack.enter_async_context(Writer(connect))
        alone: list[Send] = [lambda one, db=db: append(db, [one]) for db in single]  # type: ignore[misc]
        appended = await measure(
            [
                ("writer, 32 callers", lambda: together([writer.append] * CALLERS)),
                (SEALED, lambda: together([writer.append] * CALLERS, make)),
                ("one call an append, 32 callers", lambda: together(alone)),
                ("eventsourcing, 32 callers", lambda: asyncio.to_thread(other.together, CALLERS)),
                ("writer, 1 caller", lambda: together([writer.append])),
                ("eventsourcing, 1 caller", lambda: asyncio.to_thread(other.together, 1)),
            ]
        )
        await asyncio.to_thread(other.fill)
        read = await measure(
            [
                ("replay", lambda: replay(single[0])),
                ("eventsourcing, replay", lambda: asyncio.to_thread(other.replay)),
            ]
        )
        begun = time.perf_counter()
        verified = await verify_log(single[0])
        read["verify"] = verified.position / (time.perf_counter() - begun)
        for db in single:
            await db.close()
    report(appended | read, len(STATE))


SEALED: Final = "writer, 32 callers, validating, sealing and encoding each"
RATIOS: Final = [
    (SEALED, "eventsourcing, 32 callers", 10.0),
    (SEALED, "one call an append, 32 callers", 8.0),
    ("writer, 1 caller", "eventsourcing, 1 caller", 1.2),
    ("replay", "eventsourcing, replay", 1.1),
]


def report(found: dict[str, float], size: int) -> None:
    table(
        f"Events of {size} bytes, medians of {ROUNDS} alternating rounds of {SECONDS:g} s, pages of {PAGE:,}.", "events/s", found
    )
    goals([Goal(f"{one} / {other}", found[one] / found[other], wanted, unit=" ×") for one, other, wanted in RATIOS])


def main() -> None:
    root = Path(tempfile.mkdtemp(prefix="tp-bench-"))
    root.chmod(0o711)
    try:
        with (
            PostgresServer(root / "postgres", settings={"shared_buffers": "512MB"}) as server,
            asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,  # as the processes have it
        ):
            runner.run(run(server))
    finally:
        shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    main()
