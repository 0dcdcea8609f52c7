"""What has become of each place between two editions: by its code, else by its name within the corresponding district.

Districts correspond by their codes or, where a code is gone, by the villages in them; what lies above corresponds by what lies in
it. A name that two villages of a district bear matches nothing. Decision 0095.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from data.regions import DISTRICT, PROVINCE, REGENCY, VILLAGE

Edition = Mapping[str, str]
"""Names by code."""


class Fate(StrEnum):
    """What has become of a place."""

    SAME = "same"
    RENAMED = "renamed"
    """The same code, another name."""
    RECODED = "recoded"
    """Another code, in what corresponds to the region that it lay in."""
    MOVED = "moved"
    """Another code, in another region."""
    RETYPED = "of another kind"
    """Another code that tells another kind of village."""
    DISSOLVED = "dissolved"
    REGISTERED = "registered"


GUESSES: Final = ("split?", "merged?", "moved?")
"""What a person may want to look at; nothing is done about it."""
NAMES: Final = {PROVINCE: "provinces", REGENCY: "regencies", DISTRICT: "districts", VILLAGE: "villages"}


class Change(NamedTuple):
    """One place: its code before and after, where it had and has one."""

    fate: Fate
    before: str | None
    after: str | None
    name: str
    """The name it has now, or had."""
    renamed: bool = False

    @property
    def level(self) -> int:
        return len(self.after or self.before or "")


class Comparison(NamedTuple):
    changes: tuple[Change, ...]
    guessed: Mapping[int, Counter[str]]
    """By level, how many places look as if one of the guesses were true of them."""

    def counted(self) -> dict[int, Counter[str]]:
        """By level, how many places have met which fate, and the guesses."""
        counts: dict[int, Counter[str]] = {level: Counter() for level in NAMES}
        for change in self.changes:
            counts[change.level][change.fate.value] += 1
        for level, guessed in self.guessed.items():
            counts[level] += guessed
        return counts


def compare(before: Edition, after: Edition) -> Comparison:
    """What turns one edition into the other: the top levels first, by the new codes."""
    twins = {code: code for code in before if code in after}
    districts = _districts(before, after)
    twins |= districts
    for level in (REGENCY, PROVINCE):
        twins |= _by_what_lies_in_it(before, after, twins, level)
    twins |= _villages(before, after, twins)
    changes = [_changed(code, twin, before, after, twins) for code, twin in twins.items()]
    taken = set(twins.values())
    changes += [Change(Fate.DISSOLVED, code, None, name) for code, name in before.items() if code not in twins]
    changes += [Change(Fate.REGISTERED, None, code, name) for code, name in after.items() if code not in taken]
    changes.sort(key=lambda change: (change.level, change.after or change.before or ""))
    return Comparison(tuple(changes), _guessed(before, after, twins))


def words(name: str) -> str:
    """A name as it is compared: without case, apostrophes, and whatever else stands between words."""
    return re.sub(r"[\W_]+", " ", re.sub("['’‘ʼ`]", "", name.casefold())).strip()


def _above(code: str) -> str:
    return code.rpartition(".")[0]


def _changed(code: str, twin: str, before: Edition, after: Edition, twins: Edition) -> Change:
    renamed = before[code] != after[twin]
    if code == twin:
        fate = Fate.RENAMED if renamed else Fate.SAME
    elif len(code) == VILLAGE and code[-4] != twin[-4]:
        fate = Fate.RETYPED
    else:
        fate = Fate.RECODED if not _above(code) or twins.get(_above(code)) == _above(twin) else Fate.MOVED
    return Change(fate, code, twin, after[twin], renamed)


def _unique(edition: Edition) -> dict[str, dict[str, str]]:
    """By district: codes of its villages by their names, but for names that two of them bear."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    twice: set[tuple[str, str]] = set()
    for code, name in edition.items():
        if len(code) == VILLAGE:
            district, known = _above(code), words(name)
            if known in found[district]:
                twice.add((district, known))
            found[district][known] = code
    for district, known in twice:
        del found[district][known]
    return found


