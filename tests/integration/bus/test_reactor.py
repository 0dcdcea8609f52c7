"""Each event leads to its commands once and in its stream's order; what cannot be done waits for a person and holds up nobody."""

import asyncio
from collections import defaultdict
from collections.abc import Coroutine, Sequence
from runpy import run_path
from typing import Any
from uuid import UUID, uuid4, uuid5

import asyncpg
import pytest

from infra.local.nats import NatsServer
from libs.events import dead_letters
from libs.events import reactor as reactor_module
from libs.events.codec import Codec, Recorded
from libs.events.each import Each
from libs.events.jetstream import Broker
from libs.events.message import Catalogue, Command, Event
from libs.events.reactor import Reactor, RefusedReaction
from libs.events.relay import Relay
from libs.events.single import Connection
from libs.events.writer import OutcomeUnknown, Unavailable
from tests.conftest import Database
from tests.integration.bus.ledger import REACTIONS, Counted, Ledger, Opened, Poisoned, Running, until


class Count(Command, frozen=True, kw_only=True):
    """What the reaction wants done."""

    counter_id: UUID
    number: int


CODEC = Codec(Catalogue())


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reactor_module, "LOOK", 0.05)
    monkeypatch.setattr(reactor_module, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(reactor_module, "LONGEST_PAUSE", 0.05)


class Inbox:
    """A service that takes commands once per id, as the real log does, and keeps the order of what it did."""

    def __init__(self, url: str, nc: Broker) -> None:
        self.url, self.nc = url, nc
        self.done: dict[UUID, tuple[Count, Recorded]] = {}
        self.repeated = 0
        self.failing: dict[UUID, list[Exception]] = defaultdict(list)
        self.broken: set[UUID] = set()
        self.gate = asyncio.Event()
        self.gate.set()
        self.halt = -1
        """After so many commands the next ones hang at the gate."""
        self.running = self.most = 0
        self.known: list[UUID] = []
        self.unknown = 0
        """How many looks find that nothing is known yet."""
        self.looks: list[Each] = []

    async def connect(self) -> Connection:
        return await asyncpg.connect(self.url)

    def reactor(self, *, batch: int = 200) -> Reactor:
        catalogue = Catalogue()
        catalogue.events.update({"Counted": Counted})
        return Reactor(
            "watch",
            "counters",
            self.connect,
            self.nc,
            react=self.react,
            execute=self.execute,
            look=self.look,
            codec=Codec(catalogue),
            batch=batch,
        )

    @staticmethod
    def react(event: Event, recorded: Recorded) -> Sequence[Command | Each]:
        assert isinstance(event, Counted)
        first = Count(counter_id=recorded.key, number=event.number)
        return [first] if event.number % 2 else [first, Count(counter_id=recorded.key, number=-event.number)]

    async def look(self, each: Each, _recorded: Recorded) -> Sequence[UUID]:
        self.looks.append(each)
        if len(self.looks) <= self.unknown:
            raise Unavailable
        return self.known

    async def execute(self, command: Command, command_id: UUID, recorded: Recorded) -> None:
        assert isinstance(command, Count)
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await asyncio.sleep(0)
            if len(self.done) == self.halt:
                self.gate.clear()
            await self.gate.wait()
            if self.failing[recorded.key]:
                raise self.failing[recorded.key].pop(0)
            if recorded.key in self.broken and command.number >= 3:
                raise RefusedReaction("NUMBER_TOO_HIGH")
            if command_id in self.done:
                self.repeated += 1
            else:
                self.done[command_id] = (command, recorded)
        finally:
            self.running -= 1

    def numbers(self, key: UUID) -> list[int]:
        return [command.number for command, recorded in self.done.values() if recorded.key == key]

    async def letters(self) -> list[dead_letters.Letter]:
        async with Opened(self.url) as db:
            return await dead_letters.letters(db)

    async def replay(self, key: UUID) -> int:
        async with Opened(self.url) as db:
            return await dead_letters.replay(db, "watch", f"counter-{key}")

    async def discard(self, position: int) -> bool:
        async with Opened(self.url) as db:
            return await dead_letters.discard(db, "watch", position)


def expected(count: int) -> list[int]:
    return [number for n in range(1, count + 1) for number in ([n] if n % 2 else [n, -n])]


@pytest.fixture
async def inbox(target: Database, nc: Broker) -> Inbox:
    async with Opened(target.admin_url) as db:
        await db.execute(run_path(str(REACTIONS))["TABLES"].partition("grant")[0])
    return Inbox(target.admin_url, nc)


def relaying(ledger: Ledger, nc: Broker) -> Coroutine[None, None, None]:
    return Relay(nc, ledger.connect, ledger.service, classify=lambda _: "PUBLIC", wake=ledger.wake).run()


async def test_each_event_leads_to_its_commands_under_ids_of_its_own(ledger: Ledger, inbox: Inbox, nc: Broker) -> None:
    keys = [uuid4() for _ in range(30)]
    reactor = inbox.reactor()
    async with Running(relaying(ledger, nc), reactor.run()):
        for _ in range(6):
            position = await ledger.append(*keys)
        await until(lambda: reactor.position == position, "all done")
    for key in keys:
        assert inbox.numbers(key) == expected(6)
    for row in await ledger.rows():
        assert uuid5(row.id, "watch/0") in inbox.done
    assert await inbox.letters() == []
    assert 1 < inbox.most <= reactor_module.AT_ONCE


async def test_an_interrupted_batch_is_repeated_under_the_same_ids(ledger: Ledger, inbox: Inbox, nc: Broker) -> None:
    keys = [uuid4() for _ in range(5)]
    position = await ledger.append(*keys * 8)
    inbox.halt = 20
    async with Running(relaying(ledger, nc)):
        async with Running(inbox.reactor().run()):
            await until(lambda: len(inbox.done) >= 20 and inbox.running, "in the middle")
        inbox.halt = -1
        inbox.gate.set()
        again = inbox.reactor()
        async with Running(again.run()):
            await until(lambda: again.position == position, "all done")
    assert inbox.repeated > 0
    for key in keys:
        assert inbox.numbers(key) == expected(8)


async def test_a_poison_event_is_put_aside_with_what_follows_it_in_its_stream(ledger: Ledger, inbox: Inbox, nc: Broker) -> None:
    bad, good = uuid4(), uuid4()
    inbox.broken.add(bad)
    reactor = inbox.reactor(batch=4)
    async with Running(relaying(ledger, nc), reactor.run()):
        for _ in range(6):
            position = await ledger.append(bad, good)
        await until(lambda: reactor.position == position, "all dealt with")
    assert inbox.numbers(good) == expected(6)
    assert inbox.numbers(bad) == expected(2)
    letters = await inbox.letters()
    assert [(letter.position, letter.tries) for letter in letters] == [(5, 3), (7, 0), (9, 0), (11, 0)]
    assert letters[0].error == "NUMBER_TOO_HIGH"
    assert {letter.stream for letter in letters} == {f"counter-{bad}"}
    assert {letter.type for letter in letters} == {"id.tigapilar.counters.Counted.v1"}


async def test_a_replay_goes_through_in_order_and_opens_the_stream_again(ledger: Ledger, inbox: Inbox, nc: Broker) -> None:
    key = uuid4()
    inbox.broken.add(key)
    reactor = inbox.reactor()
    async with Running(relaying(ledger, nc), reactor.run()):
        position = await ledger.append(*[key] * 6)
        await until(lambda: reactor.position == position, "all dealt with")
        assert await inbox.replay(key) == 4
        await until(lambda: _state(inbox, [(3, 6, False), (4, 0, False), (5, 0, False), (6, 0, False)]), "in vain, order kept")
        position = await ledger.append(key)
        await until(lambda: reactor.position == position, "put aside behind them")
        assert len(await inbox.letters()) == 5
        inbox.broken.clear()
        assert await inbox.replay(key) == 5
        await until(lambda: _state(inbox, []), "replayed")
        assert inbox.numbers(key) == expected(7)
        await ledger.append(key)
        await until(lambda: inbox.numbers(key) == expected(8), "open again")


async def _state(inbox: Inbox, state: list[tuple[int, int, bool]]) -> bool:
    return [(letter.position, letter.tries, letter.replay) for letter in await inbox.letters()] == state


async def test_a_discarded_event_lets_those_behind_it_go_on(ledger: Ledger, inbox: Inbox, nc: Broker) -> None:
    key, other = uuid4(), uuid4()
    reactor = inbox.reactor()
    async with Running(relaying(ledger, nc), reactor.run()):
        inbox.failing[key] = [ValueError()] * 3
        inbox.failing[other] = [ValueError()] * 3
        position = await ledger.append(key, key, key, other)
        await until(lambda: reactor.position == position, "all dealt with")
        assert await _state(inbox, [(1, 3, False), (2, 0, False), (3, 0, False), (4, 3, False)])
        assert await inbox.discard(1)
        assert not await inbox.discard(1)
        await until(lambda: _state(inbox, [(4, 3, False)]), "gone on, and the other stream has not moved")
        assert inbox.numbers(key) == [2, -2, 3]
        await ledger.append(key)
        await until(lambda: inbox.numbers(key) == [2, -2, 3, 4, -4], "open again")
        assert inbox.numbers(other) == []


async def test_trouble_that_passes_is_waited_out(ledger: Ledger, inbox: Inbox, nc: Broker) -> None:
    key = uuid4()
    inbox.failing[key] = [
        OutcomeUnknown(), OSError(), TimeoutError(), ConnectionResetError(), asyncpg.ConnectionDoesNotExistError(),
        asyncpg.CannotConnectNowError(), OutcomeUnknown(), OSError(),
    ]  # fmt: skip
    reactor = inbox.reactor()
    async with Running(relaying(ledger, nc), reactor.run()):
        position = await ledger.append(key, key)
        await until(lambda: reactor.position == position, "done after all")
    assert inbox.numbers(key) == expected(2)
    assert await inbox.letters() == []


async def test_a_failure_that_does_not_last_is_tried_again(ledger: Ledger, inbox: Inbox, nc: Broker) -> None:
    key = uuid4()
    inbox.failing[key] = [RefusedReaction("NOT_YET"), OSError(), ValueError()]
    reactor = inbox.reactor()
    async with Running(relaying(ledger, nc), reactor.run()):
        position = await ledger.append(key)
        await until(lambda: reactor.position == position, "done at the third try")
    assert inbox.numbers(key) == expected(1)
    assert await inbox.letters() == []


async def test_what_people_entered_is_in_no_letter_and_no_log(
    ledger: Ledger, inbox: Inbox, nc: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    key = uuid4()
    inbox.failing[key] = [ValueError("081234567890")] * 3
    reactor = inbox.reactor()
    async with Running(relaying(ledger, nc), reactor.run()):
        position = await ledger.append(key)
        await until(lambda: reactor.position == position, "put aside")
    assert [letter.error for letter in await inbox.letters()] == ["ValueError"]
    assert "ValueError" in caplog.text
    assert "0812" not in caplog.text


async def test_an_unknown_type_is_no_concern_but_an_unknown_version_is(ledger: Ledger, inbox: Inbox, nc: Broker) -> None:
    key, newer = uuid4(), uuid4()
    await ledger.append(key, event=Poisoned())
    await ledger.append(key)
    await ledger.append(newer)
    await ledger.execute("update log.events set schema = 2 where position = 3")
    reactor = inbox.reactor()
    async with Running(relaying(ledger, nc), reactor.run()):
        await until(lambda: reactor.position == 3, "all dealt with")
    assert inbox.numbers(key) == [2, -2]
    assert [(letter.position, letter.error) for letter in await inbox.letters()] == [(3, "UnknownEvent")]


async def test_of_two_reactors_one_works_and_the_other_takes_over(ledger: Ledger, inbox: Inbox, nc: Broker) -> None:
    key = uuid4()
    first, second = inbox.reactor(), inbox.reactor()
    async with Running(relaying(ledger, nc), second.run()):
        async with Running(first.run()):
            await until(lambda: first.active or second.active, "one works")
            await ledger.append(key)
            await until(lambda: 1 in {first.position, second.position}, "done")
            assert inbox.numbers(key) == [1]
            assert first.active is not second.active
        await ledger.append(key)
        await until(lambda: second.position == 2, "done by the other")
        assert inbox.numbers(key) == expected(2)
    assert inbox.repeated == 0


async def test_lost_connections_and_a_wiped_broker_repeat_and_lose_nothing(
    ledger: Ledger, inbox: Inbox, nc: Broker, nats_server: NatsServer
) -> None:
    keys = [uuid4() for _ in range(10)]
    reactor = inbox.reactor(batch=7)
    async with Running(relaying(ledger, nc), reactor.run()):
        for fault in range(6):
            position = await ledger.append(*keys)
            if fault % 3 == 2:
                nats_server.kill()
                nats_server.wipe()
                nats_server.start()
            else:
                async with Opened(inbox.url) as db:
                    await db.execute(
                        "select pg_terminate_backend(pid) from pg_stat_activity "
                        "where datname = current_database() and pid <> pg_backend_pid()"
                    )
        await until(lambda: reactor.position == position, "all done")
    for key in keys:
        assert inbox.numbers(key) == expected(6)
    assert await inbox.letters() == []


async def test_another_log_is_read_from_the_start_and_nothing_is_done_twice(ledger: Ledger, inbox: Inbox, nc: Broker) -> None:
    key, bad = uuid4(), uuid4()
    inbox.broken.add(bad)
    reactor = inbox.reactor()
    async with Running(reactor.run()):
        async with Running(relaying(ledger, nc)):
            for _ in range(4):
                position = await ledger.append(key, bad)
            await until(lambda: reactor.position == position, "all dealt with")
        await nc.api("STREAM.DELETE.counters")
        await ledger.execute("update log.head set id = gen_random_uuid()")
        inbox.broken.clear()
        async with Running(relaying(ledger, nc)):
            position = await ledger.append(key, bad)
            await until(lambda: reactor.position == position, "all dealt with")
    assert inbox.numbers(key) == inbox.numbers(bad) == expected(5)
    assert inbox.repeated > 0
    assert await inbox.letters() == []


class Hanging(asyncpg.Connection):
    """Begins one transaction whose caller does not hear of it."""

    begun: asyncio.Event | None = None

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str:  # noqa: ASYNC109 asyncpg's signature
        done: str = await super().execute(query, *args, timeout=timeout)
        begun = Hanging.begun
        if query.startswith("BEGIN") and begun and not begun.is_set():
            begun.set()
            await asyncio.Event().wait()
        return done


async def test_another_log_found_in_the_middle_of_a_transaction_is_dealt_with_durably(
    ledger: Ledger, inbox: Inbox, nc: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, begun = uuid4(), asyncio.Event()
    monkeypatch.setattr(Hanging, "begun", begun)

    async def connect() -> Connection:
        return await asyncpg.connect(inbox.url, connection_class=Hanging)

    monkeypatch.setattr(inbox, "connect", connect)
    async with Running(inbox.reactor().run()):
        async with Running(relaying(ledger, nc)):
            await ledger.append(key)
            await until(begun.is_set, "a transaction has begun")
        await nc.api("STREAM.DELETE.counters")
        await ledger.execute("update log.head set id = gen_random_uuid()")
        async with Running(relaying(ledger, nc)):
            position = await ledger.append(key)
            async with Opened(inbox.url) as other:
                stored = "select position from reactions.checkpoints"
                await until(lambda: _value(other, stored, position), "others see how far it is")
    assert inbox.numbers(key) == expected(2)


async def _value(db: Connection, query: str, value: int) -> bool:
    return bool(await db.fetchval(query) == value)


class Looking(Inbox):
    """Its reaction concerns whatever is known when its turn has come."""

    @staticmethod
    def react(event: Event, recorded: Recorded) -> Sequence[Command | Each]:
        assert isinstance(event, Counted)
        number = event.number
        return [Each("select", (recorded.key,), lambda key: Count(counter_id=key, number=number))]


async def test_what_an_event_concerns_is_looked_up_once_it_is_known(ledger: Ledger, inbox: Inbox, nc: Broker) -> None:
    inbox = Looking(inbox.url, nc)
    inbox.known, inbox.unknown = [uuid4(), uuid4()], 5
    reactor = inbox.reactor()
    key = uuid4()
    async with Running(relaying(ledger, nc), reactor.run()):
        position = await ledger.append(key)
        await until(lambda: reactor.position == position, "all done")
    (row,) = await ledger.rows()
    assert [each.arguments for each in inbox.looks] == [(key,)] * 6
    assert {made: command.counter_id for made, (command, _) in inbox.done.items()} == {
        uuid5(row.id, f"watch/0/{found}"): found for found in inbox.known
    }
    assert await inbox.letters() == []
