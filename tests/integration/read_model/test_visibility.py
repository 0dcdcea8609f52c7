"""Names and numbers of people are seen by those who work with them, and rows without them by everybody inside."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from libs.events.codec import encode
from libs.events.contracts.officers.officer import OfficerRegistered, Position, Rank
from libs.events.message import Role
from services.gateway.graph.pool import Pool
from services.gateway.read_model import projection
from tests.conftest import Database, Postgres
from tests.integration.read_model.asking import Asking
from tests.integration.read_model.conftest import filled
from tests.integration.read_model.test_village_card import AMPENAN_SELATAN, VILLAGE_CARD
from tests.lombok import LOMBOK, an, sealed

PUTU = OfficerRegistered(
    service_number=sealed("80010006"),
    full_name=sealed("Putu"),
    rank=Rank.BRIPKA,
    position=Position.KANIT_BINMAS,
    unit_id=an("Polsek Ampenan"),
    languages=("Indonesian",),
)


@pytest.fixture(scope="module")
def staffed_database(postgres: Postgres) -> Iterator[Database]:
    """The corner of Lombok, with an officer at the Polsek too, who holds no post."""
    last = LOMBOK["officers"][-1]
    came = replace(
        last,
        position=last.position + 1,
        stream=f"officer-{an('Putu')}",
        version=1,
        id=an("came"),
        type=PUTU.named(),
        data=encode(PUTU),
    )
    yield from filled(postgres, **{**LOMBOK, "officers": [*LOMBOK["officers"], came]})


@pytest.fixture
async def lombok(staffed_database: Database) -> AsyncIterator[Asking]:
    async with Pool(staffed_database.owner_url, size=1, search_path=projection.name) as pool:
        yield Asking(pool)


def _names(village: dict[str, Any]) -> list[str | None]:
    return [seat["holderName"] for seat in village["pillars"]["seats"]]


ALL, NONE, POST = ["Ketut", "Lalu Ahmad", "Baiq Sri"], [None, None, None], ["Ketut", None, None]
AMPENAN, BANJAR, KEKAIT = an("52.71.01.1001"), an("52.71.01.1002"), an("52.01.09.2001")


@pytest.mark.parametrize(
    ("role", "caller", "holders", "officer"),
    [
        pytest.param(Role.PILLAR, {"as_village": AMPENAN}, ALL, "Ketut", id="a pillar of the village"),
        pytest.param(Role.PILLAR, {"as_village": KEKAIT}, NONE, None, id="a pillar of another village"),
        pytest.param(Role.PILLAR, {"as_person": an("Ketut")}, NONE, None, id="a pillar of no village"),
        pytest.param(Role.OFFICER, {"as_person": an("Ketut")}, POST, "Ketut", id="an officer of the same unit"),
        pytest.param(
            Role.OFFICER, {"as_person": an("Ketut"), "as_village": AMPENAN}, ALL, "Ketut", id="the officer of the village"
        ),
        pytest.param(Role.OFFICER, {"as_person": an("Putu")}, ALL, None, id="an officer of the unit that answers for it"),
        pytest.param(Role.OFFICER, {"as_person": an("Made"), "as_village": KEKAIT}, NONE, None, id="an officer of another unit"),
        pytest.param(Role.OFFICER, {"as_person": an("nobody")}, NONE, None, id="an officer nobody knows"),
        pytest.param(Role.OFFICER, {}, NONE, None, id="an officer who is no person"),
    ],
)
async def test_names_are_seen_by_those_who_work_with_their_bearers(
    lombok: Asking, role: Role, caller: dict[str, Any], holders: list[str | None], officer: str | None
) -> None:
    village = (await lombok(VILLAGE_CARD, role, code="52.71.01.1001", **caller))["village"]
    assert (_names(village), village["officer"]["name"]) == (holders, officer)
    shown = {"officer": AMPENAN_SELATAN["officer"], "pillars": AMPENAN_SELATAN["pillars"]}
    for seat, name in zip(shown["pillars"]["seats"], holders, strict=True):
        assert {**seat, "holderName": name} in village["pillars"]["seats"], "the row is the same for everybody inside"
    assert {**shown["officer"], "name": officer} == village["officer"]


async def test_a_commander_sees_the_country_but_only_officers_of_his_own(lombok: Asking) -> None:
    for unit in ("Polres Mataram", "Polda", "Mabes"):
        assert await lombok(VILLAGE_CARD, Role.COMMANDER, an(unit), code="52.71.01.1001") == {"village": AMPENAN_SELATAN}
    for stranger in (an("Polres Lombok Barat"), an("unknown unit"), None):
        village = (await lombok(VILLAGE_CARD, Role.COMMANDER, stranger, code="52.71.01.1001"))["village"]
        assert (village["officer"], _names(village)) == (None, NONE)
    below = (await lombok(VILLAGE_CARD, Role.COMMANDER, an("Polsek Ampenan"), code="52.71.01.1001"))["village"]
    assert (below["officer"], _names(below)) == (None, ALL), "the village lies on its ground, its officer serves above"


OFFICERS = "{ officers { totalCount edges { node { name serviceNumber phone } } } }"


@pytest.mark.parametrize(
    ("role", "unit", "seen"),
    [
        (Role.HEADQUARTERS, None, {("Ketut", "80010005", "0817"), ("Made", "80010004", None), ("Putu", "80010006", None)}),
        (Role.COMMANDER, "Polres Mataram", {("Ketut", "80010005", "0817"), ("Putu", "80010006", None)}),
        (Role.OFFICER, None, {(None, None, None)}),
        (Role.PILLAR, None, {(None, None, None)}),
        (Role.OPS, None, {(None, None, None)}),
        (Role.ANONYMOUS, None, set()),
    ],
)
async def test_who_sees_which_officers(lombok: Asking, role: Role, unit: str | None, seen: set[Any]) -> None:
    officers = (await lombok(OFFICERS, role, an(unit) if unit else None))["officers"]
    assert {tuple(edge["node"].values()) for edge in officers["edges"]} == seen
    assert officers["totalCount"] == len(officers["edges"])


async def test_an_officer_reads_the_numbers_of_colleagues_and_a_pillar_those_of_its_officer(lombok: Asking) -> None:
    colleague = (await lombok(OFFICERS, Role.OFFICER, as_person=an("Ketut")))["officers"]["edges"]
    beside = (await lombok(OFFICERS, Role.PILLAR, as_village=BANJAR))["officers"]["edges"]
    for edges in (colleague, beside):
        seen = {tuple(edge["node"].values()) for edge in edges}
        assert seen == {("Ketut", None, "0817"), (None, None, None)}
