"""The projection of all three logs; the modules beside it say what each event does."""

from typing import Final

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.projection import Projection
from services.gateway.read_model import derived
from services.gateway.read_model import tables as t

SERVICES: Final = ("officers", "villages", "cooperation")

projection: Final = Projection("read_model", version=1, metadata=t.metadata, services=SERVICES)
"""Its tables live in the schema of its name."""

projection.after(derived.derive)


@projection.every
def keep(service: str, recorded: Recorded, changes: Changes) -> None:
    """Every event once, as published: for timelines, for those who catch up, and for looking back in time."""
    changes.put(
        t.event,
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
        data=recorded.data,
        meta=recorded.meta,
    )
