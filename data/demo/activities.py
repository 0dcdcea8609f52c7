"""Joint activities: planned by the officer, confirmed by each of the three, held; some under an exception, some called off."""

from collections.abc import Iterator
from random import Random
from typing import Final
from uuid import UUID

from data import ids
from data.demo import words
from data.demo.days import minute, several
from data.demo.disputes import spans
from data.demo.province import OF_RECORD, Province
from data.demo.seats import complete
from data.demo.telling import Speaker, Told
from libs.events.contracts.villages.activity import ActivityTheme, JointActivityKind
from libs.events.contracts.villages.joint_activity import (
    CancelJointActivity,
    ConfirmJointActivity,
    HoldingException,
    HoldJointActivity,
    PlanJointActivity,
)
from libs.events.contracts.villages.three_pillars import Pillar

HELD: Final = 2.2
"""In a year in a village where all three seats are held."""
CALLED_OFF: Final = 0.07
EMERGENCY: Final = 0.06
COMING: Final = 0.05
"""Share of those villages in which something is planned for the coming days."""
KINDS: Final = tuple(kind for kind in JointActivityKind if kind is not JointActivityKind.SYNERGY_MEETING)
PAUSE: Final = 20
"""Days before the telling for which the villages of the record's own fortnight are left to that."""


def told(province: Province) -> Iterator[Told]:
    chance = province.chance("activities")
    all_three = set(complete(province))
    for code in province.held:
        mean = HELD * chance.uniform(0, 2) if code in all_three else 0.5
        for number in range(several(chance, mean * province.days.first / -364)):
            day = province.days.drawn(chance, "activities")
            yield from _activity(province, code, number, day, chance, whole=code in all_three)
        if code in all_three and chance.random() < COMING and code not in OF_RECORD:
            yield from _coming(province, code, chance)


def _planned(province: Province, code: str, key: UUID, day: int, minutes: float, chance: Random) -> PlanJointActivity:
    return PlanJointActivity(
        activity_id=key,
        village_id=ids.village(code),
        kind=chance.choice(KINDS),
        theme=chance.choice(tuple(ActivityTheme)),
        scheduled_at=province.days.moment(day, minutes),
        place=chance.choice(words.PLACES),
    )


def _activity(province: Province, code: str, number: int, day: int, chance: Random, *, whole: bool) -> Iterator[Told]:
    key = province.id("activity_id", f"{code}/{number}")
    minutes = minute(chance, 420, 1260)
    planned = _planned(province, code, key, day, minutes, chance)
    drawn, attendance = chance.random(), round(chance.triangular(8, 120, 30))
    by, planner = province.officer(code, day), province.officer(code, day - 4)
    lately = code in OF_RECORD and day >= -PAUSE
    first, last = spans(province).get(code, (1, 0))
    if by is None or planner != by or day - 4 < province.days.first or lately or first <= day <= last:
        return
    yield Told(at=province.days.moment(day - 4, 540), by=by, command=planned)
    if drawn < CALLED_OFF:
        yield Told(
            at=province.days.moment(day - 1, 900),
            by=by,
            command=CancelJointActivity(activity_id=key, reason=words.CALLED_OFF),
        )
        return
    exception = HoldingException.EMERGENCY if drawn < CALLED_OFF + EMERGENCY else None if whole else HoldingException.VACANT_SEAT
    if exception is not HoldingException.EMERGENCY:
        yield from _confirmations(province, code, key, day, by)
    held_at = province.days.moment(day, minutes + chance.uniform(0, 25))
    held = HoldJointActivity(activity_id=key, held_at=held_at, attendance=attendance, exception=exception)
    yield Told(at=held_at, by=by, command=held)


def _confirmations(province: Province, code: str, key: UUID, day: int, officer: Speaker) -> Iterator[Told]:
    """By everybody who holds a seat that day."""
    those = {Pillar.BHABINKAMTIBMAS: officer, **{pillar: province.pillar(code, pillar) for pillar in tuple(Pillar)[1:]}}
    for number, (pillar, by) in enumerate(those.items()):
        at = province.days.moment(day - 3, 480 + 95 * number)
        if by is not None:
            confirmed = ConfirmJointActivity(activity_id=key, pillar=pillar, confirmed_at=at)
            yield Told(at=at, by=by, command=confirmed)


def _coming(province: Province, code: str, chance: Random) -> Iterator[Told]:
    """Planned yesterday, confirmed by the officer alone."""
    key = province.id("activity_id", f"{code}/coming")
    planned = _planned(province, code, key, chance.randint(2, 9), minute(chance, 420, 1260), chance)
    by = province.officer(code, -1)
    if by is not None and province.officer(code, 0) == by:
        confirmed = ConfirmJointActivity(
            activity_id=key, pillar=Pillar.BHABINKAMTIBMAS, confirmed_at=province.days.moment(-1, 600)
        )
        yield Told(at=province.days.moment(-1, 590), by=by, command=planned)
        yield Told(at=province.days.moment(-1, 600), by=by, command=confirmed)
