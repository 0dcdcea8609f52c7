"""Who sees which rows and values: the rules of all types, on one page.

What is public has no rule. `partner` is served elsewhere and sees nothing here but that. A commander sees the country, and of its
officers those of his own unit and the units below it.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, Uuid, or_, select

from libs.events.contracts.villages.three_pillars import Pillar
from libs.events.message import Role
from services.gateway.graph.mapping import Seen, actor, everyone, starts_with
from services.gateway.read_model import tables as t


def _below_own_unit(path: Any) -> ColumnElement[bool]:
    own = select(t.unit.c.path).where(t.unit.c.id == actor("unit", Uuid())).correlate(None).scalar_subquery()
    return starts_with(path, own)


def _own_officer(row: Any) -> ColumnElement[bool]:
    return _below_own_unit(row.unit_path)


def _own_holder(seat: Any) -> ColumnElement[bool]:
    return or_(seat.pillar != Pillar.BHABINKAMTIBMAS.value, _below_own_unit(seat.unit_path))


INSIDE: Final[Seen] = dict.fromkeys((Role.OFFICER, Role.PILLAR, Role.COMMANDER, Role.HEADQUARTERS, Role.OPS), everyone)
"""What is internal, or for partners: rows without personal values, which operations need to see as well."""
OFFICERS: Final[Seen] = {**INSIDE, Role.COMMANDER: _own_officer}
"""Officers and what hangs on one of them, by a column `unit_path`."""
PERSONAL: Final[Seen] = {role: rule for role, rule in INSIDE.items() if role is not Role.OPS}
"""Names and numbers of people, in rows that are visible at all."""
HOLDERS: Final[Seen] = {**PERSONAL, Role.COMMANDER: _own_holder}
"""The name in a seat: that of the Bhabinkamtibmas is an officer's."""
SERVICE_NUMBERS: Final[Seen] = {Role.COMMANDER: everyone, Role.HEADQUARTERS: everyone}
"""They tell the date of birth. A commander sees no officers but his own."""
