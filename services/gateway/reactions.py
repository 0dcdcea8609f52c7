"""Reports of how far reactions have come are shown in the read model once it holds all that those reactions made."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

import asyncpg

from libs.events.cancellation import heed, together
from libs.events.jetstream import Broker
from libs.events.progress import Progress, listen
from libs.events.projector import Projector
from libs.events.single import LOST
from services.gateway.read_model.projection import projection

logger = logging.getLogger(__name__)

WAIT: Final = 2.0
"""Seconds for the read model to come as far as a report says; by then there is a newer one."""

Connect: TypeAlias = Callable[[], Awaitable["asyncpg.Connection[asyncpg.Record]"]]

_REPORTER: Final = """insert into reporter (service, at)
select $1, $2 where $4 = 0 or exists (select from checkpoint c where c.service = $1 and c.log = $3 and c.position >= $4)
on conflict (service) do update set at = excluded.at where reporter.at < excluded.at"""
_GONE: Final = "delete from reaction where service = $1 and not follows = any($2::text[])"
_REACTION: Final = """insert into reaction (service, follows, log, position, parked) values ($1, $2, $3, $4, $5)
on conflict (service, follows) do update set log = excluded.log, position = excluded.position, parked = excluded.parked"""


async def keep_reactions(connect: Connect, nc: Broker, projector: Projector) -> None:
    """Keeps the tables `reporter` and `reaction` up, until cancelled. A service that is away leaves what it last said."""
    newest: dict[str, Progress] = {}
    told = {service: asyncio.Event() for service in projection.services}

    def heard(report: Progress) -> None:
        if report.service not in newest or newest[report.service].at <= report.at:
            newest[report.service] = report
            told[report.service].set()

    async def follow(service: str) -> None:
        while True:
            try:
                db = await connect()
                try:
                    await db.execute(f"set search_path = {projection.name}")
                    while True:
                        heed()
                        await told[service].wait()
                        told[service].clear()
                        report = newest[service]
                        # Not before: a reaction's own events are to be seen no later than that it is done.
                        if await projector.reached(service, report.head, WAIT):
                            await show(db, report)
                finally:
                    db.terminate()
            except LOST as error:
                logger.info("progress of %s is not shown: %s", service, type(error).__name__)
                await asyncio.sleep(0.5)

    await together([listen(nc, projection.services, heard), *(follow(service) for service in projection.services)])


async def show(db: "asyncpg.Connection[asyncpg.Record]", report: Progress) -> None:
    """Writes a report down, unless a later one is there, or the read model lacks what it speaks of."""
    async with db.transaction():
        shown = await db.execute(_REPORTER, report.service, report.at, report.log, report.head)
        if shown != "INSERT 0 1":
            return
        await db.execute(_GONE, report.service, [one.follows for one in report.reactions])
        for one in report.reactions:
            await db.execute(_REACTION, report.service, one.follows, one.log, one.position, list(one.parked))
