"""A date of which less is known contradicts nothing that it may agree with."""

from datetime import date

import pytest

from libs.events.contracts.values import ClaimedDate, Precision
from services.cooperation.claimed_dates import certainly_before, earliest, latest, told


def claim(day: str, precision: Precision) -> ClaimedDate:
    return ClaimedDate(value=date.fromisoformat(day), precision=precision, source="record")


@pytest.mark.parametrize(
    ("day", "precision", "first", "last", "said"),
    [
        ("2008-02-15", Precision.DAY, "2008-02-15", "2008-02-15", "2008-02-15"),
        ("2008-02-15", Precision.MONTH, "2008-02-01", "2008-02-29", "2008-02"),
        ("2008-02-15", Precision.YEAR, "2008-01-01", "2008-12-31", "2008"),
        ("2007-02-01", Precision.MONTH, "2007-02-01", "2007-02-28", "2007-02"),
    ],
)
def test_a_year_or_a_month_means_any_of_its_days(day: str, precision: Precision, first: str, last: str, said: str) -> None:
    claimed = claim(day, precision)
    assert (earliest(claimed).isoformat(), latest(claimed).isoformat(), told(claimed)) == (first, last, said)


@pytest.mark.parametrize(
    ("one", "other", "before"),
    [
        (("2007-01-01", Precision.YEAR), ("2007-08-01", Precision.DAY), False),
        (("2007-08-01", Precision.DAY), ("2007-01-01", Precision.YEAR), False),
        (("2007-08-01", Precision.MONTH), ("2007-08-31", Precision.DAY), False),
        (("2007-07-01", Precision.MONTH), ("2007-08-01", Precision.DAY), True),
        (("2006-01-01", Precision.YEAR), ("2007-01-01", Precision.YEAR), True),
        (("2007-01-01", Precision.DAY), ("2007-01-01", Precision.DAY), False),
    ],
)
def test_one_is_before_the_other_only_if_every_reading_says_so(
    one: tuple[str, Precision], other: tuple[str, Precision], *, before: bool
) -> None:
    assert certainly_before(claim(*one), claim(*other)) is before
