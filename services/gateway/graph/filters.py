"""The arguments by which lists are narrowed, and the order that a search brings with it."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, TypeAlias

import strawberry
from sqlalchemy import ColumnElement, Uuid, and_, func, not_, or_, select

from libs.events.contracts.officers.police_unit import UnitLevel
from libs.events.contracts.villages.contact_person import ContactRole
from libs.events.contracts.villages.region import RegionLevel
from libs.events.contracts.villages.village import VillageKind
from libs.events.contracts.villages.village_visit import ActivityKind, VisitOutcome
from services.gateway.graph import search as by_search
from services.gateway.graph.enums import enum_of
from services.gateway.graph.mapping import Order, actor
from services.gateway.read_model import tables as t

for _kind in (VillageKind, RegionLevel, UnitLevel, ActivityKind, VisitOutcome, ContactRole):
    enum_of(_kind)

Clauses: TypeAlias = Iterator[ColumnElement[bool]]


def _told(description: str) -> Any:
    return strawberry.argument(description=description)


Id: TypeAlias = Annotated[strawberry.ID, _told("The global id, as the field `id` gives it.")]
AsOf: TypeAlias = Annotated[
    datetime | None,
    _told(
        "All that is selected beneath as it was known at this moment, by the time at which things were recorded. "
        "Fields that cannot be answered so say it, and are refused."
    ),
]
CommandId: TypeAlias = Annotated[strawberry.ID, _told("The command's id, as receipts give it.")]
Code: TypeAlias = Annotated[
    str, _told("The code (kode wilayah). One that nothing has any more finds what had it last; `code` and `codes` tell.")
]
Within: TypeAlias = Annotated[str | None, _told("Only in the region with this code (wilayah): 52, 52.71, 52.71.01.")]
Above: TypeAlias = Annotated[str | None, _told("Only those directly below the region with this code.")]
Search: TypeAlias = Annotated[
    str | None,
    _told("Words that each begin a word of the name, or the beginning of a code, also of a former one; the closest come first."),
]
NameSearch: TypeAlias = Annotated[str | None, _told("Words that each begin a word of the name; the closest come first.")]
OfKind: TypeAlias = Annotated[VillageKind | None, _told("Only of this legal kind.")]
OfRegionLevel: TypeAlias = Annotated[RegionLevel | None, _told("Only of this level.")]
OfUnitLevel: TypeAlias = Annotated[UnitLevel | None, _told("Only of this step in the tree of command.")]
OfActivity: TypeAlias = Annotated[ActivityKind | None, _told("Only of this kind of activity.")]
OfOutcome: TypeAlias = Annotated[VisitOutcome | None, _told("Only those that ended so.")]
Since: TypeAlias = Annotated[datetime | None, _told("Only those that began at this time or later.")]
Until: TypeAlias = Annotated[datetime | None, _told("Only those that began before this time.")]
Flagged: TypeAlias = Annotated[bool | None, _told("Only those with a flag, or only those without.")]
Ended: TypeAlias = Annotated[
    bool | None, _told("Only those whose end has been reported, or only those that are planned or under way.")
]
OfContactRole: TypeAlias = Annotated[ContactRole | None, _told("Only those known as this.")]
ToConfirmBy: TypeAlias = Annotated[date | None, _told("Only those that are to be confirmed again by this day (kedaluwarsa).")]
Acknowledged: TypeAlias = Annotated[bool | None, _told("Only those that the officer has acknowledged, or only the others.")]
Days: TypeAlias = Annotated[int, _told("Days without a completed visit.")]


def covers(prefix: Any, code: Any) -> ColumnElement[bool]:
    """Where a place is the one with this code or lies below it: codes nest at their dots. One range of the code's index."""
    return and_(code >= prefix, code < func.concat(prefix, "/"))


def above(village: Any) -> tuple[Any, ...]:
    """The codes of a village and of every region it lies in."""
    return (village.code, village.district_code, village.regency_code, village.province_code)


def villages(v: Any, region: Within = None, search: Search = None, kind: OfKind = None) -> Clauses:
    yield v.dissolved_on.is_(None)
    if region is not None:
        yield covers(region, v.code)
    if search is not None:
        yield or_(by_search.found(v, search, code=v.code), v.id == by_search.formerly(search))
    if kind is not None:
        yield v.kind == kind.value


def villages_order(v: Any, search: Search = None, **_: Any) -> Order:
    return "code" if search is None else {"rank": by_search.rank(v, search, code=v.code), "code": v.code}


def regions(r: Any, level: OfRegionLevel = None, parent: Above = None, search: Search = None) -> Clauses:
    yield r.dissolved_on.is_(None)
    if level is not None:
        yield r.level == level.value
    if parent is not None:
        yield r.parent_code == parent
    if search is not None:
        yield or_(by_search.found(r, search, code=r.code), r.id == by_search.formerly(search))


def regions_order(r: Any, search: Search = None, **_: Any) -> Order:
    return "code" if search is None else {"rank": by_search.rank(r, search, code=r.code), "code": r.code}


def units(u: Any, search: NameSearch = None, level: OfUnitLevel = None) -> Clauses:
    if search is not None:
        yield by_search.found(u, search)
    if level is not None:
        yield u.level == level.value


