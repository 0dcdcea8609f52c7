"""Who served with whom at an earlier moment decides whose name and number an answer as of it tells, as decision 0050 has it."""

import base64
from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from libs.events.contracts.officers.officer import OfficerRegistered, OfficerTransferred, Position, Rank
from libs.events.contracts.officers.police_unit import UnitEstablished, UnitKind, UnitLevel
from libs.events.message import Role
from services.gateway.graph.past import Past
from services.gateway.graph.pool import Pool
from services.gateway.graph.scalars import moment_text
from services.gateway.read_model import projection
from tests.conftest import Database, Postgres
from tests.integration.read_model.asking import Asking
from tests.integration.read_model.conftest import filled
from tests.lombok import Log, an, sealed

MATARAM, LOMBOK_BARAT = an("Polres Mataram"), an("Polres Lombok Barat")


POST = Position.BHABINKAMTIBMAS


def _officer(name: str, unit: UUID) -> OfficerRegistered:
    person: dict[str, Any] = {"service_number": sealed(f"8{name}"), "full_name": sealed(name), "phone": sealed(f"+62 {name}")}
    return OfficerRegistered(**person, rank=Rank.AIPDA, position=POST, unit_id=unit, languages=())


def _log() -> Log:
    log = Log("officers")
    log.tell(an("Polda"), UnitEstablished(name="Polda NTB", level=UnitLevel.POLDA, kind=UnitKind.POLDA_A))
    for unit, name in ((MATARAM, "Mataram"), (LOMBOK_BARAT, "Lombok Barat")):
        log.tell(unit, UnitEstablished(name=name, level=UnitLevel.POLRES, kind=UnitKind.POLRES, parent_id=an("Polda")))
    for name, unit in (("Ketut", MATARAM), ("Made", MATARAM), ("Sri", LOMBOK_BARAT)):
        log.tell(an(name), _officer(name, unit))
    for name, unit in (("Made", LOMBOK_BARAT), ("Sri", MATARAM)):
        log.tell(an(name), OfficerTransferred(unit_id=unit, position=POST, transferred_on=date(2018, 1, 1)))
    log.tell(an("Ayu"), _officer("Ayu", MATARAM))
    return log


TOLD = _log().take()
"""Ketut stays in Mataram. Made leaves it, Sri comes to it, and then Ayu begins there."""
THEN = next(row.recorded_at for row in TOLD if row.stream == f"officer-{an('Sri')}")
"""When the three were there, and nobody had moved."""
TEXT = "query ($id: ID!, $asOf: DateTime) { officer(id: $id, asOf: $asOf) { name phone serviceNumber rank unit { name } } }"


@pytest.fixture(scope="module")
def transferred_database(postgres: Postgres) -> Iterator[Database]:
    yield from filled(postgres, officers=TOLD)


@pytest.fixture
async def asking(transferred_database: Database) -> AsyncIterator[Asking]:
    url = transferred_database.owner_url
    async with Pool(url, size=1, search_path=projection.name) as pool, Past(projection, pool, url, size=1) as past:
        yield Asking(pool, past)


async def seen(asking: Asking, asker: str, about: str, *, then: bool, role: Role = Role.OFFICER, unit: UUID | None = None) -> Any:
    """The officer asked about, and where the answer says that he serves."""
    about_id = base64.b64encode(f"Officer:{an(about)}".encode()).decode()
    moment = moment_text(THEN) if then else None
    found = (await asking(TEXT, role, unit, as_person=an(asker), id=about_id, asOf=moment))["officer"]
    if found is None:
        return None
    assert found["rank"] == "AIPDA", "what is not personal is seen by everybody inside"
    assert (found["phone"] is None) == (found["name"] is None), "a name and its number go together"
    assert role is Role.COMMANDER or found["serviceNumber"] is None
    return found["name"], found["unit"]["name"]


async def test_a_colleague_who_has_left_is_named_as_of_then_alone(asking: Asking) -> None:
    assert await seen(asking, "Ketut", "Made", then=True) == ("Made", "Mataram")
    assert await seen(asking, "Ketut", "Made", then=False) == (None, "Lombok Barat")


async def test_a_colleague_who_came_later_is_named_as_of_now_alone(asking: Asking) -> None:
    assert await seen(asking, "Ketut", "Sri", then=True) == (None, "Lombok Barat")
    assert await seen(asking, "Ketut", "Sri", then=False) == ("Sri", "Mataram")


async def test_where_the_one_who_asks_served_then_decides_and_not_where_he_serves_now(asking: Asking) -> None:
    assert await seen(asking, "Made", "Ketut", then=True) == ("Ketut", "Mataram")
    assert await seen(asking, "Made", "Ketut", then=False) == (None, "Mataram")
    assert await seen(asking, "Sri", "Ketut", then=True) == (None, "Mataram"), "he reads nothing of the time before he came"
    assert await seen(asking, "Sri", "Ketut", then=False) == ("Ketut", "Mataram")
    assert await seen(asking, "Sri", "Sri", then=True) == ("Sri", "Lombok Barat")


async def test_who_was_no_officer_then_reads_no_name_of_then(asking: Asking) -> None:
    for about, unit in (("Ketut", "Mataram"), ("Made", "Mataram"), ("Sri", "Lombok Barat")):
        assert await seen(asking, "Ayu", about, then=True) == (None, unit)
    assert await seen(asking, "Ayu", "Ketut", then=False) == ("Ketut", "Mataram")


async def test_a_commander_sees_whom_his_unit_had_then(asking: Asking) -> None:
    commander: dict[str, Any] = {"role": Role.COMMANDER, "unit": MATARAM}
    assert await seen(asking, "nobody", "Made", then=True, **commander) == ("Made", "Mataram")
    assert await seen(asking, "nobody", "Made", then=False, **commander) is None
    assert await seen(asking, "nobody", "Sri", then=True, **commander) is None
    assert await seen(asking, "nobody", "Sri", then=False, **commander) == ("Sri", "Mataram")
