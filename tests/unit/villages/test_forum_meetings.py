"""A forum meets while it may, settles what residents brought to it and nothing beyond its bounds, and agrees on a programme."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from libs.events.contracts.villages.activity import ActivityTheme, JointActivityKind
from libs.events.contracts.villages.community_issue import IssueCategory, IssueChannel, IssueReported
from libs.events.contracts.villages.forum_kinds import DissolutionReason, ForumVenue, SuspensionReason
from libs.events.contracts.villages.partnership_forum import (
    AgreeForumProgramme,
    ForumDissolved,
    ForumMeetingHeld,
    ForumProgrammeAgreed,
    ForumResumed,
    ForumSuspended,
    ForumTermRenewed,
    HoldForumMeeting,
)
from libs.events.decider import Decided
from libs.events.testing import given
from services.villages.community_issue import COMMUNITY_ISSUE, CommunityIssue
from services.villages.forum_meetings import CRIMES, ISSUE_UNKNOWN, TERM_OVER
from services.villages.forum_members import ASSIGNMENT_UNKNOWN
from services.villages.partnership_forum import PARTNERSHIP_FORUM
from tests.unit.villages.forums import (
    AT_WORK,
    AWAY,
    BEGUN,
    DAY,
    FACTS,
    FORM,
    FORUM,
    NOW,
    OFFICER,
    RECOGNISED,
    TODAY,
    VILLAGE,
    an,
)

ISSUE = an("issue")
HOLD = HoldForumMeeting(
    forum_id=FORUM,
    meeting_id=an("meeting"),
    held_at=NOW - 10 * DAY,
    attendance=12,
    officer_id=OFFICER,
    venue=ForumVenue.BKPM,
    topics=(ActivityTheme.YOUTH, ActivityTheme.LAND, ActivityTheme.YOUTH),
    minutes="Contoh",
)
HELD = ForumMeetingHeld(
    meeting_id=HOLD.meeting_id,
    held_at=HOLD.held_at,
    held_on=TODAY - 10 * DAY,
    attendance=12,
    officer_id=OFFICER,
    venue=ForumVenue.BKPM,
    topics=(ActivityTheme.YOUTH, ActivityTheme.LAND),
    minutes="Contoh",
)
AGREE = AgreeForumProgramme(
    forum_id=FORUM,
    programme_id=an("programme"),
    agreed_on=TODAY - 10 * DAY,
    starts_on=TODAY,
    ends_on=TODAY + 365 * DAY,
    activities=(JointActivityKind.SISKAMLING,),
    themes=(ActivityTheme.YOUTH,),
)
AGREED = ForumProgrammeAgreed(
    programme_id=AGREE.programme_id,
    agreed_on=AGREE.agreed_on,
    starts_on=AGREE.starts_on,
    ends_on=AGREE.ends_on,
    activities=AGREE.activities,
    themes=AGREE.themes,
)
DISSOLVED = ForumDissolved(reason=DissolutionReason.TERM_OVER, village_ids=(VILLAGE,), dissolved_on=TODAY - 10 * DAY)
SUSPENDED = ForumSuspended(reason=SuspensionReason.INACTIVE, suspended_on=TODAY - 10 * DAY)


def told(
    category: IssueCategory = IssueCategory.LAND_DISPUTE,
    channel: IssueChannel = IssueChannel.FKPM,
    village: UUID = VILLAGE,
    referred: bool = False,
) -> CommunityIssue:
    reported = IssueReported(
        village_id=village,
        category=category,
        channel=channel,
        account="x",
        involves_minor=referred,
        must_be_referred=referred,
        reported_at=NOW - 20 * DAY,
        acknowledge_within=1,
        act_within=1,
    )
    issue = COMMUNITY_ISSUE.evolve(None, reported)
    assert issue
    return issue


def flags(*events: Any, command: Any = HOLD, facts: Any = FACTS) -> tuple[str, ...]:
    decided = PARTNERSHIP_FORUM.decide(PARTNERSHIP_FORUM.fold(events), command, facts)
    assert isinstance(decided, Decided), decided
    return decided.flags


def test_a_meeting_is_noted_once_under_an_id_of_its_own() -> None:
    story = given(PARTNERSHIP_FORUM, *AT_WORK, facts=FACTS).when(HOLD)
    story.then(HELD).then_claimed(("forum-meeting", str(HOLD.meeting_id))).when(HOLD).then_nothing()
    story.when(replace(HOLD, attendance=3)).then_refused("MEETING_ID_TAKEN", "meeting_id")


@pytest.mark.parametrize(
    ("events", "code", "field"),
    [
        (BEGUN, "NOT_FORMED", "forum_id"),
        ((*AT_WORK, SUSPENDED), "FORUM_SUSPENDED", "held_at"),
        ((*AT_WORK, DISSOLVED), "FORUM_DISSOLVED", "forum_id"),
    ],
)
def test_a_forum_meets_while_it_may(events: Any, code: str, field: str) -> None:
    given(PARTNERSHIP_FORUM, *events, facts=FACTS).when(HOLD).then_refused(code, field)
    if events != BEGUN:
        before = replace(HOLD, held_at=HOLD.held_at - DAY)
        day = replace(HELD, held_at=before.held_at, held_on=HELD.held_on - DAY)
        given(PARTNERSHIP_FORUM, *events, facts=FACTS).when(before).then(day)


def test_what_is_told_late_is_judged_by_its_day() -> None:
    resumed = (*AT_WORK, SUSPENDED, ForumResumed(resumed_on=TODAY - 9 * DAY))
    given(PARTNERSHIP_FORUM, *resumed, facts=FACTS).when(HOLD).then_refused("FORUM_SUSPENDED", "held_at")
    next_day = replace(HOLD, held_at=HOLD.held_at + DAY)
    assert flags(*resumed, command=next_day) == ()
    early = replace(HOLD, held_at=NOW - 31 * DAY)
    given(PARTNERSHIP_FORUM, *AT_WORK, facts=FACTS).when(early).then_refused("BEFORE_FORMED", "held_at")
    late = replace(HOLD, held_at=NOW + DAY)
    given(PARTNERSHIP_FORUM, *AT_WORK, facts=FACTS).when(late).then_refused("TIME_IN_FUTURE", "held_at")
    # Half an hour past midnight in Mataram is still the day before in UTC.
    night = replace(HOLD, held_at=NOW.replace(hour=16, minute=30) - 11 * DAY)
    given(PARTNERSHIP_FORUM, *AT_WORK, SUSPENDED, facts=FACTS).when(night).then_refused("FORUM_SUSPENDED", "held_at")


def test_a_meeting_after_the_term_is_taken_and_flagged() -> None:
    over = replace(AT_WORK[-1], ends_on=TODAY - 10 * DAY)
    assert flags(*BEGUN, over) == (TERM_OVER,)
    renewed = ForumTermRenewed(starts_on=TODAY - 10 * DAY, ends_on=TODAY, inaugurated_by=FORM.inaugurated_by)
    assert flags(*BEGUN, over, renewed) == ()
    assert flags(RECOGNISED) == (), "that of custom has no term"


def test_the_officer_who_was_there_is_a_member() -> None:
    stranger = replace(HOLD, officer_id=an("1 GOVERNMENT"))
    given(PARTNERSHIP_FORUM, *AT_WORK, facts=FACTS).when(stranger).then_refused("NOT_OFFICER_OF_FORUM", "officer_id")
    assert flags(RECOGNISED, command=stranger) == (), "in that of custom nobody is noted as a member"
    assert flags(*AT_WORK, command=replace(HOLD, officer_id=None)) == ()
    unheard_of = replace(FACTS, assigned=False)
    assert flags(RECOGNISED, command=stranger, facts=unheard_of) == (ASSIGNMENT_UNKNOWN,), "anybody's id would do there"
    assert flags(*AT_WORK, facts=unheard_of) == (), "he was looked at when he became a member"


@pytest.mark.parametrize(
    ("issue", "officer", "code", "field"),
    [
        (told(), None, None, None),
        (told(IssueCategory.THEFT), OFFICER, None, None),
        (told(IssueCategory.THEFT), None, "OFFICER_ABSENT", "officer_id"),
        (told(referred=True), OFFICER, "MUST_BE_REFERRED", "settled_issue_ids"),
        (told(channel=IssueChannel.VISIT), OFFICER, "ISSUE_NOT_BROUGHT", "settled_issue_ids"),
        (told(village=AWAY), OFFICER, "ISSUE_ELSEWHERE", "settled_issue_ids"),
    ],
)
def test_a_forum_settles_what_was_brought_to_it_and_no_crime_alone(
    issue: CommunityIssue, officer: UUID | None, code: str | None, field: str | None
) -> None:
    command = replace(HOLD, settled_issue_ids=(ISSUE, ISSUE), officer_id=officer)
    facts = replace(FACTS, issues={ISSUE: issue})
    story = given(PARTNERSHIP_FORUM, *AT_WORK, facts=facts).when(command)
    if code:
        story.then_refused(code, field)
    else:
        story.then(replace(HELD, officer_id=officer, settled_issue_ids=(ISSUE,))).when(command).then_nothing()


def test_each_crime_needs_the_officer() -> None:
    for category in IssueCategory:
        command = replace(HOLD, settled_issue_ids=(ISSUE,), officer_id=None)
        facts = replace(FACTS, issues={ISSUE: told(category)})
        decision = PARTNERSHIP_FORUM.decide(PARTNERSHIP_FORUM.fold(AT_WORK), command, facts)
        assert isinstance(decision, Decided) is (category not in CRIMES), category


def test_an_issue_that_has_not_arrived_yet_is_taken_and_flagged() -> None:
    assert flags(*AT_WORK, command=replace(HOLD, settled_issue_ids=(ISSUE,))) == (ISSUE_UNKNOWN,)


def test_no_number_of_an_identity_card_is_kept_in_minutes() -> None:
    story = given(PARTNERSHIP_FORUM, *AT_WORK, facts=FACTS)
    story.when(replace(HOLD, minutes="NIK 5271012507170001")).then_refused("IDENTITY_NUMBER", "minutes")


def test_a_programme_is_agreed_once_while_the_forum_is_at_work() -> None:
    story = given(PARTNERSHIP_FORUM, *AT_WORK, facts=FACTS).when(AGREE)
    story.then(AGREED).then_claimed(("forum-programme", str(AGREE.programme_id))).when(AGREE).then_nothing()
    story.when(replace(AGREE, ends_on=TODAY + timedelta(days=9))).then_refused("PROGRAMME_ID_TAKEN", "programme_id")
    for events, command, code, field in (
        (AT_WORK, replace(AGREE, ends_on=AGREE.starts_on), "ENDS_BEFORE_START", "ends_on"),
        (AT_WORK, replace(AGREE, agreed_on=TODAY + 2 * DAY), "TIME_IN_FUTURE", "agreed_on"),
        ((*AT_WORK, SUSPENDED), AGREE, "FORUM_SUSPENDED", "agreed_on"),
        (BEGUN, AGREE, "NOT_FORMED", "forum_id"),
    ):
        given(PARTNERSHIP_FORUM, *events, facts=FACTS).when(command).then_refused(code, field)
