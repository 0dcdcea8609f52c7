"""A local system as a benchmark sees it: what its processes hold and compute, and its logs, which can be added to from behind."""

import asyncio
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Final
from uuid import uuid4

import asyncpg
import httpx

from infra.local.caught_up import caught_up
from infra.local.databases import DATABASES, Access, Databases
from infra.local.state import State
from libs.events import log, serving
from libs.events.codec import Pending, encode, stream_of
from libs.events.master_key import MasterKey
from libs.events.message import Event
from libs.events.sealing import seal_events
from libs.events.service import new_id
from libs.events.vault import Vault
from tests.bench.processes import seconds
from tests.bench.start import called, descendants, resident
from tests.e2e.system import System
from tests.lombok import META
from tests.populated import Told

PIECE: Final = 1_000
"""Events sealed at once."""
STALL: Final = 180.0
LOGS: Final = ("officers", "villages")
TOLD: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""When everything that is added from behind happened, as far as envelopes tell."""


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

    async def tidied(self) -> None:
        """What the databases do by themselves after so much was added is done at once, and not during what is measured."""
        for access in self.access.values():
            db = await asyncpg.connect(access.owner_url)
            try:
                await db.execute("vacuum (analyze)")
            finally:
                await db.close()

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
