"""The index of safety and trust (*indeks rasa aman dan kepercayaan*): exact arithmetic over counts, its formula numbered.

Formula 1: 100 (0.35 safe at night + 0.15 activity runs normally + 0.30 trust in police + 0.20 (1 - victimised in 12 months)),
each the share of those asked. Gallup's Law and Order Index rests on the same four; the security module of Susenas is the national
comparator.
"""

from math import isqrt
from typing import Final

from msgspec import Struct

from libs.events.contracts.villages.safety_survey import SurveyCounts


class Weights(Struct, frozen=True, kw_only=True):
    """Points of 100 that each share is worth."""

    safe_at_night: int
    activity_runs_normally: int
    trust_in_police: int
    not_victimised: int


FORMULAS: Final = {
    1: Weights(safe_at_night=35, activity_runs_normally=15, trust_in_police=30, not_victimised=20),
}
"""By version; a published one is never changed."""
FORMULA: Final = 1
"""That of what is published now."""
NOBODY: Final = SurveyCounts(respondents=0, safe_at_night=0, activity_runs_normally=0, trust_in_police=0, victimised_12m=0)
_FINE: Final = 1_000
"""Steps within a thousandth, so that rounding each term down costs nothing that shows."""


def together(one: SurveyCounts, other: SurveyCounts, sign: int = 1) -> SurveyCounts:
    """Both; with the sign -1 the one without the other. Every respondent weighs the same, wherever he was asked."""
    return SurveyCounts(
        respondents=one.respondents + sign * other.respondents,
        safe_at_night=one.safe_at_night + sign * other.safe_at_night,
        activity_runs_normally=one.activity_runs_normally + sign * other.activity_runs_normally,
        trust_in_police=one.trust_in_police + sign * other.trust_in_police,
        victimised_12m=one.victimised_12m + sign * other.victimised_12m,
    )


def _weighed(counts: SurveyCounts, formula: int) -> tuple[tuple[int, int], ...]:
    """By question: the weight, and how many gave the answer that speaks for safety or trust."""
    weights = FORMULAS[formula]
    return (
        (weights.safe_at_night, counts.safe_at_night),
        (weights.activity_runs_normally, counts.activity_runs_normally),
        (weights.trust_in_police, counts.trust_in_police),
        (weights.not_victimised, counts.respondents - counts.victimised_12m),
    )


def index_permille(counts: SurveyCounts, formula: int = FORMULA) -> int:
    """The index in tenths of a point, 0 to 1000, halves rounded up. Raises ZeroDivisionError where nobody was asked."""
    points = sum(weight * number for weight, number in _weighed(counts, formula))
    return (20 * points + counts.respondents) // (2 * counts.respondents)


def margin_permille(counts: SurveyCounts, formula: int = FORMULA) -> int:
    """Half of a 95 % confidence interval, in tenths of a point, rounded up.

    Of each share the interval of Agresti and Coull ("plus four": two more of each answer, twice the standard error), which holds
    for few and for unanimous answers as well. Tallies do not say who gave which answers together, so the errors of
    the four are added as if they always went the same way: the margin is never too small for that.
    """
    asked = counts.respondents
    terms = (
        isqrt((20 * weight * _FINE) ** 2 * (number + 2) * (asked - number + 2) // (asked + 4) ** 3)
        for weight, number in _weighed(counts, formula)
    )
    # Each term may have lost up to one step.
    return -(-(sum(terms) + len(_weighed(counts, formula))) // _FINE)
