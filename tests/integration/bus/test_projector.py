"""Tables show each event exactly once, whatever is lost, dropped or built anew meanwhile."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
import sqlalchemy as sa
from msgspec import convert

from infra.local.nats import NatsServer
from libs.events import projector as projector_module
from libs.events.changes import Changes, Touched
from libs.events.codec import Recorded
from libs.events.feed import end
from libs.events.jetstream import Broker
from libs.events.projection import Projection
from libs.events.projector import Projector
from libs.events.relay import Relay
from libs.events.single import Connection
from tests.conftest import Database, Postgres
from tests.integration.bus.ledger import Counted, Ledger, Opened, Poisoned, Running, take, until

METADATA = sa.MetaData()
COUNTER = sa.Table(
    "counter",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("seen", sa.BigInteger, nullable=False, server_default="0"),
)
EVENT = sa.Table(
    "event",
    METADATA,
    sa.Column("service", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, primary_key=True),
    sa.Column("id", sa.Uuid, nullable=False),
    sa.Index("event_id", "id"),
)
SEEN = sa.update(COUNTER).where(COUNTER.c.id == sa.bindparam("key")).values(seen=COUNTER.c.seen + 1)


def counting(version: int = 1, *services: str) -> Projection:
    """A row a stream with its last number and how many events it had (not idempotent on purpose), and a row an event."""
    projection = Projection("model", version, METADATA, services or ("counters",))

    @projection.on(Counted)
    def counted(event: Counted, recorded: Recorded, changes: Changes) -> None:
        changes.put(COUNTER, id=recorded.key, number=event.number)
        changes.run(SEEN, {"key": recorded.key})

    @projection.every
    def kept(service: str, recorded: Recorded, changes: Changes) -> None:
        changes.put(EVENT, service=service, position=recorded.position, id=recorded.id)

    return projection


class Model:
    """The projected tables, looked at from outside."""

    def __init__(self, url: str) -> None:
        self.url = url

    async def connect(self) -> Connection:
        return await asyncpg.connect(self.url)

    async def value(self, query: str, *arguments: Any) -> Any:
        async with Opened(self.url) as db:
            return await db.fetchval(query, *arguments)

    async def execute(self, statement: str) -> None:
        async with Opened(self.url) as db:
            await db.execute(statement)

    async def agrees(self, ledger: Ledger) -> None:
        rows = await ledger.rows()
        async with Opened(self.url) as db:
            events = await db.fetch("select position, id from model.event where service = $1 order by 1", ledger.service)
            counters = await db.fetch("select id, number, seen from model.counter")
        assert [tuple(event) for event in events] == [(row.position, row.id) for row in rows]
        last = {row.key: row.version for row in rows if row.type == "Counted"}
        mine = {counter["id"]: counter for counter in counters if counter["id"] in last}
        assert {key: (counter["number"], counter["seen"]) for key, counter in mine.items()} == {
            key: (version, version) for key, version in last.items()
        }


@pytest.fixture
def model(target: Database) -> Model:
    return Model(target.admin_url)


def relaying(ledger: Ledger, nc: Broker) -> Coroutine[None, None, None]:
    return Relay(nc, ledger.connect, ledger.service, classify=lambda _: "PUBLIC", wake=ledger.wake).run()


async def test_tables_follow_the_log(ledger: Ledger, model: Model, nc: Broker) -> None:
    announced: list[dict[str, int]] = []
    projector = Projector(counting(), model.connect, nc, announce=lambda positions: announced.append(dict(positions)))
    keys = [uuid4() for _ in range(40)]
    async with Running(relaying(ledger, nc), projector.run()):
        for _ in range(20):
            position = await ledger.append(*keys)
            assert await projector.reached("counters", position, 10)
            assert announced[-1] == projector.positions == {"counters": position}
            assert await model.value("select position from model.checkpoint") == position
        assert not await projector.reached("counters", position + 1, 0.05)
        assert [at["counters"] for at in announced] == sorted(at["counters"] for at in announced)
    await model.agrees(ledger)


async def test_a_restarted_projector_goes_on_where_it_was(ledger: Ledger, model: Model, nc: Broker) -> None:
    keys = [uuid4() for _ in range(30)]
    async with Running(relaying(ledger, nc)):
        for _ in range(6):
            position = await ledger.append(*keys * 3)
            projector = Projector(counting(), model.connect, nc, batch=10)
            async with Running(projector.run()):
                await projector.reached("counters", position - 45, 10)  # stopped in the middle
        projector = Projector(counting(), model.connect, nc)
        async with Running(projector.run()):
            assert await projector.reached("counters", position, 10)
    await model.agrees(ledger)


async def test_two_services_meet_in_one_table(ledger: Ledger, postgres: Postgres, model: Model, nc: Broker) -> None:
    database = await postgres.database()
    try:
        other = await Ledger("tallies", database.admin_url).create()
        projector = Projector(counting(1, "counters", "tallies"), model.connect, nc)
        async with Running(relaying(ledger, nc), relaying(other, nc), projector.run()):
            for _ in range(10):
                await asyncio.gather(ledger.append(*[uuid4()] * 5), other.append(*[uuid4()] * 7))
            assert await projector.reached("counters", 50, 10)
            assert await projector.reached("tallies", 70, 10)
        await model.agrees(ledger)
        await model.agrees(other)
    finally:
        await postgres.drop(database)


async def test_a_lost_connection_and_a_dead_broker_change_nothing(
    ledger: Ledger, model: Model, nc: Broker, nats_server: NatsServer
) -> None:
    keys = [uuid4() for _ in range(50)]
    projector = Projector(counting(), model.connect, nc, batch=20)
    async with Running(relaying(ledger, nc), projector.run()):
        for fault in range(8):
            position = await ledger.append(*keys * 4)
            if fault % 4 == 3:
                nats_server.kill()
                if fault == 7:
                    nats_server.wipe()
                nats_server.start()
            else:
                await model.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity "
                    "where datname = current_database() and pid <> pg_backend_pid()"
                )
        assert await projector.reached("counters", position, 20)
    await model.agrees(ledger)


async def test_a_dropped_read_model_comes_back(ledger: Ledger, model: Model, nc: Broker) -> None:
    position = await ledger.append(*[uuid4() for _ in range(100)])
    projector = Projector(counting(), model.connect, nc)
    async with Running(relaying(ledger, nc), projector.run()):
        assert await projector.reached("counters", position, 10)
        await model.execute("drop schema model cascade")
        position = await ledger.append(*[uuid4() for _ in range(100)])
        assert await projector.reached("counters", position, 10)
        await model.agrees(ledger)


async def test_a_dropped_database_comes_back(
    ledger: Ledger, postgres: Postgres, target: Database, model: Model, nc: Broker
) -> None:
    position = await ledger.append(*[uuid4() for _ in range(100)])
    projector = Projector(counting(), model.connect, nc)
    async with Running(relaying(ledger, nc), projector.run()):
        assert await projector.reached("counters", position, 10)
        await postgres.drop(target)
        position = await ledger.append(*[uuid4() for _ in range(10)])
        async with Opened(postgres.server.url()) as db:
            await db.execute(f"create database {target.name}")
        assert await projector.reached("counters", position, 10)
        await model.agrees(ledger)


async def test_a_new_version_is_built_beside_and_swapped_in_while_events_arrive(ledger: Ledger, model: Model, nc: Broker) -> None:
    keys = [uuid4() for _ in range(100)]
    await ledger.append(*keys * 20)
    async with Running(relaying(ledger, nc)):
        first = Projector(counting(), model.connect, nc)
        async with Running(first.run()):
            assert await first.reached("counters", 2000, 20)
        progress: list[tuple[int, int]] = []
        seen: list[int] = []
        second = Projector(
            counting(2), model.connect, nc, batch=50,
            progress=lambda read, goal: progress.append((read["counters"], goal["counters"])),
        )  # fmt: skip
        old = await model.value("select fingerprint from model.projection")
        async with Running(second.run()), Opened(model.url) as reader, asyncio.timeout(30):
            while await reader.fetchval("select fingerprint from model.projection") == old:
                # The old tables serve reads until the new ones show at least as much.
                count = await reader.fetchval("select count(*) from model.event")
                if await reader.fetchval("select fingerprint from model.projection") == old:
                    seen.append(count)
                await ledger.append(*keys[:5])
            assert await reader.fetchval("select count(*) from model.event") >= 2000
            position = await ledger.append(*keys)
            assert await second.reached("counters", position, 10)
        assert set(seen) == {2000}
        assert any(0 < read < goal for read, goal in progress)
        assert [read for read, _ in progress] == sorted(read for read, _ in progress)
    await model.agrees(ledger)
    assert await model.value("select count(*) from pg_namespace where nspname like 'model%'") == 1


async def test_readers_with_prepared_statements_follow_the_swap(ledger: Ledger, model: Model, nc: Broker) -> None:
    await ledger.append(*[uuid4() for _ in range(50)])
    async with Running(relaying(ledger, nc)), Opened(model.url) as reader:
        for version in (1, 2, 3):
            projector = Projector(counting(version), model.connect, nc)
            async with Running(projector.run()):
                position = await ledger.append(uuid4())
                assert await projector.reached("counters", position, 10)
                if version == 1:
                    await reader.execute("set search_path = model")
                    count = await reader.prepare("select count(*) from event")
                assert await count.fetchval() == position


async def test_an_interrupted_rebuild_starts_over(ledger: Ledger, model: Model, nc: Broker) -> None:
    await ledger.append(*[uuid4() for _ in range(100)] * 10)
    async with Running(relaying(ledger, nc)):
        first = Projector(counting(), model.connect, nc)
        async with Running(first.run()):
            assert await first.reached("counters", 1000, 20)
        for _ in range(3):
            second = await _interrupted(model, nc)
            assert second.positions == {"counters": 1000}, "the old tables' position is what readers can see"
            await model.agrees(ledger)
        third = Projector(counting(2), model.connect, nc)
        async with Running(third.run()):
            await until(lambda: _swapped(model, third), "swapped")
        await model.agrees(ledger)


async def test_the_swap_commits_although_more_was_about_to_be_written(ledger: Ledger, model: Model, nc: Broker) -> None:
    keys = [uuid4() for _ in range(10)]
    await ledger.append(*keys * 4)
    async with Running(relaying(ledger, nc)):
        first = Projector(counting(), model.connect, nc)
        async with Running(first.run()):
            assert await first.reached("counters", 40, 20)
        await ledger.append(*keys)
        projection, gate, read, handed = counting(2), asyncio.Event(), [0], [0]

        @projection.after
        async def wait(db: Connection, _rows: Touched) -> None:
            if await db.fetchval("select position from checkpoint") == 50:
                await gate.wait()

        second = Projector(projection, model.connect, nc, batch=10, progress=lambda at, _goal: read.append(at["counters"]))
        hand_over = second._hand_over

        async def handing_over(service: str, events: Sequence[Recorded], log: UUID, queue: Any) -> None:
            await hand_over(service, events, log, queue)
            handed.append(events[-1].position)

        second._hand_over = handing_over  # type: ignore[method-assign]
        async with Running(second.run()):
            await until(lambda: read[-1] >= 40, "it is about to swap, as soon as the batch under way is written")
            position = await ledger.append(*keys)
            await until(lambda: handed[-1] > 50, "the next batch waits for its turn")
            gate.set()
            await until(lambda: _swapped(model, second), "swapped")
            assert await second.reached("counters", position, 10)
            await model.agrees(ledger)


async def _interrupted(model: Model, nc: Broker) -> Projector:
    read: list[int] = []
    projector = Projector(counting(2), model.connect, nc, batch=10, progress=lambda at, _: read.append(at["counters"]))
    async with Running(projector.run()):
        await until(lambda: read and read[-1] >= 100, "under way")
        assert read[0] < 100, "from the start"
    return projector


async def _swapped(model: Model, projector: Projector) -> bool:
    return bool(await model.value("select fingerprint from model.projection") == projector._projection.fingerprint)


async def test_a_rebuild_never_shows_less_than_before(ledger: Ledger, model: Model, nc: Broker, nats_server: NatsServer) -> None:
    await ledger.append(*[uuid4() for _ in range(100)])
    async with Running(relaying(ledger, nc)):
        first = Projector(counting(), model.connect, nc)
        async with Running(first.run()):
            assert await first.reached("counters", 100, 20)
    nats_server.kill()
    nats_server.wipe()
    nats_server.start()
    second = Projector(counting(2), model.connect, nc, batch=5)
    progressed = asyncio.Event()
    second._progress = lambda _read, _goal: progressed.set()
    async with Running(second.run()):
        for _ in range(2):
            progressed.clear()
            await asyncio.wait_for(progressed.wait(), 10)  # an empty stream is no reason to swap in empty tables
        assert not await _swapped(model, second)
        async with Running(relaying(ledger, nc)):
            await until(lambda: _swapped(model, second), "swapped")
            assert await model.value("select count(*) from model.event") == 100


async def test_tables_of_another_log_are_replaced(ledger: Ledger, model: Model, nc: Broker) -> None:
    for _ in range(5):
        await ledger.append(*[uuid4() for _ in range(10)])
    projector = Projector(counting(), model.connect, nc)
    async with Running(projector.run()):
        async with Running(relaying(ledger, nc)):
            assert await projector.reached("counters", 50, 10)
        await nc.api("STREAM.DELETE.counters")
        await ledger.execute(
            "delete from log.events where position > 20",
            "update log.head set id = gen_random_uuid(), position = 20, root = (select root from log.events where position = 20)",
        )
        await ledger.append(*[uuid4() for _ in range(60)])
        async with Running(relaying(ledger, nc)):
            await until(lambda: projector.positions["counters"] != 50, "positions of the old log are void")
            assert await model.value("select position from model.checkpoint") != 50 or projector.positions["counters"] == 0
            await until(lambda: _log(model, nc), "the tables follow the log there is now")
            assert await projector.reached("counters", 80, 10)
    await model.agrees(ledger)


async def _log(model: Model, nc: Broker) -> bool:
    found = await end(nc, "counters")
    return found is not None and await model.value("select log from model.checkpoint") == found[0]


async def test_of_two_projectors_one_works_and_the_other_takes_over(ledger: Ledger, model: Model, nc: Broker) -> None:
    first, second = Projector(counting(), model.connect, nc), Projector(counting(), model.connect, nc)
    async with Running(relaying(ledger, nc), second.run()):
        async with Running(first.run()):
            await until(lambda: first.active or second.active, "one works")
            position = await ledger.append(uuid4(), uuid4())
            assert await first.reached("counters", position, 10)
            assert await second.reached("counters", position, 10), "the one that waits knows the positions too"
            assert first.active is not second.active
        position = await ledger.append(uuid4())
        assert await second.reached("counters", position, 10)
        assert second.active
    await model.agrees(ledger)


async def test_a_moved_checkpoint_fences_off_the_batch(ledger: Ledger, model: Model, nc: Broker) -> None:
    await ledger.append(*[uuid4() for _ in range(10)])
    projector = Projector(counting(), model.connect, nc)
    async with Running(relaying(ledger, nc), projector.run()):
        assert await projector.reached("counters", 10, 10)
        # Somebody applies the next event behind its back.
        await ledger.append(uuid4())
        await projector.reached("counters", 11, 10)
        async with Opened(model.url) as db, db.transaction():
            await db.execute("update model.checkpoint set position = 12")
            await ledger.append(uuid4(), uuid4())
            await take(nc, "counters", 13)
        assert await projector.reached("counters", 13, 10)
    assert await model.value("select array_agg(position order by position) from model.event where position > 10") == [11, 13]


async def test_an_event_of_unknown_type_is_seen_and_skipped(ledger: Ledger, model: Model, nc: Broker) -> None:
    projector = Projector(counting(), model.connect, nc)
    async with Running(relaying(ledger, nc), projector.run()):
        await ledger.append(uuid4(), event=Poisoned())
        position = await ledger.append(uuid4())
        assert await projector.reached("counters", position, 10)
    await model.agrees(ledger)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projector_module, "RETRY", 0.05)


@pytest.mark.usefixtures("patient")
async def test_an_event_that_cannot_be_applied_stalls_its_service_only(
    ledger: Ledger, postgres: Postgres, model: Model, nc: Broker
) -> None:
    database = await postgres.database()
    try:
        other = await Ledger("tallies", database.admin_url).create()
        projection, broken = counting(1, "counters", "tallies"), True

        @projection.on(Poisoned)
        def poisoned(_event: Poisoned, recorded: Recorded, changes: Changes) -> None:
            changes.put(COUNTER, id=recorded.key, number=0)
            if broken:
                raise ValueError("081234567890 is a telephone number")

        projector = Projector(projection, model.connect, nc)
        async with Running(relaying(ledger, nc), relaying(other, nc), projector.run()):
            await ledger.append(*[uuid4()] * 5)
            await ledger.append(uuid4(), event=Poisoned())
            await ledger.append(*[uuid4()] * 5)
            await until(lambda: projector.stalled, "stalled")
            assert projector.stalled == {"counters": "ValueError at position 6, Poisoned"}
            assert await projector.reached("counters", 5, 10), "what came before it is applied"
            await other.append(*[uuid4()] * 9)
            assert await projector.reached("tallies", 9, 10), "the other service goes on"
            broken = False
            assert await projector.reached("counters", 11, 10)
            assert projector.stalled == {}
        await model.agrees(ledger)
    finally:
        await postgres.drop(database)


@pytest.mark.usefixtures("patient")
async def test_a_row_that_the_table_refuses_stalls_without_a_trace(ledger: Ledger, model: Model, nc: Broker) -> None:
    projection = counting()

    @projection.on(Poisoned)
    def poisoned(_event: Poisoned, recorded: Recorded, changes: Changes) -> None:
        changes.put(COUNTER, id=recorded.key, number=None)

    projector = Projector(projection, model.connect, nc)
    async with Running(relaying(ledger, nc), projector.run()):
        position = await ledger.append(uuid4())
        assert await projector.reached("counters", position, 10)
        await ledger.append(uuid4(), event=Poisoned())
        await until(lambda: projector.stalled, "stalled")
        assert projector.stalled == {"counters": "NotNullViolationError (23502) after position 1"}
        assert await model.value("select count(*) from model.event") == 1
        await model.execute("alter table model.counter alter number drop not null")
        assert await projector.reached("counters", 2, 10)


async def test_a_hook_sees_the_rows_touched_in_its_batch(ledger: Ledger, model: Model, nc: Broker) -> None:
    projection, keys = counting(), [uuid4(), uuid4()]
    touched: list[set[tuple[UUID]]] = []

    @projection.after
    async def hook(db: Connection, rows: Touched) -> None:
        await db.execute("update counter set seen = seen + 100 where id = any($1)", [key for (key,) in rows[COUNTER]])
        touched.append(convert(rows[COUNTER], set[tuple[UUID]]))

    projector = Projector(projection, model.connect, nc)
    async with Running(relaying(ledger, nc), projector.run()):
        assert await projector.reached("counters", await ledger.append(keys[0], keys[0]), 10)
        assert await projector.reached("counters", await ledger.append(keys[1]), 10)
    assert set().union(*touched) == {(key,) for key in keys}
    assert touched[-1] == {(keys[1],)}
    assert await model.value("select seen from model.counter where id = $1", keys[1]) == 101


@pytest.mark.parametrize("name", ["Model", "mo del", "mo;del"])
def test_a_projection_has_a_plain_name(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be a schema's name"):
        Projection(name, 1, METADATA, ("counters",))


def test_a_projection_does_not_take_the_projectors_tables() -> None:
    metadata = sa.MetaData()
    sa.Table("checkpoint", metadata, sa.Column("id", sa.Integer, primary_key=True))
    with pytest.raises(ValueError, match="checkpoint"):
        Projection("model", 1, metadata, ("counters",))


def _variant(change: Callable[[sa.MetaData], object]) -> str:
    metadata = sa.MetaData()
    for table in METADATA.tables.values():
        table.to_metadata(metadata)
    change(metadata)
    return Projection("model", 1, metadata, ("counters",)).fingerprint


def test_the_fingerprint_tells_tables_apart() -> None:
    same = counting().fingerprint
    assert _variant(lambda _: None) == same
    assert same != counting(2).fingerprint
    assert same != counting(1, "counters", "tallies").fingerprint
    assert same != _variant(lambda metadata: metadata.tables["counter"].append_column(sa.Column("more", sa.Text)))
    assert same != _variant(lambda metadata: sa.Index("more", metadata.tables["counter"].c.number))
