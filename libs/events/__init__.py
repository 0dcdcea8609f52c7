"""Keeps and moves events: the log, the bus, and the shape of a service. Outside `contracts` it knows no domain.

`__all__` is the public face: what a service, a projection or a test is written with. Everything else serves these.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from libs.events.access import Actor
    from libs.events.changes import Changes
    from libs.events.codec import Recorded
    from libs.events.decider import Claim, Decided, Decider, Decision, Place, Refused, begun
    from libs.events.due import Begin, End
    from libs.events.handler import Aggregate
    from libs.events.jetstream import Broker
    from libs.events.log import Append, Receipt
    from libs.events.message import Classification, Command, Event, Partner, Personal, Public, Restricted, Role, Scope
    from libs.events.problem import Problem
    from libs.events.projection import Projection
    from libs.events.projector import Projector
    from libs.events.reactor import Reactor
    from libs.events.relay import Relay
    from libs.events.service import Service, run
    from libs.events.timers import Timers
    from libs.events.vault import Vault
    from libs.events.view import View
    from libs.events.writer import Writer

__version__ = "0.1.0"

__all__ = [
    "Actor", "Aggregate", "Append", "Begin", "Broker", "Changes", "Claim", "Classification", "Command", "Decided", "Decider",
    "Decision", "End", "Event", "Partner", "Personal", "Place", "Problem", "Projection", "Projector", "Public", "Reactor",
    "Receipt", "Recorded", "Refused", "Relay", "Restricted", "Role", "Scope", "Service", "Timers", "Vault", "View", "Writer",
    "begun", "run",
]  # fmt: skip

# Found when asked for: rules and contracts must not bring the database and the broker along.
_ROOMS = {
    "access": ("Actor",),
    "changes": ("Changes",),
    "codec": ("Recorded",),
    "decider": ("Claim", "Decided", "Decider", "Decision", "Place", "Refused", "begun"),
    "due": ("Begin", "End"),
    "handler": ("Aggregate",),
    "jetstream": ("Broker",),
    "log": ("Append", "Receipt"),
    "message": ("Classification", "Command", "Event", "Partner", "Personal", "Public", "Restricted", "Role", "Scope"),
    "problem": ("Problem",),
    "projection": ("Projection",),
    "projector": ("Projector",),
    "reactor": ("Reactor",),
    "relay": ("Relay",),
    "service": ("Service", "run"),
    "timers": ("Timers",),
    "vault": ("Vault",),
    "view": ("View",),
    "writer": ("Writer",),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
