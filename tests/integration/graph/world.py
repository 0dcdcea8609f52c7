"""A small read model and its graph, with one of everything the mapping can say."""

import base64
import datetime as dt
import json
import random
from collections.abc import Iterator, Sequence
from enum import Enum, StrEnum
from typing import Annotated, Any
from uuid import UUID

import asyncpg
import strawberry
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Index,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, dialect
from sqlalchemy.schema import CreateIndex, CreateTable
from strawberry.scalars import JSON

from libs.events.contracts.officers.police_unit import UnitRenamed
from services.gateway.graph.broadcast.topic import Happening, by, follow, happened, within
from services.gateway.graph.context import Context
from services.gateway.graph.mapping import (
    Connection,
    Node,
    Order,
    actor,
    column,
    everyone,
    given,
    many,
    nobody,
    one,
    page,
    rows_of,
    same,
    sealed,
    starts_with,
)
from services.gateway.read_model.projection import event

META = MetaData()
C = Text(collation="C")
DIALECT = dialect()  # type: ignore[no-untyped-call]
AT = DateTime(timezone=True)


def must(name: str, kind: Any, *, key: bool = False) -> "Column[Any]":
    return Column(name, kind, primary_key=key, nullable=False)


unit = Table(
    "unit",
    META,
    must("id", Uuid(), key=True),
    must("name", C),
    Column("parent_id", Uuid()),
    must("path", C),
    Column("chief", Text),
)
village = Table(
    "village",
    META,
    must("code", C, key=True),
    must("name", C),
    must("kind", C),
    Column("mood", C),
    Column("unit_id", Uuid()),
    must("unit_path", C),
    Column("households", BigInteger),
    Column("head_name", Text),
    Column("head_since", Date),
    Column("latitude", Double),
    Index("village_name", func.lower(literal_column("name")), "code"),
)
visit = Table(
    "visit",
    META,
    must("id", Uuid(), key=True),
    must("village_code", C),
    must("visited_at", AT),
    must("purpose", C),
    Column("contact", Text),
    must("present", ARRAY(Text)),
    must("duties", ARRAY(Text)),
    must("minutes", SmallInteger),
    Column("details", JSONB),
    Index("visit_village", "village_code", "visited_at", "id"),
)
report = Table(
    "report",
    META,
    must("id", Uuid(), key=True),
    must("village_code", C),
    must("reported_at", AT),
    must("text", Text),
    Column("settled", Boolean),
    Index("report_village", "village_code", "reported_at", "id"),
)
checkpoint = Table("checkpoint", META, must("service", C, key=True), must("log", Uuid()), must("position", BigInteger))


@strawberry.enum
class Kind(Enum):
    DESA = "DESA"
    KELURAHAN = "KELURAHAN"


@strawberry.enum
class Mood(StrEnum):
    """Names that differ from the values stored."""

    CALM = "calm"
    TENSE = "it's tense"


@strawberry.enum
class Duty(StrEnum):
    PATROL = "PATROL"
    TALK = "TALK"


BELOW = {
    "headquarters": everyone,
    "commander": lambda row: starts_with(row.unit_path, actor("path")),
}
OWN = {"headquarters": everyone, "commander": lambda row: row.path == actor("path")}


def village_filter(
    v: Any,
    *,
    region: str | None = None,
    search: Annotated[str | None, strawberry.argument(description="The beginning of the name.")] = None,
    kind: Kind | None = None,
    moods: list[Mood] | None = None,
    headed: bool | None = None,
    codes: list[str] | None = None,
) -> Iterator[Any]:
    if region is not None:
        yield starts_with(v.code, region)
    if search is not None:
        yield starts_with(func.lower(v.name), func.lower(search))
    if kind is not None:
        yield v.kind == kind.value
    if moods is not None:
        yield v.mood == func.any(moods)
    if headed is not None:
        yield v.head_name.is_not(None) if headed else v.head_name.is_(None)
    if codes is not None:
        yield v.code == func.any(codes)


