"""What was published of a survey is shown to everybody inside, what was tallied to nobody; of each area the latest counts."""

from base64 import b64encode
from typing import Any, Final
from uuid import UUID

import pytest
from graphql import GraphQLObjectType

from libs.events.contracts.villages.safety_survey import SurveyTallyRecorded
from libs.events.message import Classification, Role
from tests.integration.read_model.asking import SCHEMA, Asking
from tests.lombok import an

CITY: Final = """{ region(code: "52.71") { safetyIndex { index margin respondents safeAtNight activityRunsNormally trustInPolice
  victimised formula level inPilotSite survey { closesOn } village { code } region { name } }
  safetyIndices { respondents survey { closesOn } } }
  village(code: "52.71.01.1001") { safetyIndices { respondents }
    safetyIndex { index level survey { closesOn } village { name } } } }"""
SURVEYS: Final = """query ($region: String, $state: SurveyState) { safetySurveys(region: $region, state: $state) { edges { node {
  closesOn state respondents villages publishedAt indices { totalCount } } } } }"""
LATEST: Final = """query ($region: String, $level: IndexLevel, $inside: Boolean) {
  safetyIndices(region: $region, level: $level, inPilotSite: $inside) { edges { node { code survey { closesOn } } } } }"""
COMPARED: Final = "{ safetyComparison { inPilotSite districts respondents index formula } }"


async def test_the_latest_counts_and_earlier_ones_are_kept(lombok: Asking) -> None:
    found = await lombok(CITY)
    index = found["region"]["safetyIndex"]
    assert (index["index"], index["margin"], index["respondents"], index["formula"]) == (71.3, 8.8, 100, 1)
    shares = [index[name] for name in ("safeAtNight", "activityRunsNormally", "trustInPolice", "victimised")]
    assert shares == [0.5, 1.0, 0.25, 0.1]
    assert (index["level"], index["survey"]["closesOn"], index["region"]["name"]) == ("REGENCY", "2021-02-28", "Kota Mataram")
    assert (index["village"], index["inPilotSite"]) == (None, True)
    assert [one["survey"]["closesOn"] for one in found["region"]["safetyIndices"]] == ["2021-02-28", "2019-02-28"]
    village = found["village"]
    assert (village["safetyIndex"]["level"], village["safetyIndex"]["survey"]["closesOn"]) == ("VILLAGE", "2019-02-28")
    assert village["safetyIndex"]["village"] == {"name": "Ampenan Selatan"}
    assert village["safetyIndices"] == [{"respondents": 60}], "too few were asked there in the second"


async def test_surveys_tell_how_far_they_have_come_and_no_tally(lombok: Asking) -> None:
    nodes = [edge["node"] for edge in (await lombok(SURVEYS))["safetySurveys"]["edges"]]
    assert [(one["closesOn"], one["state"], one["indices"]["totalCount"]) for one in nodes] == [
        ("2023-02-28", "OPEN", 0),
        ("2021-02-28", "PUBLISHED", 2),
        ("2019-02-28", "PUBLISHED", 3),
    ]
    assert {(one["respondents"], one["villages"]) for one in nodes} == {(19, 1)}
    for region, state, count in (("52", None, 3), ("52.01", None, 0), ("52.71", "OPEN", 1), (None, "CLOSED", 0)):
        assert len((await lombok(SURVEYS, region=region, state=state))["safetySurveys"]["edges"]) == count
    assert SurveyTallyRecorded.classification is Classification.RESTRICTED
    kind = SCHEMA.type_map["SafetySurvey"]
    assert isinstance(kind, GraphQLObjectType)
    assert not [name for name in kind.fields if "tall" in name.lower() or "batch" in name.lower()]


async def test_the_latest_indices_are_listed_by_place_and_size_and_compared_by_site(lombok: Asking) -> None:
    async def listed(**narrowed: Any) -> list[tuple[str, str]]:
        edges = (await lombok(LATEST, **narrowed))["safetyIndices"]["edges"]
        return [(edge["node"]["code"], edge["node"]["survey"]["closesOn"][:4]) for edge in edges]

    assert await listed() == [("52.71", "2021"), ("52.71.01", "2021"), ("52.71.01.1001", "2019")]
    assert await listed(region="52.71.01") == [("52.71.01", "2021"), ("52.71.01.1001", "2019")]
    assert await listed(level="DISTRICT", inside=True) == [("52.71.01", "2021")]
    assert await listed(inside=False) == []
    (group,) = (await lombok(COMPARED))["safetyComparison"]
    assert group == {"inPilotSite": True, "districts": 1, "respondents": 100, "index": pytest.approx(71.3), "formula": 1}


@pytest.mark.parametrize(
    ("role", "unit", "caller", "seen"),
    [
        pytest.param(Role.HEADQUARTERS, None, {}, True, id="headquarters"),
        pytest.param(Role.COMMANDER, "Polres Lombok Barat", {}, True, id="any commander"),
        pytest.param(Role.OFFICER, None, {"as_person": an("Made")}, True, id="any officer"),
        pytest.param(Role.PILLAR, None, {"as_village": an("52.01.09.2001")}, True, id="any pillar"),
        pytest.param(Role.OPS, None, {}, True, id="operations"),
        pytest.param(Role.PARTNER, None, {}, False, id="a partner"),
        pytest.param(Role.ANONYMOUS, None, {}, False, id="a stranger"),
    ],
)
async def test_who_sees_what_was_published(
    lombok: Asking, role: Role, unit: str | None, caller: dict[str, UUID], seen: bool
) -> None:
    found = await lombok(CITY, role, an(unit) if unit else None, **caller)
    assert bool(found["region"]["safetyIndex"]) == bool(found["village"]["safetyIndices"]) == seen
    assert bool((await lombok(SURVEYS, role, None, **caller))["safetySurveys"]["edges"]) == seen
    assert bool((await lombok(COMPARED, role, None, **caller))["safetyComparison"]) == seen


async def test_a_survey_is_a_thing_with_an_id(lombok: Asking) -> None:
    id_ = b64encode(f"SafetySurvey:{an('survey')}".encode()).decode()
    text = """query ($id: ID!) { safetySurvey(id: $id) { id minRespondents region { name }
      indices(level: VILLAGE) { edges { node { code } } } } node(id: $id) { id } }"""
    found = await lombok(text, id=id_)
    assert found["safetySurvey"]["indices"]["edges"] == [{"node": {"code": "52.71.01.1001"}}]
    assert (found["safetySurvey"]["minRespondents"], found["safetySurvey"]["region"]["name"]) == (30, "Kota Mataram")
    assert found["node"]["id"] == id_
