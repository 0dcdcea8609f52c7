"""The shape of every rule: a pure decision over a state folded from events."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Final, Generic, TypeAlias, TypeVar
from uuid import UUID

from msgspec import Struct

from libs.events.message import Command, Event

S = TypeVar("S")
C = TypeVar("C", bound=Command)
E = TypeVar("E", bound=Event)
F = TypeVar("F")


class Refused(Struct, frozen=True):
    """The answer no, with a code for programs and a sentence for people; a value, never an exception."""

    code: str
    """UPPER_SNAKE, stable for ever: clients branch on it."""
    message: str
    """In English; with values in it, a `wording.Sentence`. The decider's catalogue holds it in Indonesian."""
    field: str | None = None
    """The field of the command at fault, where there is one."""
    early: bool = False
    """Nothing is wrong with the command: what has to come before it may be on its way, so it may be given again later."""


class Claim(Struct, frozen=True):
    """A key that only one stream of a service may hold at a time, such as a service number."""

    name: str
    value: str
    personal: bool = False
    """A personal value is stored as a keyed hash, never as itself."""
    taken: Refused | None = None
    """The answer when another stream holds it. None: it is a turn in a queue, so look again and take the next one."""


class Decided(Struct, frozen=True, kw_only=True):
    """Events together with the keys they take or give back, all in one commit."""

    events: tuple[Event, ...]
    claims: tuple[Claim, ...] = ()
    releases: tuple[Claim, ...] = ()
    flags: tuple[str, ...] = ()
    """What a person should look at later; recorded with the events, it refuses nothing."""


Decision: TypeAlias = Sequence[Event] | Decided | Refused
"""An empty sequence says that things are already so."""


class Place(Struct, frozen=True, kw_only=True):
    """Where a command takes effect, for the question whether that lies within the caller's reach."""

    unit: UUID | None = None
    village: UUID | None = None
    region: str | None = None
    """The code of a region, all of which it is about."""
    person: UUID | None = None
    given_to: UUID | None = None
    """The officer in whose hands a superior has put it: it is his to do, wherever his village is."""


NOWHERE: Final = Place()


def _nowhere(_state: Any, _command: Any, _facts: Any) -> Place:
    return NOWHERE


@dataclass(frozen=True)
class Decider(Generic[S, C, E, F]):
    """An aggregate: what it starts as, how it decides, how it changes.

    `decide(state, command, facts)` sees, besides its own state, only the facts that the service looked up for this command;
    time and ids come in with the command. `place` says where the command takes effect.
    """

    initial: S
    decide: Callable[[S, C, F], Decision]
    evolve: Callable[[S, E], S]
    place: Callable[[S, C, F], Place] = field(default=_nowhere)
    indonesian: Mapping[str, str] = field(default_factory=dict, compare=False)
    """The messages of its refusals in Indonesian, by what they are in English; see `wording`."""

    @property
    def aggregate(self) -> str:
        """Named as the module that decides, which is named as the page of the contract."""
        return self.decide.__module__.rpartition(".")[2]

    def fold(self, events: Iterable[E], state: S | None = None) -> S:
        """The state after these events, from the beginning or from a state reached before."""
        return reduce(self.evolve, events, self.initial if state is None else state)


def begun(state: S | None) -> S:
    """The state of a stream that has begun. Raises LookupError where its first event is not the one that begins it."""
    if state is None:
        raise LookupError("the stream does not begin with its first event")
    return state


def decided(decision: Sequence[Event] | Decided) -> Decided:
    """The long form of a decision."""
    return decision if isinstance(decision, Decided) else Decided(events=tuple(decision))
