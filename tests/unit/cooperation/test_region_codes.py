"""A code means the region that had it then, under whatever code that has now; what is none any more says so."""

from datetime import date
from typing import Final
from uuid import UUID, uuid5

import pytest

from libs.events.decider import Refused
from services.cooperation.region_codes import Held, Meant, meant, refuse_former, refuse_gone

SPACE: Final = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b0b9")
PAPUA, SOUTH, NEW = (uuid5(SPACE, name) for name in ("Papua", "South", "new"))
EARLY, ON, LATER = date(2020, 1, 1), date(2022, 7, 25), date(2024, 1, 1)


def held(region: UUID, code: str | None, since: date | None = None) -> Held:
    return Held(region_id=region, code=code, since=since)


BEGAN: Final = held(PAPUA, "91.06")
MOVED: Final = held(PAPUA, "96.01", ON)
GIVEN_AGAIN: Final = held(NEW, "91.06", LATER)
ENDED: Final = held(PAPUA, None, LATER)


@pytest.mark.parametrize(
    ("history", "asked", "on", "codes"),
    [
        ((BEGAN,), "91.06", EARLY, ("91.06",)),
        ((BEGAN, MOVED), "91.06", EARLY, ("96.01", "91.06")),
        ((BEGAN, MOVED), "91.06", LATER, ("96.01", "91.06")),
        ((BEGAN, MOVED), "96.01", EARLY, ("96.01", "91.06")),
        ((BEGAN, MOVED, GIVEN_AGAIN), "91.06", EARLY, ("96.01",)),
        ((BEGAN, MOVED, GIVEN_AGAIN), "91.06", LATER, ("91.06",)),
        ((BEGAN, MOVED, held(PAPUA, "91.06", LATER)), "96.01", ON, ("91.06", "96.01")),
        ((held(SOUTH, "96.01"), held(SOUTH, None, EARLY), BEGAN, MOVED), "91.06", ON, ("96.01", "91.06")),
        ((BEGAN, MOVED, GIVEN_AGAIN, held(NEW, None, LATER)), "96.01", ON, ("96.01", "91.06")),
    ],
)
def test_who_had_the_code_then_is_meant_under_the_codes_that_are_still_his(
    history: tuple[Held, ...], asked: str, on: date, codes: tuple[str, ...]
) -> None:
    assert meant(history, asked, on) == Meant(asked=asked, codes=codes)


def test_what_ended_and_what_nobody_knows_is_told() -> None:
    assert meant((BEGAN, ENDED), "91.06", ON) == Meant(asked="91.06", ended_on=LATER)
    assert meant((BEGAN, MOVED, ENDED), "91.06", ON) == Meant(asked="91.06", ended_on=LATER)
    assert meant((), "91.06", ON) == Meant(asked="91.06")


def code(refused: Refused | None) -> str | None:
    return refused.code if refused else None


@pytest.mark.parametrize(
    ("region", "gone", "former"),
    [
        (Meant(asked="91.06", codes=("91.06", "91.02")), None, None),
        (Meant(asked="91.06", codes=("96.01", "91.06")), None, "CODE_GIVEN_UP"),
        (Meant(asked="91.06", ended_on=ON), "REGION_DISSOLVED", "REGION_DISSOLVED"),
        (Meant(asked="91.06"), "REGION_UNKNOWN", None),
    ],
)
def test_what_is_refused_about_a_code(region: Meant, gone: str | None, former: str | None) -> None:
    fine = Meant(asked="52", codes=("52",))
    assert code(refuse_gone((fine, region), "indicator")) == gone
    assert code(refuse_former((fine, region), "region_codes")) == former
