"""What phones noted offline gives the same state as the same work online, in whatever order and however often it is sent."""

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import uuid4

import httpx
import pytest

from tests.e2e.field_day import PHONES, Day, Noted
from tests.e2e.ground import SUBMIT, Ground, at, country
from tests.e2e.state_of import state_of, warnings_of
from tests.e2e.system import System
from tests.e2e.test_faults import listening, pid_listening
from tests.e2e.waiting import until

SEEDS: Final = range(*(int(bound) for bound in os.environ.get("OFFLINE_SEEDS", "0:3").split(":")))
"""How the evening goes; `OFFLINE_SEEDS=7:8` repeats the seventh, and kills the service in it as well."""
KILLS: Final = SEEDS if "OFFLINE_SEEDS" in os.environ else SEEDS[1:2]
ONLINE: Final = 0
ROUNDS: Final = 8
"""How often phones try again before what is still refused counts as refused for good."""
RAISED: Final = 3
"""Warnings of a day, with the one of the dispute that the system raises by itself."""


@pytest.fixture(scope="module")
def grounds(room: Path) -> Iterator[list[Ground]]:
    """The first worked online; one for each seed and one for each test that breaks something come after it."""
    system = System(room / "offline", "none")
    try:
        system.start()
        made = country(system, 1 + len(SEEDS) + len(KILLS) + 2)
        work_online(made[ONLINE])
        yield made
    finally:
        system.stop()


@pytest.fixture(scope="module")
def online(grounds: list[Ground]) -> list[Any]:
    return settled(grounds[ONLINE])


@pytest.fixture(scope="module")
def spare(grounds: list[Ground]) -> Iterator[int]:
    return count(1 + len(SEEDS))


def work_online(ground: Ground) -> None:
    """Each command by its own mutation, at its place in the day."""
    for noted in Day(ground).in_order():
        kind = f"{noted.mutation[0].upper()}{noted.mutation[1:]}Input"
        text = f"""mutation ($input: {kind}!, $id: ID!, $at: DateTime!) {{
          {noted.mutation}(input: $input, commandId: $id, occurredAt: $at) {{ problems {{ code message }} }} }}"""
        told = {"input": noted.fields, "id": noted.id, "at": at(noted.minutes)}
        done = ground.system.ask(text, ground.tokens[noted.phone], **told)[noted.mutation]
        assert done["problems"] == [], (noted, done)


def settled(ground: Ground) -> list[Any]:
    """The state once the system has done what it does by itself: the warning of the dispute."""
    until(lambda: len(warnings_of(ground)) == RAISED)
    return state_of(ground)


def send(ground: Ground, phone: str, batch: Sequence[Noted]) -> dict[str, list[dict[str, Any]]]:
    """What became of each command, by id: its problems, none where it is done."""
    done = ground.system.ask(SUBMIT, ground.tokens[phone], c=[noted.line() for noted in batch])["submitCommands"]
    assert done["problems"] == []
    return {
        result["commandId"]: [problem for problem in result["problems"] if problem["code"] != "NOT_YET_VISIBLE"]
        for result in done["results"]
    }


