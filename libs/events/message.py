"""What the services say to each other: commands and events, frozen, named by their class and versioned by their upcasts."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Annotated, Any, ClassVar, Final, TypeVar, get_args, get_origin, get_type_hints

from msgspec import Meta, Struct
from msgspec.structs import fields

T = TypeVar("T")

CONTRACTS: Final = "libs.events.contracts"
"""The package of the published language; the path below it is service, then aggregate."""


class Classification(StrEnum):
    """Who may see a value at all, in rising order of care."""

    PUBLIC = "PUBLIC"
    PARTNER = "PARTNER"
    INTERNAL = "INTERNAL"
    RESTRICTED = "RESTRICTED"


class Role(StrEnum):
    """On whose behalf somebody acts. A token carries exactly one."""

    OFFICER = "officer"
    PILLAR = "pillar"
    COMMANDER = "commander"
    HEADQUARTERS = "headquarters"
    PARTNER = "partner"
    OPS = "ops"
    SERVICE = "service"
    ANONYMOUS = "anonymous"


class Scope(StrEnum):
    """How far a role's right to a command reaches, measured from the command's place (see `decider.Place`)."""

    ANYWHERE = "anywhere"
    OWN_UNIT = "own_unit"
    """The caller's unit and every unit below it."""
    OWN_VILLAGE = "own_village"
    """The village the caller's token names, or those the caller is assigned to."""
    OWN_PERSON = "own_person"
    """The caller's own record."""


class Sealing(StrEnum):
    """Under whose key a field is encrypted before it reaches the log."""

    PERSON = "person"
    RECORD = "record"


Personal = Annotated[T, Meta(extra={"sealed": Sealing.PERSON})]
"""A personal value: sealed under the key of the person named by the event's `person` field."""
Restricted = Annotated[T, Meta(extra={"sealed": Sealing.RECORD, "classification": Classification.RESTRICTED})]
"""Free text that may name people: sealed under the key of its own record, the stream."""
Public = Annotated[T, Meta(extra={"classification": Classification.PUBLIC})]
Partner = Annotated[T, Meta(extra={"classification": Classification.PARTNER})]

Upcast = Callable[[dict[str, Any]], dict[str, Any]]


class Message(Struct, frozen=True, kw_only=True):
    """A line of the published language. Service and aggregate are those of the module that defines it."""

    person: ClassVar[str] = ""
    """The field that names whose personal values these are; empty: the stream's own id is the person."""

    @classmethod
    def named(cls) -> str:
        return cls.__name__

    @classmethod
    def service(cls) -> str:
        return cls.__module__.rsplit(".", 2)[-2]

    @classmethod
    def aggregate(cls) -> str:
        return cls.__module__.rsplit(".", 1)[-1]


class Command(Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A wish, in the imperative. Its first field is the id of the aggregate it is addressed to."""

    allowed: ClassVar[Mapping[Role, Scope]] = {}
    """Who may give it, and how far; whoever is not named may not."""
    creates: ClassVar[bool] = False
    """It begins a stream, so the handler looks into the log only when the stream turns out to exist."""


class Event(Message, frozen=True, kw_only=True):
    """A fact, noun and past participle. The stream it stands in names its aggregate, so the payload does not."""

    classification: ClassVar[Classification] = Classification.INTERNAL
    upcasts: ClassVar[tuple[Upcast, ...]] = ()
    """The n-th turns the payload of version n into that of version n + 1; each is pure and kept for ever."""

    @classmethod
    def version(cls) -> int:
        return 1 + len(cls.upcasts)


def field_notes(message: type[Message]) -> dict[str, dict[str, Any]]:
    """What is declared about each field that is not plain: `sealed`, `classification`."""
    notes: dict[str, dict[str, Any]] = {}
    for name, hint in get_type_hints(message, include_extras=True).items():
        found: dict[str, Any] = {}
        _collect(hint, found)
        if found:
            notes[name] = found
    return notes


def _collect(hint: Any, into: dict[str, Any]) -> None:
    if get_origin(hint) is Annotated:
        for note in hint.__metadata__:
            if isinstance(note, Meta) and note.extra:
                into.update(note.extra)
        _collect(hint.__origin__, into)
    elif get_origin(hint) is not ClassVar:
        for inner in get_args(hint):
            _collect(inner, into)


def sealed_fields(message: type[Message]) -> dict[str, Sealing]:
    """The fields whose values never reach the log in clear text, and under whose key each is sealed."""
    return {name: note["sealed"] for name, note in field_notes(message).items() if "sealed" in note}


class Catalogue:
    """Every command and event of some services, by name."""

    def __init__(self, *services: str) -> None:
        self.commands: dict[str, type[Command]] = {}
        self.events: dict[str, type[Event]] = {}
        for service in services:
            package = import_module(f"{CONTRACTS}.{service}")
            for module in sorted(iter_modules(package.__path__), key=lambda found: found.name):
                self._add(import_module(f"{package.__name__}.{module.name}"))

    def _add(self, module: Any) -> None:
        for value in vars(module).values():
            if not isinstance(value, type) or value.__module__ != module.__name__:
                continue
            if issubclass(value, Command):
                self.commands[value.named()] = value
            elif issubclass(value, Event):
                self.events[value.named()] = value


@cache
def target_field(command: type[Command]) -> str:
    """The name of the field that names the aggregate a command is addressed to."""
    return fields(command)[0].name
