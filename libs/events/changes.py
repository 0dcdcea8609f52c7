"""What a batch of events does to tables, merged in memory by row and written with one statement for all rows of one shape."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, Final, Literal, Protocol, TypeAlias, cast

from msgspec import json
from sqlalchemy import ARRAY, JSON, Column, Executable, LargeBinary, Table
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.ddl import sort_tables

DIALECT: Final = dialect()  # type: ignore[no-untyped-call]

Key: TypeAlias = tuple[Any, ...]
Touched: TypeAlias = Mapping[Table, set[Key]]
Kind: TypeAlias = Literal["remove", "put", "change"]


class Database(Protocol):
    """What writing needs of an asyncpg connection."""

    async def execute(self, query: str, *args: Any) -> str: ...


class _Step:
    """One effect on one row."""

    __slots__ = ("kind", "values")

    def __init__(self, kind: Kind, values: dict[str, Any]) -> None:
        self.kind, self.values = kind, values


class _Rows:
    """The pending effects on the rows of all tables: for each row as few steps as have the same effect as all that was asked."""

    def __init__(self) -> None:
        self.tables: defaultdict[Table, dict[Key, list[_Step]]] = defaultdict(dict)

    def put(self, table: Table, key: Key, values: dict[str, Any]) -> None:
        rows = self.tables[table]
        steps = rows.get(key)
        if steps is None:  # nearly always
            rows[key] = [_Step("put", values)]
        elif steps[-1].kind == "put":
            steps[-1].values.update(values)
        else:  # not merged into a change: that must not bring a row about
            steps.append(_Step("put", values))

    def change(self, table: Table, key: Key, values: dict[str, Any]) -> None:
        steps = self.tables[table].setdefault(key, [])
        if not steps:
            steps.append(_Step("change", values))
        elif steps[-1].kind != "remove":
            steps[-1].values.update(values)

    def remove(self, table: Table, key: Key) -> None:
        self.tables[table][key] = [_Step("remove", {})]


class Changes:
    """Collects what handlers want done; nothing happens before `write`.

    Order is kept row by row. Between rows it is not: within one flush removals come first, then puts, then changes. So a table
    filled in this way has no unique key besides its primary key. Where the order matters, `run` draws a line.
    """

    def __init__(self) -> None:
        self._parts: list[_Rows | tuple[Executable, Mapping[str, Any]]] = []
        self._rows: _Rows | None = None
        self.touched: defaultdict[Table, set[Key]] = defaultdict(set)
        """By table, the primary keys of the rows that were put, changed or removed."""

    def put(self, table: Table, /, **row: Any) -> None:
        """Insert this row or, where one with its primary key exists, set the columns given."""
        key = _shape(table).key_of(row)
        self.touched[table].add(key)
        (self._rows or self._pending()).put(table, key, row)

    def change(self, table: Table, /, *key: Any, **columns: Any) -> None:
        """Set columns of the row with this primary key, if there is one."""
        if not columns:
            return
        self.touched[table].add(key)
        self._pending().change(table, key, columns)

    def remove(self, table: Table, *key: Any) -> None:
        """Delete the row with this primary key, if there is one."""
        self.touched[table].add(key)
        self._pending().remove(table, key)

    def run(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> None:
        """Execute any statement after everything collected so far and before everything collected later."""
        self._parts.append((statement, parameters or {}))
        self._rows = None

    def _pending(self) -> _Rows:
        if self._rows is None:
            self._rows = _Rows()
            self._parts.append(self._rows)
        return self._rows

    async def write(self, db: Database) -> None:
        """Do it all, in the caller's transaction and search_path. Raises asyncpg's errors."""
        for part in self._parts:
            if isinstance(part, _Rows):
                for statement, arguments in _flush(part):
                    await db.execute(statement, *arguments)
            else:
                statement, arguments = _compiled(*part)
                await db.execute(statement, *arguments)


def _flush(rows: _Rows) -> Iterator[tuple[str, Sequence[Any]]]:
    depth = max((len(steps) for table in rows.tables.values() for steps in table.values()), default=0)
    order = sort_tables(rows.tables)  # referenced tables first
    for level in range(depth):
        groups: defaultdict[tuple[Kind, Table], defaultdict[tuple[str, ...], list[tuple[Key, _Step]]]]
        groups = defaultdict(lambda: defaultdict(list))
        for table, changed in rows.tables.items():
            for key, steps in changed.items():
                if len(steps) > level:
                    step = steps[level]
                    groups[step.kind, table][_shape(table).ordered(tuple(step.values))].append((key, step))
        for table in reversed(order):
            for members in groups["remove", table].values():
                yield _shape(table).removal, _columns(_shape(table).key, [key for key, _ in members], table)
        for table in order:
            for names, members in groups["put", table].items():
                puts = [tuple([step.values[name] for name in names]) for _, step in members]
                yield _shape(table).put(names), _columns(names, puts, table)
        for table in order:
            for names, members in groups["change", table].items():
                changes = [key + tuple([step.values[name] for name in names]) for key, step in members]
                yield _shape(table).change(names), _columns((*_shape(table).key, *names), changes, table)


def _columns(names: Sequence[str], rows: Sequence[tuple[Any, ...]], table: Table) -> list[Sequence[Any]]:
    shape = _shape(table)
    return [
        [shape.encoders[name](value) for value in values] if name in shape.encoders else values
        for name, values in zip(names, zip(*rows, strict=True), strict=True)
    ]


class _Shape:
    """How the rows of a table are handed to PostgreSQL: one array a column, unnested side by side.

    `unnest` takes arrays of arrays apart, hence an array column travels as JSON text and is put together again on the other side.
    """

    def __init__(self, table: Table) -> None:
        quote = DIALECT.identifier_preparer.quote
        self._table, self._names = quote(table.name), {column.name: quote(column.name) for column in table.columns}
        self._types = {column.name: _cast_type(column) for column in table.columns}
        self.key = tuple(column.name for column in table.primary_key.columns)
        self.key_of = _key_of(self.key)
        self.encoders = {column.name: encoder for column in table.columns if (encoder := _encoder(column))}
        self._arrays = {column.name for column in table.columns if isinstance(column.type, ARRAY)}
        self.removal = f"delete from {self._table} t using {self._rows(self.key)} where {self._match()}"  # noqa: S608 names only
        self._orders: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._puts: dict[tuple[str, ...], str] = {}
        self._changes: dict[tuple[str, ...], str] = {}

    def ordered(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The same columns, in the table's order. Raises KeyError for one that the table lacks."""
        if names not in self._orders:
            places = {name: place for place, name in enumerate(self._names)}
            self._orders[names] = tuple(sorted(names, key=lambda name: places[name]))
        return self._orders[names]

    def put(self, names: tuple[str, ...]) -> str:
        if names not in self._puts:
            listed, key = ", ".join(self._names[name] for name in names), ", ".join(self._names[name] for name in self.key)
            rest = ", ".join(f"{self._names[name]} = excluded.{self._names[name]}" for name in names if name not in self.key)
            self._puts[names] = (
                f"insert into {self._table} ({listed}) select {self._values(names)} from {self._rows(names)} "  # noqa: S608
                f"on conflict ({key}) do {f'update set {rest}' if rest else 'nothing'}"
            )
        return self._puts[names]

    def change(self, names: tuple[str, ...]) -> str:
        if names not in self._changes:
            given = ", ".join(f"{self._names[name]} = {self._value(name)}" for name in names)
            rows = self._rows((*self.key, *names))
            self._changes[names] = f"update {self._table} t set {given} from {rows} where {self._match()}"  # noqa: S608
        return self._changes[names]

    def _rows(self, names: Sequence[str]) -> str:
        arrays = [f"${i}::{'text' if name in self._arrays else self._types[name]}[]" for i, name in enumerate(names, 1)]
        return f"unnest({', '.join(arrays)}) as n ({', '.join(self._names[name] for name in names)})"

    def _values(self, names: Sequence[str]) -> str:
        return ", ".join(self._value(name) for name in names)

    def _value(self, name: str) -> str:
        column = f"n.{self._names[name]}"
        if name not in self._arrays:
            return column
        elements = f"array(select e from jsonb_array_elements_text({column}::jsonb) with ordinality as _ (e, i) order by i)"  # noqa: S608
        return f"case when {column} is not null then {elements}::{self._types[name]} end"

    def _match(self) -> str:
        return " and ".join(f"t.{self._names[name]} = n.{self._names[name]}" for name in self.key)


