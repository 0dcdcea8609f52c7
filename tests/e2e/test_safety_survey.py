"""People are asked whether they feel safe: only sums go in, only what is about enough of them comes out."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from services.gateway.graph.manifest import SOURCES
from tests.e2e.system import System
from tests.e2e.trio import ELSEWHERE, Trio

REGION: Final = "52.01.12"
"""Narmada: in West Lombok, but on Polresta Mataram's ground."""
VILLAGES: Final = """query ($region: String!) { villages(region: $region, first: 4) { edges { node { id code } } } }"""
SURVEY: Final = """query ($id: ID!) { safetySurvey(id: $id) { state respondents villages formula minRespondents
  indices(first: 20) { totalCount edges { node {
    code level index margin respondents safeAtNight village { code } region { code } } } }
  timeline(order: OLDEST_FIRST) { edges { node { type by { role } } } } } }"""
OF_VILLAGE: Final = """query ($code: String!) { village(code: $code) {
  safetyIndex { index respondents formula survey { closesOn } } safetyIndices { respondents }
  district { safetyIndex { index respondents } } } }"""
OPEN: Final = (
    """mutation ($input: OpenSurveyInput!) { openSurvey(input: $input) { problems { code } safetySurvey { id state } } }"""
)


def today() -> date:
    return datetime.now(ZoneInfo("Asia/Makassar")).date()


def now() -> str:
    return datetime.now(UTC).isoformat()


@pytest.fixture(scope="module")
def trio(province: System) -> Trio:
    return Trio(province, 4)


@pytest.fixture(scope="module")
def villages(province: System) -> list[dict[str, str]]:
    return [edge["node"] for edge in province.ask(VILLAGES, region=REGION)["villages"]["edges"]]


