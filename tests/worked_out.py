"""What can be worked out from what a survey publishes: every sum and difference, by algebra that knows nothing of districts."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any, Final
from uuid import UUID, uuid5

from hypothesis import strategies as st

from libs.events.contracts.villages.safety_survey import (
    PublishIndex,
    SafetyTrustIndexPublished,
    SurveyClosed,
    SurveyCounts,
    SurveyMethod,
    SurveyOpened,
    SurveyTallyRecorded,
    VillageIndicesPublished,
)
from libs.events.decider import Refused, decided
from services.villages.disclosure import Area, around
from services.villages.reporting import Reporting
from services.villages.safety_survey import SAFETY_SURVEY, SurveyFacts

SPACE: Final = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b0f2")
LEAST: Final = 30
ASKED: Final = st.one_of(st.integers(0, 45), st.sampled_from([0, 1, LEAST - 1, LEAST, LEAST + 1]))
DISTRICTS: Final = st.lists(st.lists(ASKED, min_size=1, max_size=3), min_size=1, max_size=3)
"""By district: how many were asked in each of its villages."""
CITY: Final = "52.71"
_DAY: Final = date(2026, 2, 2)
_AFTER: Final = datetime(2026, 2, 4, tzinfo=UTC)


def region(*districts: Sequence[int]) -> Area:
    """The city, its districts and their villages, by code."""
    made = []
    for number, villages in enumerate(districts, 1):
        code = f"{CITY}.{number:02}"
        within = tuple(Area(key=f"{code}.{1000 + place}", asked=asked) for place, asked in enumerate(villages, 1))
        made.append(around(code, within))
    return around(CITY, tuple(made))


def published(survey: Area) -> frozenset[str]:
    """The codes of all areas that the decider tells of, once tallies have come in from these villages."""
    window: dict[str, Any] = {"method": SurveyMethod.SHEET, "opens_on": _DAY, "closes_on": _DAY}
    events: list[Any] = [SurveyOpened(region_code=survey.key, questionnaire_version=1, **window)]
    for number, village in enumerate(leaves(survey), 1):
        counts = SurveyCounts(
            respondents=village.asked, safe_at_night=0, activity_runs_normally=0, trust_in_police=0, victimised_12m=0
        )
        tally = SurveyTallyRecorded(
            village_id=uuid5(SPACE, village.key),
            village_code=village.key,
            batch_id=uuid5(SPACE, f"batch of {village.key}"),
            revision=1,
            collected_on=_DAY,
            counts=counts,
            respondents_so_far=0,
            villages_so_far=number,
        )
        events.append(tally)
    events.append(SurveyClosed(closed_at=_AFTER))
    facts = SurveyFacts(reporting=Reporting(now=_AFTER + timedelta(days=1)), min_respondents=LEAST)
    decision = SAFETY_SURVEY.decide(SAFETY_SURVEY.fold(events), PublishIndex(survey_id=SPACE, published_at=_AFTER), facts)
    if isinstance(decision, Refused):
        return frozenset()
    told: set[str] = set()
    for event in decided(decision).events:
        assert isinstance(event, SafetyTrustIndexPublished | VillageIndicesPublished)
        told |= {one.code for one in (event.areas if isinstance(event, SafetyTrustIndexPublished) else event.villages)}
    return frozenset(told)


def leaves(area: Area) -> Iterator[Area]:
    for inner in area.within:
        yield from leaves(inner)
    if not area.within:
        yield area


def areas(area: Area) -> Iterator[Area]:
    yield area
    for inner in area.within:
        yield from areas(inner)


PRIME = 2**31 - 1
"""Rows of so few ones are dependent modulo this if and only if they are over the rational numbers, which are slower."""


def rows(area: Area, told: frozenset[str]) -> list[list[int]]:
    """For each area that is told: which villages it sums up. Of a village where nobody was asked everything is known."""
    villages = [village.key for village in leaves(area) if village.asked]
    return [[int(key in {leaf.key for leaf in leaves(one)}) for key in villages] for one in areas(area) if one.key in told]


def reduced(matrix: list[list[int]]) -> list[tuple[int, list[int]]]:
    """By Gauss: rows with the place of their leading 1."""
    done: list[tuple[int, list[int]]] = []
    for row in matrix:
        rest = without(row, done)
        lead = next((place for place, value in enumerate(rest) if value), None)
        if lead is not None:
            inverse = pow(rest[lead], -1, PRIME)
            done.append((lead, [value * inverse % PRIME for value in rest]))
    return done


def without(row: list[int], basis: list[tuple[int, list[int]]]) -> list[int]:
    """What is left of a row once all that follows from the basis is taken away."""
    for lead, known in basis:
        if factor := row[lead]:
            row = [(a - factor * b) % PRIME for a, b in zip(row, known, strict=True)]
    return row


def worked_out(area: Area, told: frozenset[str], below: int) -> dict[tuple[str, ...], int]:
    """Every set of villages, with fewer respondents than `below`, whose total follows from what is told; and that total."""
    villages = [village for village in leaves(area) if village.asked]
    basis = reduced(rows(area, told))
    found: dict[tuple[str, ...], int] = {}
    for size in range(1, len(villages) + 1):
        for some in combinations(villages, size):
            asked = sum(one.asked for one in some)
            if asked < below and not any(without([int(one in some) for one in villages], basis)):
                found[tuple(one.key for one in some)] = asked
    return found


def about_too_few(survey: Area) -> dict[tuple[str, ...], int]:
    """The sets of villages about which too much follows from what is published."""
    return worked_out(survey, published(survey), LEAST)
