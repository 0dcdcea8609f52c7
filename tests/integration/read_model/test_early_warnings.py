"""Early warnings as leadership reads them: whom they reached, how they went up, and who sees what of them."""

from typing import Any

import pytest

from libs.events.message import Role
from tests.integration.read_model.asking import Asking
from tests.lombok import an

WARNINGS = """query ($state: WarningState, $severity: Severity, $overdue: Boolean, $level: UnitLevel) {
  earlyWarnings(state: $state, severity: $severity, overdue: $overdue, level: $level) { totalCount edges { node {
    kind severity state discounted levelReached reliability credibility narrative finding dueAt raisedAt overdue
    outcome closingNote
    village { code } acknowledgedBy { name }
    deliveries { level unit { name } holder { name } sentAt deliveredAt channel absent }
    escalations { levelReached byHand reason }
    directives { instruction dueOn officer { name } unit { name } }
  } } } }"""
FIRST, PILLARS, CLOSED = "Seen by Ketut", "Seen by babinsa", "Seen by Made"


async def seen(lombok: Asking, *caller: Any, **variables: Any) -> list[dict[str, Any]]:
    page = (await lombok(WARNINGS, *caller, **variables))["earlyWarnings"]
    assert page["totalCount"] == len(page["edges"])
    return [edge["node"] for edge in page["edges"]]


async def test_a_warning_is_told_whole(lombok: Asking) -> None:
    (first,) = [one for one in await seen(lombok) if one["narrative"] == FIRST]
    assert first["levelReached"] == "POLDA"
    assert (first["state"], first["acknowledgedBy"]) == ("ACKNOWLEDGED", {"name": "Polda NTB"})
    assert (first["reliability"], first["credibility"], first["finding"]) == ("A", 1, "Two saw it")
    assert first["village"] == {"code": "52.71.01.1001"}
    told = [(one["unit"]["name"], one["holder"], one["channel"]) for one in first["deliveries"]]
    assert told == [("Polresta Mataram", {"name": "Ketut"}, "NOTIFIER"), ("Polda NTB", None, None)]
    assert [one["deliveredAt"] is None for one in first["deliveries"]] == [False, True]
    assert first["escalations"] == [{"levelReached": "POLDA", "byHand": True, "reason": "Dukungan"}]
    directed = {"instruction": "Visit both families", "dueOn": "2026-12-01", "officer": {"name": "Ketut"}}
    to_another = {"instruction": "Talk to the elders", "dueOn": "2026-12-02", "officer": None}
    assert first["directives"] == [{**one, "unit": {"name": "Polda NTB"}} for one in (directed, to_another)]
    assert first["raisedAt"] < first["dueAt"], "it runs anew from the last step"


async def test_the_most_urgent_come_first_and_lists_are_narrowed(lombok: Asking) -> None:
    every = await seen(lombok)
    assert [one["dueAt"] for one in every] == sorted(one["dueAt"] for one in every)
    assert [one["narrative"] for one in await seen(lombok, state="CLOSED")] == [CLOSED]
    assert [one["narrative"] for one in await seen(lombok, severity="RED")] == [PILLARS]
    assert {one["narrative"] for one in await seen(lombok, level="POLDA")} == {FIRST, PILLARS, CLOSED}
    late = [one["narrative"] for one in await seen(lombok, overdue=True)]
    others = [one["narrative"] for one in await seen(lombok, overdue=False)]
    assert sorted([*late, *others]) == sorted([FIRST, PILLARS, CLOSED])
    assert set(late) <= {PILLARS}, "what was answered or closed is never late"
    assert [one["overdue"] for one in every] == [one["narrative"] in late for one in every]


