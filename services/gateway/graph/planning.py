"""Plans that many executions share, each made once, in a thread, however many ask for it."""

import asyncio
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from services.gateway.graph.documents import Lru

V = TypeVar("V")


class Plans(Generic[V]):
    """Those that `kept` has room for. Whoever shares `turn` makes one plan at a time."""

    def __init__(self, kept: Lru[V], turn: asyncio.Lock) -> None:
        self._kept, self._turn = kept, turn

    def __contains__(self, key: Hashable) -> bool:
        return key in self._kept

    def kept(self, key: Hashable) -> V | None:
        """The plan kept under the key, None where it would have to be made."""
        return self._kept.peek(key)

    async def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """The plan kept under the key, made now if there is none. Raises what `make` raises."""
        if key in self._kept:
            return self._kept.get(key, make)
        # In a thread, as it may take a quarter of a second; one after another, so that many who ask the same wait for one plan.
        async with self._turn:
            made = self._kept.get(key, make) if key in self._kept else await asyncio.to_thread(make)
            return self._kept.get(key, lambda: made)
