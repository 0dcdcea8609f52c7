"""A reaction that concerns whatever the service knows of then: one command for each, looked up when its turn has come."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from libs.events.message import Command


@dataclass(frozen=True)
class Each:
    """One command for each id found, once the service knows the event that is reacted to and all before it."""

    statement: str
    """Selects ids, over the schema `known`."""
    arguments: tuple[Any, ...]
    command: Callable[[UUID], Command]
