"""What a GraphQL type is made of: the rows it stands on, and the rows each of its fields leads to.

    @rows_of(tables.village, visible={Role.HEADQUARTERS: everyone, Role.COMMANDER: below_own_unit})
    @strawberry.type
    class Village(Node):
        code: str                                                     # the column of the same name
        chief: str | None = sealed(lambda v: v.chief_name)            # a personal value, unsealed while answering
        unit: Unit | None = one(lambda v, u: u.id == v.unit_id)       # at most one row, by a unique key
        last_visit: Visit | None = one(lambda v, x: x.village_id == v.id, order="-visited_at -id")
        seats: list[Seat] = many(lambda v, s: s.village_id == v.id, order="pillar")
        visits: Connection[Visit] = page(lambda v, x: x.village_id == v.id, order="-visited_at -id", where=visit_filter)

Rows. `rows_of(table_or_select, key=...)` names the table, or any `select(...).subquery("name")` (a "view" type), and the column
that identifies a row; `id` of a `Node` is base64 of `TypeName:key`. Predicates get rows: `v.code` is a column, `v.key` the key
column. A key that is the id of an aggregate lets clients send the global id back in commands.

The clock. Positions alone cannot tell whether an answer is still the same that depends on the time at which it is given, by
`current_date` or `now()`, or on what services report of their reactions: say `clock=True` of such a field, or of rows whose
select or visibility reads either. The schema is refused where that is forgotten (`promises.py`), and such answers get no ETag.

Roles. Without `visible` every role sees all rows. With it, a role that is not named sees none. `seen_by`, on a column, does the
same for one value, which is null for the others and hence nullable in the schema.

Arguments. A field's arguments are the parameters, after the row, of its `where` function, which yields predicates. An argument is
None when absent or null, a plain bool or enum member, a `GlobalId` for `strawberry.ID` (use `id.of(row)`), else a bind parameter:

    def visit_filter(visit, purpose: Purpose | None = None, after_day: date | None = None):
        if purpose is not None: yield visit.purpose == purpose.value
        if after_day is not None: yield visit.day > after_day

The caller. `actor("unit")` stands for a value of whoever asks; so do the values that a mutation or subscription passes to `rows`.

Order. "-visited_at -id": column names, `-` descending, all in one direction, NOT NULL, the last one unique among the rows found.
Columns that are compared or ordered as text should be declared `Text(collation="C")`, so that every server sorts them alike.
Where a page's order depends on its arguments it is a function of the row and those arguments, which may name expressions as well:
`{"rank": case(...), "code": v.code}`.

The past. A field can be answered as of an earlier moment where `past` says, by the ids of the parents, to which others it ever
led (see `reach`): `past=OWN` where the events of the parent itself make the child's rows. Columns of the row need no such word;
what else has none is refused. `rows_of(past=...)` names the streams whose events make a type's rows.

Columns. timestamptz is written as RFC 3339 in UTC with six digits, date as ISO 8601, text[] as a list, json as it is stored, an
enum by the value stored. numeric and interval have no rule: choose text or float. A column that may be NULL behind a
non-null field is answered by GraphQL's null propagation.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import strawberry
from sqlalchemy import ColumnElement, FromClause, Select, and_, bindparam, false, func, true
from sqlalchemy.types import TypeEngine
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument

T = TypeVar("T")

Predicate = Callable[[Any], ColumnElement[bool]]
On = Callable[[Any, Any], ColumnElement[bool]]
Where = Callable[..., Iterable[ColumnElement[bool]]]
Order = str | Mapping[str, ColumnElement[Any]]
"""Columns by name, or expressions under a name of their own; "-" before a name descends."""
OrderOf = Callable[..., Order]
"""The order for a row and the arguments of its field."""
Seen = Mapping[str, Predicate]
"""By role: which rows it sees."""

Reach = Callable[[Select[Any]], Select[Any]]
"""From ids, a select of one column, to what they ever led to: ids of others, or names of streams of events."""

ACTOR: Final = "actor_"
LINK: Final = "link"
"""The key of a field's metadata that holds its Link."""


@dataclass(frozen=True)
class Past:
    """Which events a field needs besides those of its parent to be answered as of an earlier moment."""

    to: Reach | None = None
    """The aggregates it ever led to; None where the parent's own events make the child's rows."""
    through: tuple[Reach, ...] = ()
    """The streams of what stands between the two, and of what the field itself reads."""


