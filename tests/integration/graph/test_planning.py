"""A plan is made once for all who ask for it at the same time, and keeps nobody else waiting."""

import asyncio
import threading
from typing import Any

import pytest

from services.gateway.graph import execution
from services.gateway.graph.planner import plan_operation
from tests.integration.graph.conftest import Asked

UNITS = "{ units(first: 2) { edges { node { name } } } }"


async def test_many_who_ask_the_same_wait_for_one_plan_while_others_go_on(ask: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[threading.Thread] = []
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slow(*arguments: Any, **options: Any) -> Any:
        made.append(threading.current_thread())
        loop.call_soon_threadsafe(begun.set)
        assert go_on.wait(10)
        return plan_operation(*arguments, **options)

    known = "{ villages(first: 1) { edges { node { code } } } }"
    before = await ask(known)
    monkeypatch.setattr(execution, "plan_operation", slow)
    async with asyncio.timeout(10):
        asking = [asyncio.create_task(ask(UNITS)) for _ in range(5)]
        await begun.wait()
        assert await ask(known) == before, "what has a plan is answered meanwhile"
        go_on.set()
        answers = await asyncio.gather(*asking)
    assert all(answer == answers[0] for answer in answers)
    assert len(answers[0]["data"]["units"]["edges"]) == 2
    assert len(made) == 1
    assert made[0] is not threading.main_thread()


async def test_what_cannot_be_planned_is_refused_each_time(ask: Asked) -> None:
    for _ in range(2):
        answer = await ask("{ units(first: 101) { totalCount } }")
        assert answer["errors"][0]["message"] == "A page holds 0 to 100 entries, not 101."
