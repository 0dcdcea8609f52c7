"""A day of the country through the batch endpoint: taken in time, no warning forgotten, nothing slower for a million events.

Run it as `python -m tests.bench.country`; it takes about ten minutes. GROUNDS="52" makes a smaller country, COMMANDS=2000 a
quieter day. A whole system as `make run` starts it knows at first nothing but villages and units, then 38,500 officers and what
was done before: a million events. Then the clocks of the logs begin to go so much faster that a day passes in little more than
a minute, and telephones send what they noted, an hour of it at ten times the mean, a tenth of it twice.
"""

import asyncio
import os
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import groupby, islice
from pathlib import Path
from statistics import median
from typing import Final
from uuid import uuid4

import asyncpg
import httpx
import uvloop

from data.regions import read, within
from infra.local.caught_up import caught_up
from infra.local.databases import DATABASES, Access, Databases
from infra.local.issuer import issue
from infra.local.state import State
from libs.events import log, serving
from libs.events.codec import Pending, encode, stream_of
from libs.events.master_key import MasterKey
from libs.events.message import Event
from libs.events.sealing import seal_events
from libs.events.service import new_id
from libs.events.vault import Vault
from tests.bench.escalations import PATIENCE, judged
from tests.bench.figures import Goal, goals, percentile, table
from tests.bench.load import Load, bodies, sent
from tests.bench.nation import Nation
from tests.bench.phones import Phones
from tests.bench.processes import seconds
from tests.bench.queries import CARD, Variables, variables
from tests.bench.run_clock import RunClock, stopped
from tests.bench.start import called, descendants, resident
from tests.bench.workday import COMMANDS, DAY, Answer, Submission, Workday
from tests.e2e.system import System
from tests.lombok import META
from tests.populated import Told

LENGTH: Final = 72.0
"""Seconds that the day lasts by time."""
TAKEN_WITHIN: Final = 90.0
PIECE: Final = 1_000
"""Events sealed at once."""
STALL: Final = 180.0
ROUNDS: Final = 5
LOGS: Final = ("officers", "villages")
TOLD: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""When everything before the day happened, as far as envelopes tell."""


class Scene:
    """The system, and the ways behind it that a measurement needs."""

    def __init__(self, system: System) -> None:
        assert system.process
        self.system = system
        self.state = State(system.state)
        self._pids = {name: pid for pid in descendants(system.process.pid) if (name := called(pid))}
        environment = Path(f"/proc/{self._pids['villages']}/environ").read_bytes().decode().split("\0")
        own = dict(line.partition("=")[::2] for line in environment)
        self.databases = Databases(own["DATABASE_URL"], self.state)
        self.access: dict[str, Access] = {database.name: self.databases.access(database) for database in DATABASES}

    def memory(self) -> dict[str, float]:
        """MB by process."""
        return {name: resident(pid) for name, pid in self._pids.items()}

    def computed(self) -> dict[str, float]:
        """Seconds of a processor so far: by process, the servers' in one, and of this process itself."""
        assert self.system.process
        found: dict[str, float] = defaultdict(float)
        for pid in [*descendants(self.system.process.pid), os.getpid()]:
            with suppress(OSError):  # a backend that has just ended
                found[called(pid) or ("the telephones" if pid == os.getpid() else "servers")] += seconds(pid)
        return dict(found)

    async def positions(self) -> dict[str, int]:
        return {name: await self._value(name, "select position from log.head") for name in LOGS}

    async def _value(self, name: str, query: str) -> int:
        db = await asyncpg.connect(self.access[name].owner_url)
        try:
            found: int = await db.fetchval(query)
            return found
        finally:
            await db.close()

    async def append(self, service: str, told: Iterator[Told], vault: Vault) -> int:
        """At the end of that service's log; how many."""
        db = await asyncpg.connect(self.access[service].owner_url)
        count = 0
        try:
            while piece := list(islice(told, PIECE)):
                sealed = await seal_events(vault, [(event, key) for key, event in piece])
                pairs = [(stream_of(type(event), key), event) for (key, _), event in zip(piece, sealed, strict=True)]
                appends = [
                    log.Append(stream, log.ANY, [_pending(event) for _, event in some], uuid4())
                    for stream, some in groupby(pairs, key=lambda pair: pair[0])
                ]
                for start in range(0, len(appends), log.LIMIT):
                    await log.append(db, appends[start : start + log.LIMIT])
                count += len(piece)
        finally:
            await db.close()
        return count

    async def told(self, *stories: tuple[str, Iterator[Told]]) -> int:
        """Everybody has heard all of it and has done what follows from it; how many events."""
        begun = time.monotonic()
        async with serving.pool(self.access["vault"].user_url, 4) as pool:
            vault = Vault(pool, MasterKey.parse(self.state.master_key().read_text()))
            counts = await asyncio.gather(*(self.append(service, story, vault) for service, story in stories))
        appended = time.monotonic() - begun
        await self.quiet()
        print(
            f"{sum(counts):,} events appended in {appended:.0f} s, known everywhere after {time.monotonic() - begun:.0f} s",
            flush=True,
        )
        return sum(counts)

    async def quiet(self) -> None:
        """Nothing is under way any more between the services, nor to the read model."""
        before: dict[str, int] = {}
        while (now := await self.positions()) != before:
            before = now
            await caught_up(self.databases, lambda _: None, stall=STALL)
            for name in LOGS:
                await self._heard(name, now)

    async def _heard(self, name: str, positions: dict[str, int]) -> None:
        async with httpx.AsyncClient() as client:
            while True:
                ready = (await client.get(f"{self.system.service(name)}/ready")).json()
                heard = [ready[how].get(of, at) >= at for of, at in positions.items() for how in ("known", "reacted")]
                if all(heard):
                    return
                await asyncio.sleep(0.2)