OWN: Final = Past()


@dataclass(frozen=True)
class Rows:
    """Where the objects of a type come from."""

    table: FromClause
    key: str
    visible: Seen | None = None
    past: tuple[Reach, ...] | None = None
    """By the ids of aggregates: the streams whose events make these rows, besides those of whatever led here. None: unknown."""
    clock: bool = False


@dataclass(frozen=True)
class Link:
    """How a field finds its value."""

    kind: str
    """column, sealed, same, one, many, page, changes or given."""
    on: Any = None
    """Relates parent and child row: On, or {type name: On} for a union."""
    order: Any = ""
    """Order of the child rows: Order, OrderOf, or {type name: str} for a union."""
    where: Where | None = None
    """Turns the field's arguments into predicates of the child row."""
    expression: Callable[[Any], Any] | None = None
    """column, sealed: the value. same: the object is null where this is NULL."""
    seen_by: Seen | None = None
    first: int | None = None
    """many: the default of its `first` argument; None: it has none and all rows are listed."""
    past: Past | None = None
    """How it is answered as of an earlier moment; None: only where it reads nothing but its row."""
    clock: bool = False
    """The value changes with the time of day or with reports of services, not with events alone."""
    cost: int = 1
    """Units of the field itself, besides what it leads to; see `graph.cost`."""


def rows_of(
    table: FromClause,
    key: str = "id",
    visible: Seen | None = None,
    *,
    clock: bool = False,
    past: tuple[Reach, ...] | None = None,
) -> Callable[[type[T]], type[T]]:
    """Declares the rows of a type; stands above `@strawberry.type`. The class's docstring becomes its description."""

    def mark(cls: type[T]) -> type[T]:
        definition = vars(cls)["__strawberry_definition__"]
        written = cls.__doc__ or ""
        if not definition.description and not written.startswith(f"{cls.__name__}("):
            definition.description = inspect.cleandoc(written) or None
        cls.__rows__ = Rows(table, key, visible, past=past, clock=clock)  # type: ignore[attr-defined]
        return cls

    return mark


def column(
    expression: Callable[[Any], Any] | None = None,
    *,
    seen_by: Seen | None = None,
    clock: bool = False,
    past: Past | None = None,
    description: str | None = None,
    deprecated: str | None = None,
) -> Any:
    """A value of the row: an SQL expression over it, by default the column of the field's name."""
    return _field(Link("column", expression=expression, seen_by=seen_by, clock=clock, past=past), description, deprecated)


def sealed(
    expression: Callable[[Any], Any] | None = None,
    *,
    seen_by: Seen | None = None,
    description: str | None = None,
    deprecated: str | None = None,
) -> Any:
    """A column of sealed text, answered in clear, or null once its key is shredded: the field must be `str | None`."""
    return _field(Link("sealed", expression=expression, seen_by=seen_by), description, deprecated)


def same(
    unless: Callable[[Any], Any] | None = None,
    *,
    clock: bool = False,
    description: str | None = None,
    deprecated: str | None = None,
) -> Any:
    """An object made of the same row, such as an address; null where `unless(row)` is NULL."""
    return _field(Link("same", expression=unless, clock=clock), description, deprecated)


def one(
    on: On | None = None,
    *,
    where: Where | None = None,
    order: str = "",
    clock: bool = False,
    past: Past | None = None,
    description: str | None = None,
    deprecated: str | None = None,
) -> Any:
    """At most one row: by a unique key, or the first in `order`. For an interface: of the first of its types that has one."""
    return _field(Link("one", on, order, where, clock=clock, past=past), description, deprecated)


def many(
    on: On | Mapping[str, On] | None = None,
    *,
    order: str | Mapping[str, str],
    where: Where | None = None,
    first: int | None = None,
    clock: bool = False,
    past: Past | None = None,
    description: str | None = None,
    deprecated: str | None = None,
) -> Any:
    """All rows, as a list: for few. With `first`, at most so many, by an argument of that name and default (0 to 100).

    For a union `on` and `order` are given by type name; the orders have the same number of terms and one direction, and rows that
    are equal in all but the last stand by type name.
    """
    limit = [_argument("first", int, first, "At most so many, 0 to 100.")] if first is not None else []
    return _field(Link("many", on, order, where, first=first, clock=clock, past=past), description, deprecated, limit)


