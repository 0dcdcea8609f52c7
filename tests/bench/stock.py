"""The same tables as Strawberry's documentation would have them served: a resolver a field, a DataLoader a relation.

A process: `python -m tests.bench.stock PORT URL VAULT_URL MASTER_KEY`. It verifies no token, sets no limit, traces nothing, and
answers both questions of the benchmark as the gateway does; `--caches` adds Strawberry's parser and validation caches.
"""

import asyncio
import sys
from base64 import b64encode
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Any

import asyncpg
import orjson
import strawberry
import uvicorn
import uvloop
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig

from libs.events import serving
from libs.events.master_key import MasterKey
from libs.events.vault import Vault
from services.gateway.graph.scalars import SCALARS
from services.gateway.graph.types.pillars import TITLES
from services.gateway.read_model import projection

Row = Any
Pool = Any
Key = Any
Load = Callable[[list[Key]], Awaitable[list[Any]]]

PAGE = "select * from village where code >= $1 and code < $1 || '/' and code > $2 order by code limit $3"
OFFICERS = """
select distinct on (a.village_id) a.village_id, o.* from assignment a join officer o on o.id = a.officer_id
where a.village_id = any($1) and a.status = 'CONFIRMED' and a.duty = 'BHABINKAMTIBMAS' and a.role = 'PRIMARY'
order by a.village_id, a.starts_on desc, a.id desc"""
UNITS_OF = "select v.village_id, u.* from village_unit v join unit u on u.id = v.unit_id where v.village_id = any($1)"
SEATS = """
select s.village_id, s.pillar, s.title, s.since, coalesce(o.full_name, s.holder_name) as holder_name
from pillar_seat s left join officer o on o.id = s.holder_id and s.pillar = 'BHABINKAMTIBMAS' where s.village_id = any($1)"""
TRAININGS = """
select o.id as officer_id, x.* from unnest($1::uuid[]) o (id) cross join lateral (
  select t.* from enrolment e join training t on t.id = e.training_id
  where e.officer_id = o.id and e.attended_on is not null order by t.starts_at desc, t.id desc limit $2) x"""
DIRECTIVES = "select * from directive where training_id = any($1) order by number"
ACKNOWLEDGED = """
select directive_id, count(*)::int as n from directive_task
where directive_id = any($1) and acknowledged_on is not null group by directive_id"""
SITES = """
select distinct on (designated_on, id, asked.code) asked.code as village_code, s.*
from unnest($1::text[]) asked (code)
join site_region r on r.code in (asked.code, left(asked.code, 8), left(asked.code, 5), left(asked.code, 2))
join site s on s.id = r.site_id where r.valid_to is null order by designated_on, id, asked.code"""
COMPETENCIES = "select officer_id, competency from officer_competency where officer_id = any($1) order by competency"
DISPUTES = "select distinct village_id from pillar_dispute where village_id = any($1) and resolved_at is null"


