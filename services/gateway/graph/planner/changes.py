"""What changed since a cursor, as JSON text: one page of upserts and removals, picked, composed and dated in one snapshot.

A round of pages tells what has been touched after `since`, in the order of kind and key, until nothing is left; then its cursor
becomes the position at which the round began. So whatever happens while pages are read, before or behind the place reached, has
been touched after that position, and the next round tells it. Nothing of it is kept between requests.
"""

# ruff: noqa: S608 - the SQL is put together from text of ours; values are bound

import re
from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

from graphql import FieldNode, GraphQLError, GraphQLField
from sqlalchemy import ARRAY, BigInteger, Boolean, Integer, Text, Uuid, literal_column, select
from sqlalchemy.types import TypeEngine

from services.gateway.graph.planner.compilation import Compilation
from services.gateway.graph.planner.identity import id_sql
from services.gateway.graph.planner.relation import ObjectOf
from services.gateway.graph.planner.request import Request
from services.gateway.graph.planner.since import SCOPE, TAG, Since, scope_of
from services.gateway.graph.planner.text import NULL, Parts, Pieces, concat, joined
from services.gateway.graph.planner.text import base64 as base64_sql
from services.gateway.graph.tracked import KINDS, MOVED, REDRAWN, RESTAFFED, VILLAGES, Kind

MOST: Final = 100
"""Entries of a page."""
BEHIND: Final = 10_000
"""Events after which a cursor is too old to tell changes by: looking through so many takes 20 to 100 ms for every page, and to
tell anyone but headquarters everything anew takes less."""

_FRAME: Final = """WITH mark AS MATERIALIZED (
  SELECT c.service, c.log, c.position AS now, coalesce(m.since, 0) AS since, m.upto, m.log <> c.log AS foreign_log
  FROM checkpoint c LEFT JOIN unnest({services}, {logs}, {sinces}, {uptos}) AS m (service, log, since, upto) USING (service)
), turn AS MATERIALIZED (
  SELECT anew, anew OR {whole} AS whole, anew OR {rank} < 0 AS first, CASE WHEN anew THEN -1 ELSE {rank} END AS rank,
    {key} AS key
  FROM (SELECT {fresh} OR coalesce(bool_or(foreign_log), false)
    OR NOT {whole} AND sum(greatest(now - since, 0)) > {behind} AS anew FROM mark) a
), touched AS MATERIALIZED (
  SELECT DISTINCT left(e.stream, -37) AS aggregate, right(e.stream, 36)::uuid AS key FROM mark CROSS JOIN LATERAL
    (SELECT stream FROM event e WHERE e.service = mark.service AND e.position > mark.since ORDER BY e.position) e
  WHERE NOT (SELECT whole FROM turn)
), """
_UPTO: Final = "CASE WHEN NOT turn.first THEN mark.upto WHEN turn.whole THEN mark.now ELSE greatest(mark.now, mark.since) END"
_LOW: Final = """(SELECT CASE WHEN {place} > rank THEN '00000000-0000-0000-0000-000000000000'::uuid WHEN {place} = rank THEN key
ELSE 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid END FROM turn)"""

PLACE: Final = literal_column("page.key", Uuid())

_MARKER: Final = re.compile(r"\{(\w+)\}")


def changes(c: Compilation, target: Any, nodes: Sequence[FieldNode], definition: GraphQLField, object_of: ObjectOf) -> Parts:
    """The page. Raises GraphQLError for a role that is told nothing, and for a size or cursor that is refused."""
    if c.role not in VILLAGES:
        raise GraphQLError("This role is not told of changes.", nodes, extensions={"code": "ROLE_NOT_ALLOWED"})
    return _Changes(c, target, nodes, definition, object_of).parts()


