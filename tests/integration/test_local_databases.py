"""The databases of a local system: made once, at their newest revision, each role with its own rights and no more."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from infra.local.caught_up import caught_up
from infra.local.databases import DATABASES, Databases, located, migrate
from infra.local.postgres import PostgresServer
from infra.local.process import CannotStart
from infra.local.state import State

BY_NAME = {database.name: database for database in DATABASES}


@pytest.fixture(scope="module")
def server(server_root: Path) -> Iterator[PostgresServer]:
    with PostgresServer(server_root / "databases") as started:
        yield started


@pytest.fixture(scope="module")
def state(server_root: Path) -> State:
    made = State(server_root / "databases-state")
    made.acquire()
    made.release()
    return made


@pytest.fixture
async def databases(server: PostgresServer, state: State) -> Databases:
    """All of them, ready for use."""
    found = Databases(server.url(), state)
    behind = await found.behind()
    for database in behind:
        await found.prepare(database)
    await asyncio.to_thread(migrate, {database.name: found.access(database).owner_url for database in behind}, lambda _line: None)
    for database in behind:
        await found.mark(database)
    return found


async def test_nothing_is_behind_afterwards(databases: Databases) -> None:
    assert await databases.behind() == []


@pytest.mark.parametrize("url", ["nonsense", "postgresql://nobody@127.0.0.1:1/none"])
async def test_a_url_that_leads_nowhere_is_said_in_one_line(url: str, state: State) -> None:
    with pytest.raises(CannotStart, match=r"^PostgreSQL does not let us in: [^\n]+$"):
        await Databases(url, state).behind()


async def test_other_passwords_or_another_revision_put_a_database_behind(
    databases: Databases, server: PostgresServer, server_root: Path
) -> None:
    other = State(server_root / "other-state")
    other.acquire()
    other.release()
    assert await Databases(server.url(), other).behind() == list(DATABASES)
    admin = await asyncpg.connect(server.url())
    await admin.execute("comment on database vault is 'tiga-pilar 0000 0'")
    await admin.close()
    assert await databases.behind() == [BY_NAME["vault"]]
    await databases.mark(BY_NAME["vault"])


async def test_the_applications_roles_own_nothing(databases: Databases) -> None:
    for name, forbidden in (
        ("officers", "insert into log.claims (key, stream) values ('a', 'b')"),
        ("officers", "delete from log.events"),
        ("villages", "update log.head set position = 0"),
        ("cooperation", "create table public.mine (id int)"),
        ("vault", "delete from vault.keys"),
        ("vault", "update vault.keys set kek = ''"),
        ("read", "create schema mine"),
    ):
        user = await asyncpg.connect(databases.access(BY_NAME[name]).user_url)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await user.execute(forbidden)
        await user.close()


async def test_the_reader_may_make_temporary_tables_and_no_others(databases: Databases) -> None:
    reader = await asyncpg.connect(databases.access(BY_NAME["read"]).user_url)
    await reader.execute("create temporary table mine (id int)")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await reader.execute("create table public.mine (id int)")
    await reader.close()


async def test_a_role_enters_no_database_but_its_own(databases: Databases) -> None:
    for name, foreign in (("officers", "villages"), ("villages", "read"), ("read", "vault")):
        url = databases.access(BY_NAME[name]).user_url.replace(f"/{name}?", f"/{foreign}?")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(url)


async def test_what_the_projector_makes_the_reader_reads_whatever_its_schema_is_called(databases: Databases) -> None:
    access = databases.access(BY_NAME["read"])
    owner = await asyncpg.connect(access.owner_url)
    await owner.execute("create schema fresh; create table fresh.shown (id int); insert into fresh.shown values (3)")
    await owner.execute("alter schema fresh rename to swapped")
    assert await owner.fetchval("show synchronous_commit") == "off"
    reader = await asyncpg.connect(access.user_url)
    assert await reader.fetchval("select id from swapped.shown") == 3
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await reader.execute("insert into swapped.shown values (4)")
    await reader.close()
    await owner.execute("drop schema swapped cascade")
    await owner.close()


async def test_logs_and_keys_are_written_durably(databases: Databases) -> None:
    for name in ("officers", "villages", "cooperation", "vault"):
        user = await asyncpg.connect(databases.access(BY_NAME[name]).user_url)
        assert await user.fetchval("show synchronous_commit") == "on"
        await user.close()


async def test_the_read_model_is_waited_for_until_it_holds_all(databases: Databases) -> None:
    villages = await asyncpg.connect(databases.access(BY_NAME["villages"]).owner_url)
    owner = await asyncpg.connect(databases.access(BY_NAME["read"]).owner_url)
    await villages.execute("update log.head set position = 7")
    try:
        said: list[str] = []
        with pytest.raises(CannotStart, match="stands still at 0 of 7 events"):
            await caught_up(databases, said.append, stall=0.3)
        await owner.execute(
            "create schema read_model; create table read_model.checkpoint (service text, position bigint);"
            "insert into read_model.checkpoint values ('villages', 6), ('officers', 5)"
        )
        waiting = asyncio.create_task(caught_up(databases, said.append, stall=20))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(waiting), 0.5)
        await owner.execute("update read_model.checkpoint set position = 7 where service = 'villages'")
        await asyncio.wait_for(waiting, 10)
    finally:
        await villages.execute("update log.head set position = 0")
        await owner.execute("drop schema if exists read_model cascade")
        await villages.close()
        await owner.close()


def test_a_url_is_moved_to_another_database_and_role() -> None:
    assert (
        located("postgresql://postgres:s@/postgres?host=/run&port=1", "vault", "v", "p")
        == "postgresql://v:p@/vault?host=/run&port=1"
    )
    assert located("postgresql://postgres:s@db.local:5433/postgres", "vault", "v", "p") == "postgresql://v:p@db.local:5433/vault"
