"""A month of one city, told as `SEED=demo` tells a year of the province: all of it is taken, once, and it shows."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from data.demo.province import Province
from data.demo.telling import HEADQUARTERS, Told
from data.demo.year import Chapter
from data.places import registrations
from data.record import chapters as record
from data.regions import DISTRICT, PROVINCE, REGENCY, VILLAGE, read, within
from infra.local import demo, issuer
from infra.local.delivery import Delivery, NotLoaded
from infra.local.state import State
from libs.events.contracts.villages.community_issue import AcknowledgeIssue
from tests.demo_year import misgivings, told_in
from tests.e2e.system import ROOT, System
from tests.e2e.waiting import until

CITY = "52.72"
SEED = "a month of one city, 23"
"""With a dispute that was settled and one that is overdue, which are rare."""
PAGE = (ROOT / "docs" / "demo.md").read_text()
EXAMPLES = re.findall(r"`(\{ .*?)`", PAGE)
SERVICES = ("officers", "villages", "cooperation")
FLAGS = """query ($region: String!) { region(code: $region) { villages(first: 100) { edges { node {
  visits(first: 100) { edges { node { flags officerAssigned } } } } } } } }"""
DISPUTES = "query ($region: String!) { pillarDisputes(region: $region, first: 100) { edges { node { escalatedAt } } } }"
ANSWERS = """query ($region: String!) {
  communityIssues(region: $region, first: 0) { totalCount }
  earlyWarnings(first: 100) { edges { node { kind severity state seenAt escalations { byHand } village { code } } } }
  region(code: $region) { coverageGap { withPrimary } performance(period: YEAR) { reported medianMinutes } }
}"""


@dataclass
class Telling:
    """The system, what was told to it, and when that was begun."""

    system: System
    begun: datetime
    year: Sequence[Chapter]

    def delivery(self, delivered: Callable[[int], None] = lambda _: None) -> Delivery:
        urls = {name: self.system.service(name) for name in SERVICES}
        return Delivery(urls, self.system.token, delivered)

    def speak(self, claims: Any) -> str:
        return issuer.issue(State(self.system.state), claims, seconds=600)

    def count(self, *names: str) -> int:
        return sum(type(one.command).__name__ in names for one in told_in(self.year))

    async def tell(self, delivered: Callable[[int], None] = lambda _: None) -> None:
        async with self.delivery(delivered) as delivery:
            await demo.tell(delivery, self.speak, self.year)


async def ground(told: Telling) -> None:
    """The city's places and all units: what the founding record enters before."""
    places = [place for place in read() if place.code in ("52", CITY) or within(place.code, (CITY,))]
    async with told.delivery() as delivery:
        position = 0
        for level in (PROVINCE, REGENCY, DISTRICT, VILLAGE):
            position = await delivery.send("villages", registrations(place for place in places if len(place.code) == level))
        for chapter in record("units"):
            await delivery.send("officers", chapter)
        await delivery.reached("officers", "villages", position)
        told.begun = await demo.begun(delivery)
    told.year = demo.year(Province(places, told.begun, grounds=(CITY,), days=30, seed=SEED))


async def broken_off(told: Telling) -> None:
    """A telling that is killed in the middle."""
    some, left = asyncio.Event(), 150

    def delivered(more: int) -> None:
        nonlocal left
        left -= more
        if left < 0:
            some.set()

    telling = asyncio.create_task(told.tell(delivered))
    await some.wait()
    telling.cancel()
    await asyncio.gather(telling, return_exceptions=True)
    assert telling.cancelled()


@pytest.fixture(scope="module")
def told(room: Path) -> Iterator[Telling]:
    system = System(room / "demo", "none")
    system.environment["REPORTED_WITHIN_DAYS"] = "400"  # as SEED=demo has it
    made = Telling(system, datetime.now(UTC), ())
    try:
        system.start()
        asyncio.run(ground(made))
        asyncio.run(broken_off(made))
        asyncio.run(made.tell())
        yield made
    finally:
        system.stop()


@pytest.mark.parametrize("text", EXAMPLES)
def test_what_the_page_asks_is_answered(told: Telling, text: str) -> None:
    assert told.system.ask(text)


def test_all_of_it_is_taken_and_shows(told: Telling) -> None:
    assert not Counter(misgivings(told.year, told.begun))
    wanted = told.count("ReportIssue")
    headquarters = told.system.token()
    answer = told.system.ask(ANSWERS, headquarters, region=CITY)
    assert answer["communityIssues"]["totalCount"] == wanted > 5
    (measure, *earlier) = answer["region"]["performance"]
    assert measure["reported"] + sum(one["reported"] for one in earlier) == wanted
    assert 5 < measure["medianMinutes"] < 90
    held = [one for one in told_in(told.year) if type(one.command).__name__ == "ConfirmAssignment"]
    assert 0 < answer["region"]["coverageGap"]["withPrimary"] <= len(held)


def test_no_clock_of_a_warning_long_past_runs_out_and_nothing_is_in_doubt(told: Telling) -> None:
    warnings = [edge["node"] for edge in told.system.ask(ANSWERS, region=CITY)["earlyWarnings"]["edges"]]
    assert len(warnings) >= told.count("RaiseEarlyWarning") >= 3
    assert all(step["byHand"] for one in warnings for step in one["escalations"])
    left = [one for one in warnings if one["state"] == "OPEN" and one["kind"] != "PILLAR_CONFLICT"]
    assert sorted(one["severity"] for one in left) == ["GREEN", "ORANGE", "YELLOW"]
    disputes = told.system.ask(DISPUTES, region=CITY)["pillarDisputes"]["edges"]
    assert len(disputes) == told.count("ReportPillarDispute") == 2
    assert told.count("ResolvePillarDispute") == 1
    assert sum(edge["node"]["escalatedAt"] is not None for edge in disputes) <= 1, "what was settled in time was overdue"
    assert all(datetime.fromisoformat(one["seenAt"]) <= datetime.now(UTC) for one in warnings)
    villages = told.system.ask(FLAGS, region=CITY)["region"]["villages"]["edges"]
    visits = [edge["node"] for village in villages for edge in village["node"]["visits"]["edges"]]
    ended = told.count("CompleteVisit", "RecordVisitRefusal", "RecordVisitAbsence")
    assert len(visits) >= ended > 20
    assert {flag for visit in visits for flag in visit["flags"]} <= {"CONTACT_STALE"}


def test_told_again_nothing_is_entered_twice(told: Telling) -> None:
    async def positions() -> list[int]:
        async with told.delivery() as delivery:
            return [(await delivery.health(name)).position for name in SERVICES]

    def at_rest() -> bool:
        """Disputes that are overdue have gone to the commander."""
        timers = httpx.get(f"{told.system.service('villages')}/ready").json()["timers"]
        return not any(timers[name]["waiting"] for name in ("disputes", "conflicts"))

    until(at_rest)
    before = asyncio.run(positions())
    asyncio.run(told.tell())
    assert asyncio.run(positions()) == before


def test_a_refused_command_stops_the_telling_with_what_was_refused(told: Telling) -> None:
    issue, at = uuid4(), datetime.now(UTC) - timedelta(minutes=1)
    wrong = Told(at=at, by=HEADQUARTERS, command=AcknowledgeIssue(issue_id=issue, acknowledged_at=at))
    told_wrong = Telling(told.system, told.begun, [Chapter(opening=[[wrong]], deeds=[], warned=[])])
    with pytest.raises(NotLoaded, match=f"^villages refused AcknowledgeIssue for {issue}: ISSUE_UNKNOWN: "):
        asyncio.run(told_wrong.tell())
