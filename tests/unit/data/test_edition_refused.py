"""A sound file is not taken where it looks like a part of one."""

from pathlib import Path

import pytest

from data.regions.comparison import compare
from data.regions.reading import BrokenEdition, Problem
from infra.local.edition import MANY, Refused, refusal, refuse_many

COUNTRY = {"11": "Contoh", "11.01": "Contoh", "11.01.01": "Contoh"}
FILE = Path("base.csv")


def country(villages: int) -> dict[str, str]:
    return COUNTRY | {f"11.01.01.{2000 + number}": f"Contoh {number}" for number in range(villages)}


def test_a_file_that_was_cut_short_dissolves_nothing() -> None:
    with pytest.raises(Refused, match="101 of 500 villages would be dissolved"):
        refuse_many(compare(country(500), country(500 - MANY - 1)), FILE)
    refuse_many(compare(country(500), country(500 - MANY)), FILE)


def test_a_few_of_many_are_dissolved() -> None:
    refuse_many(compare(country(999) | {"11.01.02": "Lain"}, country(950)), FILE)
    refuse_many(compare(country(3), country(0)), FILE)


def test_one_wrong_line_is_one() -> None:
    one, two = (BrokenEdition([Problem(3, "its code is none")] * number) for number in (1, 2))
    assert (str(one), str(two)) == ("1 line is wrong", "2 lines are wrong")
    assert refusal(FILE, one).splitlines() == [
        "base.csv is not taken, nothing was done: 1 line is wrong",
        "line 3: its code is none",
    ]
