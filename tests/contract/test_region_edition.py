"""The region edition is whole, in order, and the same bytes wherever it is rebuilt."""

import csv
import hashlib
import io
import re
import tarfile
from base64 import b64encode
from collections import Counter
from pathlib import Path

import pytest
from msgspec import convert, to_builtins

from data import ids, places, regions
from data.order import Order
from data.regions import DISTRICT, PROVINCE, REGENCY, VILLAGE, Listed, rebuild, within
from libs.events.contracts.villages.region import RegisterRegion
from libs.events.contracts.villages.village import RegisterVillage

LEVELS = {PROVINCE: "province", REGENCY: "regency", DISTRICT: "district", VILLAGE: "village"}


@pytest.fixture(scope="module")
def edition() -> list[Listed]:
    return list(regions.read())


@pytest.fixture(scope="module")
def orders(edition: list[Listed]) -> list[Order]:
    return list(places.registrations(edition))


def below(edition: list[Listed], code: str, level: int) -> list[Listed]:
    return [place for place in edition if len(place.code) == level and within(place.code, (code,))]


def test_it_lists_the_whole_country(edition: list[Listed]) -> None:
    counts = Counter(LEVELS[len(place.code)] for place in edition)
    assert counts == {"province": 38, "regency": 514, "district": 7_285, "village": 83_762}
    kinds = Counter(place.code[-4] for place in edition if len(place.code) == VILLAGE)
    assert kinds == {"1": 8_496, "2": 75_252, "3": 14}


@pytest.mark.parametrize(
    ("code", "regencies", "districts", "villages"),
    [("52", 10, 117, 1_166), ("52.71", 1, 6, 50), ("32.75", 1, 12, 56), ("32.16", 1, 23, 187)],
)
def test_the_ground_of_the_record_is_whole(
    edition: list[Listed], code: str, regencies: int, districts: int, villages: int
) -> None:
    assert len(below(edition, code, REGENCY)) == regencies
    assert len(below(edition, code, DISTRICT)) == districts
    assert len(below(edition, code, VILLAGE)) == villages


def test_ntb_has_desa_and_kelurahan_and_mataram_kelurahan_only(edition: list[Listed]) -> None:
    assert Counter(place.code[-4] for place in below(edition, "52", VILLAGE)) == {"1": 145, "2": 1_021}
    assert {place.code[-4] for place in below(edition, "52.71", VILLAGE)} == {"1"}


def test_every_place_stands_once_and_after_the_one_it_lies_in(edition: list[Listed]) -> None:
    seen: set[str] = set()
    for place in edition:
        above = place.code.rpartition(".")[0]
        assert above in seen or not above, f"{place.code} comes before {above}"
        assert place.code not in seen
        seen.add(place.code)
    assert [place.code for place in edition] == sorted(seen, key=lambda code: (len(code), code))


def test_names_are_what_commands_accept(edition: list[Listed], orders: list[Order]) -> None:
    pattern = re.compile(r"\S(.*\S)?")
    assert all(pattern.fullmatch(place.name) and len(place.name) <= 200 for place in edition)
    # Decoding all of them costs seconds; every twentieth, and the few whose names are not plain words, will do.
    odd = [order for order, place in zip(orders, edition, strict=True) if not place.name.replace(" ", "").isalpha()]
    for order in [*orders[::20], *odd]:
        convert(to_builtins(order.command), type(order.command))
    assert {type(order.command) for order in orders[:7_837]} == {RegisterRegion}
    assert {type(order.command) for order in orders[7_837:]} == {RegisterVillage}


def test_no_two_commands_share_an_id(edition: list[Listed], orders: list[Order]) -> None:
    assert len({order.id.int for order in orders}) == len(edition)


def test_an_id_never_changes() -> None:
    assert str(ids.village("52.71.01.1004")) == "612fa275-74ff-56ae-9cec-5bfd0dedfcf1"
    assert str(ids.region("52.71")) == "d17028d7-a4c9-55ed-8d03-9607a7ff5547"
    assert str(ids.unit("Polresta Mataram")) == "5914316f-e2b9-5803-aa33-b2913633cb14"


def package(edition: list[Listed]) -> bytes:
    """The places in the shape of the package: four tables, each with the code of the level above."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz", compresslevel=1) as files:
        for level, length in zip(rebuild.LEVELS, LEVELS, strict=True):
            table = io.StringIO()
            rows = csv.writer(table, lineterminator="\n")
            rows.writerow(["code", "name"] if length == PROVINCE else ["code", "parent_code", "name"])
            for code, name in reversed([place for place in edition if len(place.code) == length]):
                rows.writerow([code, name] if length == PROVINCE else [code, code.rpartition(".")[0], name])
            content = table.getvalue().encode()
            member = tarfile.TarInfo(f"package/data/{level}.csv")
            member.size = len(content)
            files.addfile(member, io.BytesIO(content))
    return made.getvalue()


def test_it_is_rebuilt_byte_for_byte(edition: list[Listed]) -> None:
    made = package(edition)
    integrity = b64encode(hashlib.sha512(made).digest()).decode()
    assert rebuild.edition(made, integrity) == regions.FILE.read_bytes()


def test_another_package_is_not_taken(tmp_path: Path) -> None:
    other = tmp_path / "other.tgz"
    other.write_bytes(package([Listed("52", "Nusa Tenggara Barat")]))
    before, said = regions.FILE.read_bytes(), list[str]()
    assert rebuild.main([str(other)], said.append) == 1
    assert regions.FILE.read_bytes() == before
    assert said == ["this is not idn-area-data@4.0.1: its SHA-512 is another one\n"]


def test_its_licence_and_notice_stand_beside_it() -> None:
    folder = regions.FILE.parent
    assert (folder / "LICENSE.md").read_text().startswith("# Open Database License (ODbL)")
    notice = " ".join((folder / "NOTICE").read_text().split())
    assert "Contains information from idn-area-data (https://github.com/fityannugroho/idn-area-data)" in notice
    assert "made available here under the Open Database License (ODbL)" in notice
    assert regions.EDITION in notice
