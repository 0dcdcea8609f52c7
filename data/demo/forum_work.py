"""What a forum of police and community does once it is formed: it meets, agrees on a programme, changes; a few are shut."""

from collections.abc import Iterator
from random import Random
from typing import Final

from msgspec import Struct

from data.demo import words
from data.demo.days import minute, several
from data.demo.forum_people import Forum
from data.demo.province import Province
from data.demo.telling import Speaker, Told
from libs.events.contracts.villages.activity import ActivityTheme, JointActivityKind
from libs.events.contracts.villages.forum_kinds import DissolutionReason, ForumVenue, MembershipEnd, SuspensionReason
from libs.events.contracts.villages.partnership_forum import (
    AgreeForumProgramme,
    DissolveForum,
    ElectForumLeaders,
    EndForumMembership,
    HoldForumMeeting,
    ResumeForum,
    SuspendForum,
)
from libs.events.message import Command

MEETINGS: Final = 4.0
"""In a year."""
WITH_OFFICER: Final = 0.85
WITH_PROGRAMME: Final = 0.4
"""Share of the forums that agree on one."""
LEFT: Final = 0.3
"""Share of the larger ones that a member leaves."""
NEW_LEADERS: Final = 0.12
SUSPENDED: Final = 0.06
DISSOLVED: Final = 0.04
FEWEST: Final = 10
"""Members that a forum has at least: those of which nobody leaves."""


class Shut(Struct, frozen=True):
    """Days on which a forum may not meet; without an end it is dissolved, or suspended still."""

    since: int
    until: int | None
    dissolved: bool

    def on(self, day: int) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


def work(province: Province, forum: Forum, first: int, shut: Shut | None, chance: Random) -> Iterator[Told]:
    """From its first day in the year to the last; by the commander it is shut, by its officer all else is told."""
    if shut is not None:
        yield from _shutting(province, forum, shut, chance)
    yield from _meetings(province, forum, first, shut, chance)
    deeds = (*_programme(province, forum, first, chance), *_changes(province, forum, first, chance))
    for day, command in deeds:
        if shut is None or not shut.on(day):
            yield said(province, day, 700, forum.by, command)


def said(province: Province, day: int, minutes: float, by: Speaker, command: Command) -> Told:
    return Told(at=province.days.moment(day, minutes), by=by, command=command)


def some_shut(first: int, chance: Random) -> Shut | None:
    """The days on which a forum is shut; few are."""
    drawn, since, lasts = chance.random(), chance.randrange(first, 0), chance.randint(15, 60)
    if drawn < SUSPENDED:
        return Shut(since, since + lasts if since + lasts < 0 else None, dissolved=False)
    return Shut(since, None, dissolved=True) if drawn < SUSPENDED + DISSOLVED else None


def _shutting(province: Province, forum: Forum, shut: Shut, chance: Random) -> Iterator[Told]:
    by, since = province.commander(forum.code), province.days.day(shut.since)
    if shut.dissolved:
        why = chance.choice((DissolutionReason.OWN_WISH, DissolutionReason.REPLACED))
        yield said(province, shut.since, 500, by, DissolveForum(forum_id=forum.id, reason=why, dissolved_on=since))
        return
    reason = chance.choice((SuspensionReason.INACTIVE, SuspensionReason.POLICE_EMBLEMS, SuspensionReason.POLITICS))
    yield said(province, shut.since, 500, by, SuspendForum(forum_id=forum.id, reason=reason, suspended_on=since))
    if shut.until is not None:
        resumed = ResumeForum(forum_id=forum.id, resumed_on=province.days.day(shut.until))
        yield said(province, shut.until, 500, by, resumed)


def _meetings(province: Province, forum: Forum, first: int, shut: Shut | None, chance: Random) -> Iterator[Told]:
    for number in range(several(chance, MEETINGS * first / -364)):
        day = chance.randrange(first, 0)
        held_at = province.days.moment(day, minute(chance, 540, 1_290))
        held = HoldForumMeeting(
            forum_id=forum.id,
            meeting_id=province.id("meeting_id", f"forum/{forum.code}/{number}"),
            held_at=held_at,
            attendance=chance.randint(5, forum.members + 4),
            officer_id=forum.by.person if chance.random() < WITH_OFFICER else None,
            venue=chance.choice((ForumVenue.VILLAGE_HALL, ForumVenue.VILLAGE_HALL, ForumVenue.BKPM, ForumVenue.OTHER)),
            topics=tuple(chance.sample(tuple(ActivityTheme), chance.choice((1, 1, 2)))),
            minutes=words.MINUTES if chance.random() < 0.2 else None,
        )
        if shut is None or not shut.on(day):
            yield Told(at=held_at, by=forum.by, command=held)


def _programme(province: Province, forum: Forum, first: int, chance: Random) -> Iterator[tuple[int, Command]]:
    if chance.random() < WITH_PROGRAMME:
        day = chance.randrange(first, 0)
        agreed = AgreeForumProgramme(
            forum_id=forum.id,
            programme_id=province.id("programme_id", f"forum/{forum.code}"),
            agreed_on=province.days.day(day),
            starts_on=province.days.day(day + 7),
            ends_on=province.days.day(day + 187),
            activities=tuple(chance.sample(tuple(JointActivityKind), 2)),
            themes=tuple(chance.sample(tuple(ActivityTheme), 2)),
        )
        yield day, agreed


def _changes(province: Province, forum: Forum, first: int, chance: Random) -> Iterator[tuple[int, Command]]:
    """The last who joined leaves; the deputy chair takes the chair, and the chair keeps the records."""
    if chance.random() < LEFT and forum.members > FEWEST:
        day = chance.randrange(first, 0)
        ended = EndForumMembership(
            forum_id=forum.id,
            person_id=forum.member(forum.members - 1),
            reason=chance.choice((MembershipEnd.RESIGNED, MembershipEnd.MOVED_AWAY, MembershipEnd.CONSENT_WITHDRAWN)),
            ended_on=province.days.day(day),
        )
        yield day, ended
    if chance.random() < NEW_LEADERS:
        day = chance.randrange(first, 0)
        elected = ElectForumLeaders(
            forum_id=forum.id,
            chair_id=forum.member(4),
            secretary_id=forum.member(2),
            elected_on=province.days.day(day),
        )
        yield day, elected
