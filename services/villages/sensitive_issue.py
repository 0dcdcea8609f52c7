"""How a sensitive issue (*isu SARA*) is reported, countered, comes to rest and flares up again. Decision 0083."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.villages.election_period import ElectionInForce
from libs.events.contracts.villages.sensitive_issue import (
    AgreeToLowerClassification,
    ClassificationLowered,
    ClassificationRaised,
    CloseSensitiveIssue,
    ConfirmProposedWarning,
    CounterActionTaken,
    DeclineProposedWarning,
    EarlyWarningProposed,
    LinkToElection,
    LowerClassificationProposed,
    ProposedWarningConfirmed,
    ProposedWarningDeclined,
    ProposeLowerClassification,
    RaiseClassification,
    RecordCounterAction,
    ReopenSensitiveIssue,
    ReportSensitiveIssue,
    SensitiveIssueLinkedToElection,
    SensitiveIssueReopened,
    SensitiveIssueReported,
    SensitiveIssueSubsided,
    SensitiveOutcome,
    Spread,
)
from libs.events.decider import Decided, Decider, Decision, Place, Refused, begun
from libs.events.wording import Sentence
from services.villages import (
    classification,
    counter_action,
    election_period,
    identity_numbers,
    phone_numbers,
    proposed_warning,
    reporting,
)
from services.villages.classification import Classified
from services.villages.counter_action import Means
from services.villages.early_warning import Giver
from services.villages.election_period import ElectionPeriod
from services.villages.identity_numbers import refuse_identity_numbers
from services.villages.local_time import local_time
from services.villages.phone_numbers import refuse_phone_numbers
from services.villages.place import codes_above
from services.villages.proposed_warning import Proposal
from services.villages.reporting import Reporting
from services.villages.village import Village

_Step: TypeAlias = (
    LinkToElection
    | RecordCounterAction
    | ConfirmProposedWarning
    | DeclineProposedWarning
    | CloseSensitiveIssue
    | ReopenSensitiveIssue
    | ProposeLowerClassification
    | AgreeToLowerClassification
    | RaiseClassification
)
SensitiveCommand: TypeAlias = ReportSensitiveIssue | _Step
SensitiveEvent: TypeAlias = (
    SensitiveIssueReported
    | EarlyWarningProposed
    | ProposedWarningConfirmed
    | ProposedWarningDeclined
    | SensitiveIssueLinkedToElection
    | CounterActionTaken
    | SensitiveIssueSubsided
    | SensitiveIssueReopened
    | LowerClassificationProposed
    | ClassificationLowered
    | ClassificationRaised
)

ASSIGNMENT_UNKNOWN: Final = "ASSIGNMENT_UNKNOWN"


class SensitiveFacts(Struct, frozen=True, kw_only=True):
    """The clock, the village, who gives the command, the election under way there, and what the command refers to."""

    reporting: Reporting
    giver: Giver
    village: Village | None = None
    assigned: bool = True
    """Whether the officer who reports it is known to be assigned to the village."""
    election: ElectionInForce | None = None
    about: ElectionPeriod | None = None
    """The election it is to be linked to."""
    means: Means = Means()
    """By what it was countered."""


class SensitiveIssue(Struct, frozen=True, kw_only=True):
    reported: SensitiveIssueReported
    spread: Spread
    """As it was told last."""
    since: datetime
    """When it was seen, or flared up last."""
    classified: Classified = Classified()
    proposal: Proposal | None = None
    election_id: UUID | None = None
    actions: Mapping[UUID, CounterActionTaken] = {}
    countered: bool = False
    """Since it flared up last."""
    closed: SensitiveIssueSubsided | None = None


def decide(state: SensitiveIssue | None, command: SensitiveCommand, facts: SensitiveFacts) -> Decision:
    if isinstance(command, ReportSensitiveIssue):
        return _report(state, command, facts)
    if state is None:
        return Refused("SENSITIVE_ISSUE_UNKNOWN", "There is no such sensitive issue.", "sensitive_issue_id", early=True)
    return _step(state, command, facts)


def _step(state: SensitiveIssue, command: _Step, facts: SensitiveFacts) -> Decision:
    match command:
        case LinkToElection():
            return _link(state, command, facts)
        case RecordCounterAction():
            return _counter(state, command, facts)
        case ConfirmProposedWarning():
            if state.closed is not None and state.proposal is not None and state.proposal.answer is None:
                return _at_rest(early=False)
            return proposed_warning.decide(state.proposal, command, state.reported, state.spread, facts.giver.person_id)
        case DeclineProposedWarning():
            answer = proposed_warning.decide(state.proposal, command, state.reported, state.spread, facts.giver.person_id)
            return _with_text(state, answer, reason=command.reason)
        case CloseSensitiveIssue():
            return _close(state, command, facts)
        case ReopenSensitiveIssue():
            return _reopen(state, command, facts)
        case ProposeLowerClassification():
            return _refuse_people(reason=command.reason) or classification.decide(
                state.classified, command, facts.giver.person_id
            )
        case AgreeToLowerClassification() | RaiseClassification():
            return classification.decide(state.classified, command, facts.giver.person_id)
        case _:
            assert_never(command)


def _refuse_people(**texts: str | None) -> Refused | None:
    """What names a person by number, as far as that can be told of a text."""
    return refuse_identity_numbers(**texts) or refuse_phone_numbers(**texts)


def _with_text(state: SensitiveIssue, decision: Decision, **texts: str | None) -> Decision:
    """The same where nothing is written; else with what follows from that for those who may read it."""
    if isinstance(decision, Refused | Decided) or not decision or not any(texts.values()):
        return decision
    return _refuse_people(**texts) or [*decision, *classification.anew(state.classified)]


def _report(state: SensitiveIssue | None, command: ReportSensitiveIssue, facts: SensitiveFacts) -> Decision:
    if state is not None:
        told = (command.village_id, command.kind, command.topic, command.medium, command.spread, command.seen_at)
        was = state.reported
        same = (was.village_id, was.kind, was.topic, was.medium, was.spread, was.seen_at) == told
        return [] if same else Refused("ALREADY_REPORTED", "This id belongs to another sensitive issue.", "sensitive_issue_id")
    if facts.village is None:
        return Refused("VILLAGE_UNKNOWN", "There is no such village.", "village_id")
    if not command.neutral:
        return Refused("NEUTRALITY_REQUIRED", "Whoever reports what is said between groups takes no side.", "neutral")
    if refused := facts.reporting.refuse(command.seen_at, "seen_at") or _refuse_people(content=command.content):
        return refused
    reported = SensitiveIssueReported(
        village_id=command.village_id,
        kind=command.kind,
        topic=command.topic,
        medium=command.medium,
        spread=command.spread,
        content=command.content,
        neutral=command.neutral,
        seen_at=command.seen_at,
        reporter_id=facts.giver.person_id,
        election=facts.election,
    )
    proposed = proposed_warning.propose(command.kind, command.spread, facts.election)
    return Decided(events=(reported, *proposed), flags=() if facts.assigned else (ASSIGNMENT_UNKNOWN,))


def _link(state: SensitiveIssue, command: LinkToElection, facts: SensitiveFacts) -> Decision:
    if state.election_id == command.election_id:
        return []
    if facts.about is None:
        return Refused("ELECTION_UNKNOWN", "There is no such election period.", "election_id", early=True)
    if facts.village is not None and (facts.about.lost or facts.about.region_code not in codes_above(facts.village.code)):
        return Refused("ELECTION_ELSEWHERE", "This village does not take part in that election.", "election_id")
    under_way = election_period.in_force(command.election_id, facts.about)
    return [SensitiveIssueLinkedToElection(election_id=command.election_id, phase=under_way.phase if under_way else None)]


def _counter(state: SensitiveIssue, command: RecordCounterAction, facts: SensitiveFacts) -> Decision:
    taken = counter_action.taken(command)
    if (known := state.actions.get(command.action_id)) is not None:
        return [] if known == taken else Refused("ALREADY_RECORDED", "This id belongs to another counter-action.", "action_id")
    if refused := _refuse_time(state, command.taken_at, "taken_at", facts):
        return refused
    # What was done before it came to rest may be told after that, from the telephone of another.
    if state.closed is not None and command.taken_at > state.closed.closed_at:
        return _at_rest(early=True)
    return counter_action.decide(taken, state.reported.village_id, facts.means)


def _close(state: SensitiveIssue, command: CloseSensitiveIssue, facts: SensitiveFacts) -> Decision:
    if state.closed is not None:
        return [] if state.closed.outcome is command.outcome else _at_rest(early=command.closed_at > state.closed.closed_at)
    if refused := _refuse_time(state, command.closed_at, "closed_at", facts):
        return refused
    if command.outcome is SensitiveOutcome.COUNTERED and not state.countered:
        return Refused("NOTHING_DONE", "Nothing is noted that was done about it.", "outcome", early=True)
    closed = SensitiveIssueSubsided(outcome=command.outcome, closing_note=command.closing_note, closed_at=command.closed_at)
    return _with_text(state, [closed], closing_note=command.closing_note)


def _reopen(state: SensitiveIssue, command: ReopenSensitiveIssue, facts: SensitiveFacts) -> Decision:
    if state.closed is None:
        return Refused("SENSITIVE_ISSUE_OPEN", "This issue has not come to rest yet.", "sensitive_issue_id", early=True)
    if refused := _refuse_time(state, command.reopened_at, "reopened_at", facts):
        return refused
    reopened = SensitiveIssueReopened(
        spread=command.spread, account=command.account, reopened_at=command.reopened_at, election=facts.election
    )
    proposed = proposed_warning.propose(state.reported.kind, command.spread, facts.election)
    return _with_text(state, [reopened, *proposed], account=command.account)


def _at_rest(*, early: bool) -> Refused:
    return Refused("SENSITIVE_ISSUE_CLOSED", "This issue has come to rest: reopen it first.", "sensitive_issue_id", early=early)


def _refuse_time(state: SensitiveIssue, at: datetime, field: str, facts: SensitiveFacts) -> Refused | None:
    if refused := facts.reporting.refuse(at, field):
        return refused
    after = state.closed.closed_at if state.closed is not None and field == "reopened_at" else state.since
    if field == "taken_at":
        after = state.reported.seen_at
    if at < after:
        told = Sentence("It stood so since {moment}: give a later time.", moment=local_time(after, facts.village))
        return Refused("BEFORE_LAST_STEP", told, field)
    return None


def evolve(state: SensitiveIssue | None, event: SensitiveEvent) -> SensitiveIssue:
    if isinstance(event, SensitiveIssueReported):
        election = event.election.election_id if event.election else None
        return SensitiveIssue(reported=event, spread=event.spread, since=event.seen_at, election_id=election)
    issue = begun(state)
    match event:
        case EarlyWarningProposed():
            return replace(issue, proposal=Proposal(proposed=event))
        case ProposedWarningConfirmed() | ProposedWarningDeclined():
            return replace(issue, proposal=replace(begun(issue.proposal), answer=event))
        case SensitiveIssueLinkedToElection():
            return replace(issue, election_id=event.election_id)
        case CounterActionTaken():
            actions = {**issue.actions, event.action_id: event}
            return replace(issue, actions=actions, countered=issue.countered or event.taken_at >= issue.since)
        case SensitiveIssueSubsided():
            return replace(issue, closed=event)
        case SensitiveIssueReopened():
            return replace(issue, spread=event.spread, since=event.reopened_at, countered=False, closed=None)
        case LowerClassificationProposed() | ClassificationLowered() | ClassificationRaised():
            return replace(issue, classified=classification.after(issue.classified, event))
        case _:
            assert_never(event)


def place(state: SensitiveIssue | None, command: SensitiveCommand, _facts: SensitiveFacts) -> Place:
    if state is not None:
        return Place(village=state.reported.village_id)
    return Place(village=command.village_id if isinstance(command, ReportSensitiveIssue) else None)


INDONESIAN: Final = {
    "It stood so since {moment}: give a later time.": "Keadaan itu berlaku sejak {moment}: isikan waktu sesudahnya.",
    "Nothing is noted that was done about it.": "Belum tercatat tindakan yang diambil.",
    "There is no such election period.": "Masa pemilihan itu tidak ada.",
    "There is no such sensitive issue.": "Isu sensitif itu tidak ada.",
    "There is no such village.": "Desa itu tidak ada.",
    "This id belongs to another counter-action.": "Id ini milik tindakan lain.",
    "This id belongs to another sensitive issue.": "Id ini milik isu sensitif lain.",
    "This issue has come to rest: reopen it first.": "Isu ini sudah mereda: buka kembali terlebih dahulu.",
    "This issue has not come to rest yet.": "Isu ini belum mereda.",
    "This village does not take part in that election.": "Desa ini tidak ikut dalam pemilihan itu.",
    "Whoever reports what is said between groups takes no side.": "Pelapor isu antarkelompok bersikap netral.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

SENSITIVE_ISSUE: Final[Decider[SensitiveIssue | None, SensitiveCommand, SensitiveEvent, SensitiveFacts]] = Decider(
    None,
    decide,
    evolve,
    place,
    indonesian={
        **INDONESIAN,
        **classification.INDONESIAN,
        **counter_action.INDONESIAN,
        **proposed_warning.INDONESIAN,
        **identity_numbers.INDONESIAN,
        **phone_numbers.INDONESIAN,
        **reporting.INDONESIAN,
    },
)
