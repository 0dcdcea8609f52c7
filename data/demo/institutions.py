"""Institutions of villages: noted where an officer is, at work now and then; a few found dormant, some of those come back.

None goes dormant by silence while the year is told: how long it may be silent is counted from when it was noted (decision 0096).
"""

from collections.abc import Iterator
from functools import lru_cache
from random import Random
from typing import Final
from uuid import UUID

from msgspec import Struct

from data import ids
from data.demo.days import minute, several
from data.demo.province import OF_RECORD, Province
from data.demo.telling import Speaker, Told
from libs.events.contracts.villages.activity import ActivityTheme
from libs.events.contracts.villages.social_institution import (
    EstablishInstitution,
    InstitutionKind,
    MarkInstitutionDormant,
    RecordInstitutionActivity,
    ReviveInstitution,
)
from libs.events.contracts.villages.three_pillars import Pillar

NOTED: Final = 0.5
"""Of them in a village that has an officer."""
KINDS: Final = {
    InstitutionKind.SISKAMLING: 22,
    InstitutionKind.YOUTH: 16,
    InstitutionKind.FAITH: 14,
    InstitutionKind.WOMEN: 12,
    InstitutionKind.ADAT: 10,
    InstitutionKind.RT_RW: 9,
    InstitutionKind.POKDARKAMTIBMAS: 7,
    InstitutionKind.BPD: 5,
    InstitutionKind.MEDIATION: 3,
    InstitutionKind.SENKOM: 2,
}
NEW: Final = 0.12
"""Share of those that were founded on the day on which they were noted."""
ACTIVE: Final = 3.0
"""What one of them does in a year."""
DORMANT: Final = 0.09
REVIVED: Final = 0.4
"""Share of the dormant ones."""
CUSTOM_SPEAKS: Final = 0.3
"""Share of the institutions of custom, noted for long, that are the forum of their village."""


class Institution(Struct, frozen=True, kw_only=True):
    id: UUID
    code: str
    """Of its village."""
    number: int
    kind: InstitutionKind
    noted: int
    """The day on which it was."""


def told(province: Province) -> Iterator[Told]:
    for one in noted(province):
        yield from _life(province, one, province.chance(f"institution/{one.code}/{one.number}"))


@lru_cache(maxsize=4)
def noted(province: Province) -> tuple[Institution, ...]:
    """All of them; none where the record tells a fortnight of its own."""
    chance = province.chance("institutions")
    found = []
    for code in province.held:
        kinds = chance.choices(tuple(KINDS), tuple(KINDS.values()), k=several(chance, NOTED))
        for number, kind in enumerate(dict.fromkeys(kinds)):
            day = chance.randrange(province.days.first, 0)
            if code not in OF_RECORD and province.officer(code, day) is not None:
                key = province.id("institution_id", f"{code}/{number}")
                found.append(Institution(id=key, code=code, number=number, kind=kind, noted=day))
    return tuple(found)


@lru_cache(maxsize=4)
def customary(province: Province) -> tuple[Institution, ...]:
    """Those that are the forum of their village by custom."""
    chance = province.chance("customary forums")
    of_custom = [one for one in noted(province) if one.kind is InstitutionKind.ADAT and one.noted < -20]
    return tuple(one for one in of_custom if chance.random() < CUSTOM_SPEAKS)


def _life(province: Province, one: Institution, chance: Random) -> Iterator[Told]:
    days = province.days
    by = province.officer(one.code, one.noted)
    if by is None:
        return
    founded = one.noted if chance.random() < NEW else one.noted - chance.randrange(300, 9_000)
    established = EstablishInstitution(
        institution_id=one.id,
        village_id=ids.village(one.code),
        kind=one.kind,
        name=f"Pranata Contoh {province.villages[one.code].number}-{one.number + 1}",
        established_on=days.day(founded),
    )
    yield Told(at=days.moment(one.noted, 560), by=by, command=established)
    asleep = chance.randrange(one.noted + 1, 0) if chance.random() < DORMANT and one.noted < -30 else None
    awake = asleep + chance.randrange(10, 60) if asleep is not None and chance.random() < REVIVED else None
    yield from _deeds(province, one, (asleep, awake), chance)
    found = None if asleep is None else province.officer(one.code, asleep)
    if asleep is not None and found is not None:
        at = days.moment(asleep, 1_000)
        yield Told(at=at, by=found, command=MarkInstitutionDormant(institution_id=one.id, dormant_from=at))
        if awake is not None and awake < 0 and (back := province.officer(one.code, awake)) is not None:
            at = days.moment(awake, 500)
            yield Told(at=at, by=back, command=ReviveInstitution(institution_id=one.id, revived_at=at))


def _deeds(province: Province, one: Institution, sleep: tuple[int | None, int | None], chance: Random) -> Iterator[Told]:
    """What it does while it is awake, told by the officer or by the head of the village; nothing on the days of change."""
    asleep, awake = sleep
    for number in range(several(chance, ACTIVE * one.noted / -364)):
        day = chance.randrange(one.noted, 0) + 1
        minutes, attendance = minute(chance, 480, 1_290), round(chance.triangular(4, 90, 18))
        by = _teller(province, one.code, day, chance)
        slept = asleep is not None and asleep <= day and (awake is None or day <= awake)
        if by is None or slept or day >= 0:
            continue
        held_at = province.days.moment(day, minutes)
        held = RecordInstitutionActivity(
            institution_id=one.id,
            activity_id=province.id("activity_id", f"institution/{one.code}/{one.number}/{number}"),
            theme=chance.choice(tuple(ActivityTheme)),
            held_at=held_at,
            attendance=attendance,
        )
        yield Told(at=held_at, by=by, command=held)


def _teller(province: Province, code: str, day: int, chance: Random) -> Speaker | None:
    head = province.pillar(code, Pillar.VILLAGE_HEAD)
    return head if chance.random() < 0.15 and head is not None else province.officer(code, day)
