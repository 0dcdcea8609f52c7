"""How long after an append its event is visible in the read model, at a steady thousand appends a second.

Run it as `python -m tests.bench.visible`; it takes about half a minute. Writer and relay run in this process as they do in a
service, the projector is the gateway's own process, and what is measured ends where a gateway hears of it. Beside it stands
the time until the append itself was confirmed: the part that no bus can shorten.
"""

import asyncio
import os
import sys
import time
from collections import deque
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import asyncpg
import uvloop

from libs.events import log
from libs.events.codec import Pending, Recorded
from libs.events.jetstream import Broker
from libs.events.relay import Relay
from libs.events.single import Connection
from libs.events.writer import Writer
from services.gateway.graph.positions import Positions
from services.gateway.read_model import projection
from tests.bench.figures import Goal, goals, percentile, table
from tests.bench.servers import Servers, servers
from tests.places import told

RATE: Final = 1_000
SECONDS: Final = 15
SQL: Final = Path(log.__file__).with_name("log.sql").read_text()


class Watched:
    """Appends on their way: when each began, was confirmed, and became visible."""

    def __init__(self, positions: Positions) -> None:
        self._positions = positions
        self._open: dict[int, float] = {}
        self._shown = 0
        self.confirmed: list[float] = []
        self.visible: list[float] = []

    async def append(self, writer: Writer, row: Recorded) -> None:
        begun = time.perf_counter()
        pending = Pending(id=row.id, type=row.type, schema=row.schema, occurred_at=row.occurred_at, data=row.data, meta=row.meta)
        receipt = await writer.append(log.Append(row.stream, log.ANY, [pending], row.id))
        now = time.perf_counter()
        self.confirmed.append((now - begun) * 1000)
        if receipt.position <= self._shown:
            self.visible.append((now - begun) * 1000)
        else:
            self._open[receipt.position] = begun

    async def watch(self) -> None:
        async for positions in self._positions.changes():
            now, self._shown = time.perf_counter(), positions.get("villages", 0)
            for position in [position for position in self._open if position <= self._shown]:
                self.visible.append((now - self._open.pop(position)) * 1000)


async def run(made: Servers) -> None:
    for name in ("log", "read"):
        await made.database(name)
    db = await asyncpg.connect(made.url("log"))
    await db.execute(SQL)
    await db.close()

    async def connect() -> Connection:
        return await asyncpg.connect(made.url("log"))

    async def listen() -> Connection:
        return await asyncpg.connect(made.url("read"), server_settings={"search_path": projection.name})

    environment = {
        **os.environ, "PROJECTOR_DATABASE_URL": made.url("read"), "NATS_URL": made.nats.url, "LOG_LEVEL": "WARNING",
        "ENVIRONMENT": "development",
    }  # fmt: skip
    projector = await asyncio.create_subprocess_exec(sys.executable, "-m", "services.gateway", "projector", env=environment)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(projector.wait)
        stack.callback(projector.terminate)
        nc = await stack.enter_async_context(Broker(made.nats.url, name="bench"))
        writer = await stack.enter_async_context(Writer(connect))
        relay = asyncio.create_task(Relay(nc, connect, "villages", classify=lambda _: "PUBLIC", wake=writer.committed).run())
        stack.callback(relay.cancel)
        positions = await stack.enter_async_context(Positions(listen))
        rows = deque(told().events)
        warm = Watched(positions)
        first = await warm_up(warm, writer, rows)
        assert await positions.reached("villages", first, 60), "the projector does not come up"
        watched = Watched(positions)
        watching = asyncio.create_task(watched.watch())
        stack.callback(watching.cancel)
        await paced(watched, writer, rows)
        async with asyncio.timeout(30):
            while len(watched.visible) < RATE * SECONDS:  # noqa: ASYNC110 measured from outside
                await asyncio.sleep(0.01)
    report(watched)


async def warm_up(watched: Watched, writer: Writer, rows: deque[Recorded]) -> int:
    """The regions, which the villages lie in; how many they are."""
    count = 0
    while rows[0].type == "RegionRegistered" or count < 8_000:
        await asyncio.gather(*(watched.append(writer, rows.popleft()) for _ in range(500)))
        count += 500
    return count


async def paced(watched: Watched, writer: Writer, rows: deque[Recorded]) -> None:
    begun, tasks = time.perf_counter(), set()
    for number in range(RATE * SECONDS):
        due = begun + number / RATE
        if (wait := due - time.perf_counter()) > 0.001:
            await asyncio.sleep(wait)
        task = asyncio.ensure_future(watched.append(writer, rows.popleft()))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await asyncio.gather(*tasks)
    print(f"{RATE * SECONDS / (time.perf_counter() - begun):,.0f} appends/s over {SECONDS} s", flush=True)


def report(watched: Watched) -> None:
    rows = {
        f"{what}, {name}": percentile(values, share)
        for what, values in (("confirmed", watched.confirmed), ("visible", watched.visible))
        for name, share in (("p50", 0.5), ("p99", 0.99), ("longest", 1.0))
    }
    table(f"From the call of `append` on, at {RATE:,} appends a second.", "ms", rows)
    goals([Goal("append → visible in the read model, p99", rows["visible, p99"], 60, at_most=True, unit=" ms")])


if __name__ == "__main__":
    with servers() as made, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run(made))
