"""The databases of a local system, each with a role that owns it and a role that uses it, at their newest revision."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote, urlsplit

import asyncpg

from infra.local.process import CannotStart
from infra.local.state import State
from libs.events import migrations, vault_migrations


@dataclass(frozen=True)
class Database:
    """One database: what its owner makes in it, and what the other role gets."""

    name: str
    kind: Literal["log", "vault", "read"]
    owner: str
    user: str

    @property
    def head(self) -> str:
        """The revision it should be at; the read model's tables are made by its projector, here are only rights."""
        return {"log": migrations.HEAD, "vault": vault_migrations.HEAD, "read": READ_RIGHTS}[self.kind]


DATABASES: Final = (
    *(Database(service, "log", f"{service}_owner", service) for service in ("officers", "villages", "cooperation")),
    Database("vault", "vault", "vault_owner", "vault"),
    Database("read", "read", "projector", "reader"),
)

READ_RIGHTS: Final = "rights-2"
"""Changes whenever the reader's rights do."""
_FOUND: Final = "select datname, shobj_description(oid, 'pg_database') as mark from pg_database"


@dataclass(frozen=True)
class Access:
    """Where a database is, for its owner and for its user; the URLs hold passwords."""

    owner_url: str
    user_url: str


class Databases:
    """The databases on one server. `admin_url` is a superuser's, passwords are those of `state`."""

    def __init__(self, admin_url: str, state: State) -> None:
        self._admin_url = admin_url
        self._passwords = {
            role: state.secret(f"{role}.password") for database in DATABASES for role in (database.owner, database.user)
        }

    def access(self, database: Database) -> Access:
        return Access(*(self._url(database.name, role) for role in (database.owner, database.user)))

    async def behind(self) -> list[Database]:
        """Those that are missing, at another revision or under other passwords. Raises CannotStart."""
        admin = await self._connect()
        try:
            marks = {row["datname"]: row["mark"] for row in await admin.fetch(_FOUND)}
        finally:
            await admin.close()
        return [database for database in DATABASES if marks.get(database.name) != self._mark(database)]

    async def prepare(self, database: Database) -> None:
        """The database and its roles, empty, with the rights each role has before any table exists."""
        admin = await self._connect()
        try:
            for role in (database.owner, database.user):
                verb = "alter" if await admin.fetchval("select to_regrole($1) is not null", role) else "create"
                # A password cannot be a bind of this statement; ours are of letters, digits, - and _.
                await admin.execute(f"{verb} role {role} login nosuperuser password '{self._passwords[role]}'")
            if not await admin.fetchval("select exists (select from pg_database where datname = $1)", database.name):
                await admin.execute(f"create database {database.name} owner {database.owner}")
            await admin.execute(f"revoke all on database {database.name} from public")
            await admin.execute(f"grant connect on database {database.name} to {database.user}")
            if database.kind == "read":
                await self._open_for_reading(admin, database)
        finally:
            await admin.close()

    async def _open_for_reading(self, admin: "asyncpg.Connection[asyncpg.Record]", database: Database) -> None:
        # Rows and checkpoint are lost together and read again from the streams, so nothing waits for the disk here.
        await admin.execute(f"alter database {database.name} set synchronous_commit = off")
        # Answers as of earlier moments are made in temporary tables; see services/gateway/graph/past.py.
        await admin.execute(f"grant temporary on database {database.name} to {database.user}")
        owner = await asyncpg.connect(self.access(database).owner_url)
        try:
            await owner.execute(
                f"alter default privileges grant usage on schemas to {database.user};"
                f"alter default privileges grant select on tables to {database.user}"
            )
        finally:
            await owner.close()

    async def mark(self, database: Database) -> None:
        """Note that it is all there, so that the next start need not look."""
        admin = await self._connect()
        try:
            await admin.execute(f"comment on database {database.name} is '{self._mark(database)}'")
        finally:
            await admin.close()

    def _mark(self, database: Database) -> str:
        content = "\0".join((database.head, *(self._passwords[role] for role in (database.owner, database.user))))
        return f"tiga-pilar {database.head} {hashlib.sha256(content.encode()).hexdigest()[:16]}"

    def _url(self, name: str, role: str) -> str:
        return located(self._admin_url, name, role, self._passwords[role])

    async def _connect(self) -> "asyncpg.Connection[asyncpg.Record]":
        try:
            return await asyncpg.connect(self._admin_url)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise CannotStart(f"PostgreSQL does not let us in: {error}") from error


def located(admin_url: str, database: str, role: str, password: str) -> str:
    """The same server as in `admin_url`, another database and role."""
    parts = urlsplit(admin_url)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{quote(role)}:{quote(password)}@{host}", path=f"/{quote(database)}").geturl()


def migrate(urls: Mapping[str, str], say: Callable[[str], None]) -> None:
    """Bring these databases (by name, the owner's URL) to their newest revisions. Has a loop of its own."""
    for database in DATABASES:
        url = urls.get(database.name)
        if url is None or database.kind == "read":
            continue
        say(f"migrating {database.name} to {database.head}")
        if database.kind == "log":
            migrations.migrate(url, app_role=database.user)
        else:
            vault_migrations.migrate_vault(url, app_role=database.user)
