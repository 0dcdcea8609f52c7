"""What the application's role can do in its database, and that it can do nothing else; and how a database gets there."""

import asyncio
from uuid import uuid4

import asyncpg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from libs.events import migrations
from libs.events.log import append, head, tail, verify_log
from libs.events.migrations import HEAD, MissingRole, migrate
from tests.conftest import Database, Postgres
from tests.log_events import Connection, appending

FORBIDDEN = [
    *(f"insert into log.{table} select * from log.{table}" for table in ("head", "events", "claims")),
    "insert into log.readable (position) values (9)",
    "update log.head set position = 0",
    "update log.events set data = ''",
    "update log.readable set type = ''",
    "update log.claims set stream = ''",
    *(f"{verb} log.{table}" for table in ("head", "events", "claims") for verb in ("delete from", "truncate", "drop table")),
    *(f"select * from log.{table} for update" for table in ("head", "events", "claims")),
    "lock table log.head in share mode",
    "create table log.mine ()",
    "create function log.mine() returns int language sql as 'select 1'",
    "drop function log.append",
    "alter function log.append security invoker",
    "alter table log.events disable trigger all",
    "create trigger mine before insert on log.events execute function suppress_redundant_updates_trigger()",
    "select log.digest(1, 1, gen_random_uuid(), 1, now(), now(), '', '', '', '', null)",
    "create table public.mine ()",
    "create temporary table mine ()",
    "create table reactions.mine ()",
    "truncate reactions.checkpoints",
    "select * from public.alembic_version",
    "set role owner",
    "set session_replication_role = replica",
]


async def test_the_application_may_do_nothing_else(app: Connection) -> None:
    allowed: list[str] = []
    for statement in FORBIDDEN:
        attempt = app.transaction()
        await attempt.start()
        try:
            await app.execute(statement)
            allowed.append(statement)
        except asyncpg.InsufficientPrivilegeError:
            pass
        finally:
            await attempt.rollback()
    assert allowed == []


async def test_the_application_may_append_read_and_verify(app: Connection) -> None:
    await append(app, [appending("s-1", 0, claims=("k:1",))])
    await append(app, [appending("s-1", 1, releases=("k:1",))])
    assert (await verify_log(app)).position == (await head(app)).position == len(await tail(app, 0)) == 2
    assert await app.fetchval("select count(*) from log.readable") == 2


async def test_what_the_application_puts_in_its_way_is_not_seen_by_the_function(log: Database, app: Connection) -> None:
    """A table or function of the caller's own, however early in its search path, must not run with the owner's rights."""
    await app.execute(
        "create schema known; create table known.head as select * from log.head; create table known.events (like log.events);"
        "create function known.sha256(bytea) returns bytea language sql as $$ select '\\x00'::bytea $$;"
        "set search_path = known, log, pg_catalog"
    )
    await append(app, [appending("s-1", 0)])
    assert await app.fetchval("select count(*) from known.events") == 0
    assert (await verify_log(app)).position == 1


async def test_reactions_and_known_facts_are_the_application_s_own(app: Connection) -> None:
    await app.execute("insert into reactions.checkpoints values ('r', gen_random_uuid(), 7)")
    await app.execute("update reactions.checkpoints set position = 8")
    await app.execute(
        "insert into reactions.dead_letters (reactor, position, stream, event, headers, error)values ('r', 1, 's', '', '{}', 'e')"
    )
    shown = await app.fetchrow("select parked_at is not null as parked, tries, replay from reactions.dead_letters")
    assert tuple(shown or ()) == (True, 0, False)
    await app.execute("delete from reactions.dead_letters; delete from reactions.checkpoints")
    await app.execute(
        "create schema known; create table known.villages (code text);"
        "insert into known.villages values ('1'); drop table known.villages"
    )


async def test_migrating_again_changes_nothing_and_two_at_once_do_no_harm(database: Database) -> None:
    async def once() -> None:
        await asyncio.to_thread(migrate, database.owner_url, database.app_role)

    await asyncio.gather(once(), once(), once())
    db = await asyncpg.connect(database.owner_url)
    try:
        before = await head(db)
        await append(db, [appending("s-1", 0)])
        await once()
        assert (await head(db)).identity == before.identity
        assert (await head(db)).position == 1
        assert await db.fetchval("select version_num from public.alembic_version") == HEAD
        assert [row[0] for row in await db.fetch("select tablename from pg_tables where schemaname = 'log' order by 1")] == [
            "claims",
            "events",
            "head",
        ]
    finally:
        await db.close()


async def test_a_role_that_is_missing_is_named_and_nothing_is_begun(database: Database) -> None:
    with pytest.raises(MissingRole, match="'no such; role'"):
        await asyncio.to_thread(migrate, database.owner_url, "no such; role")
    db = await asyncpg.connect(database.owner_url)
    try:
        assert await db.fetchval("select to_regnamespace('log')") is None
    finally:
        await db.close()


async def test_a_role_with_an_unusual_name_gets_its_rights(postgres: Postgres, database: Database) -> None:
    role = f'odd "{uuid4().hex[:8]}" % :app'
    quoted = '"' + role.replace('"', '""') + '"'
    admin = await asyncpg.connect(database.admin_url)
    try:
        await admin.execute(f"create role {quoted}")
        await asyncio.to_thread(migrate, database.owner_url, role)
        assert await admin.fetchval("select has_schema_privilege($1, 'log', 'usage')", role)
        assert not await admin.fetchval("select has_schema_privilege('app', 'log', 'usage')")
        await admin.execute(f"drop owned by {quoted}; drop role {quoted}")
    finally:
        await admin.close()


def test_the_newest_revision_is_the_one_alembic_ends_at() -> None:
    config = Config()
    config.set_main_option("script_location", migrations.__path__[0])
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]
