"""Who is there: the villages of the province, the units of the record, and invented officers, posts and seats; from a seed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Final
from uuid import UUID

from msgspec import Struct

from data import ids
from data.demo.days import EDGES, FIRST, Days
from data.demo.telling import Speaker
from data.record import duties, fill, load
from data.regions import VILLAGE, Listed, within
from libs.events.contracts.officers.officer import Rank
from libs.events.contracts.villages.three_pillars import Pillar
from libs.events.message import Role

SEED: Final = "a year of one province"
PROVINCE: Final = "52"
POLDA: Final = "Polda NTB"
STAFFED: Final = 0.4615
"""Village officers to a hundred villages: 38,477 for 83,381 in the country (Jurnal Litbang Polri, art. 210)."""
OF_RECORD: Final = frozenset(duties.told())
"""Villages of which the record tells a fortnight of its own."""
RANKS: Final = (Rank.BRIGPOL, Rank.BRIPKA, Rank.AIPDA, Rank.AIPTU)
MORE: Final = (0.13, 0.04)
"""Shares of officers with a second and with a third village."""
WEEKLY: Final = {2.0: 0.12, 0.9: 0.28, 0.45: 0.4, 0.2: 0.2}
"""Visits a week, and the share of officers who make so many."""
CHANGES: Final = 0.02
"""Share of officers whose post changes hands at each edge of the year."""
ACTING: Final = 0.05
"""Share of villages without a holder in which a neighbour's officer stands in."""
LEAVES: Final = 0.007
"""Share of officers who leave at each edge without a successor."""


class Village(Struct, frozen=True, kw_only=True):
    code: str
    name: str
    unit: str
    """The name of the unit that answers for it."""
    number: int
    """From 1001, in the order of the codes: names of its people carry it."""

    @property
    def id(self) -> UUID:
        return ids.village(self.code)

    @property
    def urban(self) -> bool:
        """Whether it is a kelurahan."""
        return self.code[-4] == "1"


class Officer(Struct, frozen=True, kw_only=True):
    id: UUID
    number: int
    unit: str
    rank: Rank
    languages: tuple[str, ...]
    weekly: float
    """Visits a week."""
    slow: float
    """By how much longer he takes than others."""
    arrives: int = FIRST
    """The edge at which he is entered."""


class Holding(Struct, frozen=True, kw_only=True):
    """An officer's time at a village's post."""

    village: str
    officer: Officer
    assignment: UUID
    first: int
    last: int | None = None
    """The first day on which he no longer holds it."""
    of_record: bool = False
    """The founding record has it already."""

    def covers(self, day: int) -> bool:
        return self.first <= day and (self.last is None or day < self.last)


class Unit(Struct, frozen=True, kw_only=True):
    """A Polres, and how it works."""

    name: str
    number: int
    pace: float
    """By how much longer its officers take than others."""
    checked: float
    """Share of settlements that somebody verifies."""
    commander: UUID

    @property
    def id(self) -> UUID:
        return ids.unit(self.name)


