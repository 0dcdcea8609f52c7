"""What follows from several rows: worked out in sets after each batch, for what it touched, whichever half came first."""

from typing import Final
from uuid import UUID

from sqlalchemy import Table

from libs.events.changes import Touched
from libs.events.contracts.officers.police_unit import UnitLevel
from libs.events.single import Connection
from services.gateway.read_model import tables as t

UNIT_PATHS: Final = """
    with recursive climb (id, above, height) as (
        select id, id, 0 from unit where id = any($1)
        union all
        select climb.id, unit.parent_id, height + 1 from climb join unit on unit.id = climb.above where unit.parent_id is not null
    ), found as (
        select id, string_agg(above::text || '/', '' order by height desc) as path from climb group by id
    )
    update unit set path = found.path from found where found.id = unit.id and unit.path is distinct from found.path
"""
OFFICER_PATHS: Final = """
    update officer set unit_path = unit.path from unit
    where officer.id = any($1) and unit.id = officer.unit_id and officer.unit_path is distinct from unit.path
"""

_LEVELS: Final = ", ".join(f"'{level}'" for level in UnitLevel)
_COVER: Final = f"""
    select j.unit_id from jurisdiction j join unit u on u.id = j.unit_id
    where j.code in (g.code, left(g.code, 8), left(g.code, 5), left(g.code, 2)) and j.valid_to is null
    order by length(j.code) desc, array_position(array[{_LEVELS}], u.level) desc, u.id limit 1
"""  # noqa: S608 - no value from outside
"""The unit that answers today for the villages on ground g: by the longest code, and of those who hold that one the furthest
down."""

COVERED: Final = f"""
    insert into village_unit (village_id, unit_id)
    select v.id, found.unit_id from village v join village g on g.id = v.ground_id cross join lateral ({_COVER}) found
    where v.id = any($1)
    on conflict (village_id) do update set unit_id = excluded.unit_id where village_unit.unit_id <> excluded.unit_id
"""  # noqa: S608 - no value from outside
UNCOVERED: Final = f"""
    delete from village_unit x using village v, village g
    where x.village_id = any($1) and v.id = x.village_id and g.id = v.ground_id and not exists ({_COVER})
"""  # noqa: S608 - no value from outside
WITHIN: Final = """
    select distinct v.id from unnest($1::text[]) p (code) join village g on g.code >= p.code and g.code < p.code || '/'
    join village v on v.ground_id = g.id
"""
ON_GROUND: Final = "select id from village where ground_id in (select ground_id from village where id = any($1))"

_GONE: Final = """place_code h join region r on r.id = h.place_id
    where r.id = any($1) and h.code <> r.code and not exists (select from region held where held.code = h.code)"""
"""Codes that the regions touched had, and nobody has."""
LIES_IN: Final = tuple(
    f"""
    update village v set {given} from (select h.code as was, r.code from {_GONE}) gone
    where v.code >= gone.was and v.code < gone.was || '/' and v.{column} = gone.was
"""  # noqa: S608 - no value from outside
    for column, given in (
        ("province_code", "province_code = gone.code"),
        ("regency_code", "regency_code = gone.code, province_code = left(gone.code, 2)"),
        (
            "district_code",
            "district_code = gone.code, regency_code = left(gone.code, 5), province_code = left(gone.code, 2)",
        ),
    )
)
"""Villages lie where their regions are, also while their own codes have still to follow; until then their own codes tell on whose
ground they lie, as the services go by them."""
REGIONS_BELOW: Final = f"""
    update region below set parent_code = gone.code from (select h.code as was, r.code from {_GONE}) gone
    where below.parent_code = gone.was
"""  # noqa: S608 - no value from outside
GIVEN_UP: Final = """
    update region gone set last_code = gone.code, code = '~' || gone.id from region held
    where held.id = any($1) and gone.code = held.code and gone.id <> held.id
    and gone.dissolved_on is not null and held.dissolved_on is null
"""


async def derive(db: Connection, touched: Touched) -> None:
    """Brings everything that is derived up to date with the rows touched."""

    def ids(table: Table) -> list[UUID]:
        return [key[0] for key in touched.get(table, ())]

    if units := ids(t.unit):
        await db.execute(UNIT_PATHS, units)
    if officers := ids(t.officer):
        await db.execute(OFFICER_PATHS, officers)
    villages = set(ids(t.village))
    if regions := ids(t.region):
        await db.execute(GIVEN_UP, regions)
        await db.execute(REGIONS_BELOW, regions)
        for statement in LIES_IN:
            await db.execute(statement, regions)
    if places := sorted({code for _, code, _ in touched.get(t.jurisdiction, ())}):
        villages.update(row["id"] for row in await db.fetch(WITHIN, places))
    if villages:
        concerned = [row["id"] for row in await db.fetch(ON_GROUND, list(villages))]
        await db.execute(UNCOVERED, concerned)
        await db.execute(COVERED, concerned)
