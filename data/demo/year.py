"""The whole year in the order of its telling: chapters, one after the other, each in waves of what can be told side by side."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Final
from uuid import UUID

from msgspec import Struct

from data.demo import (
    activities,
    contacts,
    disputes,
    elections,
    environments,
    forums,
    institutions,
    issues,
    outreach,
    programmes,
    seats,
    sensitive,
    staffing,
    surveys,
    trainings,
    visits,
    warnings,
)
from data.demo.province import Province
from data.demo.telling import Kind, Speaker, Told, Warned

KINDS: Final[tuple[Kind, ...]] = (
    staffing.told,
    seats.told,
    environments.told,
    contacts.told,
    visits.told,
    activities.told,
    outreach.told,
    institutions.told,
    forums.told,
    issues.told,
    warnings.told,
    disputes.told,
    elections.told,
    sensitive.told,
    surveys.told,
    trainings.told,
    programmes.told,
)
"""Every kind of duty; another one is added by its module, and here."""
WARNED: Final = (disputes.warned, sensitive.warned)
"""Of those, the ones about which the system warns by itself."""

Wave = Sequence[Told]
"""Commands that rest on nothing but earlier waves, and on what the same person says before in this one about the same thing."""


class Chapter(Struct, frozen=True, kw_only=True):
    """The days from one edge of the year to the next."""

    opening: Sequence[Wave]
    """The orders that take effect on its first day."""
    deeds: Sequence[Wave]
    warned: Sequence[Warned]
    """What is to be answered when all this is told."""

    @property
    def waves(self) -> Sequence[Wave]:
        return [*self.opening, *self.deeds]

    @property
    def told(self) -> Iterator[Told]:
        """All of it, in the order of its telling."""
        return (one for wave in self.waves for one in wave)

    @property
    def commands(self) -> int:
        """How many; the answers to warnings are two each."""
        return sum(1 for _ in self.told) + 2 * len(self.warned)


def chapters(province: Province) -> Iterator[Chapter]:
    """The year of a province. Deterministic: from the same places, seed and day come the same commands under the same ids."""
    told = sorted((one for kind in KINDS for one in kind(province)), key=attrgetter("at"))
    answers = sorted((one for kind in WARNED for one in kind(province)), key=attrgetter("at"))
    ends = [*(province.days.moment(edge, 0) for edge in province.edges[1:]), None]
    for begin, end in zip([None, *ends], ends, strict=False):
        own = [one for one in told if _within(one.at, begin, end)]
        yield Chapter(
            opening=waves(one for one in own if one.opening),
            deeds=[
                *waves(one for one in own if not (one.opening or one.apart)),
                *waves(one for one in own if one.apart),
            ],
            warned=[one for one in answers if _within(one.at, begin, end)],
        )


def _within(at: datetime, begin: datetime | None, end: datetime | None) -> bool:
    return (begin is None or begin <= at) and (end is None or at < end)


def waves(told: Iterable[Told]) -> list[Wave]:
    """In the order of time: what rests on another's word about the same thing, or on another thing, comes a wave later."""
    found: list[list[Told]] = []
    last: dict[UUID, tuple[int, Speaker]] = {}
    for one in told:
        level, speaker = last.get(one.target, (0, one.by))
        if speaker != one.by:
            level += 1
        level = max(level, *(last[thing][0] + 1 for thing in one.rests_on if thing in last and thing != one.target), 0)
        last[one.target] = level, one.by
        while len(found) <= level:
            found.append([])
        found[level].append(one)
    return list(found)
