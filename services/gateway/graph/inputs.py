"""Commands of the contracts as GraphQL inputs, and inputs as the JSON that the owning service takes."""

import inspect
from collections.abc import Sequence
from dataclasses import MISSING
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid5

import strawberry
from msgspec import NODEFAULT, Meta, Struct
from msgspec.structs import FieldInfo, fields
from strawberry.types.unset import UNSET

from libs.events.message import Command, target_field
from services.gateway.graph.attribute_docs import attribute_docs
from services.gateway.graph.enums import enum_of
from services.gateway.graph.glossary import GLOSSARY
from services.gateway.graph.planner.identity import split_id
from services.gateway.graph.scalars import moment_text

PLAIN: Final = (str, int, float, bool, date, datetime)


class MalformedId(ValueError):
    """A value of type ID is neither a UUID nor a global id that holds one."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field
        """Its path in the input, in the names of the schema."""


def uuid_of(text: str) -> UUID:
    """The UUID itself, or that of a global id of whatever type. Raises ValueError."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(split_id(text)[1])


@cache
def input_of(struct: type[Struct]) -> type:
    """The input type of a command (`CompleteVisitInput`) or of a structure in one. Raises TypeError for a type without a rule."""
    hints = get_type_hints(struct, include_extras=True)
    notes = attribute_docs(struct)
    members: dict[str, Any] = {}
    kinds: dict[str, Any] = {}
    for field in fields(struct):
        hint, description = _described(hints[field.name], notes.get(field.name))
        description = description or GLOSSARY.get(field.name)
        kind, default = _type(hint, f"{struct.__name__}.{field.name}"), _default(field)
        if _chosen_for_them(struct, field):
            kind, default = kind | None, {"default": UNSET}
            description = " ".join(filter(None, (description, "Follows from commandId when absent.")))
        elif default.get("default", NODEFAULT) is UNSET:
            kind = kind | None
        members[field.name] = strawberry.field(description=description, **default)
        kinds[field.name] = kind
    made = type(f"{struct.__name__}Input", (), {**members, "__annotations__": kinds})
    return strawberry.input(made, description=inspect.cleandoc(struct.__doc__ or "") or None)


def json_of(struct: type[Struct], given: Any, path: str = "") -> dict[str, Any]:
    """The members of a command's JSON; what was left out, or is null without meaning it, stays out. Raises MalformedId."""
    found = {}
    for name, encoded, hint in _members(struct):
        value = getattr(given, name)
        if value is not UNSET and (value is not None or _nullable(hint)):
            found[encoded] = _value(hint, value, f"{path}{camel(name)}")
    return found


@cache
def _members(struct: type[Struct]) -> Sequence[tuple[str, str, Any]]:
    """Name, name in JSON and type of each."""
    hints = get_type_hints(struct)
    return [(field.name, field.encode_name, hints[field.name]) for field in fields(struct)]


def body_of(command: type[Command], given: Any, command_id: UUID) -> dict[str, Any]:
    """The JSON that the owning service takes; the id of what is created follows from the command's, unless it was chosen.

    Raises MalformedId.
    """
    body = json_of(command, given)
    if command.creates:
        body.setdefault(target_field(command), str(uuid5(command_id, "target")))
    return body


def mutation_name(command: type[Command]) -> str:
    """`CompleteVisit` is the mutation `completeVisit`."""
    name = command.named()
    return name[0].lower() + name[1:]


def camel(name: str) -> str:
    """A name as the schema writes it: `visited_at` is `visitedAt`."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _chosen_for_them(struct: type[Struct], field: FieldInfo) -> bool:
    """The id of what a command creates need not be thought of by the client."""
    return issubclass(struct, Command) and struct.creates and field.name == target_field(struct) and field.type is UUID


def _described(hint: Any, note: str | None) -> tuple[Any, str | None]:
    """The plain hint, and the note or else what the contract's own annotation says."""
    while get_origin(hint) is Annotated:
        hint, *extras = get_args(hint)
        note = note or next((extra.description for extra in extras if isinstance(extra, Meta) and extra.description), None)
    return hint, note


def _type(hint: Any, where: str) -> Any:
    hint, _ = _described(hint, None)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        (present,) = (argument for argument in arguments if argument is not NoneType)
        return _type(present, where) | None
    if origin in (tuple, list, frozenset):
        return list[_type(arguments[0], where)]  # type: ignore[misc]
    if hint is UUID:
        return strawberry.ID
    if isinstance(hint, type) and issubclass(hint, Enum):
        return enum_of(hint)
    if isinstance(hint, type) and issubclass(hint, Struct):
        return input_of(hint)
    if hint in PLAIN:
        return hint
    raise TypeError(f"{where}: no input type for {hint}")


def _default(field: FieldInfo) -> dict[str, Any]:
    """How Strawberry is told: shown in the schema where it is a plain value, left to the service where it is not."""
    if field.required:
        return {"default": MISSING}
    return {"default": field.default if isinstance(field.default, (str, int, float, Enum)) else UNSET}


def _nullable(hint: Any) -> bool:
    return get_origin(hint) in (Union, UnionType) and NoneType in get_args(hint)


def _value(hint: Any, value: Any, path: str) -> Any:
    if value is None:
        return None
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (argument for argument in get_args(hint) if argument is not NoneType)
    if isinstance(value, list):
        return [_value(get_args(hint)[0], item, f"{path}.{index}") for index, item in enumerate(value)]
    if hint is UUID:
        try:
            return str(uuid_of(value))
        except ValueError:
            raise MalformedId(path) from None
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return json_of(hint, value, f"{path}.") if isinstance(hint, type) and issubclass(hint, Struct) else value
