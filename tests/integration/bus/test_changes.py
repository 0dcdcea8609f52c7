"""What is put is what is read back, for every kind of column a table may have."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from msgspec import json
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.schema import CreateTable

from libs.events.changes import DIALECT, Changes
from tests.conftest import Database
from tests.integration.bus.ledger import Opened

METADATA = sa.MetaData()
THING = sa.Table(
    "thing",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("text", sa.Text),
    sa.Column("short", sa.String(3)),
    sa.Column("number", sa.BigInteger),
    sa.Column("real", sa.Float),
    sa.Column("exact", sa.Numeric(10, 2)),
    sa.Column("flag", sa.Boolean),
    sa.Column("day", sa.Date),
    sa.Column("moment", sa.DateTime(timezone=True)),
    sa.Column("bytes", sa.LargeBinary),
    sa.Column("document", JSONB),
    sa.Column("words", ARRAY(sa.Text)),
    sa.Column("keys", ARRAY(sa.Uuid)),
    sa.Column("numbers", ARRAY(sa.Integer)),
    sa.Column("moments", ARRAY(sa.DateTime(timezone=True))),
    sa.Column("kept", sa.Text, server_default="kept"),
)
FULL: dict[str, Any] = {
    "text": 'a "quoted", {braced}\\ one\nand Ω',
    "short": "abc",
    "number": 2**62,
    "real": 0.1,
    "exact": Decimal("12345.67"),
    "flag": True,
    "day": date(2026, 1, 31),
    "moment": datetime(2026, 1, 31, 12, 30, 0, 123456, UTC),
    "bytes": b"\x00\xff",
    "document": '{"a": [1, null, "x"]}',
    "words": ["", "NULL", "null", 'a "b", {c}', "a\\b", None, "Ω"],
    "keys": [uuid4(), uuid4()],
    "numbers": [3, 1, 2],
    "moments": [datetime(2026, 1, 31, tzinfo=UTC)],
}
ROWS: list[dict[str, Any]] = [
    FULL,
    dict.fromkeys(FULL),
    {**FULL, "words": [], "keys": [], "numbers": [], "moments": [], "document": "{}", "text": ""},
]


@pytest.mark.parametrize("twice", [False, True])
async def test_rows_come_back_as_they_were_put(database: Database, twice: bool) -> None:
    key = uuid4()
    async with Opened(database.admin_url) as db:
        await db.execute(str(CreateTable(THING).compile(dialect=DIALECT)))
        for _ in range(1 + twice):
            changes = Changes()
            for place, row in enumerate(ROWS):
                changes.put(THING, id=key, place=place, **{**row, "document": row["document"] and json.decode(row["document"])})
            await changes.write(db)
        found = await db.fetch("select * from thing order by place")
    assert [dict(row) for row in found] == [{"id": key, "place": n, **row, "kept": "kept"} for n, row in enumerate(ROWS)]


async def test_changes_and_removals_find_their_rows(database: Database) -> None:
    one, two, three = uuid4(), uuid4(), uuid4()
    async with Opened(database.admin_url) as db:
        await db.execute(str(CreateTable(THING).compile(dialect=DIALECT)))
        changes = Changes()
        for key in (one, two):
            for place in (1, 2):
                changes.put(THING, id=key, place=place, number=0, words=["before"])
        await changes.write(db)
        changes = Changes()
        changes.change(THING, one, 1, words=["after", "all"], document={"k": 1})
        changes.change(THING, three, 1, words=["nowhere"], document={})
        changes.remove(THING, two, 1)
        changes.remove(THING, three, 1)
        changes.run(sa.update(THING).where(THING.c.id == sa.bindparam("key")).values(number=THING.c.number + 1), {"key": one})
        changes.run(sa.update(THING).where(THING.c.id == two).values(document={"k": [2]}, words=["x"]))
        await changes.write(db)
        found = await db.fetch("select id, place, number, words, document from thing")
    assert {(row["id"], row["place"]): tuple(row)[2:] for row in found} == {
        (one, 1): (1, ["after", "all"], '{"k": 1}'),
        (one, 2): (1, ["before"], None),
        (two, 2): (0, ["x"], '{"k": [2]}'),
    }
