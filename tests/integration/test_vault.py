"""Sealed values open for as long as their key exists, and never after, nor for anybody else; keys survive what uses them."""

import asyncio
import base64
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from libs.events.codec import encode
from libs.events.master_key import MasterKey, MasterKeyUnusable
from libs.events.message import Event, Personal, Restricted, Sealing
from libs.events.migrations import MissingRole
from libs.events.sealing import seal_events
from libs.events.told_in_clear import in_clear
from libs.events.vault import KeyUnusable, NotDurable, Vault, is_sealed, ref_of
from libs.events.vault_migrations import migrate_vault
from tests.conftest import Database

MASTER = MasterKey(bytes(range(32)))
ONE, TWO = "person:018f0000-0000-7000-8000-000000000001", "record:visit-018f0000-0000-7000-8000-000000000002"


class Counting:
    """A pool that counts its statements and can hold them back."""

    def __init__(self, pool: Any) -> None:
        self.pool = pool
        self.statements: list[str] = []
        self.refs: list[list[str]] = []
        self.before: Callable[[str], Any] | None = None

    async def fetch(self, query: str, *args: Any) -> list[Any]:
        self.statements.append(query.split(maxsplit=1)[0])
        self.refs.append(list(args[0]) if args else [])
        if self.before:
            await self.before(query)
        found: list[Any] = await self.pool.fetch(query, *args)
        return found


@pytest.fixture
async def keys(database: Database) -> Database:
    """A migrated database of keys."""
    await asyncio.to_thread(migrate_vault, database.owner_url, app_role=database.app_role)
    return database


@pytest.fixture
async def pool(keys: Database) -> AsyncIterator[Counting]:
    async with asyncpg.create_pool(keys.app_url, min_size=1, max_size=4) as made:
        yield Counting(made)


@pytest.fixture
def vault(pool: Counting) -> Vault:
    return Vault(pool, MASTER)


async def as_admin(keys: Database, statement: str, *args: Any) -> list[Any]:
    db = await asyncpg.connect(keys.admin_url)
    try:
        rows: list[Any] = await db.fetch(statement, *args)
        return rows
    finally:
        await db.close()


async def test_sealed_text_opens_again(vault: Vault) -> None:
    texts = ["Siti Aminah", "", "नमस्ते 🙂\n\0", "s1.person:x.AAAA", "x" * 10_000]
    sealed = await vault.seal([(ONE, text) for text in texts])
    assert await vault.unseal(sealed) == texts
    for value in sealed:
        assert value.isascii()
        assert not any(space in value for space in " \n\t")
        assert value.startswith(f"s1.{ONE}.")
        assert is_sealed(value)
    assert len(set(await vault.seal([(ONE, "same")] * 5))) == 5, "never the same twice"
    assert await vault.seal([]) == await vault.unseal([]) == []


async def test_another_vault_opens_what_this_one_sealed(vault: Vault, pool: Counting) -> None:
    sealed = await vault.seal([(ONE, "Siti"), (TWO, "note")])
    assert await Vault(pool, MASTER).unseal(sealed) == ["Siti", "note"]


async def test_round_trip_of_any_text(vault: Vault) -> None:
    loop = asyncio.get_running_loop()

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.tuples(st.sampled_from([ONE, TWO, "person:x"]), st.text()), max_size=6))
    def check(items: list[tuple[str, str]]) -> None:
        async def there_and_back() -> None:
            sealed = await vault.seal(items)
            assert await vault.unseal(sealed) == [text for _, text in items]
            assert all(is_sealed(value) for value in sealed)

        asyncio.run_coroutine_threadsafe(there_and_back(), loop).result()

    await asyncio.to_thread(check)


