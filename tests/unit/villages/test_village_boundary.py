"""A village gets another code or kind, is split, takes others up and ends; its stream goes on, its code is given back."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from libs.events.contracts.villages.village import (
    ChangeVillageType,
    DissolveVillage,
    FollowDistrict,
    MergeVillages,
    RecodeVillage,
    RenameVillage,
    SplitVillage,
    VillageDissolved,
    VillageKind,
    VillageRecoded,
    VillageRegistered,
    VillageRenamed,
    VillagesMerged,
    VillageSplit,
    VillageTypeChanged,
)
from libs.events.message import Event
from libs.events.testing import Story, given
from services.villages.place import Region
from services.villages.village import VILLAGE, Village, VillageFacts

ID, OTHER, THIRD = (UUID(int=number) for number in (1, 2, 3))
BASIS: dict[str, Any] = {"effective_on": date(2022, 7, 1), "legal_basis": "UU 14/2022"}
TOLD: dict[str, Any] = {**BASIS, "edition": "edition 2"}
TODAY = date(2022, 7, 25)
BEGAN = VillageRegistered(
    code="91.06.05.2001", name="Contoh", kind=VillageKind.DESA, timezone="Asia/Jayapura", edition="edition 1"
)
RECODED = VillageRecoded(code="96.01.05.2001", previous_code=BEGAN.code, timezone="Asia/Jayapura", **TOLD)
ENDED = VillageDissolved(code=BEGAN.code, successor_ids=(OTHER,), **BASIS)


def village(code: str = "91.06.05.2002", *, dissolved: bool = False) -> Village:
    return Village(code=code, name="Lain", kind=VillageKind.DESA, dissolved=dissolved)


FACTS = VillageFacts(
    district=Region(code="96.01.05", name="Contoh"), named={OTHER: village(), THIRD: village(dissolved=True)}, today=TODAY
)


def story(*events: Any, facts: VillageFacts = FACTS) -> Story[Any, Any, Any, Any]:
    return given(VILLAGE, BEGAN, *events, facts=facts)


def recode(code: str, **more: Any) -> RecodeVillage:
    return RecodeVillage(village_id=ID, code=code, **{**TOLD, **more})


def merge(*others: UUID) -> MergeVillages:
    return MergeVillages(village_id=ID, merged_ids=others, **BASIS)


def split(*others: UUID) -> SplitVillage:
    return SplitVillage(village_id=ID, into_ids=others, **BASIS)


def dissolve(*others: UUID, **more: Any) -> DissolveVillage:
    return DissolveVillage(village_id=ID, successor_ids=others, **{**BASIS, **more})


def test_another_code_is_taken_and_the_old_one_given_back() -> None:
    told = story().when(recode("96.01.05.2001")).then(RECODED)
    told.then_claimed(("village-code", "96.01.05.2001")).then_released(("village-code", "91.06.05.2001"))
    told.when(recode("96.01.05.2001")).then_nothing()
    assert (told.state().code, told.state().since) == ("96.01.05.2001", TOLD["effective_on"])


def test_no_village_becomes_part_of_another_before_its_own_last_change() -> None:
    changed = replace(village(), since=date(2022, 7, 2))
    facts = replace(FACTS, named={OTHER: changed})
    story(facts=facts).when(merge(OTHER)).then_refused("BEFORE_LAST_CHANGE", "effective_on")
    on_that_day = replace(FACTS, named={OTHER: replace(changed, since=BASIS["effective_on"])})
    story(facts=on_that_day).when(merge(OTHER)).then(VillagesMerged(merged_ids=(OTHER,), **BASIS))


def test_another_kind_comes_with_its_code() -> None:
    change = ChangeVillageType(village_id=ID, code="96.01.05.1001", **TOLD)
    changed = VillageTypeChanged(kind=VillageKind.KELURAHAN, previous_kind=VillageKind.DESA, **BASIS)
    told = story().when(change)
    told.then(changed, VillageRecoded(code="96.01.05.1001", previous_code=BEGAN.code, timezone="Asia/Jayapura", **TOLD))
    told.when(change).then_nothing()
    assert told.state().kind is VillageKind.KELURAHAN


def test_it_is_split_into_villages_that_there_are() -> None:
    told = story().when(split(OTHER)).then(VillageSplit(into_ids=(OTHER,), **BASIS))
    told.when(split(OTHER, OTHER)).then_nothing()


def test_it_takes_up_others() -> None:
    told = story().when(merge(OTHER)).then(VillagesMerged(merged_ids=(OTHER,), **BASIS))
    told.when(merge(OTHER)).then_nothing()


def test_it_ends_with_or_without_a_successor() -> None:
    told = story().when(dissolve(OTHER)).then(ENDED).then_released(("village-code", BEGAN.code))
    told.when(dissolve()).then_nothing()
    assert told.state().successor == OTHER
    alone = story().when(dissolve()).then(VillageDissolved(code=BEGAN.code, **BASIS))
    assert (alone.state().dissolved, alone.state().successor) == (True, None)


def follow(before: str) -> FollowDistrict:
    return FollowDistrict(village_id=ID, previous_code=before, district_code="96.01.05", **TOLD)


def test_it_follows_its_district_unless_it_lies_elsewhere_by_now() -> None:
    told = story().when(follow("91.06.05")).then(RECODED)
    told.when(follow("91.06.05")).then_nothing()
    story().when(follow("91.06.06")).then_nothing()
    story(ENDED).when(follow("91.06.05")).then_nothing()
    story(facts=VillageFacts(today=TODAY)).when(follow("91.06.05")).then_refused("DISTRICT_UNKNOWN", "code")


def test_a_name_says_since_when_and_on_what_it_rests() -> None:
    rename = RenameVillage(village_id=ID, name="Baru", **TOLD)
    story().when(rename).then(VillageRenamed(name="Baru", **TOLD)).when(rename).then_nothing()
    story(ENDED).when(rename).then_refused("VILLAGE_DISSOLVED", "village_id")


EARLY = date(2022, 6, 30)


@pytest.mark.parametrize(
    ("before", "command", "code", "field"),
    [
        ([], recode("96.01.05.1001"), "KIND_DIFFERS", "code"),
        ([], recode("96.01.05.9001"), "KIND_UNKNOWN", "code"),
        ([], ChangeVillageType(village_id=ID, code="96.01.05.2001", **TOLD), "KIND_SAME", "code"),
        ([], recode("96.01.05.2001", effective_on=date(2022, 7, 26)), "TIME_IN_FUTURE", "effective_on"),
        ([RECODED], recode("96.01.05.2009", effective_on=EARLY), "BEFORE_LAST_CHANGE", "effective_on"),
        ([RECODED], dissolve(effective_on=EARLY), "BEFORE_LAST_CHANGE", "effective_on"),
        ([RECODED], RenameVillage(village_id=ID, name="Baru", **{**TOLD, "effective_on": EARLY}), "BEFORE_LAST_CHANGE",
         "effective_on"),
        ([ENDED], recode("96.01.05.2001"), "VILLAGE_DISSOLVED", "village_id"),
        ([ENDED], split(OTHER), "VILLAGE_DISSOLVED", "village_id"),
        ([ENDED], merge(OTHER), "VILLAGE_DISSOLVED", "village_id"),
        ([], split(ID), "VILLAGE_ITSELF", "into_ids"),
        ([], merge(OTHER, ID), "VILLAGE_ITSELF", "merged_ids"),
        ([], dissolve(ID), "VILLAGE_ITSELF", "successor_ids"),
        ([], merge(UUID(int=9)), "OTHER_VILLAGE_UNKNOWN", "merged_ids"),
        ([], split(THIRD), "OTHER_VILLAGE_DISSOLVED", "into_ids"),
        ([], dissolve(THIRD), "OTHER_VILLAGE_DISSOLVED", "successor_ids"),
    ],
)  # fmt: skip
def test_what_is_refused(before: list[Event], command: Any, code: str, field: str) -> None:
    story(*before).when(command).then_refused(code, field)


def test_a_code_without_its_district_is_refused() -> None:
    story(facts=VillageFacts(today=TODAY)).when(recode("96.01.05.2001")).then_refused("DISTRICT_UNKNOWN", "code")
    given(VILLAGE, facts=FACTS).when(recode("96.01.05.2001")).then_refused("VILLAGE_UNKNOWN", "village_id")
