"""An issue is taken on, mediated or referred, settled and checked, each step after the one before; some are never mediated."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from libs.events.contracts.villages.community_issue import (
    AcknowledgeIssue,
    AssignIssue,
    IssueAcknowledged,
    IssueAssigned,
    IssueCategory,
    IssueChannel,
    IssueMethod,
    IssuePartyRecorded,
    IssuePartyStruck,
    IssueReferred,
    IssueReopened,
    IssueReported,
    IssueResolved,
    MediationStarted,
    PartyRole,
    RecordIssueParty,
    ReferIssue,
    Referral,
    ReopenIssue,
    ReportIssue,
    ResolutionRejected,
    ResolutionVerified,
    ResolveIssue,
    StartMediation,
    StrikeIssueParty,
    Verdict,
    Verifier,
    VerifyResolution,
)
from libs.events.contracts.villages.village import VillageKind
from libs.events.decider import Decided, Place, Refused
from libs.events.testing import Story, given
from libs.events.wording import Wording, listen
from services.villages import issue_parties
from services.villages.community_issue import COMMUNITY_ISSUE, INDONESIAN, CommunityIssue, IssueFacts, place
from services.villages.reporting import Reporting
from services.villages.village import Village

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b074")


def an(name: str) -> UUID:
    return uuid5(ID, name)


AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
WARD = Village(code="52.71.01.1004", name="Ampenan Selatan", kind=VillageKind.KELURAHAN)
FACTS = IssueFacts(
    reporting=Reporting(now=AT + timedelta(days=9), within_days=14),
    village=WARD,
    officer_id=an("bhabin"),
    unit_id=an("polsek"),
    giver_id=an("bhabin"),
)
LATER = replace(FACTS, reporting=Reporting(now=AT + timedelta(days=40), within_days=14), giver_id=an("kapolsek"))
REPORT = ReportIssue(
    issue_id=ID,
    village_id=an("village"),
    category=IssueCategory.LAND_DISPUTE,
    channel=IssueChannel.VISIT,
    account="The fence was moved.",
    reported_at=AT,
)
NAMED: dict[str, Any] = {"reporter_id": an("reporter"), "reporter_name": "Warga Contoh", "reporter_phone": "+62 819 1"}
REPORTED = IssueReported(
    village_id=an("village"),
    category=IssueCategory.LAND_DISPUTE,
    channel=IssueChannel.VISIT,
    account="The fence was moved.",
    involves_minor=False,
    must_be_referred=False,
    reported_at=AT,
    acknowledge_within=1_800,
    act_within=86_400,
)
ROUTED = IssueAssigned(officer_id=an("bhabin"), by_hand=False, assigned_at=AT)
HOUR = timedelta(hours=1)
ACKNOWLEDGE = AcknowledgeIssue(issue_id=ID, acknowledged_at=AT + HOUR)
ACKNOWLEDGED = IssueAcknowledged(acknowledged_at=AT + HOUR, person_id=an("bhabin"))
MEDIATE = StartMediation(issue_id=ID, started_at=AT + 2 * HOUR)
MEDIATION = MediationStarted(started_at=AT + 2 * HOUR, first_action=True)
SPKT = ReferIssue(issue_id=ID, method=Referral.REFERRED_TO_SPKT, referred_at=AT + 2 * HOUR)
REFERRED = IssueReferred(method=Referral.REFERRED_TO_SPKT, referred_at=AT + 2 * HOUR, first_action=True)
RESOLVE = ResolveIssue(issue_id=ID, method=IssueMethod.MUSYAWARAH, agreement="The fence goes back.", resolved_at=AT + 3 * HOUR)
RESOLVED = IssueResolved(
    method=IssueMethod.MUSYAWARAH,
    agreement="The fence goes back.",
    resolved_at=AT + 3 * HOUR,
    resolver_id=an("bhabin"),
    holds_days=30,
)
VERIFY = VerifyResolution(issue_id=ID, verifier=Verifier.FORUM, verdict=Verdict.VERIFIED, verified_at=AT + timedelta(days=35))
REJECT = replace(VERIFY, verdict=Verdict.REJECTED)
REOPEN = ReopenIssue(issue_id=ID, reason="The fence is back.", reopened_at=AT + timedelta(days=36))
PARTY = RecordIssueParty(
    issue_id=ID, party_id=an("party"), role=PartyRole.RESPONDENT, party_name="Warga Contoh 007", recorded_at=AT + HOUR
)
PARTY_RECORDED = IssuePartyRecorded(
    party_id=an("party"), role=PartyRole.RESPONDENT, party_name="Warga Contoh 007", child=False, recorded_at=AT + HOUR
)
STRIKE = StrikeIssueParty(issue_id=ID, party_id=an("party"), struck_at=AT + 2 * HOUR)
STRUCK = IssuePartyStruck(party_id=an("party"), struck_at=AT + 2 * HOUR)
CHILD = replace(PARTY_RECORDED, child=True)
MANY = tuple(replace(PARTY_RECORDED, party_id=an(f"party {number}")) for number in range(20))
SETTLED = (REPORTED, ROUTED, ACKNOWLEDGED, MEDIATION, RESOLVED)


def told(*events: Any, facts: IssueFacts = FACTS) -> Story[CommunityIssue | None, Any, Any, IssueFacts]:
    return given(COMMUNITY_ISSUE, *events, facts=facts)


def test_it_goes_from_report_to_settlement_and_each_step_counts_once() -> None:
    story = told().when(REPORT).then(REPORTED, ROUTED).when(REPORT).then_nothing()
    story = story.when(ACKNOWLEDGE).then(ACKNOWLEDGED).when(ACKNOWLEDGE).then_nothing()
    story = story.when(MEDIATE).then(MEDIATION).when(MEDIATE).then_nothing()
    again = replace(SPKT, method=Referral.REFERRAL)
    story = story.when(again).then(IssueReferred(method=Referral.REFERRAL, referred_at=AT + 2 * HOUR, first_action=False))
    story.when(again).then_nothing().when(RESOLVE).then(RESOLVED).when(RESOLVE).then_nothing()


def test_it_goes_to_the_officer_else_to_the_unit_else_it_is_flagged() -> None:
    unit = replace(FACTS, officer_id=None)
    told(facts=unit).when(REPORT).then(REPORTED, IssueAssigned(unit_id=an("polsek"), by_hand=False, assigned_at=AT))
    decision = COMMUNITY_ISSUE.decide(None, REPORT, replace(unit, unit_id=None))
    assert isinstance(decision, Decided)
    assert (decision.events, decision.flags) == ((REPORTED,), ("UNROUTED",))


def test_a_commander_gives_it_to_another_once_and_one_not_known_there_is_flagged() -> None:
    assign = AssignIssue(issue_id=ID, officer_id=an("other"), assigned_at=AT + HOUR)
    given_to = IssueAssigned(officer_id=an("other"), by_hand=True, assigned_at=AT + HOUR)
    told(REPORTED, ROUTED).when(assign).then(given_to).when(assign).then_nothing()
    by_hand = replace(assign, officer_id=an("bhabin"))
    told(REPORTED, ROUTED).when(by_hand).then(replace(given_to, officer_id=an("bhabin"))).when(by_hand).then_nothing()
    decision = COMMUNITY_ISSUE.decide(COMMUNITY_ISSUE.fold([REPORTED]), assign, replace(FACTS, assigned=False))
    assert isinstance(decision, Decided)
    assert decision.flags == ("ASSIGNMENT_UNKNOWN",)


@pytest.mark.parametrize(
    "grave",
    [{"category": IssueCategory.DOMESTIC_VIOLENCE}, {"category": IssueCategory.SEXUAL_OFFENCE}, {"involves_minor": True}],
)
def test_what_must_be_referred_goes_to_the_spkt_at_once_and_is_never_mediated(grave: dict[str, Any]) -> None:
    reported = replace(REPORTED, must_be_referred=True, **grave)
    story = told().when(replace(REPORT, **grave)).then(reported, ROUTED)
    story.when(SPKT).then(REFERRED)
    told(reported).when(replace(SPKT, method=Referral.REFERRAL)).then_refused("MUST_BE_REFERRED", "method")
    told(reported, ACKNOWLEDGED).when(MEDIATE).then_refused("MUST_BE_REFERRED", "issue_id")


def test_a_party_is_noted_corrected_and_taken_back_and_what_is_newer_stands() -> None:
    later = replace(PARTY, role=PartyRole.WITNESS, party_name=None, recorded_at=AT + 2 * HOUR)
    corrected = IssuePartyRecorded(party_id=an("party"), role=PartyRole.WITNESS, child=False, recorded_at=AT + 2 * HOUR)
    story = told(REPORTED).when(PARTY).then(PARTY_RECORDED).when(PARTY).then_nothing()
    story = story.when(later).then(corrected).when(PARTY).then_nothing()
    story.when(replace(STRIKE, struck_at=AT + HOUR)).then_nothing()
    story = told(REPORTED, PARTY_RECORDED).when(STRIKE).then(STRUCK).when(STRIKE).then_nothing().when(PARTY).then_nothing()
    again = replace(PARTY, recorded_at=AT + 3 * HOUR)
    story.when(again).then(replace(PARTY_RECORDED, recorded_at=AT + 3 * HOUR))
    told(*SETTLED).when(PARTY).then(PARTY_RECORDED).when(STRIKE).then(STRUCK)
    told(REPORTED, *MANY).when(replace(PARTY, party_id=an("party 0"), recorded_at=AT + 2 * HOUR)).then(
        replace(PARTY_RECORDED, party_id=an("party 0"), recorded_at=AT + 2 * HOUR)
    )
    struck = replace(STRUCK, party_id=an("party 0"))
    told(REPORTED, *MANY, struck).when(PARTY).then(PARTY_RECORDED)


def test_what_turns_out_to_concern_a_child_is_referred_unless_the_child_only_saw_it() -> None:
    told(REPORTED, ACKNOWLEDGED, CHILD).when(MEDIATE).then_refused("MUST_BE_REFERRED", "issue_id")
    told(REPORTED, CHILD).when(replace(SPKT, method=Referral.REFERRAL)).then_refused("MUST_BE_REFERRED", "method")
    told(*SETTLED[:-1], CHILD).when(RESOLVE).then_refused("MUST_BE_REFERRED", "method")
    told(*SETTLED[:-1], CHILD).when(SPKT).then(replace(REFERRED, first_action=False))
    told(REPORTED, ACKNOWLEDGED, replace(CHILD, role=PartyRole.WITNESS)).when(MEDIATE).then(MEDIATION)
    told(REPORTED, ACKNOWLEDGED, CHILD, STRUCK).when(MEDIATE).then(MEDIATION)


def test_the_measures_in_force_stay_with_what_they_began() -> None:
    other = replace(FACTS, acknowledge_within=60, act_within=120, holds_days=5)
    told(facts=other).when(REPORT).then(replace(REPORTED, acknowledge_within=60, act_within=120), ROUTED)
    told(*SETTLED[:-1], facts=other).when(RESOLVE).then(replace(RESOLVED, holds_days=5))


def test_others_say_whether_it_holds_and_what_does_not_is_open_again() -> None:
    verified = ResolutionVerified(verifier=Verifier.FORUM, verified_at=VERIFY.verified_at)
    told(*SETTLED, facts=LATER).when(VERIFY).then(verified).when(VERIFY).then_nothing()
    rejected = ResolutionRejected(verifier=Verifier.FORUM, rejected_at=VERIFY.verified_at)
    story = told(*SETTLED, facts=LATER).when(REJECT).then(rejected).when(REJECT).then_nothing()
    again = replace(RESOLVE, resolved_at=REOPEN.reopened_at)
    story.when(again).then_refused("NOTHING_DONE", "issue_id")
    by_reporter = replace(VERIFY, verifier=Verifier.REPORTER)
    named = replace(REPORTED, **NAMED)
    told(named, *SETTLED[1:], facts=LATER).when(by_reporter).then(replace(verified, verifier=Verifier.REPORTER))


@pytest.mark.parametrize(("days", "in_time"), [(30, True), (30.125, False), (36, False)])
def test_reopening_tells_whether_the_settlement_held(days: float, in_time: bool) -> None:
    at = AT + timedelta(days=days)
    reopened = IssueReopened(reason="The fence is back.", reopened_at=at, in_time=in_time)
    story = told(*SETTLED, facts=LATER).when(replace(REOPEN, reopened_at=at)).then(reopened)
    story.when(replace(MEDIATE, started_at=at)).then(MediationStarted(started_at=at, first_action=False))


def test_taking_it_on_may_arrive_after_what_another_did_meanwhile() -> None:
    told(REPORTED, REFERRED).when(ACKNOWLEDGE).then(ACKNOWLEDGED).when(
        replace(RESOLVE, method=IssueMethod.REFERRED_TO_SPKT, resolved_at=AT + HOUR)
    ).then_refused("BEFORE_LAST_STEP", "resolved_at")


def test_it_was_taken_on_by_whoever_did_so_first_though_his_word_comes_later() -> None:
    by_chief = replace(ACKNOWLEDGED, acknowledged_at=AT + 2 * HOUR, person_id=an("kapolsek"))
    story = told(REPORTED, ROUTED, by_chief).when(ACKNOWLEDGE).then(ACKNOWLEDGED).when(ACKNOWLEDGE).then_nothing()
    story.when(replace(ACKNOWLEDGE, acknowledged_at=AT + HOUR / 2)).then_nothing()
    chief = replace(FACTS, giver_id=an("kapolsek"))
    told(REPORTED, ACKNOWLEDGED, facts=chief).when(replace(ACKNOWLEDGE, acknowledged_at=AT + 2 * HOUR)).then_nothing()
    told(*SETTLED, facts=chief).when(replace(ACKNOWLEDGE, acknowledged_at=AT)).then(
        IssueAcknowledged(acknowledged_at=AT, person_id=an("kapolsek"))
    )


def test_what_may_follow_on_something_that_is_on_its_way_is_early() -> None:
    by_chief = replace(ACKNOWLEDGED, acknowledged_at=AT + 5 * HOUR, person_id=an("kapolsek"))
    for before, command, early in (
        (SETTLED, replace(MEDIATE, started_at=AT + 4 * HOUR), True),
        (SETTLED, SPKT, False),
        ((REPORTED, by_chief), MEDIATE, True),
        ((REPORTED, ACKNOWLEDGED, MEDIATION), replace(SPKT, referred_at=AT + HOUR), False),
    ):
        refused = COMMUNITY_ISSUE.decide(COMMUNITY_ISSUE.fold(list(before)), command, FACTS)
        assert isinstance(refused, Refused)
        assert refused.early is early, (command, refused)


NUMBER = "5271010101010001"
REFUSALS: tuple[tuple[tuple[Any, ...], Any, IssueFacts, str, str], ...] = (
    ((), ACKNOWLEDGE, FACTS, "ISSUE_UNKNOWN", "issue_id"),
    ((REPORTED,), replace(REPORT, category=IssueCategory.BRAWL), FACTS, "ALREADY_REPORTED", "issue_id"),
    ((), REPORT, replace(FACTS, village=None), "VILLAGE_UNKNOWN", "village_id"),
    ((), replace(REPORT, reporter_name="Warga Contoh"), FACTS, "REPORTER_WITHOUT_ID", "reporter_id"),
    ((), replace(REPORT, reporter_phone="+62 819 1"), FACTS, "REPORTER_WITHOUT_ID", "reporter_id"),
    ((), replace(REPORT, reported_at=AT + timedelta(days=10)), FACTS, "TIME_IN_FUTURE", "reported_at"),
    ((), REPORT, LATER, "REPORTED_TOO_LATE", "reported_at"),
    ((REPORTED,), replace(ACKNOWLEDGE, acknowledged_at=AT + timedelta(days=10)), FACTS, "TIME_IN_FUTURE", "acknowledged_at"),
    ((REPORTED,), ACKNOWLEDGE, LATER, "REPORTED_TOO_LATE", "acknowledged_at"),
    ((), replace(REPORT, account=NUMBER), FACTS, "IDENTITY_NUMBER", "account"),
    ((replace(REPORTED, must_be_referred=True), ACKNOWLEDGED), MEDIATE, FACTS, "MUST_BE_REFERRED", "issue_id"),
    ((REPORTED,), MEDIATE, FACTS, "NOT_ACKNOWLEDGED", "issue_id"),
    ((REPORTED, REFERRED), replace(RESOLVE, method=IssueMethod.REFERRED_TO_SPKT), FACTS, "NOT_ACKNOWLEDGED", "issue_id"),
    ((REPORTED, ACKNOWLEDGED), RESOLVE, FACTS, "NOTHING_DONE", "issue_id"),
    ((REPORTED, ACKNOWLEDGED, REFERRED), RESOLVE, FACTS, "METHOD_NOT_TAKEN", "method"),
    (SETTLED[:-1], replace(RESOLVE, agreement=NUMBER), FACTS, "IDENTITY_NUMBER", "agreement"),
    (SETTLED[:-1], replace(RESOLVE, resolved_at=AT + HOUR), FACTS, "BEFORE_LAST_STEP", "resolved_at"),
    ((REPORTED,), replace(ACKNOWLEDGE, acknowledged_at=AT - HOUR), FACTS, "BEFORE_LAST_STEP", "acknowledged_at"),
    (SETTLED, replace(MEDIATE, started_at=AT + 4 * HOUR), FACTS, "ISSUE_RESOLVED", "issue_id"),
    (SETTLED[:-1], replace(VERIFY, verified_at=AT + 4 * HOUR), FACTS, "ISSUE_OPEN", "issue_id"),
    (SETTLED[:-1], REOPEN, LATER, "ISSUE_OPEN", "issue_id"),
    (SETTLED, VERIFY, replace(LATER, giver_id=an("bhabin")), "RESOLVED_BY_SELF", "issue_id"),
    (SETTLED, replace(VERIFY, verifier=Verifier.REPORTER), LATER, "REPORTER_ANONYMOUS", "verifier"),
    (
        (*SETTLED, ResolutionVerified(verifier=Verifier.FORUM, verified_at=VERIFY.verified_at)),
        REJECT,
        LATER,
        "ALREADY_VERIFIED",
        "verdict",
    ),
    (SETTLED, replace(REOPEN, reason=NUMBER), LATER, "IDENTITY_NUMBER", "reason"),
    ((), PARTY, FACTS, "ISSUE_UNKNOWN", "issue_id"),
    ((REPORTED,), replace(PARTY, party_name=f"Warga {NUMBER}"), FACTS, "IDENTITY_NUMBER", "party_name"),
    ((REPORTED,), replace(PARTY, recorded_at=AT - HOUR), FACTS, "BEFORE_LAST_STEP", "recorded_at"),
    ((REPORTED,), replace(PARTY, recorded_at=AT + timedelta(days=10)), FACTS, "TIME_IN_FUTURE", "recorded_at"),
    ((REPORTED, *MANY), PARTY, FACTS, "TOO_MANY_PARTIES", "party_id"),
    ((REPORTED,), STRIKE, FACTS, "PARTY_UNKNOWN", "party_id"),
)


@pytest.mark.parametrize(("events", "command", "facts", "code", "field"), REFUSALS)
def test_what_is_refused_says_why_in_both_languages(
    events: tuple[Any, ...], command: Any, facts: IssueFacts, code: str, field: str
) -> None:
    told(*events, facts=facts).when(command).then_refused(code, field)
    refused = COMMUNITY_ISSUE.decide(COMMUNITY_ISSUE.fold(list(events)), command, facts)
    assert isinstance(refused, Refused)
    wording = Wording(COMMUNITY_ISSUE.indonesian)
    listen("en")
    english = wording.say(refused.message)
    listen("id")
    indonesian = wording.say(refused.message)
    listen("en")
    assert english == str(refused.message)
    assert indonesian != english


def test_every_refusal_is_among_them() -> None:
    made = [COMMUNITY_ISSUE.decide(COMMUNITY_ISSUE.fold(list(events)), command, facts) for events, command, facts, *_ in REFUSALS]
    sentences = {getattr(one.message, "template", str(one.message)) for one in made if isinstance(one, Refused)}
    assert sentences >= {*INDONESIAN, *issue_parties.INDONESIAN}


def test_it_belongs_to_the_village_of_its_report() -> None:
    state = COMMUNITY_ISSUE.fold([REPORTED])
    assert place(state, replace(REPORT, village_id=an("elsewhere")), FACTS) == Place(village=an("village"))
    by_hand = IssueAssigned(officer_id=an("other"), by_hand=True, assigned_at=AT)
    in_hands = COMMUNITY_ISSUE.fold([REPORTED, by_hand])
    assert place(in_hands, ACKNOWLEDGE, FACTS) == Place(village=an("village"), given_to=an("other"))
    assert place(COMMUNITY_ISSUE.fold([REPORTED, ROUTED]), ACKNOWLEDGE, FACTS) == Place(village=an("village"))
    assert place(None, REPORT, FACTS) == Place(village=an("village"))
    assert place(None, ACKNOWLEDGE, FACTS) == Place(village=None)
