"""Villages are found by words and codes, the closest first, exactly as a plain reading of the rule says."""

import random
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from msgspec import json

from libs.events.codec import Recorded
from libs.events.contracts.villages.village import VillageKind, VillageRegistered
from services.gateway.graph.pool import Pool
from services.gateway.read_model import projection
from tests.conftest import Database, Postgres
from tests.integration.read_model.asking import Asking
from tests.integration.read_model.conftest import filled
from tests.lombok import EDITION, an
from tests.places import told

ODD = {
    "52.99.01.2001": "Regapu’u",
    "52.99.01.2002": "S. Parman",
    "52.99.01.2003": "Batu   Bolong-Selatan",
    "52.99.01.2004": "1 Ulu",
    "52.99.01.2005": "Sé Ulu",
    "52.99.01.2006": "Ampenan",
}
"""Names that ask something of the rule, in a district of their own."""
FOUND = """query Found(
  $search: String, $region: String, $kind: VillageKind, $first: Int, $after: String, $last: Int, $before: String
) {
  villages(search: $search, region: $region, kind: $kind, first: $first, after: $after, last: $last, before: $before) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { code name } } } }"""


@pytest.fixture(scope="module")
def ntb_database(postgres: Postgres) -> Iterator[Database]:
    log = told("52")
    for code, name in ODD.items():
        log.tell(
            an(code), VillageRegistered(code=code, name=name, kind=VillageKind.DESA, timezone="Asia/Makassar", edition=EDITION)
        )
    yield from filled(postgres, villages=log.events)


@pytest.fixture
async def ntb(ntb_database: Database) -> AsyncIterator[Asking]:
    """The whole province of NTB, and villages with odd names."""
    async with Pool(ntb_database.owner_url, size=1, search_path=projection.name) as pool:
        yield Asking(pool)


VILLAGES: dict[str, str] = {}


def _villages() -> dict[str, str]:
    """Names by code."""
    if not VILLAGES:
        VILLAGES.update((_code(row), _name(row)) for row in told("52").events if row.type == "VillageRegistered")
        VILLAGES.update(ODD)
    return VILLAGES


def _code(row: Recorded) -> str:
    return str(json.decode(row.data)["code"])


def _name(row: Recorded) -> str:
    return str(json.decode(row.data)["name"])


def words(text: str) -> list[str]:
    plain = "".join(character for character in text.lower() if character not in "'’‘ʼ`")
    return "".join(character if character.isalnum() else " " for character in plain).split()


def expected(search: str) -> list[str]:
    """The codes of what is found, in order."""
    found = []
    for code, name in _villages().items():
        of, sought, typed = words(name), words(search), search.strip()
        by_name = bool(sought) and all(any(word.startswith(part) for word in of) for part in sought)
        if not by_name and not code.startswith(typed):
            continue
        one, other = " ".join(of), " ".join(sought)
        exact = one == other or code == typed
        found.append((0 if exact else 1 if one.startswith(other) or code.startswith(typed) else 2, code))
    return [code for _, code in sorted(found)]


