"""What an officer has to be able to do in a village: assessed in some of them by whoever commands there."""

from collections.abc import Iterator
from typing import Final

from data.demo.posts import LANGUAGES
from data.demo.province import Province
from data.demo.telling import Told
from libs.events.contracts.villages.village import AssessEnvironment, Degree, Terrain, VillageRisk

ASSESSED: Final = 0.3
"""Share of the villages."""


def told(province: Province) -> Iterator[Told]:
    chance = province.chance("environments")
    for village in province.villages.values():
        day = chance.randrange(province.days.first, 0)
        spoken = LANGUAGES.get(village.code[:5])
        assessed = AssessEnvironment(
            village_id=village.id,
            assessment_id=province.id("assessment_id", village.code),
            assessed_on=province.days.day(day),
            languages=("Indonesia", spoken) if spoken and chance.random() < 0.7 else ("Indonesia",),
            customs=chance.choice(tuple(Degree)),
            conflict_history=chance.choices(tuple(Degree), (6, 3, 1))[0],
            terrain=chance.choice(tuple(Terrain)),
            distance_km=round(chance.triangular(1, 45, 8)),
            risks=tuple(chance.sample(tuple(VillageRisk), chance.choice((0, 1, 1, 2, 3)))),
        )
        if chance.random() < ASSESSED:
            yield Told(at=province.days.moment(day, 660), by=province.commander(village.code), command=assessed)
