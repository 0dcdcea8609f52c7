"""How an issue of residents (*problem solving*) is answered: taken on, mediated or referred, settled, and checked by others.

Every step comes with the moment at which it was taken in the field, and no step lies before the one before it. Decision 0074.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.villages.community_issue import (
    AcknowledgeIssue,
    AssignIssue,
    IssueAcknowledged,
    IssueAssigned,
    IssueCategory,
    IssueMethod,
    IssuePartyRecorded,
    IssuePartyStruck,
    IssueReferred,
    IssueReopened,
    IssueReported,
    IssueResolved,
    MediationStarted,
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
from libs.events.decider import Decided, Decider, Decision, Place, Refused, begun
from libs.events.wording import Sentence
from services.villages import identity_numbers, issue_parties, reporting
from services.villages.identity_numbers import refuse_identity_numbers
from services.villages.issue_parties import Party
from services.villages.issue_steps import IssueCommand, IssueEvent, Step, moment
from services.villages.local_time import local_time
from services.villages.reporting import Reporting
from services.villages.village import Village

MUST_BE_REFERRED: Final = frozenset({IssueCategory.DOMESTIC_VIOLENCE, IssueCategory.SEXUAL_OFFENCE})
"""What is never settled between those it concerns; neither is anything that concerns a child."""
BY_MEDIATION: Final = frozenset({IssueMethod.MEDIATION, IssueMethod.MUSYAWARAH})
_AT_ANY_TIME: Final = RecordIssueParty | StrikeIssueParty
"""What is noted about an issue, rather than done about it: also once it is settled."""


class IssueFacts(Struct, frozen=True, kw_only=True):
    """The clock, the village, to whom its issues go as far as known, who gives the command, and the measures in force."""

    reporting: Reporting
    village: Village | None = None
    officer_id: UUID | None = None
    """The officer who holds the village's post; of a reassignment: none."""
    unit_id: UUID | None = None
    """The lowest unit that answers for the village."""
    assigned: bool = True
    """Whether the officer it is given to is known to be assigned to the village."""
    giver_id: UUID | None = None
    acknowledge_within: int = 1_800
    act_within: int = 86_400
    holds_days: int = 30


class CommunityIssue(Struct, frozen=True, kw_only=True):
    reported: IssueReported
    officer_id: UUID | None = None
    by_hand: bool = False
    """Whether a commander gave it to that officer, who may serve elsewhere."""
    parties: Mapping[UUID, Party] = {}
    last_at: datetime
    acknowledged: IssueAcknowledged | None = None
    """The earliest that is known."""
    acted: bool = False
    """Ever."""
    open_to: frozenset[IssueMethod] = frozenset()
    """What was done since it was last open, by which it may be settled."""
    resolved: IssueResolved | None = None
    """Null while it is open."""
    verdict: Verdict | None = None

    @property
    def must_be_referred(self) -> bool:
        return self.reported.must_be_referred or issue_parties.concern_a_child(self.parties)


def decide(state: CommunityIssue | None, command: IssueCommand, facts: IssueFacts) -> Decision:
    if isinstance(command, ReportIssue):
        return _report(state, command, facts)
    if state is None:
        return Refused("ISSUE_UNKNOWN", "There is no such issue.", "issue_id", early=True)
    if _done(state, command, facts.giver_id):
        return []
    if refused := _refuse_closed(state, command) or _refuse_time(state, command, facts):
        return refused
    return _step(state, command, facts)


def _step(state: CommunityIssue, command: Step, facts: IssueFacts) -> Decision:
    match command:
        case AssignIssue():
            assigned = IssueAssigned(officer_id=command.officer_id, by_hand=True, assigned_at=command.assigned_at)
            return Decided(events=(assigned,), flags=() if facts.assigned else ("ASSIGNMENT_UNKNOWN",))
        case AcknowledgeIssue():
            return [IssueAcknowledged(acknowledged_at=command.acknowledged_at, person_id=facts.giver_id)]
        case RecordIssueParty() | StrikeIssueParty():
            return issue_parties.decide(state.parties, command)
        case StartMediation():
            return _mediate(state, command)
        case ReferIssue():
            return _refer(state, command)
        case ResolveIssue():
            return _resolve(state, command, facts)
        case VerifyResolution():
            return _verify(state, command, facts)
        case ReopenIssue():
            return _reopen(state, command)
        case _:
            assert_never(command)


