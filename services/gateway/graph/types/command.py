"""What became of a command, across all services: the events of its whole chain, and whether more will follow."""

from datetime import datetime
from typing import Any, Final

import strawberry
from sqlalchemy import ARRAY, JSON, Boolean, Text, cast, func, select, type_coerce

from libs.events.message import Role
from services.gateway.graph.mapping import Seen, actor, column, everyone, many, rows_of
from services.gateway.graph.planner.text import Pieces, quoted
from services.gateway.read_model import tables as t
from services.gateway.read_model.projection import SERVICES

_e = t.event.c
_meta: Any = cast(func.convert_from(_e.meta, "UTF8"), JSON)

OUTCOMES: Final = (
    select(
        _e.command.label("id"),
        _e.occurred_at,
        _e.recorded_at,
        _meta["actor"].as_string().label("subject"),
        _meta["command"].as_string().label("name"),
    )
    # Commands of reactions belong to the chain of the one that began it.
    .where(_e.command == _e.correlation)
    .subquery("outcome")
)

_CHAIN: Final = "SELECT r.service FROM event e JOIN reaction r ON r.follows = e.service WHERE e.correlation = "
_PARKED: Final = " AND e.position = ANY (r.parked)"
_OPEN: Final = """ AND (r.position < e.position
OR NOT EXISTS (SELECT FROM checkpoint c WHERE c.service = r.follows AND c.log IS NOT DISTINCT FROM r.log))"""
"""A reaction that has not come to an event, or that tells of another log than the one shown here."""
_SILENT: Final = f"""SELECT s FROM unnest(ARRAY[{", ".join(map(quoted, SERVICES))}]) s
WHERE NOT EXISTS (SELECT FROM reporter p WHERE p.service = s)"""  # noqa: S608 - names of ours
"""Services that have never said what they react to."""


def _waiting(row: Any) -> tuple[Any, ...]:
    return (_CHAIN, row.id, _OPEN, f" UNION {_SILENT}")


def _parked(row: Any) -> tuple[Any, ...]:
    return (_CHAIN, row.id, _PARKED)


def _settled(row: Any) -> Any:
    return type_coerce(Pieces("NOT EXISTS (", *_parked(row), " UNION ALL (", *_waiting(row), "))"), Boolean())


def _services(found: tuple[Any, ...]) -> Any:
    return type_coerce(Pieces("ARRAY(SELECT DISTINCT s FROM (", *found, ") found (s) ORDER BY s)"), ARRAY(Text()))


def _own(row: Any) -> Any:
    return row.subject == actor("subject", Text())


ASKED: Final[Seen] = {
    **dict.fromkeys((Role.OFFICER, Role.PILLAR, Role.COMMANDER), _own),
    **dict.fromkeys((Role.HEADQUARTERS, Role.OPS), everyone),
}
"""One's own commands; headquarters and operations: any."""


@rows_of(t.event, key="position")
@strawberry.type(description="An event (peristiwa) that followed from a command.")
class Effect:
    type: str = column(description="What happened: the event's name.")
    stream: str = column(description="The stream it stands in: aggregate and id of whatever it happened to.")
    service: str = column(description="The service that recorded it.")
    position: int = column(description="Its place in the log of that service; compare `extensions.positions`.")
    recorded_at: datetime = column(description="When it was recorded.")


@rows_of(OUTCOMES, key="id", visible=ASKED)
@strawberry.type(description="What became of a command, in the service that carried it out and in those that reacted to it.")
class CommandOutcome:
    command_id: strawberry.ID = column(lambda c: c.id, description="The id it was given under.")
    name: str = column(description="The command's name, such as ConfirmAssignment.")
    occurred_at: datetime = column(description="When it happened in the field.")
    recorded_at: datetime = column(description="When its events were recorded.")
    settled: bool = column(
        _settled,
        clock=True,
        description="Whether this is all: every service that reacts to an event of the chain has dealt with it, and `effects` "
        "shows what it did. False while any is on its way, while a service has not said how far it is, and for as long as an "
        "event is put aside.",
    )
    waiting_for: list[str] = column(
        lambda c: _services(_waiting(c)),
        clock=True,
        description="The services that have not said to be done with all events of the chain: at work, or away.",
    )
    parked_by: list[str] = column(
        lambda c: _services(_parked(c)),
        clock=True,
        description="The services that could not deal with an event of the chain and put it aside (dead letter) for operations.",
    )
    effects: list[Effect] = many(
        lambda c, e: e.correlation == c.id,
        order="recorded_at service position",
        description="Every event of the chain so far: the command's own, and those by which services reacted to them.",
    )
