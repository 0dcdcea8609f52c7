"""What waits for one connection is bounded, in number, bytes and time, and whoever does not take it is cut off."""

import asyncio
from typing import Any

import pytest

from services.gateway.graph import outbox
from services.gateway.graph.outbox import Outbox


class Wire:
    """A connection that takes messages while it is open."""

    def __init__(self, *, stalled: float = 60, broken: bool = False, one_by_one: bool = False) -> None:
        self.taken: list[str] = []
        self.open = asyncio.Event()
        self.cuts: list[str] = []
        self._broken, self._one_by_one = broken, one_by_one
        self.outbox = Outbox(self._send, self._cut, stalled=stalled)

    async def _send(self, message: Any) -> None:
        await self.open.wait()
        if self._broken:
            raise OSError
        self.taken.append(message["text"])
        if self._one_by_one:
            self.open.clear()

    def _cut(self) -> None:
        self.cuts.append("cut")

    async def emptied(self) -> None:
        async with asyncio.timeout(10):
            await self.outbox.emptied()


async def test_everything_arrives_in_order_and_an_idle_connection_has_no_task() -> None:
    wire = Wire()
    wire.open.set()
    for number in range(5):
        wire.outbox.put(b'{"n":%d}' % number)
        wire.outbox.put(b'{"id":"a","payload":', b'{"n":%d}' % number)
    await wire.emptied()
    assert wire.taken == [text for n in range(5) for text in (f'{{"n":{n}}}', f'{{"id":"a","payload":{{"n":{n}}}}}')]
    assert len(asyncio.all_tasks()) == 1, "this test's own"


@pytest.mark.parametrize(("bound", "most", "message"), [("MOST", 10, b"x"), ("MOST_BYTES", 1000, b"x" * 100)])
async def test_what_waits_is_bounded(monkeypatch: pytest.MonkeyPatch, bound: str, most: int, message: bytes) -> None:
    monkeypatch.setattr(outbox, bound, most)
    wire = Wire()
    for _ in range(10):
        wire.outbox.put(message)
    assert wire.cuts == []
    for _ in range(2):
        wire.outbox.put(message)
        assert len(wire.cuts) == 1
    wire.open.set()
    await wire.emptied()
    assert wire.taken == [], "nothing is sent after a gap"


async def test_one_message_may_be_larger_than_all_that_may_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "MOST_BYTES", 10)
    wire = Wire()
    wire.outbox.put(b"x" * 100)
    assert wire.cuts == []
    wire.open.set()
    await wire.emptied()
    assert wire.taken == ["x" * 100]


async def test_whoever_takes_nothing_for_long_is_cut_off() -> None:
    wire = Wire(stalled=0.05)
    wire.outbox.put(b"x")
    await wire.emptied()
    assert (wire.taken, wire.cuts) == ([], ["cut"])


async def test_a_connection_that_is_gone_is_no_slow_one() -> None:
    wire = Wire(broken=True)
    wire.open.set()
    wire.outbox.put(b"x")
    await wire.emptied()
    wire.outbox.put(b"y")
    assert (wire.taken, wire.cuts) == ([], [])
    async with asyncio.timeout(10):
        await wire.outbox.room()


async def test_room_is_waited_for_until_half_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "MOST", 10)
    wire = Wire(one_by_one=True)
    for _ in range(6):
        wire.outbox.put(b"x")
    waiting = asyncio.create_task(wire.outbox.room())
    for taken in range(2):
        for _ in range(10):
            await asyncio.sleep(0)
        assert (len(wire.taken), waiting.done()) == (taken, False)
        wire.open.set()
    async with asyncio.timeout(10):
        await waiting
    assert len(wire.taken) == 2
    wire.outbox.close()
    await wire.emptied()
