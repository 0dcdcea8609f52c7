"""What happened to a thing, event by event: when, by which office, by which command; never who it was, nor what was said."""

import enum
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Final

import strawberry
from sqlalchemy import ColumnElement, Select, Text, Uuid, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSON

from services.gateway.graph.enums import explain
from services.gateway.graph.mapping import OWN, Connection, Past, Reach, column, one, page, rows_of, same
from services.gateway.graph.planner.text import Pieces
from services.gateway.graph.reach import OFFICERS_EVENTS, among, then, together
from services.gateway.graph.visibility import DEEDS
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.unit import PoliceUnit

ActingUnit = Annotated["PoliceUnit", strawberry.lazy("services.gateway.graph.types.unit")]


@explain
@strawberry.enum(description="In what capacity somebody acted; SERVICE is the system itself, in answer to an event.")
class Capacity(enum.Enum):
    OFFICER = "OFFICER"
    """An officer (*anggota*) who serves a village."""
    PILLAR = "PILLAR"
    """One of the three pillars of a village."""
    COMMANDER = "COMMANDER"
    """The commander (*komandan*) of a unit."""
    HEADQUARTERS = "HEADQUARTERS"
    """National headquarters (*Mabes Polri*)."""
    PARTNER = "PARTNER"
    """An agency that works with the police."""
    OPS = "OPS"
    """Those who run this system."""
    SERVICE = "SERVICE"
    """The system itself, in answer to an event."""
    ANONYMOUS = "ANONYMOUS"
    """Somebody who did not say who it was."""


@explain
@strawberry.enum(description="Which end of a timeline comes first.")
class TimelineOrder(enum.Enum):
    LATEST_FIRST = "LATEST_FIRST"
    """From the latest entry to the first."""
    OLDEST_FIRST = "OLDEST_FIRST"
    """From the first entry to the latest."""


_e = t.event.c


def _member(text: Any, name: str) -> Any:
    return cast(func.convert_from(text, literal_column("'UTF8'")), JSON).op("->>")(literal_column(f"'{name}'"))


ENTRIES: Final = select(
    _e.id,
    _e.stream,
    _e.version,
    _e.service,
    _e.position,
    _e.type,
    _e.occurred_at,
    _e.recorded_at,
    cast(_member(_e.meta, "command"), Text()).label("command"),
    cast(func.upper(_member(_e.meta, "role")), Text()).label("role"),
    cast(_member(_e.meta, "unit"), Uuid()).label("unit_id"),
    cast(_member(_e.meta, "correlation"), Text()).label("correlation_id"),
    cast(_member(_e.meta, "causation"), Text()).label("causation_id"),
    # 00-<trace id>-<span id>-<flags>
    cast(func.split_part(_member(_e.meta, "traceparent"), literal_column("'-'"), literal_column("2")), Text()).label("trace_id"),
    cast(_member(_e.data, "directive_id"), Text()).label("directive"),
    cast(_member(_e.data, "dispute_id"), Text()).label("dispute"),
).subquery("entries")


def _streams(names: Select[Any]) -> Select[Any]:
    return names


def _officers(streams: Select[Any]) -> Select[Any]:
    """The officers whose streams are among these: whether an entry is shown is decided by where they serve."""
    (name,) = streams.subquery("deeds").c
    return select(cast(func.right(name, literal_column("36")), Uuid()).label("id")).where(name.like("officer-_%"))


def _units(streams: Select[Any]) -> Select[Any]:
    """The units on whose behalf the events of these streams were brought about."""
    event = t.event.alias("acted").c
    return select(cast(_member(event.meta, "unit"), Uuid()).label("id")).where(among(event.stream, streams))


def _command_id(entry: Any) -> Any:
    """The last event of an append carries it."""
    event = t.event.alias("last")
    found = select(cast(event.c.command, Text())).where(
        event.c.stream == entry.stream, event.c.version >= entry.version, event.c.command.is_not(None)
    )
    return found.order_by(event.c.version).limit(1).correlate_except(event).scalar_subquery()


@strawberry.type(description="The office behind a deed: a capacity and a unit, never a person.")
class ActingOffice:
    role: Capacity = column(description="In what capacity.")
    unit: ActingUnit | None = one(
        lambda e, u: u.id == e.unit_id,
        past=Past(_units),
        description="The unit (satuan) of whoever acted; null where the capacity has none.",
    )


@rows_of(ENTRIES, visible=DEEDS, past=(_streams, then(_officers, OFFICERS_EVENTS)))
@strawberry.type(description="One thing that happened, as its event tells.")
class TimelineEntry:
    type: str = column(description="What happened: the event's name, noun and past participle.")
    occurred_at: datetime = column(description="When it happened in the field.")
    recorded_at: datetime = column(description="When the log took it; what `asOf` goes by.")
    by: ActingOffice = same(description="The office that brought it about.")
    command: str = column(description="The name of the command that led to it.")
    command_id: str | None = column(_command_id, past=OWN, description="The id under which that command was given.")
    correlation_id: str = column(description="The id of the first command of the whole chain.")
    causation_id: str | None = column(description="The id of the event that the system answered by this; null for a deed.")
    trace_id: str | None = column(
        lambda e: func.nullif(e.trace_id, literal_column("''"), type_=Text()),
        description="The trace (W3C) of the request that led to it, for operations.",
    )
    id: strawberry.ID = column(description="The event's own id.")
    service: str = column(description="The service whose log holds it.")
    stream: str = column(description="The stream of events it stands in.")
    version: int = column(description="Its place in that stream.")
    position: int = column(description="Its place in the service's log; compare `extensions.positions`.")


Order = Annotated[TimelineOrder | None, strawberry.argument(description="Latest first, unless told otherwise.")]


def _sorted(_entry: Any, order: Order = None) -> str:
    oldest_first = order is not None and order is TimelineOrder.OLDEST_FIRST
    return "recorded_at service position" if oldest_first else "-recorded_at -service -position"


def _any(_entry: Any, order: Order = None) -> Iterator[ColumnElement[bool]]:  # noqa: ARG001 - the argument's name in the schema
    return iter(())


def timeline(
    *streams: Reach,
    of: Callable[[Any], Any] = lambda row: row.key,
    only: Callable[[Any, Any], ColumnElement[bool]] | None = None,
    cost: int = 1,
) -> Any:
    """A thing's timeline: the events of these streams of the aggregate that `of` names, by default the thing itself.

    `only` chooses among them, which means that all of them are read: `cost` tells what that takes.
    """
    all_streams = together(*streams)

    def belongs(row: Any, entry: Any) -> ColumnElement[bool]:
        # In pieces, so that the row stays one of the statement around it.
        mine = among(entry.stream, all_streams(select(Pieces(of(row)).label("id"))))
        return mine if only is None else mine & only(row, entry)

    return page(
        belongs,
        order=_sorted,
        where=_any,
        past=Past(all_streams),
        cost=cost,
        description="What happened to it, each event once; empty for those who may not see how it came about.",
    )


Timeline = Connection[TimelineEntry]
