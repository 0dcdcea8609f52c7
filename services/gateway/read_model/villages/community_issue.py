"""Issues of residents, as a table: how far each has come, when each step was taken, and by when it was to be."""

from datetime import timedelta
from typing import Final

from sqlalchemy import ARRAY, Boolean, Index, Table, Text, Uuid, text

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.community_issue import (
    IssueAcknowledged,
    IssueAssigned,
    IssuePartyRecorded,
    IssuePartyStruck,
    IssueReferred,
    IssueReopened,
    IssueReported,
    IssueResolved,
    MediationStarted,
    ResolutionRejected,
    ResolutionVerified,
)
from services.gateway.read_model.columns import MOMENT, always, key, maybe, metadata
from services.gateway.read_model.projection import projection

community_issue: Final = Table(
    "community_issue",
    metadata,
    key("id", Uuid()),
    always("village_id", Uuid()),
    always("category", Text()),
    always("channel", Text()),
    always("involves_minor", Boolean()),
    always("must_be_referred", Boolean()),
    always("account", Text()),
    maybe("reporter_id", Uuid()),
    maybe("reporter_name", Text()),
    maybe("reporter_phone", Text()),
    always("reported_at", MOMENT),
    always("acknowledge_by", MOMENT),
    always("act_by", MOMENT),
    always("progress", Text(), server_default="OPEN"),
    maybe("officer_id", Uuid()),
    maybe("unit_id", Uuid()),
    always("assigned_by_hand", Boolean(), server_default=text("false")),
    maybe("acknowledged_at", MOMENT),
    maybe("first_action_at", MOMENT),
    maybe("resolved_at", MOMENT),
    maybe("method", Text()),
    maybe("agreement", Text()),
    maybe("holds_until", MOMENT),
    maybe("verified_at", MOMENT),
    maybe("verifier", Text()),
    always("failed", Boolean(), server_default=text("false")),
    maybe("reopened_at", MOMENT),
    maybe("reason", Text()),
    always("flags", ARRAY(Text())),
    Index("community_issue_village", "village_id", "reported_at", "id"),
    Index("community_issue_time", "reported_at", "id"),
    comment="`failed`: a settlement was rejected, or reopened within the days for which it was to hold.",
)

issue_party: Final = Table(
    "issue_party",
    metadata,
    key("issue_id", Uuid()),
    key("party_id", Uuid()),
    always("role", Text()),
    maybe("party_name", Text()),
    always("child", Boolean()),
    always("recorded_at", MOMENT),
    comment="Those noted and not taken back.",
)

issue_given: Final = Table(
    "issue_given",
    metadata,
    key("officer_id", Uuid()),
    key("issue_id", Uuid()),
    comment="To whom commanders ever gave an issue.",
)

REOPENED: Final = {"progress": "OPEN", "resolved_at": None, "holds_until": None, "method": None, "agreement": None}
"""What a settlement that did not hold leaves."""


@projection.on(IssueReported)
def issue_reported(event: IssueReported, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        community_issue,
        id=recorded.key,
        village_id=event.village_id,
        category=event.category,
        channel=event.channel,
        involves_minor=event.involves_minor,
        must_be_referred=event.must_be_referred,
        account=event.account,
        reporter_id=event.reporter_id,
        reporter_name=event.reporter_name,
        reporter_phone=event.reporter_phone,
        reported_at=event.reported_at,
        acknowledge_by=event.reported_at + timedelta(seconds=event.acknowledge_within),
        act_by=event.reported_at + timedelta(seconds=event.act_within),
        flags=recorded.made().flags,
    )


@projection.on(IssueAssigned)
def issue_assigned(event: IssueAssigned, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        community_issue, recorded.key, officer_id=event.officer_id, unit_id=event.unit_id, assigned_by_hand=event.by_hand
    )
    if event.by_hand and event.officer_id is not None:
        changes.put(issue_given, officer_id=event.officer_id, issue_id=recorded.key)


@projection.on(IssueAcknowledged)
def issue_acknowledged(event: IssueAcknowledged, recorded: Recorded, changes: Changes) -> None:
    changes.change(community_issue, recorded.key, acknowledged_at=event.acknowledged_at)


@projection.on(IssuePartyRecorded)
def party_recorded(event: IssuePartyRecorded, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        issue_party,
        issue_id=recorded.key,
        party_id=event.party_id,
        role=event.role,
        party_name=event.party_name,
        child=event.child,
        recorded_at=event.recorded_at,
    )


@projection.on(IssuePartyStruck)
def party_struck(event: IssuePartyStruck, recorded: Recorded, changes: Changes) -> None:
    changes.remove(issue_party, recorded.key, event.party_id)


@projection.on(MediationStarted)
def mediation_started(event: MediationStarted, recorded: Recorded, changes: Changes) -> None:
    changes.change(community_issue, recorded.key, progress="MEDIATION")
    if event.first_action:
        changes.change(community_issue, recorded.key, first_action_at=event.started_at)


@projection.on(IssueReferred)
def issue_referred(event: IssueReferred, recorded: Recorded, changes: Changes) -> None:
    changes.change(community_issue, recorded.key, progress="REFERRED")
    if event.first_action:
        changes.change(community_issue, recorded.key, first_action_at=event.referred_at)


@projection.on(IssueResolved)
def issue_resolved(event: IssueResolved, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        community_issue,
        recorded.key,
        progress="RESOLVED",
        resolved_at=event.resolved_at,
        method=event.method,
        agreement=event.agreement,
        holds_until=event.resolved_at + timedelta(days=event.holds_days),
        verified_at=None,
        verifier=None,
    )


@projection.on(ResolutionVerified)
def resolution_verified(event: ResolutionVerified, recorded: Recorded, changes: Changes) -> None:
    changes.change(community_issue, recorded.key, progress="VERIFIED", verified_at=event.verified_at, verifier=event.verifier)


@projection.on(ResolutionRejected)
def resolution_rejected(event: ResolutionRejected, recorded: Recorded, changes: Changes) -> None:
    changes.change(community_issue, recorded.key, **REOPENED, failed=True, reopened_at=event.rejected_at, verifier=event.verifier)


@projection.on(IssueReopened)
def issue_reopened(event: IssueReopened, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        community_issue,
        recorded.key,
        **REOPENED,
        verified_at=None,
        verifier=None,
        reopened_at=event.reopened_at,
        reason=event.reason,
    )
    if event.in_time:
        changes.change(community_issue, recorded.key, failed=True)
