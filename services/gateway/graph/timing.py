"""Where the time of a request went, for the header Server-Timing."""

from contextvars import ContextVar
from time import perf_counter
from typing import Final

PARTS: Final = ("parse", "plan", "sql", "unseal")
"""Reading and validating the document, finding its plan, running the statement, opening sealed values."""


class Timing:
    """Milliseconds by part, of one request."""

    __slots__ = ("_spent",)

    def __init__(self) -> None:
        self._spent = dict.fromkeys(PARTS, 0.0)

    def add(self, name: str, seconds: float) -> None:
        self._spent[name] += seconds * 1000

    def header(self) -> str:
        """The value of Server-Timing: every part, also those that took no time."""
        return ", ".join(f"{name};dur={spent:.3f}" for name, spent in self._spent.items())


_current: ContextVar[Timing | None] = ContextVar("timing", default=None)


def begun() -> Timing:
    """The timing of the request that begins now, which `part` adds to wherever it is worked on."""
    timing = Timing()
    _current.set(timing)
    return timing


class Part:
    """`with Part("sql"):` counts what happens inside; outside of a request it counts for nobody."""

    __slots__ = ("_begun", "_name")

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        self._begun = perf_counter()

    def __exit__(self, *_: object) -> None:
        timing = _current.get()
        if timing is not None:
            timing.add(self._name, perf_counter() - self._begun)
