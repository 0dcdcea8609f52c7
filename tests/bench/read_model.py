"""How fast the whole country gets into the read model, and how fast it answers from there.

Run it as `python -m tests.bench.read_model`; it takes about a minute and prints a table. The country is real, its police units
are one for each province and regency; logs, relays, streams, projector and read model are as in a local system, indexes included.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, Final
from uuid import uuid4

import asyncpg
import uvloop
from msgspec import json

from libs.events import log
from libs.events.codec import Pending, Recorded
from libs.events.contracts.officers.police_unit import JurisdictionAssigned, UnitEstablished, UnitKind, UnitLevel
from libs.events.jetstream import Broker
from libs.events.message import Role
from libs.events.projector import Projector
from libs.events.relay import Relay
from libs.events.single import Connection
from services.gateway.graph.pool import Pool
from services.gateway.read_model import projection
from tests.bench.figures import Goal, goals, table
from tests.bench.servers import Servers, servers
from tests.integration.bus.ledger import until
from tests.integration.read_model.asking import Asking
from tests.integration.read_model.test_village_card import VILLAGE_CARD
from tests.lombok import NOON, Log, an
from tests.places import told

SQL: Final = Path(log.__file__).with_name("log.sql").read_text()
SEARCHES: Final = ("s", "a", "su", "suk", "sukamaju", "suka ma", "sido mul", "ma", "b r", "52", "3", "52.71.01", "xyzzy", "")
SEARCH: Final = (
    "query Search($search: String) { villages(search: $search, first: 20) { totalCount edges { cursor node { name } } } }"
)
COUNT: Final = "{ villages(first: 0) { totalCount } }"
REGION: Final = 'query Region { villages(region: "52", first: 20) { totalCount edges { node { name } } } }'
REPEATS: Final = 15
ROUNDS: Final = 3
BATCH: Final = 1_000


def units(places: Log) -> Log:
    """A police unit for each province and regency, which holds it."""
    told_ = Log("officers")
    told_.tell(an("Mabes"), UnitEstablished(name="Mabes", level=UnitLevel.MABES, kind=UnitKind.MABES))
    for row in places.events:
        if row.type != "RegionRegistered":
            continue
        code = str(_payload(row)["code"])
        if len(code) > 5:
            continue
        level = UnitLevel.POLDA if len(code) == 2 else UnitLevel.POLRES
        kind = UnitKind.POLDA_A if len(code) == 2 else UnitKind.POLRES
        parent = an("Mabes") if len(code) == 2 else an(f"unit {code[:2]}")
        told_.tell(
            an(f"unit {code}"),
            UnitEstablished(name=f"{level} {code}", level=level, kind=kind, parent_id=parent),
            JurisdictionAssigned(code=code, valid_from=NOON.date(), source="assumed"),
        )
    return told_


def _payload(row: Recorded) -> Any:
    return json.decode(row.data)


class Bench:
    """One local system without services: the logs are filled by hand, the rest is real."""

    def __init__(self, made: Servers, nc: Broker) -> None:
        self.made, self.nc = made, nc

    async def stream(self, told_: Log, stack: AsyncExitStack) -> None:
        """The log in PostgreSQL, and all of it in JetStream."""
        url = await self.made.database(f"log_{told_.service}")
        db = await asyncpg.connect(url)
        await db.execute(SQL)
        appends = [log.Append(row.stream, log.ANY, [_pending(row)], uuid4()) for row in told_.events]
        for start in range(0, len(appends), log.LIMIT):
            await log.append(db, appends[start : start + log.LIMIT])
        await db.close()

        async def connect() -> Connection:
            return await asyncpg.connect(url)

        relay = Relay(self.nc, connect, told_.service, classify=lambda _: "PUBLIC", wake=asyncio.Event())
        task = asyncio.create_task(relay.run())
        stack.callback(task.cancel)
        await until(lambda: relay.position >= len(told_.events), f"{told_.service} in JetStream", 120)

    async def project(self, name: str, *goals_: Log) -> tuple[float, float, str]:
        """Seconds until an empty read model shows these logs, those of them this process computed, and where it is."""
        url = await self.made.database(name)
        projector = Projector(projection, lambda: _reading(url), self.nc)
        begun, computed = time.perf_counter(), time.process_time()
        task = asyncio.create_task(projector.run())
        for goal in goals_:
            assert await projector.reached(goal.service, len(goal.events), 120), projector.stalled
        seconds, computed = time.perf_counter() - begun, time.process_time() - computed
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return seconds, computed, url

    async def copy(self, url: str) -> float:
        """The limit: seconds to COPY the same rows into the same tables with their indexes, a thousand a transaction."""
        db = await _reading(url)
        await db.execute(f"set search_path = {projection.name}, public")
        tables = [table.name for table in projection.metadata.sorted_tables]
        rows = {name: [tuple(row) for row in await db.fetch(f"select * from {name}")] for name in tables}
        await db.execute(f"truncate {', '.join(tables)}")
        begun = time.perf_counter()
        for name in tables:
            for start in range(0, len(rows[name]), BATCH):
                async with db.transaction():
                    await db.copy_records_to_table(name, schema_name=projection.name, records=rows[name][start : start + BATCH])
        seconds = time.perf_counter() - begun
        await db.close()
        return seconds


async def _reading(url: str) -> Connection:
    return await asyncpg.connect(url, server_settings={"synchronous_commit": "off"})


def _pending(row: Recorded) -> Pending:
    return Pending(id=row.id, type=row.type, schema=row.schema, occurred_at=row.occurred_at, data=row.data, meta=row.meta)


async def timed(work: Callable[[], Coroutine[Any, Any, Any]]) -> Sequence[float]:
    """Milliseconds of each repeat, the first call left out."""
    await work()
    taken = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        await work()
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


def line(name: str, taken: Sequence[float], note: str = "") -> None:
    print(f"{name:<44} p50 {median(taken):8.2f} ms   max {max(taken):8.2f} ms   {note}", flush=True)


async def main(made: Servers) -> None:
    country = told()
    police = units(country)
    villages = sum(row.type == "VillageRegistered" for row in country.events)
    total = len(country.events) + len(police.events)
    async with AsyncExitStack() as stack:
        bench = Bench(made, await stack.enter_async_context(Broker(made.nats.url, name="bench")))
        await bench.stream(police, stack)
        await bench.stream(country, stack)
        rates, limits, spent = [], [], []
        for run in range(ROUNDS):
            seconds, computed, url = await bench.project(f"read_{run}", police, country)
            rates.append(total / seconds)
            spent.append(computed)
            if run < ROUNDS - 1:
                limits.append(total / await bench.copy(url))
        shown = {"projected": median(rates), "limit: COPY of the same rows into the same tables": median(limits)}
        table(f"{total:,} events, {villages:,} of them villages, into the read model with its indexes.", "events/s", shown)
        print(f"({median(spent):.1f} s of {total / median(rates):.1f} s were computed in the projector's Python)")
        goals([Goal("events into the read model a second", median(rates), 12_000)])
        await answers(url)


async def answers(url: str) -> None:
    async with Pool(url, size=1, search_path=projection.name) as pool:
        ask = Asking(pool)
        answer = await ask(COUNT)
        line("count of all villages", await timed(lambda: ask(COUNT)), str(answer["villages"]["totalCount"]))
        line("first 20 of region 52, counted", await timed(lambda: ask(REGION)))
        for search in SEARCHES:
            found = (await ask(SEARCH, search=search))["villages"]
            names = ", ".join(edge["node"]["name"] for edge in found["edges"][:3])
            taken = await timed(partial(ask, SEARCH, search=search))
            line(f"search {search!r}, 20 and count", taken, f"{found['totalCount']}: {names}")
        line("village card", await timed(lambda: ask(VILLAGE_CARD, Role.HEADQUARTERS, code="52.71.01.1004")))


if __name__ == "__main__":
    with servers() as made, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as the processes have it
        runner.run(main(made))
