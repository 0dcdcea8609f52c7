"""The database of keys, brought to the newest revision."""

import asyncio
from pathlib import Path
from typing import Final

from libs.events import migrations
from libs.events.migrations import MissingRole

VERSIONS: Final = Path(__file__).parent / "versions"
HEAD: Final = max(path.stem[1:5] for path in VERSIONS.glob("r[0-9]*.py"))
"""The newest revision."""

_STATE: Final = (
    """select to_regrole(quote_ident($1)) is not null as role, to_regclass('public.alembic_version') is not null as begun"""
)
_LOCK: Final = 0x7661_756C
"""Key of the advisory lock that keeps two replicas from migrating at the same time."""


def migrate_vault(url: str, *, app_role: str) -> None:
    """Bring the database of keys at `url` (the owner's DSN) to the newest revision, in one transaction; at once if it is there.

    `app_role` is the existing role under which values are sealed and opened: it may read keys and add some, never change or
    delete one. Raises MissingRole. Runs a loop of its own: from a running one, `await asyncio.to_thread(migrate_vault, …)`.
    """
    asyncio.run(_migrate(url, app_role))


async def _migrate(url: str, app_role: str) -> None:
    import asyncpg  # noqa: PLC0415 only here, with Alembic below: whoever looks at HEAD needs neither

    db = await asyncpg.connect(url)
    try:
        ((role, begun),) = await db.fetch(_STATE, app_role)
        if not role:
            raise MissingRole(f"the role {app_role!r} does not exist: create it before migrating, then run this again")
        if begun and await db.fetchval("select version_num from public.alembic_version") == HEAD:
            return
    finally:
        await db.close()
    await _upgrade(url, app_role)


async def _upgrade(url: str, app_role: str) -> None:
    import asyncpg  # noqa: PLC0415
    from alembic import command  # noqa: PLC0415 half a second to import, and seldom needed
    from alembic.config import Config  # noqa: PLC0415
    from sqlalchemy import Connection, text  # noqa: PLC0415
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415
    from sqlalchemy.pool import NullPool  # noqa: PLC0415

    config = Config()
    # The way in is the logs'; only the revisions are the vault's own.
    config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
    config.set_main_option("version_locations", str(VERSIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")

    def upgrade(connection: Connection) -> None:
        config.attributes.update(connection=connection, app_role=app_role)
        command.upgrade(config, "head")

    async def connect() -> "asyncpg.Connection[asyncpg.Record]":
        return await asyncpg.connect(url)

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            await connection.run_sync(upgrade)
    finally:
        await engine.dispose()