class Phone:
    """Sends what it noted as `docs/offline.md` asks: oldest first, and again what is answered with `sendAgain`."""

    def __init__(self, ground: Ground, name: str, random: Random, *, parts: int) -> None:
        self.ground, self.name, self.random = ground, name, random
        noted = Day(ground).of(name)
        cuts = sorted(random.sample(range(1, len(noted)), min(parts, len(noted)) - 1))
        self.parts = [noted[start:end] for start, end in zip([0, *cuts], [*cuts, len(noted)], strict=True)]
        self.left: list[Noted] = []
        self.sent: list[Noted] = []

    def sends(self) -> None:
        """The next part, with what was left over and some of what was sent already, shuffled; now and then twice at once."""
        part = self.parts.pop(0) if self.parts else []
        batch = [*self.left, *part, *self.random.sample(self.sent, len(self.sent) // 3)]
        batch += self.random.sample(batch, len(batch) // 3)
        self.random.shuffle(batch)
        if not batch:
            return
        self.sent += part
        if self.random.random() < 0.5:
            with ThreadPoolExecutor(2) as both:
                answers = list(both.map(lambda _: send(self.ground, self.name, batch), range(2)))
        else:
            answers = [send(self.ground, self.name, batch)]
        final = [
            problem for answer in answers for problems in answer.values() for problem in problems if not problem["sendAgain"]
        ]
        assert final == [], (self.name, [(noted.id, noted.mutation) for noted in batch])
        done = {id_ for answer in answers for id_, problems in answer.items() if not problems}
        self.left = [noted for noted in {noted.id: noted for noted in batch}.values() if noted.id not in done]

    @property
    def has_more(self) -> bool:
        return bool(self.parts or self.left)


def evening(ground: Ground, seed: int) -> None:
    """The phones come back into reach in any order, part by part, until all is taken; then each sends its whole day again."""
    random = Random(seed)
    phones = [Phone(ground, name, random, parts=random.randint(1, 4)) for name in PHONES]
    for _ in range(ROUNDS):
        random.shuffle(phones)
        for phone in phones:
            if phone.has_more:
                phone.sends()
    assert not any(phone.has_more for phone in phones), [(phone.name, phone.left) for phone in phones]
    for phone in phones:
        whole = Day(ground).of(phone.name)
        random.shuffle(whole)
        assert set(map(tuple, send(ground, phone.name, whole).values())) == {()}


@pytest.mark.parametrize("seed", SEEDS)
def test_an_evening_of_phones_gives_the_state_of_a_day_online(grounds: list[Ground], online: list[Any], seed: int) -> None:
    ground = grounds[1 + SEEDS.index(seed)]
    evening(ground, seed)
    assert settled(ground) == online


@pytest.mark.parametrize("seed", KILLS)
def test_a_batch_that_is_cut_off_by_the_death_of_the_service_is_sent_again_whole(
    grounds: list[Ground], online: list[Any], spare: Iterator[int], seed: int
) -> None:
    ground = grounds[next(spare)]
    villages = ground.system.service("villages")
    batch, victim = Day(ground).of("officer"), pid_listening(ground.system.base + 2)
    with ThreadPoolExecutor(1) as phone, httpx.Client(base_url=villages) as looking:
        before = position(looking)
        running = phone.submit(send, ground, "officer", batch)
        until(lambda: running.done() or position(looking) > before + seed)
        os.kill(victim, signal.SIGKILL)
        cut_off = running.result()
    assert all(problem["sendAgain"] for problems in cut_off.values() for problem in problems)
    until(lambda: listening(villages), 30)
    evening(ground, seed)
    assert settled(ground) == online


def position(villages: httpx.Client) -> int:
    """How far the service's log has come."""
    found: int = villages.get("/health").json()["position"]
    return found


def test_what_no_phone_may_send_is_refused_for_good_and_leaves_nothing(grounds: list[Ground], spare: Iterator[int]) -> None:
    ground = grounds[next(spare)]
    before = state_of(ground)
    visit = {"villageId": ground.id("village"), "officerId": ground.officer}
    day = 1440.0

    def refused(minutes: float, mutation: str, **fields: Any) -> tuple[str, str, bool]:
        noted = Noted("officer", minutes, str(uuid4()), mutation, fields)
        ((problem,),) = send(ground, "officer", [noted]).values()
        return problem["code"], problem["field"].rpartition(".")[2], problem["sendAgain"]

    late = {"issueId": str(uuid4()), "villageId": ground.id("village"), "category": "FRAUD", "channel": "VISIT", "account": "x"}
    outcome = refused(-15 * day, "recordVisitAbsence", **visit, visitId=str(uuid4()), endedAt=at(-15 * day))
    assert outcome == ("REPORTED_TOO_LATE", "endedAt", False)
    assert refused(-15 * day, "reportIssue", **late, reportedAt=at(0)) == ("REPORTED_TOO_LATE", "occurredAt", False)
    ahead = refused(day, "recordVisitAbsence", **visit, visitId=str(uuid4()), endedAt=at(0))
    assert ahead == ("OCCURRED_IN_FUTURE", "occurredAt", False)
    fast = refused(0, "recordVisitAbsence", **visit, visitId=str(uuid4()), endedAt=at(day))
    assert fast == ("TIME_IN_FUTURE", "endedAt", False)
    assert state_of(ground) == before


def test_an_id_that_is_used_for_something_else_is_refused(grounds: list[Ground], spare: Iterator[int]) -> None:
    ground = grounds[next(spare)]
    visit = {"visitId": str(uuid4()), "villageId": ground.id("village"), "officerId": ground.officer}
    first = Noted("officer", 5, str(uuid4()), "recordVisitAbsence", {**visit, "endedAt": at(5)})
    other = Noted("officer", 6, first.id, "recordVisitAbsence", {**visit, "visitId": str(uuid4()), "endedAt": at(6)})
    assert send(ground, "officer", [first]) == {first.id: []}
    before = state_of(ground)
    ((problem,),) = send(ground, "officer", [other]).values()
    assert (problem["code"], problem["sendAgain"]) == ("COMMAND_ID_REUSED", False)
    assert state_of(ground) == before
