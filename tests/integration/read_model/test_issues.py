"""What residents report is shown to those it concerns, who told it to fewer, and how it was answered is measured in shares."""

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from libs.events.contracts.villages.community_issue import IssueAssigned, IssueMethod, IssueResolved
from libs.events.message import Role
from libs.events.single import Connection
from tests.integration.read_model.asking import Asking
from tests.integration.read_model.conftest import apply
from tests.lombok import LOMBOK, Log, an

ISSUES = """{ communityIssues { edges { node { category state account reporterName reporterPhone agreement reason anonymous
  parties { role name child } mustBeReferred
  fast accurate overdue unrouted method verifier officer { id } unit { name } timeline { edges { node { type } } } } } } }"""
BANJAR = an("52.71.01.1002")
KNOWN, WITHHELD = ("The fence was moved.", "Warga", "0819", "The fence goes back."), (None, None, None, None)


AT = datetime(2019, 3, 5, tzinfo=UTC)


@pytest.fixture
def story(growing: Asking) -> tuple[Asking, Log]:
    """The corner of Lombok, to be gone on with: what is told in the log of the villages is to be applied."""
    return growing, Log.after("villages", LOMBOK["villages"])


async def issues(lombok: Asking, role: Role = Role.HEADQUARTERS, unit: str | None = None, **caller: UUID) -> dict[str, Any]:
    data = await lombok(ISSUES, role, an(unit) if unit else None, **caller)
    return {edge["node"]["category"]: edge["node"] for edge in data["communityIssues"]["edges"]}


@pytest.mark.parametrize(
    ("role", "unit", "caller", "texts"),
    [
        pytest.param(Role.HEADQUARTERS, None, {}, KNOWN, id="headquarters"),
        pytest.param(Role.COMMANDER, "Polsek Ampenan", {}, KNOWN, id="the commander of the ground"),
        pytest.param(Role.COMMANDER, "Polda", {}, KNOWN, id="a commander above"),
        pytest.param(Role.COMMANDER, "Polres Lombok Barat", {}, None, id="another commander"),
        pytest.param(Role.OFFICER, None, {"as_person": an("Made")}, None, id="an officer of elsewhere"),
        pytest.param(Role.OFFICER, None, {"as_person": an("Ketut")}, KNOWN, id="the officer of the village"),
        pytest.param(Role.PILLAR, None, {"as_village": BANJAR}, WITHHELD, id="a pillar of the village"),
        pytest.param(Role.PILLAR, None, {"as_village": an("52.71.01.1001")}, None, id="a pillar of another village"),
        pytest.param(Role.OPS, None, {}, WITHHELD, id="operations"),
        pytest.param(Role.PARTNER, None, {}, None, id="a partner"),
    ],
)
async def test_who_sees_what(
    lombok: Asking, role: Role, unit: str | None, caller: dict[str, UUID], texts: tuple[str | None, ...] | None
) -> None:
    found = await issues(lombok, role, unit, **caller)
    if texts is None:
        assert found == {}
        return
    one = found["LAND_DISPUTE"]
    assert (one["account"], one["reporterName"], one["reporterPhone"], one["agreement"]) == texts
    assert found["DOMESTIC_VIOLENCE"]["reason"] == ("Again." if texts is KNOWN else None)
    assert len(found) == 3
    told = [{"role": "RESPONDENT", "name": None, "child": False}, {"role": "WITNESS", "name": "Saksi Contoh", "child": True}]
    assert one["parties"] == (told if texts is KNOWN else []), "what was taken back is gone; pillars and operations see none"
    assert not one["mustBeReferred"], "the child only saw it"


