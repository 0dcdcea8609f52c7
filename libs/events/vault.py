"""One key a person and one a record: seals values before they are stored, and opens them for as long as the key exists."""

import asyncio
import os
import re
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from libs.events.master_key import NONCE, MasterKey, MasterKeyUnusable
from libs.events.message import Sealing
from libs.events.told_in_clear import is_in_clear, told
from libs.events.unfit import Unfit

VERSION: Final = "s1"
REMEMBERED: Final = 60.0
"""Seconds for which a key is used without asking whether it still exists."""
ROOM: Final = 20_000
"""Keys remembered at most; each takes two to three kilobytes."""
TIMEOUT: Final = 5.0
"""Seconds that the database of keys has for one statement."""

_REF: Final = re.compile(r"[a-z]+:[A-Za-z0-9_-]{1,200}")
_SEALED: Final = re.compile(rf"{VERSION}\.({_REF.pattern})\.([A-Za-z0-9_-]+)")
_FIND: Final = "select ref, wrapped, kek from vault.keys where ref = any($1::text[])"
_ADD: Final = """
insert into vault.keys (ref, kind, wrapped, kek)
select ref, split_part(ref, ':', 1), wrapped, $3 from unnest($1::text[], $2::bytea[]) as fresh (ref, wrapped)
on conflict do nothing returning ref"""

_LAST: Final = {2: frozenset("AQgw"), 3: frozenset("AEIMQUYcgkosw048")}
"""What base64 without padding may end with, by its length modulo 4: the spare bits of the last character are zero."""

Keys = Mapping[str, AESGCM]


class KeyUnusable(Exception):
    """A stored key does not open under the master key it was wrapped under: the row was changed."""


class NotDurable(Unfit):
    """The database of keys may forget a key that has been used."""


class Database(Protocol):
    """A pool of asyncpg connections, or whatever runs a statement in its own transaction as that does."""

    async def fetch(self, query: str, *args: Any) -> Sequence[Any]: ...


def ref_of(sealing: Sealing, whose: UUID | str) -> str:
    """The name of a key: of the person with this id, or of the record that is this stream."""
    return f"{sealing}:{whose}"


def is_sealed(text: str) -> bool:
    """Whether this has the form of sealed text. Clear text may have it too; what is stored is sealed whatever it looks like."""
    return _SEALED.fullmatch(text) is not None


