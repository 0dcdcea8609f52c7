"""What was written once can be read for ever, and a message tells all that its row tells."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from msgspec import ValidationError

from libs.events.codec import Codec, Meta, Recorded, UnknownEvent, encode, from_message, to_headers
from libs.events.message import Catalogue, Event, Role

ONE = UUID(int=1)
NOON = datetime(2017, 7, 25, 4, 0, 0, 7, tzinfo=UTC)


def _with_place(payload: dict[str, Any]) -> dict[str, Any]:
    return {"visitor": payload["officer"], "on": payload["on"]}


def _with_topics(payload: dict[str, Any]) -> dict[str, Any]:
    return {**payload, "topics": [payload.pop("topic")] if "topic" in payload else []}


class VisitNoted(Event, frozen=True, kw_only=True):
    """Its officer became a visitor, then it got topics."""

    visitor: UUID
    on: date
    topics: tuple[str, ...]

    upcasts = (_with_place, _with_topics)


@pytest.fixture
def codec() -> Codec:
    catalogue = Catalogue()
    catalogue.events["VisitNoted"] = VisitNoted
    return Codec(catalogue)


def recorded(schema: int, data: bytes, **more: Any) -> Recorded:
    meta = Meta(command="NoteVisit", digest="0", actor="somebody", role=Role.OFFICER, correlation=ONE, **more.pop("made", {}))
    return Recorded(
        position=7, stream=f"visit-{ONE}", version=3, id=ONE, type="VisitNoted", schema=schema, occurred_at=NOON,
        recorded_at=NOON, data=data, meta=encode(meta), **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("schema", "data", "topics"),
    [
        (1, b'{"officer":"%s","on":"2017-07-25"}', ()),
        (2, b'{"visitor":"%s","on":"2017-07-25","topic":"lamps"}', ("lamps",)),
        (3, b'{"visitor":"%s","on":"2017-07-25","topics":["lamps","roads"]}', ("lamps", "roads")),
    ],
)
def test_an_old_version_is_read_as_the_newest(codec: Codec, schema: int, data: bytes, topics: tuple[str, ...]) -> None:
    event = codec.event(recorded(schema, data % str(ONE).encode()))
    assert event == VisitNoted(visitor=ONE, on=date(2017, 7, 25), topics=topics)
    assert VisitNoted.version() == 3


def test_a_version_yet_to_come_is_unknown_and_an_unfit_payload_is_not_let_through(codec: Codec) -> None:
    for schema in (0, 4):
        with pytest.raises(UnknownEvent, match=f"VisitNoted version {schema} at position 7"):
            codec.event(recorded(schema, b"{}"))
    with pytest.raises(ValidationError):
        codec.event(recorded(1, b'{"officer":"nobody","on":"2017-07-25"}'))


@pytest.mark.parametrize("last", [False, True])
def test_a_row_comes_back_whole_from_its_message(last: bool) -> None:
    more: dict[str, Any] = {"command": UUID(int=2), "root": bytes(range(32))} if last else {}
    made = {"causation": UUID(int=3), "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"} if last else {}
    row = recorded(2, b'{"a":1}', made=made, **more)
    headers = to_headers("officers", row, "INTERNAL")
    assert from_message(headers, row.data) == row
    assert all(name.isascii() and value.isascii() for name, value in headers.items())
    assert headers["ce-classification"] == "INTERNAL"
    assert headers.get("traceparent") == made.get("traceparent")
    assert ("ce-causationid" in headers) is last