def page(
    on: On | None = None,
    *,
    order: str | OrderOf,
    where: Where | None = None,
    clock: bool = False,
    past: Past | None = None,
    cost: int = 1,
    description: str | None = None,
    deprecated: str | None = None,
) -> Any:
    """A `Connection[Type]`: rows in pages by keyset cursors, 20 unless told, at most 100.

    `cost` is to be told where no index gives the rows in order, so that even a page of one takes all of them.
    """
    paging = [
        _argument("first", int | None, None, "The first so many, 0 to 100."),
        _argument("after", str | None, None, "Only what follows this cursor."),
        _argument("last", int | None, None, "The last so many, 0 to 100; not together with `first`."),
        _argument("before", str | None, None, "Only what precedes this cursor."),
    ]
    return _field(Link("page", on, order, where, clock=clock, past=past, cost=cost), description, deprecated, paging)


def changed(*, cost: int = 1, description: str | None = None) -> Any:
    """What has changed since a cursor in what the caller is told of: a page of it, as `planner.changes` composes it."""
    arguments = [
        _argument("since", str | None, None, "The cursor that the last page ended with; without one everything is told anew."),
        _argument("first", int, 100, "At most so many upserts and removals together, 1 to 100."),
    ]
    return _field(Link("changes", cost=cost), description, None, arguments)


def given(*, description: str | None = None) -> Any:
    """A value that the resolver of a mutation or subscription supplies; not found in any row."""
    return _field(Link("given"), description, None)


def actor(name: str, kind: TypeEngine[Any] | None = None) -> Any:
    """A value of the caller, for predicates: `u.path == actor("path")`. Give its SQL type where its neighbour does not."""
    return bindparam(f"{ACTOR}{name}", type_=kind)


def everyone(_row: Any) -> ColumnElement[bool]:
    """The predicate of a role that sees every row."""
    return true()


def nobody(_row: Any) -> ColumnElement[bool]:
    """The predicate of a role that sees no row."""
    return false()


def starts_with(value: Any, prefix: Any) -> ColumnElement[bool]:
    """True where the text begins with the prefix, by an index range: for columns and expressions with collation "C"."""
    end = func.concat(prefix, func.chr(0x10FFFF))
    return and_(value >= prefix, value < end)


def _field(link: Link, description: str | None, deprecated: str | None, extra: Sequence[StrawberryArgument] = ()) -> Any:
    made: Any = strawberry.field(metadata={LINK: link}, description=description, deprecation_reason=deprecated)
    parameters = list(inspect.signature(link.where).parameters.values())[1:] if link.where else []
    names = vars(inspect.getmodule(link.where)) if link.where else {}
    made.arguments = [_argument(p.name, p.annotation, p.default, names=names) for p in parameters] + list(extra)
    return made


def _argument(
    name: str, annotation: Any, default: Any, description: str | None = None, names: dict[str, Any] | None = None
) -> StrawberryArgument:
    # No default rather than null: `= null` in the schema would say nothing.
    return StrawberryArgument(
        name,
        None,
        StrawberryAnnotation(annotation, namespace=names or {}),
        description=description,
        default=inspect.Parameter.empty if default is None else default,
    )


@strawberry.interface(description="A thing with an id that is unique in the whole graph.")
class Node:
    id: strawberry.ID = strawberry.field(description="Opaque; the same for ever.")


@strawberry.type(description="Where a page stands among all that there is.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="When paging forwards: whether more follow.")
    has_previous_page: bool = strawberry.field(description="When paging backwards: whether more precede.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first entry; null on an empty page.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last entry; null on an empty page.")


@strawberry.type(description="An entry of a page.")
class Edge(Generic[T]):
    cursor: str = strawberry.field(description="Where this entry stands: for `after` and `before` of the same list.")
    node: T = strawberry.field(description="The entry itself.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(description="The entries of this page, in order.")
    page_info: PageInfo = strawberry.field(description="Where this page stands.")
    total_count: int = strawberry.field(description="How many entries the whole list has; counted only when asked for.")