@pytest.mark.parametrize(
    ("role", "unit", "caller", "narratives"),
    [
        (Role.HEADQUARTERS, None, {}, {FIRST, PILLARS, CLOSED}),
        (Role.COMMANDER, "Polda", {}, {FIRST, PILLARS, CLOSED}),
        (Role.COMMANDER, "Polres Mataram", {}, {FIRST, PILLARS, CLOSED}),
        (Role.COMMANDER, "Polsek Ampenan", {}, {FIRST, PILLARS}),
        (Role.COMMANDER, "Polres Lombok Barat", {}, set()),
        (Role.OFFICER, None, {"as_person": an("Ketut")}, {FIRST, PILLARS}),
        (Role.OFFICER, None, {"as_person": an("nobody"), "as_village": an("52.71.01.1002")}, {PILLARS}),
        (Role.OFFICER, None, {"as_person": an("Made")}, set()),
        (Role.OFFICER, None, {"as_person": an("helper")}, {FIRST}),
        (Role.PILLAR, None, {"as_person": an("babinsa"), "as_village": an("52.71.01.1002")}, {PILLARS}),
        (Role.PILLAR, None, {"as_person": an("lurah"), "as_village": an("52.71.01.1002")}, set()),
        (Role.OPS, None, {}, {None}),
    ],
)
async def test_who_sees_which_warnings_and_what_is_said_in_them(
    lombok: Asking, role: Role, unit: str | None, caller: dict[str, Any], narratives: set[str | None]
) -> None:
    found = await seen(lombok, role, an(unit) if unit else None, **caller)
    assert {one["narrative"] for one in found} == narratives
    if role is Role.OPS:
        assert len(found) == 3
        said = [one[name] for one in found for name in ("narrative", "finding", "closingNote")]
        said += [step["reason"] for one in found for step in one["escalations"]]
        said += [step["instruction"] for one in found for step in one["directives"]]
        assert set(said) == {None}, "operations see codes and ids, nothing that was said"
        assert {one["village"]["code"] for one in found} == {"52.71.01.1001", "52.71.01.1002", "52.01.09.2001"}


async def test_whoever_is_directed_reads_all_that_the_village_s_officer_reads(lombok: Asking) -> None:
    (his,) = await seen(lombok, Role.OFFICER, as_person=an("helper"))
    (officers,) = [one for one in await seen(lombok, Role.OFFICER, as_person=an("Ketut")) if one["narrative"] == FIRST]
    said = ("narrative", "finding", "escalations", "state", "overdue", "village")
    assert {name: his[name] for name in said} == {name: officers[name] for name in said}
    assert [one["instruction"] for one in his["directives"]] == ["Visit both families", "Talk to the elders"]
    assert [one["level"] for one in his["deliveries"]] == [one["level"] for one in officers["deliveries"]]
    village = (await lombok(OPEN, Role.OFFICER, code="52.71.01.1001", as_person=an("helper")))["village"]
    assert [one["narrative"] for one in village["openWarnings"]] == [FIRST]


OPEN = "query ($code: String!) { village(code: $code) { openWarnings { narrative state } } }"


async def test_a_village_shows_what_is_open_about_it(lombok: Asking) -> None:
    async def open_in(code: str, *caller: Any) -> list[Any]:
        found = (await lombok(OPEN, *caller, code=code))["village"]["openWarnings"]
        return [one["narrative"] for one in found]

    assert await open_in("52.71.01.1001") == [FIRST]
    assert await open_in("52.01.09.2001") == [], "the only one is closed"
    assert await open_in("52.71.01.1001", Role.COMMANDER, an("Polres Lombok Barat")) == []
    assert await open_in("52.71.01.1001", Role.PILLAR) == []


async def test_one_is_found_by_its_id_and_tells_what_happened_to_it(lombok: Asking) -> None:
    found = await lombok("{ earlyWarnings(state: ACKNOWLEDGED) { edges { node { id } } } }")
    by_id = """query ($id: ID!) { earlyWarning(id: $id) { narrative }
      node(id: $id) { ... on EarlyWarning { timeline(order: OLDEST_FIRST) { edges { node { type } } } } } }"""
    answer = await lombok(by_id, id=found["earlyWarnings"]["edges"][0]["node"]["id"])
    assert answer["earlyWarning"] == {"narrative": FIRST}
    types = [edge["node"]["type"] for edge in answer["node"]["timeline"]["edges"]]
    assert types == [
        "EarlyWarningRaised", "WarningDelivered", "WarningEscalated", "WarningAcknowledged", "WarningCorroborated",
        "LeadershipDirectiveIssued", "LeadershipDirectiveIssued",
    ]  # fmt: skip
