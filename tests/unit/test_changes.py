"""Whatever handlers ask for in a batch, the fewest statements are made that have the same effect row by row."""

import random
from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from libs.events.changes import Changes

METADATA = sa.MetaData()
VILLAGE = sa.Table(
    "village",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text),
    sa.Column("order", sa.Text),
)
VISIT = sa.Table(
    "visit",
    METADATA,
    sa.Column("village", sa.ForeignKey("village.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("tags", ARRAY(sa.Text)),
    sa.Column("details", JSONB),
)


class Recorder:
    """Keeps what would be executed."""

    def __init__(self) -> None:
        self.executed: list[tuple[str, Sequence[Any]]] = []

    async def execute(self, query: str, *args: Any) -> str:
        self.executed.append((query, args))
        return ""


async def written(changes: Changes) -> list[tuple[str, Sequence[Any]]]:
    recorder = Recorder()
    await changes.write(recorder)
    return recorder.executed


def verbs(executed: list[tuple[str, Sequence[Any]]]) -> list[str]:
    return [" ".join(query.split()[:3]).removesuffix(" t") for query, _ in executed]


async def test_rows_of_one_shape_go_in_one_statement() -> None:
    changes = Changes()
    for number in range(1000):
        changes.put(VILLAGE, id=number, name=f"n{number}")
    [(query, (ids, names))] = await written(changes)
    assert query.startswith("insert into village (id, name) select n.id, n.name from unnest($1::INTEGER[], $2::TEXT[])")
    assert query.endswith("on conflict (id) do update set name = excluded.name")
    assert (len(ids), names[999]) == (1000, "n999")


async def test_the_order_of_columns_does_not_make_another_shape() -> None:
    changes = Changes()
    changes.put(VILLAGE, id=1, name="a", order="x")
    changes.put(VILLAGE, order="y", name="b", id=2)
    [(query, arguments)] = await written(changes)
    assert '"order"' in query
    assert arguments == ((1, 2), ("a", "b"), ("x", "y"))


async def test_the_last_value_of_each_column_wins() -> None:
    changes = Changes()
    changes.put(VILLAGE, id=1, name="a")
    changes.put(VILLAGE, id=1, order="x")
    changes.change(VILLAGE, 1, name="b")
    changes.put(VILLAGE, id=1, name="c")
    assert [arguments for _, arguments in await written(changes)] == [((1,), ("c",), ("x",))]


async def test_a_change_before_a_put_must_not_bring_its_columns_into_a_new_row() -> None:
    changes = Changes()
    changes.change(VILLAGE, 1, order="x")
    changes.put(VILLAGE, id=1, name="a")
    executed = await written(changes)
    assert verbs(executed) == ["update village", "insert into village"]
    assert [arguments for _, arguments in executed] == [((1,), ("x",)), ((1,), ("a",))]


async def test_a_removal_makes_what_came_before_it_needless() -> None:
    changes = Changes()
    changes.put(VILLAGE, id=1, name="a")
    changes.change(VILLAGE, 1, name="b")
    changes.remove(VILLAGE, 1)
    changes.change(VILLAGE, 1, name="c")
    assert verbs(await written(changes)) == ["delete from village"]


async def test_a_row_put_after_its_removal_keeps_nothing_of_the_old_one() -> None:
    changes = Changes()
    changes.remove(VILLAGE, 1)
    changes.put(VILLAGE, id=1, name="a")
    changes.change(VILLAGE, 1, order="x")
    executed = await written(changes)
    assert verbs(executed) == ["delete from village", "insert into village"]
    assert executed[1][1] == ((1,), ("a",), ("x",))


async def test_a_change_of_nothing_is_nothing() -> None:
    changes = Changes()
    changes.change(VILLAGE, 1)
    assert await written(changes) == []
    assert dict(changes.touched) == {}


async def test_a_row_of_keys_alone_is_put_if_it_is_not_there() -> None:
    changes = Changes()
    changes.put(VILLAGE, id=1)
    [(query, _)] = await written(changes)
    assert query.endswith("on conflict (id) do nothing")


async def test_referenced_rows_come_first_and_go_last() -> None:
    changes = Changes()
    changes.put(VISIT, village=2, number=1)
    changes.put(VILLAGE, id=2)
    changes.remove(VILLAGE, 1)
    changes.remove(VISIT, 1, 1)
    assert verbs(await written(changes)) == [
        "delete from visit",
        "delete from village",
        "insert into village",
        "insert into visit",
    ]


async def test_a_statement_is_a_line_between_before_and_after() -> None:
    changes = Changes()
    changes.put(VILLAGE, id=1, name="a")
    changes.run(sa.update(VILLAGE).where(VILLAGE.c.id.in_([1, 2])).values(name=sa.bindparam("other")), {"other": "b"})
    changes.run(sa.text("select :answer"), {"answer": 42})
    changes.put(VILLAGE, id=1, name="c")
    executed = await written(changes)
    assert [query.split()[0].lower() for query, _ in executed] == ["insert", "update", "select", "insert"]
    assert [list(arguments) for _, arguments in executed] == [[(1,), ("a",)], ["b", 1, 2], [42], [(1,), ("c",)]]


async def test_arrays_and_documents_travel_as_text() -> None:
    changes = Changes()
    changes.put(VISIT, village=1, number=1, tags=["a", "b"], details={"k": [1]})
    changes.put(VISIT, village=1, number=2, tags=None, details=None)
    changes.run(sa.insert(VISIT).values(village=2, number=1, details=sa.bindparam("d")), {"d": {"k": 1}})
    [(_, put), (_, run)] = await written(changes)
    assert list(put[2:]) == [['["a","b"]', None], ['{"k":[1]}', None]]
    assert list(run) == [2, 1, '{"k":1}']


@pytest.mark.parametrize("kind", [ARRAY(sa.LargeBinary), ARRAY(JSONB), ARRAY(sa.Text, dimensions=2)])
async def test_an_array_that_cannot_travel_is_refused(kind: sa.types.TypeEngine[Any]) -> None:
    table = sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", kind))
    with pytest.raises(TypeError, match=r"t\.a"):
        Changes().put(table, id=1, a=[])


async def test_a_row_without_its_key_is_refused_at_once() -> None:
    with pytest.raises(KeyError):
        Changes().put(VILLAGE, name="a")


async def test_a_column_the_table_lacks_is_refused() -> None:
    changes = Changes()
    changes.put(VILLAGE, id=1, nickname="a")
    with pytest.raises(KeyError):
        await written(changes)


def test_touched_rows_are_known_by_their_keys() -> None:
    changes = Changes()
    changes.put(VISIT, number=7, village=1)
    changes.change(VILLAGE, 2, name="a")
    changes.remove(VILLAGE, 3)
    assert dict(changes.touched) == {VISIT: {(1, 7)}, VILLAGE: {(2,), (3,)}}


Row = dict[str, Any]


def _apply(rows: dict[int, Row], kind: str, key: int, values: Row) -> None:
    """What a step means, one at a time."""
    if kind == "remove":
        rows.pop(key, None)
    elif kind == "put":
        rows.setdefault(key, {"name": None, "order": None}).update(values)
    elif key in rows:
        rows[key].update(values)


def _replay(rows: dict[int, Row], executed: list[tuple[str, Sequence[Any]]]) -> None:
    """What the statements made would do to the table."""
    for query, columns in executed:
        kind = {"insert": "put", "update": "change", "delete": "remove"}[query.split()[0]]
        names = [name for name in ("name", "order") if f"{name} = " in query or f'"{name}" = ' in query]
        for key, *values in zip(*columns, strict=True):
            _apply(rows, kind, key, dict(zip(names, values, strict=True)))


@pytest.mark.parametrize("seed", range(200))
async def test_any_sequence_of_steps_has_the_same_effect_as_one_by_one(seed: int) -> None:
    chance = random.Random(seed)
    rows: dict[int, Row] = {key: {"name": "old", "order": "old"} for key in range(0, 6, 2)}
    merged, changes = {key: dict(row) for key, row in rows.items()}, Changes()
    for step in range(chance.randint(1, 40)):
        key, kind = chance.randrange(6), chance.choice(["put", "change", "remove"])
        values = {name: f"{step}" for name in ("name", "order") if chance.random() < 0.6}
        _apply(rows, kind, key, values)
        match kind:
            case "put":
                changes.put(VILLAGE, id=key, **values)
            case "change":
                changes.change(VILLAGE, key, **values)
            case _:
                changes.remove(VILLAGE, key)
    _replay(merged, await written(changes))
    assert merged == rows
