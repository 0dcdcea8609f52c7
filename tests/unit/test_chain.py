"""The chain over a log, without a database: what it covers, what it finds, where it may start."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from msgspec import structs

from libs.events.chain import BEGINNING, Broken, Difference, Verified, compare, digest, verify
from libs.events.codec import Recorded
from tests.log_events import NOON


def event(position: int, **columns: object) -> Recorded:
    plain = Recorded(
        position=position, stream=f"visit-{position % 3}", version=position, id=uuid4(), type="Happened", schema=1,
        occurred_at=NOON, recorded_at=NOON, data=b'{"a":1}', meta=b'{"actor":"x"}',
    )  # fmt: skip
    return structs.replace(plain, **columns)


def chained(*insertions: int, command: bool = True) -> list[Recorded]:
    """Events in insertions of these sizes, the last of each with its root."""
    events: list[Recorded] = []
    root = BEGINNING.root
    for size in insertions:
        batch = [event(len(events) + i) for i in range(1, size + 1)]
        batch[-1] = structs.replace(batch[-1], command=uuid4() if command else None)
        root = sha256(root + b"".join(map(digest, batch))).digest()
        batch[-1] = structs.replace(batch[-1], root=root)
        events += batch
    return events


async def paged(events: Sequence[Recorded], size: int = 2) -> AsyncIterator[Sequence[Recorded]]:
    for start in range(0, len(events), size):
        yield events[start : start + size]


async def test_an_untouched_chain_holds_whatever_the_pages() -> None:
    events = chained(1, 3, 2, 5)
    for size in (1, 2, 4, 100):
        assert await verify(paged(events, size)) == Verified(11, events[-1].root or b"")
    assert await verify(paged([])) == BEGINNING


CHANGES: dict[str, object] = {
    "stream": "visit-9",
    "version": 77,
    "id": UUID(int=5),
    "type": "Happende",
    "schema": 2,
    "occurred_at": NOON + timedelta(microseconds=1),
    "recorded_at": NOON - timedelta(microseconds=1),
    "data": b'{"a":2}',
    "meta": b'{"actor":"y"}',
    "command": UUID(int=6),
    "root": bytes(32),
}


def test_no_column_is_forgotten() -> None:
    assert set(CHANGES) | {"position"} == set(Recorded.__struct_fields__)


@pytest.mark.parametrize("column", CHANGES)
@pytest.mark.parametrize("position", [1, 3, 4, 6])
async def test_a_change_of_any_column_of_any_event_is_found(column: str, position: int) -> None:
    events = chained(1, 3, 2)
    events[position - 1] = structs.replace(events[position - 1], **{column: CHANGES[column]})
    with pytest.raises(Broken) as found:
        await verify(paged(events))
    assert found.value.position <= position
    assert str(found.value).startswith(f"position {found.value.position}: ")


@pytest.mark.parametrize("column", ["command", "root"])
async def test_taking_away_what_may_be_missing_is_found(column: str) -> None:
    events = chained(1, 3, 2)
    events[3] = structs.replace(events[3], **{column: None})
    with pytest.raises(Broken):
        await verify(paged(events))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"stream": "ab", "type": "c"}, {"stream": "a", "type": "bc"}),
        ({"type": "a", "data": b"bc"}, {"type": "ab", "data": b"c"}),
        ({"data": b"{}", "meta": b"{}x"}, {"data": b"{}{", "meta": b"}x"}),
        ({"meta": b"\x01" + bytes(16), "command": None}, {"meta": b"", "command": UUID(int=0)}),
    ],
)
def test_no_byte_moves_from_one_column_to_the_next_unnoticed(one: dict[str, object], other: dict[str, object]) -> None:
    plain = event(1)
    assert digest(structs.replace(plain, **one)) != digest(structs.replace(plain, **other))


async def test_an_event_that_is_missing_twice_there_or_out_of_order_is_found() -> None:
    events = chained(2, 2, 2)
    for spoilt, position in (
        (events[1:], 1),
        (events[:2] + events[3:], 3),
        (events[:3] + events[2:], 4),
        ([*events[:2], events[3], events[2], *events[4:]], 3),
        (events[:5], 5),
    ):
        with pytest.raises(Broken) as found:
            await verify(paged(spoilt))
        assert found.value.position == position


async def test_an_event_slipped_in_is_found_even_with_all_positions_put_right() -> None:
    events = chained(2, 2, 2)
    spoilt = [*events[:2], event(3), *(structs.replace(later, position=later.position + 1) for later in events[2:])]
    with pytest.raises(Broken) as found:
        await verify(paged(spoilt))
    assert found.value.position == 3


async def test_a_walk_goes_on_where_an_earlier_one_ended_and_tells_its_progress() -> None:
    events = chained(2, 3, 2)
    start = await verify(paged(events[:5]))
    seen: list[int] = []
    assert await verify(paged(events[5:]), start=start, progress=seen.append) == await verify(paged(events))
    assert seen == [7]
    with pytest.raises(Broken):
        await verify(paged(events[5:]), start=Verified(5, bytes(32)))


async def test_witnesses_that_agree_may_differ_in_pages_beginning_and_end() -> None:
    events = chained(2, 3, 2)
    assert await compare(paged(events, 3), paged(events, 2)) is None
    assert await compare(paged(events), paged(events[:4])) is None
    assert await compare(paged(events, 3), paged(events[3:])) is None
    assert await compare(paged(events), paged([])) is None


async def test_the_first_difference_is_named_with_its_columns() -> None:
    events = chained(2, 3, 2)
    other = list(events)
    other[3] = structs.replace(other[3], data=b"{}", meta=b"[]")
    other[5] = structs.replace(other[5], data=b"{}")
    assert await compare(paged(events), paged(other, 3)) == Difference(4, ("data", "meta"))


async def test_a_witness_that_knows_more_or_has_a_hole_differs() -> None:
    events = chained(2, 3, 2)
    assert await compare(paged(events[:6]), paged(events)) == Difference(7, ())
    assert await compare(paged([]), paged(events)) == Difference(1, ())
    assert await compare(paged(events), paged(events[:2] + events[3:])) == Difference(3, ())
    assert await compare(paged(events[:2] + events[3:]), paged(events)) == Difference(3, ())


async def test_a_log_rewritten_with_a_chain_of_its_own_is_found_by_a_witness() -> None:
    events, forged = chained(2, 3), chained(2, 3)
    assert (await verify(paged(forged))).position == 5
    found = await compare(paged(forged), paged(events))
    assert found is not None
    assert found.position == 1
