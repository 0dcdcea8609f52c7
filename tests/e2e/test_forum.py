"""A forum is composed by consent, formed for a term, settles what it may, and is the only one of its village."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.e2e.system import System
from tests.e2e.test_community_issue import person_of
from tests.e2e.trio import Trio

FORUM = """query ($code: String!) { village(code: $code) { forum { name status customary memberCount tooFew termOver
  chair { name } members { element name officer { id } } formerMembers { name endedBecause }
  meetings { edges { node { attendance minutes issuesSettled outOfTerm issues { category } } } } programmes { activities }
  timeline(order: OLDEST_FIRST) { edges { node { type by { role } } } } } forums { status } forumWork(period: YEAR) {
  meetings forums issues issuesSettled officerShare } } }"""
LACKING = """query ($region: String!) { forumCoverage(region: $region) { villages formed customary without
  villagesWithout(first: 100) { edges { node { code } } } } }"""
CHANGED = """query ($since: String) { changes(since: $since) { cursor hasMore upserts { ... on PartnershipForum { name } } } }"""
ELEMENTS = ("GOVERNMENT", "COMMUNITY_FIGURE", *["RESIDENT"] * 7)


@pytest.fixture(scope="module")
def trio(province: System) -> Trio:
    return Trio(province, 11)


def day(ago: int) -> str:
    return (datetime.now(UTC) - timedelta(days=ago)).date().isoformat()


def at(ago: int) -> str:
    return (datetime.now(UTC) - timedelta(days=ago)).isoformat()


def propose(trio: Trio, token: str, **more: Any) -> tuple[str, list[str]]:
    forum = str(uuid4())
    told = {"name": "FKPM Uji", "model": "AREA", "villageIds": [trio.village["id"]], "proposedAt": at(20)}
    return forum, trio.send("proposeForum", token, forumId=forum, **{**told, **more})


def add(trio: Trio, forum: str, person: str, element: str, **more: Any) -> list[str]:
    consent = {"basis": "WRITTEN", "at": at(15), "givenBy": person}
    name = {} if element == "OFFICER" else {"fullName": "Anggota Uji"}
    told: dict[str, Any] = {"element": element, "partyOfficial": False, "consent": consent, **name}
    return trio.send("addForumMember", trio.officer_token, forumId=forum, personId=person, **{**told, **more})


def joined(trio: Trio, forum: str) -> list[str]:
    """The officer and nine others; their ids, the officer first."""
    people = [person_of(trio.officer_token), *(str(uuid4()) for _ in ELEMENTS)]
    for person, element in zip(people, ("OFFICER", *ELEMENTS), strict=True):
        assert add(trio, forum, person, element) == []
    return people


def form(trio: Trio, forum: str, chair: str, secretary: str, *, token: str | None = None, ago: int = 10) -> list[str]:
    told = {"inauguratedOn": day(ago), "inauguratedBy": "KAPOLSEK", "startsOn": day(10), "endsOn": day(-700)}
    return trio.send("formForum", token or trio.commander_token, forumId=forum, chairId=chair, secretaryId=secretary, **told)


def shown(trio: Trio, token: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = trio.system.ask(FORUM, token, code=trio.code)["village"]
    return found


def brought(trio: Trio, category: str) -> str:
    """An issue that residents brought through the forum, mediated and settled."""
    issue, officer = str(uuid4()), trio.officer_token
    told = {"category": category, "channel": "FKPM", "account": "The ditch is blocked.", "reportedAt": at(9)}
    assert trio.give("reportIssue", officer, issueId=issue, **told) == []
    assert trio.send("acknowledgeIssue", officer, issueId=issue, acknowledgedAt=at(9)) == []
    return issue


def test_a_forum_from_proposal_to_its_successor(trio: Trio) -> None:
    officer, commander = trio.officer_token, trio.commander_token
    assert trio.code in lacking(trio)
    forum, problems = propose(trio, officer)
    assert problems == []
    people = joined(trio, forum)
    assert add(trio, forum, str(uuid4()), "RESIDENT", partyOfficial=True) == ["PARTY_OFFICIAL"]
    assert add(trio, forum, str(uuid4()), "SECURITY") == ["ELEMENT_NOT_OF_MODEL"]
    wife = {"consent": {"basis": "RECORDED", "at": at(15), "givenBy": str(uuid4())}}
    assert add(trio, forum, str(uuid4()), "RESIDENT", **wife) == ["CONSENT_NOT_OWN"]
    assert form(trio, forum, people[1], people[2], token=officer) == ["ROLE_NOT_ALLOWED"]
    assert form(trio, forum, people[1], people[2], token=trio.stranger_token) == ["OUT_OF_SCOPE"]
    assert form(trio, forum, people[1], str(uuid4())) == ["NOT_A_MEMBER"]
    assert form(trio, forum, people[1], people[2]) == []
    assert trio.code not in lacking(trio)

    quarrel, theft = brought(trio, "NEIGHBOUR_DISPUTE"), brought(trio, "THEFT")
    assert trio.send("startMediation", officer, issueId=quarrel, startedAt=at(8)) == []
    done = {"method": "MUSYAWARAH", "agreement": "They clean it in turns.", "resolvedAt": at(7)}
    assert trio.send("resolveIssue", officer, issueId=quarrel, **done) == []
    met: dict[str, Any] = {"meetingId": str(uuid4()), "heldAt": at(7), "attendance": 14, "venue": "BKPM", "topics": ["LAND"]}
    assert trio.send("holdForumMeeting", officer, forumId=forum, **met, settledIssueIds=[theft]) == ["OFFICER_ABSENT"]
    met |= {"officerId": people[0], "settledIssueIds": [quarrel, theft], "minutes": "They clean it in turns."}
    assert trio.send("holdForumMeeting", officer, forumId=forum, **met) == []
    plan: dict[str, Any] = {"programmeId": str(uuid4()), "agreedOn": day(7), "startsOn": day(7), "endsOn": day(-300)}
    plan |= {"activities": ["SISKAMLING"], "themes": ["YOUTH"]}
    assert trio.send("agreeForumProgramme", trio.person_token(trio.head), forumId=forum, **plan) == []
    leaves = {"personId": people[2], "reason": "CONSENT_WITHDRAWN", "endedOn": day(1)}
    assert trio.send("endForumMembership", officer, forumId=forum, **leaves) == []

    one = shown(trio, commander)["forum"]
    assert (one["status"], one["memberCount"], one["tooFew"], one["chair"]) == ("FORMED", 9, True, {"name": "Anggota Uji"})
    assert one["formerMembers"] == [{"name": None, "endedBecause": "CONSENT_WITHDRAWN"}]
    (meeting,) = (edge["node"] for edge in one["meetings"]["edges"])
    assert (meeting["attendance"], meeting["minutes"], meeting["issuesSettled"]) == (14, "They clean it in turns.", 1)
    assert one["programmes"] == [{"activities": ["SISKAMLING"]}]
    told = [(edge["node"]["type"], edge["node"]["by"]["role"]) for edge in one["timeline"]["edges"]]
    assert (told[0], told[11]) == (("ForumProposed", "OFFICER"), ("ForumFormed", "COMMANDER"))
    assert ("ForumProgrammeAgreed", "PILLAR") in told
    pillar = shown(trio, trio.person_token(trio.head))["forum"]
    assert (pillar["chair"], {edge["node"]["minutes"] for edge in pillar["meetings"]["edges"]}) == ({"name": None}, {None})
    (measure,) = shown(trio, commander)["forumWork"]
    assert measure == {"meetings": 1, "forums": 1, "issues": 2, "issuesSettled": 1, "officerShare": 1.0}
    assert "FKPM Uji" in kept(trio, officer)

    second, problems = propose(trio, officer, name="FKPM Kedua")
    assert problems == []
    others = joined(trio, second)
    assert form(trio, second, others[1], others[2]) == ["VILLAGE_HAS_FORUM"]
    custom = {"name": "Krama Uji", "villageIds": [trio.village["id"]], "recognisedOn": day(5), "recognisedBy": "CAMAT"}
    assert trio.send("recogniseCustomaryForum", commander, forumId=str(uuid4()), **custom) == ["VILLAGE_HAS_FORUM"]
    assert trio.send("suspendForum", commander, forumId=forum, reason="INACTIVE", suspendedOn=day(3)) == []
    late = {**met, "meetingId": str(uuid4()), "heldAt": at(2), "settledIssueIds": []}
    assert trio.send("holdForumMeeting", officer, forumId=forum, **late) == ["FORUM_SUSPENDED"]
    assert trio.send("resumeForum", commander, forumId=forum, resumedOn=day(1)) == ["TOO_FEW_MEMBERS"]
    assert trio.send("dissolveForum", commander, forumId=forum, reason="REPLACED", dissolvedOn=day(0)) == []
    assert form(trio, second, others[1], others[2]) == ["VILLAGE_HAD_FORUM"]
    assert form(trio, second, others[1], others[2], ago=0) == []
    village = shown(trio)
    assert village["forum"]["name"] == "FKPM Kedua"
    assert sorted(one["status"] for one in village["forums"]) == ["DISSOLVED", "FORMED"]


def test_a_recognised_forum_of_custom_stands_alone(province: System) -> None:
    trio = Trio(province, 12)
    custom = {"name": "Krama Uji", "villageIds": [trio.village["id"]], "recognisedOn": day(5), "recognisedBy": "VILLAGE_HEAD"}
    assert trio.send("recogniseCustomaryForum", trio.officer_token, forumId=str(uuid4()), **custom) == ["ROLE_NOT_ALLOWED"]
    assert trio.send("recogniseCustomaryForum", trio.commander_token, forumId=str(uuid4()), **custom) == []
    forum, problems = propose(trio, trio.officer_token)
    assert problems == []
    people = joined(trio, forum)
    assert form(trio, forum, people[1], people[2]) == ["VILLAGE_HAS_CUSTOMARY_FORUM"]
    assert shown(trio)["forum"]["customary"]
    assert trio.code not in lacking(trio)


def lacking(trio: Trio) -> list[str]:
    found = trio.system.ask(LACKING, trio.commander_token, region=trio.code[:8])["forumCoverage"]
    codes = [edge["node"]["code"] for edge in found["villagesWithout"]["edges"]]
    assert found["villages"] == found["formed"] + found["customary"] + len(codes)
    return codes


def kept(trio: Trio, token: str) -> list[str]:
    """The names of the forums that a phone is told of from the beginning."""
    since, found, more = None, [], True
    while more:
        page = trio.system.ask(CHANGED, token, since=since)["changes"]
        found += [one["name"] for one in page["upserts"] if "name" in one]
        since, more = page["cursor"], page["hasMore"]
    return found
