"""What a forum (*FKPM*) does: it meets, settles what residents brought to it, agrees on a programme, within its bounds."""

from datetime import date
from typing import Final, TypeAlias
from uuid import UUID

from libs.events.contracts.villages.community_issue import IssueCategory, IssueChannel
from libs.events.contracts.villages.partnership_forum import (
    AgreeForumProgramme,
    ForumMeetingHeld,
    ForumProgrammeAgreed,
    HoldForumMeeting,
)
from libs.events.decider import Claim, Decided, Decision, Refused
from libs.events.wording import Sentence
from services.villages.community_issue import CommunityIssue
from services.villages.forum_members import ASSIGNMENT_UNKNOWN, officers_on
from services.villages.forum_state import ForumFacts, PartnershipForum
from services.villages.identity_numbers import refuse_identity_numbers
from services.villages.local_time import local_day, zone

Deed: TypeAlias = HoldForumMeeting | AgreeForumProgramme

CRIMES: Final = frozenset({IssueCategory.THEFT, IssueCategory.BRAWL, IssueCategory.NARCOTICS, IssueCategory.FRAUD})
"""What a forum settles only while the officer is there; what must be referred it does not settle at all."""
TERM_OVER: Final = "TERM_OVER"
"""Flags a meeting on a day on which no term of office ran: it took place all the same."""
ISSUE_UNKNOWN: Final = "ISSUE_UNKNOWN"
"""Flags a meeting that settled what has not been reported here yet; it counts once it has been."""


def decide(state: PartnershipForum, command: Deed, facts: ForumFacts) -> Decision:
    return _hold(state, command, facts) if isinstance(command, HoldForumMeeting) else _agree(state, command, facts)


def _hold(state: PartnershipForum, command: HoldForumMeeting, facts: ForumFacts) -> Decision:
    day = local_day(command.held_at, state.seat(facts))
    held = ForumMeetingHeld(
        meeting_id=command.meeting_id,
        held_at=command.held_at,
        held_on=day,
        attendance=command.attendance,
        officer_id=command.officer_id,
        venue=command.venue,
        topics=tuple(dict.fromkeys(command.topics)),
        settled_issue_ids=tuple(dict.fromkeys(command.settled_issue_ids)),
        minutes=command.minutes,
    )
    taken = Refused("MEETING_ID_TAKEN", "This id belongs to another meeting of a forum.", "meeting_id")
    if (before := state.meetings.get(command.meeting_id)) is not None:
        return [] if _told(before) == _told(held) else taken
    if refused := facts.reporting.refuse_future(command.held_at, "held_at") or refuse_day(state, day, "held_at"):
        return refused
    if command.officer_id is not None and state.model is not None and command.officer_id not in officers_on(state.members, day):
        return Refused("NOT_OFFICER_OF_FORUM", "This is no officer who is a member of the forum.", "officer_id", early=True)
    for issue in held.settled_issue_ids:
        if refused := _refuse_issue(state, facts.issues.get(issue), officer=command.officer_id is not None):
            return refused
    if refused := refuse_identity_numbers(minutes=command.minutes):
        return refused
    flags = [TERM_OVER] if state.model is not None and not _in_term(state, day) else []
    if any(issue not in facts.issues for issue in held.settled_issue_ids):
        flags.append(ISSUE_UNKNOWN)
    if state.model is None and command.officer_id is not None and not facts.assigned:
        # Custom notes no members, so nothing else tells that this is an officer.
        flags.append(ASSIGNMENT_UNKNOWN)
    return Decided(events=(held,), claims=(_claim("forum-meeting", command.meeting_id, taken),), flags=tuple(flags))


def _told(meeting: ForumMeetingHeld) -> tuple[object, ...]:
    """What makes it the same meeting; the minutes are kept sealed and cannot be compared."""
    return (meeting.held_at, meeting.attendance, meeting.officer_id, meeting.venue, meeting.topics, meeting.settled_issue_ids)


