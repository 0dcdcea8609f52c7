"""Which forums are at work on a village's ground: its own, and those that villages brought along when they became part of it."""

from typing import Any, Final

from sqlalchemy import ScalarSelect, and_, case, func, literal_column, or_, select

from libs.events.contracts.villages.forum_kinds import ForumModel
from services.gateway.read_model import tables as t

_covers: Final = t.forum_village.alias("on_ground_covers")
_forum: Final = t.partnership_forum.alias("on_ground_forum")
_part: Final = t.village.alias("on_ground_part")
_COVERING: Final = _covers.join(_forum, _forum.c.id == _covers.c.forum_id).join(_part, _part.c.id == _covers.c.village_id)


def stands_for_village(forum: Any) -> Any:
    """Whether a village has the forum as its own: formed for it or recognised, at work or suspended."""
    at_work = or_(forum.status == "FORMED", forum.status == "SUSPENDED")
    return and_(at_work, or_(forum.model.is_(None), forum.model == ForumModel.AREA.value))


def of_ground(village_id: Any, what: Any) -> ScalarSelect[Any]:
    """Of the forum that a village has: its own, or else one that came along. `what` is made of the forum's columns."""
    own = case((_part.c.id == village_id, literal_column("0")), else_=literal_column("1"))
    found = select(what(_forum.c)).select_from(_COVERING).where(_part.c.ground_id == village_id, stands_for_village(_forum.c))
    return _apart(found.order_by(own, _forum.c.id).limit(1))


def forum_of(village: Any) -> Any:
    """The forum that a village has; one that is no village any more, that which it had."""
    had = select(_forum.c.id).select_from(_COVERING).where(_part.c.id == village.id, stands_for_village(_forum.c))
    return func.coalesce(of_ground(village.id, lambda forum: forum.id), _apart(had.order_by(_forum.c.id).limit(1)))


def doubled(village_id: Any) -> Any:
    """Whether more than one stands for the village by now."""
    found = select(func.count(_forum.c.id.distinct()) > literal_column("1")).select_from(_COVERING)
    return _apart(found.where(_part.c.ground_id == village_id, stands_for_village(_forum.c)))


def beside(forum: Any) -> Any:
    """The ids of the others where a forum stands for a village."""
    mine, place = t.forum_village.alias("mine"), t.village.alias("my_part")
    grounds = (
        select(place.c.ground_id)
        .select_from(mine.join(place, place.c.id == mine.c.village_id))
        .where(mine.c.forum_id == forum.id)
        .correlate_except(mine, place)
    )
    found = select(_forum.c.id).select_from(_COVERING).where(_part.c.ground_id == func.any(func.array(grounds.scalar_subquery())))
    others = found.where(_forum.c.id != forum.id, stands_for_village(_forum.c), stands_for_village(forum))
    return func.any(func.array(_apart(others)))


def _apart(found: Any) -> ScalarSelect[Any]:
    alone: ScalarSelect[Any] = found.correlate_except(_covers, _forum, _part).scalar_subquery()
    return alone
