"""The projection of all three logs; the packages beside it say, aggregate by aggregate, what each event does."""

from typing import Final

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, SmallInteger, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.projection import Projection
from services.gateway.read_model import reactions
from services.gateway.read_model.columns import MOMENT, ORDERED, always, key, maybe, metadata

SERVICES: Final = ("officers", "villages", "cooperation")

projection: Final = Projection("read_model", version=6, metadata=metadata, services=SERVICES, also=reactions.TABLES)
"""Its tables live in the schema of its name."""

event: Final = Table(
    "event",
    metadata,
    key("service", Text()),
    key("position", BigInteger()),
    always("stream", ORDERED),
    always("version", Integer()),
    always("type", Text()),
    always("schema", SmallInteger()),
    always("id", Uuid()),
    always("occurred_at", MOMENT),
    always("recorded_at", MOMENT),
    maybe("command", Uuid()),
    always("correlation", Uuid(), comment="the id of the first command of the whole chain"),
    always("data", LargeBinary()),
    always("meta", LargeBinary()),
    Index("event_stream", "stream", "version"),
    Index("event_moment", "service", "recorded_at", "position"),
    Index("event_correlation", "correlation"),
    comment="Every event once, as published: what is sealed stays sealed.",
)


@projection.every
def keep(service: str, recorded: Recorded, changes: Changes) -> None:
    """Every event once, as published: for timelines, for those who catch up, and for looking back in time."""
    changes.put(
        event,
        service=service,
        position=recorded.position,
        stream=recorded.stream,
        version=recorded.version,
        type=recorded.type,
        schema=recorded.schema,
        id=recorded.id,
        occurred_at=recorded.occurred_at,
        recorded_at=recorded.recorded_at,
        command=recorded.command,
        correlation=recorded.made().correlation,
        data=recorded.data,
        meta=recorded.meta,
    )
