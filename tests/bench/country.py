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
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Final

import uvloop

from data.regions import read, within
from infra.local.issuer import issue
from infra.local.state import State
from tests.bench.escalations import PATIENCE, Clocks, judged
from tests.bench.figures import Goal, goals, percentile, table
from tests.bench.load import Load, bodies, sent
from tests.bench.nation import Nation
from tests.bench.phones import Phones
from tests.bench.queries import CARD, Variables, variables
from tests.bench.run_clock import RunClock, stopped
from tests.bench.scene import LOGS, TOLD, Scene
from tests.bench.workday import COMMANDS, DAY, Answer, Submission, Workday
from tests.e2e.system import System

LENGTH: Final = 72.0
"""Seconds that the day lasts by time."""
TAKEN_WITHIN: Final = 90.0
ROUNDS: Final = 5


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


@dataclass(frozen=True)
class Moment:
    """What a question costs, and what the processes hold."""

    events: int
    card: float
    """Milliseconds."""
    held: dict[str, float]
    """MB by process."""


async def measured(scene: Scene, nation: Nation, asked: Variables, number: int) -> None:
    for name in LOGS:
        await stopped(scene.access[name].owner_url, TOLD)

    async def moment() -> Moment:
        await scene.tidied()
        return Moment(sum((await scene.positions()).values()), await card(scene, asked), scene.memory())

    await scene.told(("villages", nation.places()), ("officers", nation.units()))
    small = await moment()
    await scene.told(("villages", nation.work()))
    await scene.told(("officers", nation.people()))
    large = await moment()
    computed = scene.computed()
    phones, clock, took = await day(scene, nation, number)
    each = {name: now - computed.get(name, 0) for name, now in scene.computed().items()}
    until = clock.begins + timedelta(seconds=DAY)
    await asyncio.sleep((clock.real(until) - datetime.now(UTC)).total_seconds() + PATIENCE)
    await scene.quiet()
    clocks = await judged(scene.access["villages"].owner_url, clock, until)
    after = await moment()
    show(phones, took, each, clocks)
    show_moments(small, large, after)
    goals(
        [
            Goal("the day is taken", took, TAKEN_WITHIN, at_most=True, unit=" s"),
            Goal("escalations missed", len(clocks.missed), 0, at_most=True),
            Goal("escalations early", len(clocks.early), 0, at_most=True),
            Goal("slowest escalation after its clock", max(clocks.late), PATIENCE, at_most=True, unit=" s"),
            Goal("a card among all to one among villages", max(large.card, after.card) / small.card, 2, at_most=True, unit=" ×"),
            Goal("memory of any process with all to with villages", growth(small, large), 1.3, at_most=True, unit=" ×"),
        ]
    )


def growth(small: Moment, large: Moment) -> float:
    """Of the process that has grown most."""
    return max(large.held[name] / held for name, held in small.held.items())


def show(phones: Phones, took: float, each: dict[str, float], clocks: Clocks) -> None:
    table(
        f"The day: {phones.taken:,} commands taken",
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
    print(f"refused: {dict(phones.refused) or 'none'}")
    table("Computed meanwhile", "s", dict(sorted(each.items())))
    table(
        "Clocks of warnings",
        "",
        {
            "answered in time": clocks.answered,
            "ran out and were passed on": clocks.passed_on,
            "missed": len(clocks.missed),
            "passed on early": len(clocks.early),
            "seconds late by time, p50": percentile(clocks.late, 0.5),
            "p99": percentile(clocks.late, 0.99),
            "slowest": max(clocks.late),
        },
    )


def show_moments(*moments: Moment) -> None:
    table("A village's card, one at a time, p50", "ms", {f"{one.events:,} events": one.card for one in moments})
    held = {f"{name}, {one.events:,} events": one.held[name] for name in sorted(moments[0].held) for one in moments}
    table("Resident; the last row of each after the day", "MB", held)


if __name__ == "__main__":
    room = Path(tempfile.mkdtemp(prefix="tp-bench-"))
    room.chmod(0o711)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(run(room))
    finally:
        shutil.rmtree(room, ignore_errors=True)