def _districts(before: Edition, after: Edition) -> dict[str, str]:
    """Districts whose code is gone, each with the new one that has at least half of the fewer names in common with it."""
    old, new = _unique(before), _unique(after)
    fresh: defaultdict[str, list[str]] = defaultdict(list)
    for district, names in new.items():
        if district not in before:
            for name in names:
                fresh[name].append(district)
    pairs: list[tuple[int, bool, str, str]] = []
    for district in (code for code in before if len(code) == DISTRICT and code not in after):
        shared = Counter(twin for name in old.get(district, ()) for twin in fresh[name])
        for twin, count in shared.items():
            alike = words(before[district]) == words(after[twin])
            if alike or 2 * count >= min(len(old[district]), len(new[twin])):
                pairs.append((count, alike, district, twin))
    return _paired(pairs)


def _paired(pairs: Iterable[tuple[int, bool, str, str]]) -> dict[str, str]:
    """The best first: by name and by how much is common; each place once, and none where two would do as well."""
    ranked = sorted(pairs, key=lambda pair: (not pair[1], -pair[0], pair[2], pair[3]))
    best: Counter[tuple[str, int, bool]] = Counter()
    for count, alike, one, other in ranked:
        best[one, count, alike] += 1
        best[other, count, alike] += 1
    found: dict[str, str] = {}
    taken: set[str] = set()
    for count, alike, one, other in ranked:
        sure = best[one, count, alike] == 1 and best[other, count, alike] == 1
        if sure and one not in found and other not in taken:
            found[one] = other
            taken.add(other)
    return found


def _by_what_lies_in_it(before: Edition, after: Edition, twins: Edition, level: int) -> dict[str, str]:
    """Regions whose code is gone, each with the new one in which most of what lay in it lies."""
    votes: Counter[tuple[str, str]] = Counter()
    for code, twin in twins.items():
        one, other = _above(code), _above(twin)
        if len(one) == level and one not in after and other not in before:
            votes[one, other] += 1
    return _paired((count, words(before[one]) == words(after[other]), one, other) for (one, other), count in votes.items())


def _villages(before: Edition, after: Edition, twins: Edition) -> dict[str, str]:
    """Villages whose code is gone, each with the new one of the same name in the corresponding district."""
    old, new = _unique(before), _unique(after)
    found: dict[str, str] = {}
    for district, twin in twins.items():
        if len(district) != DISTRICT:
            continue
        names = new.get(twin, {})
        for name, code in old.get(district, {}).items():
            if code not in after and name in names and names[name] not in before:
                found[code] = names[name]
    return found


def _guessed(before: Edition, after: Edition, twins: Edition) -> dict[int, Counter[str]]:
    """Of what is dissolved and registered: which look like a part of another, like what took it up, or like having moved."""
    taken = set(twins.values())
    lost = [(code, words(name)) for code, name in before.items() if len(code) == VILLAGE and code not in twins]
    new = [(code, words(name)) for code, name in after.items() if len(code) == VILLAGE and code not in taken]
    kept: defaultdict[str, set[str]] = defaultdict(set)
    for code, twin in twins.items():
        if len(code) == VILLAGE:
            kept[_above(twin)].add(words(after[twin]))
    split = sum(_begins(name, kept[_above(code)]) for code, name in new)
    merged = sum(any(_begins(other, {name}) for other in kept[twins.get(_above(code), "")]) for code, name in lost)
    there = Counter((_above(_above(code)), name) for code, name in new)
    gone = Counter((twins.get(_above(_above(code)), ""), name) for code, name in lost)
    moved = sum(count == 1 and there[place] == 1 for place, count in gone.items())
    return {VILLAGE: Counter({name: count for name, count in zip(GUESSES, (split, merged, moved), strict=True) if count})}


def _begins(name: str, others: set[str]) -> bool:
    """Whether the words before the last one are the name of another: Contoh Timur of Contoh."""
    return " " in name and name.rpartition(" ")[0] in others
