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
    of_own_log: bool = False
    """It selects from the schema `log` instead, which holds the event already where it is the service's own."""