def _report(state: CommunityIssue | None, command: ReportIssue, facts: IssueFacts) -> Decision:
    if state is not None:
        told = (command.village_id, command.category, command.channel, command.involves_minor, command.reported_at)
        was = state.reported
        same = (was.village_id, was.category, was.channel, was.involves_minor, was.reported_at) == told
        return [] if same else Refused("ALREADY_REPORTED", "This id belongs to another issue.", "issue_id")
    if facts.village is None:
        return Refused("VILLAGE_UNKNOWN", "There is no such village.", "village_id")
    if command.reporter_id is None and (command.reporter_name is not None or command.reporter_phone is not None):
        message = "A reporter who is named needs an id; an anonymous one has neither name nor number."
        return Refused("REPORTER_WITHOUT_ID", message, "reporter_id")
    if refused := facts.reporting.refuse(command.reported_at, "reported_at"):
        return refused
    if refused := refuse_identity_numbers(account=command.account, reporter_name=command.reporter_name):
        return refused
    reported = IssueReported(
        village_id=command.village_id,
        category=command.category,
        channel=command.channel,
        account=command.account,
        involves_minor=command.involves_minor,
        must_be_referred=command.involves_minor or command.category in MUST_BE_REFERRED,
        reported_at=command.reported_at,
        reporter_id=command.reporter_id,
        reporter_name=command.reporter_name,
        reporter_phone=command.reporter_phone,
        acknowledge_within=facts.acknowledge_within,
        act_within=facts.act_within,
    )
    flags = ("CLOCK_AHEAD",) if facts.reporting.ahead(command.reported_at) else ()
    if facts.officer_id is None and facts.unit_id is None:
        return Decided(events=(reported,), flags=(*flags, "UNROUTED"))
    unit = None if facts.officer_id else facts.unit_id
    routed = IssueAssigned(officer_id=facts.officer_id, unit_id=unit, by_hand=False, assigned_at=command.reported_at)
    return Decided(events=(reported, routed), flags=flags)


def _earlier(known: IssueAcknowledged, command: AcknowledgeIssue, giver: UUID | None) -> bool:
    """Whether another had taken it on before whoever did as far as is known: his telephone had no connection."""
    return command.acknowledged_at < known.acknowledged_at and giver != known.person_id


def _done(state: CommunityIssue, command: IssueCommand, giver: UUID | None) -> bool:
    """Whether a command that is sent again has been carried out already."""
    match command:
        case AssignIssue():
            return (state.officer_id, state.by_hand) == (command.officer_id, True)
        case AcknowledgeIssue():
            return state.acknowledged is not None and not _earlier(state.acknowledged, command, giver)
        case RecordIssueParty() | StrikeIssueParty():
            return issue_parties.done(state.parties, command)
        case ResolveIssue() if state.resolved is not None:
            return (state.resolved.method, state.resolved.resolved_at) == (command.method, command.resolved_at)
        case StartMediation():
            return state.resolved is None and bool(BY_MEDIATION & state.open_to)
        case ReferIssue():
            return state.resolved is None and IssueMethod(command.method.value) in state.open_to
        case VerifyResolution():
            return state.verdict is command.verdict
        case _:
            return False


def _refuse_closed(state: CommunityIssue, command: IssueCommand) -> Refused | None:
    if isinstance(command, VerifyResolution | ReopenIssue):
        if state.resolved is None:
            return Refused("ISSUE_OPEN", "This issue has not been resolved yet.", "issue_id", early=True)
    elif state.resolved is not None and not isinstance(command, AcknowledgeIssue | _AT_ANY_TIME):
        # What was done after it was settled follows on a reopening, which may be on its way.
        reopened = moment(command)[0] > state.resolved.resolved_at
        return Refused("ISSUE_RESOLVED", "This issue has been resolved: reopen it first.", "issue_id", early=reopened)
    return None


