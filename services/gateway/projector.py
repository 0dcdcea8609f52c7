"""The gateway's projector process: keeps the read model at the ends of the three streams and tells how far it has come."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

import asyncpg

from libs.events import serving
from libs.events.cancellation import together
from libs.events.jetstream import Broker
from libs.events.projector import Projector
from libs.events.settings import ProjectorSettings, read
from libs.events.single import LOST
from services.gateway.graph.positions import CHANNEL
from services.gateway.reactions import keep_reactions
from services.gateway.read_model.projection import projection

ANALYSE: Final = "analyze " + ", ".join(f'{projection.name}."{table.name}"' for table in projection.metadata.sorted_tables)
QUIET: Final = 0.5
"""Seconds without any event after which a load counts as over."""
PACE: Final = 0.005
"""Seconds between two commits for one stream, while much comes in on it, and between two announcements: both cost the same for
one event as for many."""


def run() -> None:
    """Project until told to stop. What makes that impossible ends the process with one line and exit code 1."""
    with serving.ending_in_one_line():
        settings = read(ProjectorSettings)
        serving.begin("projector", settings)
        serving.work(_work(settings))


async def project(url: str, nc: Broker) -> None:
    """Keep the read model of this database up and announce its positions, until cancelled."""
    moved = asyncio.Event()

    def announce(_positions: Mapping[str, int]) -> None:
        moved.set()

    projector = Projector(projection, lambda: _connect(url), nc, announce=announce, pace=PACE)
    await together(
        [
            projector.run(),
            keep_reactions(lambda: _connect(url), nc, projector),
            _announce(url, moved),
            _analyse(url, projector),
        ]
    )


async def _work(settings: ProjectorSettings) -> None:
    async with Broker(settings.nats_url, name="projector") as nc:
        await project(settings.projector_database_url, nc)


async def _announce(url: str, moved: asyncio.Event) -> None:
    """Says on CHANNEL that positions have moved; what is lost is made good by the listeners' own looking."""
    while True:
        try:
            db = await _connect(url)
            try:
                while True:
                    await moved.wait()
                    moved.clear()
                    await db.execute(f"notify {CHANNEL}")
                    await asyncio.sleep(PACE)
            finally:
                db.terminate()
        except LOST:
            await asyncio.sleep(1)


async def _analyse(url: str, projector: Projector) -> None:
    """After a load, tells PostgreSQL's planner at once what has become of the tables; autovacuum would take a minute or more."""
    known = before = 0
    while True:
        await asyncio.sleep(QUIET)
        now = sum(projector.positions.values())
        if projector.active and now == before and now > known * 1.2 + 500:
            with suppress(*LOST):
                db = await _connect(url)
                try:
                    await db.execute(ANALYSE)
                    known = now
                finally:
                    db.terminate()
        before = now


async def _connect(url: str) -> "asyncpg.Connection[asyncpg.Record]":
    return await asyncpg.connect(url, timeout=5)
