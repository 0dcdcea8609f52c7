"""The seats of Babinsa and village head, some of them vacant all the year; and the meetings of the three."""

from collections.abc import Iterator

from data import ids
from data.demo.days import minute, several
from data.demo.people import Village
from data.demo.province import Province
from data.demo.telling import HEADQUARTERS, Told
from data.record import fill
from data.regions import within
from libs.events.contracts.villages.three_pillars import Pillar, RecordSynergyMeeting, SeatPillar

MEETINGS = 1.6
"""Meetings of the three in a year, where all seats are held."""


def told(province: Province) -> Iterator[Told]:
    chance = province.chance("seated since")
    for village in province.villages.values():
        for pillar in (Pillar.BABINSA, Pillar.VILLAGE_HEAD):
            since = province.edges[0] - chance.randrange(30, 1400)
            if province.seated(village.code, pillar) and not within(village.code, fill.FILL.ground):
                yield Told(
                    at=province.days.moment(province.edges[0], 30),
                    by=HEADQUARTERS,
                    command=_seat(province, village, pillar, since),
                    opening=True,
                )
    yield from _meetings(province)


def _seat(province: Province, village: Village, pillar: Pillar, since: int) -> SeatPillar:
    title = "Babinsa" if pillar is Pillar.BABINSA else "Lurah" if village.urban else "Kepala Desa"
    return SeatPillar(
        village_id=village.id,
        pillar=pillar,
        holder_id=province.person(village.code, pillar),
        holder_name=f"{title} Contoh {village.number}",
        since=province.days.day(since),
    )


def _meetings(province: Province) -> Iterator[Told]:
    chance = province.chance("meetings")
    for code in complete(province):
        for number in range(several(chance, MEETINGS * province.days.first / -364)):
            day = province.days.drawn(chance, "activities")
            by = province.officer(code, day)
            attended = tuple(Pillar) if chance.random() < 0.8 else (Pillar.BHABINKAMTIBMAS, chance.choice(tuple(Pillar)[1:]))
            at = province.days.moment(day, minute(chance, 480, 960))
            if by is not None:
                met = RecordSynergyMeeting(
                    village_id=ids.village(code),
                    meeting_id=province.id("meeting_id", f"{code}/{number}"),
                    held_on=province.days.day(day),
                    attended=attended,
                )
                yield Told(at=at, by=by, command=met)


def complete(province: Province) -> list[str]:
    """The villages in which all three seats are held at some time."""
    return [code for code in province.held if all(province.seated(code, pillar) for pillar in tuple(Pillar)[1:])]