def _refuse_time(state: CommunityIssue, command: IssueCommand, facts: IssueFacts) -> Refused | None:
    at, field = moment(command)
    if refused := facts.reporting.refuse(at, field):
        return refused
    # Routing and taking on may cross what others do meanwhile without a connection, so they only follow the report.
    taken_on = state.last_at if state.acknowledged is None else max(state.last_at, state.acknowledged.acknowledged_at)
    free = isinstance(command, AssignIssue | AcknowledgeIssue | _AT_ANY_TIME)
    after = state.reported.reported_at if free else taken_on
    if at < after:
        before = Sentence("The step before it was taken at {moment}: give a later time.", moment=local_time(after, facts.village))
        # Where only the acknowledgement stands between, that of somebody earlier may be on its way.
        return Refused("BEFORE_LAST_STEP", before, field, early=state.last_at <= at)
    return None


def _mediate(state: CommunityIssue, command: StartMediation) -> Decision:
    if state.must_be_referred:
        return _must_be_referred("issue_id")
    if not state.acknowledged:
        return _not_acknowledged()
    return [MediationStarted(started_at=command.started_at, first_action=not state.acted)]


def _refer(state: CommunityIssue, command: ReferIssue) -> Decision:
    if state.must_be_referred and command.method is not Referral.REFERRED_TO_SPKT:
        return _must_be_referred("method")
    return [IssueReferred(method=command.method, referred_at=command.referred_at, first_action=not state.acted)]


def _resolve(state: CommunityIssue, command: ResolveIssue, facts: IssueFacts) -> Decision:
    if not state.acknowledged:
        return _not_acknowledged()
    if not state.open_to:
        return Refused(
            "NOTHING_DONE", "Nothing has been done about this issue yet: mediate or refer it first.", "issue_id", early=True
        )
    if command.method not in state.open_to:
        return Refused("METHOD_NOT_TAKEN", "This is not what was done about the issue.", "method", early=True)
    if state.must_be_referred and command.method is not IssueMethod.REFERRED_TO_SPKT:
        return _must_be_referred("method")
    if refused := refuse_identity_numbers(agreement=command.agreement):
        return refused
    resolved = IssueResolved(
        method=command.method,
        agreement=command.agreement,
        resolved_at=command.resolved_at,
        resolver_id=facts.giver_id,
        holds_days=facts.holds_days,
    )
    return [resolved]


def _verify(state: CommunityIssue, command: VerifyResolution, facts: IssueFacts) -> Decision:
    if state.verdict is not None:
        return Refused("ALREADY_VERIFIED", "This resolution has been verified.", "verdict")
    resolver = state.resolved.resolver_id if state.resolved else None
    if resolver is not None and resolver == facts.giver_id:
        return Refused("RESOLVED_BY_SELF", "Whoever resolved an issue does not verify it: somebody else must.", "issue_id")
    if command.verifier is Verifier.REPORTER and state.reported.reporter_id is None:
        return Refused("REPORTER_ANONYMOUS", "The reporter is anonymous: the forum can verify it.", "verifier")
    if command.verdict is Verdict.REJECTED:
        return [ResolutionRejected(verifier=command.verifier, rejected_at=command.verified_at)]
    return [ResolutionVerified(verifier=command.verifier, verified_at=command.verified_at)]


def _reopen(state: CommunityIssue, command: ReopenIssue) -> Decision:
    if refused := refuse_identity_numbers(reason=command.reason):
        return refused
    resolved = begun(state.resolved)
    in_time = command.reopened_at < resolved.resolved_at + timedelta(days=resolved.holds_days)
    return [IssueReopened(reason=command.reason, reopened_at=command.reopened_at, in_time=in_time)]


def _must_be_referred(field: str) -> Refused:
    return Refused("MUST_BE_REFERRED", "Such an issue is referred to the SPKT, never mediated.", field)


