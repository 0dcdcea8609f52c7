"""A service's database, brought to the newest revision: its log, and what its reactions and known facts are kept in."""

import asyncio
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent
_BEGUN: Final = """select to_regrole(quote_ident($1)) is not null, to_regclass('public.alembic_version') is not null"""
_LOCK: Final = 0x7469_6761
"""Key of the advisory lock that keeps two replicas from migrating a database at the same time."""


class MissingRole(Exception):
    """The role that is to get its rights does not exist."""


def newest(versions: Path) -> str:
    """The newest of the revisions in this directory, in files named `r0001_<what>.py` and so on."""
    return max(path.stem[1:5] for path in versions.glob("r[0-9]*.py"))


VERSIONS: Final = _HERE / "versions"
HEAD: Final = newest(VERSIONS)
"""The newest revision of a service's database."""


def migrate(url: str, app_role: str = "app") -> None:
    """Bring the database at `url` (the owner's DSN) to the newest revision, in one transaction; at once if it is there already.

    `app_role` is the existing role under which the service runs. It gets what it needs and nothing else. Raises MissingRole.
    Runs a loop of its own: from a running one, `await asyncio.to_thread(migrate, …)`.
    """
    asyncio.run(bring_up(url, app_role, VERSIONS))


async def bring_up(url: str, app_role: str, versions: Path) -> None:
    """As `migrate`, with the revisions of this directory."""
    import asyncpg  # noqa: PLC0415 only here, with Alembic below: whoever looks at HEAD needs neither

    db = await asyncpg.connect(url)
    try:
        ((role, begun),) = await db.fetch(_BEGUN, app_role)
        if not role:
            raise MissingRole(f"the role {app_role!r} does not exist: create it before migrating, then run this again")
        if begun and await db.fetchval("select version_num from public.alembic_version") == newest(versions):
            return
    finally:
        await db.close()
    await _upgrade(url, app_role, versions)


async def _upgrade(url: str, app_role: str, versions: Path) -> None:
    import asyncpg  # noqa: PLC0415
    from alembic import command  # noqa: PLC0415 half a second to import, and seldom needed
    from alembic.config import Config  # noqa: PLC0415
    from sqlalchemy import Connection, text  # noqa: PLC0415
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415
    from sqlalchemy.pool import NullPool  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("version_locations", str(versions).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")

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