class _Changes:
    def __init__(
        self, c: Compilation, target: Any, nodes: Sequence[FieldNode], definition: GraphQLField, object_of: ObjectOf
    ) -> None:
        self.c, self.target, self.nodes, self.object_of = c, target, nodes, object_of
        self._definition, self._node = definition, nodes[0]
        self.groups = c.selection.fields(target, nodes)
        wanted = [key for key, group in self.groups.items() if group[0].name.value == "upserts"]
        self._items = {key: f"item_{place}" for place, key in enumerate(wanted)}
        c.uses(SCOPE)
        self._read = c.check(self._cursor, nodes)
        size = c.check(self._size, nodes)
        self._values: dict[str, Any] = {
            "size": c.bind(size, Integer()),
            "behind": str(BEHIND),
            "services": self._of(lambda since: [mark.service for mark in since.marks], ARRAY(Text())),
            "logs": self._of(lambda since: [mark.log for mark in since.marks], ARRAY(Uuid())),
            "sinces": self._of(lambda since: [mark.since for mark in since.marks], ARRAY(BigInteger())),
            "uptos": self._of(lambda since: [mark.upto for mark in since.marks], ARRAY(BigInteger())),
            "fresh": self._of(lambda since: since.fresh, Boolean()),
            "whole": self._of(lambda since: since.whole, Boolean()),
            "rank": self._of(lambda since: since.rank, Integer()),
            "key": self._of(lambda since: since.key, Uuid()),
            "scope": c.bind(lambda request: scope_of(request.role, request.actor), Text()),
            "person": c.bind(_person, Uuid()),
            "unit": c.bind(lambda request: request.actor.get("unit"), Uuid()),
            "village": c.bind(lambda request: request.actor.get("village"), Uuid()),
        }

    def parts(self) -> Parts:
        members = {key: self._member(key, group[0].name.value) for key, group in self.groups.items()}
        return [
            Pieces(
                "(",
                *self._sql(_FRAME + self._scope() + ", found AS (\n" + " UNION ALL ".join(self._found()) + "\n)"),
                " SELECT ",
                concat(joined(members)),
                " FROM (",
                *self._rows(),
                ") page)",
            )
        ]

    def _sql(self, text: str) -> list[Any]:
        """The text with the values that it names."""
        return [self._values[part] if place % 2 else part for place, part in enumerate(_MARKER.split(text))]

    def _scope(self) -> str:
        villages = VILLAGES[self.c.role]
        kept = "NOT MATERIALIZED" if villages.mine == VILLAGES["headquarters"].mine else "MATERIALIZED"
        gone = f"SELECT * FROM ({villages.gone}) g (id)" if villages.gone else "SELECT id FROM village WHERE false"
        return (
            f"mine (id) AS {kept} ({villages.mine}), "
            f"moved (id) AS MATERIALIZED ({MOVED}{' UNION ' + villages.moved if villages.moved else ''}), "
            f"gone AS MATERIALIZED ({gone} EXCEPT SELECT id FROM mine), "
            f"restaffed AS MATERIALIZED ({RESTAFFED}), redrawn (id) AS MATERIALIZED ({REDRAWN})"
        )

    def _found(self) -> list[str]:
        """All there is, or what changed and what went: of each kind as many as fill the page, and one more."""
        found: list[str] = []
        for place, kind in enumerate(KINDS):
            low = _LOW.replace("{place}", str(place))
            mine = f"SELECT x.key FROM ({kind.now}) x WHERE x.village_id IN (SELECT id FROM mine) AND x.key > {low}"
            changed = f"x.village_id IN (SELECT id FROM moved) OR {kind.changed}"
            kept = f"SELECT FROM ({kind.now}) x WHERE x.key = e.key AND x.village_id IN (SELECT id FROM mine)"
            news = f"((SELECT whole FROM turn) OR {changed})"
            told = f"{mine} AND {news}"
            if kind.given:
                told += f" UNION ALL SELECT x.key FROM ({kind.given}) x WHERE x.key > {low} AND {news}"
                kept += f" UNION ALL SELECT FROM ({kind.given}) x WHERE x.key = e.key"
            went = f"SELECT e.key FROM ({kind.ever}) e WHERE e.key > {low}"
            for live, keys in (
                ("true", told),
                ("false", f"{went} AND NOT (SELECT whole FROM turn) AND NOT EXISTS ({kept})"),
            ):
                found.append(
                    f"(SELECT {place} AS rank, key, {live} AS live FROM (SELECT DISTINCT key FROM ({keys}) k) k "
                    "ORDER BY key LIMIT {size} + 1)"
                )
        return found

    def _rows(self) -> list[Any]:
        """The page's entries in their order; of the one beyond it nothing is composed."""
        children = [self._child(kind) for kind in KINDS]
        shown: list[Any] = ["CASE rank"]
        ids: list[Any] = ["CASE rank"]
        items: dict[str, list[Any]] = {key: ["CASE rank"] for key in self._items}
        for place, (kind, child) in enumerate(children):
            key = child.key == PLACE
            sight = self.c.sight(child._rows.visible, child)
            there: Any = select(literal_column("1")).select_from(child._alias).where(key, *sight).correlate_except(child._alias)
            shown += [f" WHEN {place} THEN ", there.exists()]
            ids += [f" WHEN {place} THEN ", id_sql(kind.name, PLACE)]
            for response_key, item in items.items():
                text = concat(self.object_of(self.c, kind, child, self.groups[response_key], tag=True))
                made = select(text).select_from(child._alias).where(key, *sight).correlate_except(child._alias)
                item += [f" WHEN {place} THEN ", made.scalar_subquery()]
        columns = [
            part for key, item in items.items() for part in ("CASE WHEN shown THEN ", *item, f" END END AS {self._items[key]}, ")
        ]
        return [
            "SELECT rank, key, number, ",
            *columns,
            # Not shown to this caller, or no longer: whoever is told everything anew does not hold it anyway.
            "CASE WHEN NOT shown AND NOT (SELECT whole FROM turn) THEN ",
            *ids,
            " END END AS removal FROM (SELECT rank, key, number, CASE WHEN number <= ",
            self._values["size"],
            " THEN live AND ",
            *shown,
            " ELSE false END END AS shown FROM (SELECT rank, key, live, row_number() OVER (ORDER BY rank, key) AS number",
            " FROM found ORDER BY rank, key LIMIT ",
            self._values["size"],
            " + 1) page OFFSET 0) page",
        ]

    def _child(self, kind: Kind) -> Any:
        made: Any = self.c.schema.type_map[kind.name]
        return made, self.c.row(made)

    def _member(self, key: str, name: str) -> Parts:
        match name:
            case "__typename":
                return [f'"{self.target.name}"']
            case "upserts":
                return ["[", Pieces(f"string_agg({self._items[key]}, ',' ORDER BY number)"), "]"]
            case "removals":
                return ["[", Pieces("string_agg(removal, ',' ORDER BY number)"), "]"]
            case "reset":
                return [Pieces("(SELECT anew FROM turn)::text")]
            case "hasMore":
                return [Pieces(*self._more(), "::text")]
            case _:
                return ['"', base64_sql(self._next()), '"']

    def _more(self) -> list[Any]:
        return ["(count(*) > ", self._values["size"], ")"]

    def _next(self) -> Pieces:
        """The cursor to come back with: further within this round, or at the beginning of the next."""
        log = "coalesce(concat('\"', mark.log, '\"'), 'null')"
        log = f"CASE WHEN mark.log IS NULL THEN 'null' ELSE {log} END"

        def marks(since: str) -> str:
            return (
                f"(SELECT string_agg(concat('[\"', mark.service, '\",', {log}, ',', {since}, ',', {_UPTO}, ']'), ',' "
                "ORDER BY mark.service) FROM mark CROSS JOIN turn)"
            )

        at = ["FILTER (WHERE number = ", self._values["size"], ")"]
        last = ["concat(max(rank) ", *at, ", ',\"', max(key::text) ", *at, ", '\"')"]
        since = "CASE WHEN turn.whole THEN 0 ELSE mark.since END"
        return Pieces(
            f'concat(\'["{TAG}","\', ',
            self._values["scope"],
            ", '\",', CASE WHEN ",
            *self._more(),
            " THEN concat((SELECT whole FROM turn)::text, ',[', ",
            marks(since),
            ", '],', ",
            *last,
            ") ELSE concat('false,[', ",
            marks(_UPTO),
            f", '],-1,', {NULL}) END, ']')",
        )

    def _cursor(self, request: Request) -> Since:
        text = request.arguments(self._definition, self._node).get("since")
        return Since.read(text, scope_of(request.role, request.actor))

    def _size(self, request: Request) -> int:
        size: int = request.arguments(self._definition, self._node)["first"]
        if not 1 <= size <= MOST:
            raise GraphQLError(f"A page holds 1 to {MOST} entries, not {size}.")
        return size

    def _of(self, value: Callable[[Since], Any], kind: TypeEngine[Any]) -> Any:
        return self.c.bind(lambda request: value(self._read(request)), kind)


def _person(request: Request) -> UUID | None:
    try:
        return UUID(request.actor.get("subject"))
    except (ValueError, TypeError, AttributeError):
        return None