def unit_filter(u: Any, search: str | None = None) -> Iterator[Any]:
    if search is not None:
        yield func.strpos(func.lower(u.name), func.lower(search)) > 0


def unit_order(u: Any, search: str | None = None) -> Order:
    return "name id" if search is None else {"rank": func.length(u.path, type_=BigInteger), "name": u.name, "id": u.id}


def visit_filter(v: Any, purpose: str | None = None, since: dt.datetime | None = None, longer: int = 0) -> Iterator[Any]:
    yield v.minutes >= longer
    if purpose is not None:
        yield v.purpose == purpose
    if since is not None:
        yield v.visited_at >= since


def by_code(v: Any, code: str) -> Iterator[Any]:
    yield v.code == code


def by_id(row: Any, id: strawberry.ID) -> Iterator[Any]:  # noqa: A002 - the argument's name in the schema
    yield row.key == id.of(row)  # type: ignore[attr-defined]


def by_ids(row: Any, ids: list[strawberry.ID]) -> Iterator[Any]:
    yield row.key == func.any(ids.of(row))  # type: ignore[attr-defined]


@rows_of(unit)
@strawberry.type
class Unit(Node):
    """A police unit."""

    name: str
    chief: str | None = sealed(seen_by=OWN)
    parent: "Unit | None" = one(lambda u, p: p.id == u.parent_id)
    units: Connection["Unit"] = page(lambda u, c: c.parent_id == u.id, order="name id")
    villages: Connection[Annotated["Village", strawberry.lazy("tests.integration.graph.world")]] = page(
        lambda u, v: v.unit_id == u.id, order="-code", where=village_filter
    )


@strawberry.type
class Head:
    name: str | None = sealed(lambda v: v.head_name)
    since: dt.date | None = column(lambda v: v.head_since)
    sure_since: dt.date = column(lambda v: v.head_since)
    unit: Unit | None = one(lambda v, u: u.id == v.unit_id)


attended = (
    select(
        visit.c.id,
        visit.c.village_code,
        visit.c.visited_at,
        func.unnest(visit.c.present).label("who"),
        report.c.text.label("first_report"),
    )
    .select_from(visit.outerjoin(report, (report.c.village_code == visit.c.village_code) & (report.c.settled.is_(None))))
    .subquery("attended")
)


@rows_of(attended, key="who")
@strawberry.type
class Attended:
    who: str
    visited_at: dt.datetime
    first_report: str


@rows_of(visit)
@strawberry.type
class Visit(Node):
    visited_at: dt.datetime
    purpose: str
    contact: str | None = sealed(seen_by={"headquarters": everyone})
    present: list[str]
    duties: list[Duty]
    minutes: int
    details: JSON | None
    hours: float = column(lambda v: v.minutes / literal_column("60.0", Double))
    village: Annotated["Village", strawberry.lazy("tests.integration.graph.world")] = one(lambda x, v: v.code == x.village_code)


@rows_of(report)
@strawberry.type
class Report(Node):
    reported_at: dt.datetime
    text: str
    settled: bool | None
    village: Annotated["Village", strawberry.lazy("tests.integration.graph.world")] = one(lambda x, v: v.code == x.village_code)


Activity = Annotated[Visit | Report, strawberry.union("Activity")]


