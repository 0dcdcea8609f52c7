"""The events of all services as an AsyncAPI 3 document, derived from the contracts: what is published where, and in what form."""

from collections.abc import Sequence
from typing import Any, Final

from msgspec.json import schema_components

from libs.events.codec import VENDOR, type_of
from libs.events.message import Event, field_notes

REF: Final = "#/components/schemas/{name}"
HEADERS: Final[dict[str, Any]] = {
    "type": "object",
    "description": "The attributes of CloudEvents 1.0 in binary mode, and what is needed to check the log's chain.",
    "required": [
        *("ce-specversion", "ce-id", "ce-source", "ce-type", "ce-subject", "ce-time", "content-type", "ce-partitionkey"),
        *("ce-sequence", "ce-version", "ce-recordedtime", "ce-correlationid", "ce-classification", "ce-meta"),
    ],
    "properties": {
        "ce-specversion": {"type": "string", "const": "1.0"},
        "ce-id": {"type": "string", "format": "uuid"},
        "ce-source": {"type": "string", "description": "/tigapilar/<service>"},
        "ce-type": {"type": "string", "description": f"{VENDOR}.<service>.<Event>.v<version>"},
        "ce-subject": {"type": "string", "description": "The stream: <aggregate>-<uuid>."},
        "ce-time": {"type": "string", "format": "date-time", "description": "When it happened in the field."},
        "content-type": {"type": "string", "const": "application/json"},
        "ce-partitionkey": {"type": "string", "description": "The stream once more: what must stay in order."},
        "ce-recordedtime": {"type": "string", "format": "date-time", "description": "When it was recorded."},
        "ce-sequence": {"type": "string", "description": "Its position in the log, which is its sequence in the stream."},
        "ce-version": {"type": "string", "description": "Its version within its own stream of events."},
        "ce-correlationid": {"type": "string", "format": "uuid"},
        "ce-causationid": {"type": "string", "format": "uuid"},
        "ce-classification": {"type": "string", "enum": ["PUBLIC", "PARTNER", "INTERNAL", "RESTRICTED"]},
        "ce-meta": {
            "type": "string",
            "contentMediaType": "application/json",
            "description": "The command, its digest, who gave it, flags, what was known: byte by byte as recorded.",
        },
        "ce-commandid": {"type": "string", "format": "uuid", "description": "On the last event of a command."},
        "ce-root": {"type": "string", "description": "On the last event written at once: the chain's root up to here, in hex."},
        "traceparent": {"type": "string", "description": "W3C trace context, as it was when the event was recorded."},
    },
}


def asyncapi(version: str, events: Sequence[type[Event]]) -> dict[str, Any]:
    """An AsyncAPI 3.0.0 document of the newest version of each event. Sealed values are texts that only the vault opens."""
    payloads, components = schema_components(list(events), ref_template=REF)
    messages = {event.named(): _message(event, payload) for event, payload in zip(events, payloads, strict=True)}
    places: dict[tuple[str, str], list[str]] = {}
    for event in events:
        places.setdefault((event.service(), event.aggregate()), []).append(event.named())
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tiga Pilar: events",
            "version": version,
            "description": "Everything that happens, in the order of each log: a stream a service, a channel an aggregate.",
        },
        "defaultContentType": "application/json",
        "channels": {f"{service}.{name}": _channel(service, name, found) for (service, name), found in places.items()},
        "operations": {
            f"publish.{service}.{name}": _operation(service, name, found) for (service, name), found in places.items()
        },
        "components": {"schemas": {**components, "CloudEventHeaders": HEADERS}, "messages": messages},
    }


def version_of(event: type[Event], version: int | None = None) -> str:
    """The CloudEvents type of a version of an event, the newest unless another is asked for."""
    return type_of(event.service(), event.named(), version or event.version())


def _message(event: type[Event], payload: dict[str, Any]) -> dict[str, Any]:
    sealed = {name: note["sealed"].value for name, note in field_notes(event).items() if "sealed" in note}
    older = [version_of(event, version) for version in range(1, event.version())]
    return {
        "name": version_of(event),
        "title": event.named(),
        "contentType": "application/json",
        "headers": {"$ref": REF.format(name="CloudEventHeaders")},
        "payload": payload,
        "tags": [{"name": event.service()}, {"name": event.aggregate()}],
        "x-classification": event.classification.value,
        **({"x-sealed": sealed} if sealed else {}),
        **({"x-older-types": older} if older else {}),
    }


def _channel(service: str, aggregate: str, names: Sequence[str]) -> dict[str, Any]:
    return {
        "address": f"ev.{service}.{aggregate}.{{id}}.{{event}}",
        "parameters": {"id": {"description": "The id of the aggregate, a UUID."}, "event": {"enum": list(names)}},
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
    }


def _operation(service: str, aggregate: str, names: Sequence[str]) -> dict[str, Any]:
    channel = f"#/channels/{service}.{aggregate}"
    return {
        "action": "send",
        "summary": f"The {service} service publishes what happens to each {aggregate}.",
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{name}"} for name in names],
    }
