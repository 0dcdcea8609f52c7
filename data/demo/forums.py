"""Forums of police and community (FKPM): formed lately or long ago, some by custom, a few only on their way."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Final

from data import ids
from data.demo.days import minute, several
from data.demo.forum_people import Forum, joining
from data.demo.forum_work import MEETINGS, said, some_shut, work
from data.demo.institutions import Institution, customary
from data.demo.province import OF_RECORD, Province
from data.demo.telling import Told
from libs.events.contracts.villages.activity import ActivityTheme
from libs.events.contracts.villages.forum_kinds import ForumModel, ForumVenue, Inaugurator
from libs.events.contracts.villages.partnership_forum import (
    FormForum,
    HoldForumMeeting,
    RecogniseCustomaryForum,
    RenewForumTerm,
)

FORMED: Final = 0.2
"""Share of the villages with one officer all the year that have a forum of their own."""
FORMING: Final = 0.025
"""Share of them where some have agreed to be members, and not enough yet."""
ZONE: Final = 0.1
"""Share of the forums in kelurahan that stand for a market or an estate in it."""
MEMBERS: Final = (10, 10, 11, 12)
TERM: Final = 730
"""Days of a term of office."""
RENEWED: Final = 0.7
"""Share of the terms that are over."""
INAUGURATORS: Final = (Inaugurator.CAMAT, Inaugurator.CAMAT, Inaugurator.KAPOLSEK, Inaugurator.VILLAGE_HEAD)


def told(province: Province) -> Iterator[Told]:
    chance = province.chance("forums")
    by_custom = {one.code for one in customary(province)}
    for code in _steady(province):
        drawn, own = chance.random(), province.chance(f"forum/{code}")
        if code in by_custom:
            continue
        if drawn < FORMED:
            begun = max(province.holdings[code][0].first + 10, own.randint(-1_000, -80))
            yield from _formed(province, _forum(province, code, begun, own.choice(MEMBERS), own), own)
        elif drawn < FORMED + FORMING:
            yield from joining(province, _forum(province, code, own.randint(-50, -16), own.randint(3, 8), own))
    for one in customary(province):
        yield from _of_custom(province, one)


def _steady(province: Province) -> Sequence[str]:
    """Of those that have an officer of their own; where the record tells of forums, none is made up."""
    return [
        code
        for code in province.held
        if code not in OF_RECORD and len(held := province.holdings[code]) == 1 and held[0].last is None
    ]


def _forum(province: Province, code: str, begun: int, members: int, chance: Random) -> Forum:
    by = province.officer(code, 0)
    assert by is not None  # noqa: S101 - `_steady`
    of_zone = province.villages[code].urban and chance.random() < ZONE
    model = ForumModel.ZONE if of_zone else ForumModel.AREA
    return Forum(id=province.id("forum_id", code), code=code, by=by, begun=begun, model=model, members=members)


def _formed(province: Province, forum: Forum, chance: Random) -> Iterator[Told]:
    yield from joining(province, forum)
    day, commander = province.days.day, province.commander(forum.code)
    formed, inaugurator = forum.begun + chance.randint(15, 40), chance.choice(INAUGURATORS)
    inaugurated = FormForum(
        forum_id=forum.id,
        chair_id=forum.member(2),
        secretary_id=forum.member(3),
        inaugurated_on=day(formed),
        inaugurated_by=inaugurator,
        starts_on=day(formed),
        ends_on=day(formed + TERM),
    )
    yield said(province, formed, 600, commander, inaugurated)
    first, over = max(formed + 1, province.days.first), formed + TERM
    shut = some_shut(first, chance)
    renewed = RenewForumTerm(forum_id=forum.id, starts_on=day(over), ends_on=day(over + TERM), inaugurated_by=inaugurator)
    if chance.random() < RENEWED and over < 0 and (shut is None or not shut.on(over)):
        yield said(province, over, 620, commander, renewed)
    yield from work(province, forum, first, shut, chance)


def _of_custom(province: Province, one: Institution) -> Iterator[Told]:
    """An institution of custom is recognised as the forum of its village, and meets as it always has."""
    chance, by = province.chance(f"forum/{one.code}"), province.officer(one.code, one.noted)
    forum, day = province.id("forum_id", one.code), one.noted + 10
    recognised = RecogniseCustomaryForum(
        forum_id=forum,
        name=f"Forum Adat Contoh {province.villages[one.code].number}",
        village_ids=(ids.village(one.code),),
        institution_id=one.id,
        recognised_on=province.days.day(day),
        recognised_by=chance.choice(INAUGURATORS),
    )
    at = province.days.moment(day, 615)
    yield Told(at=at, by=province.commander(one.code), command=recognised, rests_on=(one.id,))
    for number in range(several(chance, MEETINGS * day / -364)):
        held_on = chance.randrange(day + 1, 0)
        held_at = province.days.moment(held_on, minute(chance, 540, 1_290))
        held = HoldForumMeeting(
            forum_id=forum,
            meeting_id=province.id("meeting_id", f"forum/{one.code}/{number}"),
            held_at=held_at,
            attendance=chance.randint(6, 40),
            venue=ForumVenue.OTHER,
            topics=(chance.choice(tuple(ActivityTheme)),),
        )
        if by is not None and province.officer(one.code, held_on) == by:
            yield Told(at=held_at, by=by, command=held)
