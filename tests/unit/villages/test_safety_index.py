"""The index is exact, its formula is the numbered one, and what it may be off by is never understated."""

from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.events.contracts.villages.safety_survey import SurveyCounts
from services.villages.safety_index import FORMULA, FORMULAS, NOBODY, index_permille, margin_permille, together


def counts(asked: int, safe: int, activity: int, trust: int, victims: int) -> SurveyCounts:
    return SurveyCounts(
        respondents=asked,
        safe_at_night=safe,
        activity_runs_normally=activity,
        trust_in_police=trust,
        victimised_12m=victims,
    )


@st.composite
def tallies(draw: st.DrawFn) -> SurveyCounts:
    asked = draw(st.integers(1, 400))
    return counts(asked, *(draw(st.integers(0, asked)) for _ in range(4)))


@pytest.mark.parametrize(
    ("tally", "index"),
    [
        (counts(100, 100, 100, 100, 0), 1000),
        (counts(100, 0, 0, 0, 100), 0),
        (counts(100, 100, 0, 0, 100), 350),
        (counts(100, 0, 100, 0, 100), 150),
        (counts(100, 0, 0, 100, 100), 300),
        (counts(100, 0, 0, 0, 0), 200),
        (counts(48, 35, 41, 33, 4), 773),
        (counts(3, 1, 0, 0, 3), 117),
        (counts(1_000, 1, 0, 1, 1_000), 1),
        (counts(8, 1, 0, 0, 8), 44),
    ],
)
def test_the_first_formula(tally: SurveyCounts, index: int) -> None:
    assert index_permille(tally, 1) == index


@settings(max_examples=50, deadline=None, derandomize=True, database=None)
@given(tallies())
def test_it_is_rounded_once_and_the_margin_covers_the_errors_of_all_four(tally: SurveyCounts) -> None:
    asked = tally.respondents
    shares = {
        35: Fraction(tally.safe_at_night, asked),
        15: Fraction(tally.activity_runs_normally, asked),
        30: Fraction(tally.trust_in_police, asked),
        20: 1 - Fraction(tally.victimised_12m, asked),
    }
    exact = 10 * sum(weight * share for weight, share in shares.items())
    assert abs(Fraction(index_permille(tally)) - exact) <= Fraction(1, 2)
    plus_four = {weight: float((share * asked + 2) / (asked + 4)) for weight, share in shares.items()}
    wide = sum(10 * weight * 2 * sqrt(share * (1 - share) / (asked + 4)) for weight, share in plus_four.items())
    assert wide <= margin_permille(tally) <= wide + 1.01


@settings(max_examples=30, deadline=None, derandomize=True, database=None)
@given(tallies(), tallies())
def test_counts_add_up_and_can_be_taken_away_again(one: SurveyCounts, other: SurveyCounts) -> None:
    assert together(together(one, other), other, -1) == one
    both = together(one, other)
    low, high = sorted((index_permille(one), index_permille(other)))
    assert low <= index_permille(both) <= high, "everybody weighs the same"


def test_nobody_has_no_index_and_weights_make_a_hundred() -> None:
    with pytest.raises(ZeroDivisionError):
        index_permille(NOBODY)
    assert FORMULA in FORMULAS
    for weights in FORMULAS.values():
        assert (
            sum((weights.safe_at_night, weights.activity_runs_normally, weights.trust_in_police, weights.not_victimised)) == 100
        )
