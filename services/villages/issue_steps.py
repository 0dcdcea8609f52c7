"""The steps of an issue, and when each was taken in the field."""

from datetime import datetime
from typing import TypeAlias, assert_never

from libs.events.contracts.villages.community_issue import (
    AcknowledgeIssue,
    AssignIssue,
    IssueAcknowledged,
    IssueAssigned,
    IssuePartyRecorded,
    IssuePartyStruck,
    IssueReferred,
    IssueReopened,
    IssueReported,
    IssueResolved,
    MediationStarted,
    RecordIssueParty,
    ReferIssue,
    ReopenIssue,
    ReportIssue,
    ResolutionRejected,
    ResolutionVerified,
    ResolveIssue,
    StartMediation,
    StrikeIssueParty,
    VerifyResolution,
)

Step: TypeAlias = (
    AssignIssue
    | AcknowledgeIssue
    | RecordIssueParty
    | StrikeIssueParty
    | StartMediation
    | ReferIssue
    | ResolveIssue
    | VerifyResolution
    | ReopenIssue
)
IssueCommand: TypeAlias = ReportIssue | Step
IssueEvent: TypeAlias = (
    IssueReported
    | IssueAssigned
    | IssueAcknowledged
    | IssuePartyRecorded
    | IssuePartyStruck
    | MediationStarted
    | IssueReferred
    | IssueResolved
    | ResolutionVerified
    | ResolutionRejected
    | IssueReopened
)


def moment(command: IssueCommand) -> tuple[datetime, str]:
    """The moment that a command names, and the field that holds it."""
    match command:
        case ReportIssue():
            return command.reported_at, "reported_at"
        case AssignIssue():
            return command.assigned_at, "assigned_at"
        case AcknowledgeIssue():
            return command.acknowledged_at, "acknowledged_at"
        case RecordIssueParty():
            return command.recorded_at, "recorded_at"
        case StrikeIssueParty():
            return command.struck_at, "struck_at"
        case StartMediation():
            return command.started_at, "started_at"
        case ReferIssue():
            return command.referred_at, "referred_at"
        case ResolveIssue():
            return command.resolved_at, "resolved_at"
        case VerifyResolution():
            return command.verified_at, "verified_at"
        case ReopenIssue():
            return command.reopened_at, "reopened_at"
        case _:
            assert_never(command)
