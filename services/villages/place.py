"""What the rules know of a region or a village, and what its code tells: the kind, the time zone, the region above."""

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from libs.events.contracts.villages.village import EnvironmentAssessed, VillageKind
from libs.events.decider import Refused
from libs.events.wording import Sentence
from services.villages.reporting import FUTURE

KINDS: Final[Mapping[str, VillageKind]] = {"1": VillageKind.KELURAHAN, "2": VillageKind.DESA, "3": VillageKind.DESA_ADAT}
"""By the first digit of a village code's last part (coding rule of the Ministry of Home Affairs)."""

WIB_JAVA, WIB_BORNEO, WITA, WIT = "Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"


class Region(Struct, frozen=True, kw_only=True):
    code: str
    name: str
    since: date | None = None
    """Since when it has this code, or the name it bears, whichever came last; none for what it began with."""
    dissolved: bool = False


class Village(Struct, frozen=True, kw_only=True):
    code: str
    name: str
    kind: VillageKind
    former: tuple[str, ...] = ()
    """The codes that it had, the last one first."""
    assessments: tuple[EnvironmentAssessed, ...] = ()
    """Of its environment, as they came in."""
    since: date | None = None
    """The day of its last change; none for what it began as."""
    split_into: frozenset[UUID] = frozenset()
    took_up: frozenset[UUID] = frozenset()
    """Villages that became part of it."""
    dissolved: bool = False
    successor: UUID | None = None
    """Where what is left of a dissolved village is dealt with."""


class RegionFacts(Struct, frozen=True, kw_only=True):
    """The region above, those named as successors, the day, and a place that still lies below."""

    parent: Region | None = None
    named: Mapping[UUID, Region | None] = {}
    today: date = date.max
    below: str | None = None
    """The code of any place that lies in it."""


class VillageFacts(Struct, frozen=True, kw_only=True):
    """The district, the other villages that the command names, and the day that it is in the village."""

    district: Region | None = None
    named: Mapping[UUID, Village | None] = {}
    today: date = date.max


def timezone(code: str) -> str:
    """The IANA zone of a place, by its province: WIB in the west, WITA in the middle, WIT in the east."""
    province = int(code[:2])
    if province in (61, 62):
        return WIB_BORNEO
    if province < 50:
        return WIB_JAVA
    return WITA if province < 80 else WIT


def district_code(code: str) -> str:
    return code.rpartition(".")[0]


def parent_code(code: str) -> str | None:
    """The code of the region above, null above a province."""
    return code.rpartition(".")[0] or None


def codes_above(code: str) -> list[str]:
    """The code itself and those of all regions it lies in."""
    parts = code.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]


def is_village(code: str) -> bool:
    """Whether the code is that of a village, rather than of a region."""
    return code.count(".") == 3


def refuse_day(state: Region | Village, on: date, today: date) -> Refused | None:
    """A change is entered once it holds, and not before the one that it follows."""
    if on > today:
        return Refused("TIME_IN_FUTURE", FUTURE, "effective_on")
    if state.since is not None and on < state.since:
        return Refused(
            "BEFORE_LAST_CHANGE", Sentence("{code} is what it is since {day}.", code=state.code, day=state.since), "effective_on"
        )
    return None


INDONESIAN: Final = {"{code} is what it is since {day}.": "Keadaan {code} sekarang berlaku sejak {day}."}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""