def units_order(u: Any, search: NameSearch = None, **_: Any) -> Order:
    return "name id" if search is None else {"rank": by_search.rank(u, search), "name": u.name, "id": u.id}


def by_id(row: Any, id: Id) -> Clauses:  # noqa: A002 - the argument's name in the schema
    yield row.key == id.of(row)  # type: ignore[attr-defined]


def by_command_id(row: Any, id: CommandId) -> Clauses:  # noqa: A002 - the argument's name in the schema
    yield row.key == id.uuid()  # type: ignore[attr-defined]


def had_code(code: Any) -> Any:
    """The place that had this code last, and has it or not."""
    held = t.place_code.c
    found = select(held.place_id).where(held.code == code).order_by(held.position.desc()).limit(1)
    return found.correlate_except(t.place_code).scalar_subquery()


def held_on(code: Any, day: Any) -> Any:
    """The place that had this code on that day, or had it last before."""
    held = t.place_code.c
    found = select(held.place_id).where(held.code == code, or_(held.since.is_(None), held.since <= day))
    return found.order_by(held.position.desc()).limit(1).correlate_except(t.place_code).scalar_subquery()


def place_of(table: Any, code: Any) -> Any:
    """The id of whatever has the code; where nothing has, of what had it last."""
    place = table.alias("there")
    held = select(place.c.id).where(place.c.code == code, place.c.dissolved_on.is_(None)).limit(1)
    return func.coalesce(held.correlate_except(place).scalar_subquery(), had_code(code))


def lies_now(place: Any, otherwise: Any) -> Any:
    """The code that a region or village has now, or had last, by its id; something else where none such is registered."""
    region, village = t.region.alias("now_region"), t.village.alias("now_village")
    codes = ((region, func.coalesce(region.c.last_code, region.c.code)), (village, village.c.code))
    found = [select(code).where(of.c.id == place).correlate_except(of).scalar_subquery() for of, code in codes]
    return func.coalesce(*found, otherwise)


def _by_code(row: Any, table: Any, code: Any) -> Clauses:
    yield row.id == place_of(table, code)


def region_by_code(r: Any, code: Code) -> Clauses:
    return _by_code(r, t.region, code)


def by_caller(row: Any) -> Clauses:
    yield row.id == actor("person", Uuid())


def by_id_then(row: Any, id: Id, as_of: AsOf = None) -> Clauses:  # noqa: A002, ARG001 - the arguments' names in the schema
    """The moment chooses between tables, not between rows; see `planner.moments`."""
    return by_id(row, id)


def village_by_code_then(v: Any, code: Code, as_of: AsOf = None) -> Clauses:  # noqa: ARG001 - as in `by_id_then`
    """As `by_id_then`."""
    return _by_code(v, t.village, code)


def visits(
    x: Any,
    *,
    kind: OfActivity = None,
    outcome: OfOutcome = None,
    since: Since = None,
    until: Until = None,
    flagged: Flagged = None,
    ended: Ended = None,
) -> Clauses:
    if kind is not None:
        yield func.coalesce(x.activity, x.planned_activity) == kind.value
    if outcome is not None:
        yield x.outcome == outcome.value
    if since is not None:
        yield x.at >= since
    if until is not None:
        yield x.at < until
    if flagged is not None:
        flag = t.visit_flag.c
        found = select(flag.flag).where(flag.visit_id == x.id).correlate_except(t.visit_flag).exists()
        yield found if flagged else not_(found)
    if ended is not None:
        yield x.outcome.is_not(None) if ended else x.outcome.is_(None)


def visits_in(
    x: Any,
    *,
    region: Within = None,
    kind: OfActivity = None,
    outcome: OfOutcome = None,
    since: Since = None,
    until: Until = None,
    flagged: Flagged = None,
    ended: Ended = None,
) -> Clauses:
    if region is not None:
        place = t.village.c
        within = select(place.id).where(covers(region, place.code)).correlate_except(t.village).scalar_subquery()
        yield x.village_id == func.any(func.array(within))
    yield from visits(x, kind=kind, outcome=outcome, since=since, until=until, flagged=flagged, ended=ended)


visits_order = "-at -id"


def contacts(c: Any, role: OfContactRole = None, to_confirm_by: ToConfirmBy = None) -> Clauses:
    if role is not None:
        yield c.contact_role == role.value
    if to_confirm_by is not None:
        yield c.confirm_by <= to_confirm_by


def directives(task: Any, acknowledged: Acknowledged = None) -> Clauses:
    if acknowledged is not None:
        yield task.acknowledged_on.is_not(None) if acknowledged else task.acknowledged_on.is_(None)


def not_visited(v: Any, days: Days = 30) -> Clauses:
    """Villages without a completed visit for so many days, a hundred years at most."""
    visit = t.village_visit.c
    since = func.now() - func.make_interval(0, 0, 0, func.least(func.greatest(days, 0), 36_525))
    lately = select(visit.id).where(visit.village_id == v.id, visit.outcome == VisitOutcome.COMPLETED.value, visit.at >= since)
    yield not_(lately.correlate_except(t.village_visit).exists())
