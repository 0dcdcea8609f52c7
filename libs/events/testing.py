"""Rules told as stories: given what happened, when this is asked for, then that follows."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from libs.events.decider import Claim, Decided, Decider, Refused, decided
from libs.events.message import Command, Event

S = TypeVar("S")
C = TypeVar("C", bound=Command)
E = TypeVar("E", bound=Event)
F = TypeVar("F")


class Story(Generic[S, C, E, F]):
    """Begun by `given`. Each `then…` raises AssertionError with the whole story where it went differently."""

    def __init__(self, decider: Decider[S, C, E, F], events: Sequence[E], facts: F) -> None:
        self._decider, self._events, self._facts = decider, list(events), facts
        self._command: C | None = None
        self._decision: Sequence[Event] | Decided | Refused | None = None

    def when(self, command: C, facts: F | None = None) -> "Story[S, C, E, F]":
        """Decide; a decision that was made before and not refused has happened by now."""
        if isinstance(self._decision, Refused):
            raise AssertionError(f"refused already: {self._decision}")
        if self._decision is not None:
            self._events += decided(self._decision).events  # type: ignore[arg-type]  # its own decider made them
        self._facts = self._facts if facts is None else facts
        self._command = command
        self._decision = self._decider.decide(self._decider.fold(self._events), command, self._facts)
        return self

    def then(self, *events: Event) -> "Story[S, C, E, F]":
        """Exactly these events."""
        return self._expect(self._made().events == events, f"events {events}")

    def then_nothing(self) -> "Story[S, C, E, F]":
        """Things were already so."""
        return self._expect(self._made().events == (), "nothing")

    def then_refused(self, code: str, field: str | None = None) -> "Story[S, C, E, F]":
        """Refused with this code, and for this field."""
        refused = self._decision
        return self._expect(isinstance(refused, Refused) and (refused.code, refused.field) == (code, field), f"{code} at {field}")

    def then_claimed(self, *claims: tuple[str, str]) -> "Story[S, C, E, F]":
        """Takes these keys, by name and value."""
        return self._expect(_keys(self._made().claims) == claims, f"claims {claims}")

    def then_released(self, *claims: tuple[str, str]) -> "Story[S, C, E, F]":
        """Gives these keys back."""
        return self._expect(_keys(self._made().releases) == claims, f"releases {claims}")

    def state(self) -> S:
        """What the aggregate is after all this."""
        events: list[Any] = [*self._events, *self._made().events]
        return self._decider.fold(events)

    def _made(self) -> Decided:
        if self._decision is None or isinstance(self._decision, Refused):
            raise AssertionError(self._told("a decision"))
        return decided(self._decision)

    def _expect(self, so: bool, what: str) -> "Story[S, C, E, F]":
        if not so:
            raise AssertionError(self._told(what))
        return self

    def _told(self, what: str) -> str:
        past = "\n  ".join(map(repr, self._events)) or "nothing"
        return f"given\n  {past}\nwhen\n  {self._command!r}\nexpected\n  {what}\nbut\n  {self._decision!r}"


def _keys(claims: Sequence[Claim]) -> tuple[tuple[str, str], ...]:
    return tuple((claim.name, claim.value) for claim in claims)


def given(decider: Decider[S, C, E, F], *events: E, facts: F) -> Story[S, C, E, F]:
    """What has happened so far, and what the decision is shown besides."""
    return Story(decider, events, facts)
