"""Reads from the table `event` what has happened, in order and in pages, together with the log it happened in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Text, bindparam, case, func, literal, select, true
from sqlalchemy.dialects.postgresql import asyncpg

from services.gateway.graph.broadcast.topic import Topic, checkpoint, happened, texts
from services.gateway.graph.pool import Pool

DIALECT: Final = asyncpg.dialect()  # type: ignore[no-untyped-call]
SPAN: Final = 500
"""Positions looked at by one statement, whatever they hold: a page costs the same however rare its events are."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One event, and what each topic of its aggregate picks it by."""

    position: int
    aggregate: str
    marks: dict[Topic, list[list[str | None]]]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that happened to some aggregates up to `reached`; `shown` is how far the read model has come."""

    log: UUID | None
    shown: int
    reached: int
    events: list[Happened]


class Journal:
    """The events of one service."""

    def __init__(self, pool: Pool, service: str) -> None:
        self._pool, self._service = pool, service
        self._statements: dict[tuple[Topic, ...], _Statement] = {}

    async def page(self, topics: Sequence[Topic], after: int, upto: int) -> Page | None:
        """What follows a position, looking at no more than SPAN positions and none beyond `upto`; None: no such service.

        Raises pool.Unavailable, pool.TooLong.
        """
        chosen = tuple(topics)
        if chosen not in self._statements:
            self._statements[chosen] = _statement(chosen)
        statement = self._statements[chosen]
        values = {
            **statement.constants,
            "service": self._service,
            "after": after,
            "upto": min(upto, after + SPAN),
            "aggregates": sorted({topic.aggregate for topic in chosen}),
        }
        rows = await self._pool.fetch(statement.sql, [values[name] for name in statement.names])
        if not rows:
            return None
        reached = max(after, min(rows[0]["shown"], values["upto"]))
        events = [_event(chosen, row) for row in rows if row["position"] is not None]
        return Page(rows[0]["log"], rows[0]["shown"], reached, events)


def _event(topics: tuple[Topic, ...], row: Any) -> Happened:
    marks = {
        topic: [row[f"t{number}_{place}"] or [] for place in range(len(topic.marks))]
        for number, topic in enumerate(topics)
        if topic.aggregate == row["aggregate"]
    }
    return Happened(row["position"], row["aggregate"], marks)


@dataclass(frozen=True, slots=True)
class _Statement:
    sql: str
    names: Sequence[str]
    """Of its parameters, in order."""
    constants: Mapping[str, Any]


def _statement(topics: tuple[Topic, ...]) -> _Statement:
    """One for all topics."""
    h = happened.alias("h").c
    service = bindparam("service", type_=Text())
    marks = [
        case((h.aggregate == literal(topic.aggregate, Text()), texts(of(h)))).label(f"t{number}_{place}")
        for number, topic in enumerate(topics)
        for place, of in enumerate(topic.marks)
    ]
    found = (
        select(h.position, h.aggregate, *marks)
        .where(
            h.service == service,
            h.position > bindparam("after", type_=BigInteger()),
            h.position <= func.least(checkpoint.c.position, bindparam("upto", type_=BigInteger())),
            h.aggregate == func.any(bindparam("aggregates", type_=ARRAY(Text()))),
        )
        .order_by(h.position)
        .correlate(checkpoint)
        .lateral("found")
    )
    whole = (
        select(checkpoint.c.log, checkpoint.c.position.label("shown"), *found.c)
        .select_from(checkpoint.outerjoin(found, true()))
        .where(checkpoint.c.service == service)
        .order_by(found.c.position)
    )
    compiled = whole.compile(dialect=DIALECT)
    return _Statement(compiled.string, compiled.positiontup or (), compiled.params)
