"""Two rounds of safety surveys in a few regencies: tallies of enumerators, never answers; closed, and published as an index."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Final
from uuid import UUID

from data.demo.province import Province
from data.demo.telling import HEADQUARTERS, Speaker, Told
from data.regions import DISTRICT, within
from libs.events.contracts.villages.safety_survey import (
    CloseSurvey,
    OpenSurvey,
    PublishIndex,
    RecordSurveyTally,
    SurveyCounts,
    SurveyMethod,
)
from libs.events.message import Command

REGIONS: Final = ("52.03", "52.04", "52.05", "52.08", "52.72")
"""Each on the ground of one Polres."""
ROUNDS: Final = (-250, -52)
"""The first day of each."""
LASTS: Final = 9
"""Days after which the last one is over."""
DISTRICTS: Final = 5
VILLAGES: Final = 3
"""In so many of each district people are asked."""
BATCHES: Final = (1, 2, 2)
ASKED: Final = (22, 41)
"""By one enumerator in one village, from how many to how many."""
CORRECTED: Final = 0.04
"""Share of tallies that were added up wrongly at first."""
ANSWERS: Final = {
    "safe_at_night": (0.58, 0.84),
    "activity_runs_normally": (0.72, 0.95),
    "trust_in_police": (0.6, 0.86),
    "victimised_12m": (0.02, 0.09),
}
"""Shares that say so, from region to region."""


def told(province: Province) -> Iterator[Told]:
    for region in REGIONS:
        there = [code for code in province.villages if within(code, (region,))]
        rounds = [(number, day) for number, day in enumerate(ROUNDS, 1) if there and day >= province.days.first]
        shares = {answer: province.chance(f"survey/{region}/{answer}").uniform(*span) for answer, span in ANSWERS.items()}
        for number, day in rounds:
            yield from _survey(province, (region, number, day), there, shares)


def _survey(province: Province, which: tuple[str, int, int], there: Sequence[str], shares: dict[str, float]) -> Iterator[Told]:
    region, number, day = which
    survey, chance = province.id("survey_id", f"{region}/{number}"), province.chance(f"survey/{region}/{number}")
    by = province.commander(there[0])
    opened = OpenSurvey(
        survey_id=survey,
        region_code=region,
        method=chance.choice((SurveyMethod.FACE_TO_FACE, SurveyMethod.FACE_TO_FACE, SurveyMethod.TELEPHONE)),
        opens_on=province.days.day(day),
        closes_on=province.days.day(day + LASTS),
        questionnaire_version=1,
    )
    yield _told(province, day - 3, 540, by, opened)
    for place, code in enumerate(_asked_in(there, chance)):
        for batch in range(chance.choice(BATCHES)):
            key = province.id("batch_id", f"{region}/{number}/{code}/{batch}")
            yield from _tallies(province, (survey, key, code), day + (place + batch) % (LASTS + 1), shares, chance)
    closed_at = province.days.moment(day + LASTS + 2, 560)
    yield Told(at=closed_at, by=by, command=CloseSurvey(survey_id=survey, closed_at=closed_at))
    published_at = province.days.moment(day + LASTS + 9, 600)
    published = PublishIndex(survey_id=survey, published_at=published_at)
    yield Told(at=published_at, by=HEADQUARTERS, command=published)


def _told(province: Province, day: int, minutes: float, by: Speaker, command: Command) -> Told:
    return Told(at=province.days.moment(day, minutes), by=by, command=command)


def _asked_in(there: Sequence[str], chance: Random) -> list[str]:
    """Villages of a few districts, each with several, so that nearly all may be told of."""
    districts = sorted({code[:DISTRICT] for code in there})
    chosen = []
    for district in chance.sample(districts, min(DISTRICTS, len(districts))):
        villages = [code for code in there if within(code, (district,))]
        chosen += chance.sample(villages, min(VILLAGES, len(villages)))
    return chosen


def _tallies(
    province: Province, which: tuple[UUID, UUID, str], day: int, shares: dict[str, float], chance: Random
) -> Iterator[Told]:
    """What one enumerator collected in a village, and its correction where one was needed; handed in that evening."""
    survey, batch, code = which
    asked, village = chance.randint(*ASKED), province.villages[code]
    said = {answer: min(asked, round(asked * share * chance.uniform(0.85, 1.15))) for answer, share in shares.items()}
    revisions = (1, 2) if chance.random() < CORRECTED else (1,)
    for revision in revisions:
        wrong = revision < len(revisions)
        tally = RecordSurveyTally(
            survey_id=survey,
            village_id=village.id,
            batch_id=batch,
            revision=revision,
            collected_on=province.days.day(day),
            counts=SurveyCounts(respondents=asked + 1 if wrong else asked, **said),
        )
        yield _told(province, day, 1_140 + 30 * revision, province.commander(code), tally)