@rows_of(village, key="code", visible=BELOW)
@strawberry.type
class Village(Node):
    """A village."""

    code: str
    name: str
    kind: Kind
    mood: Mood | None
    sure_mood: Mood = column(lambda v: v.mood)
    households: int | None
    latitude: float | None
    sure_latitude: float = column(lambda v: v.latitude)
    visit_count: int = column(
        lambda v: (
            select(func.count())
            .select_from(visit)
            .where(visit.c.village_code == v.code)
            .correlate_except(visit)
            .scalar_subquery()
        )
    )
    head: Head | None = same(unless=lambda v: v.head_name)
    sure_head: Head = same(unless=lambda v: v.head_name)
    unit: Unit | None = one(lambda v, u: u.id == v.unit_id)
    sure_unit: Unit = one(lambda v, u: u.id == v.unit_id)
    last_visit: Visit | None = one(lambda v, x: x.village_code == v.code, where=visit_filter, order="-visited_at -id")
    visits: Connection[Visit] = page(lambda v, x: x.village_code == v.code, order="-visited_at -id", where=visit_filter)
    reports: list[Report] = many(lambda v, x: x.village_code == v.code, order="reported_at id")
    attended: list[Attended] = many(lambda v, x: x.village_code == v.code, order="visited_at id who", first=3)
    activity: list[Activity] = many(
        {"Visit": lambda v, x: x.village_code == v.code, "Report": lambda v, x: x.village_code == v.code},
        order={"Visit": "-visited_at -id", "Report": "-reported_at -id"},
        first=5,
    )
    history: list[Activity] = many(
        {"Visit": lambda v, x: x.village_code == v.code, "Report": lambda v, x: x.village_code == v.code},
        order={"Visit": "visited_at id", "Report": "reported_at id"},
    )


@strawberry.type
class Query:
    node: Node | None = one(where=by_id)
    village: Village | None = one(where=by_code)
    sure_village: Village = one(where=by_code)
    villages: Connection[Village] = page(order="code", where=village_filter)
    units: Connection[Unit] = page(order=unit_order, where=unit_filter)
    chosen: list[Unit] = many(order="name id", where=by_ids)
    visits: Connection[Visit] = page(order="-visited_at -id", where=visit_filter)
    hidden: list[Annotated["Hidden", strawberry.lazy("tests.integration.graph.world")]] = many(order="id")


@rows_of(report, visible={"headquarters": everyone, "ops": nobody})
@strawberry.type
class Hidden:
    """Rows for headquarters alone: ops is named and sees none, the rest is not named and sees none either."""

    id: UUID
    text: str


@strawberry.type
class Note:
    text: str


@strawberry.type
class MovePayload:
    note: Note = given()
    village: Village | None = one(where=lambda v: [v.code == actor("code")])


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def move(self, info: strawberry.Info[Context, Any], code: str) -> MovePayload:
        found: MovePayload = await info.context.rows(info, given={"note": Note(text=f"moved {code}")}, code=code)
        return found

    @strawberry.mutation
    async def burst(self) -> MovePayload | None:
        raise RuntimeError("secret: /etc/passwd")


@rows_of(happened, key="position")
@strawberry.type
class Renamed(Happening):
    unit: Unit | None = one(lambda e, u: u.id == e.subject)
    sure_unit: Unit = one(lambda e, u: u.id == e.subject)


@strawberry.type
class Subscription:
    renamed: Renamed = follow(
        UnitRenamed,
        seen_by={
            "headquarters": everyone,
            "commander": within("path", lambda e: select(unit.c.path).where(unit.c.id == e.subject).scalar_subquery()),
        },
        id=by(lambda e: e.subject, "Of this unit."),
        description="Units get other names.",
    )


TYPES = [Unit, Village, Visit, Report, Hidden]
VILLAGES = 40
LOG = UUID(int=7)


def global_id(kind: str, key: Any) -> str:
    return base64.b64encode(f"{kind}:{key}".encode()).decode()


def seal(text: str | None) -> str | None:
    """Stands for the vault's sealed form."""
    return text and "v1." + base64.urlsafe_b64encode(text.encode()).decode()


def clear(sealed_text: str) -> str | None:
    """Everything but what was said by SHREDDED."""
    text = base64.urlsafe_b64decode(sealed_text.removeprefix("v1.")).decode()
    return None if text.startswith(SHREDDED) else text


async def unseal(texts: Sequence[str]) -> list[str | None]:
    return [clear(text) for text in texts]


SHREDDED = "Shredded"
NAMES = ['Sri "Ayu"', "O'Brien\\", "Ni Luh\nPutu", "Shredded 1", "Ünal 😀", ""]


