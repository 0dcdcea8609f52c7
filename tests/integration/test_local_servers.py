"""The embedded servers start from any state they may be found in, as any user, and leave nothing behind."""

from pathlib import Path

import asyncpg
import nats
import pytest

from infra.local.nats import NatsServer
from infra.local.postgres import PostgresServer
from tests.conftest import Database


async def ask(url: str, question: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_a_database_belongs_to_its_owner_and_the_app_may_only_connect(database: Database) -> None:
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute("create table kept (id int)")
    await owner.close()
    app = await asyncpg.connect(database.app_url)
    for forbidden in (
        "select * from kept",
        "create table public.mine (id int)",
        "create schema mine",
        "create temporary table t (id int)",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(forbidden)
    await app.close()


async def test_a_role_needs_its_password(database: Database) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(database.app_url.replace(":app@", ":wrong@"))


async def test_commits_reach_the_disk(database: Database) -> None:
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        assert await ask(database.admin_url, f"show {setting}") == "on"
    assert await ask(database.admin_url, "show listen_addresses") == ""


async def test_what_was_committed_survives_kill_9(server_root: Path) -> None:
    with PostgresServer(server_root / "killed") as server:
        connection = await asyncpg.connect(server.url())
        await connection.execute("create table kept (id int); insert into kept values (7)")
        server.kill()
        server.restart()
        assert await ask(server.url(), "select id from kept") == 7
        with pytest.raises((asyncpg.PostgresError, OSError, asyncpg.InterfaceError)):
            await connection.fetchval("select 1")
        connection.terminate()


async def test_nats_keeps_its_port_and_its_streams_through_kill_9_and_loses_them_when_wiped(nats_server: NatsServer) -> None:
    async def streams() -> int:
        client = await nats.connect(nats_server.url, allow_reconnect=False)
        try:
            return (await client.jetstream().account_info()).streams
        finally:
            await client.close()

    client = await nats.connect(nats_server.url, allow_reconnect=False)
    await client.jetstream().add_stream(name="kept", subjects=["kept.>"])
    await client.close()
    url = nats_server.url
    nats_server.kill()
    nats_server.start()
    assert (nats_server.url, await streams()) == (url, 1)
    nats_server.stop()
    nats_server.wipe()
    nats_server.start()
    assert (nats_server.url, await streams()) == (url, 0)


async def test_nats_is_handed_over_without_streams(nats_server: NatsServer) -> None:
    client = await nats.connect(nats_server.url, allow_reconnect=False)
    assert (await client.jetstream().account_info()).streams == 0
    await client.jetstream().add_stream(name="left", subjects=["left.>"])
    await client.close()
