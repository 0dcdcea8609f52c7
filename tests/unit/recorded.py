"""Events as if they had been recorded, for tests that need no log."""

from datetime import UTC, datetime
from uuid import UUID

from libs.events.codec import Meta, Recorded, encode, stream_of
from libs.events.message import Event, Role

NOON = datetime(2017, 7, 25, 4, tzinfo=UTC)


def recorded(event: Event, key: UUID, position: int = 1) -> Recorded:
    """This event as the first of its stream."""
    meta = Meta(command="Test", digest="0", actor="test", role=Role.HEADQUARTERS, correlation=key)
    return Recorded(
        position=position,
        stream=stream_of(type(event), key),
        version=1,
        id=key,
        type=event.named(),
        schema=event.version(),
        occurred_at=NOON,
        recorded_at=NOON,
        data=encode(event),
        meta=encode(meta),
    )
