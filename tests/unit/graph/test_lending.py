"""What is lent goes to whoever has waited longest, and comes back whatever becomes of the waiting."""

import asyncio

import pytest

from services.gateway.graph.lending import Lending


async def test_what_came_back_last_goes_out_first() -> None:
    lending = Lending([1, 2])
    assert [await lending.take(), await lending.take()] == [2, 1]
    lending.give(1)
    lending.give(2)
    assert await lending.take() == 2


async def test_nobody_gets_in_between() -> None:
    lending = Lending(["thing"])
    thing = await lending.take()
    waiting = [asyncio.create_task(lending.take(10)) for _ in range(3)]
    await asyncio.sleep(0)
    lending.give(thing)
    late = asyncio.create_task(lending.take(10))
    for one in (*waiting, late):
        lending.give(await one)
        assert sum(each.done() for each in (*waiting, late)) <= (*waiting, late).index(one) + 1


async def test_whoever_waits_too_long_is_told_and_passed_over() -> None:
    lending = Lending(["thing"])
    thing = await lending.take()
    with pytest.raises(TimeoutError):
        await lending.take(0.001)
    lending.give(thing)
    assert await lending.take(0.001) == "thing"


@pytest.mark.parametrize("given", [True, False], ids=["as it is given", "before"])
async def test_a_thing_is_not_lost_with_one_who_gives_up(given: bool) -> None:
    lending = Lending(["thing"])
    thing = await lending.take()
    leaving, staying = (asyncio.create_task(lending.take(10)) for _ in range(2))
    await asyncio.sleep(0)
    if given:
        lending.give(thing)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    if not given:
        lending.give(thing)
    assert await staying == "thing"


async def test_whoever_gives_back_is_told_whether_somebody_waited() -> None:
    lending = Lending(["thing"])
    thing = await lending.take()
    waiting = asyncio.create_task(lending.take())
    await asyncio.sleep(0)
    assert lending.give(thing)
    assert not lending.give(await waiting)
