"""How long the demonstration's year takes from an empty state, beside the bare limit: the same events appended as they are.

Run it as `python -m tests.bench.year`; it takes about three minutes. The year is told as `SEED=demo` tells it, each command
decided, sealed, appended, passed on and projected; beside it the log alone takes the same events, as many at once as it can.
"""

import asyncio
import re
import shutil
import tempfile
import time
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from uuid import uuid4

import asyncpg
import uvloop

from libs.events.codec import Pending, Recorded
from libs.events.log import ANY, LIMIT, Append, append, tail
from libs.events.migrations import migrate
from tests.bench.figures import Goal, goals, table
from tests.bench.scene import LOGS, Scene
from tests.bench.servers import Servers, servers
from tests.e2e.system import System

WITHIN = 180.0
"""Seconds, from the command to `ready`."""
PAGE = 5_000
LOADED = re.compile(r"loaded a year of NTB: ([\d,]+) commands in ([\d.]+) s")


async def recorded(scene: Scene) -> list[Recorded]:
    """What the logs hold in the end."""
    found: list[Recorded] = []
    for name in LOGS:
        db = await asyncpg.connect(scene.access[name].owner_url)
        position = 0
        while page := await tail(db, position, PAGE):
            found += page
            position = page[-1].position
        await db.close()
    return found


async def appended(made: Servers, events: list[Recorded]) -> float:
    """Seconds for which an empty log takes these events, those of one command together."""
    admin = await asyncpg.connect(made.url("postgres"))
    await admin.execute("create role app login")
    await admin.close()
    url = await made.database("bare")
    await asyncio.to_thread(migrate, url, "app")
    appends = [
        Append(stream, ANY, [_again(one) for one in some], uuid4()) for stream, some in groupby(events, key=attrgetter("stream"))
    ]
    db = await asyncpg.connect(url)
    begun = time.perf_counter()
    for start in range(0, len(appends), LIMIT):
        await append(db, appends[start : start + LIMIT])
    took = time.perf_counter() - begun
    await db.close()
    return took


def _again(one: Recorded) -> Pending:
    return Pending(id=one.id, type=one.type, schema=one.schema, occurred_at=one.occurred_at, data=one.data, meta=one.meta)


async def main(root: Path) -> None:
    system = System(root / "year", "demo")
    try:
        took = await asyncio.to_thread(system.start)
        events = await recorded(Scene(system))
    finally:
        await asyncio.to_thread(system.stop)
    told = LOADED.search((root / "year.out").read_text())
    assert told, "the system does not say how long the year took"
    commands, seconds = int(told[1].replace(",", "")), float(told[2])
    with servers() as made:
        bare = await appended(made, events)
    rows = {
        "from an empty state to `ready`": took,
        f"of that the year: {commands:,} commands": seconds,
        f"bare limit: all {len(events):,} events into a log": bare,
    }
    table("A year of NTB.", "s", rows)
    table("Of the year.", "", {"commands a second": commands / seconds, "events a second, bare": len(events) / bare})
    goals([Goal("the demonstration is ready", took, WITHIN, at_most=True, unit=" s")])


if __name__ == "__main__":
    room = Path(tempfile.mkdtemp(prefix="tp-bench-"))
    room.chmod(0o711)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(main(room))
    finally:
        shutil.rmtree(room, ignore_errors=True)
