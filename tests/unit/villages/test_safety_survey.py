"""A survey is opened, tallied in batches that may come in any order, closed after its last day, and published once."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from libs.events.contracts.villages.safety_survey import (
    AreaIndex,
    CloseSurvey,
    OpenSurvey,
    PublishIndex,
    RecordSurveyTally,
    SafetyTrustIndexPublished,
    SurveyClosed,
    SurveyCounts,
    SurveyMethod,
    SurveyOpened,
    SurveyTallyRecorded,
    VillageIndex,
    VillageIndicesPublished,
)
from libs.events.contracts.villages.village import VillageKind
from libs.events.decider import Place
from libs.events.testing import Story, given
from services.villages import reporting
from services.villages.region import Region
from services.villages.reporting import Reporting
from services.villages.safety_index import index_permille, margin_permille
from services.villages.safety_survey import INDONESIAN, SAFETY_SURVEY, SafetySurvey, SurveyFacts, place
from services.villages.village import Village

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b0f1")


def an(name: str) -> UUID:
    return uuid5(ID, name)


FIRST, LAST = date(2026, 2, 2), date(2026, 2, 15)
AFTER = datetime(2026, 2, 15, 16, tzinfo=UTC)
"""The first moment of the day after, where people are asked."""
NOW = AFTER + timedelta(days=3)
DAY_BEFORE = Reporting(now=AFTER - timedelta(days=1, hours=1))
CITY = Region(code="52.71", name="Kota Mataram")


def ward(code: str) -> Village:
    return Village(code=code, name="Contoh", kind=VillageKind.KELURAHAN)


FACTS = SurveyFacts(reporting=Reporting(now=NOW), region=CITY, village=ward("52.71.01.1004"))
OPEN = OpenSurvey(
    survey_id=ID,
    region_code="52.71",
    method=SurveyMethod.FACE_TO_FACE,
    opens_on=FIRST,
    closes_on=LAST,
    questionnaire_version=1,
)
OPENED = SurveyOpened(
    region_code="52.71", method=SurveyMethod.FACE_TO_FACE, opens_on=FIRST, closes_on=LAST, questionnaire_version=1
)


def counts(asked: int, safe: int | None = None) -> SurveyCounts:
    return SurveyCounts(
        respondents=asked,
        safe_at_night=asked // 2 if safe is None else safe,
        activity_runs_normally=asked // 3,
        trust_in_police=asked // 4,
        victimised_12m=asked // 5,
    )


TALLY = RecordSurveyTally(survey_id=ID, village_id=an("1004"), batch_id=an("batch"), collected_on=FIRST, counts=counts(40))
TALLIED = SurveyTallyRecorded(
    village_id=an("1004"),
    village_code="52.71.01.1004",
    batch_id=an("batch"),
    revision=1,
    collected_on=FIRST,
    counts=counts(40),
    respondents_so_far=40,
    villages_so_far=1,
)
CLOSE = CloseSurvey(survey_id=ID, closed_at=AFTER)
CLOSED = SurveyClosed(closed_at=AFTER)
PUBLISH = PublishIndex(survey_id=ID, published_at=AFTER + timedelta(days=1))


def told(*events: Any, facts: SurveyFacts = FACTS) -> Story[SafetySurvey | None, Any, Any, SurveyFacts]:
    return given(SAFETY_SURVEY, *events, facts=facts)


def tallied(code: str, asked: int, survey: Any = ()) -> SurveyTallyRecorded:
    """A whole village in one batch, after these."""
    before: Any = SAFETY_SURVEY.fold([OPENED, *survey])
    return SurveyTallyRecorded(
        village_id=an(code),
        village_code=code,
        batch_id=an(f"batch of {code}"),
        revision=1,
        collected_on=LAST,
        counts=counts(asked),
        respondents_so_far=before.asked + asked,
        villages_so_far=len(before.villages) + 1,
    )


def asked_in(**villages: int) -> list[Any]:
    """The survey of these, closed; by the code of the village without that of the city, `v` before it."""
    events: list[Any] = []
    for name, asked in villages.items():
        events.append(tallied(f"52.71.{name[1:3]}.{name[3:]}", asked, events))
    return [OPENED, *events, CLOSED]


def area(code: str, *asked: int) -> AreaIndex:
    parts = [counts(one) for one in asked]
    total = SurveyCounts(**{name: sum(getattr(one, name) for one in parts) for name in SurveyCounts.__struct_fields__})
    return AreaIndex(code=code, counts=total, index_permille=index_permille(total), margin_permille=margin_permille(total))


def village(code: str, asked: int) -> VillageIndex:
    made = area(code, asked)
    return VillageIndex(
        village_id=an(code),
        code=code,
        counts=made.counts,
        index_permille=made.index_permille,
        margin_permille=made.margin_permille,
    )


def published(*areas: AreaIndex, least: int = 30) -> SafetyTrustIndexPublished:
    return SafetyTrustIndexPublished(
        region_code="52.71",
        method=SurveyMethod.FACE_TO_FACE,
        opens_on=FIRST,
        closes_on=LAST,
        questionnaire_version=1,
        formula=1,
        min_respondents=least,
        areas=areas,
        published_at=PUBLISH.published_at,
    )


def test_it_goes_from_opening_to_publication_and_each_step_counts_once() -> None:
    story = told().when(OPEN).then(OPENED).when(OPEN).then_nothing()
    story = story.when(TALLY).then(TALLIED).when(TALLY).then_nothing()
    story = story.when(CLOSE).then(CLOSED).when(CLOSE).then_nothing()
    index = published(area("52.71", 40), area("52.71.01", 40))
    villages = VillageIndicesPublished(
        closes_on=LAST,
        formula=1,
        villages=(replace(village("52.71.01.1004", 40), village_id=an("1004")),),
    )
    story = story.when(PUBLISH).then(index, villages).when(PUBLISH).then_nothing()
    story.when(TALLY).then_nothing()


@pytest.mark.parametrize(
    ("command", "facts", "code", "field"),
    [
        (OPEN, {"region": None}, "REGION_UNKNOWN", "region_code"),
        (replace(OPEN, region_code="52"), {}, "REGION_TOO_WIDE", "region_code"),
        (replace(OPEN, closes_on=FIRST - timedelta(days=1)), {}, "ENDS_BEFORE_START", "closes_on"),
        (TALLY, {}, "SURVEY_UNKNOWN", "survey_id"),
    ],
)
def test_what_cannot_be_opened_is_refused(command: Any, facts: dict[str, Any], code: str, field: str) -> None:
    told(facts=replace(FACTS, **facts)).when(command).then_refused(code, field)


def test_an_id_belongs_to_one_survey() -> None:
    told(OPENED).when(replace(OPEN, questionnaire_version=2)).then_refused("ALREADY_OPENED", "survey_id")
    told().when(replace(OPEN, closes_on=FIRST)).then(replace(OPENED, closes_on=FIRST))


@pytest.mark.parametrize(
    ("command", "facts", "code", "field"),
    [
        (replace(TALLY, counts=counts(40, 41)), {}, "COUNT_ABOVE_RESPONDENTS", "counts.safe_at_night"),
        (replace(TALLY, counts=replace(counts(9), victimised_12m=10)), {}, "COUNT_ABOVE_RESPONDENTS", "counts.victimised_12m"),
        (replace(TALLY, collected_on=FIRST - timedelta(days=1)), {}, "OUTSIDE_WINDOW", "collected_on"),
        (replace(TALLY, collected_on=LAST + timedelta(days=1)), {}, "OUTSIDE_WINDOW", "collected_on"),
        (replace(TALLY, collected_on=LAST), {"reporting": DAY_BEFORE}, "TIME_IN_FUTURE", "collected_on"),
        (TALLY, {"village": None}, "VILLAGE_UNKNOWN", "village_id"),
        (TALLY, {"village": ward("52.01.09.2001")}, "OUTSIDE_REGION", "village_id"),
    ],
)  # fmt: skip
def test_what_cannot_be_tallied_is_refused(command: Any, facts: dict[str, Any], code: str, field: str) -> None:
    told(OPENED, facts=replace(FACTS, **facts)).when(command).then_refused(code, field)


def test_the_last_day_is_that_of_the_place() -> None:
    evening = Reporting(now=datetime(2026, 2, 14, 16, 30, tzinfo=UTC))
    told(OPENED, facts=replace(FACTS, reporting=evening)).when(replace(TALLY, collected_on=LAST)).then(
        replace(TALLIED, collected_on=LAST)
    )


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    second = replace(TALLY, revision=2, counts=counts(30))
    corrected = replace(TALLIED, revision=2, counts=counts(30), respondents_so_far=30)
    story = told(OPENED, TALLIED).when(replace(TALLY, counts=counts(30))).then_refused("TALLY_DIFFERS", "revision")
    story = told(OPENED, TALLIED).when(second).then(corrected).when(TALLY).then_nothing()
    struck = replace(TALLIED, revision=3, counts=counts(0), respondents_so_far=0, villages_so_far=0)
    story.when(replace(TALLY, revision=3, counts=counts(0))).then(struck)


def test_batches_and_their_revisions_may_come_in_any_order() -> None:
    def batch(where: str, name: str, revision: int, asked: int) -> tuple[RecordSurveyTally, SurveyFacts]:
        command = replace(TALLY, village_id=an(where), batch_id=an(name), revision=revision, counts=counts(asked))
        return command, replace(FACTS, village=ward(where))

    said = [
        batch("52.71.01.1004", "one", 1, 40),
        batch("52.71.01.1004", "one", 2, 38),
        batch("52.71.01.1004", "two", 1, 12),
        batch("52.71.02.1001", "one", 1, 0),
        batch("52.71.02.1001", "one", 3, 33),
    ]
    ends = set()
    for order in permutations(said):
        story = told(OPENED)
        for command, facts in order:
            story = story.when(command, facts)
        survey: Any = story.state()
        totals = {str(key): (tally.code, tally.counts) for key, tally in survey.villages.items()}
        assert survey.asked == sum(tally.counts.respondents for tally in survey.villages.values()) == 38 + 12 + 33
        ends.add(repr(sorted(totals.items())))
    assert len(ends) == 1


def test_it_is_closed_once_the_last_day_is_over_there() -> None:
    early = replace(CLOSE, closed_at=AFTER - timedelta(seconds=1))
    told(OPENED).when(early).then_refused("WINDOW_OPEN", "closed_at")
    told(OPENED).when(replace(CLOSE, closed_at=NOW + timedelta(hours=1))).then_refused("TIME_IN_FUTURE", "closed_at")
    late = replace(TALLY, batch_id=an("late"))
    told(OPENED, TALLIED, CLOSED).when(late).then_refused("SURVEY_CLOSED", "survey_id")
    told(OPENED, TALLIED, CLOSED).when(replace(TALLY, revision=2)).then_refused("SURVEY_CLOSED", "survey_id")


def test_it_is_published_when_it_is_closed_and_enough_were_asked() -> None:
    told(OPENED, TALLIED).when(PUBLISH).then_refused("SURVEY_OPEN", "survey_id")
    told(OPENED, TALLIED, CLOSED).when(replace(PUBLISH, published_at=AFTER - timedelta(seconds=1))).then_refused(
        "PUBLISHED_BEFORE_CLOSED", "published_at"
    )
    told(OPENED, TALLIED, CLOSED).when(replace(PUBLISH, published_at=NOW + timedelta(days=1))).then_refused(
        "TIME_IN_FUTURE", "published_at"
    )
    told(*asked_in(v011004=29)).when(PUBLISH).then_refused("TOO_FEW_RESPONDENTS", "survey_id")
    told(OPENED, CLOSED).when(PUBLISH).then_refused("TOO_FEW_RESPONDENTS", "survey_id")
    few = replace(FACTS, min_respondents=10)
    told(*asked_in(v011004=29), facts=few).when(PUBLISH).then(
        published(area("52.71", 29), area("52.71.01", 29), least=10),
        VillageIndicesPublished(closes_on=LAST, formula=1, villages=(village("52.71.01.1004", 29),)),
    )


def test_a_small_village_is_told_of_with_its_district_and_hidden_by_another() -> None:
    events = asked_in(v011012=17, v011004=48, v011006=36, v021001=31)
    told(*events).when(PUBLISH).then(
        published(area("52.71", 48, 36, 17, 31), area("52.71.01", 48, 36, 17), area("52.71.02", 31)),
        VillageIndicesPublished(closes_on=LAST, formula=1, villages=(village("52.71.01.1004", 48), village("52.71.02.1001", 31))),
    )


def test_where_no_village_is_large_enough_no_village_is_told_of() -> None:
    told(*asked_in(v011004=20, v011006=20)).when(PUBLISH).then(published(area("52.71", 20, 20), area("52.71.01", 20, 20)))


def moved(code: str, *former: str) -> SurveyFacts:
    return replace(FACTS, now_code="53.09", village=replace(ward(code), former=former))


def test_a_survey_goes_on_by_its_first_codes_when_its_region_gets_another() -> None:
    told(OPENED).when(TALLY, moved("53.09.01.1004", "53.09.01.1044", "52.71.01.1004")).then(TALLIED)
    told(OPENED).when(TALLY, moved("52.71.01.1004")).then(TALLIED)
    came, left = moved("53.09.01.1004", "54.01.01.1004"), moved("54.01.01.1004", "52.71.01.1004")
    for elsewhere in (came, left, replace(left, now_code=None)):
        told(OPENED).when(TALLY, elsewhere).then_refused("OUTSIDE_REGION", "village_id")
    assert place(SAFETY_SURVEY.fold([OPENED]), TALLY, came) == Place(region="53.09")
    assert place(SAFETY_SURVEY.fold([OPENED]), TALLY, FACTS) == Place(region="52.71")


def test_the_survey_of_a_district_is_published_of_it_and_its_villages() -> None:
    opened = replace(OPENED, region_code="52.71.01")
    events = [opened, *asked_in(v011004=48, v011006=36)[1:]]
    index = replace(published(area("52.71.01", 48, 36)), region_code="52.71.01")
    villages = (village("52.71.01.1004", 48), village("52.71.01.1006", 36))
    told(*events).when(PUBLISH).then(index, VillageIndicesPublished(closes_on=LAST, formula=1, villages=villages))


def test_it_is_the_commanders_of_the_whole_region_and_said_in_indonesian() -> None:
    assert place(None, OPEN, FACTS) == place(SAFETY_SURVEY.fold([OPENED]), TALLY, FACTS) == Place(region="52.71")
    assert set(reporting.INDONESIAN) < set(SAFETY_SURVEY.indonesian)
    assert set(INDONESIAN) < set(SAFETY_SURVEY.indonesian)
