"""What a boundary change means for units: they follow the place from the top down, and leave what is empty. Decision 0094."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from libs.events.contracts.officers.police_unit import FollowPlace, LeaveGround
from libs.events.contracts.villages.region import RegionDissolved, RegionMoved, RegionRecoded
from libs.events.contracts.villages.village import VillageDissolved, VillageRecoded
from libs.events.each import Each
from libs.events.message import Event
from services.officers.ground import above

_FOLLOWING: Final = """select u.id from known.unit u
where exists (select from known.ground g where g.unit_id = u.id and g.code = any($1::text[]))
and not exists (select from known.ground g where g.unit_id = u.id and g.code = any($2::text[])) order by u.depth, u.id"""
"""Units that answered for the old code and do not for the new one: those above first, on whose ground the others' lies."""
_LEAVING: Final = """select u.id from known.ground g join known.unit u on u.id = g.unit_id where g.code = any($1::text[])
and not exists (select from known.place p where p.code >= g.code and p.code < g.code || '/') order by u.depth desc, u.id"""
"""Units that hold ground in which nothing lies any more: those below first, for a unit keeps what they hold."""


def on_boundary(event: Event) -> Sequence[Each]:
    match event:
        case VillageRecoded() | RegionRecoded() | RegionMoved():
            follow = _follow(event.previous_code, event.code, event.effective_on, event.legal_basis)
            return [follow, _leave(event.previous_code, event.effective_on, event.legal_basis)]
        case VillageDissolved() | RegionDissolved():
            return [_leave(event.code, event.effective_on, event.legal_basis)]
        case _:
            return []


def _follow(before: str, code: str, on: date, source: str) -> Each:
    def command(unit: UUID) -> FollowPlace:
        return FollowPlace(unit_id=unit, previous_code=before, code=code, changed_on=on, source=source)

    return Each(_FOLLOWING, (above(before), above(code)), command)


def _leave(before: str, on: date, source: str) -> Each:
    def command(unit: UUID) -> LeaveGround:
        return LeaveGround(unit_id=unit, previous_code=before, changed_on=on, source=source)

    return Each(_LEAVING, (above(before),), command)
