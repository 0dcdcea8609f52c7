"""Forums of police and community, whom they unite, when they met and what for, as tables, without the names of those who left."""

from typing import Final

from sqlalchemy import ARRAY, Date, Index, Integer, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.partnership_forum import (
    CustomaryForumRecognised,
    ForumDissolved,
    ForumFormed,
    ForumLeadersElected,
    ForumMeetingHeld,
    ForumMemberAdded,
    ForumMembershipEnded,
    ForumProgrammeAgreed,
    ForumProposed,
    ForumResumed,
    ForumSuspended,
    ForumTermRenewed,
)
from services.gateway.read_model.columns import MOMENT, always, key, maybe, metadata
from services.gateway.read_model.projection import projection

partnership_forum: Final = Table(
    "partnership_forum",
    metadata,
    key("id", Uuid()),
    always("name", Text()),
    maybe("model", Text()),
    always("seat_id", Uuid(), comment="the village that was named first"),
    always("status", Text()),
    maybe("proposed_at", MOMENT),
    maybe("formed_on", Date()),
    maybe("inaugurated_by", Text()),
    maybe("institution_id", Uuid()),
    maybe("members_min", Integer()),
    maybe("chair_id", Uuid()),
    maybe("secretary_id", Uuid()),
    maybe("term_starts_on", Date()),
    maybe("term_ends_on", Date()),
    maybe("suspended_on", Date()),
    maybe("suspended_because", Text()),
    maybe("dissolved_on", Date()),
    maybe("dissolved_because", Text()),
    Index("partnership_forum_seat", "seat_id", "id"),
    comment="`model` is null for a forum that custom has given the village.",
)

forum_village: Final = Table(
    "forum_village",
    metadata,
    key("forum_id", Uuid()),
    key("village_id", Uuid()),
    Index("forum_village_village", "village_id", "forum_id"),
    comment="The villages that a forum covers.",
)

forum_member: Final = Table(
    "forum_member",
    metadata,
    key("forum_id", Uuid()),
    key("person_id", Uuid()),
    always("element", Text()),
    maybe("full_name", Text()),
    always("consent_basis", Text()),
    always("consent_at", MOMENT),
    always("member_from", Date()),
    maybe("ended_on", Date()),
    maybe("ended_because", Text()),
)

forum_meeting: Final = Table(
    "forum_meeting",
    metadata,
    key("meeting_id", Uuid()),
    always("forum_id", Uuid()),
    always("held_at", MOMENT),
    always("held_on", Date()),
    always("attendance", Integer()),
    maybe("officer_id", Uuid()),
    always("venue", Text()),
    always("topics", ARRAY(Text())),
    maybe("minutes", Text()),
    always("flags", ARRAY(Text())),
    Index("forum_meeting_forum", "forum_id", "held_at", "meeting_id"),
)

forum_settled: Final = Table(
    "forum_settled",
    metadata,
    key("forum_id", Uuid()),
    key("issue_id", Uuid()),
    always("meeting_id", Uuid(), comment="the last that was told to have settled it, so that it counts once"),
    Index("forum_settled_meeting", "meeting_id"),
)

forum_programme: Final = Table(
    "forum_programme",
    metadata,
    key("programme_id", Uuid()),
    always("forum_id", Uuid()),
    always("agreed_on", Date()),
    always("starts_on", Date()),
    always("ends_on", Date()),
    always("activities", ARRAY(Text())),
    always("themes", ARRAY(Text())),
    Index("forum_programme_forum", "forum_id", "starts_on", "programme_id"),
)

AT_WORK: Final = {"status": "FORMED", "suspended_on": None, "suspended_because": None}


def _begin(recorded: Recorded, changes: Changes, event: ForumProposed | CustomaryForumRecognised, **columns: object) -> None:
    changes.put(partnership_forum, id=recorded.key, name=event.name, seat_id=event.village_ids[0], **columns)
    for village in event.village_ids:
        changes.put(forum_village, forum_id=recorded.key, village_id=village)


