"""Which areas of a survey may be told of, so that no sum or difference of what is told is about too few people. Decision 0085.

Areas lie within one another, so what can be worked out from published totals are exactly the rests that each published area has
beside the largest published areas within it, and their unions. Every rest is therefore kept empty or large enough.
"""

from collections.abc import Iterator

from msgspec import Struct


class Area(Struct, frozen=True, kw_only=True):
    """A place and those within it; of one without any, how many people were asked there."""

    key: str
    asked: int
    within: tuple["Area", ...] = ()


def around(key: str, within: tuple[Area, ...]) -> Area:
    """The area that these make up."""
    return Area(key=key, asked=sum(area.asked for area in within), within=within)


def publishable(area: Area, least: int) -> frozenset[str]:
    """The keys of all areas of which may be told: of the largest always, if at least `least` people were asked in it.

    A village with enough respondents is withheld only where the rest of its district would be about too few without it.
    """
    told: set[str] = set()
    _tell(area, least, told)
    return frozenset(told)


def _tell(area: Area, least: int, told: set[str]) -> None:
    for inner in area.within:
        _tell(inner, least, told)
    if area.asked < least:
        return
    told.add(area.key)
    while 0 < _rest(area, told) < least:
        # Whatever leaves a rest when withheld first, then the smallest: as little as possible is kept back.
        kept_back = min(_largest(area, told), key=lambda one: (_rest(one, told) == 0, one.asked, one.key))
        told.discard(kept_back.key)


def _rest(area: Area, told: set[str]) -> int:
    """How many were asked in an area, but in no published area within it."""
    if not area.within:
        return area.asked
    return sum(_rest(inner, told) for inner in area.within if inner.key not in told)


def _largest(area: Area, told: set[str]) -> Iterator[Area]:
    """The published areas within it that lie in no other published one."""
    for inner in area.within:
        if inner.key in told:
            yield inner
        else:
            yield from _largest(inner, told)
