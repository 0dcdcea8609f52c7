"""The published language written down for its readers: `python -m libs.events.event_catalogue page | asyncapi`."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Final

from msgspec.json import schema_components

from libs.events import __version__
from libs.events.asyncapi import REF, asyncapi, version_of
from libs.events.message import CONTRACTS, Catalogue, Command, Event, field_notes

INTRODUCTION: Final = """# Events and commands

What the services say to each other and what they are told, service by service, aggregate by aggregate. This page is made from the
contracts under `libs/events/contracts`; `docs/asyncapi.json` is the same for programs, as an AsyncAPI 3 document.

An event is published on the subject `ev.<service>.<aggregate>.<id>.<Event>` with the attributes of CloudEvents 1.0 as headers;
its type ends with its version. What is *sealed* is encrypted before it reaches the log, under the key of a person or of a record.
"""


def services() -> list[str]:
    """Whoever has contracts."""
    return sorted(found.name for found in iter_modules(import_module(CONTRACTS).__path__) if found.ispkg)


def events(*names: str) -> list[type[Event]]:
    """The events of these services, or of all, in the order of the page."""
    return sorted(
        Catalogue(*(names or services())).events.values(), key=lambda one: (one.service(), one.aggregate(), one.named())
    )


def document() -> str:
    """The AsyncAPI document as JSON text."""
    return json.dumps(asyncapi(__version__, events()), indent=1, ensure_ascii=False) + "\n"


def page() -> str:
    """The readable page, in Markdown."""
    catalogue = Catalogue(*services())
    _, components = schema_components([*catalogue.events.values(), *catalogue.commands.values()], ref_template=REF)
    lines = [INTRODUCTION]
    for service in services():
        lines.append(f"## {service}\n")
        own = Catalogue(service)
        aggregates = sorted({one.aggregate() for one in (*own.events.values(), *own.commands.values())})
        for aggregate in aggregates:
            lines += _aggregate(service, aggregate, own, components)
    return "\n".join(lines).rstrip() + "\n"


def _aggregate(service: str, aggregate: str, own: Catalogue, components: Mapping[str, Any]) -> Iterator[str]:
    yield f"### {aggregate}\n"
    yield (import_module(f"{CONTRACTS}.{service}.{aggregate}").__doc__ or "").strip().partition("\n")[0] + "\n"
    commands = [one for _, one in sorted(own.commands.items()) if one.aggregate() == aggregate]
    if commands:
        yield "| command | what it asks for | who may give it |"
        yield "| --- | --- | --- |"
        yield from (_command(one) for one in commands)
        yield ""
    told = [one for _, one in sorted(own.events.items()) if one.aggregate() == aggregate]
    if told:
        yield "| event | type | seen by | fields |"
        yield "| --- | --- | --- | --- |"
        yield from (_event(one, components) for one in told)
        yield ""


def _command(command: type[Command]) -> str:
    who = ", ".join(f"{role.value} ({scope.value.replace('_', ' ')})" for role, scope in command.allowed.items())
    return f"| `{command.named()}` | {(command.__doc__ or '').strip().partition(chr(10))[0]} | {who} |"


def _event(event: type[Event], components: Mapping[str, Any]) -> str:
    notes = field_notes(event)
    fields = [
        f"`{name}` {_kind(schema)}{_sealed(notes.get(name, {}))}"
        for name, schema in components[event.__name__].get("properties", {}).items()
    ]
    return f"| `{event.named()}` | `{version_of(event)}` | {event.classification.value} | {'; '.join(fields)} |"


def _sealed(note: Mapping[str, Any]) -> str:
    return f" *sealed: {note['sealed'].value}*" if "sealed" in note else ""


def _kind(schema: Mapping[str, Any]) -> str:
    """A type in few words; `or nothing` where a value may be null."""
    if "anyOf" in schema:
        kinds = [_kind(one) for one in schema["anyOf"]]
        return " or ".join("nothing" if kind == "null" else kind for kind in kinds)
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items') or _first(schema))}"
    return str(schema.get("format") or schema.get("type") or "anything")


def _first(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Iterable[Mapping[str, Any]] = schema.get("prefixItems") or ()
    return next(iter(found), {})


if __name__ == "__main__":
    made = {"page": page, "asyncapi": document}.get(" ".join(sys.argv[1:]))
    if made is None:
        sys.exit("usage: python -m libs.events.event_catalogue page | asyncapi")
    sys.stdout.write(made())
