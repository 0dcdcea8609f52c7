"""What a decision on a forum or an institution of a village is shown besides its own stream."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from libs.events.contracts.villages.forum_kinds import ForumElement
from libs.events.contracts.villages.partnership_forum import (
    AddForumMember,
    FormForum,
    HoldForumMeeting,
    ProposeForum,
    RecogniseCustomaryForum,
)
from libs.events.contracts.villages.social_institution import EstablishInstitution
from libs.events.decider import Place
from libs.events.message import Role, Scope
from libs.events.service import now
from libs.events.settings import VillagesRules
from libs.events.view import View
from services.villages.community_issue import COMMUNITY_ISSUE, CommunityIssue
from services.villages.facts import reach
from services.villages.forum_state import ForumFacts, PartnershipForum
from services.villages.local_time import local_day
from services.villages.partnership_forum import PARTNERSHIP_FORUM, ForumCommand, turns_of
from services.villages.reporting import Reporting
from services.villages.social_institution import SOCIAL_INSTITUTION, InstitutionCommand, InstitutionFacts, SocialInstitution
from services.villages.village import VILLAGE, Village

_ASSIGNED: Final = """select 1 from known.assignment where officer_id = $1 and village_id = any($2::uuid[])
and starts_on <= $3 and (ends_on is null or $3 < ends_on)"""


async def of_forum(view: View, state: PartnershipForum | None, command: ForumCommand) -> ForumFacts:
    """Also every forum that was ever formed in its villages, where one is to be formed or recognised."""
    ids = _villages(state, command)
    villages: dict[UUID, Village] = {}
    for id_ in ids:
        if (village := await view.state(VILLAGE, id_)) is not None:
            villages[id_] = village
    turns, others = await _turns(view, command, ids)
    rules = view.rules(VillagesRules)
    return ForumFacts(
        reporting=Reporting(now=now()),
        villages=villages,
        at=await _within_reach(view, ids),
        turns=turns,
        others=others,
        members_min=rules.forum_members_min,
        members_max=rules.forum_members_max,
        term_days_max=rules.forum_term_days_max,
        assigned=await _assigned(view, command, villages),
        issues=await _issues(view, command),
        institution=await _institution(view, command),
    )


def _villages(state: PartnershipForum | None, command: ForumCommand) -> tuple[UUID, ...]:
    if state is not None:
        return state.villages
    return command.village_ids if isinstance(command, ProposeForum | RecogniseCustomaryForum) else ()


async def _within_reach(view: View, villages: Sequence[UUID]) -> UUID | None:
    """A commander must reach all villages of a forum, so the first he does not decides; who has one village, that one."""
    commander = view.actor.role is Role.COMMANDER
    if commander or view.actor.role in (Role.OFFICER, Role.PILLAR):
        scope = Scope.OWN_UNIT if commander else Scope.OWN_VILLAGE
        for village in villages:
            if await reach(view, view.actor, scope, Place(village=village)) is not commander:
                return village
    return villages[0] if villages else None


async def _turns(
    view: View, command: ForumCommand, villages: Sequence[UUID]
) -> tuple[dict[UUID, int], tuple[PartnershipForum, ...]]:
    """The next number in each village, and the forums that have one; also those at work in villages that became part of it."""
    if not isinstance(command, FormForum | RecogniseCustomaryForum):
        return {}, ()
    turns: dict[UUID, int] = {}
    forums: set[UUID] = set()
    along: set[UUID] = set()
    for village in villages:
        held = await view.held(turns_of(village))
        turns[village] = 1 + max(map(int, held), default=0)
        forums.update(held.values())
        for part in await _taken_up(view, village):
            along.update((await view.held(turns_of(part))).values())
    asked = sorted((forums | along) - {command.forum_id})
    states = [(forum, await view.state(PARTNERSHIP_FORUM, forum)) for forum in asked]
    # What was at work in another village once says nothing of this one; what still is, is on its ground.
    return turns, tuple(state for key, state in states if state is not None and (key in forums or state.stands))


async def _taken_up(view: View, village: UUID) -> set[UUID]:
    """Whatever became part of a village, in one merger or in several: its forum stands on this ground until it is dissolved."""
    found: set[UUID] = set()
    looking = {village}
    while looking:
        states = [await view.state(VILLAGE, one) for one in sorted(looking)]
        looking = {part for state in states if state is not None for part in state.took_up} - found
        found |= looking
    return found


async def _assigned(view: View, command: ForumCommand, villages: Mapping[UUID, Village]) -> bool:
    """Whether the assignment of an officer who is to be a member, or was there, has arrived here; of others none is expected."""
    seat = next(iter(villages.values()), None)
    if isinstance(command, AddForumMember) and command.element is ForumElement.OFFICER:
        officer, day = command.person_id, local_day(now(), seat)
    elif isinstance(command, HoldForumMeeting) and command.officer_id is not None:
        officer, day = command.officer_id, local_day(command.held_at, seat)
    else:
        return True
    return bool(await view.facts("officers", _ASSIGNED, officer, list(villages), day))


async def _issues(view: View, command: ForumCommand) -> dict[UUID, CommunityIssue]:
    """A meeting settles what holds only while these issues stay as they are."""
    found: dict[UUID, CommunityIssue] = {}
    for id_ in command.settled_issue_ids if isinstance(command, HoldForumMeeting) else ():
        if (issue := await view.state(COMMUNITY_ISSUE, id_)) is not None:
            found[id_] = issue
    return found


async def _institution(view: View, command: ForumCommand) -> SocialInstitution | None:
    if not isinstance(command, RecogniseCustomaryForum) or command.institution_id is None:
        return None
    return await view.state(SOCIAL_INSTITUTION, command.institution_id)


async def of_institution(view: View, state: SocialInstitution | None, command: InstitutionCommand) -> InstitutionFacts:
    where = command.village_id if isinstance(command, EstablishInstitution) else state.village_id if state else None
    village = await view.state(VILLAGE, where) if where else None
    silent_for = timedelta(days=view.rules(VillagesRules).institution_silent_for_days)
    return InstitutionFacts(reporting=Reporting(now=now()), village=village, silent_for=silent_for)
