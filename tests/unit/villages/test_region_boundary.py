"""A region gets another code, moves into another, ends once nothing lies in it; what lies below it follows step by step."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from libs.events.contracts.villages.region import (
    DissolveRegion,
    FollowRegion,
    MoveRegion,
    RecodeRegion,
    RegionDissolved,
    RegionLevel,
    RegionMoved,
    RegionRecoded,
    RegionRegistered,
    RegionRenamed,
    RenameRegion,
)
from libs.events.contracts.villages.village import DissolveVillage, FollowDistrict, VillagesMerged
from libs.events.due import Begin
from libs.events.message import Event
from libs.events.testing import Story, given
from services.villages.boundary_reactions import mergers, on_region
from services.villages.place import Region
from services.villages.region import REGION, RegionFacts
from tests.unit.recorded import recorded

ID, OTHER, THIRD = (UUID(int=number) for number in (1, 2, 3))
BASIS: dict[str, Any] = {"effective_on": date(2022, 7, 1), "legal_basis": "UU 14/2022"}
TOLD: dict[str, Any] = {**BASIS, "edition": "edition 2"}
BEGAN = RegionRegistered(code="91.06", name="Contoh", level=RegionLevel.REGENCY, parent_code="91", edition="edition 1")
MOVED = RegionMoved(code="96.01", previous_code="91.06", parent_code="96", previous_parent_code="91", takes_along=True, **TOLD)
RECODED = RegionRecoded(code="91.09", previous_code="91.06", takes_along=False, **TOLD)
ENDED = RegionDissolved(code="91.06", **BASIS)
FACTS = RegionFacts(
    parent=Region(code="96", name="Papua Contoh"),
    named={OTHER: Region(code="91.07", name="Lain"), THIRD: Region(code="91.08", name="Dulu", dissolved=True)},
    today=date(2022, 7, 25),
)


def story(*events: Any, facts: RegionFacts = FACTS) -> Story[Any, Any, Any, Any]:
    return given(REGION, BEGAN, *events, facts=facts)


def recode(code: str, **more: Any) -> RecodeRegion:
    return RecodeRegion(region_id=ID, code=code, **{**TOLD, **more})


def move(code: str) -> MoveRegion:
    return MoveRegion(region_id=ID, code=code, **TOLD)


def dissolve(*others: UUID, **more: Any) -> DissolveRegion:
    return DissolveRegion(region_id=ID, successor_ids=others, **{**BASIS, **more})


def test_another_code_is_taken_and_the_old_one_given_back() -> None:
    told = story().when(recode("91.09", takes_along=False)).then(RECODED)
    told.then_claimed(("region-code", "91.09")).then_released(("region-code", "91.06"))
    told.when(recode("91.09")).then_nothing()
    assert told.state().code == "91.09"


def test_it_moves_into_another_region() -> None:
    told = story().when(move("96.01")).then(MOVED)
    told.then_claimed(("region-code", "96.01")).then_released(("region-code", "91.06"))
    told.when(move("96.01")).then_nothing()


def test_a_province_has_nothing_to_move_out_of() -> None:
    began = RegionRegistered(code="91", name="Papua Contoh", level=RegionLevel.PROVINCE, edition="edition 1")
    told = given(REGION, began, facts=RegionFacts(today=FACTS.today)).when(recode("92"))
    told.then(RegionRecoded(code="92", previous_code="91", takes_along=True, **TOLD))
    given(REGION, began, facts=FACTS).when(move("92")).then_refused("PARENT_SAME", "code")


def test_it_follows_the_region_above_unless_it_lies_elsewhere_by_now() -> None:
    follow = FollowRegion(region_id=ID, previous_code="91", above_code="96", **TOLD)
    told = story().when(follow)
    told.then(RegionRecoded(code="96.06", previous_code="91.06", takes_along=True, **TOLD))
    told.when(follow).then_nothing()
    story(ENDED).when(follow).then_nothing()
    story(facts=RegionFacts()).when(follow).then_refused("PARENT_UNKNOWN", "code")


def test_it_ends_once_nothing_lies_in_it() -> None:
    story(facts=RegionFacts(below="91.06.05", today=FACTS.today)).when(dissolve()).then_refused("STILL_HOLDS_PLACES", "region_id")
    told = story().when(dissolve(OTHER)).then(RegionDissolved(code="91.06", successor_ids=(OTHER,), **BASIS))
    told.then_released(("region-code", "91.06"))
    told.when(dissolve()).then_nothing()


def test_a_name_says_since_when_and_on_what_it_rests() -> None:
    rename = RenameRegion(region_id=ID, name="Baru", **TOLD)
    story().when(rename).then(RegionRenamed(name="Baru", **TOLD)).when(rename).then_nothing()
    story(ENDED).when(rename).then_refused("REGION_DISSOLVED", "region_id")
    late = RenameRegion(region_id=ID, name="Baru", **{**TOLD, "effective_on": date(2022, 8, 1)})
    story().when(late).then_refused("TIME_IN_FUTURE", "effective_on")


EARLY = date(2022, 6, 30)


@pytest.mark.parametrize(
    ("before", "command", "code", "field"),
    [
        ([], recode("91.06.01"), "LEVEL_DIFFERS", "code"),
        ([], recode("96.01"), "PARENT_DIFFERS", "code"),
        ([], move("91.09"), "PARENT_SAME", "code"),
        ([], recode("91.09", effective_on=date(2022, 8, 1)), "TIME_IN_FUTURE", "effective_on"),
        ([MOVED], recode("96.02", effective_on=EARLY), "BEFORE_LAST_CHANGE", "effective_on"),
        ([MOVED], dissolve(effective_on=EARLY), "BEFORE_LAST_CHANGE", "effective_on"),
        ([ENDED], recode("91.09"), "REGION_DISSOLVED", "region_id"),
        ([], dissolve(ID), "REGION_ITSELF", "successor_ids"),
        ([], dissolve(UUID(int=9)), "OTHER_REGION_UNKNOWN", "successor_ids"),
        ([], dissolve(THIRD), "OTHER_REGION_DISSOLVED", "successor_ids"),
    ],
)
def test_what_is_refused(before: list[Event], command: Any, code: str, field: str) -> None:
    story(*before).when(command).then_refused(code, field)


def test_a_region_below_none_that_is_registered_is_refused() -> None:
    story(facts=RegionFacts(today=FACTS.today)).when(move("96.01")).then_refused("PARENT_UNKNOWN", "code")
    given(REGION, facts=FACTS).when(move("96.01")).then_refused("REGION_UNKNOWN", "region_id")


def test_what_lies_directly_below_follows() -> None:
    below, villages = on_region(MOVED, recorded(MOVED, ID))
    assert (below.arguments, villages.arguments) == (("91.06",), ("91.06",))
    assert below.command(OTHER) == FollowRegion(region_id=OTHER, previous_code="91.06", above_code="96.01", **TOLD)
    assert villages.command(OTHER) == FollowDistrict(village_id=OTHER, previous_code="91.06", district_code="96.01", **TOLD)
    assert below.of_own_log
    assert on_region(RECODED, recorded(RECODED, ID)) == []
    assert on_region(ENDED, recorded(ENDED, ID)) == []


def test_villages_that_were_taken_up_end() -> None:
    merged = VillagesMerged(merged_ids=(OTHER, THIRD), **BASIS)
    row = recorded(merged, ID)
    begun = mergers(merged, row)
    ended = [DissolveVillage(village_id=one, successor_ids=(row.key,), **BASIS) for one in (OTHER, THIRD)]
    assert begun == [Begin(f"{row.key}/{command.village_id}", row.recorded_at, command) for command in ended]