def _refuse_issue(state: PartnershipForum, issue: CommunityIssue | None, *, officer: bool) -> Refused | None:
    field = "settled_issue_ids"
    if issue is None:
        return None  # it may come in later from the same telephone
    if issue.must_be_referred:
        return Refused("MUST_BE_REFERRED", "A forum does not settle what is to be referred to the SPKT.", field)
    if issue.reported.village_id not in state.villages:
        return Refused("ISSUE_ELSEWHERE", "This issue is of a village that the forum does not cover.", field)
    if issue.reported.channel is not IssueChannel.FKPM:
        return Refused("ISSUE_NOT_BROUGHT", "A forum settles only what residents brought through it.", field)
    if issue.reported.category in CRIMES and not officer:
        return Refused("OFFICER_ABSENT", "A forum settles no crime unless the officer is there.", "officer_id")
    return None


def _agree(state: PartnershipForum, command: AgreeForumProgramme, facts: ForumFacts) -> Decision:
    agreed = ForumProgrammeAgreed(
        programme_id=command.programme_id,
        agreed_on=command.agreed_on,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
        activities=tuple(dict.fromkeys(command.activities)),
        themes=tuple(dict.fromkeys(command.themes)),
    )
    taken = Refused("PROGRAMME_ID_TAKEN", "This id belongs to another programme of a forum.", "programme_id")
    if (before := state.programmes.get(command.programme_id)) is not None:
        return [] if before == agreed else taken
    if command.ends_on <= command.starts_on:
        started = Sentence("It begins on {day}: it cannot end before that.", day=command.starts_on)
        return Refused("ENDS_BEFORE_START", started, "ends_on")
    seat = zone(state.seat(facts))
    if refused := facts.reporting.refuse_future_day(command.agreed_on, seat, "agreed_on"):
        return refused
    if refused := refuse_day(state, command.agreed_on, "agreed_on"):
        return refused
    return Decided(events=(agreed,), claims=(_claim("forum-programme", command.programme_id, taken),))


def refuse_day(state: PartnershipForum, day: date, field: str) -> Refused | None:
    """A forum does something from the day on which it is formed until it is dissolved, and not while it is suspended."""
    if state.formed_on is None:
        return Refused("NOT_FORMED", "The forum has not been formed yet.", "forum_id", early=True)
    if day < state.formed_on:
        return Refused("BEFORE_FORMED", Sentence("The forum is there since {day} only.", day=state.formed_on), field)
    if state.dissolved_on is not None and day >= state.dissolved_on:
        return Refused("FORUM_DISSOLVED", "The forum has been dissolved.", "forum_id")
    if any(suspension.on(day) for suspension in state.suspensions):
        return Refused("FORUM_SUSPENDED", "The forum was suspended on that day.", field, early=True)
    return None


def _in_term(state: PartnershipForum, day: date) -> bool:
    return any(term.starts_on <= day < term.ends_on for term in state.terms)


def _claim(name: str, id_: UUID, taken: Refused) -> Claim:
    """No two forums share a meeting or a programme."""
    return Claim(name, str(id_), taken=taken)


INDONESIAN: Final = {
    "A forum does not settle what is to be referred to the SPKT.": "FKPM tidak menyelesaikan masalah yang harus dirujuk ke SPKT.",
    "A forum settles no crime unless the officer is there.": (
        "FKPM tidak menyelesaikan tindak pidana tanpa kehadiran petugas Polmas."
    ),
    "A forum settles only what residents brought through it.": "FKPM hanya menyelesaikan yang dibawa warga melalui FKPM.",
    "It begins on {day}: it cannot end before that.": "Mulai pada {day}: tidak mungkin berakhir sebelum itu.",
    "The forum has been dissolved.": "FKPM sudah dibubarkan.",
    "The forum has not been formed yet.": "FKPM belum dibentuk.",
    "The forum is there since {day} only.": "FKPM baru ada sejak {day}.",
    "The forum was suspended on that day.": "FKPM sedang dibekukan pada hari itu.",
    "This id belongs to another meeting of a forum.": "Id ini milik rapat FKPM lain.",
    "This id belongs to another programme of a forum.": "Id ini milik program FKPM lain.",
    "This is no officer who is a member of the forum.": "Ini bukan petugas yang menjadi anggota FKPM.",
    "This issue is of a village that the forum does not cover.": "Masalah ini dari desa di luar wilayah FKPM.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""