def _pending(event: Event) -> Pending:
    kind = type(event)
    return Pending(id=new_id(), type=kind.named(), schema=kind.version(), occurred_at=TOLD, data=encode(event), meta=META)


async def card(scene: Scene, asked: Variables) -> float:
    """Milliseconds until a village's card is there, one at a time: the median of some rounds' medians."""
    load = Load(port=scene.system.base, connections=1, seconds=2, bodies=bodies(CARD, asked), tokens=[scene.system.token()])
    return median([(await sent(load)).quantile(0.5) for _ in range(ROUNDS)])


class Tokens:
    """Of everybody who sends something that day."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._known: dict[str, str] = {}

    def __call__(self, one: Submission | Answer) -> str:
        if isinstance(one, Submission):
            claims = {"sub": str(one.officer), "role": "officer"}
        else:
            claims = {"sub": str(one.commander), "role": "commander", "unit": str(one.unit)}
        if claims["sub"] not in self._known:
            self._known[claims["sub"]] = issue(self._state, claims, seconds=7200)
        return self._known[claims["sub"]]


async def day(scene: Scene, nation: Nation, number: int) -> tuple[Phones, RunClock, float]:
    """The day; what the telephones found, the clock it went by, and the seconds until the last of them was answered."""
    begins = datetime.now(UTC) - timedelta(hours=26)
    workday = Workday(nation, begins, commands=number)
    submissions = workday.submissions()
    pace = DAY / LENGTH
    ahead = RunClock(begins, datetime.now(UTC), pace)
    phones = Phones(scene.system.base, ahead, submissions, Tokens(scene.state))
    print(f"{len(submissions):,} submissions of {workday.given:,} commands, {workday.warnings} warnings among them", flush=True)
    clock = RunClock(begins, datetime.now(UTC), pace)
    phones.clock = clock
    for name in LOGS:
        await clock.set(scene.access[name].owner_url)
    begun = time.monotonic()
    await phones.send()
    return phones, clock, time.monotonic() - begun


async def run(root: Path) -> None:
    grounds = tuple(os.environ.get("GROUNDS", "").split())
    places = [(code, name) for code, name in read() if not grounds or within(code, grounds)]
    nation = Nation(places)
    asked = variables(places, 500, grounds or ("",))["VillageCard"]
    system = System(root / "system", "none")
    try:
        await asyncio.to_thread(system.start)
        await measured(Scene(system), nation, asked, int(os.environ.get("COMMANDS", COMMANDS)))
    finally:
        await asyncio.to_thread(system.stop)


async def measured(scene: Scene, nation: Nation, asked: Variables, number: int) -> None:
    for name in LOGS:
        await stopped(scene.access[name].owner_url, TOLD)
    count = await scene.told(("villages", nation.places()), ("officers", nation.units()))
    empty, light = await card(scene, asked), scene.memory()
    count += await scene.told(("villages", nation.work()))
    count += await scene.told(("officers", nation.people()))
    full, before = await card(scene, asked), scene.memory()
    positions, computed = await scene.positions(), scene.computed()
    phones, clock, took = await day(scene, nation, number)
    each = {name: now - computed.get(name, 0) for name, now in scene.computed().items()}
    until = clock.begins + timedelta(seconds=DAY)
    await asyncio.sleep((clock.real(until) - datetime.now(UTC)).total_seconds() + PATIENCE)
    await scene.quiet()
    after = await scene.positions()
    found = await judged(scene.access["villages"].owner_url, clock, until)
    busy, heavy = await card(scene, asked), scene.memory()
    events = sum(after[name] - positions[name] for name in LOGS)
    table(
        f"The day: {events:,} events, {phones.taken:,} commands taken",
        "",
        {
            "seconds until all were answered": took,
            "seconds of the day": LENGTH,
            "commands sent again": phones.repeated,
            "submissions tried again": phones.tried_again,
            "seconds until a telephone was answered, p50": percentile(phones.delays, 0.5),
            "p99": percentile(phones.delays, 0.99),
        },
    )
    table("Computed meanwhile", "s", dict(sorted(each.items())))
    print(f"refused: {dict(phones.refused) or 'none'}")
    table(
        "Clocks of warnings",
        "",
        {
            "answered in time": found.answered,
            "ran out and were passed on": found.passed_on,
            "missed": len(found.missed),
            "passed on early": len(found.early),
            "seconds late by time, p50": percentile(found.late, 0.5),
            "p99": percentile(found.late, 0.99),
            "slowest": max(found.late),
        },
    )
    table(
        "A village's card, one at a time, p50",
        "ms",
        {"villages and units alone": empty, f"{count:,} events": full, "after the day": busy},
    )
    names = sorted(light)
    table(
        "Resident",
        "MB",
        {
            f"{name}, {what}": held[name]
            for name in names
            for what, held in (("at first", light), ("a million events", before), ("after the day", heavy))
        },
    )
    goals(
        [
            Goal("the day is taken", took, TAKEN_WITHIN, at_most=True, unit=" s"),
            Goal("escalations missed", len(found.missed), 0, at_most=True),
            Goal("escalations early", len(found.early), 0, at_most=True),
            Goal("slowest escalation after its clock", max(found.late), PATIENCE, at_most=True, unit=" s"),
            Goal(
                "a card among a million events to one among villages alone", max(full, busy) / empty, 2, at_most=True, unit=" ×"
            ),
            *(
                Goal(f"{name}: memory after all to at first", heavy[name] / light[name], 1.5, at_most=True, unit=" ×")
                for name in names
            ),
        ]
    )


if __name__ == "__main__":
    room = Path(tempfile.mkdtemp(prefix="tp-bench-"))
    room.chmod(0o711)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(run(room))
    finally:
        shutil.rmtree(room, ignore_errors=True)
