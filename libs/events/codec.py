"""Events as bytes and back: the payload as JSON, the rest as a CloudEvents 1.0 envelope in binary mode."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from msgspec import Struct, convert, json

from libs.events.message import Catalogue, Event, Role

Headers = Mapping[str, str]

VENDOR: Final = "id.tigapilar"
"""Reverse domain that begins every CloudEvents type."""

encode: Final = json.Encoder().encode


class Meta(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known about the making of an event, apart from the fact itself. ASCII only: it travels in a header."""

    command: str
    """The name of the command that led to it."""
    digest: str
    """Keyed hash of that command's content: tells a repetition from another command under the same id."""
    actor: str
    role: Role
    unit: UUID | None = None
    correlation: UUID
    """The id of the first command of the whole chain."""
    causation: UUID | None = None
    """The event that a reaction answered, if any."""
    traceparent: str | None = None
    """W3C trace context at the time of the append."""
    known: dict[str, int] = {}
    """By service: how far its stream had been read when its facts were used."""
    flags: tuple[str, ...] = ()


class Pending(Struct, frozen=True, kw_only=True):
    """An event about to be appended, as the log's columns want it."""

    id: UUID
    type: str
    schema: int
    occurred_at: datetime
    data: bytes
    meta: bytes


class Recorded(Struct, frozen=True, kw_only=True):
    """A row of a log, exactly as stored; the same whether it was read from the database or from the stream."""

    position: int
    """Gapless, from 1, in commit order; equal to the JetStream sequence."""
    stream: str
    version: int
    id: UUID
    type: str
    schema: int
    occurred_at: datetime
    """When it happened in the field, UTC."""
    recorded_at: datetime
    """When the log took it, UTC, by the database's clock."""
    data: bytes
    meta: bytes
    command: UUID | None = None
    """On the last event of an append: the id of the command answered by it."""
    root: bytes | None = None
    """On the last event of an insertion: the hash chain up to here."""

    @property
    def key(self) -> UUID:
        """The id of the aggregate."""
        return UUID(self.stream[-36:])

    @property
    def aggregate(self) -> str:
        return self.stream[:-37]

    def made(self) -> Meta:
        return _meta(self.meta)


_meta: Final[Callable[[bytes], Meta]] = json.Decoder(Meta).decode


class UnknownEvent(ValueError):
    """A type or version this code has never heard of: it is older than the log it reads."""


def stream_of(message_type: type[Any], key: UUID) -> str:
    """The stream of the aggregate with this id: `<aggregate>-<uuid>`."""
    return f"{message_type.aggregate()}-{key}"


def subject_of(service: str, stream: str, event_type: str) -> str:
    """The NATS subject: `ev.<service>.<aggregate>.<id>.<Event>`."""
    return f"ev.{service}.{stream[:-37]}.{stream[-36:]}.{event_type}"


def type_of(service: str, name: str, version: int) -> str:
    """The CloudEvents type: `id.tigapilar.<service>.<Event>.v<version>`."""
    return f"{VENDOR}.{service}.{name}.v{version}"


class Codec:
    """Encodes and decodes the events of some services."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._decode: dict[tuple[str, int], Callable[[bytes], Event]] = {
            (name, version): _decoder(event, version)
            for name, event in catalogue.events.items()
            for version in range(1, event.version() + 1)
        }

    def event(self, recorded: Recorded) -> Event:
        """The event in its newest version. Raises UnknownEvent, msgspec.ValidationError."""
        try:
            decode = self._decode[recorded.type, recorded.schema]
        except KeyError:
            raise UnknownEvent(f"{recorded.type} version {recorded.schema} at position {recorded.position}") from None
        return decode(recorded.data)

    def knows(self, recorded: Recorded) -> bool:
        return (recorded.type, recorded.schema) in self._decode


def _decoder(event: type[Event], version: int) -> Callable[[bytes], Event]:
    if version == event.version():
        return json.Decoder(event).decode
    steps = event.upcasts[version - 1 :]

    def upcast(data: bytes) -> Event:
        payload: dict[str, Any] = json.decode(data)
        for step in steps:
            payload = step(payload)
        return convert(payload, event)

    return upcast


def to_headers(service: str, recorded: Recorded, classification: str) -> dict[str, str]:
    """The CloudEvents attributes of one event, plus what is needed to rebuild its row and check the chain."""
    made = recorded.made()
    headers = {
        "ce-specversion": "1.0",
        "ce-id": str(recorded.id),
        "ce-source": f"/tigapilar/{service}",
        "ce-type": type_of(service, recorded.type, recorded.schema),
        "ce-subject": recorded.stream,
        "ce-time": _text(recorded.occurred_at),
        "content-type": "application/json",
        "ce-partitionkey": recorded.stream,
        "ce-sequence": str(recorded.position),
        "ce-version": str(recorded.version),
        "ce-recordedtime": _text(recorded.recorded_at),
        "ce-correlationid": str(made.correlation),
        "ce-classification": classification,
        "ce-meta": recorded.meta.decode("ascii"),
    }
    if made.causation:
        headers["ce-causationid"] = str(made.causation)
    if made.traceparent:
        headers["traceparent"] = made.traceparent
    if recorded.command:
        headers["ce-commandid"] = str(recorded.command)
    if recorded.root:
        headers["ce-root"] = recorded.root.hex()
    return headers


def from_message(headers: Headers, data: bytes) -> Recorded:
    """The row an event was published from. Raises KeyError or ValueError where the headers are not ours."""
    name, _, version = headers["ce-type"].rpartition(".v")
    command, root = headers.get("ce-commandid"), headers.get("ce-root")
    return Recorded(
        position=int(headers["ce-sequence"]),
        stream=headers["ce-subject"],
        version=int(headers["ce-version"]),
        id=UUID(headers["ce-id"]),
        type=_last(name),
        schema=int(version),
        occurred_at=_moment(headers["ce-time"]),
        recorded_at=_moment(headers["ce-recordedtime"]),
        data=data,
        meta=headers["ce-meta"].encode("ascii"),
        command=UUID(command) if command else None,
        root=bytes.fromhex(root) if root else None,
    )


@cache
def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