class Loaders:
    """New for every request, as the documentation says."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self.pool = pool

        async def unseal(values: list[str]) -> list[str | None]:
            return await vault.unseal(values)

        self.name: DataLoader[str, str | None] = DataLoader(load_fn=unseal)
        self.region = self.one("select * from region where code = any($1)", "code")
        self.unit = self.one("select * from unit where id = any($1)", "id")
        self.unit_of = self.one(UNITS_OF, "village_id")
        self.program = self.one("select * from program where id = any($1)", "id")
        self.officer = self.one(OFFICERS, "village_id")
        self.seats = self.many(SEATS, "village_id")
        self.disputes = self.one(DISPUTES, "village_id")
        self.sites = self.many(SITES, "village_code")
        self.directives = self.many(DIRECTIVES, "training_id")
        self.competencies = self.many(COMPETENCIES, "officer_id")
        self.acknowledged = self.one(ACKNOWLEDGED, "directive_id")
        self.trainings: DataLoader[tuple[Any, int], list[Row]] = DataLoader(load_fn=self.latest)

    def one(self, sql: str, key: str) -> DataLoader[Any, Row]:
        async def load(keys: list[Key]) -> list[Row]:
            found = {row[key]: row for row in await self.pool.fetch(sql, keys)}
            return [found.get(one) for one in keys]

        return DataLoader(load_fn=load)

    def many(self, sql: str, key: str) -> DataLoader[Any, list[Row]]:
        async def load(keys: list[Key]) -> list[list[Row]]:
            found: dict[Any, list[Row]] = {}
            for row in await self.pool.fetch(sql, keys):
                found.setdefault(row[key], []).append(row)
            return [found.get(one, []) for one in keys]

        return DataLoader(load_fn=load)

    async def latest(self, keys: list[tuple[Any, int]]) -> list[list[Row]]:
        found: dict[Any, list[Row]] = {}
        for row in await self.pool.fetch(TRAININGS, [officer for officer, _ in keys], max(first for _, first in keys)):
            found.setdefault(row["officer_id"], []).append(row)
        return [found.get(officer, [])[:first] for officer, first in keys]


Info = strawberry.Info[Any, Any]


def loaders(info: Info) -> Loaders:
    found: Loaders = info.context["loaders"]
    return found


@strawberry.type
class Region:
    name: str


@strawberry.type
class Unit:
    name: str
    level: str
    parent_id: strawberry.Private[Any]

    @classmethod
    def of(cls, row: Row) -> "Unit":
        return cls(name=row["name"], level=row["level"], parent_id=row["parent_id"])

    @strawberry.field
    async def parent(self, info: Info) -> "Unit | None":
        return Unit.of(await loaders(info).unit.load(self.parent_id)) if self.parent_id else None


@strawberry.type
class ClaimedDate:
    value: date


@strawberry.type
class Program:
    title: str
    started_on: ClaimedDate

    @classmethod
    def of(cls, row: Row) -> "Program":
        return cls(title=row["title_en"], started_on=ClaimedDate(value=row["started_value"]))


@strawberry.type
class Acknowledgements:
    acknowledged: int
    addressed: int


@strawberry.type
class Directive:
    theme: str
    text: str
    row: strawberry.Private[Row]

    @strawberry.field
    async def acknowledgements(self, info: Info) -> Acknowledgements:
        found = await loaders(info).acknowledged.load(self.row["id"])
        return Acknowledgements(acknowledged=found["n"] if found else 0, addressed=len(self.row["addressed_to"]))


@strawberry.type
class Venue:
    name: str


@strawberry.type
class Training:
    title: str
    starts_at: datetime
    venue: Venue
    row: strawberry.Private[Row]

    @strawberry.field
    async def program(self, info: Info) -> Program | None:
        key = self.row["program_id"]
        return Program.of(await loaders(info).program.load(key)) if key else None

    @strawberry.field
    async def directives(self, info: Info) -> list[Directive]:
        rows = await loaders(info).directives.load(self.row["id"])
        return [Directive(theme=row["theme"], text=row["text"], row=row) for row in rows]


@strawberry.type
class TrainingEdge:
    node: Training


@strawberry.type
class TrainingConnection:
    edges: list[TrainingEdge]


@strawberry.type
class Officer:
    rank: str
    row: strawberry.Private[Row]

    @strawberry.field
    async def name(self, info: Info) -> str | None:
        return await loaders(info).name.load(self.row["full_name"])

    @strawberry.field
    async def unit(self, info: Info) -> Unit:
        return Unit.of(await loaders(info).unit.load(self.row["unit_id"]))

    @strawberry.field
    async def competencies(self, info: Info) -> list[str]:
        return [row["competency"] for row in await loaders(info).competencies.load(self.row["id"])]

    @strawberry.field
    async def trainings(self, info: Info, first: int = 20) -> TrainingConnection:
        rows = await loaders(info).trainings.load((self.row["id"], first))
        made = [
            Training(title=row["title"], starts_at=row["starts_at"], venue=Venue(name=row["venue_name"]), row=row) for row in rows
        ]
        return TrainingConnection(edges=[TrainingEdge(node=one) for one in made])


@strawberry.type
class Seat:
    pillar: str
    title: str
    since: date | None
    sealed: strawberry.Private[str | None]

    @strawberry.field
    async def holder_name(self, info: Info) -> str | None:
        return await loaders(info).name.load(self.sealed) if self.sealed else None


@strawberry.type
class Pillars:
    village: strawberry.Private[Row]

    @strawberry.field
    async def status(self, info: Info) -> str:
        disputed = await loaders(info).disputes.load(self.village["id"])
        return "IN_DISPUTE" if disputed else str(self.village["pillars_status"])

    @strawberry.field
    async def seats(self, info: Info) -> list[Seat]:
        held = {row["pillar"]: row for row in await loaders(info).seats.load(self.village["id"])}
        vacant = {"BHABINKAMTIBMAS": "Bhabinkamtibmas", "BABINSA": "Babinsa", "VILLAGE_HEAD": TITLES[self.village["kind"]]}
        return [
            Seat(pillar=pillar, title=row["title"], since=row["since"], sealed=row["holder_name"])
            if (row := held.get(pillar))
            else Seat(pillar=pillar, title=title, since=None, sealed=None)
            for pillar, title in vacant.items()
        ]


@strawberry.type
class Site:
    status: str
    designated_on: date
    program_id: strawberry.Private[Any]

    @strawberry.field
    async def program(self, info: Info) -> Program:
        return Program.of(await loaders(info).program.load(self.program_id))


async def region(info: Info, code: str) -> Region:
    return Region(name=(await loaders(info).region.load(code))["name"])


@strawberry.type
class Village:
    code: str
    name: str
    kind: str
    row: strawberry.Private[Row]

    @classmethod
    def of(cls, row: Row) -> "Village":
        return cls(code=row["code"], name=row["name"], kind=row["kind"], row=row)

    @strawberry.field
    async def province(self, info: Info) -> Region:
        return await region(info, self.row["province_code"])

    @strawberry.field
    async def regency(self, info: Info) -> Region:
        return await region(info, self.row["regency_code"])

    @strawberry.field
    async def district(self, info: Info) -> Region:
        return await region(info, self.row["district_code"])

    @strawberry.field
    async def unit(self, info: Info) -> Unit | None:
        row = await loaders(info).unit_of.load(self.row["id"])
        return Unit.of(row) if row else None

    @strawberry.field
    def pillars(self) -> Pillars | None:
        return Pillars(village=self.row)

    @strawberry.field
    async def officer(self, info: Info) -> Officer | None:
        row = await loaders(info).officer.load(self.row["id"])
        return Officer(rank=row["rank"], row=row) if row else None

    @strawberry.field
    async def pilot_sites(self, info: Info) -> list[Site]:
        rows = await loaders(info).sites.load(self.code)
        return [Site(status=row["status"], designated_on=row["designated_on"], program_id=row["program_id"]) for row in rows]


@strawberry.type
class VillageEdge:
    node: Village


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class VillageConnection:
    edges: list[VillageEdge]
    page_info: PageInfo


def cursor(code: str) -> str:
    return b64encode(orjson.dumps(["Village code", code])).decode()


@strawberry.type
class Query:
    @strawberry.field
    async def village(self, info: Info, code: str) -> Village | None:
        row = await loaders(info).pool.fetchrow("select * from village where code = $1", code)
        return Village.of(row) if row else None

    @strawberry.field
    async def villages(self, info: Info, region: str, first: int = 20, after: str | None = None) -> VillageConnection:
        rows = await loaders(info).pool.fetch(PAGE, region, after or "", first + 1)
        page = rows[:first]
        info_ = PageInfo(has_next_page=len(rows) > first, end_cursor=cursor(page[-1]["code"]) if page else None)
        return VillageConnection(edges=[VillageEdge(node=Village.of(row)) for row in page], page_info=info_)


class App(GraphQL[Any, Any]):
    """Strawberry's own ASGI application."""

    def __init__(self, schema: strawberry.Schema, pool: Pool, vault: Vault) -> None:
        super().__init__(schema, graphql_ide=None)
        self._pool, self._vault = pool, vault

    async def get_context(self, request: Any, response: Any) -> Any:  # noqa: ARG002 - as Strawberry calls it
        return {"loaders": Loaders(self._pool, self._vault)}


async def serve(port: int, url: str, vault_url: str, master_key: str, flags: Sequence[str]) -> None:
    extensions: list[Any] = (
        [lambda: ParserCache(maxsize=256), lambda: ValidationCache(maxsize=256)] if "--caches" in flags else []
    )
    schema = strawberry.Schema(Query, extensions=extensions, config=StrawberryConfig(scalar_map=SCALARS))
    settings = {"search_path": projection.name, "timezone": "UTC", "jit": "off"}
    async with (
        asyncpg.create_pool(url, min_size=4, max_size=4, server_settings=settings) as pool,
        serving.pool(vault_url, 2) as keys,
    ):
        app = App(schema, pool, Vault(keys, MasterKey.parse(master_key)))
        config = uvicorn.Config(app, port=port, log_config=None, access_log=False, server_header=False, lifespan="off")
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5:]))
