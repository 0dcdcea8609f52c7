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
    where j.code in (v.code, v.district_code, v.regency_code, v.province_code) and j.valid_to is null
    order by length(j.code) desc, array_position(array[{_LEVELS}], u.level) desc, u.id limit 1
"""  # noqa: S608 - no value from outside
"""The unit that answers for village v today: by the longest code, and of those who hold that one the furthest down."""

COVERED: Final = f"""
    insert into village_unit (village_id, unit_id)
    select v.id, found.unit_id from village v cross join lateral ({_COVER}) found where v.id = any($1)
    on conflict (village_id) do update set unit_id = excluded.unit_id where village_unit.unit_id <> excluded.unit_id
"""  # noqa: S608 - no value from outside
UNCOVERED: Final = f"""
    delete from village_unit x using village v where x.village_id = v.id and v.id = any($1) and not exists ({_COVER})
"""  # noqa: S608 - no value from outside
WITHIN: Final = """
    select distinct v.id from unnest($1::text[]) p (code) join village v on v.code >= p.code and v.code < p.code || '/'
"""


async def derive(db: Connection, touched: Touched) -> None:
    """Brings everything that is derived up to date with the rows touched."""

    def ids(table: Table) -> list[UUID]:
        return [key[0] for key in touched.get(table, ())]

    if units := ids(t.unit):
        await db.execute(UNIT_PATHS, units)
    if officers := ids(t.officer):
        await db.execute(OFFICER_PATHS, officers)
    if places := sorted({code for _, code, _ in touched.get(t.jurisdiction, ())}):
        villages = [row["id"] for row in await db.fetch(WITHIN, places)]
        await db.execute(UNCOVERED, villages)
        await db.execute(COVERED, villages)
    if villages := ids(t.village):
        await db.execute(COVERED, villages)
