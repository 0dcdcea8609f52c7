"""Visits (*sambang*): twice a week where an officer is active, less where he is not; some refused, some to nobody at home."""

from collections.abc import Iterator
from random import Random
from typing import Any, Final

from data import ids
from data.demo import words
from data.demo.contacts import kept_on
from data.demo.days import minute, several, share
from data.demo.people import Officer
from data.demo.province import Province
from data.demo.telling import Told
from libs.events.contracts.villages.village_visit import (
    CODE_LETTERS,
    ActivityKind,
    CompleteVisit,
    HouseholdNeed,
    PlanVisit,
    RecordVisitAbsence,
    RecordVisitFinding,
    RecordVisitRefusal,
    StartVisit,
)

KINDS: Final = {ActivityKind.SAMBANG: 0.6, ActivityKind.DDS: 0.3, ActivityKind.TATAP_MUKA: 0.1}
REFUSED: Final = 0.03
ABSENT: Final = 0.08
FOUND: Final = 0.12
"""Share of completed visits of which a finding is noted."""
PLANNED: Final = 0.1
"""Share of officers who have planned a visit for the coming week."""


def told(province: Province) -> Iterator[Told]:
    """Week by week, so that what is drawn for one does not hang on how many went before."""
    chance = province.chance("visits")
    for code, held in province.holdings.items():
        for holding in held:
            first, last = max(province.days.first, holding.first), min(0, holding.last or 0)
            yield from _made(province, code, holding.officer, range(first, last), chance)
            if holding.last is None and chance.random() < PLANNED:
                yield from _planned(province, code, holding.officer, chance)


def _made(province: Province, code: str, officer: Officer, days: range, chance: Random) -> Iterator[Told]:
    villages = max(1, sum(one.last is None for one in province.posts.held_by(officer)))
    for start in range(days.start, days.stop, 7):
        mean = officer.weekly / villages * share(start, "visits")
        for _ in range(several(chance, mean)):
            yield from _visit(province, code, officer, min(start + chance.randrange(7), days.stop - 1), chance)


def _visit(province: Province, code: str, officer: Officer, day: int, chance: Random) -> Iterator[Told]:
    by = province.officer(code, day)
    if by is None:
        return
    contacts = kept_on(province, code, day)
    begins = minute(chance, 450, 1140)
    key = province.id("visit_id", f"{code}/{day}/{begins}")
    his: dict[str, Any] = {"visit_id": key, "village_id": ids.village(code), "officer_id": officer.id}
    ended_at = province.days.moment(day, begins + chance.uniform(12, 75))
    drawn = chance.random()
    if drawn < ABSENT or not contacts:
        yield Told(at=ended_at, by=by, command=RecordVisitAbsence(**his, ended_at=ended_at))
        return
    if drawn < ABSENT + REFUSED:
        yield Told(at=ended_at, by=by, command=RecordVisitRefusal(**his, ended_at=ended_at))
        return
    started_at = province.days.moment(day, begins)
    (kind,) = chance.choices(tuple(KINDS), tuple(KINDS.values()))
    letters = "".join(chance.choices(CODE_LETTERS, k=16))
    shown = "-".join(letters[place : place + 4] for place in range(0, 16, 4))
    yield Told(at=started_at, by=by, command=StartVisit(**his, kind=kind, started_at=started_at, verification_code=shown))
    if chance.random() < FOUND:
        finding = RecordVisitFinding(
            **his,
            finding_id=province.id("finding_id", f"{code}/{day}/{begins}"),
            people=chance.randint(1, 7),
            needs=tuple(chance.sample(tuple(HouseholdNeed), chance.choice((0, 0, 1, 2)))),
            finding=chance.choice(words.FINDINGS),
        )
        yield Told(at=ended_at, by=by, command=finding)
    met = tuple(chance.sample(contacts, 1 if chance.random() < 0.85 else len(contacts)))
    yield Told(at=ended_at, by=by, command=CompleteVisit(**his, ended_at=ended_at, contact_ids=met), rests_on=met)


def _planned(province: Province, code: str, officer: Officer, chance: Random) -> Iterator[Told]:
    by = province.officer(code, 0)
    if by is not None:
        planned = PlanVisit(
            visit_id=province.id("visit_id", f"{code}/planned"),
            village_id=ids.village(code),
            officer_id=officer.id,
            kind=ActivityKind.DDS,
            planned_on=province.days.day(chance.randint(1, 7)),
        )
        yield Told(at=province.days.end, by=by, command=planned)