def _not_acknowledged() -> Refused:
    return Refused("NOT_ACKNOWLEDGED", "Acknowledge the issue first.", "issue_id", early=True)


def evolve(state: CommunityIssue | None, event: IssueEvent) -> CommunityIssue:
    if isinstance(event, IssueReported):
        return CommunityIssue(reported=event, last_at=event.reported_at)
    issue = begun(state)
    match event:
        case IssueAssigned():
            return replace(issue, officer_id=event.officer_id, by_hand=event.by_hand)
        case IssueAcknowledged():
            return replace(issue, acknowledged=event)
        case IssuePartyRecorded() | IssuePartyStruck():
            return replace(issue, parties=issue_parties.after(issue.parties, event))
        case MediationStarted():
            return replace(issue, acted=True, open_to=issue.open_to | BY_MEDIATION, last_at=event.started_at)
        case IssueReferred():
            taken = issue.open_to | {IssueMethod(event.method.value)}
            return replace(issue, acted=True, open_to=taken, last_at=event.referred_at)
        case IssueResolved():
            return replace(issue, resolved=event, verdict=None, last_at=event.resolved_at)
        case ResolutionVerified():
            return replace(issue, verdict=Verdict.VERIFIED, last_at=event.verified_at)
        case ResolutionRejected():
            return _reopened(replace(issue, verdict=Verdict.REJECTED), event.rejected_at)
        case IssueReopened():
            return _reopened(replace(issue, verdict=None), event.reopened_at)
        case _:
            assert_never(event)


def _reopened(issue: CommunityIssue, at: datetime) -> CommunityIssue:
    return replace(issue, resolved=None, open_to=frozenset(), last_at=at)


def place(state: CommunityIssue | None, command: IssueCommand, _facts: IssueFacts) -> Place:
    """An issue belongs to the village of its report, and is in the hands of the officer whom a commander gave it to."""
    if state is not None:
        return Place(village=state.reported.village_id, given_to=state.officer_id if state.by_hand else None)
    return Place(village=command.village_id if isinstance(command, ReportIssue) else None)


INDONESIAN: Final = {
    "A reporter who is named needs an id; an anonymous one has neither name nor number.": (
        "Pelapor yang disebut namanya memerlukan id; pelapor anonim tanpa nama dan nomor telepon."
    ),
    "Acknowledge the issue first.": "Terima (akui) masalah ini terlebih dahulu.",
    "Nothing has been done about this issue yet: mediate or refer it first.": (
        "Belum ada tindakan atas masalah ini: mediasikan atau rujuk terlebih dahulu."
    ),
    "Such an issue is referred to the SPKT, never mediated.": "Masalah seperti ini dirujuk ke SPKT, tidak pernah dimediasi.",
    "The reporter is anonymous: the forum can verify it.": "Pelapor anonim: FKPM dapat memverifikasinya.",
    "The step before it was taken at {moment}: give a later time.": (
        "Langkah sebelumnya diambil pada {moment}: isikan waktu sesudahnya."
    ),
    "There is no such issue.": "Masalah itu tidak ada.",
    "There is no such village.": "Desa itu tidak ada.",
    "This id belongs to another issue.": "Id ini milik masalah lain.",
    "This is not what was done about the issue.": "Bukan itu tindakan yang diambil atas masalah ini.",
    "This issue has not been resolved yet.": "Masalah ini belum diselesaikan.",
    "This issue has been resolved: reopen it first.": "Masalah ini sudah diselesaikan: buka kembali terlebih dahulu.",
    "This resolution has been verified.": "Penyelesaian ini sudah diverifikasi.",
    "Whoever resolved an issue does not verify it: somebody else must.": (
        "Yang menyelesaikan masalah tidak boleh memverifikasinya sendiri: harus orang lain."
    ),
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

COMMUNITY_ISSUE: Final[Decider[CommunityIssue | None, IssueCommand, IssueEvent, IssueFacts]] = Decider(
    None,
    decide,
    evolve,
    place,
    indonesian={**INDONESIAN, **issue_parties.INDONESIAN, **identity_numbers.INDONESIAN, **reporting.INDONESIAN},
)
