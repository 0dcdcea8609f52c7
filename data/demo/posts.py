"""Who holds which village's post in the year: too few officers, some with several villages, some leaving, some standing in."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Final
from uuid import UUID

from data import ids
from data.demo.days import Days
from data.demo.people import Holding, Officer, Unit, Village
from data.record import fill
from data.regions import within
from libs.events.contracts.officers.officer import Rank

STAFFED: Final = 0.4615
"""Village officers to a hundred villages: 38,477 for 83,381 in the country (Jurnal Litbang Polri, art. 210)."""
RANKS: Final = (Rank.BRIGPOL, Rank.BRIPKA, Rank.AIPDA, Rank.AIPTU)
MORE: Final = (0.13, 0.04)
"""Shares of officers with a second and with a third village."""
WEEKLY: Final = {2.0: 0.12, 0.9: 0.28, 0.45: 0.4, 0.2: 0.2}
"""Visits a week, and the share of officers who make so many."""
CHANGES: Final = 0.02
"""Share of officers whose post changes hands at each edge of the year."""
LEAVES: Final = 0.007
"""Share of officers who leave at each edge without a successor."""
ACTING: Final = 0.05
"""Share of villages without a holder in which a neighbour's officer stands in."""
LANGUAGES: Final[Mapping[str, str]] = {"52.01": "Sasak", "52.02": "Sasak", "52.03": "Sasak", "52.08": "Sasak", "52.71": "Sasak"}
"""What is spoken besides Indonesian, where the record's officers speak it too."""


class Posts:
    """The posts of `villages`; `chance` gives the dice for what is thrown."""

    def __init__(
        self,
        villages: Mapping[str, Village],
        units: Mapping[str, Unit],
        days: Days,
        edges: Sequence[int],
        chance: Callable[[str], Random],
    ) -> None:
        self._villages, self._units, self._days, self._edges, self._chance = villages, units, days, edges, chance
        self.officers: list[Officer] = []
        """Those whom the founding record does not have."""
        self.holdings: dict[str, list[Holding]] = {code: [] for code in villages}
        """By the code of the village, one after the other."""
        self._codes: dict[UUID, list[str]] = defaultdict(list)
        """The villages that an officer has, or had, by his id."""
        self._staff()
        self.acting = self._stand_in()
        """Who stands in where nobody holds the post."""

    def held_by(self, officer: Officer) -> list[Holding]:
        return [one for code in self._codes[officer.id] for one in self.holdings[code] if one.officer.id == officer.id]

    def holder(self, code: str, day: int) -> Officer | None:
        """Whoever held a village's post that day."""
        return next((one.officer for one in self.holdings[code] if one.covers(day)), None)

    def _staff(self) -> None:
        chance = self._chance("staff")
        for code in self._villages:
            if within(code, fill.FILL.ground) and code not in fill.FILL.unstaffed:
                held = self._of_record(code, chance)
                self.holdings[code].append(held)
                self._codes[held.officer.id].append(code)
        for unit in self._units.values():
            self._staff_unit(unit, chance)
        for edge in self._edges[1:]:
            self._change_hands(edge, chance)

    def _of_record(self, code: str, chance: Random) -> Holding:
        village = self._villages[code]
        weekly, slow = self._habits(chance)
        officer = Officer(
            id=fill.officer_of(code),
            number=0,
            unit=village.unit,
            rank=Rank.AIPDA,
            languages=fill.FILL.languages,
            weekly=weekly,
            slow=slow,
            arrives=0,
        )
        first = (fill.FILL.order.starts_on - self._days.day(0)).days
        return Holding(village=code, officer=officer, assignment=ids.assignment(code), first=first, of_record=True)

    def _staff_unit(self, unit: Unit, chance: Random) -> None:
        """Those whom the record has no officers for: fewer officers than villages, some with two or three."""
        open_ = [code for code, one in self._villages.items() if one.unit == unit.name and not within(code, fill.FILL.ground)]
        wanted = round(len(open_) * self._rate(unit))
        homes = sorted(chance.sample(open_, wanted))
        free = [code for code in open_ if code not in set(homes)]
        for home in homes:
            officer = self._enlist(self._villages[home], self._edges[0], chance)
            drawn = chance.random()
            near = sorted(free, key=lambda code: abs(self._villages[code].number - self._villages[home].number))
            held = [home, *near[: sum(drawn < share for share in MORE)]]
            free = [code for code in free if code not in held]
            for code in held:
                self._post(officer, code, self._edges[0] - chance.randrange(20, 700))

    def _rate(self, unit: Unit) -> float:
        """So that all in all there are as many as in the country, with those of the record; some units have more than others."""
        of_record = sum(len(held) for held in self.holdings.values() if any(one.of_record for one in held))
        others = [code for code in self._villages if not within(code, fill.FILL.ground)]
        mean = max(0.25, (STAFFED * len(self._villages) - of_record) / max(1, len(others)))
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
            successor = self._enlist(self._villages[held[0].village], edge, chance) if followed else None
            for one in held:
                there = self.holdings[one.village]
                there[there.index(one)] = Holding(
                    village=one.village, officer=officer, assignment=one.assignment, first=one.first, last=edge
                )
                if successor is not None:
                    self._post(successor, one.village, edge)

    def _stand_in(self) -> list[Holding]:
        """Who stands in today where nobody holds the post: the officer of the nearest village of the same unit."""
        chance, found = self._chance("acting"), []
        held = [(self._villages[code], officer) for code in self._villages if (officer := self.holder(code, 0)) is not None]
        for code, village in self._villages.items():
            near = [one for one in held if one[0].unit == village.unit]
            if not self.holdings[code] and chance.random() < ACTING and near:
                _, officer = min(near, key=lambda one: abs(one[0].number - village.number))
                assignment = ids.assignment(f"demo/{code}/acting")
                found.append(Holding(village=code, officer=officer, assignment=assignment, first=self._edges[-1]))
        return found
