"""Whatever the order in which a day's reports come: sent again while they are early, they lead to the same state."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from libs.events.contracts.villages.activity import ActivityTheme, JointActivityKind
from libs.events.contracts.villages.community_issue import (
    AcknowledgeIssue,
    IssueCategory,
    IssueChannel,
    IssueMethod,
    ReferIssue,
    Referral,
    ReportIssue,
    ResolveIssue,
    StartMediation,
    Verdict,
    Verifier,
    VerifyResolution,
)
from libs.events.contracts.villages.early_warning import (
    AcknowledgeWarning,
    DirectResponse,
    RaiseEarlyWarning,
    Severity,
    SourceReliability,
    WarningKind,
)
from libs.events.contracts.villages.joint_activity import (
    ConfirmJointActivity,
    HoldingException,
    HoldJointActivity,
    JointActivityHeldUnderException,
    PlanJointActivity,
)
from libs.events.contracts.villages.pillar_dispute import DisputeOutcome, DisputeSubject, MediatorOffice
from libs.events.contracts.villages.three_pillars import (
    Pillar,
    PillarSeated,
    RecordSynergyMeeting,
    ReportPillarDispute,
    ResolvePillarDispute,
    StartDisputeMediation,
)
from libs.events.contracts.villages.village import VillageKind
from libs.events.decider import Decider, Refused, decided
from libs.events.message import Role
from services.villages.community_issue import COMMUNITY_ISSUE, IssueFacts
from services.villages.early_warning import EARLY_WARNING, Giver, WarningFacts
from services.villages.joint_activity import JOINT_ACTIVITY, JointActivity, JointActivityFacts
from services.villages.reporting import Reporting
from services.villages.three_pillars import THREE_PILLARS, PillarsFacts
from services.villages.village import Village

SPACE: Final = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b0d3")
AT: Final = datetime(2026, 3, 2, 1, tzinfo=UTC)
WARD: Final = Village(code="52.71.01.1004", name="Contoh", kind=VillageKind.KELURAHAN)


def an(name: str) -> UUID:
    return uuid5(SPACE, name)


def at(minutes: int) -> datetime:
    return AT + timedelta(minutes=minutes)


SEATED: Final = [
    PillarSeated(pillar=pillar, title="x", holder_id=an(pillar), since=(AT - timedelta(days=900)).date()) for pillar in Pillar
]
BOTH: Final = (Pillar.BABINSA, Pillar.VILLAGE_HEAD)
ID: Final = an("thing")
REPORT: Final = ReportIssue(
    issue_id=ID,
    village_id=an("village"),
    category=IssueCategory.THEFT,
    channel=IssueChannel.VISIT,
    account="x",
    reported_at=at(0),
)
PLAN: Final = PlanJointActivity(
    activity_id=ID,
    village_id=an("village"),
    kind=JointActivityKind.KERJA_BAKTI,
    theme=ActivityTheme.YOUTH,
    scheduled_at=at(60),
    place="Balai",
)
DISPUTE: Final = ReportPillarDispute(
    village_id=ID, dispute_id=an("dispute"), between=BOTH, subject=DisputeSubject.LAND, account="x", reported_at=at(0)
)
WARN: Final = RaiseEarlyWarning(
    warning_id=ID,
    village_id=an("village"),
    kind=WarningKind.HOAX,
    severity=Severity.GREEN,
    reliability=SourceReliability.B,
    credibility=2,
    narrative="x",
)
NOW: Final = Reporting(now=at(600))
OFFICER: Final = IssueFacts(reporting=NOW, village=WARD, officer_id=an("bhabin"), giver_id=an("bhabin"))
CHIEF: Final = IssueFacts(reporting=NOW, village=WARD, giver_id=an("kapolsek"))
TOGETHER: Final = JointActivityFacts(reporting=NOW, village=WARD, pillars=THREE_PILLARS.fold(SEATED))
RAISER: Final = WarningFacts(giver=Giver(role=Role.OFFICER, person_id=an("bhabin")), village=WARD)
LEADER: Final = WarningFacts(giver=Giver(role=Role.HEADQUARTERS))
OURS: Final = PillarsFacts(reporting=NOW, village=WARD)


def confirm(minutes: int, pillar: Pillar) -> tuple[Any, Any]:
    return ConfirmJointActivity(activity_id=ID, pillar=pillar, confirmed_at=at(minutes)), TOGETHER


def hold(**more: Any) -> tuple[Any, Any]:
    return HoldJointActivity(activity_id=ID, held_at=at(65), attendance=9, **more), TOGETHER


Told = tuple[Any, Any]
DAYS: Final[dict[str, tuple[Decider[Any, Any, Any, Any], list[Any], list[Told]]]] = {
    "an issue that is mediated, taken on by two": (
        COMMUNITY_ISSUE,
        [],
        [
            (REPORT, OFFICER),
            (AcknowledgeIssue(issue_id=ID, acknowledged_at=at(10)), OFFICER),
            (AcknowledgeIssue(issue_id=ID, acknowledged_at=at(90)), CHIEF),
            (StartMediation(issue_id=ID, started_at=at(50)), OFFICER),
            (ResolveIssue(issue_id=ID, method=IssueMethod.MEDIATION, resolved_at=at(120)), OFFICER),
            (VerifyResolution(issue_id=ID, verifier=Verifier.FORUM, verdict=Verdict.VERIFIED, verified_at=at(200)), CHIEF),
        ],
    ),
    "an issue that is referred": (
        COMMUNITY_ISSUE,
        [],
        [
            (REPORT, OFFICER),
            (AcknowledgeIssue(issue_id=ID, acknowledged_at=at(10)), OFFICER),
            (ReferIssue(issue_id=ID, method=Referral.REFERRED_TO_SPKT, referred_at=at(20)), OFFICER),
            (ResolveIssue(issue_id=ID, method=IssueMethod.REFERRED_TO_SPKT, resolved_at=at(120)), OFFICER),
        ],
    ),
    "an activity in partnership": (
        JOINT_ACTIVITY,
        [],
        [(PLAN, TOGETHER), *(confirm(number, pillar) for number, pillar in enumerate(Pillar)), hold()],
    ),
    "an emergency that one had confirmed": (
        JOINT_ACTIVITY,
        [],
        [(PLAN, TOGETHER), confirm(3, Pillar.BABINSA), hold(exception=HoldingException.EMERGENCY)],
    ),
    "a dispute and a meeting": (
        THREE_PILLARS,
        list(SEATED),
        [
            (DISPUTE, OURS),
            (
                StartDisputeMediation(
                    village_id=ID,
                    dispute_id=an("dispute"),
                    mediator_id=an("camat"),
                    office=MediatorOffice.CAMAT,
                    started_at=at(30),
                ),
                OURS,
            ),
            (
                ResolvePillarDispute(
                    village_id=ID, dispute_id=an("dispute"), outcome=DisputeOutcome.RECONCILED, resolved_at=at(90)
                ),
                OURS,
            ),
            (RecordSynergyMeeting(village_id=ID, meeting_id=an("meeting"), held_on=at(0).date(), attended=BOTH), OURS),
        ],
    ),
    "a warning that is answered": (
        EARLY_WARNING,
        [],
        [
            (WARN, RAISER),
            (AcknowledgeWarning(warning_id=ID), LEADER),
            (
                DirectResponse(
                    warning_id=ID,
                    directive_id=an("order"),
                    instruction="x",
                    officer_id=an("bhabin"),
                    due_on=at(0).date(),
                ),
                LEADER,
            ),
        ],
    ),
}


def settled(decider: Decider[Any, Any, Any, Any], log: list[Any], told: list[Told]) -> Any:
    """The state once everything is taken; what is early is sent again. Raises AssertionError where something never is."""
    log, left, receipts = list(log), list(told), list[Any]()
    for _ in range(len(told) + 1):
        early = []
        for command, facts in left:
            decision = decider.decide(decider.fold(log), command, facts)
            if not isinstance(decision, Refused):
                events = decided(decision).events
                log.extend(events)
                receipts.extend([command] if events else [])
            elif command not in receipts:
                # One that was carried out gets its receipt, whatever the decider says to it now.
                assert decision.early, decision
                early.append((command, facts))
        left = early
    assert left == [], "what is early is taken in the end"
    return seen(decider.fold(log))


def seen(state: Any) -> Any:
    """The state but for what tells in which order things became known, which nobody is shown."""
    match state:
        case JointActivity(held=JointActivityHeldUnderException() as held):
            return replace(state, held=replace(held, confirmed=()))
        case _:
            return state


@pytest.mark.parametrize("day", DAYS)
@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_a_day_comes_to_the_same_in_any_order_and_twice(day: str, data: st.DataObject) -> None:
    decider, before, told = DAYS[day]
    order = data.draw(st.permutations(told))
    twice = data.draw(st.lists(st.sampled_from(told), max_size=4))
    assert settled(decider, before, [*order, *twice]) == settled(decider, before, told)


@pytest.mark.parametrize("day", DAYS)
def test_a_day_in_its_order_is_never_early(day: str) -> None:
    decider, log, told = DAYS[day]
    log = list(log)
    for command, facts in told:
        decision = decider.decide(decider.fold(log), command, facts)
        assert not isinstance(decision, Refused), decision
        log.extend(decided(decision).events)
