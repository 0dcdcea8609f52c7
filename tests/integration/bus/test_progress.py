"""What a service reports of its reactions is one picture of its database, and reaches whoever listens."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import pytest

from libs.events.jetstream import Broker
from libs.events.migrations import migrate
from libs.events.progress import MOST_PARKED, Progress, Reaction, Reporter, listen, look, subject
from tests.conftest import Database

PARK = """insert into reactions.dead_letters (reactor, position, stream, event, headers, error)
select 'villages/officers', p, 's', '', '{}', 'x' from generate_series($1::int, $2::int) p"""


@pytest.fixture
async def db(database: Database) -> "asyncpg.Connection[asyncpg.Record]":
    await asyncio.to_thread(migrate, database.owner_url, database.app_role)
    made = await asyncpg.connect(database.owner_url)
    await made.execute("update log.head set position = 77")
    return made


async def test_a_service_reports_each_reaction_also_before_it_has_begun(db: "asyncpg.Connection[asyncpg.Record]") -> None:
    own, other = await db.fetchval("select id from log.head"), uuid4()
    found = await look(db, "villages", ["officers"])
    assert found == Progress(
        service="villages", log=own, head=77, at=found.at, reactions=(Reaction(follows="officers", log=None, position=0),)
    )
    await db.execute("insert into reactions.checkpoints values ('villages/officers', $1, 12), ('villages/gone', $1, 5)", other)
    await db.execute(PARK, 3, 4)
    found = await look(db, "villages", ["officers"])
    assert found.reactions == (Reaction(follows="officers", log=other, position=12, parked=(3, 4)),)
    assert (await look(db, "cooperation", [])).reactions == ()
    await db.close()


async def test_more_events_put_aside_than_a_report_names_count_as_not_dealt_with(
    db: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    await db.execute("insert into reactions.checkpoints values ('villages/officers', gen_random_uuid(), 99999)")
    await db.execute(PARK, 11, 10 + MOST_PARKED + 5)
    (reaction,) = (await look(db, "villages", ["officers"])).reactions
    assert (len(reaction.parked), reaction.position) == (MOST_PARKED, 10 + MOST_PARKED)
    await db.close()


async def test_reports_are_heard_when_something_moves_and_in_between(
    db: "asyncpg.Connection[asyncpg.Record]", nc: Broker
) -> None:
    heard: asyncio.Queue[Progress] = asyncio.Queue()
    reporter = Reporter("villages", ["officers"], db, nc)
    tasks = [asyncio.create_task(listen(nc, ["villages"], heard.put_nowait)), asyncio.create_task(reporter.run())]
    try:
        async with asyncio.timeout(20):
            first = await heard.get()
            second = await heard.get()
            await db.execute("update log.head set position = 78")
            reporter.wake()
            while (await heard.get()).head != 78:
                pass
            client = await nc.client()
            for body in (b"", b"{}", b'{"service": "officers"}'):
                await client.publish(subject("villages"), body)
            reporter.wake()
            assert (await heard.get()).service == "villages"
        assert first.at < second.at <= datetime.now(UTC)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await db.close()
