"""Things that are lent to one at a time: whoever has waited longest is next, and nobody who comes later gets in between."""

import asyncio
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Lending(Generic[T]):
    """Lends these things; the one given back last goes out first.

    Unlike `asyncio.Queue`, whose reader has to compete again once it is woken: under load some would wait for ever.
    """

    def __init__(self, things: list[T]) -> None:
        self._free = things
        self._waiting: deque[asyncio.Future[T]] = deque()

    async def take(self, patience: float | None = None) -> T:
        """One of the things, to be given back. Raises TimeoutError where none is free for `patience` seconds."""
        if self._free:
            return self._free.pop()
        turn: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(patience):
                return await turn
        except BaseException:
            if turn.done() and not turn.cancelled():
                self.give(turn.result())
            raise

    def give(self, thing: T) -> bool:
        """Takes a thing back, for whoever waits; whether somebody did."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(thing)
                return True
        self._free.append(thing)
        return False
