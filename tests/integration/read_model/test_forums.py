"""Forums are shown to everybody inside, names of their members to few; which villages lack one, and what they are worth."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from libs.events.contracts.villages.activity import ActivityTheme
from libs.events.contracts.villages.community_issue import (
    IssueCategory,
    IssueChannel,
    IssueMethod,
    IssueReopened,
    IssueReported,
    IssueResolved,
)
from libs.events.contracts.villages.forum_kinds import DissolutionReason, ForumVenue, Inaugurator, SuspensionReason
from libs.events.contracts.villages.partnership_forum import (
    ForumDissolved,
    ForumMeetingHeld,
    ForumMembershipEnded,
    ForumSuspended,
    ForumTermRenewed,
)
from libs.events.message import Classification, Role
from libs.events.single import Connection
from tests.histories import BEGUN
from tests.integration.read_model.asking import Asking
from tests.integration.read_model.conftest import apply
from tests.integration.read_model.test_as_of import global_id
from tests.lombok import LOMBOK, Log, an

FORUMS = """{ partnershipForums { edges { node { name model customary status termOver memberCount tooFew
  villages { code } chair { name } secretary { element name } members { element name officer { name } }
  formerMembers { element name endedBecause } institution { name }
  meetings { edges { node { heldOn attendance officer { id } minutes issues { category } issuesSettled outOfTerm } } }
  programmes { activities themes } suspendedBecause dissolvedBecause } } } }"""
COVERAGE = "villages formed customary termOver suspended without share villagesWithout { edges { node { code } } }"
OF_REGION = f"query ($code: String!) {{ region(code: $code) {{ forumCoverage {{ {COVERAGE} }} }} }}"
WORK = "startsOn meetings forums meetingsEach averageAttendance officerShare issues issuesSettled settledShare"
AMPENAN, BANJAR = "52.71.01.1001", an("52.71.01.1002")


@pytest.fixture
def story(growing: Asking) -> tuple[Asking, Log]:
    """The corner of Lombok, to be gone on with: what is told in the log of the villages is to be applied."""
    log = Log.after("villages", LOMBOK["villages"])
    log.take()
    return growing, log


async def forums(asking: Asking, role: Role = Role.HEADQUARTERS, unit: str | None = None, **caller: UUID) -> dict[str, Any]:
    data = await asking(FORUMS, role, an(unit) if unit else None, **caller)
    return {edge["node"]["name"]: edge["node"] for edge in data["partnershipForums"]["edges"]}


async def test_a_forum_tells_how_it_is_composed_and_what_it_did(lombok: Asking) -> None:
    found = await forums(lombok)
    one = found["FKPM Ampenan"]
    assert (one["status"], one["model"], one["customary"], one["termOver"]) == ("FORMED", "AREA", False, False)
    assert [village["code"] for village in one["villages"]] == [AMPENAN, "52.71.01.1002"]
    assert (one["memberCount"], one["tooFew"]) == (3, True), "one has left, and four there must be"
    assert one["chair"] == {"name": "Anggota Amir"}
    assert one["secretary"] == {"element": "GOVERNMENT", "name": "Anggota Lurah"}
    officer = next(member for member in one["members"] if member["element"] == "OFFICER")
    assert (officer["name"], officer["officer"]) == (None, {"name": "Ketut"})
    assert one["formerMembers"] == [{"element": "COMMUNITY_FIGURE", "name": None, "endedBecause": "RESIGNED"}]
    meetings = [edge["node"] for edge in one["meetings"]["edges"]]
    assert [(m["heldOn"], m["attendance"], m["issuesSettled"]) for m in meetings] == [
        ("2019-07-03", 12, 0),
        ("2019-07-02", 11, 0),
        ("2019-07-01", 10, 1),
    ]
    assert [[issue["category"] for issue in m["issues"]] for m in meetings] == [[], ["OTHER"], ["LAND_DISPUTE"]]
    assert {m["minutes"] for m in meetings} == {"The fence."}
    custom = found["Krama Contoh"]
    assert (custom["customary"], custom["model"], custom["status"], custom["dissolvedBecause"]) == (
        True,
        None,
        "DISSOLVED",
        "REPLACED",
    )
    assert custom["institution"] == {"name": "Krama Contoh"}
    assert (found["FKPM Pasar"]["status"], found["FKPM Pasar"]["model"]) == ("PROPOSED", "ZONE")


@pytest.mark.parametrize(
    ("role", "unit", "caller", "named"),
    [
        pytest.param(Role.HEADQUARTERS, None, {}, True, id="headquarters"),
        pytest.param(Role.COMMANDER, "Polsek Ampenan", {}, True, id="the commander of the ground"),
        pytest.param(Role.COMMANDER, "Polda", {}, True, id="a commander above"),
        pytest.param(Role.COMMANDER, "Polres Lombok Barat", {}, False, id="another commander"),
        pytest.param(Role.OFFICER, None, {"as_person": an("Ketut")}, True, id="the officer of one of its villages"),
        pytest.param(Role.OFFICER, None, {"as_person": an("Made")}, False, id="an officer of elsewhere"),
        pytest.param(Role.PILLAR, None, {"as_village": BANJAR}, False, id="a pillar of the village"),
        pytest.param(Role.OPS, None, {}, False, id="operations"),
        pytest.param(Role.PARTNER, None, {}, None, id="a partner"),
    ],
)
async def test_who_sees_what(lombok: Asking, role: Role, unit: str | None, caller: dict[str, UUID], named: bool | None) -> None:
    found = await forums(lombok, role, unit, **caller)
    if named is None:
        assert found == {}
        return
    one = found["FKPM Ampenan"]
    assert one["chair"] == {"name": "Anggota Amir" if named else None}
    assert {edge["node"]["minutes"] for edge in one["meetings"]["edges"]} == {"The fence." if named else None}
    assert len(one["members"]) == 3
    (former,) = one["formerMembers"]
    assert former["endedBecause"] == ("RESIGNED" if named else None), "why somebody left tells of him, as a party's office does"
    assert ForumMembershipEnded.classification is Classification.RESTRICTED


async def test_villages_without_a_forum_are_counted_by_region_and_unit(
    story: tuple[Asking, Log], read_database: Connection
) -> None:
    asking, log = story

    async def coverage(code: str, role: Role = Role.HEADQUARTERS, unit: str | None = None) -> dict[str, Any]:
        found = (await asking(OF_REGION, role, an(unit) if unit else None, code=code))["region"]["forumCoverage"]
        found["villagesWithout"] = [edge["node"]["code"] for edge in found["villagesWithout"]["edges"]]
        return dict(found)

    whole = await coverage("52")
    assert whole["formed"] == 2
    assert whole["villages"] == 2 + whole["without"]
    assert whole["share"] == 2 / whole["villages"]
    assert len(whole["villagesWithout"]) == whole["without"] > 0
    assert AMPENAN not in whole["villagesWithout"]
    district = await coverage("52.71.01")
    assert district["villagesWithout"] == [code for code in whole["villagesWithout"] if code.startswith("52.71.01.")]
    of_unit = await asking(
        f"query ($id: ID!) {{ unit(id: $id) {{ forumCoverage {{ {COVERAGE} }} }} }}", id=global_id("PoliceUnit", "Polsek Ampenan")
    )
    assert of_unit["unit"]["forumCoverage"]["formed"] == 2
    assert (await coverage("52", Role.COMMANDER, "Polres Lombok Barat"))["formed"] == 0
    everywhere = await asking(f"{{ forumCoverage {{ {COVERAGE} }} }}")
    assert everywhere["forumCoverage"]["formed"] == 2

    forum = an("forum")
    for event, kind in (
        (ForumSuspended(reason=SuspensionReason.INACTIVE, suspended_on=date(2020, 1, 1)), "suspended"),
        (ForumDissolved(reason=DissolutionReason.OWN_WISH, village_ids=(BANJAR,), dissolved_on=date(2020, 1, 1)), "without"),
    ):
        before = (await coverage("52"))[kind]
        log.tell(forum, event)
        await apply(read_database, "villages", log.take())
        found = await coverage("52")
        assert found[kind] == before + 2
        assert found["formed"] == 0


async def test_a_term_that_is_over_shows_without_anything_being_done(
    story: tuple[Asking, Log], read_database: Connection
) -> None:
    asking, log = story
    over = ForumTermRenewed(starts_on=date(2018, 1, 1), ends_on=date(2019, 12, 31), inaugurated_by=Inaugurator.CAMAT)
    log.tell(an("forum"), over)
    await apply(read_database, "villages", log.take())
    assert (await forums(asking))["FKPM Ampenan"]["termOver"]
    found = (await asking(OF_REGION, code="52"))["region"]["forumCoverage"]
    assert (found["termOver"], found["formed"]) == (2, 0)


async def test_a_village_shows_its_own_forum_and_all_others(lombok: Asking) -> None:
    text = "query ($code: String!) { village(code: $code) { forum { name } forums { name } } }"
    found = (await lombok(text, code="52.71.01.1002"))["village"]
    assert found["forum"] == {"name": "FKPM Ampenan"}
    assert {forum["name"] for forum in found["forums"]} == {"FKPM Ampenan", "FKPM Pasar", "Krama Contoh"}
    assert (await lombok(text, code="52.01.09.2001"))["village"] == {"forum": None, "forums": []}


async def test_lists_are_narrowed(lombok: Asking) -> None:
    text = """{
      here: partnershipForums(region: "52.71.01", status: FORMED, model: AREA, termOver: false) { edges { node { name } } }
      custom: partnershipForums(customary: true) { edges { node { name } } }
      over: partnershipForums(termOver: true) { edges { node { name } } }
      away: partnershipForums(region: "52.01") { edges { node { name } } } }"""
    found = await lombok(text)
    names = {key: [edge["node"]["name"] for edge in page["edges"]] for key, page in found.items()}
    assert names == {"here": ["FKPM Ampenan"], "custom": ["Krama Contoh"], "over": [], "away": []}


async def test_forums_are_measured_by_what_they_settled_for_good(story: tuple[Asking, Log], read_database: Connection) -> None:
    asking, log = story
    of = f'region(code: "52.71") {{ forumWork(period: YEAR) {{ {WORK} }} }}'
    of += f' village(code: "{AMPENAN}") {{ forumWork {{ {WORK} }} }}'
    found = await asking(f"{{ {of} }}")
    measured = {
        "startsOn": "2019-01-01",
        "meetings": 3,
        "forums": 1,
        "meetingsEach": 3.0,
        "averageAttendance": 11.0,
        "officerShare": 2 / 3,
        "issues": 2,
        "issuesSettled": 1,
        "settledShare": 0.5,
    }
    assert found["region"]["forumWork"] == [measured]
    assert found["village"]["forumWork"] == [{**measured, "startsOn": "2019-07-01"}], "each village that the forum covers"
    of_unit = f"query ($id: ID!) {{ unit(id: $id) {{ forumWork(period: YEAR) {{ {WORK} }} }} }}"
    polsek = global_id("PoliceUnit", "Polsek Ampenan")
    assert (await asking(of_unit, id=polsek))["unit"]["forumWork"] == [measured]
    assert (await asking(of_unit, Role.COMMANDER, an("Polres Lombok Barat"), id=polsek))["unit"]["forumWork"] == []
    log.tell(an("issue"), IssueReopened(reason="x", reopened_at=BEGUN, in_time=True))
    await apply(read_database, "villages", log.take())
    assert (await asking(f"{{ {of} }}"))["region"]["forumWork"] == [{**measured, "issuesSettled": 0, "settledShare": 0.0}]


async def test_an_issue_counts_once_however_often_it_is_said_to_be_settled(
    story: tuple[Asking, Log], read_database: Connection
) -> None:
    asking, log = story
    again = ForumMeetingHeld(
        meeting_id=an("another meeting"),
        held_at=BEGUN,
        held_on=date(2019, 8, 1),
        attendance=12,
        venue=ForumVenue.OTHER,
        topics=(ActivityTheme.LAND,),
        settled_issue_ids=(an("issue"),),
    )
    log.tell(an("forum"), again)
    await apply(read_database, "villages", log.take())
    (found,) = (await asking(f'{{ region(code: "52.71") {{ forumWork(period: YEAR) {{ {WORK} }} }} }}'))["region"]["forumWork"]
    assert (found["meetings"], found["issues"], found["issuesSettled"]) == (4, 2, 1)


LATER: list[tuple[UUID | None, tuple[str, ...], dict[str, Any], int]] = [
    (None, (), {"category": IssueCategory.THEFT}, 0),
    (an("nobody"), ("ASSIGNMENT_UNKNOWN",), {"category": IssueCategory.THEFT}, 0),
    (an("Ketut"), (), {"channel": IssueChannel.PHONE_110}, 0),
    (an("Ketut"), (), {"village_id": an("52.01.09.2001")}, 0),
    (an("Ketut"), (), {"must_be_referred": True}, 0),
    (an("Ketut"), (), {"category": IssueCategory.THEFT}, 1),
]
"""Who was there for the police, what was in doubt, what is told of the issue after the meeting, and how many count as settled."""


async def test_what_a_forum_may_not_settle_does_not_count_because_it_was_reported_after_the_meeting(
    story: tuple[Asking, Log], read_database: Connection
) -> None:
    asking, log = story
    for number, (officer, flags, about, _) in enumerate(LATER):
        issue = an(f"an issue told later {number}")
        met = ForumMeetingHeld(
            meeting_id=an(f"told before {number}"),
            held_at=BEGUN,
            held_on=date(2019, 8, 1 + number),
            attendance=12,
            officer_id=officer,
            venue=ForumVenue.OTHER,
            topics=(ActivityTheme.LAND,),
            settled_issue_ids=(issue,),
        )
        told: dict[str, Any] = {"village_id": an(AMPENAN), "category": IssueCategory.OTHER, "channel": IssueChannel.FKPM}
        told |= {"must_be_referred": False, "involves_minor": False, "acknowledge_within": 60, "act_within": 60, **about}
        log.tell(an("forum"), met, flags=flags)
        log.tell(
            issue,
            IssueReported(account="x", reported_at=BEGUN, **told),
            IssueResolved(method=IssueMethod.MEDIATION, agreement="x", resolved_at=BEGUN, holds_days=30),
        )
    await apply(read_database, "villages", log.take())
    (work,) = (await asking(f'{{ region(code: "52.71") {{ forumWork(period: YEAR) {{ {WORK} }} }} }}'))["region"]["forumWork"]
    assert (work["issues"], work["issuesSettled"]) == (2 + len(LATER), 1 + sum(counts for *_, counts in LATER))
    meetings = [edge["node"] for edge in (await forums(asking))["FKPM Ampenan"]["meetings"]["edges"]]
    found = {meeting["heldOn"]: meeting["issuesSettled"] for meeting in meetings}
    assert [found[f"2019-08-0{1 + number}"] for number in range(len(LATER))] == [counts for *_, counts in LATER]
