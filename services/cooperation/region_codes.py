"""What a region's code means: the region that had it on a day, the codes that this had, and whether it is a region still.

Codes change hands (boundary changes), so who names a region by its code means the one that had it then. Decision 0098.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from libs.events.decider import Refused
from libs.events.wording import Sentence


class Held(Struct, frozen=True, kw_only=True):
    """That a region got a code; null: that it ended."""

    region_id: UUID
    code: str | None
    since: date | None = None
    """Null: from the beginning."""


class Meant(Struct, frozen=True, kw_only=True):
    """What a code means on a day."""

    asked: str
    codes: tuple[str, ...] = ()
    """The region's present code, then those that it had and that no other region has now: what lies below one of them lies in the
    region, or lay there when it ended, or follows in a moment. Empty where there is no such region, or none any more."""
    ended_on: date | None = None
    """Since when it is no region any more."""

    @property
    def present(self) -> str | None:
        return self.codes[0] if self.codes else None


def meant(history: Sequence[Held], code: str, on: date) -> Meant:
    """By what became of regions, in order. A code that nobody had by that day means whoever had it first."""
    holders = [one for one in history if one.code == code]
    by_then = [one for one in holders if one.since is None or one.since <= on]
    if not holders:
        return Meant(asked=code)
    region = (by_then or holders[:1])[-1].region_id
    now = {one.region_id: one for one in history}
    if now[region].code is None:
        return Meant(asked=code, ended_on=now[region].since)
    elsewhere = {one.code for key, one in now.items() if key != region}
    had = [one.code for one in reversed(history) if one.region_id == region and one.code is not None]
    return Meant(asked=code, codes=tuple(dict.fromkeys(one for one in had if one not in elsewhere)))


def refuse_gone(regions: Iterable[Meant], field: str) -> Refused | None:
    """Where something is to go on in a region that is none, or is none any more."""
    for one in regions:
        if one.ended_on is not None:
            said = Sentence(
                "{code} is no region any more since {day}: name those that succeeded it.", code=one.asked, day=one.ended_on
            )
            return Refused("REGION_DISSOLVED", said, field)
        if not one.codes:
            said = Sentence("No region of the code {code} is known here.", code=one.asked)
            return Refused("REGION_UNKNOWN", said, field, early=True)
    return None


def refuse_former(regions: Iterable[Meant], field: str) -> Refused | None:
    """Where somebody names a region by a code that it has no longer."""
    for one in regions:
        if one.ended_on is not None:
            return refuse_gone((one,), field)
        if one.present is not None and one.present != one.asked:
            said = Sentence("{code} is {present} now: give that code.", code=one.asked, present=one.present)
            return Refused("CODE_GIVEN_UP", said, field)
    return None


INDONESIAN: Final = {
    "No region of the code {code} is known here.": "Wilayah dengan kode {code} belum dikenal di sini.",
    "{code} is no region any more since {day}: name those that succeeded it.": (
        "{code} bukan lagi sebuah wilayah sejak {day}: sebutkan wilayah penerusnya."
    ),
    "{code} is {present} now: give that code.": "{code} kini menjadi {present}: isikan kode itu.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""
