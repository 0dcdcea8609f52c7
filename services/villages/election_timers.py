"""What falls due while an election is under way: its phases, its end, and the warning that somebody confirmed."""

from collections.abc import Sequence
from typing import Final

from libs.events.codec import Recorded
from libs.events.contracts.villages.early_warning import RaiseEarlyWarning, warning_about
from libs.events.contracts.villages.election_period import (
    AdvanceElectionPhase,
    CloseElectionPeriod,
    ElectionOutcome,
    ElectionPeriodClosed,
    ElectionPeriodDeclared,
)
from libs.events.contracts.villages.sensitive_issue import ProposedWarningConfirmed
from libs.events.due import Begin, End
from libs.events.message import Event

ELECTIONS: Final = (ElectionPeriodDeclared, ElectionPeriodClosed)
PROPOSALS: Final = (ProposedWarningConfirmed,)
ENDS: Final = "end"
"""The timer of a period's end, beside those of its phases."""


def elections(event: Event, recorded: Recorded) -> Sequence[Begin | End]:
    """Each phase begins at the moment declared, and the period ends so, unless somebody is earlier."""
    if not isinstance(event, ElectionPeriodDeclared):
        return [End(str(recorded.key))]
    phases = [
        Begin(
            f"{recorded.key}/{one.phase}",
            one.starts_at,
            AdvanceElectionPhase(election_id=recorded.key, phase=one.phase, advanced_at=one.starts_at),
        )
        for one in event.phases
    ]
    over = CloseElectionPeriod(election_id=recorded.key, outcome=ElectionOutcome.CONCLUDED, closed_at=event.ends_at)
    return [*phases, Begin(f"{recorded.key}/{ENDS}", event.ends_at, over)]


def proposals(event: Event, recorded: Recorded) -> Sequence[Begin | End]:
    """At once, and not as a reaction: the bus may be down. What is sealed stays under the key of its own record."""
    if not isinstance(event, ProposedWarningConfirmed):
        return []
    warn = RaiseEarlyWarning(
        warning_id=warning_about(recorded.id),
        village_id=event.village_id,
        kind=event.kind,
        severity=event.severity,
        reliability=event.reliability,
        credibility=event.credibility,
        narrative=f"Isu sensitif: {event.about} - {event.topic}, {event.medium}, {event.spread} ({recorded.key})",
        raised_for=event.person_id,
    )
    return [Begin(f"{recorded.key}/{recorded.id}", recorded.recorded_at, warn)]
