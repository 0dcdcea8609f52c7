"""From ids to what they ever led to: how a field says which events it needs to be answered as of an earlier moment.

Everything here is a superset: rows of the read model are never dropped and what relates them by an id never changes, so what a
thing was ever related to can be asked of the present; where a relation does change, the events themselves are asked.
"""

from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Select, Uuid, and_, cast, func, literal_column, or_, select, union
from sqlalchemy.dialects.postgresql import JSON

from libs.events.contracts.officers.officer import OfficerRegistered, OfficerTransferred
from libs.events.message import Event
from services.gateway.graph.mapping import Reach
from services.gateway.read_model import tables as t


def among(column: Any, ids: Select[Any]) -> ColumnElement[bool]:
    """Where the column is one of these, by its index: an array, so that no plan reads the whole table to join it."""
    found: ColumnElement[bool] = column == func.any(func.array(ids.correlate(None).scalar_subquery()))
    return found


def reached(out: Any, by: Column[Any], *on: ColumnElement[bool]) -> Reach:
    """The values of `out` wherever `by` is one of the ids; `on` relates their tables where they are two."""
    return lambda ids: select(out).where(among(by, ids), and_(*on)) if on else select(out).where(among(by, ids))


def made_by(aggregate: str) -> Reach:
    """The streams of the aggregates with these ids."""

    def streams(ids: Select[Any]) -> Select[Any]:
        (key,) = ids.subquery("of").c
        return select(func.concat(literal_column(f"'{aggregate}-'"), key).label("stream"))

    return streams


def told(member: str, *events: type[Event]) -> Reach:
    """The ids that these events of the aggregates ever named, whatever has become of the relation."""
    aggregate = events[0].aggregate()

    def ids_told(ids: Select[Any]) -> Select[Any]:
        event = t.event.alias("told").c
        named = cast(func.convert_from(event.data, literal_column("'UTF8'")), JSON)[member].astext
        of_kind = or_(*(event.type == literal_column(f"'{kind.named()}'") for kind in events))
        return select(cast(named, Uuid()).label("id")).where(among(event.stream, made_by(aggregate)(ids)), of_kind)

    return ids_told


def then(*steps: Reach) -> Reach:
    """One step after the other."""

    def follow(ids: Select[Any]) -> Select[Any]:
        for step in steps:
            ids = step(ids)
        return ids

    return follow


def together(*streams: Reach) -> Reach:
    """All of these."""
    return lambda ids: select(union(*(one(ids) for one in streams)).subquery("together").c[0])


def _with_those_above(ids: Select[Any]) -> Select[Any]:
    unit = t.unit.c
    above = func.unnest(func.string_to_array(func.rtrim(unit.path, literal_column("'/'")), literal_column("'/'")))
    return select(above.label("id")).where(among(unit.id, ids))


UNITS: Final = then(_with_those_above, made_by("police_unit"))
"""Units are made by their own events, and their place in the tree by those of the units above them."""
OFFICERS_UNITS: Final = told("unit_id", OfficerRegistered, OfficerTransferred)
"""The units an officer ever served in."""
OFFICERS_EVENTS: Final = together(made_by("officer"), then(OFFICERS_UNITS, UNITS))
"""Officers are made by their own events; who sees them depends on where they served, and on the units above: the caller's is one
of these, or he does not see them."""