class Vault:
    """Seals under the keys of a database of their own. Give it a pool of two connections or more: each statement takes one.

    A value is only returned sealed once its key is durable. Keys are remembered ≤ 60 s; `drop` forgets one at once.
    """

    def __init__(self, database: Database, master: MasterKey, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._master = master
        self._clock = clock
        self._known: dict[str, tuple[AESGCM, float]] = {}
        self._drops = 0
        self._find = _Gathered(self._found)
        self._make = _Gathered(self._made)

    async def check(self, *, durable: bool = True) -> None:
        """Refuses a database that may lose keys and a foreign master key. Raises NotDurable, MasterKeyUnusable."""
        names = ["fsync", "full_page_writes", "synchronous_commit"]
        rows = await self._fetch("select name, current_setting(name) as value from unnest($1::text[]) as name", names)
        lax = [row["name"] for row in rows if row["value"] == "off"]
        if durable and lax:
            raise NotDurable(f"the database of keys runs with {', '.join(lax)} off: a key could be lost with all it sealed")
        for row in await self._fetch("select distinct kek from vault.keys"):
            if not self._master.knows(row["kek"]):
                raise MasterKeyUnusable(
                    f"keys of the vault are wrapped under master key {row['kek']}, which is not the one given"
                )

    async def seal(self, items: Sequence[tuple[str, str]]) -> list[str]:
        """Sealed text of each (ref, clear text), ASCII without spaces; a ref without a key gets one.

        Raises ValueError for a malformed ref, KeyUnusable, MasterKeyUnusable, and what the database raises.
        """
        keys = await self._keys((ref for ref, _ in items), self._make)
        for ref, _ in items:
            if ref not in keys:
                raise KeyUnusable(f"the stored key of {ref} does not open")
        return [_closed(keys[ref], ref, clear) for ref, clear in items]

    def seal_now(self, ref: str, clear: str) -> str | None:
        """One value sealed without asking the database, None where its key is not remembered: then `seal` it."""
        known = self._known.get(ref)
        if known is None or self._clock() >= known[1]:
            return None
        return _closed(known[0], ref, clear)

    async def unseal(self, values: Sequence[str]) -> list[str | None]:
        """The clear text of each value, None where its key is gone or the value is not what was sealed.

        What was told in clear before its field was sealed needs no key; see `told_in_clear`. One look-up for all keys not
        remembered. Raises ValueError for a value that has neither form, MasterKeyUnusable, and what the database raises.
        """
        parts = {value: _parts(value) for value in values if not is_in_clear(value)}
        keys = await self._keys({ref for ref, _ in parts.values()}, self._find)
        clear = {value: _opened(keys.get(ref), ref, body) for value, (ref, body) in parts.items()}
        return [clear[value] if value in clear else told(value) for value in values]

    def hash(self, value: str, purpose: str) -> str:
        """See MasterKey.hash: what stands for a personal value where it must be found again."""
        return self._master.hash(value, purpose)

    def drop(self, ref: str) -> None:
        """Forgets the key of this ref, also one that is being looked up just now."""
        self._drops += 1
        self._known.pop(ref, None)

    async def _keys(self, refs: Iterable[str], missing: "_Gathered") -> Keys:
        now = self._clock()
        keys: dict[str, AESGCM] = {}
        wanted: set[str] = set()
        for ref in refs:
            known = self._known.get(ref)
            if known is not None and now < known[1]:
                keys[ref] = known[0]
            elif _REF.fullmatch(ref):
                wanted.add(ref)
            else:
                raise ValueError(f"{ref!r} names no key")
        if wanted:
            loaded = await missing(wanted)
            keys.update((ref, loaded[ref]) for ref in wanted if ref in loaded)
        return keys

    async def _found(self, refs: Collection[str]) -> Keys:
        drops, until = self._drops, self._clock() + REMEMBERED
        keys: dict[str, AESGCM] = {}
        for row in await self._fetch(_FIND, list(refs)):
            key = self._master.unwrap(row["ref"], row["wrapped"], row["kek"])
            if key is not None:
                keys[row["ref"]] = AESGCM(key)
        if drops == self._drops:
            self._remember(keys, until)
        return keys

    async def _made(self, refs: Collection[str]) -> Keys:
        keys = dict(await self._found(refs))
        # In one order everywhere: two replicas that add the same keys at once would otherwise wait for each other.
        fresh = {ref: AESGCM.generate_key(256) for ref in sorted(refs) if ref not in keys}
        if not fresh:
            return keys
        drops, until = self._drops, self._clock() + REMEMBERED
        wrapped = [self._master.wrap(ref, key) for ref, key in fresh.items()]
        rows = await self._fetch(_ADD, list(fresh), wrapped, self._master.kek)
        added = {row["ref"]: AESGCM(fresh[row["ref"]]) for row in rows}
        if drops == self._drops:
            self._remember(added, until)
        keys |= added
        theirs = [ref for ref in fresh if ref not in added]
        if theirs:
            keys |= await self._found(theirs)
        return keys

    async def _fetch(self, query: str, *args: Any) -> Sequence[Any]:
        async with asyncio.timeout(TIMEOUT):
            return await self._database.fetch(query, *args)

    def _remember(self, keys: Keys, until: float) -> None:
        for ref, key in keys.items():
            self._known.pop(ref, None)
            self._known[ref] = key, until
        while len(self._known) > ROOM:
            del self._known[next(iter(self._known))]


class _Gathered:
    """Calls that come while another runs share the next one."""

    def __init__(self, call: Callable[[Collection[str]], Awaitable[Keys]]) -> None:
        self._call = call
        self._turn = asyncio.Lock()
        self._waiting: set[str] = set()
        self._next: asyncio.Task[Keys] | None = None

    async def __call__(self, refs: Iterable[str]) -> Keys:
        if self._next is None:
            self._next = asyncio.create_task(self._run())
        self._waiting.update(refs)
        # Shielded: one caller may go away, the others still wait for the same answer.
        return await asyncio.shield(self._next)

    async def _run(self) -> Keys:
        async with self._turn:
            refs, self._waiting, self._next = self._waiting, set(), None
            return await self._call(refs)


def _parts(value: str) -> tuple[str, str]:
    match = _SEALED.fullmatch(value)
    if match is None:
        raise ValueError("not sealed text")
    return match[1], match[2]


def _closed(cipher: AESGCM, ref: str, clear: str) -> str:
    head, nonce = f"{VERSION}.{ref}", os.urandom(NONCE)
    body = urlsafe_b64encode(nonce + cipher.encrypt(nonce, clear.encode(), head.encode()))
    return f"{head}.{body.rstrip(b'=').decode()}"


def _opened(cipher: AESGCM | None, ref: str, body: str) -> str | None:
    spare = len(body) % 4
    if cipher is None or (spare and body[-1] not in _LAST.get(spare, ())):
        return None
    try:
        raw = urlsafe_b64decode(body + "=" * (-spare % 4))
        return cipher.decrypt(raw[:NONCE], raw[NONCE:], f"{VERSION}.{ref}".encode()).decode()
    except (NotBase64, InvalidTag, ValueError):
        return None
