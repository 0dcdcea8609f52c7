"""Who sees what is said between groups follows its classification; the board of an election tells the rest."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import pytest

from libs.events.contracts.villages import sensitive_issue as issues
from libs.events.contracts.villages.activity import ActivityTheme
from libs.events.contracts.villages.election_period import ElectionOutcome, ElectionPeriodClosed
from libs.events.contracts.villages.outreach import Appeal, OutreachHeld, OutreachKind
from libs.events.contracts.villages.village_visit import ActivityKind, VisitCompleted, VisitStarted
from libs.events.message import Event, Role
from libs.events.single import Connection
from tests import elections
from tests.integration.read_model.asking import Asking
from tests.integration.read_model.conftest import apply
from tests.lombok import LOMBOK, Log, an, sealed

ISSUES: Final = """{ sensitiveIssues { edges { node { content account reason closingNote classification state } } } }"""
BANJAR, ELSEWHERE, SAID = an("52.71.01.1002"), an("52.71.01.1001"), "They move the polling station."
ISSUE, ELECTION = an("sensitive issue"), an("election")
LOWERED: Final = (
    issues.LowerClassificationProposed(
        proposal_id=an("proposal"),
        classification_wanted=issues.RecordClassification.INTERNAL,
        reason=sealed("They should know."),
        person_id=an("Ketut"),
    ),
    issues.ClassificationLowered(classified=issues.RecordClassification.INTERNAL, proposed_by=an("Ketut"), agreed_by=an("head")),
)
RAISED: Final = issues.ClassificationRaised(
    classified=issues.RecordClassification.RESTRICTED, because=issues.RaisedBecause.BY_HAND
)


class Told:
    """The corner of Lombok, gone on with."""

    def __init__(self, db: Connection, asking: Asking) -> None:
        self._db, self.asking = db, asking
        self._log = Log.after("villages", LOMBOK["villages"])

    async def tell(self, key: UUID, *events: Event) -> None:
        self._log.tell(key, *events)
        await apply(self._db, "villages", self._log.events[-len(events) :])

    async def seen(self, role: Role, unit: str | None, caller: dict[str, UUID]) -> list[dict[str, Any]]:
        data = await self.asking(ISSUES, role, an(unit) if unit else None, **caller)
        return [edge["node"] for edge in data["sensitiveIssues"]["edges"]]


@pytest.fixture
def told(growing: Asking, read_database: Connection) -> Told:
    return Told(read_database, growing)


SIGHTS: Final = [
    ("headquarters", Role.HEADQUARTERS, None, {}, True, True),
    ("the commander of the ground", Role.COMMANDER, "Polsek Ampenan", {}, True, True),
    ("a commander above", Role.COMMANDER, "Polda", {}, True, True),
    ("another commander", Role.COMMANDER, "Polres Lombok Barat", {}, False, False),
    ("the officer of the village", Role.OFFICER, None, {"as_person": an("Ketut")}, True, True),
    ("an officer of elsewhere", Role.OFFICER, None, {"as_person": an("Made")}, False, False),
    ("a pillar of the village", Role.PILLAR, None, {"as_person": an("lurah"), "as_village": BANJAR}, False, True),
    ("a pillar of another village", Role.PILLAR, None, {"as_person": an("x"), "as_village": ELSEWHERE}, False, False),
    ("whoever reported it", Role.PILLAR, None, {"as_person": an("Ketut"), "as_village": BANJAR}, True, True),
    ("a partner", Role.PARTNER, None, {}, False, False),
]


async def test_a_row_and_its_texts_are_seen_as_they_are_classified(told: Told) -> None:
    for lowered, events in ((False, ()), (True, LOWERED), (False, (RAISED,))):
        if events:
            await told.tell(ISSUE, *events)
        for who, role, unit, caller, restricted, internal in SIGHTS:
            found = await told.seen(role, unit, caller)
            wanted = [SAID] if (internal if lowered else restricted) else []
            assert [one["content"] for one in found] == wanted, (who, lowered)


async def test_a_proposal_is_named_while_it_waits_for_a_second_person(told: Told) -> None:
    seen = []
    for event in (*LOWERED, RAISED):
        await told.tell(ISSUE, event)
        data = await told.asking("{ sensitiveIssues { edges { node { loweringProposed loweringProposalId } } } }")
        seen += [tuple(edge["node"].values()) for edge in data["sensitiveIssues"]["edges"]]
    assert seen == [(True, str(an("proposal"))), (False, None), (False, None)]


async def test_operations_see_that_it_is_there_and_nothing_that_is_said(told: Told) -> None:
    await told.tell(ISSUE, *LOWERED)
    (one,) = await told.seen(Role.OPS, None, {})
    assert (one["content"], one["reason"], one["classification"]) == (None, None, "INTERNAL")


async def test_it_comes_to_rest_flares_up_and_is_countered_anew(told: Told) -> None:
    async def state() -> tuple[Any, ...]:
        (one,) = await told.seen(Role.HEADQUARTERS, None, {})
        return one["state"], one["account"], one["closingNote"]

    assert await state() == ("COUNTERED", None, None)
    at = elections.BEGUN + timedelta(days=50)
    note = sealed("Explained.")
    await told.tell(
        ISSUE, issues.SensitiveIssueSubsided(outcome=issues.SensitiveOutcome.COUNTERED, closing_note=note, closed_at=at)
    )
    assert await state() == ("CLOSED", None, "Explained.")
    again = issues.SensitiveIssueReopened(spread=issues.Spread.BEYOND, account=sealed("Again."), reopened_at=at)
    await told.tell(ISSUE, again)
    assert await state() == ("OPEN", "Again.", None), "what was done before it flared up does not count"


BOARD: Final = """{ electionPeriods(region: "52.71.01") { edges { node { state phase phases { phase begunAt }
  sensitiveIssues { edges { node { kind proposal counterActions { outreach { theme } jointActivity { theme } } } } }
  outreach { totalCount } villagesToVisit { edges { node { code } } } region { name } unit { name } } } }
  elsewhere: electionPeriods(region: "52.01") { totalCount }
  village(code: "52.71.01.1002") { electionPeriod { phase } }
  other: village(code: "52.01.09.2001") { electionPeriod { phase } } }"""


def due(board: dict[str, Any]) -> list[str]:
    """The codes of the villages that are to be visited."""
    return [edge["node"]["code"] for edge in board["villagesToVisit"]["edges"]]


async def test_the_board_of_an_election_tells_what_happens_meanwhile_in_its_region(told: Told) -> None:
    for number, theme in enumerate((ActivityTheme.DIVERSITY, ActivityTheme.TRAFFIC)):
        for village in (BANJAR, an("52.01.09.2001")):
            at = elections.BEGUN + timedelta(days=45)
            held = OutreachHeld(
                village_id=village, officer_id=an("Ketut"), kind=OutreachKind.DIALOGUE, theme=theme,
                appeal=Appeal.PARTICIPATION, held_at=at, held_on=at.date(), attendance=30,
            )  # fmt: skip
            await told.tell(an(f"outreach {number} {village}"), held)
    data = await told.asking(BOARD)
    (edge,) = data["electionPeriods"]["edges"]
    board = edge["node"]
    assert (board["state"], board["phase"], board["region"], board["unit"]) == (
        "OPEN", "CAMPAIGN", {"name": "Kota Mataram"}, {"name": "Polda NTB"},
    )  # fmt: skip
    assert [phase["begunAt"] is not None for phase in board["phases"]] == [False, True, False, False, False, False, False]
    (issue,) = board["sensitiveIssues"]["edges"]
    assert issue["node"]["proposal"] == "OPEN"
    assert all(action["outreach"] and action["jointActivity"] for action in issue["node"]["counterActions"])
    assert board["outreach"]["totalCount"] == 1, "about diversity, in its region"
    assert "52.71.01.1002" in due(board), "nobody was there lately"
    now = datetime.now(UTC)
    visited = VisitCompleted(village_id=BANJAR, officer_id=an("Ketut"), ended_at=now, contact_ids=(), notes=None)
    begun = VisitStarted(village_id=BANJAR, officer_id=an("Ketut"), kind=ActivityKind.DDS, started_at=now, code_digest="digest")
    await told.tell(an("visit today"), begun, visited)
    (edge,) = (await told.asking(BOARD))["electionPeriods"]["edges"]
    assert "52.71.01.1002" not in due(edge["node"])
    assert (data["elsewhere"]["totalCount"], data["village"], data["other"]) == (
        0, {"electionPeriod": {"phase": "CAMPAIGN"}}, {"electionPeriod": None},
    )  # fmt: skip
    over = ElectionPeriodClosed(outcome=ElectionOutcome.CONCLUDED, closed_at=elections.BEGUN + timedelta(days=46), by_hand=True)
    await told.tell(ELECTION, over)
    data = await told.asking(BOARD)
    (edge,) = data["electionPeriods"]["edges"]
    assert (edge["node"]["state"], due(edge["node"])) == ("CLOSED", [])
    assert data["village"] == {"electionPeriod": None}
