"""What a decision looks at is remembered as long as it cannot have changed, and whoever relied on that knows it."""

from typing import Any
from uuid import uuid4

import pytest

from libs.events.access import Actor
from libs.events.view import LATELY, Memory, View

OFFICER, WHERE = uuid4(), "select 1 from known.assignment where officer_id = $1 and code = any($2::text[])"


class Log:
    """Answers each question with how often it has been asked anything."""

    def __init__(self) -> None:
        self.asked = 0

    async def fetch(self, _query: str, *_args: Any, **_options: Any) -> list[Any]:
        self.asked += 1
        return [self.asked]


class Looking:
    def __init__(self) -> None:
        self.log, self.now, self.positions = Log(), 100.0, {"officers": 7}
        self.memory = Memory(clock=lambda: self.now)

    async def facts(self, *arguments: Any, fresh: bool = False) -> tuple[Any, bool]:
        view = View(self.log, None, self.memory, self.positions, fresh=fresh, actor=Actor.service("villages"))  # type: ignore[arg-type]
        found = await view.facts("officers", WHERE, *(arguments or (OFFICER, ["52.71"])))
        assert view.known == {"officers": self.positions["officers"]}
        return found[0], view.remembered


async def test_what_was_asked_a_moment_ago_is_not_asked_again() -> None:
    looking = Looking()
    assert await looking.facts() == (1, False)
    assert await looking.facts() == (1, True)
    assert await looking.facts(OFFICER, ["52.01"]) == (2, False)
    assert await looking.facts(uuid4(), ["52.71"]) == (3, False)


@pytest.mark.parametrize("what", ["heard", "later", "fresh"])
async def test_it_is_asked_again_once_anything_was_heard_or_time_has_passed_or_the_look_is_to_be_fresh(what: str) -> None:
    looking = Looking()
    await looking.facts()
    looking.positions["officers"] += what == "heard"
    looking.now += LATELY + 1 if what == "later" else 0
    assert await looking.facts(fresh=what == "fresh") == (2, False)
    assert await looking.facts() == (2, True)
