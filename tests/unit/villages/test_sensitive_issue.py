"""What is said between groups is told as a topic, countered and brought to rest; a warning is proposed, a person confirms it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from msgspec.structs import fields, replace

from libs.events.contracts.villages.activity import ActivityTheme, JointActivityKind
from libs.events.contracts.villages.early_warning import (
    RaiseEarlyWarning,
    Severity,
    SourceReliability,
    WarningKind,
    warning_about,
)
from libs.events.contracts.villages.election_period import ElectionInForce, ElectionKind
from libs.events.contracts.villages.joint_activity import JointActivityPlanned
from libs.events.contracts.villages.outreach import Appeal, OutreachHeld, OutreachKind
from libs.events.contracts.villages.sensitive_issue import (
    CloseSensitiveIssue,
    ConfirmProposedWarning,
    CounterActionKind,
    CounterActionTaken,
    CounterPartner,
    DeclineProposedWarning,
    EarlyWarningProposed,
    LinkToElection,
    ProposedWarningConfirmed,
    ProposedWarningDeclined,
    RecordCounterAction,
    ReopenSensitiveIssue,
    ReportSensitiveIssue,
    SensitiveIssueLinkedToElection,
    SensitiveIssueReopened,
    SensitiveIssueReported,
    SensitiveIssueSubsided,
    SensitiveKind,
    SensitiveOutcome,
    SensitiveTopic,
    Spread,
    SpreadMedium,
)
from libs.events.contracts.villages.village import VillageKind
from libs.events.decider import Decided, Place
from libs.events.due import Begin
from libs.events.message import Catalogue, Message, Role, sealed_fields
from libs.events.testing import Story, given
from services.villages.counter_action import MEANS_UNKNOWN, Means
from services.villages.early_warning import Giver
from services.villages.election_period import ELECTION_PERIOD
from services.villages.election_timers import PROPOSALS, proposals
from services.villages.joint_activity import JointActivity
from services.villages.outreach import Outreach
from services.villages.reporting import Reporting
from services.villages.sensitive_issue import ASSIGNMENT_UNKNOWN, SENSITIVE_ISSUE, SensitiveFacts, place
from services.villages.village import Village
from tests.unit.recorded import recorded
from tests.unit.villages.test_election_period import CAMPAIGN, DECLARED, advanced
from tests.unit.villages.test_election_period import closed as election_closed

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b084")
NOW = datetime(2026, 9, 10, tzinfo=UTC)


def an(name: str) -> UUID:
    return uuid5(ID, name)


def ago(hours: int) -> datetime:
    return NOW - timedelta(hours=hours)


WARD = Village(code="52.71.01.1004", name="Ampenan Selatan", kind=VillageKind.KELURAHAN)
OFFICER = Giver(role=Role.OFFICER, person_id=an("bhabin"))
KAPOLSEK = Giver(role=Role.COMMANDER, person_id=an("kapolsek"))
ELECTION = ElectionInForce(election_id=an("election"), kind=ElectionKind.PILKADA, phase=CAMPAIGN)
REPORT = ReportSensitiveIssue(
    sensitive_issue_id=ID,
    village_id=an("village"),
    kind=SensitiveKind.POLITICAL_HOAX,
    topic=SensitiveTopic.ELECTION,
    medium=SpreadMedium.MESSAGING,
    spread=Spread.VILLAGE,
    content="Contoh: kabar bahwa TPS dipindahkan.",
    neutral=True,
    seen_at=ago(20),
)
REPORTED = SensitiveIssueReported(
    village_id=an("village"),
    kind=SensitiveKind.POLITICAL_HOAX,
    topic=SensitiveTopic.ELECTION,
    medium=SpreadMedium.MESSAGING,
    spread=Spread.VILLAGE,
    content="Contoh: kabar bahwa TPS dipindahkan.",
    neutral=True,
    seen_at=ago(20),
    reporter_id=OFFICER.person_id,
)
ELECTING = replace(REPORTED, election=ELECTION)
PROPOSED = EarlyWarningProposed(kind=WarningKind.HOAX, severity=Severity.YELLOW, election=ELECTION)
CONFIRM = ConfirmProposedWarning(sensitive_issue_id=ID, severity=Severity.ORANGE, reliability=SourceReliability.B, credibility=2)
CONFIRMED = ProposedWarningConfirmed(
    village_id=an("village"),
    kind=WarningKind.HOAX,
    severity=Severity.ORANGE,
    reliability=SourceReliability.B,
    credibility=2,
    about=SensitiveKind.POLITICAL_HOAX,
    topic=SensitiveTopic.ELECTION,
    medium=SpreadMedium.MESSAGING,
    spread=Spread.VILLAGE,
    person_id=OFFICER.person_id,
)
DECLINE = DeclineProposedWarning(sensitive_issue_id=ID, reason="Sudah reda.")
DECLINED = ProposedWarningDeclined(reason="Sudah reda.")
COUNTER = RecordCounterAction(
    sensitive_issue_id=ID,
    action_id=an("action"),
    kind=CounterActionKind.CLARIFICATION,
    partners=(CounterPartner.PILLARS, CounterPartner.ELECTION_BODIES, CounterPartner.PILLARS),
    medium=SpreadMedium.MESSAGING,
    reach=120,
    taken_at=ago(10),
)
TAKEN = CounterActionTaken(
    action_id=an("action"),
    kind=CounterActionKind.CLARIFICATION,
    partners=(CounterPartner.PILLARS, CounterPartner.ELECTION_BODIES),
    medium=SpreadMedium.MESSAGING,
    reach=120,
    taken_at=ago(10),
)
CLOSE = CloseSensitiveIssue(sensitive_issue_id=ID, outcome=SensitiveOutcome.SUBSIDED, closed_at=ago(5))
CLOSED = SensitiveIssueSubsided(outcome=SensitiveOutcome.SUBSIDED, closed_at=ago(5))
REOPEN = ReopenSensitiveIssue(sensitive_issue_id=ID, spread=Spread.BEYOND, account="Contoh: lagi.", reopened_at=ago(2))
REOPENED = SensitiveIssueReopened(spread=Spread.BEYOND, account="Contoh: lagi.", reopened_at=ago(2))


def facts(giver: Giver = OFFICER, **more: Any) -> SensitiveFacts:
    return SensitiveFacts(**{"reporting": Reporting(now=NOW), "giver": giver, "village": WARD, **more})


def story(*events: Any, **more: Any) -> Story[Any, Any, Any, Any]:
    return given(SENSITIVE_ISSUE, *events, facts=facts(**more))


def test_it_is_reported_once_and_no_warning_is_proposed_where_nobody_elects() -> None:
    told = story().when(REPORT).then(REPORTED).when(REPORT).then_nothing()
    told.when(replace(REPORT, spread=Spread.BEYOND)).then_refused("ALREADY_REPORTED", "sensitive_issue_id")


@pytest.mark.parametrize(
    ("changed", "around", "code", "field"),
    [
        ({}, {"village": None}, "VILLAGE_UNKNOWN", "village_id"),
        ({"neutral": False}, {}, "NEUTRALITY_REQUIRED", "neutral"),
        ({"seen_at": ago(-1)}, {}, "TIME_IN_FUTURE", "seen_at"),
        ({"seen_at": ago(15 * 24)}, {}, "REPORTED_TOO_LATE", "seen_at"),
        ({"content": "NIK 5271010101010001"}, {}, "IDENTITY_NUMBER", "content"),
        ({"content": "Dari 0812 3456 7890"}, {}, "PHONE_NUMBER", "content"),
    ],
)
def test_what_is_no_report_is_refused(changed: dict[str, Any], around: dict[str, Any], code: str, field: str) -> None:
    story(**around).when(replace(REPORT, **changed)).then_refused(code, field)


def test_an_officer_not_known_to_be_assigned_is_believed_and_flagged() -> None:
    decision = SENSITIVE_ISSUE.decide(None, REPORT, facts(assigned=False))
    assert isinstance(decision, Decided)
    assert decision.flags == (ASSIGNMENT_UNKNOWN,)


@pytest.mark.parametrize(
    ("kind", "spread", "feared", "severity"),
    [
        (SensitiveKind.POLITICAL_HOAX, Spread.VILLAGE, WarningKind.HOAX, Severity.YELLOW),
        (SensitiveKind.POLITICAL_HOAX, Spread.NEIGHBOURHOOD, WarningKind.HOAX, Severity.GREEN),
        *((kind, Spread.BEYOND, WarningKind.ELECTION_TENSION, Severity.YELLOW) for kind in tuple(SensitiveKind)[:4]),
    ],
)
def test_while_the_village_elects_a_warning_is_proposed_that_is_yellow_at_most(
    kind: SensitiveKind, spread: Spread, feared: WarningKind, severity: Severity
) -> None:
    reported = replace(ELECTING, kind=kind, spread=spread)
    proposed = EarlyWarningProposed(kind=feared, severity=severity, election=ELECTION)
    story(election=ELECTION).when(replace(REPORT, kind=kind, spread=spread)).then(reported, proposed)


def test_a_person_confirms_it_as_severe_as_he_judges_and_only_then_is_it_raised() -> None:
    told = story(ELECTING, PROPOSED).when(CONFIRM).then(CONFIRMED).when(CONFIRM).then_nothing()
    told.when(replace(CONFIRM, severity=Severity.RED)).then_refused("PROPOSAL_ANSWERED", "sensitive_issue_id")
    story(ELECTING, PROPOSED, CONFIRMED).when(DECLINE).then_refused("PROPOSAL_ANSWERED", "sensitive_issue_id")
    story(REPORTED).when(CONFIRM).then_refused("NO_WARNING_PROPOSED", "sensitive_issue_id")
    story(ELECTING, PROPOSED, CLOSED).when(CONFIRM).then_refused("SENSITIVE_ISSUE_CLOSED", "sensitive_issue_id")
    story(ELECTING, PROPOSED, CONFIRMED, CLOSED).when(CONFIRM).then_nothing()


def test_a_person_may_decline_it() -> None:
    told = story(ELECTING, PROPOSED).when(DECLINE).then(DECLINED).when(DECLINE).then_nothing()
    told.when(CONFIRM).then_refused("PROPOSAL_ANSWERED", "sensitive_issue_id")
    story(ELECTING, PROPOSED).when(replace(DECLINE, reason="0812 3456 7890")).then_refused("PHONE_NUMBER", "reason")


def test_the_warning_is_raised_for_whoever_confirmed_it_and_quotes_nothing() -> None:
    row = recorded(CONFIRMED, ID)
    (begun,) = proposals(CONFIRMED, row)
    assert isinstance(begun, Begin)
    assert isinstance(begun.command, RaiseEarlyWarning)
    assert (begun.key, begun.due_at) == (f"{ID}/{row.id}", row.recorded_at)
    warn = begun.command
    assert (warn.warning_id, warn.village_id, warn.raised_for) == (warning_about(row.id), an("village"), OFFICER.person_id)
    assert (warn.kind, warn.severity, warn.reliability, warn.credibility) == (WarningKind.HOAX, Severity.ORANGE, "B", 2)
    assert "TPS" not in warn.narrative
    assert proposals(PROPOSED, row) == [], "a proposal alone raises nothing"
    assert set(PROPOSALS) == {ProposedWarningConfirmed}


def test_it_is_linked_to_an_election_that_its_village_takes_part_in() -> None:
    link = LinkToElection(sensitive_issue_id=ID, election_id=an("other"))
    linked = SensitiveIssueLinkedToElection(election_id=an("other"), phase=CAMPAIGN)
    around = ELECTION_PERIOD.fold([DECLARED, advanced(CAMPAIGN, 1)])
    story(ELECTING, about=around).when(link).then(linked).when(link).then_nothing()
    story(ELECTING).when(replace(link, election_id=ELECTION.election_id)).then_nothing()
    over = ELECTION_PERIOD.fold([DECLARED, election_closed(2)])
    story(REPORTED, about=over).when(link).then(replace(linked, phase=None))
    story(REPORTED).when(link).then_refused("ELECTION_UNKNOWN", "election_id")
    elsewhere = ELECTION_PERIOD.fold([replace(DECLARED, region_code="52.7")])
    story(REPORTED, about=elsewhere).when(link).then_refused("ELECTION_ELSEWHERE", "election_id")


def test_what_was_done_about_it_is_noted_once_in_whatever_order() -> None:
    told = story(REPORTED).when(COUNTER).then(TAKEN).when(COUNTER).then_nothing()
    told.when(replace(COUNTER, reach=1)).then_refused("ALREADY_RECORDED", "action_id")
    story(REPORTED, CLOSED).when(COUNTER).then(TAKEN)
    later = replace(COUNTER, taken_at=ago(1))
    story(REPORTED, CLOSED).when(later).then_refused("SENSITIVE_ISSUE_CLOSED", "sensitive_issue_id")
    story(REPORTED, CLOSED, REOPENED).when(COUNTER).then(TAKEN)
    story(REPORTED).when(replace(COUNTER, taken_at=ago(21))).then_refused("BEFORE_LAST_STEP", "taken_at")
    story(REPORTED).when(replace(COUNTER, taken_at=ago(-1))).then_refused("TIME_IN_FUTURE", "taken_at")


def test_what_it_was_done_by_is_of_the_same_village_or_on_its_way() -> None:
    outreach = Outreach(
        held=OutreachHeld(
            village_id=an("village"),
            officer_id=an("bhabin"),
            kind=OutreachKind.DIALOGUE,
            theme=ActivityTheme.ELECTION_PEACE,
            appeal=Appeal.PARTICIPATION,
            held_at=ago(10),
            held_on=ago(10).date(),
            attendance=30,
        )
    )
    planned = JointActivityPlanned(
        village_id=an("village"),
        kind=JointActivityKind.MUSYAWARAH,
        theme=ActivityTheme.DIVERSITY,
        scheduled_at=ago(10),
        place="Balai",
    )
    activity = JointActivity(planned=planned)
    by_outreach, by_activity = replace(COUNTER, outreach_id=an("o")), replace(COUNTER, activity_id=an("a"))
    state = SENSITIVE_ISSUE.fold([REPORTED])
    for command, means, flags in (
        (by_outreach, Means(outreach=outreach), ()),
        (by_activity, Means(activity=activity), ()),
        (by_outreach, Means(), (MEANS_UNKNOWN,)),
        (by_activity, Means(), (MEANS_UNKNOWN,)),
        (COUNTER, Means(), ()),
    ):
        decision = SENSITIVE_ISSUE.decide(state, command, facts(means=means))
        assert isinstance(decision, Decided)
        assert decision.flags == flags
    elsewhere = Means(outreach=Outreach(held=replace(outreach.held, village_id=ID)))
    story(REPORTED, means=elsewhere).when(by_outreach).then_refused("MEANS_ELSEWHERE", "outreach_id")
    elsewhere = Means(activity=JointActivity(planned=replace(planned, village_id=ID)))
    story(REPORTED, means=elsewhere).when(by_activity).then_refused("MEANS_ELSEWHERE", "activity_id")


def test_it_comes_to_rest_once_and_counts_as_countered_where_something_was_done() -> None:
    told = story(REPORTED).when(CLOSE).then(CLOSED).when(CLOSE).then_nothing()
    told.when(replace(CLOSE, outcome=SensitiveOutcome.UNFOUNDED)).then_refused("SENSITIVE_ISSUE_CLOSED", "sensitive_issue_id")
    countered = replace(CLOSE, outcome=SensitiveOutcome.COUNTERED)
    story(REPORTED).when(countered).then_refused("NOTHING_DONE", "outcome")
    story(REPORTED, TAKEN).when(countered).then(replace(CLOSED, outcome=SensitiveOutcome.COUNTERED))
    again = replace(countered, closed_at=ago(1))
    story(REPORTED, TAKEN, CLOSED, REOPENED).when(again).then_refused("NOTHING_DONE", "outcome")
    story(REPORTED).when(replace(CLOSE, closed_at=ago(21))).then_refused("BEFORE_LAST_STEP", "closed_at")
    story(REPORTED, CLOSED, REOPENED).when(replace(CLOSE, closed_at=ago(3))).then_refused("BEFORE_LAST_STEP", "closed_at")
    story(REPORTED).when(replace(CLOSE, closing_note="0812 3456 7890")).then_refused("PHONE_NUMBER", "closing_note")


def test_it_flares_up_again_and_a_warning_is_proposed_anew_while_the_village_elects() -> None:
    story(REPORTED, CLOSED).when(REOPEN).then(REOPENED)
    proposed = story(ELECTING, PROPOSED, CONFIRMED, CLOSED, election=ELECTION).when(REOPEN)
    proposed.then(replace(REOPENED, election=ELECTION), PROPOSED)
    proposed.when(replace(CONFIRM, severity=Severity.RED)).then(replace(CONFIRMED, severity=Severity.RED, spread=Spread.BEYOND))
    story(REPORTED).when(REOPEN).then_refused("SENSITIVE_ISSUE_OPEN", "sensitive_issue_id")
    story(REPORTED, CLOSED).when(replace(REOPEN, reopened_at=ago(6))).then_refused("BEFORE_LAST_STEP", "reopened_at")
    story(REPORTED, CLOSED).when(replace(REOPEN, account="5271010101010001")).then_refused("IDENTITY_NUMBER", "account")


def test_of_what_is_not_there_nothing_is_noted_yet() -> None:
    for command in (COUNTER, CLOSE, REOPEN, CONFIRM, DECLINE, LinkToElection(sensitive_issue_id=ID, election_id=ID)):
        story().when(command).then_refused("SENSITIVE_ISSUE_UNKNOWN", "sensitive_issue_id")


def test_it_belongs_to_the_village_of_its_report() -> None:
    assert place(None, REPORT, facts()) == Place(village=an("village"))
    assert place(None, CLOSE, facts()) == Place()
    assert place(SENSITIVE_ISSUE.fold([REPORTED]), CLOSE, facts()) == Place(village=an("village"))


ABOUT_PEOPLE = (
    "name",
    "phone",
    "faith",
    "religion",
    "tribe",
    "vote",
    "voter",
    "preference",
    "member",
    "participant",
    "household",
)


def test_no_field_is_about_a_person_and_every_free_text_is_sealed() -> None:
    language = Catalogue("villages")
    every: list[type[Message]] = [*language.commands.values(), *language.events.values()]
    of_issue = [one for one in every if one.aggregate() == "sensitive_issue"]
    assert len(of_issue) == 21
    for message in of_issue:
        assert message.person == ""
        for field in fields(message):
            assert not any(word in field.name for word in ABOUT_PEOPLE), (message, field.name)
            plain = not str(field.type).startswith("typing.Annotated") and field.type is str
            assert not plain or field.name in sealed_fields(message), (message, field.name)
    assert {"content", "account", "reason", "closing_note"} == {name for message in of_issue for name in sealed_fields(message)}
