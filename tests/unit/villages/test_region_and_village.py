"""Regions and villages are entered from the top down, each code once."""

from uuid import UUID

import pytest

from libs.events.contracts.villages.region import RegionLevel, RegionRegistered, RegionRenamed, RegisterRegion, RenameRegion
from libs.events.contracts.villages.village import (
    RegisterVillage,
    RenameVillage,
    VillageKind,
    VillageRegistered,
    VillageRenamed,
)
from libs.events.testing import given
from services.villages.region import REGION, Region, RegionFacts
from services.villages.village import VILLAGE, VillageFacts, timezone

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b004")
EDITION = "edition 1"


def region(code: str, name: str = "Mataram") -> RegisterRegion:
    return RegisterRegion(region_id=ID, code=code, name=name, edition=EDITION)


def village(code: str, name: str = "Ampenan Selatan") -> RegisterVillage:
    return RegisterVillage(village_id=ID, code=code, name=name, edition=EDITION)


@pytest.mark.parametrize(
    ("code", "level", "above"),
    [("52", RegionLevel.PROVINCE, None), ("52.71", RegionLevel.REGENCY, "52"), ("52.71.01", RegionLevel.DISTRICT, "52.71")],
)
def test_the_code_tells_the_level_and_the_region_above(code: str, level: RegionLevel, above: str | None) -> None:
    facts = RegionFacts(parent=Region(code=above, name="x") if above else None)
    story = given(REGION, facts=facts).when(region(code))
    story.then(RegionRegistered(code=code, name="Mataram", level=level, parent_code=above, edition=EDITION))
    story.then_claimed(("region-code", code))
    story.when(region(code)).then_nothing()
    story.when(region(code, "Other")).then_refused("ALREADY_REGISTERED", "region_id")


def test_a_region_without_the_one_above_is_refused() -> None:
    given(REGION, facts=RegionFacts()).when(region("52.71")).then_refused("PARENT_UNKNOWN", "code")


def test_a_region_gets_the_name_of_a_newer_edition() -> None:
    rename = RenameRegion(region_id=ID, name="Kota Mataram", edition="edition 2")
    given(REGION, facts=RegionFacts()).when(rename).then_refused("REGION_UNKNOWN", "region_id")
    story = given(REGION, facts=RegionFacts()).when(region("52")).when(rename)
    story.then(RegionRenamed(name="Kota Mataram", edition="edition 2"))
    story.when(rename).then_nothing()


DISTRICT = VillageFacts(district=Region(code="52.71.01", name="Ampenan"))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("52.71.01.1001", VillageKind.KELURAHAN),
        ("52.01.01.2001", VillageKind.DESA),
        ("14.04.01.3001", VillageKind.DESA_ADAT),
    ],
)
def test_the_code_tells_the_kind(code: str, kind: VillageKind) -> None:
    story = given(VILLAGE, facts=DISTRICT).when(village(code))
    story.then(VillageRegistered(code=code, name="Ampenan Selatan", kind=kind, timezone=timezone(code), edition=EDITION))
    story.then_claimed(("village-code", code))
    story.when(village(code)).then_nothing()
    story.when(village(code, "Other")).then_refused("ALREADY_REGISTERED", "village_id")


def test_a_code_of_no_kind_is_refused() -> None:
    given(VILLAGE, facts=DISTRICT).when(village("52.71.01.9001")).then_refused("KIND_UNKNOWN", "code")


def test_a_village_without_its_district_is_refused() -> None:
    given(VILLAGE, facts=VillageFacts()).when(village("52.71.01.1001")).then_refused("DISTRICT_UNKNOWN", "code")


def test_a_village_gets_the_name_of_a_newer_edition() -> None:
    rename = RenameVillage(village_id=ID, name="Ampenan", edition="edition 2")
    given(VILLAGE, facts=DISTRICT).when(rename).then_refused("VILLAGE_UNKNOWN", "village_id")
    story = given(VILLAGE, facts=DISTRICT).when(village("52.71.01.1001")).when(rename)
    story.then(VillageRenamed(name="Ampenan", edition="edition 2")).when(rename).then_nothing()


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("11.01", "Asia/Jakarta"),
        ("32.75", "Asia/Jakarta"),
        ("61.01", "Asia/Pontianak"),
        ("62.01", "Asia/Pontianak"),
        ("63.01", "Asia/Makassar"),
        ("51.71", "Asia/Makassar"),
        ("52.71", "Asia/Makassar"),
        ("73.71", "Asia/Makassar"),
        ("81.71", "Asia/Jayapura"),
        ("96.01", "Asia/Jayapura"),
    ],
)
def test_the_province_tells_the_zone(code: str, zone: str) -> None:
    assert timezone(code) == zone