async def build(connection: "asyncpg.Connection[asyncpg.Record]", seed: int = 1) -> None:
    """Tables, indexes and rows, the same for the same seed."""
    for table in (*META.sorted_tables, event):
        await connection.execute(str(CreateTable(table).compile(dialect=DIALECT)))
        for index in table.indexes:
            await connection.execute(str(CreateIndex(index).compile(dialect=DIALECT)))
    r = random.Random(seed)
    units = [UUID(int=r.getrandbits(128), version=4) for _ in range(9)]
    paths = ["M", "M/1", "M/2", "M/1/a", "M/1/b", "M/2/a", "M/2/b", "M/1/a/x", "M/2/b/y"]
    parents = dict(zip(paths, units, strict=True))
    for path, key in parents.items():
        chief = None if path == "M/2" else seal(r.choice(NAMES))
        row: tuple[Any, ...] = (key, f"Unit {path[-1]}", parents.get(path.rpartition("/")[0]), path, chief)
        await connection.execute("insert into unit values ($1, $2, $3, $4, $5)", *row)
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for number in range(VILLAGES):
        code = f"52.{number // 10:02}.{number:04}"
        path = r.choice(paths)
        row = (
            code,
            r.choice(["Selagalas", "selong", "Mataram 'b'", 'Kota "x" \\', "Sakra\t1", "Ümit 😀"]) + f" {number % 7}",
            r.choice(["DESA", "KELURAHAN"]),
            r.choice(["calm", "it's tense", None]) if number != 3 else "unheard of",
            parents[path] if number % 5 else None,
            path,
            r.choice([None, 0, 812, 2**31]) if number % 4 == 0 else 5,
            seal(r.choice(NAMES[:5])) if number % 3 else None,
            dt.date(1990 + number, 1, 31) if number % 2 else None,
            [None, -8.5833333, float("nan"), 1e22, 116.0][number % 5],
        )
        await connection.execute("insert into village values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", *row)
        for _ in range(r.choice([0, 0, 1, 3, 9])):
            at = start + dt.timedelta(minutes=r.randint(0, 40), microseconds=r.choice([0, 0, 500_000, 1]))
            row = (
                UUID(int=r.getrandbits(128), version=4),
                code,
                at,
                r.choice(["DDS", "SAMBANG", "x'\"\\ %(p0)s :a ?"]),
                r.choice([None, seal(r.choice(NAMES))]),
                r.sample(["Ana", 'B"', "C\\'", "D,{}", ""], r.randint(0, 3)),
                r.sample(["PATROL", "TALK"], r.randint(0, 2)),
                r.randint(0, 90),
                r.choice([None, {"b": [1, None, "\u0001\u0002"], "a": {"é": 1.5}}, [], "text"]),
            )
            await connection.execute("insert into visit values ($1, $2, $3, $4, $5, $6, $7, $8, $9)", *row)
        for _ in range(r.choice([0, 1, 4])):
            at = start + dt.timedelta(minutes=r.randint(0, 40))
            row = (UUID(int=r.getrandbits(128), version=4), code, at, "Banjir\u0007 \u2028", r.choice([None, True, False]))
            await connection.execute("insert into report values ($1, $2, $3, $4, $5)", *row)
    await connection.execute("insert into checkpoint values ('officers', $1, 12), ('villages', $1, 3456)", LOG)
    for position in range(1, 13):
        await rename(connection, position, UUID(int=404) if position == 11 else units[position % 9])


async def rename(connection: "asyncpg.Connection[asyncpg.Record]", position: int, key: UUID) -> None:
    """An event of the officers service; the unit itself stays as it is."""
    await connection.execute(
        """insert into event
             (service, position, stream, version, type, schema, id, occurred_at, recorded_at, correlation, data, meta)
           values ('officers', $1, 'police_unit-' || $2::uuid::text, 1, 'UnitRenamed', 1, $2, $3, $3, $2, '', '')""",
        position, key, dt.datetime(2026, 11, 24, 12, position % 60, tzinfo=dt.UTC),
    )  # fmt: skip