async def test_changed_or_moved_text_does_not_open(vault: Vault) -> None:
    (mine, theirs) = await vault.seal([(ONE, "Siti"), (TWO, "note")])
    assert await vault.unseal([mine.replace(ONE, TWO), theirs.replace(TWO, ONE)]) == [None, None]
    head, body = mine.rsplit(".", 1)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    changed = [
        f"{head}.{body[:place]}{other}{body[place + 1 :]}"
        for place in range(len(body))
        for other in alphabet
        if other != body[place]
    ]
    cut = [f"{head}.{body[:length]}" for length in range(1, len(body))]
    assert await vault.unseal(changed + cut + [mine + "A"]) == [None] * (len(changed) + len(cut) + 1)
    assert await vault.unseal([mine, theirs]) == ["Siti", "note"]


async def test_what_was_told_in_clear_opens_without_a_key_beside_what_is_sealed(vault: Vault) -> None:
    (mine,) = await vault.seal([(ONE, "Siti")])
    told = [in_clear(text) for text in ("RT 02 no. 14", "", mine)]
    assert await vault.unseal([told[0], mine, told[1], told[2], mine]) == ["RT 02 no. 14", "Siti", "", mine, "Siti"]
    assert await vault.unseal(told[:1]) == ["RT 02 no. 14"]
    with pytest.raises(ValueError, match=r"."):
        await vault.unseal(["s0.A"])


@pytest.mark.parametrize(
    "text", ["", "Siti", "s1.", f"s1.{ONE}.", f"s2.{ONE}.AAAA", f" s1.{ONE}.AAAA", f"s1.{ONE}.AAAA\n", "s1.x.AAAA"]
)
async def test_clear_text_is_no_sealed_text(vault: Vault, text: str) -> None:
    assert not is_sealed(text)
    with pytest.raises(ValueError, match="not sealed text"):
        await vault.unseal([text])


@pytest.mark.parametrize(
    "ref", ["", "person", "person:", "person:a b", "person:a.b", "Person:x", "person:x\n", "person:" + "x" * 201]
)
async def test_malformed_ref_gets_no_key(vault: Vault, pool: Counting, ref: str) -> None:
    with pytest.raises(ValueError, match="names no key"):
        await vault.seal([(ref, "Siti")])
    assert not pool.statements


def test_refs_tell_kind_and_owner() -> None:
    key = UUID(ONE.partition(":")[2])
    assert ref_of(Sealing.PERSON, key) == ONE
    assert ref_of(Sealing.RECORD, TWO.partition(":")[2]) == TWO


async def test_value_does_not_open_once_its_key_is_gone(vault: Vault, keys: Database) -> None:
    sealed = await vault.seal([(ONE, "Siti"), (TWO, "note")])
    await as_admin(keys, "delete from vault.keys where ref = $1", ONE)
    vault.drop(ONE)
    assert await vault.unseal(sealed) == [None, "note"]
    again = await vault.seal([(ONE, "new")])
    assert await vault.unseal([*again, sealed[0]]) == ["new", None], "a new key does not bring back what the old one sealed"


async def test_keys_are_remembered_for_a_minute_at_most(pool: Counting, keys: Database) -> None:
    now = 1000.0
    vault = Vault(pool, MASTER, clock=lambda: now)
    sealed = await vault.seal([(ONE, "Siti")])
    pool.statements.clear()
    now += 59.9
    await vault.seal([(ONE, "Siti")])
    assert await vault.unseal(sealed) == ["Siti"]
    assert not pool.statements
    await as_admin(keys, "delete from vault.keys")
    now += 0.2
    assert await vault.unseal(sealed) == [None]


async def test_drop_reaches_a_lookup_under_way(vault: Vault, pool: Counting, keys: Database) -> None:
    (sealed,) = await vault.seal([(ONE, "Siti")])
    vault.drop(ONE)
    asked, go_on = asyncio.Event(), asyncio.Event()
    fetch = pool.pool.fetch

    class Slow:
        async def fetch(self, query: str, *args: Any) -> Any:
            rows = await fetch(query, *args)
            asked.set()
            await go_on.wait()
            return rows

    whole, pool.pool = pool.pool, Slow()
    reading = asyncio.create_task(vault.unseal([sealed]))
    await asked.wait()
    await as_admin(keys, "delete from vault.keys")
    vault.drop(ONE)
    pool.pool = whole
    go_on.set()
    assert await reading == ["Siti"], "it was read before"
    assert await vault.unseal([sealed]) == [None]