SEATS: Final = {Pillar.BABINSA: 0.84, Pillar.VILLAGE_HEAD: 0.95}
"""Share of the seats that are held where the record tells nothing."""
LANGUAGES: Final[Mapping[str, str]] = {"52.01": "Sasak", "52.02": "Sasak", "52.03": "Sasak", "52.08": "Sasak", "52.71": "Sasak"}
"""What is spoken besides Indonesian, where the record's officers speak it too."""


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
        self.officers: list[Officer] = []
        """Those whom the founding record does not have."""
        self.holdings: dict[str, list[Holding]] = {code: [] for code in self.villages}
        self._codes: dict[UUID, list[str]] = defaultdict(list)
        """The villages that an officer has, or had, by his id."""
        self._staff()
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

    # Posts

    def _staff(self) -> None:
        chance = self.chance("staff")
        for code in self.villages:
            if within(code, fill.FILL.ground) and code not in fill.FILL.unstaffed:
                self.holdings[code].append(self._of_record(code, chance))
        for unit in self.units.values():
            self._staff_unit(unit, chance)
        for edge in self.edges[1:]:
            self._change_hands(edge, chance)
        self.acting = self._stand_in()

    def _stand_in(self) -> list[Holding]:
        """Who stands in today where nobody holds the post: the officer of the nearest village of the same unit."""
        chance, found = self.chance("acting"), []
        held = [(self.villages[code], officer) for code in self.villages if (officer := self.holder(code, 0)) is not None]
        for code, village in self.villages.items():
            near = [one for one in held if one[0].unit == village.unit]
            if not self.holdings[code] and chance.random() < ACTING and near:
                _, officer = min(near, key=lambda one: abs(one[0].number - village.number))
                assignment = ids.assignment(f"demo/{code}/acting")
                found.append(Holding(village=code, officer=officer, assignment=assignment, first=self.edges[-1]))
        return found

    def _of_record(self, code: str, chance: Random) -> Holding:
        village = self.villages[code]
        weekly, slow = self._habits(chance)
        officer = Officer(
            id=fill.officer_of(code),
            number=0,
            unit=village.unit,
            rank=Rank.AIPDA,
            languages=fill.FILL.languages,
            weekly=weekly,
            slow=slow,
        )
        first = (fill.FILL.order.starts_on - self.days.day(0)).days
        return Holding(village=code, officer=officer, assignment=ids.assignment(code), first=first, of_record=True)

    def _staff_unit(self, unit: Unit, chance: Random) -> None:
        """Those whom the record has no officers for: fewer officers than villages, some with two or three."""
        open_ = [code for code, one in self.villages.items() if one.unit == unit.name and not within(code, fill.FILL.ground)]
        wanted = round(len(open_) * self._rate(unit))
        homes = sorted(chance.sample(open_, wanted))
        free = [code for code in open_ if code not in set(homes)]
        for home in homes:
            officer = self._enlist(self.villages[home], self.edges[0], chance)
            drawn = chance.random()
            near = sorted(free, key=lambda code: abs(self.villages[code].number - self.villages[home].number))
            held = [home, *near[: sum(drawn < share for share in MORE)]]
            free = [code for code in free if code not in held]
            for code in held:
                self._post(officer, code, self.edges[0] - chance.randrange(20, 700))

    def _rate(self, unit: Unit) -> float:
        """So that all in all there are as many as in the country, with those of the record; some units have more than others."""
        of_record = sum(len(held) for held in self.holdings.values() if any(one.of_record for one in held))
        others = [code for code in self.villages if not within(code, fill.FILL.ground)]
        mean = max(0.25, (STAFFED * len(self.villages) - of_record) / max(1, len(others)))
        return mean * (0.8, 0.9, 1.0, 1.1, 1.2)[unit.number % 5]

    def _habits(self, chance: Random) -> tuple[float, float]:
        (weekly,) = chance.choices(tuple(WEEKLY), tuple(WEEKLY.values()))
        return weekly, chance.uniform(0.6, 1.6)

    def _enlist(self, village: Village, edge: int, chance: Random) -> Officer:
        number = 1001 + len(self.officers)
        weekly, slow = self._habits(chance)
        spoken = LANGUAGES.get(village.code[:5])
        officer = Officer(
            id=ids.officer(f"demo/Bhabinkamtibmas {number}"),
            number=number,
            unit=village.unit,
            rank=chance.choice(RANKS),
            languages=("Indonesia", spoken) if spoken and chance.random() < 0.9 else ("Indonesia",),
            weekly=weekly,
            slow=slow,
            arrives=edge,
        )
        self.officers.append(officer)
        return officer

    def _post(self, officer: Officer, code: str, first: int) -> None:
        assignment = ids.assignment(f"demo/{code}/{len(self.holdings[code])}")
        self.holdings[code].append(Holding(village=code, officer=officer, assignment=assignment, first=first))
        self._codes[officer.id].append(code)

    def _change_hands(self, edge: int, chance: Random) -> None:
        """Some leave: most are followed by somebody new, in all villages they had."""
        serving = [one for one in self.officers if one.arrives < edge and any(h.last is None for h in self.held_by(one))]
        leaving = chance.sample(serving, min(len(serving), max(1, round(len(serving) * (CHANGES + LEAVES)))))
        for number, officer in enumerate(leaving):
            followed = number < len(leaving) * CHANGES / (CHANGES + LEAVES)
            held = [one for one in self.held_by(officer) if one.last is None]
            successor = self._enlist(self.villages[held[0].village], edge, chance) if followed else None
            for one in held:
                there = self.holdings[one.village]
                there[there.index(one)] = Holding(
                    village=one.village, officer=officer, assignment=one.assignment, first=one.first, last=edge
                )
                if successor is not None:
                    self._post(successor, one.village, edge)

    def held_by(self, officer: Officer) -> list[Holding]:
        return [one for code in self._codes[officer.id] for one in self.holdings[code] if one.officer.id == officer.id]

    def holder(self, code: str, day: int) -> Officer | None:
        """Whoever held a village's post that day."""
        return next((one.officer for one in self.holdings[code] if one.covers(day)), None)

    @property
    def held(self) -> Sequence[str]:
        """Villages whose post is held at some time of the year."""
        return [code for code, held in self.holdings.items() if held]

    # Seats

    @staticmethod
    def _is_seated(code: str, pillar: Pillar, drawn: float) -> bool:
        return code not in fill.FILL.unseated if within(code, fill.FILL.ground) else drawn < SEATS[pillar]

    def seated(self, code: str, pillar: Pillar) -> bool:
        """Whether the seat of a Babinsa or head is held."""
        return self._seated[code, pillar]

    def person(self, code: str, pillar: Pillar) -> UUID:
        """Whoever holds that seat, by the name that the record gives him on its ground."""
        return ids.person(f"{pillar} {code}" if within(code, fill.FILL.ground) else f"demo/{pillar} {code}")

    # Who speaks

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
