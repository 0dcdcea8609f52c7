"""The arguments by which lists are narrowed, and the order that a search brings with it."""

from collections.abc import Iterator
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, and_, func

from libs.events.contracts.officers.police_unit import UnitLevel
from libs.events.contracts.villages.region import RegionLevel
from libs.events.contracts.villages.village import VillageKind
from services.gateway.graph import search as by_search
from services.gateway.graph.enums import enum_of
from services.gateway.graph.mapping import Order

Clauses = Iterator[ColumnElement[bool]]

enum_of(VillageKind)
enum_of(RegionLevel)
enum_of(UnitLevel)


def covers(prefix: Any, code: Any) -> ColumnElement[bool]:
    """Where a place is the one with this code or lies below it: codes nest at their dots. One range of the code's index."""
    return and_(code >= prefix, code < func.concat(prefix, "/"))


def above(village: Any) -> tuple[Any, ...]:
    """The codes of a village and of every region it lies in."""
    return (village.code, village.district_code, village.regency_code, village.province_code)


def villages(v: Any, region: str | None = None, search: str | None = None, kind: VillageKind | None = None) -> Clauses:
    """`region` is a code: 52, 52.71, 52.71.01, or that of one village."""
    if region is not None:
        yield covers(region, v.code)
    if search is not None:
        yield by_search.found(v, search, code=v.code)
    if kind is not None:
        yield v.kind == kind.value


def villages_order(v: Any, region: str | None = None, search: str | None = None, kind: VillageKind | None = None) -> Order:  # noqa: ARG001
    """By code; a search ranks first."""
    return "code" if search is None else {"rank": by_search.rank(v, search, code=v.code), "code": v.code}


def regions(r: Any, level: RegionLevel | None = None, parent: str | None = None, search: str | None = None) -> Clauses:
    """`parent` is the code of the region directly above."""
    if level is not None:
        yield r.level == level.value
    if parent is not None:
        yield r.parent_code == parent
    if search is not None:
        yield by_search.found(r, search, code=r.code)


def regions_order(r: Any, level: RegionLevel | None = None, parent: str | None = None, search: str | None = None) -> Order:  # noqa: ARG001
    return "code" if search is None else {"rank": by_search.rank(r, search, code=r.code), "code": r.code}


def units(u: Any, search: str | None = None, level: UnitLevel | None = None) -> Clauses:
    if search is not None:
        yield by_search.found(u, search)
    if level is not None:
        yield u.level == level.value


def units_order(u: Any, search: str | None = None, level: UnitLevel | None = None) -> Order:  # noqa: ARG001
    return "name id" if search is None else {"rank": by_search.rank(u, search), "name": u.name, "id": u.id}


def by_id(row: Any, id: strawberry.ID) -> Clauses:  # noqa: A002 - the argument's name in the schema
    yield row.key == id.of(row)  # type: ignore[attr-defined]


def by_code(row: Any, code: str) -> Clauses:
    yield row.code == code
