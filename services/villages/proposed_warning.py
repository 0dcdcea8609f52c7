"""The early warning that a sensitive issue brings up while its village elects: proposed, and raised once a person confirms it."""

from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct

from libs.events.contracts.villages.early_warning import Severity, WarningKind
from libs.events.contracts.villages.election_period import ElectionInForce
from libs.events.contracts.villages.sensitive_issue import (
    ConfirmProposedWarning,
    DeclineProposedWarning,
    EarlyWarningProposed,
    ProposedWarningConfirmed,
    ProposedWarningDeclined,
    SensitiveIssueReported,
    SensitiveKind,
    Spread,
)
from libs.events.decider import Decision, Refused

Answer: TypeAlias = ProposedWarningConfirmed | ProposedWarningDeclined


class Proposal(Struct, frozen=True, kw_only=True):
    """What was proposed last, and what a person said to it."""

    proposed: EarlyWarningProposed
    answer: Answer | None = None


def propose(kind: SensitiveKind, spread: Spread, election: ElectionInForce | None) -> list[EarlyWarningProposed]:
    """One where an election is under way; never more severe than yellow, for that is for a person to judge."""
    if election is None:
        return []
    feared = WarningKind.HOAX if kind is SensitiveKind.POLITICAL_HOAX else WarningKind.ELECTION_TENSION
    severity = Severity.GREEN if spread is Spread.NEIGHBOURHOOD else Severity.YELLOW
    return [EarlyWarningProposed(kind=feared, severity=severity, election=election)]


def decide(
    proposal: Proposal | None,
    command: ConfirmProposedWarning | DeclineProposedWarning,
    about: SensitiveIssueReported,
    spread: Spread,
    person: UUID | None,
) -> Decision:
    if proposal is None:
        return Refused("NO_WARNING_PROPOSED", "No early warning has been proposed.", "sensitive_issue_id", early=True)
    match command:
        case ConfirmProposedWarning():
            if proposal.answer is not None:
                again = isinstance(proposal.answer, ProposedWarningConfirmed) and _says(proposal.answer) == _says(command)
                return [] if again else _answered()
            confirmed = ProposedWarningConfirmed(
                village_id=about.village_id,
                kind=proposal.proposed.kind,
                severity=command.severity,
                reliability=command.reliability,
                credibility=command.credibility,
                about=about.kind,
                topic=about.topic,
                medium=about.medium,
                spread=spread,
                person_id=person,
            )
            return [confirmed]
        case DeclineProposedWarning():
            if proposal.answer is not None:
                return [] if isinstance(proposal.answer, ProposedWarningDeclined) else _answered()
            return [ProposedWarningDeclined(reason=command.reason)]
        case _:
            assert_never(command)


def _says(one: ConfirmProposedWarning | ProposedWarningConfirmed) -> tuple[object, ...]:
    return one.severity, one.reliability, one.credibility


def _answered() -> Refused:
    return Refused("PROPOSAL_ANSWERED", "Somebody has answered the proposed warning already.", "sensitive_issue_id")


INDONESIAN: Final = {
    "No early warning has been proposed.": "Belum ada peringatan dini yang diusulkan.",
    "Somebody has answered the proposed warning already.": "Usulan peringatan dini itu sudah dijawab.",
}
"""What is refused here, said to people who read Indonesian."""