async def _all(ask: Asking, **variables: Any) -> tuple[list[str], int]:
    """Every code in order, read page by page, and the count that came with it."""
    codes: list[str] = []
    after = None
    while True:
        page = (await ask(FOUND, first=100, after=after, **variables))["villages"]
        codes += [edge["node"]["code"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            return codes, page["totalCount"]
        after = page["pageInfo"]["endCursor"]


async def test_what_is_found_is_what_the_rule_says(ntb: Asking) -> None:
    chance = random.Random(7)
    names = sorted(set(_villages().values()))
    searches = ["a", "s", "se", "lombok", "AMPENAN", "ampenan", "ampenan sel", "sel amp", "52", "52.7", "52.71", "52.71.01.1004"]
    searches += [
        "regapuu",
        "Regapu'u",
        "regapu’u",
        "s parman",
        "S.Parman",
        "parman s",
        "batu bolong",
        "bolong-sel",
        "1",
        "1 u",
        "sé",
    ]
    searches += [
        "",
        "  ",
        "...",
        "'",
        "\\",
        "%",
        "_",
        "a:*",
        "& | !",
        "a & b",
        "'a' | 'b'",
        "\t ampenan ",
        "x" * 500,
        "x" * 3000,
        "é" * 3000,
        "5" * 3000,
        "52.71.",
        "xyzzy",
    ]
    for _ in range(60):
        parts = words(chance.choice(names))
        searches.append(
            " ".join(part[: chance.randint(1, len(part))] for part in chance.sample(parts, chance.randint(1, len(parts))))
        )
    for search in searches:
        codes, count = await _all(ntb, search=search)
        assert codes == expected(search), search
        assert count == len(codes), search


async def test_exact_comes_before_prefix_before_word(ntb: Asking) -> None:
    found = [(edge["node"]["name"]) for edge in (await ntb(FOUND, search="Ampenan"))["villages"]["edges"]]
    assert found[0] == "Ampenan"
    assert set(found[1:]) == {"Ampenan Selatan", "Ampenan Tengah", "Ampenan Utara"}
    found = [(edge["node"]["name"]) for edge in (await ntb(FOUND, search="selatan", region="52.71"))["villages"]["edges"]]
    assert "Ampenan Selatan" in found


async def test_a_search_pages_backwards_as_forwards(ntb: Asking) -> None:
    order = expected("se")
    assert len(order) > 90
    backwards: list[str] = []
    before = None
    while True:
        page = (await ntb(FOUND, search="se", last=30, before=before))["villages"]
        backwards = [edge["node"]["code"] for edge in page["edges"]] + backwards
        if not page["pageInfo"]["hasPreviousPage"]:
            break
        before = page["pageInfo"]["startCursor"]
    assert backwards == order


async def test_a_search_within_a_region_and_of_a_kind(ntb: Asking) -> None:
    codes, count = await _all(ntb, search="se", region="52.71", kind="KELURAHAN")
    assert codes == [code for code in expected("se") if code.startswith("52.71.")]
    assert count == len(codes) > 0
    assert await _all(ntb, search="se", region="52.71", kind="DESA") == ([], 0)


@pytest.mark.parametrize(
    ("region", "count"),
    [("52", 1172), ("52.71", 50), ("52.71.01", 10), ("52.71.01.1004", 1), ("5", 0), ("52.", 0), ("52.7", 0), ("", 0), ("99", 0)],
)
async def test_a_region_is_a_code_up_to_a_dot(ntb: Asking, region: str, count: int) -> None:
    answer = await ntb(
        "query Counted($region: String) { villages(region: $region, first: 0) { totalCount edges { cursor } } }", region=region
    )
    assert answer == {"villages": {"totalCount": count, "edges": []}}


async def test_regions_by_level_parent_and_search(ntb: Asking) -> None:
    answer = await ntb(
        """{ provinces: regions(level: PROVINCE) { edges { node { code parent { code } villages(first: 0) { totalCount } } } }
             regencies: regions(parent: "52") { totalCount edges { node { level parent { code } } } }
             found: regions(search: "amp") { edges { node {
               code name regions { totalCount } villages(search: "sel") { totalCount } } } }
             mataram: region(code: "52.71") { name regions { totalCount } } }"""
    )
    assert answer["provinces"] == {"edges": [{"node": {"code": "52", "parent": None, "villages": {"totalCount": 1172}}}]}
    assert answer["regencies"]["totalCount"] == 10
    assert {edge["node"]["level"] for edge in answer["regencies"]["edges"]} == {"REGENCY"}
    assert answer["mataram"]["regions"] == {"totalCount": 6}
    (ampenan,) = [edge["node"] for edge in answer["found"]["edges"] if edge["node"]["code"] == "52.71.01"]
    assert ampenan == {"code": "52.71.01", "name": "Ampenan", "regions": {"totalCount": 0}, "villages": {"totalCount": 1}}


@pytest.mark.parametrize("blank", ["", "  "])
async def test_a_blank_search_narrows_nothing(lombok: Asking, blank: str) -> None:
    counted = """query ($s: String) { villages(search: $s) { totalCount } regions(search: $s) { totalCount }
      units(search: $s) { totalCount } }"""
    answer = await lombok(counted, s=blank)
    assert answer == await lombok(counted, s=None)
    assert all(found["totalCount"] for found in answer.values())
