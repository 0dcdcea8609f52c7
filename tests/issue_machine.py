"""An issue of residents, driven at random: whatever is given in whatever order, the promises about it hold."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from libs.events.contracts.villages.community_issue import (
    AcknowledgeIssue,
    AssignIssue,
    IssueAcknowledged,
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
from libs.events.decider import Refused, decided
from services.villages.community_issue import COMMUNITY_ISSUE, IssueFacts
from services.villages.reporting import Reporting
from services.villages.village import Village

SPACE: Final = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b0ac")
ID, PEOPLE = uuid5(SPACE, "issue"), tuple(uuid5(SPACE, name) for name in ("bhabin", "kapolsek"))
WARD: Final = Village(code="52.71.01.1004", name="Contoh", kind=VillageKind.KELURAHAN)
BEGAN: Final = datetime(2026, 1, 5, tzinfo=UTC)
GRAVE: Final = {IssueCategory.DOMESTIC_VIOLENCE, IssueCategory.SEXUAL_OFFENCE}
HOURS = st.integers(-30, 60)
WHO = st.sampled_from(PEOPLE)
PARTY = st.sampled_from([uuid5(SPACE, f"party {number}") for number in range(2)])


class Answered(RuleBasedStateMachine):
    """Keeps the log of one issue and a clock; steps are told with moments before and after one another."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[Any] = []
        self.now = BEGAN
        self.grave = False

    def give(self, command: Any, who: UUID = PEOPLE[0]) -> Any:
        reporting = Reporting(now=self.now, within_days=14)
        facts = IssueFacts(reporting=reporting, village=WARD, officer_id=PEOPLE[0], giver_id=who)
        decision = COMMUNITY_ISSUE.decide(COMMUNITY_ISSUE.fold(self.log) if self.log else None, command, facts)
        if not isinstance(decision, Refused):
            self.log.extend(decided(decision).events)
            again: Any = COMMUNITY_ISSUE.decide(COMMUNITY_ISSUE.fold(self.log), command, facts)
            if not isinstance(command, ReopenIssue):
                assert not isinstance(again, Refused), "what was taken is taken again"
                assert decided(again).events == ()
        return decision

    def at(self, hours: int) -> datetime:
        return self.now + timedelta(hours=min(hours, 0))

    @initialize(category=st.sampled_from(IssueCategory), minor=st.booleans(), named=st.booleans())
    def reported(self, category: IssueCategory, minor: bool, named: bool) -> None:
        self.grave = minor or category in GRAVE
        self.give(
            ReportIssue(
                issue_id=ID,
                village_id=uuid5(SPACE, "village"),
                category=category,
                channel=IssueChannel.FKPM,
                account="x",
                involves_minor=minor,
                reported_at=BEGAN,
                reporter_id=PEOPLE[1] if named else None,
            )
        )

    @rule(hours=st.sampled_from((1, 23, 24 * 13, 24 * 31)))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(hours=HOURS, who=WHO)
    def it_is_given_to_another(self, hours: int, who: UUID) -> None:
        self.give(AssignIssue(issue_id=ID, officer_id=who, assigned_at=self.at(hours)))

    @rule(hours=HOURS, who=WHO)
    def it_is_taken_on(self, hours: int, who: UUID) -> None:
        self.give(AcknowledgeIssue(issue_id=ID, acknowledged_at=self.at(hours)), who)

    @rule(hours=HOURS, party=PARTY, role=st.sampled_from(PartyRole), child=st.booleans())
    def somebody_is_concerned(self, hours: int, party: UUID, role: PartyRole, child: bool) -> None:
        self.give(RecordIssueParty(issue_id=ID, party_id=party, role=role, child=child, recorded_at=self.at(hours)))

    @rule(hours=HOURS, party=PARTY)
    def somebody_is_not_concerned(self, hours: int, party: UUID) -> None:
        self.give(StrikeIssueParty(issue_id=ID, party_id=party, struck_at=self.at(hours)))

    @rule(hours=HOURS)
    def it_is_mediated(self, hours: int) -> None:
        self.give(StartMediation(issue_id=ID, started_at=self.at(hours)))

    @rule(hours=HOURS, method=st.sampled_from(Referral))
    def it_is_referred(self, hours: int, method: Referral) -> None:
        self.give(ReferIssue(issue_id=ID, method=method, referred_at=self.at(hours)))

    @rule(hours=HOURS, method=st.sampled_from(IssueMethod), who=WHO)
    def it_is_settled(self, hours: int, method: IssueMethod, who: UUID) -> None:
        self.give(ResolveIssue(issue_id=ID, method=method, resolved_at=self.at(hours)), who)

    @rule(hours=HOURS, verifier=st.sampled_from(Verifier), verdict=st.sampled_from(Verdict), who=WHO)
    def others_say_whether(self, hours: int, verifier: Verifier, verdict: Verdict, who: UUID) -> None:
        self.give(VerifyResolution(issue_id=ID, verifier=verifier, verdict=verdict, verified_at=self.at(hours)), who)

    @rule(hours=HOURS)
    def it_is_opened_again(self, hours: int) -> None:
        self.give(ReopenIssue(issue_id=ID, reason="x", reopened_at=self.at(hours)))

    @invariant()
    def what_must_be_referred_goes_to_the_spkt_alone(self) -> None:
        if self.grave:
            assert not any(isinstance(event, MediationStarted) for event in self.log)
            ways = {event.method.value for event in self.log if isinstance(event, IssueReferred | IssueResolved)}
            assert ways <= {Referral.REFERRED_TO_SPKT.value}

    @invariant()
    def what_turns_out_to_concern_a_child_goes_to_the_spkt_from_then_on(self) -> None:
        children: set[UUID] = set()
        for event in self.log:
            match event:
                case IssuePartyRecorded(child=True) if event.role is not PartyRole.WITNESS:
                    children.add(event.party_id)
                case IssuePartyRecorded() | IssuePartyStruck():
                    children.discard(event.party_id)
                case MediationStarted():
                    assert not children
                case IssueReferred() | IssueResolved():
                    assert not children or event.method.value == Referral.REFERRED_TO_SPKT

    @invariant()
    def of_a_party_what_was_said_last_stands(self) -> None:
        said: dict[UUID, datetime] = {}
        for event in self.log:
            if isinstance(event, IssuePartyRecorded | IssuePartyStruck):
                at = event.recorded_at if isinstance(event, IssuePartyRecorded) else event.struck_at
                assert BEGAN <= said.get(event.party_id, BEGAN) <= at
                said[event.party_id] = at

    @invariant()
    def steps_follow_one_another(self) -> None:
        told = [at for event in self.log if (at := moment(event)) is not None]
        assert told == sorted(told)
        assert all(event.acknowledged_at >= BEGAN for event in self.log if isinstance(event, IssueAcknowledged))

    @invariant()
    def nothing_is_mediated_or_settled_unless_taken_on_and_acted_upon(self) -> None:
        taken, acted = False, 0
        for event in self.log:
            match event:
                case IssueAcknowledged():
                    taken = True
                case MediationStarted() | IssueReferred():
                    assert taken or isinstance(event, IssueReferred)
                    acted += 1
                case IssueResolved():
                    assert taken
                    assert acted
                case ResolutionRejected() | IssueReopened():
                    acted = 0

    @invariant()
    def what_is_done_first_is_done_first_once(self) -> None:
        done = [event.first_action for event in self.log if isinstance(event, MediationStarted | IssueReferred)]
        assert done == [place == 0 for place in range(len(done))]

    @invariant()
    def nobody_verifies_what_he_settled_and_each_settlement_is_judged_once(self) -> None:
        judged = True
        for event in self.log:
            match event:
                case IssueResolved():
                    judged = False
                case ResolutionVerified() | ResolutionRejected():
                    assert not judged
                    judged = True


def moment(event: Any) -> Any:
    """When a step that follows the one before it was taken; of the others: none."""
    match event:
        case IssueReported():
            return event.reported_at
        case MediationStarted():
            return event.started_at
        case IssueReferred():
            return event.referred_at
        case IssueResolved():
            return event.resolved_at
        case ResolutionVerified():
            return event.verified_at
        case ResolutionRejected():
            return event.rejected_at
        case IssueReopened():
            return event.reopened_at
        case _:
            return None
