"""How directives become targets of villages, and deeds meet them.

A directive and an assignment may pass each other on their way, and so may a target and a deed: each is followed up once this
service knows it, so whichever comes later finds the other.
"""

from collections.abc import Sequence
from functools import partial
from typing import Final
from uuid import UUID, uuid5

from libs.events.codec import Recorded
from libs.events.contracts.cooperation.training_session import DirectiveIssued
from libs.events.contracts.officers.village_assignment import AssignmentConfirmed
from libs.events.contracts.villages.directive_target import DirectiveTargetSet, MeetDirectiveTarget, SetDirectiveTarget
from libs.events.each import Each
from libs.events.message import Event
from services.villages.deeds import DEEDS, LASTING, SHOWN, met_by, villages_of

_POSTS: Final = """select id from known.assignment
where officer_id = any($1::uuid[]) and (ends_on is null or ends_on > $2) order by id"""
_ADDRESSED: Final = """select directive_id from known.addressed
where officer_id = $1 and ($2::date is null or issued_on < $2) order by directive_id"""
_OPEN: Final = """select id from known.target
where village_id = $1 and theme = any($2::text[]) and (theme = any($3::text[]) or issued_on <= $4) order by id"""
_SHOWN: Final = """select id from known.target t where id = $1 and exists (select from known.deed d
where d.village_id = t.village_id and d.theme = t.theme and (t.theme = any($2::text[]) or d.day >= t.issued_on))"""
_LASTING: Final = sorted(theme.value for theme in LASTING)


def target_of(directive: UUID, assignment: UUID) -> UUID:
    """One target for each village of each addressee, however often it is asked for."""
    return uuid5(directive, str(assignment))


def on_directive(event: Event, _recorded: Recorded) -> Sequence[Each]:
    if not isinstance(event, DirectiveIssued) or event.theme not in SHOWN:
        return []
    return [Each(_POSTS, (list(event.addressed_to), event.issued_on), partial(_set, event.directive_id))]


def on_post(event: Event, recorded: Recorded) -> Sequence[Each]:
    """Whoever takes over a village has it do what he was directed to do, before that or on the way here."""
    if not isinstance(event, AssignmentConfirmed):
        return []
    assignment = recorded.key
    return [Each(_ADDRESSED, (event.officer_id, event.ends_on), lambda directive: _set(directive, assignment))]


def _set(directive: UUID, assignment: UUID) -> SetDirectiveTarget:
    return SetDirectiveTarget(target_id=target_of(directive, assignment), directive_id=directive, assignment_id=assignment)


def on_deed(event: Event, recorded: Recorded) -> Sequence[Each]:
    if isinstance(event, DirectiveTargetSet):
        return [Each(_SHOWN, (recorded.key, _LASTING), _meets)]
    themes = [theme.value for theme in met_by(event)]
    if not themes:
        return []
    day = DEEDS[type(event)].day(event)
    return [Each(_OPEN, (village, themes, _LASTING, day), _meets) for village in villages_of(event, recorded.key)]


def _meets(target: UUID) -> MeetDirectiveTarget:
    return MeetDirectiveTarget(target_id=target)