@cache
def _shape(table: Table) -> _Shape:
    return _Shape(table)


def _key_of(names: tuple[str, ...]) -> Callable[[Mapping[str, Any]], Key]:
    """Finds the primary key in a row."""
    if len(names) > 1:
        return itemgetter(*names)
    (name,) = names
    return lambda row: (row[name],)


def _cast_type(column: Column[Any]) -> str:
    """What an array's elements are cast to: without the collation, which belongs to the column alone."""
    return column.type.compile(dialect=DIALECT).partition(" COLLATE ")[0]


def _encoder(column: Column[Any]) -> Callable[[Any], Any] | None:
    if isinstance(column.type, ARRAY):
        if isinstance(column.type.item_type, JSON | LargeBinary) or (column.type.dimensions or 1) > 1:
            raise TypeError(f"{column} is an array that cannot travel as JSON")
        return _text
    return _text if isinstance(column.type, JSON) else None


def _text(value: Any) -> str | None:
    return None if value is None else json.encode(value).decode()


@lru_cache(maxsize=256)
def _compile(statement: Executable) -> SQLCompiler:
    return cast("SQLCompiler", statement.compile(dialect=DIALECT))  # type: ignore[attr-defined]


def _compiled(statement: Executable, parameters: Mapping[str, Any]) -> tuple[str, Sequence[Any]]:
    compiled = _compile(statement)
    state = compiled.construct_expanded_state(dict(parameters))
    documents = {name for name, bind in compiled.binds.items() if isinstance(bind.type, JSON)}
    return state.statement, [
        _text(state.parameters[name]) if name in documents else state.parameters[name] for name in state.positiontup or ()
    ]
