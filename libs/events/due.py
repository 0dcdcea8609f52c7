"""What falls due: pure words in which a service says which of its events begins a timer, and which ends it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias

from msgspec import Struct

from libs.events.codec import Recorded
from libs.events.message import Command, Event


class Begin(Struct, frozen=True):
    """At `due_at`, not before, this command is given; a timer of the same key that was begun before is replaced."""

    key: str
    """Tells a timer from the others of its set: `<aggregate id>` or `<aggregate id>/<what>`."""
    due_at: datetime
    """By the clock of the log's database, which `recorded_at` is told by as well."""
    command: Command


class End(Struct, frozen=True):
    """The timer of this key, and those whose keys lie below it at a slash, are not wanted any more, should they run."""

    key: str


Due: TypeAlias = Callable[[Event, Recorded], Sequence[Begin | End]]
"""What an event means for the timers of a service, in order."""
