"""Sensitive issues, what countered them, and who may see them, as tables."""

from typing import Any, Final

from sqlalchemy import ARRAY, Index, Integer, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.early_warning import warning_about
from libs.events.contracts.villages.election_period import ElectionInForce
from libs.events.contracts.villages.sensitive_issue import (
    ClassificationLowered,
    ClassificationRaised,
    CounterActionTaken,
    EarlyWarningProposed,
    LowerClassificationProposed,
    ProposedWarningConfirmed,
    ProposedWarningDeclined,
    RecordClassification,
    SensitiveIssueLinkedToElection,
    SensitiveIssueReopened,
    SensitiveIssueReported,
    SensitiveIssueSubsided,
)
from services.gateway.read_model.columns import MOMENT, ORDERED, always, key, maybe, metadata
from services.gateway.read_model.projection import projection

sensitive_issue: Final = Table(
    "sensitive_issue",
    metadata,
    key("id", Uuid()),
    always("village_id", Uuid()),
    always("kind", Text()),
    always("topic", Text()),
    always("medium", Text()),
    always("spread", Text()),
    always("content", Text()),
    always("seen_at", MOMENT),
    maybe("reporter_id", Uuid()),
    always("reported_by", ORDERED, comment="the subject of the token under which it was reported"),
    always("classification", ORDERED, server_default=RecordClassification.RESTRICTED.value),
    maybe("proposal_id", Uuid()),
    maybe("reason", Text()),
    maybe("election_id", Uuid()),
    maybe("election_phase", Text()),
    maybe("proposed_kind", Text()),
    maybe("proposed_severity", Text()),
    maybe("proposal", Text()),
    maybe("declined_because", Text()),
    maybe("warning_id", Uuid()),
    maybe("closed_at", MOMENT),
    maybe("outcome", Text()),
    maybe("closing_note", Text()),
    maybe("reopened_at", MOMENT),
    maybe("account", Text()),
    always("flags", ARRAY(Text())),
    Index("sensitive_issue_village", "village_id", "seen_at", "id"),
    Index("sensitive_issue_time", "seen_at", "id"),
    Index("sensitive_issue_election", "election_id"),
    comment="`proposal_id` names what is proposed to lower its classification, `reason` says why; `account` what was said when "
    "it last flared up.",
)

counter_action: Final = Table(
    "counter_action",
    metadata,
    key("sensitive_issue_id", Uuid()),
    key("action_id", Uuid()),
    always("kind", Text()),
    always("partners", ARRAY(Text())),
    maybe("medium", Text()),
    always("reach", Integer()),
    maybe("outreach_id", Uuid()),
    maybe("activity_id", Uuid()),
    always("taken_at", MOMENT),
)


def _of(election: ElectionInForce | None) -> dict[str, Any]:
    if election is None:
        return {}
    return {"election_id": election.election_id, "election_phase": election.phase}


@projection.on(SensitiveIssueReported)
def sensitive_issue_reported(event: SensitiveIssueReported, recorded: Recorded, changes: Changes) -> None:
    made = recorded.made()
    changes.put(
        sensitive_issue,
        id=recorded.key,
        village_id=event.village_id,
        kind=event.kind,
        topic=event.topic,
        medium=event.medium,
        spread=event.spread,
        content=event.content,
        seen_at=event.seen_at,
        reporter_id=event.reporter_id,
        reported_by=made.actor,
        flags=made.flags,
        **_of(event.election),
    )


@projection.on(EarlyWarningProposed)
def early_warning_proposed(event: EarlyWarningProposed, recorded: Recorded, changes: Changes) -> None:
    proposed = {"proposed_kind": event.kind, "proposed_severity": event.severity, "proposal": "OPEN"}
    changes.change(sensitive_issue, recorded.key, **proposed, declined_because=None, warning_id=None)


@projection.on(ProposedWarningConfirmed)
def proposed_warning_confirmed(_event: ProposedWarningConfirmed, recorded: Recorded, changes: Changes) -> None:
    changes.change(sensitive_issue, recorded.key, proposal="CONFIRMED", warning_id=warning_about(recorded.id))


@projection.on(ProposedWarningDeclined)
def proposed_warning_declined(event: ProposedWarningDeclined, recorded: Recorded, changes: Changes) -> None:
    changes.change(sensitive_issue, recorded.key, proposal="DECLINED", declined_because=event.reason)


@projection.on(SensitiveIssueLinkedToElection)
def linked_to_election(event: SensitiveIssueLinkedToElection, recorded: Recorded, changes: Changes) -> None:
    changes.change(sensitive_issue, recorded.key, election_id=event.election_id, election_phase=event.phase)


@projection.on(CounterActionTaken)
def counter_action_taken(event: CounterActionTaken, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        counter_action,
        sensitive_issue_id=recorded.key,
        action_id=event.action_id,
        kind=event.kind,
        partners=event.partners,
        medium=event.medium,
        reach=event.reach,
        outreach_id=event.outreach_id,
        activity_id=event.activity_id,
        taken_at=event.taken_at,
    )


@projection.on(SensitiveIssueSubsided)
def sensitive_issue_subsided(event: SensitiveIssueSubsided, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        sensitive_issue, recorded.key, closed_at=event.closed_at, outcome=event.outcome, closing_note=event.closing_note
    )


@projection.on(SensitiveIssueReopened)
def sensitive_issue_reopened(event: SensitiveIssueReopened, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        sensitive_issue,
        recorded.key,
        spread=event.spread,
        account=event.account,
        reopened_at=event.reopened_at,
        closed_at=None,
        outcome=None,
        closing_note=None,
        **_of(event.election),
    )


@projection.on(LowerClassificationProposed)
def lower_classification_proposed(event: LowerClassificationProposed, recorded: Recorded, changes: Changes) -> None:
    changes.change(sensitive_issue, recorded.key, proposal_id=event.proposal_id, reason=event.reason)


@projection.on(ClassificationLowered)
def classification_lowered(event: ClassificationLowered, recorded: Recorded, changes: Changes) -> None:
    changes.change(sensitive_issue, recorded.key, classification=event.classified, proposal_id=None)


@projection.on(ClassificationRaised)
def classification_raised(event: ClassificationRaised, recorded: Recorded, changes: Changes) -> None:
    changes.change(sensitive_issue, recorded.key, classification=event.classified, proposal_id=None, reason=None)
