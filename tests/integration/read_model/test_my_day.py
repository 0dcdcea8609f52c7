"""An officer's day in one query: his visits, directives and villages, and of them what is still to be done."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from libs.events.message import Role
from services.gateway.graph.manifest import SOURCES
from tests.integration.read_model.asking import Asking
from tests.lombok import an

MY_DAY = (SOURCES / "MyDay.graphql").read_text()
ME = "{ me { id villages { edges { node { code } } } visitsDue(days: 0) { totalCount } } }"
VISITS = """query ($ended: Boolean) { villageVisits(ended: $ended, first: 100) { edges { node { id outcome } } }
  village(code: "52.71.01.1001") { visits(ended: $ended) { totalCount } } }"""
ISSUES = """query ($open: Boolean) { communityIssues(open: $open) { edges { node { state } } }
  villages(first: 100) { edges { node { issues(open: $open) { totalCount } } } } }"""
SETTLED = {"RESOLVED", "VERIFIED"}


def nodes(connection: Any) -> list[Any]:
    return [edge["node"] for edge in connection["edges"]]


async def test_an_officer_is_told_what_awaits_him_in_his_villages(lombok: Asking) -> None:
    me = (await lombok(MY_DAY, Role.OFFICER, as_person=an("Ketut"), today="2100-01-01"))["me"]
    assert me["name"] is not None
    assert [visit["plannedOn"] for visit in nodes(me["toDo"])] == ["2026-11-30"]
    codes = [village["code"] for village in nodes(me["villages"])]
    assert "52.71.01.1001" in codes
    (ampenan,) = (village for village in nodes(me["villages"]) if village["code"] == "52.71.01.1001")
    assert {contact["contactRole"] for contact in nodes(ampenan["contacts"])}
    assert all(issue["state"] not in SETTLED for village in nodes(me["villages"]) for issue in nodes(village["issues"]))


@pytest.mark.parametrize(
    ("role", "caller"),
    [
        pytest.param(Role.HEADQUARTERS, {}, id="headquarters"),
        pytest.param(Role.OFFICER, {}, id="an officer who is no person"),
        pytest.param(Role.OFFICER, {"as_person": an("nobody")}, id="an officer not known"),
        pytest.param(Role.PILLAR, {"as_person": an("nco"), "as_village": an("52.71.01.1001")}, id="a pillar"),
        pytest.param(Role.PARTNER, {"as_person": an("Ketut")}, id="a partner"),
        pytest.param(Role.ANONYMOUS, {"as_person": an("Ketut")}, id="nobody"),
    ],
)
async def test_whoever_is_no_officer_has_no_day(lombok: Asking, role: Role, caller: dict[str, Any]) -> None:
    assert await lombok(ME, role, **caller) == {"me": None}


async def test_a_commander_who_is_an_officer_sees_himself_within_his_unit(lombok: Asking) -> None:
    own = await lombok(ME, Role.COMMANDER, an("Polda"), as_person=an("Ketut"))
    assert own["me"] is not None
    assert await lombok(ME, Role.COMMANDER, an("Polres Lombok Barat"), as_person=an("Ketut")) == {"me": None}


async def test_his_villages_are_those_where_he_is_assigned_today(lombok: Asking) -> None:
    villages = """{ officers(first: 100) { edges { node { assignments { status startsOn endsOn village { code } }
      villages { edges { node { code } } } } } } }"""
    today = date.today().isoformat()  # noqa: DTZ011 - the database's, which runs here
    holding = over = 0
    for officer in nodes((await lombok(villages))["officers"]):
        held = {
            assignment["village"]["code"]
            for assignment in officer["assignments"]
            if assignment["status"] == "CONFIRMED"
            and assignment["startsOn"] <= today
            and (assignment["endsOn"] is None or today < assignment["endsOn"])
            and assignment["village"]
        }
        assert {village["code"] for village in nodes(officer["villages"])} == held
        holding += len(held)
        over += len(officer["assignments"]) - len(held)
    assert holding
    assert over, "some assignment does not hold today"


async def test_visits_are_narrowed_to_those_that_have_ended_or_not(lombok: Asking) -> None:
    every, ended, others = [await lombok(VISITS, ended=ended) for ended in (None, True, False)]
    assert all(visit["outcome"] for visit in nodes(ended["villageVisits"]))
    assert [visit["outcome"] for visit in nodes(others["villageVisits"])]
    assert not any(visit["outcome"] for visit in nodes(others["villageVisits"]))
    counts = [found["village"]["visits"]["totalCount"] for found in (every, ended, others)]
    assert counts == [3, 2, 1]


async def test_issues_are_narrowed_to_those_that_are_settled_or_not(lombok: Asking) -> None:
    every, going, settled = [await lombok(ISSUES, open=open_) for open_ in (None, True, False)]
    assert {issue["state"] in SETTLED for issue in nodes(going["communityIssues"])} == {False}
    assert {issue["state"] in SETTLED for issue in nodes(settled["communityIssues"])} == {True}

    def counted(found: Any) -> int:
        return sum(village["issues"]["totalCount"] for village in nodes(found["villages"]))

    assert counted(every) == counted(going) + counted(settled) == 3


async def test_directives_are_narrowed_to_those_acknowledged_or_not(lombok: Asking) -> None:
    text = """query ($done: Boolean) { officers(first: 100) { edges { node { directives(acknowledged: $done) {
      edges { node { acknowledgedOn } } } } } } }"""

    async def told(done: bool | None) -> list[str | None]:
        officers = nodes((await lombok(text, done=done))["officers"])
        return [task["acknowledgedOn"] for officer in officers for task in nodes(officer["directives"])]

    done, others = await told(True), await told(False)
    assert done
    assert others
    assert all(done)
    assert not any(others)
    assert len(await told(None)) == len(done) + len(others)


async def test_contacts_are_narrowed_to_those_to_be_confirmed_by_a_day(lombok: Asking) -> None:
    text = (
        """query ($by: Date) { village(code: "52.71.01.1001") { contacts(toConfirmBy: $by) { edges { node { confirmBy } } } } }"""
    )

    async def due(by: str | None) -> list[str]:
        return [contact["confirmBy"] for contact in nodes((await lombok(text, by=by))["village"]["contacts"])]

    first, last = sorted(await due(None))
    assert sorted(await due(first)) == [first]
    assert sorted(await due(last)) == [first, last]
    before = datetime.fromisoformat(first).replace(tzinfo=UTC) - timedelta(days=1)
    assert await due(before.date().isoformat()) == []
