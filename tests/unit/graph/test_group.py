"""A group tells its members and nobody who has left, however many there are and whatever they are told at once."""

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from services.gateway.graph.broadcast.group import AT_A_STRETCH, BATCH, HELD, Group, Member


class Heard:
    """A listener that keeps what it is told, and does something more at the first."""

    def __init__(self, first: Any = lambda: None) -> None:
        self.told: list[bytes] = []
        self.failed: list[Exception] = []
        self.end = asyncio.Event()
        self._first = first

    def tell(self, payload: bytes) -> None:
        self.told.append(payload)
        if len(self.told) == 1:
            self._first()

    def fail(self, error: Exception) -> None:
        self.failed.append(error)
        self.end.set()

    async def room(self) -> None:
        """Always."""


class Payloads:
    """What is told of each event is its position."""

    async def of(self, positions: Sequence[int]) -> dict[int, bytes | None]:
        return {position: b"%d" % position for position in positions}


@pytest.fixture
def group() -> Group:
    followed: Any = SimpleNamespace(payloads=Payloads())
    return Group(followed, asyncio.Semaphore(1), lambda _: None)


async def test_whoever_leaves_while_others_are_told_is_told_nothing_more(group: Group) -> None:
    leaving, done = Heard(), asyncio.Event()
    member: Member
    # The first lets the one leave as soon as others have their turn: before it is reached itself.
    listeners = [Heard(lambda: asyncio.get_running_loop().call_soon(member.cancel))]
    listeners += [Heard() for _ in range(AT_A_STRETCH)]
    for each in listeners:
        await group.join(each, 0).catch_up(0)
    member = group.join(leaving, 0)
    await member.catch_up(0)
    await group.join(Heard(done.set), 0).catch_up(0)
    group.happened(1)
    async with asyncio.timeout(10):
        await done.wait()
    assert all(each.told == [b"1"] for each in listeners)
    assert leaving.told == []


async def test_the_last_member_may_leave_in_the_midst_of_what_it_is_told(group: Group, caplog: pytest.LogCaptureFixture) -> None:
    late = Heard()
    group.join(late, 0)
    for position in range(1, HELD + BATCH):
        group.happened(position)
    async with asyncio.timeout(10):
        await late.end.wait()
        await asyncio.gather(*(task for task in asyncio.all_tasks() if task.get_name() == "group"), return_exceptions=True)
    assert len(late.failed) == 1
    assert not group.members
    assert not caplog.records
