"""What is due is given on time and has one effect: through restarts, kills, refusals, and whatever becomes of the clock."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

import pytest

from libs.events import timers as timers_module
from libs.events.codec import Recorded
from libs.events.log import tail
from libs.events.message import Command, Event
from libs.events.reactor import RefusedReaction
from libs.events.single import Connection
from libs.events.timers import Again, Moot, Timers, backlog
from libs.events.writer import OutcomeUnknown
from tests.conftest import Database
from tests.integration.bus.ledger import Opened, Running, until
from tests.integration.log.timed import Service, Started, Stopped, due, tell

LATE = timedelta(seconds=10)
"""By how much a command may be late here, where others work too. How late clocks are is measured: `make bench ONLY=country`."""
LOOP = int(os.environ.get("RACES", "20"))
"""How often a race is run."""
ROOT = Path(__file__).parents[3]


async def rung(db: Connection) -> list[Recorded]:
    return [event for event in await tail(db, 0, 100_000) if event.type == "Rung"]


async def count(db: Connection, statement: str = "select count(*) from timers.timers") -> int:
    found: int = await db.fetchval(statement)
    return found


async def gone(db: Connection, wanted: int) -> None:
    async def so() -> bool:
        return len(await rung(db)) == wanted and not await count(db)

    await until(so, f"{wanted} alarms")


async def test_it_goes_off_on_time_once_and_as_of_the_moment_it_was_due(log: Database, app: Connection) -> None:
    service, alarm = Service(log.app_url), uuid4()
    async with Running(service.worker().run()):
        await tell(app, (alarm, Started(seconds=0.4)))
        await gone(app, 1)
    begun, last = await tail(app, 0, 10)
    assert last.occurred_at == begun.recorded_at + timedelta(seconds=0.4)
    assert timedelta(0) <= last.recorded_at - last.occurred_at < LATE
    assert service.given == [alarm]


async def test_what_ended_or_was_set_anew_does_not_go_off(log: Database, app: Connection) -> None:
    ended, anew, plain = uuid4(), uuid4(), uuid4()
    service = Service(log.app_url)
    async with Running(service.worker().run()):
        await tell(app, (ended, Started(seconds=0.3)), (anew, Started(seconds=0.3)), (plain, Started(seconds=0.4)))
        await tell(app, (ended, Stopped()), (anew, Started(seconds=3600)))
        await until(lambda: rung(app), "the third goes off")
        await until(lambda: count(app, "select (count(*) = 1)::int from timers.timers"), "and is done with")
        assert await backlog(app, ["alarms", "other"]) == {
            "alarms": {"waiting": 1, "due": 0, "refused": 0},
            "other": {"waiting": 0, "due": 0, "refused": 0},
        }
    assert service.given == [plain]


async def test_what_was_ended_before_it_was_looked_at_is_never_given(log: Database, app: Connection) -> None:
    """All of it lies in the log, due long ago, when the service starts."""
    ended, plain = uuid4(), uuid4()
    await tell(app, (ended, Started(seconds=-10)), (plain, Started(seconds=-10)), (ended, Stopped()))
    service = Service(log.app_url)
    async with Running(service.worker().run()):
        await gone(app, 1)
    assert service.given == [plain]


async def test_a_long_log_is_caught_up_with_in_pages(log: Database, app: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timers_module, "PAGE", 7)
    alarms = [uuid4() for _ in range(50)]
    await tell(app, *((alarm, Started(seconds=-1)) for alarm in alarms))
    service = Service(log.app_url)
    async with Running(service.worker().run()):
        await gone(app, 50)
    assert sorted(service.given) == sorted(alarms)


async def test_a_refused_command_ends_its_timer_and_is_noted(log: Database, app: Connection) -> None:
    class Refusing(Service):
        async def execute(self, _command: Command, command_id: UUID, _cause: Recorded, _due_at: datetime) -> None:
            self.given.append(command_id)
            raise RefusedReaction("ALARM_BROKEN")

    service = Refusing(log.app_url)
    async with Running(service.worker().run()):
        await tell(app, (uuid4(), Started(seconds=0)))
        await until(lambda: app.fetchval("select refused = 'ALARM_BROKEN' from timers.timers"), "it is noted")
        assert await backlog(app, ["alarms"]) == {"alarms": {"waiting": 0, "due": 0, "refused": 1}}
    assert len(service.given) == 1


@pytest.mark.parametrize("error", [OutcomeUnknown(), RuntimeError("whatever"), Again("not yet")])
async def test_what_could_not_be_done_is_tried_again_and_holds_up_no_other(
    log: Database, app: Connection, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(timers_module, "FIRST_PAUSE", 0.02)
    broken, plain = uuid4(), uuid4()

    class Faulty(Service):
        async def execute(self, command: Command, command_id: UUID, cause: Recorded, due_at: datetime) -> None:
            if cause.key == broken and self.given.count(broken) < 3:
                self.given.append(broken)
                raise error
            await super().execute(command, command_id, cause, due_at)

    service = Faulty(log.app_url)
    async with Running(service.worker().run()):
        await tell(app, (broken, Started(seconds=0)), (plain, Started(seconds=0)))
        await gone(app, 2)
    assert (service.given.count(broken), service.given.count(plain)) == (4, 1)


async def test_what_comes_before_a_command_is_done_first_or_makes_it_moot(log: Database, app: Connection) -> None:
    moot, plain = uuid4(), uuid4()
    before: list[UUID] = []

    async def knock(command: Command, _event: Event, _recorded: Recorded) -> None:
        before.append(command.alarm_id)  # type: ignore[attr-defined]
        if before[-1] == moot:
            raise Moot

    service = Service(log.app_url)
    async with Running(service.worker(Timers((Started, Stopped), due, knock)).run()):
        await tell(app, (moot, Started(seconds=0)), (plain, Started(seconds=0)))
        await gone(app, 1)
    assert (sorted(before), service.given) == (sorted([moot, plain]), [plain])


async def test_what_was_not_taken_is_tried_again_after_a_restart(log: Database, app: Connection) -> None:
    tried: list[UUID] = []
    down = True

    async def knock(command: Command, _event: Event, _recorded: Recorded) -> None:
        tried.append(command.alarm_id)  # type: ignore[attr-defined]
        if down:
            raise Again("nobody answers")

    service, alarm = Service(log.app_url), uuid4()
    timers = Timers((Started, Stopped), due, knock)
    async with Running(service.worker(timers).run()):
        await tell(app, (alarm, Started(seconds=0)))
        await until(lambda: count(app, "select count(*) from timers.timers where tries > 0"), "it was tried")
    assert service.given == []
    down = False
    async with Running(service.worker(timers).run()):
        await gone(app, 1)
    assert len(tried) >= 2
    assert service.given == [alarm]


async def test_what_was_not_tried_yet_goes_before_whatever_is_tried_again(
    log: Database, app: Connection, owner: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers_module, "AT_ONCE", 1)
    down, tried = True, list[UUID]()

    async def knock(command: Command, _event: Event, _recorded: Recorded) -> None:
        tried.append(command.alarm_id)  # type: ignore[attr-defined]
        if down:
            raise Again("nobody answers")

    service, fresh = Service(log.app_url), uuid4()
    timers = Timers((Started, Stopped), due, knock)
    async with Running(service.worker(timers).run()):
        await tell(app, *((uuid4(), Started(seconds=0)) for _ in range(3)))
        await until(lambda: count(app, "select (count(*) = 3)::int from timers.timers where tries > 0"), "all were tried")
    down = False
    await owner.execute("update timers.timers set due_at = due_at - interval '1 hour'")
    tried.clear()
    await tell(app, (fresh, Started(seconds=0)))
    async with Running(service.worker(timers).run()):
        await gone(app, 4)
    assert tried[0] == fresh


async def test_what_hangs_holds_up_no_other(log: Database, app: Connection) -> None:
    hanging, plain = uuid4(), uuid4()

    class Hanging(Service):
        async def execute(self, command: Command, command_id: UUID, cause: Recorded, due_at: datetime) -> None:
            if cause.key == hanging:
                await asyncio.Event().wait()
            await super().execute(command, command_id, cause, due_at)

    async with Running(Hanging(log.app_url).worker().run()):
        await tell(app, (hanging, Started(seconds=0)))
        await tell(app, (plain, Started(seconds=0.1)))
        await until(lambda: rung(app), "the other goes off")


async def test_more_than_can_be_carried_out_at_a_time_take_their_turns_and_nothing_spins(
    log: Database, app: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers_module, "AT_ONCE", 3)
    gate, running, most, looks = asyncio.Event(), 0, 0, 0

    class Slow(Service):
        async def execute(self, command: Command, command_id: UUID, cause: Recorded, due_at: datetime) -> None:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await gate.wait()
            await super().execute(command, command_id, cause, due_at)
            running -= 1

    service = Slow(log.app_url)
    worker = service.worker()
    look = worker._fire

    async def counted(db: Connection) -> float:
        nonlocal looks
        looks += 1
        return await look(db)

    monkeypatch.setattr(worker, "_fire", counted)
    async with Running(worker.run()):
        await tell(app, *((uuid4(), Started(seconds=0)) for _ in range(10)))
        await until(lambda: running == 3, "as many as may be are under way")
        before = looks
        await until(lambda: looks == before + 1, "the next look, half a second later")
        assert most == 3
        gate.set()
        await gone(app, 10)
    assert most == 3


async def test_sets_do_not_know_each_other(log: Database, app: Connection) -> None:
    one, other = Service(log.app_url), Service(log.app_url)
    async with Running(one.worker().run(), other.worker(name="others").run()):
        await tell(app, (uuid4(), Started(seconds=0)))
        await gone(app, 2)
    assert len(one.given) == len(other.given) == 1


async def test_the_clock_is_the_databases_and_may_jump(log: Database, app: Connection, owner: Connection) -> None:
    async def shift(by: str) -> None:
        await owner.execute(
            f"create or replace function timers.clock() returns timestamptz language sql volatile as "
            f"'select clock_timestamp() + interval ''{by}'''"
        )

    service = Service(log.app_url)
    async with Running(service.worker().run()):
        await tell(app, (uuid4(), Started(seconds=7200)))
        await until(lambda: count(app), "it is begun")
        await shift("-1 day")
        await tell(app, (uuid4(), Started(seconds=0)))
        await until(lambda: count(app, "select (count(*) = 2)::int from timers.timers"), "both are begun")
        assert service.given == [], "the clock went back, so neither is due"
        await shift("3 hours")
        await gone(app, 2)
    assert len(service.given) == 2


async def test_the_database_is_waited_for(log: Database, app: Connection) -> None:
    service = Service(log.app_url)
    worker = service.worker()
    async with Running(worker.run()):
        await until(lambda: worker.active, "it works")
        await tell(app, (uuid4(), Started(seconds=0.2)))
        async with Opened(log.admin_url) as admin:
            mine = "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'"
            await admin.execute(mine)
        await gone(app, 1)


async def test_two_replicas_and_restarts_at_any_point_have_one_effect(log: Database, app: Connection) -> None:
    """Workers come and go between any two steps while alarms are set; each alarm rings once, none is late."""
    random = Random(7)
    services = [Service(log.app_url), Service(log.app_url)]
    total = 0
    for _ in range(LOOP):
        tasks = [asyncio.create_task(service.worker().run()) for service in services]
        alarms = [(uuid4(), Started(seconds=random.choice((0, 0.01, 0.05)))) for _ in range(5)]
        await tell(app, *alarms)
        total += len(alarms)
        await asyncio.wait(tasks, timeout=random.random() / 10)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    async with Running(*(service.worker().run() for service in services)):
        await gone(app, total)
    keys = [event.key for event in await rung(app)]
    assert len(set(keys)) == len(keys) == total
    assert sum(len(service.given) for service in services) >= total


@contextmanager
def replica(url: str) -> Iterator[subprocess.Popen[bytes]]:
    made = subprocess.Popen([sys.executable, "-m", "tests.integration.log.timed", url], cwd=ROOT)
    try:
        yield made
    finally:
        made.kill()
        made.wait()


async def test_a_replica_that_is_killed_is_followed_by_another_on_time(log: Database, app: Connection) -> None:
    """SIGKILL falls on whichever works, at moments spread over its work."""
    random = Random(11)
    url = log.app_url
    alarms: list[UUID] = []
    other = Service(url)
    with replica(url) as first:
        await until(lambda: held(app), "the first replica works")
        async with Running(other.worker().run()):
            for _ in range(LOOP):
                made = [uuid4() for _ in range(3)]
                await tell(app, *((alarm, Started(seconds=random.random() / 5)) for alarm in made))
                alarms += made
                if len(alarms) == LOOP // 2 * 3:
                    await until(lambda: rung(app), "the first replica has begun to ring")
                    first.kill()
            await gone(app, len(alarms))
    events = await rung(app)
    assert sorted(event.key for event in events) == sorted(alarms)
    assert other.given, "the other went on"
    late = [event.recorded_at - event.occurred_at for event in events]
    assert max(late) < LATE, max(late)


async def held(db: Connection) -> bool:
    return bool(await db.fetchval("select count(*) from pg_locks where locktype = 'advisory' and granted"))
