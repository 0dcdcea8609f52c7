"""The pool survives its connections, and says so when it cannot."""

import asyncio
from typing import Any

import asyncpg
import pytest

from services.gateway.graph.pool import LONGEST, Pool, TooLong, TooMuch, Unavailable
from tests.conftest import Database

BYTES = "select convert_to('x', 'UTF8')"


async def test_a_lost_connection_is_replaced_and_the_statement_sent_again(database: Database) -> None:
    async with Pool(database.owner_url, size=1) as pool:
        (first,) = await pool.fetch("select pg_backend_pid() as pid")
        admin = await asyncpg.connect(database.admin_url)
        try:
            assert await admin.fetchval("select pg_terminate_backend($1, 5000)", first["pid"])
        finally:
            await admin.close()
        assert await pool.value(BYTES) == b"x"
        (second,) = await pool.fetch("select pg_backend_pid() as pid")
        assert second["pid"] != first["pid"]


async def test_a_statement_whose_connection_dies_under_it_is_sent_again(database: Database) -> None:
    async with Pool(database.owner_url, size=1, statement_timeout=30) as pool:
        (row,) = await pool.fetch("select pg_backend_pid() as pid")
        admin = await asyncpg.connect(database.admin_url)
        try:
            await admin.execute("select pg_advisory_lock(1)")
            waiting = asyncio.create_task(pool.value("select convert_to('x' || pg_advisory_xact_lock(1)::text, 'UTF8')"))
            await blocked(admin, row["pid"])
            assert await admin.fetchval("select pg_terminate_backend($1, 5000)", row["pid"])
            await admin.execute("select pg_advisory_unlock(1)")
            assert await waiting == b"x"
        finally:
            await admin.close()


async def test_a_connection_that_is_told_farewell_as_it_is_used_is_replaced(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetchval = asyncpg.Connection.fetchval
    failures = [asyncpg.InternalClientError("cannot switch to state 12; another operation (2) is in progress")]

    async def confused(connection: Any, *arguments: Any) -> Any:
        if failures:
            raise failures.pop()
        return await fetchval(connection, *arguments)

    monkeypatch.setattr(asyncpg.Connection, "fetchval", confused)
    async with Pool(database.owner_url, size=1) as pool:
        (first,) = await pool.fetch("select pg_backend_pid() as pid")
        assert await pool.value(BYTES) == b"x"
        (second,) = await pool.fetch("select pg_backend_pid() as pid")
        assert second["pid"] != first["pid"]


async def blocked(admin: "asyncpg.Connection[asyncpg.Record]", pid: int) -> None:
    """Waits until that backend waits for a lock."""
    async with asyncio.timeout(10):
        while not await admin.fetchval("select wait_event_type = 'Lock' from pg_stat_activity where pid = $1", pid):
            pass


async def test_connections_have_the_settings_that_plans_rely_on(database: Database) -> None:
    async with Pool(database.owner_url, size=1, statement_timeout=3, search_path="elsewhere") as pool:
        names = ("jit", "plan_cache_mode", "TimeZone", "statement_timeout", "default_transaction_read_only", "search_path")
        rows = await pool.fetch("select name, setting from pg_settings where name = any($1)", [list(names)])
    assert {row["name"]: row["setting"] for row in rows} == {
        "jit": "off",
        "plan_cache_mode": "force_generic_plan",
        "TimeZone": "UTC",
        "statement_timeout": "3000",
        "default_transaction_read_only": "on",
        "search_path": "elsewhere",
    }


async def test_a_statement_that_takes_too_long_is_stopped_and_the_connection_goes_on(database: Database) -> None:
    async with Pool(database.owner_url, size=1, statement_timeout=0.05) as pool:
        with pytest.raises(TooLong):
            await pool.value("select pg_sleep(30)::text::bytea")
        assert await pool.value(BYTES) == b"x"


async def test_a_database_that_is_gone_is_unavailable_and_found_again(database: Database) -> None:
    async with Pool(database.owner_url, size=1) as pool:
        admin = await asyncpg.connect(database.admin_url.replace(database.name, "postgres"))
        try:
            await admin.execute(f"alter database {database.name} with allow_connections false")
            with pytest.raises(Unavailable):
                await pool.value(BYTES)
            await admin.execute(f"alter database {database.name} with allow_connections true")
        finally:
            await admin.close()
        assert await pool.value(BYTES) == b"x"


async def test_whoever_waits_too_long_for_a_connection_is_told_so(database: Database) -> None:
    async with Pool(database.owner_url, size=1, patience=0.05, statement_timeout=30) as pool:
        (row,) = await pool.fetch("select pg_backend_pid() as pid")
        admin = await asyncpg.connect(database.admin_url)
        try:
            await admin.execute("select pg_advisory_lock(1)")
            waiting = asyncio.create_task(pool.fetch("select pg_advisory_lock(1)"))
            await blocked(admin, row["pid"])
            with pytest.raises(Unavailable):
                await pool.value(BYTES)
            await admin.execute("select pg_advisory_unlock(1)")
            await waiting
        finally:
            await admin.close()
        assert await pool.value(BYTES) == b"x"


async def test_an_abandoned_request_leaves_its_connection_usable(database: Database) -> None:
    async with Pool(database.owner_url, size=1, statement_timeout=30) as pool:
        for _ in range(3):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await pool.value("select pg_sleep(30)::text::bytea")
            assert await pool.value(BYTES) == b"x"


async def test_tables_that_are_not_there_yet_are_no_fault_of_the_statement(database: Database) -> None:
    async with Pool(database.owner_url, size=1, search_path="anew") as pool:
        with pytest.raises(Unavailable):
            await pool.value("select convert_to(name, 'UTF8') from things")
        owner = await asyncpg.connect(database.owner_url)
        try:
            await owner.execute("create schema anew; create table anew.things as select 'x' as name")
        finally:
            await owner.close()
        assert await pool.value("select convert_to(name, 'UTF8') from things") == b"x"


async def test_a_statement_larger_than_the_server_takes_is_told_apart_and_the_connection_goes_on(database: Database) -> None:
    async with Pool(database.owner_url, size=1) as pool:
        with pytest.raises(TooMuch):
            await pool.value("select convert_to(repeat('x', 3000)::tsquery::text, 'UTF8')")
        assert await pool.value(BYTES) == b"x"


async def test_a_statement_is_kept_prepared_unless_it_is_huge(database: Database) -> None:
    async with Pool(database.owner_url, size=1) as pool:
        for filling in (" " * 20_000, " " * LONGEST):
            await pool.fetch(f"select 'mine'{filling}")
        rows = await pool.fetch("select statement from pg_prepared_statements where statement like 'select ''mine%'")
    assert [len(row["statement"]) < LONGEST for row in rows] == [True]