@projection.on(ForumProposed)
def forum_proposed(event: ForumProposed, recorded: Recorded, changes: Changes) -> None:
    _begin(recorded, changes, event, status="PROPOSED", model=event.model, proposed_at=event.proposed_at)


@projection.on(CustomaryForumRecognised)
def customary_forum_recognised(event: CustomaryForumRecognised, recorded: Recorded, changes: Changes) -> None:
    _begin(
        recorded,
        changes,
        event,
        status="FORMED",
        formed_on=event.recognised_on,
        inaugurated_by=event.recognised_by,
        institution_id=event.institution_id,
    )


@projection.on(ForumMemberAdded)
def forum_member_added(event: ForumMemberAdded, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        forum_member,
        forum_id=recorded.key,
        person_id=event.person_id,
        element=event.element,
        full_name=event.full_name,
        consent_basis=event.consent.basis,
        consent_at=event.consent.at,
        member_from=event.member_from,
        ended_on=None,
        ended_because=None,
    )


@projection.on(ForumMembershipEnded)
def forum_membership_ended(event: ForumMembershipEnded, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        forum_member,
        recorded.key,
        event.person_id,
        full_name=None,
        ended_on=event.ended_on,
        ended_because=event.reason,
    )
    left = {**({"chair_id": None} if event.was_chair else {}), **({"secretary_id": None} if event.was_secretary else {})}
    changes.change(partnership_forum, recorded.key, **left)


@projection.on(ForumFormed)
def forum_formed(event: ForumFormed, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        partnership_forum,
        recorded.key,
        status="FORMED",
        formed_on=event.inaugurated_on,
        inaugurated_by=event.inaugurated_by,
        members_min=event.members_min,
        chair_id=event.chair_id,
        secretary_id=event.secretary_id,
        term_starts_on=event.starts_on,
        term_ends_on=event.ends_on,
    )


@projection.on(ForumLeadersElected)
def forum_leaders_elected(event: ForumLeadersElected, recorded: Recorded, changes: Changes) -> None:
    changes.change(partnership_forum, recorded.key, chair_id=event.chair_id, secretary_id=event.secretary_id)


@projection.on(ForumTermRenewed)
def forum_term_renewed(event: ForumTermRenewed, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        partnership_forum,
        recorded.key,
        term_starts_on=event.starts_on,
        term_ends_on=event.ends_on,
        inaugurated_by=event.inaugurated_by,
    )


@projection.on(ForumMeetingHeld)
def forum_meeting_held(event: ForumMeetingHeld, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        forum_meeting,
        meeting_id=event.meeting_id,
        forum_id=recorded.key,
        held_at=event.held_at,
        held_on=event.held_on,
        attendance=event.attendance,
        officer_id=event.officer_id,
        venue=event.venue,
        topics=event.topics,
        minutes=event.minutes,
        flags=recorded.made().flags,
    )
    for issue in event.settled_issue_ids:
        changes.put(forum_settled, forum_id=recorded.key, issue_id=issue, meeting_id=event.meeting_id)


@projection.on(ForumProgrammeAgreed)
def forum_programme_agreed(event: ForumProgrammeAgreed, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        forum_programme,
        programme_id=event.programme_id,
        forum_id=recorded.key,
        agreed_on=event.agreed_on,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        activities=event.activities,
        themes=event.themes,
    )


@projection.on(ForumSuspended)
def forum_suspended(event: ForumSuspended, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        partnership_forum,
        recorded.key,
        status="SUSPENDED",
        suspended_on=event.suspended_on,
        suspended_because=event.reason,
    )


@projection.on(ForumResumed)
def forum_resumed(_event: ForumResumed, recorded: Recorded, changes: Changes) -> None:
    changes.change(partnership_forum, recorded.key, **AT_WORK)


@projection.on(ForumDissolved)
def forum_dissolved(event: ForumDissolved, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        partnership_forum,
        recorded.key,
        status="DISSOLVED",
        dissolved_on=event.dissolved_on,
        dissolved_because=event.reason,
    )
