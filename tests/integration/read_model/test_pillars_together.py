"""What three pillars quarrel over and do together is shown to those it concerns, and measured for what it was."""

from base64 import b64encode
from typing import Any
from uuid import UUID

import pytest

from libs.events.message import Role
from tests.integration.read_model.asking import Asking
from tests.lombok import an

BOARD = """{ pillarDisputes { edges { node { subject status overdue account mediatorName agreement escalatedAt
  timeline(order: OLDEST_FIRST) { edges { node { type } } } } } }
  jointActivities { edges { node { status attendance cancelledBecause confirmations { pillar ofPresentHolder } } } }
  outreach { totalCount } }"""
BANJAR = an("52.71.01.1002")
TEXTS = ("They no longer greet each other.", "Camat Contoh", "Peace.", "Rain.")
NAME_ONLY = (None, "Camat Contoh", None, None)
NOTHING = (None, None, None, None)


@pytest.mark.parametrize(
    ("role", "unit", "caller", "texts"),
    [
        pytest.param(Role.HEADQUARTERS, None, {}, TEXTS, id="headquarters"),
        pytest.param(Role.COMMANDER, "Polsek Ampenan", {}, TEXTS, id="the commander of the ground"),
        pytest.param(Role.COMMANDER, "Polda", {}, TEXTS, id="a commander above"),
        pytest.param(Role.COMMANDER, "Polres Lombok Barat", {}, None, id="another commander"),
        pytest.param(Role.OFFICER, None, {"as_person": an("Ketut")}, TEXTS, id="the officer of the village"),
        pytest.param(Role.OFFICER, None, {"as_person": an("Made")}, None, id="an officer of elsewhere"),
        pytest.param(Role.PILLAR, None, {"as_village": BANJAR}, NAME_ONLY, id="a pillar of the village"),
        pytest.param(Role.PILLAR, None, {"as_village": an("52.71.01.1001")}, None, id="a pillar of another village"),
        pytest.param(Role.OPS, None, {}, NOTHING, id="operations"),
        pytest.param(Role.PARTNER, None, {}, None, id="a partner"),
    ],
)
async def test_who_sees_what(
    lombok: Asking, role: Role, unit: str | None, caller: dict[str, UUID], texts: tuple[str | None, ...] | None
) -> None:
    data = await lombok(BOARD, role, an(unit) if unit else None, **caller)
    disputes = [edge["node"] for edge in data["pillarDisputes"]["edges"]]
    activities = [edge["node"] for edge in data["jointActivities"]["edges"]]
    if texts is None:
        assert (disputes, activities, data["outreach"]["totalCount"]) == ([], [], 0)
        return
    (dispute,) = disputes
    (cancelled,) = (one for one in activities if one["status"] == "CANCELLED")
    assert texts == (dispute["account"], dispute["mediatorName"], dispute["agreement"], cancelled["cancelledBecause"])
    assert (len(activities), data["outreach"]["totalCount"]) == (3, 1)


async def test_a_partnership_held_while_two_were_at_odds_is_shown_once_that_is_told(lombok: Asking) -> None:
    data = await lombok("{ jointActivities { edges { node { status heldInDispute } } } }")
    told = {edge["node"]["status"]: edge["node"]["heldInDispute"] for edge in data["jointActivities"]["edges"]}
    assert told == {"HELD": True, "HELD_UNDER_EXCEPTION": False, "CANCELLED": False}


async def test_a_dispute_tells_its_own_story(lombok: Asking) -> None:
    (edge,) = (await lombok(BOARD))["pillarDisputes"]["edges"]
    dispute = edge["node"]
    assert (dispute["subject"], dispute["status"], dispute["overdue"]) == ("LAND", "RESOLVED", False)
    assert dispute["escalatedAt"] == "2017-08-08T04:00:00.000000Z"
    assert [one["node"]["type"] for one in dispute["timeline"]["edges"]] == [
        "PillarDisputeReported",
        "PillarDisputeEscalated",
        "PillarDisputeMediationStarted",
        "PillarDisputeResolved",
    ]


MEASURE = """query ($unit: ID!) {
  village(code: "52.71.01.1002") { participation(period: MONTH) { ...all } }
  quiet: village(code: "52.71.01.1001") { participation { activities } }
  region(code: "52") { participation(period: YEAR) { ...all } }
  unit(id: $unit) { participation(period: QUARTER, since: "2017-01-01", until: "2017-07-02") { ...all } }
}
fragment all on ParticipationMeasure { period startsOn activities underException partnershipShare outreach attendance
  averageAttendance themes { theme outreach attendance } kinds { kind outreach attendance } }"""
DONE: dict[str, Any] = {
    "activities": 2,
    "underException": 1,
    "partnershipShare": 0.5,
    "outreach": 1,
    "attendance": 90,
    "averageAttendance": 30,
    "themes": [{"theme": "LAW_AWARENESS", "outreach": 1, "attendance": 30}],
    "kinds": [{"kind": "COUNSELLING", "outreach": 1, "attendance": 30}],
}
OF_KIND = """query ($kind: OutreachKind!) { outreach(kind: $kind) { totalCount }
  village(code: "52.71.01.1002") { outreach(kind: $kind) { edges { node { kind } } } } }"""


async def test_outreach_is_found_by_how_residents_were_reached(lombok: Asking) -> None:
    for kind, many in (("COUNSELLING", 1), ("DIALOGUE", 0)):
        data = await lombok(OF_KIND, kind=kind)
        assert data["outreach"]["totalCount"] == many
        assert data["village"]["outreach"]["edges"] == [{"node": {"kind": kind}}] * many


async def test_counts_stand_beside_what_they_are_worth(lombok: Asking, statements: list[str]) -> None:
    polda = b64encode(f"PoliceUnit:{an('Polda')}".encode()).decode()
    data = await lombok(MEASURE, unit=polda)
    assert data["village"]["participation"] == [{"period": "MONTH", "startsOn": "2017-08-01", **DONE}]
    assert data["quiet"]["participation"] == []
    assert data["region"]["participation"] == [{"period": "YEAR", "startsOn": "2017-01-01", **DONE}]
    assert data["unit"]["participation"] == [{"period": "QUARTER", "startsOn": "2017-07-01", **DONE}]
    assert len(statements) == 1
    commander = await lombok(MEASURE, Role.COMMANDER, an("Polsek Ampenan"), unit=polda)
    assert commander["village"] == data["village"]
    assert (commander["unit"]["participation"], commander["region"]["participation"]) == ([], []), "beyond his subtree"


SEATS = """query ($code: String!) { village(code: $code) { pillars { seats { pillar holderId holderName } } } }"""


async def test_whoever_sees_a_seat_is_told_by_its_id_who_holds_it_and_by_name_where_he_may(lombok: Asking) -> None:
    for role, named in ((Role.HEADQUARTERS, True), (Role.OPS, False)):
        data = await lombok(SEATS, role, code="52.71.01.1002")
        officer, vacant, head = data["village"]["pillars"]["seats"]
        assert (officer["holderId"], vacant["holderId"]) == (str(an("Ketut")), None)
        assert head["holderId"] == str(an(f"lurah {BANJAR}"))
        assert (head["holderName"] is not None) is named