async def test_memory_of_keys_is_bounded(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("libs.events.vault.ROOM", 3)
    items = [(f"person:{number}", f"name {number}") for number in range(10)]
    sealed = await vault.seal(items)
    assert len(vault._known) == 3
    assert await vault.unseal(sealed) == [text for _, text in items]


async def test_key_is_stored_before_anything_is_sealed_with_it(vault: Vault, pool: Counting, keys: Database) -> None:
    async def fail(query: str) -> None:
        if query.strip().startswith("insert"):
            raise ConnectionResetError

    pool.before = fail
    with pytest.raises(ConnectionResetError):
        await vault.seal([(ONE, "Siti")])
    assert not vault._known
    pool.before = None
    (sealed,) = await vault.seal([(ONE, "Siti")])
    assert [row["ref"] for row in await as_admin(keys, "select ref from vault.keys")] == [ONE]
    assert await vault.unseal([sealed]) == ["Siti"]


async def test_racing_vaults_agree_on_a_key(pool: Counting, keys: Database) -> None:
    refs = [f"person:{uuid4()}" for _ in range(50)]
    arrived = 0
    both = asyncio.Event()

    async def wait_for_each_other(query: str) -> None:
        nonlocal arrived
        if query.strip().startswith("insert"):
            arrived += 1
            if arrived == 2:
                both.set()
            await both.wait()

    pool.before = wait_for_each_other
    one, two = Vault(pool, MASTER), Vault(pool, MASTER)
    mine, theirs = await asyncio.gather(
        one.seal([(ref, "mine") for ref in refs]), two.seal([(ref, "theirs") for ref in refs[::-1]])
    )
    assert arrived == 2
    inserted = [found for statement, found in zip(pool.statements, pool.refs, strict=True) if statement == "insert"]
    assert inserted == [sorted(refs)] * 2, "in one order, or they could wait for each other for ever"
    assert await one.unseal(theirs) == ["theirs"] * 50
    assert await two.unseal(mine) == ["mine"] * 50
    assert len(await as_admin(keys, "select from vault.keys")) == 50


async def test_new_keys_of_concurrent_callers_share_statements(vault: Vault, pool: Counting) -> None:
    refs = [f"person:{uuid4()}" for _ in range(64)]
    sealed = await asyncio.gather(*(vault.seal([(ref, "Siti")]) for ref in refs))
    assert pool.statements == ["select", "insert"]
    pool.statements.clear()
    vault._known.clear()
    assert await asyncio.gather(*(vault.unseal(values) for values in sealed)) == [["Siti"]] * 64
    assert pool.statements == ["select"]


async def test_callers_during_a_statement_share_the_next(vault: Vault, pool: Counting) -> None:
    go_on, asked = asyncio.Event(), asyncio.Event()

    async def hold(_query: str) -> None:
        asked.set()
        await go_on.wait()

    pool.before = hold
    first = asyncio.create_task(vault.seal([("person:first", "x")]))
    await asked.wait()
    others = [asyncio.create_task(vault.seal([(f"person:{number}", "x")])) for number in range(20)]
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(first, *others)
    assert pool.statements == ["select", "insert", "select", "insert"]
    assert pool.refs[1] == ["person:first"]


async def test_caller_who_goes_away_takes_nobody_along(vault: Vault, pool: Counting) -> None:
    go_on, asked = asyncio.Event(), asyncio.Event()

    async def hold(_query: str) -> None:
        asked.set()
        await go_on.wait()

    pool.before = hold
    first = asyncio.create_task(vault.seal([(ONE, "a")]))
    second = asyncio.create_task(vault.seal([(ONE, "b")]))
    await asked.wait()
    first.cancel()
    with suppress(asyncio.CancelledError):
        await first
    go_on.set()
    assert await vault.unseal(await second) == ["b"]
    assert first.cancelled()


async def test_one_callers_broken_key_is_not_anothers(vault: Vault, keys: Database) -> None:
    sealed = await vault.seal([(ONE, "Siti"), (TWO, "note")])
    await as_admin(
        keys, "update vault.keys set wrapped = (select wrapped from vault.keys where ref = $1) where ref = $2", TWO, ONE
    )
    vault.drop(ONE)
    vault.drop(TWO)
    results = await asyncio.gather(vault.seal([(ONE, "x")]), vault.seal([(TWO, "y")]), return_exceptions=True)
    assert isinstance(results[0], KeyUnusable)
    assert ONE in str(results[0])
    assert isinstance(results[1], list)
    assert await vault.unseal(sealed) == [None, "note"]


async def test_wrong_master_key_is_an_error_not_an_erasure(vault: Vault, pool: Counting) -> None:
    sealed = await vault.seal([(ONE, "Siti")])
    foreign = Vault(pool, MasterKey(bytes(32)))
    for attempt in (foreign.unseal(sealed), foreign.seal([(ONE, "x")]), foreign.check(durable=False)):
        with pytest.raises(MasterKeyUnusable, match=MASTER.kek) as caught:
            await attempt
        assert "\n" not in str(caught.value)
    await vault.check(durable=False)


async def test_forgetful_database_is_refused(keys: Database) -> None:
    settings = {"synchronous_commit": "off"}
    async with asyncpg.create_pool(keys.app_url, min_size=1, max_size=1, server_settings=settings) as lax:
        with pytest.raises(NotDurable, match="synchronous_commit off"):
            await Vault(lax, MASTER).check()
        await Vault(lax, MASTER).check(durable=False)


async def test_application_can_neither_change_nor_delete_keys(vault: Vault, keys: Database) -> None:
    await vault.seal([(ONE, "Siti")])
    db = await asyncpg.connect(keys.app_url)
    try:
        for statement in (
            "delete from vault.keys",
            "update vault.keys set kek = ''",
            "truncate vault.keys",
            "drop table vault.keys",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await db.execute(statement)
    finally:
        await db.close()


async def test_neither_keys_nor_names_lie_open_in_the_database(vault: Vault, keys: Database) -> None:
    await vault.seal([(ONE, "Siti Aminah")])
    (row,) = await as_admin(keys, "select * from vault.keys")
    key = MASTER.unwrap(ONE, row["wrapped"], row["kek"])
    assert key
    assert key not in row["wrapped"]
    assert (row["kind"], row["kek"]) == ("person", MASTER.kek)
    assert "Siti" not in str(dict(row))


async def test_migration_is_repeatable_and_wants_its_role(keys: Database) -> None:
    await asyncio.to_thread(migrate_vault, keys.owner_url, app_role=keys.app_role)
    with pytest.raises(MissingRole, match="nobody_here"):
        await asyncio.to_thread(migrate_vault, keys.owner_url, app_role="nobody_here")


async def test_replicas_may_migrate_at_once(database: Database) -> None:
    await asyncio.gather(*(asyncio.to_thread(migrate_vault, database.owner_url, app_role=database.app_role) for _ in range(3)))
    assert await as_admin(database, "select version_num from public.alembic_version")


class Registered(Event, frozen=True, kw_only=True):
    full_name: Personal[str]
    phone: Personal[str] | None = None
    remark: Restricted[str]
    rank: str = "BRIPKA"


async def test_no_clear_text_reaches_the_log(vault: Vault) -> None:
    key = uuid4()
    event = Registered(full_name="Siti Aminah", phone="+62 812 000 111", remark="quarrels with Wayan")
    (stored,) = await seal_events(vault, [(event, key)])
    data = encode(stored)
    for secret in (b"Siti", b"Aminah", b"812", b"Wayan", b"quarrels", base64.b64encode(b"Siti Aminah")[:12]):
        assert secret not in data
    assert b"BRIPKA" in data
    assert isinstance(stored, Registered)
    assert stored.phone is not None
    assert await vault.unseal([stored.full_name, stored.phone, stored.remark]) == [event.full_name, event.phone, event.remark]
