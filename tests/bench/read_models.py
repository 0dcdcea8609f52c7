"""Read models of a country at work, filled as the projector fills them, names sealed by a vault; and one with clear names."""

import asyncio
import time
from dataclasses import dataclass
from secrets import token_hex
from typing import Final

import asyncpg

from libs.events import serving
from libs.events.master_key import MasterKey
from libs.events.vault import Vault
from libs.events.vault_migrations import migrate_vault
from services.gateway.read_model import projection
from tests.bench.servers import Servers
from tests.integration.read_model.conftest import apply, make
from tests.populated import Country, batches

ATTENDEES: Final = 60
"""Officers of a training; enough trainings for each officer to have attended one."""
NAMES: Final = (("officer", "full_name"), ("pillar_seat", "holder_name"))
"""Where the two questions of the benchmark find names: table and column."""


@dataclass(frozen=True)
class Keys:
    """The vault that the names are sealed by."""

    url: str
    master: str

    @classmethod
    async def made(cls, servers: Servers) -> "Keys":
        url = await servers.database("vault")
        admin = await asyncpg.connect(url)
        await admin.execute("create role bench_vault")
        await admin.close()
        await asyncio.to_thread(migrate_vault, url, app_role="bench_vault")
        return cls(url, token_hex(32))


async def loaded(servers: Servers, name: str, places: list[tuple[str, str]], keys: Keys) -> str:
    """The URL of a new read model of these places."""
    begun = time.monotonic()
    url = await servers.database(f"read_{name}")
    villages = sum(code.count(".") == 3 for code, _ in places)
    country = Country(places, trainings_=max(1, villages // 2 // ATTENDEES), attendees=ATTENDEES)
    db = await asyncpg.connect(url, server_settings={"synchronous_commit": "off"})
    count = 0
    async with serving.pool(keys.url, 2) as pool:
        vault = Vault(pool, MasterKey.parse(keys.master))
        await make(db)
        async for service, events in batches(country, vault):
            await apply(db, service, events)
            count += len(events)
    await db.execute("vacuum analyze")
    await db.close()
    print(f"{name}: {villages:,} villages, {count:,} events in {time.monotonic() - begun:.0f} s", flush=True)
    return url


async def cleared(servers: Servers, url: str, keys: Keys) -> str:
    """The URL of a copy of that read model in which names are clear text."""
    copy = await servers.database("read_clear", template=url)
    db = await asyncpg.connect(copy, server_settings={"search_path": projection.name, "synchronous_commit": "off"})
    async with serving.pool(keys.url, 2) as pool:
        vault = Vault(pool, MasterKey.parse(keys.master))
        for table, column in NAMES:
            sealed = [row[0] for row in await db.fetch(f"select {column} from {table} where {column} is not null")]
            clear = [text for at in range(0, len(sealed), 5_000) for text in await vault.unseal(sealed[at : at + 5_000])]
            assert None not in clear
            await db.execute(
                f"update {table} set {column} = o.clear from unnest($1::text[], $2::text[]) o (sealed, clear) "
                f"where {table}.{column} = o.sealed",
                sealed,
                clear,
            )
            await db.execute(f"vacuum full {table}")
    await db.execute("vacuum analyze")
    await db.close()
    return copy
