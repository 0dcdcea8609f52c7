"""Outreach (*penyuluhan*): more of it in the evenings of some months, about what a village asks for."""

from collections.abc import Iterator
from typing import Final

from data import ids
from data.demo.days import minute, several
from data.demo.province import Province
from data.demo.telling import Told
from libs.events.contracts.villages.activity import ActivityTheme
from libs.events.contracts.villages.outreach import Appeal, OutreachKind, RecordOutreach

HELD: Final = 4.5
"""In a village in a year."""
ATTENDANCE: Final = {
    OutreachKind.COUNSELLING: (15, 80),
    OutreachKind.FACE_TO_FACE: (3, 12),
    OutreachKind.DIALOGUE: (10, 40),
    OutreachKind.SCHOOL_VISIT: (40, 180),
    OutreachKind.VILLAGE_EVENT: (50, 300),
    OutreachKind.CONSULTATION: (1, 6),
}
"""From how many to how many come."""


def told(province: Province) -> Iterator[Told]:
    chance = province.chance("outreach")
    for code in province.held:
        for number in range(several(chance, HELD * chance.uniform(0.2, 1.8) * province.days.first / -364)):
            day = province.days.drawn(chance, "outreach")
            kind = chance.choice(tuple(OutreachKind))
            theme, appeal = chance.choice(tuple(ActivityTheme)), chance.choice(tuple(Appeal))
            held_at = province.days.moment(day, minute(chance, 480, 1290))
            attendance = round(chance.triangular(*ATTENDANCE[kind]))
            by = province.officer(code, day)
            if by is None or by.person is None:
                continue
            held = RecordOutreach(
                outreach_id=province.id("outreach_id", f"{code}/{number}"),
                village_id=ids.village(code),
                officer_id=by.person,
                kind=kind,
                theme=theme,
                appeal=appeal,
                held_at=held_at,
                attendance=attendance,
            )
            yield Told(at=held_at, by=by, command=held)
