"""Who is there: the villages of the province, the units of the record, and invented officers, posts and seats; from a seed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Final
from uuid import UUID

from data import ids
from data.demo.days import EDGES, FIRST, Days
from data.demo.people import Holding, Officer, Unit, Village
from data.demo.posts import Posts
from data.demo.telling import Speaker
from data.record import duties, fill, load
from data.regions import VILLAGE, Listed, within
from libs.events.contracts.villages.three_pillars import Pillar
from libs.events.message import Role

SEED: Final = "a year of one province"
PROVINCE: Final = "52"
POLDA: Final = "Polda NTB"
OF_RECORD: Final = frozenset(duties.told())
"""Villages of which the record tells a fortnight of its own."""
SEATS: Final = {Pillar.BABINSA: 0.84, Pillar.VILLAGE_HEAD: 0.95}
"""Share of the seats that are held where the record tells nothing."""


class Province:
    """Everybody of the villages of `grounds`, for all of the year or its last `days`. The same seed and places give the same."""

    def __init__(
        self,
        places: Iterable[Listed],
        begun: datetime,
        *,
        grounds: tuple[str, ...] = (PROVINCE,),
        days: int = -FIRST,
        seed: str = SEED,
    ) -> None:
        self._seed = seed
        self.days = Days(begun=begun, first=-days)
        self.edges = (-days, *(edge for edge in EDGES if edge > -days))
        ground = sorted(place for place in places if len(place.code) == VILLAGE and within(place.code, (PROVINCE,)))
        listed = [Village(code=one.code, name=one.name, unit=unit_of(one.code), number=n) for n, one in enumerate(ground, 1001)]
        self.villages: Mapping[str, Village] = {one.code: one for one in listed if within(one.code, grounds)}
        """By code."""
        self.units = self._units()
        self.posts = Posts(self.villages, self.units, self.days, self.edges, self.chance)
        seats = self.chance("seats")
        self._seated = {(code, pillar): self._is_seated(code, pillar, seats.random()) for code in self.villages for pillar in SEATS}

    def chance(self, what: str) -> Random:
        """The dice of one kind of duty: what another one throws changes nothing for it."""
        return Random(f"{self._seed}/{what}")  # noqa: S311 - fiction

    def id(self, field: str, name: str) -> UUID:
        """Of something of the year, by the field of commands that names it."""
        return ids.duty(field, f"demo/{name}")

    def _units(self) -> dict[str, Unit]:
        chance = self.chance("units")
        made = {}
        for number, name in enumerate(sorted({village for _, village in GROUNDS}), 1):
            commander = ids.officer(f"demo/Kapolres {name}")
            pace, checked = chance.uniform(0.6, 1.7), chance.uniform(0.62, 0.93)
            made[name] = Unit(name=name, number=number, pace=pace, checked=checked, commander=commander)
        there = {village.unit for village in self.villages.values()}
        return {name: unit for name, unit in made.items() if name in there}

    @property
    def holdings(self) -> Mapping[str, Sequence[Holding]]:
        """Who held each village's post, one after the other."""
        return self.posts.holdings

    @property
    def held(self) -> Sequence[str]:
        """Villages whose post is held at some time of the year."""
        return [code for code, held in self.holdings.items() if held]

    def holder(self, code: str, day: int) -> Officer | None:
        """Whoever held a village's post that day."""
        return self.posts.holder(code, day)

    @staticmethod
    def _is_seated(code: str, pillar: Pillar, drawn: float) -> bool:
        return code not in fill.FILL.unseated if within(code, fill.FILL.ground) else drawn < SEATS[pillar]

    def seated(self, code: str, pillar: Pillar) -> bool:
        """Whether the seat of a Babinsa or head is held."""
        return self._seated[code, pillar]

    def person(self, code: str, pillar: Pillar) -> UUID:
        """Whoever holds that seat, by the name that the record gives him on its ground."""
        return ids.person(f"{pillar} {code}" if within(code, fill.FILL.ground) else f"demo/{pillar} {code}")

    def officer(self, code: str, day: int) -> Speaker | None:
        """The officer of a village, under the token of that village."""
        holder = self.holder(code, day)
        return None if holder is None else Speaker(role=Role.OFFICER, person=holder.id, village=self.villages[code].id)

    def pillar(self, code: str, pillar: Pillar) -> Speaker | None:
        """Whoever holds the seat, if anybody does."""
        if not self.seated(code, pillar):
            return None
        return Speaker(role=Role.PILLAR, person=self.person(code, pillar), village=self.villages[code].id)

    def commander(self, code: str) -> Speaker:
        """The Kapolres of a village."""
        unit = self.units[self.villages[code].unit]
        return Speaker(role=Role.COMMANDER, person=unit.commander, unit=unit.id)

    @property
    def chief(self) -> Speaker:
        """The Kapolda."""
        return Speaker(role=Role.COMMANDER, person=CHIEF, unit=ids.unit(POLDA))


CHIEF: Final = ids.officer(f"demo/Kapolda {POLDA}")


def _grounds() -> Iterator[tuple[str, str]]:
    """The ground of every Polres, and its name, as the record has them."""
    for written in load("units")["resort"]:
        for code in written.get("assign", ()):
            yield code, written["unit_id"]


GROUNDS: Final = sorted(((code, name) for code, name in _grounds() if within(code, (PROVINCE,))), reverse=True)


def unit_of(code: str) -> str:
    """The name of the Polres that answers for a village."""
    return next(name for ground, name in GROUNDS if within(code, (ground,)))