def counts(asked: int, safe: int) -> dict[str, int]:
    said = {"activityRunsNormally": asked, "trustInPolice": asked // 2, "victimised12m": 0}
    return {"respondents": asked, "safeAtNight": safe, **said}


def opened(trio: Trio, token: str, closes_in: int = -1, region: str = REGION) -> tuple[str, str | None]:
    """The survey's id as a UUID, and in the graph."""
    survey, last = str(uuid4()), today() + timedelta(days=closes_in)
    window = {"opensOn": (last - timedelta(days=9)).isoformat(), "closesOn": last.isoformat()}
    said = {"surveyId": survey, "regionCode": region, "method": "FACE_TO_FACE", "questionnaireVersion": 1, **window}
    answer = trio.system.ask(OPEN, token, input=said)["openSurvey"]
    return survey, answer["safetySurvey"] and answer["safetySurvey"]["id"]


def tally(trio: Trio, token: str, survey: str, village: dict[str, str], asked: int, **more: Any) -> list[str]:
    said = {
        "batchId": str(uuid4()),
        "collectedOn": (today() - timedelta(days=2)).isoformat(),
        "counts": counts(asked, asked // 2),
    }
    return trio.send("recordSurveyTally", token, surveyId=survey, villageId=village["id"], **{**said, **more})


def found(trio: Trio, id_: str | None, token: str | None = None) -> dict[str, Any]:
    one: dict[str, Any] = trio.system.ask(SURVEY, token, id=id_)["safetySurvey"]
    return one


def test_it_goes_from_opening_to_an_index_that_gives_no_small_village_away(trio: Trio, villages: list[dict[str, str]]) -> None:
    commander = trio.commander_token
    assert opened(trio, trio.system.token(ROLE="commander", UNIT=ELSEWHERE))[1] is None, "his ground is the rest of the regency"
    survey, id_ = opened(trio, commander)
    large, other, small, tiny = villages
    for village, asked in ((large, 50), (other, 34), (small, 12), (tiny, 9)):
        assert tally(trio, commander, survey, village, asked) == []
    assert tally(trio, trio.officer_token, survey, large, 30) == ["ROLE_NOT_ALLOWED"]
    assert tally(trio, commander, survey, large, 30, collectedOn=today().isoformat()) == ["OUTSIDE_WINDOW"]
    assert tally(trio, commander, survey, large, 30, counts=counts(30, 31)) == ["COUNT_ABOVE_RESPONDENTS"]
    assert tally(trio, commander, survey, trio.village, 30) == ["OUTSIDE_REGION"]
    one = found(trio, id_, commander)
    assert (one["state"], one["respondents"], one["villages"]) == ("OPEN", 105, 4)
    assert one["indices"]["totalCount"] == 0, "nobody sees what has been tallied so far"

    assert trio.send("publishIndex", surveyId=survey, publishedAt=now()) == ["SURVEY_OPEN"]
    assert trio.send("closeSurvey", commander, surveyId=survey, closedAt=now()) == []
    assert tally(trio, commander, survey, large, 30) == ["SURVEY_CLOSED"]
    assert trio.send("publishIndex", commander, surveyId=survey, publishedAt=now()) == ["ROLE_NOT_ALLOWED"]
    assert trio.send("publishIndex", surveyId=survey, publishedAt=now()) == []

    one = found(trio, id_, trio.officer_token)
    assert (one["state"], one["formula"], one["minRespondents"]) == ("PUBLISHED", 1, 30)
    told = {edge["node"]["code"]: edge["node"] for edge in one["indices"]["edges"]}
    assert set(told) == {REGION, large["code"]}, "the two small villages, 21 people, are hidden by the next larger one"
    district, village = told[REGION], told[large["code"]]
    # 35 · 25/50 + 15 · 50/50 + 30 · 25/50 + 20 · 1
    assert (village["level"], village["index"], village["respondents"], village["safeAtNight"]) == ("VILLAGE", 67.5, 50, 0.5)
    assert (district["level"], district["respondents"], district["region"]["code"]) == ("DISTRICT", 105, REGION)
    assert village["margin"] > district["margin"] > 0
    kinds = [edge["node"]["type"] for edge in one["timeline"]["edges"]]
    assert kinds[0] == "SurveyOpened"
    assert kinds[-2:] == ["SafetyTrustIndexPublished", "VillageIndicesPublished"]
    assert kinds.count("SurveyTallyRecorded") == 4

    of_large = trio.system.ask(OF_VILLAGE, trio.officer_token, code=large["code"])["village"]
    assert (of_large["safetyIndex"]["index"], of_large["district"]["safetyIndex"]["respondents"]) == (67.5, 105)
    of_small = trio.system.ask(OF_VILLAGE, code=small["code"])["village"]
    assert (of_small["safetyIndex"], of_small["district"]["safetyIndex"]["respondents"]) == (None, 105)


def test_a_correction_takes_the_place_of_a_tally_in_whatever_order_they_come(trio: Trio, villages: list[dict[str, str]]) -> None:
    survey, id_ = opened(trio, trio.commander_token)
    batch = {"batchId": str(uuid4())}
    assert tally(trio, trio.commander_token, survey, villages[0], 40, revision=2, **batch) == []
    assert tally(trio, trio.commander_token, survey, villages[0], 90, revision=1, **batch) == [], "superseded already"
    assert tally(trio, trio.commander_token, survey, villages[0], 41, revision=2, **batch) == ["TALLY_DIFFERS"]
    assert found(trio, id_)["respondents"] == 40
    assert tally(trio, trio.commander_token, survey, villages[0], 0, revision=3, **batch) == [], "it was none"
    assert (found(trio, id_)["respondents"], found(trio, id_)["villages"]) == (0, 0)


def test_a_survey_is_not_stopped_when_its_figures_please_and_few_answers_stay_untold(
    trio: Trio, villages: list[dict[str, str]]
) -> None:
    running, _ = opened(trio, trio.commander_token, closes_in=5)
    assert trio.send("closeSurvey", trio.commander_token, surveyId=running, closedAt=now()) == ["WINDOW_OPEN"]
    few, id_ = opened(trio, trio.commander_token)
    assert tally(trio, trio.commander_token, few, villages[1], 29) == []
    assert trio.send("closeSurvey", trio.commander_token, surveyId=few, closedAt=now()) == []
    (refused,) = trio.problems("publishIndex", surveyId=few, publishedAt=now())
    assert (refused["code"], refused["field"]) == ("TOO_FEW_RESPONDENTS", "input.surveyId")
    assert found(trio, id_)["state"] == "CLOSED"


def test_the_document_of_the_duty_tells_of_a_region_its_districts_and_its_villages(trio: Trio) -> None:
    text = (SOURCES / "SafetyIndex.graphql").read_text()
    told = trio.system.ask(text, trio.officer_token, region="52.01", first=20)
    districts = {edge["node"]["code"]: edge["node"]["safetyIndex"] for edge in told["region"]["regions"]["edges"]}
    assert districts[REGION]["respondents"] == 105
    assert {edge["node"]["village"]["code"][:8] for edge in told["villages"]["edges"]} == {REGION}
    assert told["safetySurveys"]["edges"]
