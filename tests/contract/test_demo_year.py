"""The whole year of the demonstration, looked at as a visitor would: how much there is, how it is spread, what is absurd."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import UUID

import pytest
from msgspec import to_builtins

from data.demo import elections, surveys
from data.demo.posts import STAFFED
from data.demo.province import Province
from data.demo.telling import Told
from data.demo.year import Chapter, chapters
from data.regions import read, within
from libs.events.contracts.cooperation.cooperation_input import HandOverEquipment
from libs.events.contracts.cooperation.evaluation_report import CommissionEvaluation, PublishEvaluation
from libs.events.contracts.cooperation.training import InvitationAnswer
from libs.events.contracts.cooperation.training_session import (
    AnswerInvitation,
    AssessParticipant,
    CloseTraining,
    InviteUnit,
    IssueDirective,
    RecordAttendance,
)
from libs.events.contracts.officers.officer import RecordDirectiveAcknowledgement, ReportDirectiveFollowUp
from libs.events.contracts.villages.community_issue import (
    AcknowledgeIssue,
    IssueCategory,
    ReferIssue,
    ReportIssue,
    ResolveIssue,
    StartMediation,
)
from libs.events.contracts.villages.contact_person import RegisterContactPerson, WithdrawContactConsent
from libs.events.contracts.villages.early_warning import AcknowledgeWarning, EscalateWarning, RaiseEarlyWarning
from libs.events.contracts.villages.election_period import ElectionPhase
from libs.events.contracts.villages.forum_kinds import ForumElement
from libs.events.contracts.villages.joint_activity import HoldingException, HoldJointActivity
from libs.events.contracts.villages.partnership_forum import (
    AddForumMember,
    AgreeForumProgramme,
    DissolveForum,
    FormForum,
    HoldForumMeeting,
    RecogniseCustomaryForum,
    ResumeForum,
    SuspendForum,
)
from libs.events.contracts.villages.safety_survey import CloseSurvey, OpenSurvey, PublishIndex, RecordSurveyTally
from libs.events.contracts.villages.sensitive_issue import (
    AgreeToLowerClassification,
    CloseSensitiveIssue,
    ConfirmProposedWarning,
    ProposeLowerClassification,
    RecordCounterAction,
    ReportSensitiveIssue,
    SensitiveOutcome,
)
from libs.events.contracts.villages.social_institution import (
    EstablishInstitution,
    MarkInstitutionDormant,
    RecordInstitutionActivity,
    ReviveInstitution,
)
from libs.events.contracts.villages.three_pillars import ReportPillarDispute, ResolvePillarDispute, StartDisputeMediation
from libs.events.contracts.villages.village_visit import CompleteVisit, RecordVisitAbsence, RecordVisitRefusal, StartVisit
from tests.demo_year import misgivings, table, told_in

BEGUN = datetime(2026, 11, 28, 2, 30, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)
ENDED = (CompleteVisit, RecordVisitRefusal, RecordVisitAbsence)


@pytest.fixture(scope="module")
def province() -> Province:
    return Province(read(), BEGUN)


@pytest.fixture(scope="module")
def year(province: Province) -> list[Chapter]:
    return list(chapters(province))


@pytest.fixture(scope="module")
def told(year: list[Chapter]) -> list[Told]:
    return told_in(year)


def commands(told: list[Told], kind: type[Any]) -> list[Any]:
    return [one.command for one in told if isinstance(one.command, kind)]


def test_nothing_of_the_whole_year_is_absurd(year: list[Chapter]) -> None:
    assert Counter(misgivings(year, BEGUN)) == {}


def test_there_is_as_much_of_it_as_can_be_told_in_three_minutes(told: list[Told]) -> None:
    assert 60_000 < len(told) < 90_000
    assert (BEGUN - min(one.at for one in told)).days >= 364


def test_the_page_tells_how_much_there_is(told: list[Told]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "demo.md").read_text()
    shown = page.partition("<!-- told -->\n| command | times | command | times |\n|---|---:|---|---:|\n")[2].partition(
        "<!-- end -->"
    )[0]
    assert shown == table(told)


def test_the_page_tells_what_a_visitor_finds(province: Province, year: list[Chapter], told: list[Told]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "demo.md").read_text()
    held, acting = sum(province.holder(code, 0) is not None for code in province.villages), len(province.posts.acting)
    nobody = f"{held} of 1,166 villages have an officer, in {acting} somebody stands in, {1_166 - held - acting} have nobody"
    waited = minutes(province, told)
    within = {unit: ceil(median(of_unit)) for unit, of_unit in waited.items()}
    half = ceil(median(one for of_unit in waited.values() for one in of_unit))
    fast = f"half of them taken on within {half} minutes; in Polres Bima within {within['Polres Bima']}, in Polres Lombok Tengah"
    there = province.villages["52.05.07.2005"].id
    ended = [len([one for one in commands(told, kind) if one.village_id == there]) for kind in ENDED]
    visits = f"{sum(ended)} visits in the year, {ended[1]} of them refused, {ended[2]} to nobody at home"
    settled = f"{len(commands(told, ResolvePillarDispute))} settled within days"
    given = f"{sum(chapter.commands for chapter in year):,} commands"
    for phrase in (given, nobody, f"{fast} within {within['Polres Lombok Tengah']}", visits, settled):
        assert phrase in page


def test_the_page_counts_what_partners_and_trainings_brought(told: list[Told]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "demo.md").read_text()
    given = Counter(type(one.command) for one in told)
    formed = {one.forum_id for one in commands(told, FormForum)}
    joining = {one.forum_id for one in commands(told, AddForumMember)} - formed
    seen = [one for one in told if isinstance(one.command, ReportSensitiveIssue)]
    campaigned = sum(bool(one.rests_on) for one in seen)
    people = sum(one.counts.respondents for one in commands(told, RecordSurveyTally) if one.revision == 1)
    passed = [one.passed for one in commands(told, AssessParticipant)]
    forums = f"{len(formed)} forums with ten members or more, {given[RecogniseCustomaryForum]} recognised by custom"
    more = f"{len(joining)} on their way, {given[DissolveForum]} dissolved"
    institutions = f"{given[EstablishInstitution]} institutions noted, {given[MarkInstitutionDormant]} of them found dormant"
    revived = f"{given[ReviveInstitution]} of those back at work"
    sensitive = f"{campaigned} sensitive issues since, {len(seen) - campaigned} in the year elsewhere"
    lowered = f"of {given[AgreeToLowerClassification]} it was agreed that more may see them"
    asked = f"{len(surveys.REGIONS)} regencies, each asked twice: {people:,} people"
    trained = f"{len(passed)} officers of five Polres trained, {sum(passed)} of whom passed"
    directives = f"{given[RecordDirectiveAcknowledgement]} of {len(passed) * given[IssueDirective]} directives read"
    followed = f"{given[ReportDirectiveFollowUp]} followed up"
    for phrase in (forums, more, institutions, revived, sensitive, lowered, asked, trained, f"{directives}, {followed}"):
        assert phrase in page
    assert "until nine days after loading, three days later votes are cast" in page
    quiet, voting = (elections.PHASES[one][0] for one in (ElectionPhase.QUIET_PERIOD, ElectionPhase.VOTING))
    assert (quiet, voting) == (9, 12)


def minutes(province: Province, told: list[Told]) -> dict[str, list[float]]:
    """By unit: how long residents waited until somebody took on what they reported."""
    unit_of = {village.id: village.unit for village in province.villages.values()}
    reported = {one.issue_id: one for one in commands(told, ReportIssue)}
    waited = defaultdict(list)
    for taken_on in commands(told, AcknowledgeIssue):
        report = reported[taken_on.issue_id]
        waited[unit_of[report.village_id]].append((taken_on.acknowledged_at - report.reported_at).total_seconds() / 60)
    return waited


def test_there_are_too_few_officers_and_some_have_several_villages(province: Province) -> None:
    assert len(province.villages) == 1_166
    serving = Counter(holder.id for code in province.villages if (holder := province.holder(code, 0)) is not None)
    assert len(serving) / 1_166 == pytest.approx(STAFFED, abs=0.02)
    assert Counter(serving.values()).keys() == {1, 2, 3}
    held = sum(serving.values()) / 1_166
    assert 0.45 < held < 0.6
    by_unit = defaultdict(list)
    for code, village in province.villages.items():
        by_unit[village.unit].append(province.holder(code, 0) is not None)
    shares = [sum(held) / len(held) for held in by_unit.values()]
    assert len(shares) == 10
    assert max(shares) > 0.9, "the record has officers for nearly all villages of Polresta Mataram"
    assert 0.25 < min(shares) < sorted(shares)[-2] < 0.7


def test_officers_differ_in_how_often_they_visit(told: list[Told]) -> None:
    visits = Counter(one.by.person for one in told if isinstance(one.command, ENDED))
    in_a_week = sorted(number / 52 for number in visits.values())
    assert 0.3 < median(in_a_week) < 0.6
    assert 1.5 < in_a_week[-20] < in_a_week[-1] < 3
    assert 0.02 < len(commands(told, RecordVisitRefusal)) / sum(visits.values()) < 0.05
    begun = {one.visit_id: one.started_at for one in commands(told, StartVisit)}
    lasted = [one.ended_at - begun[one.visit_id] for one in commands(told, CompleteVisit)]
    assert timedelta(minutes=10) < min(lasted) < max(lasted) < timedelta(hours=2)


def test_units_differ_in_how_fast_they_answer_and_none_beyond_belief(province: Province, told: list[Told]) -> None:
    unit_of = {village.id: village.unit for village in province.villages.values()}
    reported = {one.issue_id: one for one in commands(told, ReportIssue)}
    acted = {one.target: one.at for one in reversed(told) if isinstance(one.command, StartMediation | ReferIssue)}
    fast = defaultdict(list)
    for taken_on in commands(told, AcknowledgeIssue):
        report = reported[taken_on.issue_id]
        unit, waited = unit_of[report.village_id], taken_on.acknowledged_at - report.reported_at
        soon = acted.get(taken_on.issue_id, BEGUN) - report.reported_at <= timedelta(days=1)
        fast[unit].append(waited <= HALF_HOUR and soon)
    taken = minutes(province, told)
    medians = {unit: median(of_unit) for unit, of_unit in taken.items()}
    shares = {unit: sum(of_unit) / len(of_unit) for unit, of_unit in fast.items()}
    assert len(medians) == 10
    assert 8 < min(medians.values()) < 0.6 * max(medians.values()) < 30
    assert 0.35 < min(shares.values()) < 0.55
    assert 0.7 < max(shares.values()) < 0.9
    assert all(quantiles(of_unit, n=10)[-1] < 240 for of_unit in taken.values())
    assert 0.9 < len({one.issue_id for one in commands(told, ResolveIssue)}) / len(reported) < 0.98


def test_what_must_be_referred_is_never_mediated(told: list[Told]) -> None:
    always = {
        one.target
        for one in told
        if isinstance(one.command, ReportIssue)
        and (
            one.command.involves_minor or one.command.category in (IssueCategory.DOMESTIC_VIOLENCE, IssueCategory.SEXUAL_OFFENCE)
        )
    }
    assert always
    assert not always & {one.target for one in told if isinstance(one.command, StartMediation)}
    assert always & {one.target for one in told if isinstance(one.command, ReferIssue)}


def test_contact_persons_who_are_met_agree_to_it(told: list[Told]) -> None:
    since = {one.target: one.at for one in told if isinstance(one.command, RegisterContactPerson)}
    until = {one.target: one.at for one in told if isinstance(one.command, WithdrawContactConsent)}
    assert len(until) > 10
    for visit in commands(told, CompleteVisit):
        for contact in visit.contact_ids:
            assert since[contact] < visit.ended_at < until.get(contact, BEGUN)


def test_warnings_are_of_all_severities_and_few_are_red_or_passed_on(told: list[Told]) -> None:
    raised = {one.target: one for one in told if isinstance(one.command, RaiseEarlyWarning)}
    severities = Counter(one.severity for one in commands(told, RaiseEarlyWarning))
    assert len(severities) == 4
    assert 3 <= severities["RED"] <= 20 < severities["ORANGE"] < severities["YELLOW"]
    assert 3 <= len(commands(told, EscalateWarning)) <= 15
    waited = [one.at - raised[one.target].at for one in told if isinstance(one.command, AcknowledgeWarning)]
    assert timedelta() < min(waited) < max(waited) < timedelta(hours=16)


def test_each_dispute_is_told_in_one_breath(year: list[Chapter]) -> None:
    """Reported and settled in different waves, one of long ago would be overdue in between."""
    waves = defaultdict(set)
    ended = set()
    for number, wave in enumerate(wave for chapter in year for wave in chapter.waves):
        for one in wave:
            if isinstance(one.command, ReportPillarDispute | StartDisputeMediation | ResolvePillarDispute):
                waves[one.command.dispute_id].add(number)
            if isinstance(one.command, ResolvePillarDispute):
                ended.add(one.command.dispute_id)
    assert len(waves) - 2 == len(ended) > 15, "two have been open for too long"
    assert all(len(told_in_waves) == 1 for told_in_waves in waves.values())


def test_most_activities_are_held_in_partnership(told: list[Told]) -> None:
    exceptions = Counter(one.exception for one in commands(told, HoldJointActivity))
    assert exceptions[HoldingException.EMERGENCY] > 20
    assert exceptions[HoldingException.VACANT_SEAT] > 10
    assert 0.8 < exceptions[None] / exceptions.total() < 0.95


def test_forums_are_formed_by_ten_at_least_and_none_does_anything_while_it_is_shut(told: list[Told]) -> None:
    members = defaultdict(set)
    for one in told:
        if isinstance(one.command, AddForumMember):
            members[one.target].add(one.command.element)
    joined = Counter(one.forum_id for one in commands(told, AddForumMember))
    formed = {one.forum_id for one in commands(told, FormForum)}
    assert 80 < len(formed) < 160
    assert all(joined[forum] >= 10 and {ForumElement.OFFICER, ForumElement.GOVERNMENT} < members[forum] for forum in formed)
    assert all(joined[forum] < 10 for forum in members.keys() - formed), "those are on their way"
    shut = {one.target: one.at for one in told if isinstance(one.command, DissolveForum | SuspendForum)}
    again = {one.target: one.at for one in told if isinstance(one.command, ResumeForum)}
    work = [one for one in told if isinstance(one.command, HoldForumMeeting | AgreeForumProgramme) and one.target in shut]
    assert again.keys() < shut.keys()
    assert len(work) > 10
    assert not any(shut[one.target] <= one.at < again.get(one.target, BEGUN) for one in work)
    assert 2 < len(commands(told, HoldForumMeeting)) / len(formed) < 5


def test_a_dormant_institution_does_nothing_and_most_are_awake(told: list[Told]) -> None:
    asleep = {one.target: one.at for one in told if isinstance(one.command, MarkInstitutionDormant)}
    awake = {one.target: one.at for one in told if isinstance(one.command, ReviveInstitution)}
    assert 0 < len(awake) < len(asleep) < 0.15 * len(commands(told, EstablishInstitution))
    for one in told:
        if isinstance(one.command, RecordInstitutionActivity) and one.target in asleep:
            assert not asleep[one.target] <= one.at <= awake.get(one.target, BEGUN)


def test_while_a_regency_elects_todays_clocks_run_elsewhere(province: Province, told: list[Told]) -> None:
    """What the page says of them is the usual time."""
    left = {one.warning_id for one in commands(told, RaiseEarlyWarning)} - {
        one.warning_id for one in commands(told, AcknowledgeWarning)
    }
    there = {village.id for code, village in province.villages.items() if within(code, (elections.ELECTS,))}
    assert len(there) > 50
    assert not there & {one.village_id for one in commands(told, RaiseEarlyWarning) if one.warning_id in left}
    settled = {one.dispute_id for one in commands(told, ResolvePillarDispute)}
    assert not there & {one.village_id for one in commands(told, ReportPillarDispute) if one.dispute_id not in settled}


def test_what_is_seen_where_they_campaign_was_seen_since_they_do(province: Province, told: list[Told]) -> None:
    """Recorded on the day of loading, it is recorded in the phase of that day."""
    there = {village.id for code, village in province.villages.items() if within(code, (elections.ELECTS,))}
    seen = commands(told, ReportSensitiveIssue)
    of_campaign = [one for one in seen if one.village_id in there]
    assert 8 < len(of_campaign) < len(seen) < 100
    assert all(one.seen_at >= province.days.moment(*elections.PHASES[ElectionPhase.CAMPAIGN]) for one in of_campaign)
    assert {one.sensitive_issue_id for one in commands(told, ConfirmProposedWarning)} < {
        one.sensitive_issue_id for one in of_campaign
    }


def test_sensitive_issues_are_countered_by_something_and_lowered_by_two(told: list[Told]) -> None:
    countered = {one.target for one in told if isinstance(one.command, RecordCounterAction)}
    rested = [one for one in commands(told, CloseSensitiveIssue) if one.sensitive_issue_id in countered]
    assert {one.outcome for one in rested} == {SensitiveOutcome.COUNTERED}
    proposed = {one.target: one.by for one in told if isinstance(one.command, ProposeLowerClassification)}
    agreed = {one.target: one.by for one in told if isinstance(one.command, AgreeToLowerClassification)}
    assert 0 < len(agreed) < len(proposed)
    assert all(proposed[issue].person != by.person for issue, by in agreed.items())


def test_surveys_ask_enough_people_while_they_are_open_and_are_published_once_closed(told: list[Told]) -> None:
    opened = {one.survey_id: one for one in commands(told, OpenSurvey)}
    assert Counter(one.region_code for one in opened.values()) == dict.fromkeys(surveys.REGIONS, 2)
    asked = Counter[UUID]()
    for tally in commands(told, RecordSurveyTally):
        assert opened[tally.survey_id].opens_on <= tally.collected_on <= opened[tally.survey_id].closes_on
        assert max(to_builtins(tally.counts).values()) == tally.counts.respondents
        asked[tally.survey_id] += tally.counts.respondents
    assert asked.keys() == opened.keys()
    assert 300 < min(asked.values()) < max(asked.values()) < 1_200
    closed = {one.survey_id: one.closed_at for one in commands(told, CloseSurvey)}
    assert all(one.published_at > closed[one.survey_id] for one in commands(told, PublishIndex))
    assert len(commands(told, PublishIndex)) == len(opened)


def test_whom_units_send_is_present_and_does_some_of_what_was_directed(told: list[Told]) -> None:
    asked = {one.unit_id: one.quota for one in commands(told, InviteUnit)}
    answers = commands(told, AnswerInvitation)
    assert asked.keys() == {one.unit_id for one in answers}
    assert all(len(one.officer_ids) <= asked[one.unit_id] for one in answers)
    assert Counter(one.answer for one in answers) == {InvitationAnswer.ACCEPTED: 5, InvitationAnswer.DECLINED: 1}
    sent = {officer for one in answers for officer in one.officer_ids}
    assert 25 < len(sent) <= 40
    assert {one.attendee.officer_id for one in commands(told, RecordAttendance)} == sent
    passed = Counter(one.passed for one in commands(told, AssessParticipant))
    assert passed.total() == len(sent)
    assert passed[True] > passed[False] > 0
    given = {one.directive_id for one in commands(told, IssueDirective)}
    (closed,) = commands(told, CloseTraining)
    answered: dict[tuple[UUID, UUID], Any] = {}
    for one in commands(told, RecordDirectiveAcknowledgement):
        answered[one.officer_id, one.directive_id] = one.acknowledged_on
        assert one.directive_id in given
        assert one.acknowledged_on > closed.closed_at.date()
    done = commands(told, ReportDirectiveFollowUp)
    assert all(answered[one.officer_id, one.directive_id] < one.followed_up_on for one in done)
    assert len(sent) < len(done) < len(answered) < len(sent) * len(given)


def test_what_is_put_into_a_programme_goes_to_units_of_the_province_and_is_judged_once(
    province: Province, told: list[Told]
) -> None:
    handed_over = commands(told, HandOverEquipment)
    assert {one.unit_id for one in handed_over} < {unit.id for unit in province.units.values()}
    (commissioned,), (published,) = commands(told, CommissionEvaluation), commands(told, PublishEvaluation)
    assert {one.program_id for one in (*handed_over, commissioned)} == {commissioned.program_id}
    assert handed_over[0].handed_over_on < commissioned.commissioned_on < published.published_on
