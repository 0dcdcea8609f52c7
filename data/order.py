"""A command on its way to its service, under an id that is the same at every load, so that repeating it is safe."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import NODEFAULT, Struct, json, to_builtins
from msgspec.structs import fields

from data import ids
from libs.events.message import Command, sealed_fields, target_field


class Order(Struct, frozen=True):
    """A command, its id, and when it happened where that is known."""

    id: UUID
    command: Command
    occurred_at: datetime | None = None

    @property
    def service(self) -> str:
        return self.command.service()

    @property
    def target(self) -> UUID:
        """The id of the aggregate it is addressed to."""
        return target(self.command)


def target(command: Command) -> UUID:
    """The id of the aggregate that a command is addressed to."""
    found: UUID = getattr(command, target_field(type(command)))
    return found


def order(command: Command, occurred_at: datetime | None = None) -> Order:
    """The order of a command.

    Its id comes from the aggregate and the command's name; for one that may be given more than once, also from what it
    says, but for personal values and fields left at their default: a later field of the contract changes no id.
    """
    kind = type(command)
    name = kind.named()
    return Order(ids.command(target(command), name if kind.creates else f"{name} {_content(command)}"), command, occurred_at)


def _content(command: Command) -> str:
    sealed = sealed_fields(type(command))
    said: Mapping[str, Any] = {
        field.name: to_builtins(getattr(command, field.name))
        for field in fields(command)
        if field.name not in sealed and not _is_default(field.default, getattr(command, field.name))
    }
    return json.encode(said, order="sorted").decode()


def _is_default(default: Any, value: Any) -> bool:
    return default is not NODEFAULT and bool(default == value)
