"""Three forums of two villages, driven at random: whatever is given, each village has one of its own at most."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final
from uuid import UUID, uuid5

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from libs.events.contracts.villages.activity import ActivityTheme
from libs.events.contracts.villages.community_issue import IssueCategory, IssueChannel, IssueReported
from libs.events.contracts.villages.contact_person import ConsentBasis
from libs.events.contracts.villages.forum_kinds import (
    DissolutionReason,
    ForumElement,
    ForumModel,
    ForumVenue,
    Inaugurator,
    MembershipEnd,
    SuspensionReason,
)
from libs.events.contracts.villages.partnership_forum import (
    AddForumMember,
    DissolveForum,
    ElectForumLeaders,
    EndForumMembership,
    FormForum,
    ForumFormed,
    ForumMeetingHeld,
    ForumMemberAdded,
    HoldForumMeeting,
    MemberConsent,
    ProposeForum,
    RecogniseCustomaryForum,
    RenewForumTerm,
    ResumeForum,
    SuspendForum,
)
from libs.events.contracts.villages.village import VillageKind
from libs.events.decider import Decided, Refused, decided
from services.villages.community_issue import COMMUNITY_ISSUE, CommunityIssue
from services.villages.forum_meetings import CRIMES
from services.villages.forum_members import COMPOSITION
from services.villages.forum_state import ForumFacts, PartnershipForum
from services.villages.partnership_forum import PARTNERSHIP_FORUM, evolve
from services.villages.reporting import Reporting
from services.villages.village import Village

SPACE: Final = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b0fe")
FORUMS: Final = tuple(uuid5(SPACE, f"forum {number}") for number in range(3))
VILLAGES: Final = tuple(uuid5(SPACE, f"village {number}") for number in range(2))
PEOPLE: Final = tuple(uuid5(SPACE, f"person {number}") for number in range(7))
MEETINGS: Final = tuple(uuid5(SPACE, f"meeting {number}") for number in range(3))
BEGAN: Final = datetime(2026, 1, 5, 4, tzinfo=UTC)
LEAST, MOST = 3, 5
WARDS: Final = {
    village: Village(code=f"52.71.01.{1001 + number}", name="Contoh", kind=VillageKind.KELURAHAN)
    for number, village in enumerate(VILLAGES)
}
_SITS_FOR: Final = ("OFFICER", "GOVERNMENT", "RESIDENT", "SECURITY", "WORKER", "MANAGEMENT", "COMMUNITY_FIGURE")
ELEMENTS: Final = dict(zip(PEOPLE, map(ForumElement, _SITS_FOR), strict=True))
"""Who sits for whom."""
FORUM, PERSON = st.sampled_from(FORUMS), st.sampled_from(PEOPLE)
LEADERS = st.sampled_from([(PEOPLE[1], PEOPLE[0]), (PEOPLE[0], PEOPLE[1]), (PEOPLE[2], PEOPLE[1]), (PEOPLE[1], PEOPLE[1])])
"""Chair and secretary."""
DAYS = st.integers(-12, 1)


def _issue(category: IssueCategory, *, referred: bool) -> CommunityIssue:
    reported = IssueReported(
        village_id=VILLAGES[0],
        category=category,
        channel=IssueChannel.FKPM,
        account="x",
        involves_minor=referred,
        must_be_referred=referred,
        reported_at=BEGAN,
        acknowledge_within=1,
        act_within=1,
    )
    issue = COMMUNITY_ISSUE.evolve(None, reported)
    assert issue
    return issue


ISSUES: Final[Mapping[UUID, CommunityIssue]] = {
    uuid5(SPACE, "quarrel"): _issue(IssueCategory.LAND_DISPUTE, referred=False),
    uuid5(SPACE, "theft"): _issue(IssueCategory.THEFT, referred=False),
    uuid5(SPACE, "child"): _issue(IssueCategory.BRAWL, referred=True),
}


class Forums(RuleBasedStateMachine):
    """Keeps their states, a clock, and the turns taken in each village, as the log keeps claims."""

    def __init__(self) -> None:
        super().__init__()
        self.states: dict[UUID, PartnershipForum] = {}
        self.turns: dict[str, dict[str, UUID]] = {}
        self.now = BEGAN

    def facts(self, command: Any) -> ForumFacts:
        state = self.states.get(command.forum_id)
        villages = state.villages if state else getattr(command, "village_ids", ())
        taken = {village: self.turns.get(f"forums-of:{village}", {}) for village in villages}
        there = {forum for turns in taken.values() for forum in turns.values()} - {command.forum_id}
        issues = getattr(command, "settled_issue_ids", ())
        return ForumFacts(
            reporting=Reporting(now=self.now),
            villages={village: WARDS[village] for village in villages},
            others=tuple(found for forum in sorted(there) if (found := self.states.get(forum)) is not None),
            turns={village: 1 + max(map(int, turns), default=0) for village, turns in taken.items()},
            members_min=LEAST,
            members_max=MOST,
            issues={issue: ISSUES[issue] for issue in issues},
        )

    def give(self, command: Any) -> None:
        facts, forum = self.facts(command), command.forum_id
        decision = PARTNERSHIP_FORUM.decide(self.states.get(forum), command, facts)
        if isinstance(decision, Refused):
            return
        made: Decided = decided(decision)
        for claim in made.claims:
            if claim.name.startswith("forums-of:"):
                assert claim.value not in self.turns.setdefault(claim.name, {}), "the turn was taken"
                self.turns[claim.name][claim.value] = forum
        for event in made.events:
            check(self.states.get(forum), event)
            self.states[forum] = evolve(self.states.get(forum), event)  # type: ignore[arg-type]  # its own decider made it
        again: Any = PARTNERSHIP_FORUM.decide(self.states[forum], command, self.facts(command))
        assert not isinstance(again, Refused), "what was taken is taken again"
        assert decided(again).events == ()

    def day(self, days: int) -> date:
        return (self.now + timedelta(days=days)).date()

    @rule(days=st.sampled_from((1, 5, 200)))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @initialize(models=st.lists(st.sampled_from(ForumModel), min_size=2, max_size=3), agreed=st.booleans())
    def some_are_proposed(self, models: list[ForumModel], agreed: bool) -> None:
        for place, (forum, model) in enumerate(zip(FORUMS, models, strict=False)):
            villages = VILLAGES[: 1 + place % 2]
            self.give(ProposeForum(forum_id=forum, name="x", model=model, village_ids=villages, proposed_at=BEGAN))
            if agreed:
                self.everybody_agrees(forum, -30)

    @rule(forum=FORUM, days=DAYS)
    def custom_has_given_it(self, forum: UUID, days: int) -> None:
        told: dict[str, Any] = {"recognised_on": self.day(days), "recognised_by": Inaugurator.CAMAT}
        self.give(RecogniseCustomaryForum(forum_id=forum, name="x", village_ids=VILLAGES[:1], **told))

    @rule(forum=FORUM, person=PERSON, days=DAYS, official=st.booleans(), by=st.none() | PERSON)
    def somebody_agrees(self, forum: UUID, person: UUID, days: int, official: bool, by: UUID | None) -> None:
        self._agrees(forum, person, days, official=official, by=by or person)

    def everybody_agrees(self, forum: UUID, days: int) -> None:
        for person in PEOPLE:
            self._agrees(forum, person, days, official=False, by=person)

    def _agrees(self, forum: UUID, person: UUID, days: int, *, official: bool, by: UUID) -> None:
        consent = MemberConsent(basis=ConsentBasis.WRITTEN, at=self.now + timedelta(days=days), given_by=by)
        element = ELEMENTS[person]
        name = None if element is ForumElement.OFFICER else "Anggota Contoh"
        told: dict[str, Any] = {"element": element, "full_name": name, "party_official": official, "consent": consent}
        self.give(AddForumMember(forum_id=forum, person_id=person, **told))

    @rule(forum=FORUM, person=PERSON, days=DAYS)
    def somebody_leaves(self, forum: UUID, person: UUID, days: int) -> None:
        told: dict[str, Any] = {"reason": MembershipEnd.CONSENT_WITHDRAWN, "ended_on": self.day(days)}
        self.give(EndForumMembership(forum_id=forum, person_id=person, **told))

    @rule(forum=FORUM, leaders=LEADERS, days=DAYS)
    def it_is_formed(self, forum: UUID, leaders: tuple[UUID, UUID], days: int) -> None:
        day, (chair, secretary) = self.day(days), leaders
        self.give(
            FormForum(
                forum_id=forum,
                chair_id=chair,
                secretary_id=secretary,
                inaugurated_on=day,
                inaugurated_by=Inaugurator.CAMAT,
                starts_on=day,
                ends_on=day + timedelta(days=100),
            )
        )

    @rule(forum=FORUM, leaders=LEADERS, days=DAYS)
    def it_elects(self, forum: UUID, leaders: tuple[UUID, UUID], days: int) -> None:
        chair, secretary = leaders
        self.give(ElectForumLeaders(forum_id=forum, chair_id=chair, secretary_id=secretary, elected_on=self.day(days)))

    @rule(forum=FORUM, days=DAYS)
    def it_is_renewed(self, forum: UUID, days: int) -> None:
        term = {"starts_on": self.day(days), "ends_on": self.day(days + 90)}
        self.give(RenewForumTerm(forum_id=forum, inaugurated_by=Inaugurator.CAMAT, **term))

    @rule(forum=FORUM, meeting=st.sampled_from(MEETINGS), days=DAYS, officer=st.booleans(), issue=st.sampled_from([*ISSUES]))
    def it_meets(self, forum: UUID, meeting: UUID, days: int, officer: bool, issue: UUID) -> None:
        told: dict[str, Any] = {"held_at": self.now + timedelta(days=days), "attendance": 9, "venue": ForumVenue.BKPM}
        told |= {"topics": (ActivityTheme.LAND,), "settled_issue_ids": (issue,), "officer_id": PEOPLE[0] if officer else None}
        self.give(HoldForumMeeting(forum_id=forum, meeting_id=meeting, **told))

    @rule(forum=FORUM, days=DAYS)
    def it_is_suspended(self, forum: UUID, days: int) -> None:
        self.give(SuspendForum(forum_id=forum, reason=SuspensionReason.POLITICS, suspended_on=self.day(days)))

    @rule(forum=FORUM, days=DAYS)
    def it_is_resumed(self, forum: UUID, days: int) -> None:
        self.give(ResumeForum(forum_id=forum, resumed_on=self.day(days)))

    @rule(forum=FORUM, days=DAYS)
    def it_is_dissolved(self, forum: UUID, days: int) -> None:
        self.give(DissolveForum(forum_id=forum, reason=DissolutionReason.OWN_WISH, dissolved_on=self.day(days)))

    @invariant()
    def a_village_has_one_forum_of_its_own_at_most(self) -> None:
        for village in VILLAGES:
            there = [state for state in self.states.values() if village in state.villages]
            assert sum(state.stands_for_village for state in there) <= 1

    @invariant()
    def nor_has_it_had_two_on_one_day(self) -> None:
        for village in VILLAGES:
            there = [state for state in self.states.values() if village in state.villages and state.for_village]
            spans = sorted((state.formed_on, state.dissolved_on or date.max) for state in there if state.formed_on)
            assert all(one[1] <= other[0] for one, other in pairwise(spans) if one[0] != one[1])

    @invariant()
    def leaders_are_members_now(self) -> None:
        for state in self.states.values():
            for leader in (state.chair_id, state.secretary_id):
                assert leader is None or state.members[leader].until is None

    @invariant()
    def terms_follow_one_another(self) -> None:
        for state in self.states.values():
            assert all(one.ends_on <= other.starts_on for one, other in pairwise(state.terms))


def check(before: PartnershipForum | None, event: Any) -> None:
    """What must be so of each event, by what was before it."""
    match event:
        case ForumFormed():
            assert before
            there = {key: member for key, member in before.members.items() if member.on(event.inaugurated_on)}
            assert LEAST <= event.members <= MOST, "it has as many members as it may"
            assert {event.chair_id, event.secretary_id} <= set(there)
            assert event.chair_id != event.secretary_id
            elements = {member.element for member in there.values()}
            assert all(elements.intersection(one) for one in COMPOSITION[event.model]), "it is whole"
        case ForumMemberAdded():
            assert event.consent.given_by == event.person_id, "nobody agrees on behalf of another"
        case ForumMeetingHeld():
            assert before
            assert before.formed_on is not None
            assert before.formed_on <= event.held_on
            for issue in event.settled_issue_ids:
                assert not ISSUES[issue].must_be_referred
                assert event.officer_id or ISSUES[issue].reported.category not in CRIMES, "no crime is settled alone"
