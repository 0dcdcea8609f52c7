"""The arguments by which lists are narrowed, and the order that a search brings with it."""

from collections.abc import Iterator
from typing import Annotated, Any, TypeAlias

import strawberry
from sqlalchemy import ColumnElement, and_, func

from libs.events.contracts.officers.police_unit import UnitLevel
from libs.events.contracts.villages.region import RegionLevel
from libs.events.contracts.villages.village import VillageKind
from services.gateway.graph import search as by_search
from services.gateway.graph.enums import enum_of
from services.gateway.graph.mapping import Order

for _kind in (VillageKind, RegionLevel, UnitLevel):
    enum_of(_kind)

Clauses: TypeAlias = Iterator[ColumnElement[bool]]


def _told(description: str) -> Any:
    return strawberry.argument(description=description)


Id: TypeAlias = Annotated[strawberry.ID, _told("The global id, as the field `id` gives it.")]
CommandId: TypeAlias = Annotated[strawberry.ID, _told("The command's id, as receipts give it.")]
Code: TypeAlias = Annotated[str, _told("The code (kode wilayah).")]
Within: TypeAlias = Annotated[str | None, _told("Only in the region with this code (wilayah): 52, 52.71, 52.71.01.")]
Above: TypeAlias = Annotated[str | None, _told("Only those directly below the region with this code.")]
Search: TypeAlias = Annotated[
    str | None, _told("Words that each begin a word of the name, or the beginning of a code; the closest come first.")
]
NameSearch: TypeAlias = Annotated[str | None, _told("Words that each begin a word of the name; the closest come first.")]
OfKind: TypeAlias = Annotated[VillageKind | None, _told("Only of this legal kind.")]
OfRegionLevel: TypeAlias = Annotated[RegionLevel | None, _told("Only of this level.")]
OfUnitLevel: TypeAlias = Annotated[UnitLevel | None, _told("Only of this step in the tree of command.")]


def covers(prefix: Any, code: Any) -> ColumnElement[bool]:
    """Where a place is the one with this code or lies below it: codes nest at their dots. One range of the code's index."""
    return and_(code >= prefix, code < func.concat(prefix, "/"))


def above(village: Any) -> tuple[Any, ...]:
    """The codes of a village and of every region it lies in."""
    return (village.code, village.district_code, village.regency_code, village.province_code)


def villages(v: Any, region: Within = None, search: Search = None, kind: OfKind = None) -> Clauses:
    if region is not None:
        yield covers(region, v.code)
    if search is not None:
        yield by_search.found(v, search, code=v.code)
    if kind is not None:
        yield v.kind == kind.value


def villages_order(v: Any, search: Search = None, **_: Any) -> Order:
    return "code" if search is None else {"rank": by_search.rank(v, search, code=v.code), "code": v.code}


def regions(r: Any, level: OfRegionLevel = None, parent: Above = None, search: Search = None) -> Clauses:
    if level is not None:
        yield r.level == level.value
    if parent is not None:
        yield r.parent_code == parent
    if search is not None:
        yield by_search.found(r, search, code=r.code)


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


def by_code(row: Any, code: Code) -> Clauses:
    yield row.code == code
