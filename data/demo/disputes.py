"""Disputes among the three pillars: mediated by a fourth and over within days, but for a few that have been open for too long.

Each is told in one breath: a dispute that is told late waits but for seconds for what came of it, then it goes to the commander.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Final
from uuid import UUID

from data import ids
from data.demo import words
from data.demo.days import minute
from data.demo.province import OF_RECORD, Province
from data.demo.seats import complete
from data.demo.telling import Told, Warned
from libs.events.contracts.villages.pillar_dispute import DisputeOutcome, DisputeSubject, MediatorOffice
from libs.events.contracts.villages.three_pillars import (
    Pillar,
    PillarDisputeReported,
    ReportPillarDispute,
    ResolvePillarDispute,
    StartDisputeMediation,
)

DISPUTED: Final = 0.07
"""In a village where all three seats are held, in a year."""
SUBJECTS: Final = (
    DisputeSubject.DIVISION_OF_TASKS,
    DisputeSubject.JOINT_ACTIVITY,
    DisputeSubject.HANDLING_OF_CASE,
    DisputeSubject.COMMUNICATION,
)
OUTCOMES: Final = (DisputeOutcome.RECONCILED, DisputeOutcome.TASKS_DIVIDED, DisputeOutcome.MISUNDERSTANDING)
LONGEST: Final = 7
"""Days after which all of them are settled; no chapter ends in between."""
OVERDUE: Final = (-12, -9)
"""Days on which those were reported that nobody has settled: the system brings them before the commander by itself."""


def told(province: Province) -> Iterator[Told]:
    for code, day, overdue in _which(province):
        chance = province.chance(f"dispute/{code}")
        reported_at = province.days.moment(day, minute(chance, 480, 900))
        key = _key(province, code)
        by, village = province.commander(code), ids.village(code)
        report = ReportPillarDispute(
            village_id=village,
            dispute_id=key,
            between=_between(chance),
            subject=chance.choice(SUBJECTS),
            account=words.DISPUTED,
            reported_at=reported_at,
        )
        yield Told(at=reported_at, by=by, command=report, apart=True)
        started_at = _after(reported_at, chance, 12, 48)
        mediation = StartDisputeMediation(
            village_id=village,
            dispute_id=key,
            mediator_id=ids.person(f"demo/Camat {code[:8]}"),
            office=MediatorOffice.CAMAT,
            mediator_name=f"Camat Contoh {code[3:8]}",
            started_at=started_at,
        )
        if not overdue:
            resolved_at = _after(started_at, chance, 20, 110)
            resolution = ResolvePillarDispute(
                village_id=village,
                dispute_id=key,
                outcome=chance.choice(OUTCOMES),
                agreement=words.SETTLED,
                resolved_at=resolved_at,
            )
            yield Told(at=started_at, by=by, command=mediation, apart=True)
            yield Told(at=resolved_at, by=by, command=resolution, apart=True)


def warned(province: Province) -> Iterator[Warned]:
    """What the commander does about the warnings that the service raises about those that were settled."""
    for code, day, overdue in _which(province):
        if not overdue:
            yield Warned(
                at=province.days.moment(day + 7, 600),
                stream=f"three_pillars-{ids.village(code)}",
                event=PillarDisputeReported.named(),
                of={"dispute_id": str(_key(province, code))},
                by=province.commander(code),
                closing_note=words.CLOSED,
            )


def _which(province: Province) -> Iterator[tuple[str, int, bool]]:
    """Villages, the day, and whether it is one that is never settled."""
    chance = province.chance("disputes")
    overdue = [day for day in OVERDUE if day >= province.days.first]
    for code in complete(province):
        day = province.days.drawn(chance, "activities")
        drawn = chance.random() < DISPUTED * province.days.first / -364
        parted = any(day < edge <= day + LONGEST for edge in province.edges)
        if parted or code in OF_RECORD or len(province.holdings[code]) > 1:
            continue
        if drawn and day < -8:
            yield code, day, False
        elif overdue and chance.random() < 0.03:
            yield code, overdue.pop(), True


@lru_cache(maxsize=4)
def spans(province: Province) -> Mapping[str, tuple[int, int]]:
    """By village: the first and last day on which its pillars may be at odds."""
    return {code: (day, 0 if overdue else day + LONGEST + 1) for code, day, overdue in _which(province)}


def _key(province: Province, code: str) -> UUID:
    return province.id("dispute_id", code)


def _between(chance: Random) -> tuple[Pillar, ...]:
    return tuple(chance.sample(tuple(Pillar), 2))


def _after(moment: datetime, chance: Random, least: float, most: float) -> datetime:
    """So many hours later."""
    return moment + timedelta(seconds=round(3600 * chance.uniform(least, most)))