async def test_each_tells_how_it_was_answered(lombok: Asking) -> None:
    found = await issues(lombok)
    good, bad, alone = found["LAND_DISPUTE"], found["DOMESTIC_VIOLENCE"], found["OTHER"]
    assert (good["state"], good["fast"], good["accurate"], good["verifier"]) == ("VERIFIED", True, True, "REPORTER")
    assert (good["anonymous"], good["overdue"], good["unrouted"], good["unit"]) == (False, False, False, None)
    assert good["officer"]
    assert (bad["state"], bad["fast"], bad["accurate"], bad["method"]) == ("ACKNOWLEDGED", False, False, None)
    assert (bad["anonymous"], bad["unit"]["name"], bad["officer"]) == (True, "Polsek Ampenan", None)
    assert (alone["state"], alone["fast"], alone["accurate"], alone["overdue"]) == ("OPEN", False, None, True)
    assert alone["unrouted"]
    assert [edge["node"]["type"] for edge in reversed(bad["timeline"]["edges"])] == [
        "IssueReported", "IssueAssigned", "IssueAcknowledged", "IssueReferred", "IssueResolved", "IssueReopened",
        "IssueReferred", "IssueResolved", "ResolutionRejected",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ("overdue: true", ["OTHER"]),
        ("state: ACKNOWLEDGED", ["DOMESTIC_VIOLENCE"]),
        ("category: LAND_DISPUTE", ["LAND_DISPUTE"]),
        ('region: "52.01"', []),
        ('region: "52.71", overdue: false, state: VERIFIED', ["LAND_DISPUTE"]),
    ],
)
async def test_they_are_narrowed(lombok: Asking, narrowed: str, found: list[str]) -> None:
    data = await lombok(f"{{ communityIssues({narrowed}) {{ edges {{ node {{ category }} }} }} }}")
    assert [edge["node"]["category"] for edge in data["communityIssues"]["edges"]] == found


async def test_an_officer_sees_the_one_that_he_was_given_elsewhere_until_another_is(
    story: tuple[Asking, Log], read_database: Connection
) -> None:
    asking, log = story

    async def given(officer: str, *, by_hand: bool) -> dict[str, Any]:
        log.tell(an("issue"), IssueAssigned(officer_id=an(officer), by_hand=by_hand, assigned_at=AT))
        await apply(read_database, "villages", log.events[-1:])
        return await issues(asking, Role.OFFICER, as_person=an("Made"))

    assert await issues(asking, Role.OFFICER, as_person=an("Made")) == {}
    assert await given("Made", by_hand=False) == {}, "whoever is gone from the post has no business with it"
    (one,) = (await given("Made", by_hand=True)).values()
    assert (one["account"], one["reporterName"], len(one["parties"])) == ("The fence was moved.", "Warga", 2)
    assert await given("Ketut", by_hand=True) == {}


async def test_what_nobody_verified_in_its_days_was_not_accurate(story: tuple[Asking, Log], read_database: Connection) -> None:
    asking, log = story
    for days, expected in ((100_000, None), (30, False)):
        resolved = IssueResolved(method=IssueMethod.REFERRAL, resolved_at=AT, holds_days=days)
        log.tell(an("issue of nobody"), resolved)
        await apply(read_database, "villages", log.events[-1:])
        assert (await issues(asking))["OTHER"]["accurate"] is expected


MEASURE = """query ($unit: ID!) {
  village(code: "52.71.01.1002") { issues { totalCount } performance(period: MONTH) { ...all } }
  quiet: village(code: "52.71.01.1001") { performance { reported } }
  region(code: "52.71") { performance(period: MONTH) { ...all } }
  unit(id: $unit) { performance(period: YEAR, since: "2019-01-01", until: "2020-01-01") { ...all } } }
fragment all on PerformanceMeasure { startsOn reported medianMinutes p90Minutes fastShare resolvedShare accurateShare }"""


async def test_performance_is_told_in_times_and_shares(lombok: Asking, statements: list[str]) -> None:
    polda = b64encode(f"PoliceUnit:{an('Polda')}".encode()).decode()
    data = await lombok(MEASURE, unit=polda)
    assert data["village"]["issues"]["totalCount"] == 3
    (month,), (year,) = data["village"]["performance"], data["unit"]["performance"]
    assert (month.pop("startsOn"), year.pop("startsOn")) == ("2019-03-01", "2019-01-01")
    shares = {"fastShare": 1 / 3, "resolvedShare": 1 / 3, "accurateShare": 0.5}
    assert month == year == {"reported": 3, "medianMinutes": 30, "p90Minutes": 46, **shares}
    assert data["quiet"]["performance"] == []
    (of_region,) = data["region"]["performance"]
    assert of_region == {"startsOn": "2019-03-01", **month}
    assert len(statements) == 1
    commander = await lombok(MEASURE, Role.COMMANDER, an("Polsek Ampenan"), unit=polda)
    assert (len(commander["village"]["performance"]), commander["unit"]["performance"]) == (1, []), "beyond his subtree"
    assert commander["region"]["performance"] == [], "regions cut across subtrees"
