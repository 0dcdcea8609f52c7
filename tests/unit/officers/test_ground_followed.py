"""Units go on answering for a place under its new code, from the top down, and leave what is empty from the bottom up."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from libs.events.contracts.officers.police_unit import (
    FollowPlace,
    GroundLost,
    JurisdictionAssigned,
    JurisdictionWithdrawn,
    LeaveGround,
    LossReason,
    UnitDeactivated,
    UnitEstablished,
    UnitKind,
    UnitLevel,
)
from libs.events.contracts.villages.region import RegionDissolved, RegionMoved, RegionRecoded
from libs.events.contracts.villages.village import VillageDissolved, VillageRecoded
from libs.events.testing import Story, given
from services.officers.boundary_reactions import on_boundary
from services.officers.ground import Ground
from services.officers.police_unit import POLICE_UNIT, PoliceUnit, UnitFacts

ID, ABOVE = UUID(int=1), UUID(int=2)
ON, LATER, SOURCE = date(2022, 7, 1), date(2023, 1, 1), "UU 14/2022"
BEGAN = UnitEstablished(name="Polres Contoh", level=UnitLevel.POLRES, kind=UnitKind.POLRES, parent_id=ABOVE)
HELD = JurisdictionAssigned(code="91.06", valid_from=date(2016, 1, 1), source="assumed")
NEW = JurisdictionAssigned(code="96.01", valid_from=ON, source=SOURCE)


def unit(*codes: str) -> PoliceUnit:
    grounds = tuple(Ground(code, date(2016, 1, 1)) for code in codes)
    return PoliceUnit(
        name="Contoh", level=UnitLevel.POLDA, kind=UnitKind.POLDA_A, parent_id=None, seat_code=None, grounds=grounds
    )


def story(*events: Any, facts: UnitFacts) -> Story[Any, Any, Any, Any]:
    return given(POLICE_UNIT, BEGAN, *events, facts=facts)


def follow(before: str = "91.06", code: str = "96.01") -> FollowPlace:
    return FollowPlace(unit_id=ID, previous_code=before, code=code, changed_on=ON, source=SOURCE)


def leave(before: str) -> LeaveGround:
    return LeaveGround(unit_id=ID, previous_code=before, changed_on=ON, source=SOURCE)


ALLOWED = UnitFacts(parent=unit("91", "96.01"))


@pytest.mark.parametrize(("before", "code"), [("91.06", "96.01"), ("91.06.05", "96.01.05"), ("91.06.05.2001", "91.07.05.2001")])
def test_a_place_is_followed_whether_held_by_itself_or_within_what_is_held(before: str, code: str) -> None:
    told = story(HELD, facts=ALLOWED).when(follow(before, code))
    told.then(JurisdictionAssigned(code=code, valid_from=ON, source=SOURCE))
    told.then_claimed((f"below:{ABOVE}", "000001"))
    told.when(follow(before, code)).then_nothing()


def test_what_was_never_held_or_is_held_already_asks_for_nothing() -> None:
    story(facts=ALLOWED).when(follow()).then_nothing()
    story(HELD, facts=ALLOWED).when(follow("91.06.05", "91.06.07")).then_nothing()
    story(HELD, UnitDeactivated(deactivated_on=ON), facts=ALLOWED).when(follow()).then_nothing()


def test_it_is_held_since_the_later_of_both_days() -> None:
    late = JurisdictionAssigned(code="91.06", valid_from=LATER, source="assumed")
    told = story(late, facts=UnitFacts(parent=unit("91", "96"))).when(follow())
    told.then(JurisdictionAssigned(code="96.01", valid_from=LATER, source=SOURCE))
    told.when(leave("91.06"), UnitFacts(empty=frozenset({"91.06"})))
    told.then(JurisdictionWithdrawn(code="91.06", valid_to=LATER, source=SOURCE))


@pytest.mark.parametrize(
    ("facts", "events", "reason"),
    [
        (UnitFacts(parent=unit("91")), [HELD], LossReason.OUTSIDE_PARENT),
        (UnitFacts(parent=unit("91", "96"), siblings=(unit("96.01"),)), [HELD], LossReason.HELD_BY_OTHER),
        (
            UnitFacts(parent=unit("91", "96")),
            [HELD, JurisdictionAssigned(code="96.01.05", valid_from=ON, source="x")],
            LossReason.OVERLAPS_OWN,
        ),
    ],
)
def test_ground_that_cannot_be_followed_is_noted_as_lost_once(facts: UnitFacts, events: list[Any], reason: LossReason) -> None:
    lost = GroundLost(previous_code="91.06", code="96.01", changed_on=ON, reason=reason, source=SOURCE)
    story(*events, facts=facts).when(follow()).then(lost).when(follow()).then_nothing()


def test_ground_is_left_once_nothing_lies_in_it_and_no_unit_below_holds_any() -> None:
    empty = frozenset({"91.06", "91.06.05"})
    withdrawn = JurisdictionWithdrawn(code="91.06", valid_to=ON, source=SOURCE)
    story(HELD, NEW, facts=UnitFacts()).when(leave("91.06.05")).then_nothing()
    story(HELD, facts=UnitFacts(empty=empty, children=(unit("91.06.05"),))).when(leave("91.06.05")).then_nothing()
    told = story(HELD, NEW, facts=UnitFacts(empty=empty, children=(unit("96.01.05"),), turn=3, turn_below=7))
    told.when(leave("91.06.05")).then(withdrawn).then_claimed((f"below:{ABOVE}", "000003"), (f"below:{ID}", "000007"))
    told.when(leave("91.06.05")).then_nothing()
    story(NEW, facts=UnitFacts(empty=frozenset({"96.01"}))).when(leave("91.06.05")).then_nothing()


BASIS: dict[str, Any] = {"effective_on": ON, "legal_basis": SOURCE}
CODES: dict[str, Any] = {"code": "96.01", "previous_code": "91.06", "edition": "edition 2"}


@pytest.mark.parametrize(
    "event",
    [
        VillageRecoded(timezone="Asia/Jayapura", **CODES, **BASIS),
        RegionRecoded(takes_along=False, **CODES, **BASIS),
        RegionMoved(parent_code="96", previous_parent_code="91", takes_along=True, **CODES, **BASIS),
    ],
)
def test_units_are_asked_to_follow_and_then_to_leave(event: Any) -> None:
    following, leaving = on_boundary(event)
    assert (following.arguments, leaving.arguments) == ((["91", "91.06"], ["96", "96.01"]), (["91", "91.06"],))
    assert (following.command(ID), leaving.command(ID)) == (follow(), leave("91.06"))


@pytest.mark.parametrize("event", [VillageDissolved(code="91.06", **BASIS), RegionDissolved(code="91.06", **BASIS)])
def test_what_is_no_more_is_left(event: Any) -> None:
    (leaving,) = on_boundary(event)
    assert leaving.command(ID) == leave("91.06")
