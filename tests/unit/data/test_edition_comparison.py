"""What has become of places between two editions: a cut of the founding of four provinces out of two."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from data.regions import DISTRICT, VILLAGE
from data.regions.comparison import Change, Fate, compare, words
from data.regions.revision import Revision, new_id, steps
from libs.events.contracts.villages.region import DissolveRegion, MoveRegion, RegisterRegion, RenameRegion
from libs.events.contracts.villages.village import (
    ChangeVillageType,
    DissolveVillage,
    RecodeVillage,
    RegisterVillage,
    RenameVillage,
)
from tests.editions import AFTER, BEFORE

FATES = {
    "91": (Fate.RENAMED, "91"),
    "91.01": (Fate.MOVED, "93.01"),
    "91.01.01": (Fate.RECODED, "93.01.01"),
    "91.01.01.1001": (Fate.RECODED, "93.01.01.1001"),
    "91.01.01.2002": (Fate.RECODED, "93.01.01.2002"),
    "91.01.01.2003": (Fate.RETYPED, "93.01.01.1003"),
    "91.01.01.2004": (Fate.RECODED, "93.01.01.2007"),
    "91.01.05": (Fate.RECODED, "93.01.02"),
    "91.01.05.2001": (Fate.RECODED, "93.01.02.2001"),
    "91.01.05.2002": (Fate.DISSOLVED, None),
    "91.01.05.2003": (Fate.DISSOLVED, None),
    "91.01.09": (Fate.DISSOLVED, None),
    "91.01.09.2001": (Fate.DISSOLVED, None),
    "91.71": (Fate.RENAMED, "91.71"),
    "91.71.01": (Fate.SAME, "91.71.01"),
    "91.71.01.1001": (Fate.RENAMED, "91.71.01.1001"),
    "91.71.01.1002": (Fate.SAME, "91.71.01.1002"),
}
IDS = {code: uuid5(UUID(int=0), code) for code in BEFORE}
REVISION = Revision(edition="edition 2", effective_on=date(2022, 7, 25), legal_basis="UU 14/2022")


def test_each_place_meets_its_fate() -> None:
    changes = compare(BEFORE, AFTER).changes
    assert {change.before: (change.fate, change.after) for change in changes if change.before} == FATES
    registered = {change.after for change in changes if change.fate is Fate.REGISTERED}
    assert registered == {"93", "91.71.01.1003", "93.01.02.2002", "93.01.02.2003"}
    assert {change.after for change in changes if change.after} == set(AFTER)


def test_a_name_borne_twice_in_a_district_matches_nothing() -> None:
    (one, other) = (change for change in compare(BEFORE, AFTER).changes if change.before in ("91.01.05.2002", "91.01.05.2003"))
    assert (one.fate, other.fate) == (Fate.DISSOLVED, Fate.DISSOLVED)
    once = {code: name for code, name in BEFORE.items() if code != "91.01.05.2003"}
    assert Change(Fate.DISSOLVED, "91.01.05.2002", None, "Harapan") in compare(once, AFTER).changes


def test_districts_with_too_little_in_common_do_not_correspond() -> None:
    few = {
        code: name if code in ("93.01.01", "93.01.01.1001") or len(code) != VILLAGE else f"Lain {code[-4:]}"
        for code, name in AFTER.items()
    } | {"93.01.01": "Nama Lain"}
    gone = {change.before for change in compare(BEFORE, few).changes if change.fate is Fate.DISSOLVED}
    assert "91.01.01" in gone


def test_two_districts_that_would_do_as_well_match_none() -> None:
    before = {"11": "A", "11.01": "B", "11.01.01": "C", "11.01.01.2001": "Satu", "11.01.01.2002": "Dua"}
    after = {"11": "A", "11.01": "B"} | {
        code: name
        for district in ("11.01.02", "11.01.03")
        for code, name in ((district, f"Baru {district}"), (f"{district}.2001", "Satu"), (f"{district}.2002", "Dua"))
    }
    fates = [change.fate for change in compare(before, after).changes if change.level in (DISTRICT, VILLAGE)]
    assert set(fates) == {Fate.DISSOLVED, Fate.REGISTERED}


def test_the_counts_add_up_and_guesses_are_told_apart() -> None:
    counted = compare(BEFORE, AFTER).counted()
    assert counted[VILLAGE] == {
        "same": 1, "renamed": 1, "recoded": 4, "of another kind": 1, "dissolved": 3, "registered": 3, "split?": 1,
    }  # fmt: skip
    assert counted[DISTRICT] == {"same": 1, "recoded": 2, "dissolved": 1}


def test_names_are_compared_by_their_words() -> None:
    assert words("  Regapu’u-II ") == words("REGAPUU ii") == "regapuu ii"


def test_what_is_there_comes_from_the_top_down_and_what_goes_from_the_bottom_up() -> None:
    given = [[one.command for one in step] for step in steps(compare(BEFORE, AFTER), IDS, REVISION)]
    told: dict[str, Any] = {"edition": "edition 2", "effective_on": REVISION.effective_on, "legal_basis": REVISION.legal_basis}
    provinces, regencies, districts, villages, dissolved, districts_gone, regencies_gone, provinces_gone = given
    assert provinces == [
        RenameRegion(region_id=IDS["91"], name="Papua", **told),
        RegisterRegion(region_id=new_id(REVISION, "93"), code="93", name="Papua Selatan", edition="edition 2"),
    ]
    assert MoveRegion(region_id=IDS["91.01"], code="93.01", takes_along=False, **told) in regencies
    assert RenameRegion(region_id=IDS["91.01"], name="Kabupaten Merauke", **told) in regencies
    assert [command.code for command in districts if isinstance(command, MoveRegion)] == ["93.01.01", "93.01.02"]
    assert ChangeVillageType(village_id=IDS["91.01.01.2003"], code="93.01.01.1003", **told) in villages
    spelt = [command for command in villages if getattr(command, "village_id", None) == IDS["91.01.01.2004"]]
    assert spelt == [
        RecodeVillage(village_id=IDS["91.01.01.2004"], code="93.01.01.2007", **told),
        RenameVillage(village_id=IDS["91.01.01.2004"], name="RAWA-BIRU", **told),
    ]
    assert sum(isinstance(command, RegisterVillage) for command in villages) == 3
    assert [type(command) for command in dissolved] == [DissolveVillage] * 3
    assert districts_gone == [
        DissolveRegion(region_id=IDS["91.01.09"], effective_on=REVISION.effective_on, legal_basis=REVISION.legal_basis)
    ]
    assert regencies_gone == provinces_gone == []


def test_ids_are_the_same_for_one_comparison_and_others_for_the_next() -> None:
    found = compare(BEFORE, AFTER)
    once = [one.id for step in steps(found, IDS, REVISION) for one in step]
    assert once == [one.id for step in steps(found, IDS, REVISION) for one in step]
    assert len(set(once)) == len(once)
    later = Revision(edition="edition 2", effective_on=REVISION.effective_on, legal_basis=REVISION.legal_basis, position=9)
    theirs = [one.id for step in steps(found, IDS, later) for one in step]
    assert not set(theirs) & set(once), "what was done, undone and is to be done again is another command"
    assert new_id(REVISION, "93.01.02.2002") != new_id(later, "93.01.02.2002")
