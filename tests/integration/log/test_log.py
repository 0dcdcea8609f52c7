"""The log in a real database: what an append may do, what is stored of it, what verification finds."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest
from msgspec import structs

from libs.events.codec import Recorded
from libs.events.log import (
    ANY,
    BEGINNING,
    LIMIT,
    Append,
    Broken,
    ClaimTaken,
    Difference,
    GuardConflict,
    Outdated,
    Receipt,
    Rejected,
    Undurable,
    Verified,
    VersionConflict,
    append,
    check_durability,
    compare,
    digest,
    head,
    held,
    holders,
    pages,
    read,
    receipt,
    tail,
    verify_log,
)
from tests.conftest import Database
from tests.log_events import NOON, UNFIT, Connect, Connection, appending, pending


async def one(db: Connection, what: Append) -> Receipt | Rejected:
    return (await append(db, [what]))[0]


async def test_an_event_comes_back_as_it_was_given(app: Connection) -> None:
    first = structs.replace(pending(b'{"a":"\xc3\xa9"}', b'{"b":1}', at=NOON), schema=3, type="VisitBegun")
    second = pending()
    command = uuid4()
    earliest = await app.fetchval("select now()")
    assert await one(app, Append("visit-1", 0, [first, second], command)) == Receipt(2, 2)
    events = await read(app, "visit-1")
    assert events == await tail(app, 0)
    assert [structs.astuple(event)[:7] for event in events] == [
        (1, "visit-1", 1, first.id, "VisitBegun", 3, NOON),
        (2, "visit-1", 2, second.id, "Happened", 1, NOON),
    ]
    assert [(event.data, event.meta) for event in events] == [(b'{"a":"\xc3\xa9"}', b'{"b":1}'), (b"{}", b"{}")]
    assert [event.command for event in events] == [None, command]
    assert events[0].root is None
    assert earliest <= events[0].recorded_at == events[1].recorded_at <= datetime.now(UTC) + timedelta(seconds=1)
    now = await head(app)
    assert (now.position, now.root) == (2, events[1].root)
    assert await receipt(app, command) == events[1]
    assert await receipt(app, uuid4()) is None
    shown = await app.fetchrow("select data ->> 'a' as a, meta ->> 'b' as b, root from log.readable where position = 1")
    assert tuple(shown or ()) == ("é", "1", None)


async def test_reading_goes_on_after_what_is_known(app: Connection) -> None:
    await append(app, [appending(f"s-{i % 2}", events=2) for i in range(6)])
    assert [event.version for event in await read(app, "s-1", 4)] == [5, 6]
    assert await read(app, "s-1", 6) == []
    assert [event.position for event in await tail(app, 3, 4)] == [4, 5, 6, 7]
    assert [[event.position for event in page] async for page in pages(app, 2, 9, size=3)] == [[3, 4, 5], [6, 7, 8], [9]]
    assert [len(page) async for page in pages(app, size=7)] == [7, 5]


async def test_each_refusal_says_what_stands_in_the_way_and_leaves_no_trace(app: Connection) -> None:
    await append(app, [appending("a", 0, claims=("k:1",)), appending("b", 0, events=3)])
    before = await head(app)
    outcomes = await append(
        app,
        [
            appending("b", 0, claims=("k:2",)),
            appending("c", 0, guards={"a": 1, "b": 2}, claims=("k:2",)),
            appending("c", 0, claims=("k:2", "k:1"), releases=("k:1",)),
            appending("c", 1),
        ],
    )
    version, guard, claim, unborn = outcomes
    assert isinstance(version, VersionConflict)
    assert version.actual == 3
    assert isinstance(guard, GuardConflict)
    assert (guard.stream, guard.actual) == ("b", 3)
    assert isinstance(claim, ClaimTaken)
    assert (claim.key, claim.holder) == ("k:1", "a")
    assert isinstance(unborn, VersionConflict)
    assert unborn.actual == 0
    assert await head(app) == before
    assert await holders(app, ["k:1", "k:2"]) == {"k:1": "a"}


async def test_a_repeated_command_gets_its_first_receipt_in_the_same_call_and_later(app: Connection) -> None:
    command = uuid4()
    both = await append(app, [appending("a", 0, 2, command=command), appending("a", 0, 2, command=command), appending("b", 0)])
    assert both == [Receipt(2, 2), Receipt(2, 2, repeated=True), Receipt(1, 3)]
    assert await one(app, appending("elsewhere", 0, command=command)) == Receipt(2, 2, repeated=True)


async def test_an_append_without_events_moves_claims_alone_and_is_not_remembered(app: Connection) -> None:
    await append(app, [appending("a", 0)])
    taking = appending("a", 1, events=0, claims=("k:1",))
    assert await append(app, [taking, taking]) == [Receipt(1, 1), Receipt(1, 1)]
    assert await holders(app, ["k:1"]) == {"k:1": "a"}
    assert await receipt(app, taking.command) is None
    assert isinstance(await one(app, appending("b", 0, events=0, claims=("k:1",))), ClaimTaken)
    assert await one(app, appending("a", ANY, events=0, releases=("k:1", "k:0"))) == Receipt(1, 1)
    assert await holders(app, ["k:1"]) == {}
    assert (await verify_log(app)).position == 1


async def test_claims_are_found_by_key_and_by_prefix(app: Connection) -> None:
    keys = ("unit:1", "unit:2", "unit:21", "unit;", "uni", "unit:é", "unit%3")
    await append(app, [appending(f"s-{key}", 0, claims=(key,)) for key in keys])
    assert await held(app, "unit:") == {key: f"s-{key}" for key in ("unit:1", "unit:2", "unit:21", "unit:é")}
    assert await held(app, "unit:2") == {"unit:2": "s-unit:2", "unit:21": "s-unit:21"}
    assert await held(app, "none:") == {}
    assert await holders(app, ["uni", "unit:3"]) == {"uni": "s-uni"}
    assert await holders(app, []) == {}


class Model:
    """What a log would do that made one append at a time."""

    def __init__(self) -> None:
        self.versions: dict[str, int] = {}
        self.claims: dict[str, str] = {}
        self.commands: dict[UUID, Receipt] = {}
        self.position = 0
        self.seen: Counter[str] = Counter()

    def agrees(self, what: Append, outcome: Receipt | Rejected) -> bool:
        if what.command in self.commands:
            self.seen["repeated"] += 1
            return outcome == structs.replace(self.commands[what.command], repeated=True)
        version = self.versions.get(what.stream, 0)
        if what.expected not in (ANY, version):
            self.seen["version"] += 1
            return isinstance(outcome, VersionConflict) and outcome.actual == version
        moved = {stream: self.versions.get(stream, 0) for stream in what.guards}
        moved = {stream: actual for stream, actual in moved.items() if actual != what.guards[stream]}
        if moved:
            self.seen["guard"] += 1
            return isinstance(outcome, GuardConflict) and moved.get(outcome.stream) == outcome.actual
        taken = {key: self.claims[key] for key in what.claims if self.claims.get(key, what.stream) != what.stream}
        if taken:
            self.seen["claim"] += 1
            return isinstance(outcome, ClaimTaken) and taken.get(outcome.key) == outcome.holder
        self.seen["appended"] += 1
        for key in what.releases:
            if self.claims.get(key) == what.stream:
                del self.claims[key]
        self.claims |= dict.fromkeys(what.claims, what.stream)
        if what.events:
            self.versions[what.stream] = version + len(what.events)
            self.position += len(what.events)
            self.commands[what.command] = Receipt(self.versions[what.stream], self.position)
        return outcome == Receipt(version + len(what.events), self.position)

    def random_append(self, chance: random.Random, used: list[UUID]) -> Append:
        stream = f"s-{chance.randrange(6)}"
        version = max(0, self.versions.get(stream, 0) + chance.choice((0, 0, 0, 1, 2, -1)))
        used.append(chance.choice(used) if chance.random() < 0.1 else uuid4())
        others = {f"s-{chance.randrange(6)}" for _ in range(2)} if chance.random() < 0.2 else set()
        return appending(
            stream,
            chance.choice((ANY, version)),
            chance.choice((0, 1, 1, 3)),
            command=used[-1],
            guards={other: self.versions.get(other, 0) for other in others},
            claims=tuple(f"k:{chance.randrange(5)}" for _ in range(chance.choice((0, 0, 1, 2)))),
            releases=(f"k:{chance.randrange(5)}",) if chance.random() < 0.2 else (),
        )


@pytest.mark.parametrize("seed", [7, 11])
async def test_a_batch_does_what_the_same_appends_would_do_one_after_the_other(app: Connection, seed: int) -> None:
    chance, model, used = random.Random(seed), Model(), [uuid4()]
    for _ in range(150):
        batch = [model.random_append(chance, used) for _ in range(chance.choice((1, 2, 5, 20, 60)))]
        for what, outcome in zip(batch, await append(app, batch), strict=True):
            assert model.agrees(what, outcome), (what, outcome)
    assert min(model.seen[kind] for kind in ("appended", "repeated", "version", "guard", "claim")) > 20, model.seen
    assert await held(app, "") == model.claims
    events = await tail(app, 0, 100_000)
    assert Counter(event.stream for event in events) == {s: v for s, v in model.versions.items() if v}
    versions: Counter[str] = Counter()
    for event in events:
        versions[event.stream] += 1
        assert event.version == versions[event.stream]
    assert {e.command: Receipt(e.version, e.position) for e in events if e.command} == model.commands
    assert (await verify_log(app)).position == model.position == len(events)


async def test_a_full_batch_on_one_stream_is_no_special_case(app: Connection) -> None:
    outcomes = await append(app, [appending("hot", version) for version in range(LIMIT)])
    assert outcomes == [Receipt(version, version) for version in range(1, LIMIT + 1)]
    assert [event.version for event in await read(app, "hot")] == list(range(1, LIMIT + 1))
    assert [event.root is not None for event in await tail(app, 0)] == [False] * (LIMIT - 1) + [True]
    with pytest.raises(ValueError, match="at most 512"):
        await append(app, [appending("hot")] * (LIMIT + 1))


@pytest.mark.parametrize("what", UNFIT)
async def test_a_value_that_cannot_be_stored_fails_its_call_and_nothing_is_appended(app: Connection, what: str) -> None:
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, ValueError)):
        await append(app, [appending("good", 0), UNFIT[what]])
    assert (await head(app)).position == 0
    assert await tail(app, 0) == []


RAW = "select * from log.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"


async def test_the_function_keeps_positions_gapless_whatever_it_is_given(app: Connection) -> None:
    await append(app, [appending("a", 0, 3)])
    before = await head(app)
    for count, given in ((2, 1), (1, 2), (-1, 0), (None, 1), (0, 1)):
        columns = [[uuid4()] * given, ["T"] * given, [1] * given, [NOON] * given, [b"{}"] * given, [b"{}"] * given]
        with pytest.raises(asyncpg.PostgresError):
            await app.fetch(RAW, ["s"], [ANY], [count], [uuid4()], [None], *columns)
        assert await head(app) == before
    assert (await verify_log(app)).position == 3


async def test_no_plan_of_the_function_depends_on_costs(app: Connection) -> None:
    """With just-in-time compilation or sequential scans an append would take up to 60 times as long, on some servers only."""
    settings = await app.fetchval("select proconfig from pg_proc where oid = to_regproc('log.append')")
    assert set(settings) == {
        "search_path=log, pg_temp",
        "jit=off",
        "enable_seqscan=off",
        "enable_bitmapscan=off",
        "plan_cache_mode=force_generic_plan",
    }


async def test_a_stricter_isolation_level_is_refused(app: Connection) -> None:
    with pytest.raises(asyncpg.FeatureNotSupportedError, match="READ COMMITTED"):
        async with app.transaction(isolation="repeatable_read"):
            await append(app, [appending("a", 0)])


async def test_python_and_the_database_compute_the_same_digest(owner: Connection) -> None:
    await append(owner, [appending("é-1", 0, 2), Append("s-2", ANY, [pending(at=datetime(1848, 3, 1, tzinfo=UTC))], uuid4())])
    theirs = await owner.fetch(
        "select log.digest(position, version, id, schema, occurred_at, recorded_at, stream, type, data, meta, command) "
        "from log.events order by position"
    )
    assert [row[0] for row in theirs] == [digest(event) for event in await tail(owner, 0)]


TAMPERED = {
    "stream": "'s-9'",
    "version": "version + 100",
    "id": "gen_random_uuid()",
    "type": "'Other'",
    "schema": "schema + 1",
    "occurred_at": "occurred_at + interval '1 microsecond'",
    "recorded_at": "recorded_at - interval '1 microsecond'",
    "data": r"'\x7b7d20'",
    "meta": r"'\x7b7d20'",
    "command": "case when command is null then gen_random_uuid() end",
    "root": "case when root is null then sha256('') end",
}


async def tampered(owner: Connection, *statements: str) -> Broken:
    """What verification says after these statements, which are then undone."""
    undone = owner.transaction()
    await undone.start()
    for statement in statements:
        assert not (await owner.execute(statement)).endswith(" 0"), statement
    try:
        with pytest.raises(Broken) as found:
            await verify_log(owner)
        return found.value
    finally:
        await undone.rollback()


async def test_whatever_is_changed_in_the_log_is_found(owner: Connection) -> None:
    for _ in range(3):
        await append(owner, [appending("s-1", events=2), appending("s-2", events=2)])
    assert set(TAMPERED) | {"position"} == set(Recorded.__struct_fields__)
    for column, value in TAMPERED.items():
        for position in (1, 6, 8, 12):
            found = await tampered(owner, f"update log.events set {column} = {value} where position = {position}")
            assert found.position in ((position - 1) // 4 * 4 + 1, 13), (column, position)
    again = "gen_random_uuid(), type, schema, occurred_at, recorded_at, data, meta, null, null"
    assert (await tampered(owner, "update log.events set position = 13 where position = 7")).position == 13
    assert (await tampered(owner, "delete from log.events where position = 6")).position == 6
    assert (await tampered(owner, "delete from log.events where position > 8")).position == 9
    assert (await tampered(owner, "delete from log.events where position = 12")).position == 12
    slipped = f"insert into log.events select 13, stream, 99, {again} from log.events where position = 1"
    assert (await tampered(owner, slipped)).position == 13
    moved = "update log.events set position = -position where position > 5"
    back = "update log.events set position = 1 - position where position < 0"
    between = f"insert into log.events select 6, stream, 99, {again} from log.events where position = 1"
    assert (await tampered(owner, moved, back, between, "update log.head set position = 13")).position == 5
    assert (await tampered(owner, "update log.head set position = 8")).position == 9
    assert (await tampered(owner, "update log.head set root = sha256('')")).position == 13
    assert (await tampered(owner, "delete from log.events where position > 8", "update log.head set position = 8")).position == 9
    assert (await verify_log(owner)).position == 12


async def test_verification_goes_on_from_what_was_verified_before(app: Connection) -> None:
    await append(app, [appending("s-1", events=3)])
    earlier = await verify_log(app)
    await append(app, [appending("s-1", events=3)])
    now = await head(app)
    reached: list[int] = []
    assert await verify_log(app, start=earlier, progress=reached.append) == Verified(now.position, now.root)
    assert reached == [6]
    assert earlier != BEGINNING


async def test_a_witness_outside_finds_a_log_rewritten_by_its_owner(owner: Connection) -> None:
    for version in range(4):
        await append(owner, [appending("s-1", version)])
    kept = await tail(owner, 0)

    async def witness() -> AsyncIterator[Sequence[Recorded]]:
        yield kept

    assert await compare(pages(owner, size=3), witness()) is None
    await owner.execute("delete from log.events where position > 2")
    await owner.execute("update log.head set (position, root) = (select position, root from log.events where position = 2)")
    assert (await verify_log(owner)).position == 2
    assert await compare(pages(owner), witness()) == Difference(3, ())
    await append(owner, [appending("s-1", 2), appending("s-1", 3)])
    assert (await verify_log(owner)).position == 4
    found = await compare(pages(owner), witness())
    assert found is not None
    assert found.position == 3
    assert {"id", "root"} <= set(found.columns)


async def test_a_reader_of_the_tail_misses_nothing_of_sixteen_writers(app: Connection, connect: Connect) -> None:
    writers, each = 16, 25
    seen: list[Recorded] = []

    async def write(number: int) -> None:
        db = await connect()
        for count in range(each):
            assert await append(db, [appending(f"s-{number}", count), appending("all", events=2)])

    async def follow() -> None:
        while len(seen) < writers * each * 3:
            seen.extend(await tail(app, seen[-1].position if seen else 0, 50))

    async with asyncio.timeout(30):
        await asyncio.gather(follow(), *(write(number) for number in range(writers)))
    assert [event.position for event in seen] == list(range(1, len(seen) + 1))
    assert seen == await tail(app, 0, 10_000)
    assert (await verify_log(app)).position == len(seen)


async def test_verification_beside_writers_never_raises_a_false_alarm(app: Connection, connect: Connect) -> None:
    writer = await connect()

    async def write() -> None:
        for _ in range(150):
            await append(writer, [appending("s-1", events=3)])

    writing = asyncio.create_task(write())
    reached = [await verify_log(app)]
    while not writing.done():
        reached.append(await verify_log(app))
    await writing
    assert len({end.position for end in reached}) > 2


async def test_a_database_that_may_forget_is_refused_unless_it_is_a_test(log: Database, app: Connection) -> None:
    await check_durability(app, test=False)
    await app.execute("set synchronous_commit = off")
    with pytest.raises(Undurable, match="synchronous_commit switched off"):
        await check_durability(app, test=False)
    await check_durability(app, test=True)


class Answering:
    def __init__(self, *row: object) -> None:
        self.row = row

    async def fetch(self, query: str, *args: object, timeout: float | None = None) -> list[object]:  # noqa: ASYNC109 asyncpg's
        assert (query.split(maxsplit=1)[0], args, timeout) == ("select", (), None)
        return [self.row]


async def test_a_server_that_is_too_old_is_refused_in_a_sentence() -> None:
    with pytest.raises(Outdated, match=r"^the log needs PostgreSQL 15 or newer, this is 14\.9$"):
        await check_durability(Answering(14, "14.9", []), test=True)
    with pytest.raises(Undurable, match="fsync, full_page_writes"):
        await check_durability(Answering(15, "15.1", ["fsync", "full_page_writes"]), test=False)
    await check_durability(Answering(15, "15.1", []), test=False)
