"""A village is covered on the days on which an order holds, and everybody is told of the villages that are his to know of."""

import base64
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest

from libs.events.contracts.officers.village_assignment import (
    AssignmentConfirmed,
    AssignmentEnded,
    AssignmentProposed,
    AssignmentRole,
    Duty,
)
from libs.events.message import Event, Role
from services.gateway.graph.pool import Pool
from services.gateway.read_model import projection
from tests.conftest import Database, Postgres
from tests.histories import continued
from tests.integration.read_model.asking import Asking
from tests.integration.read_model.conftest import filled
from tests.lombok import LOMBOK, an, sealed

GAP: Final = "villages withPrimary actingOnly vacant share unheldVillages { totalCount edges { node { code } } }"
TODAY: Final = datetime.now(UTC).date()
WEEK: Final = timedelta(days=7)


def orders() -> Iterator[tuple[str, Event]]:
    """Besides those of Lombok: two villages of Ampenan are held, of Kekait one was left and one is only proposed."""

    def ordered(name: str, code: str, role: AssignmentRole, starts_on: date, ends_on: date | None = None) -> Iterator[Any]:
        held: dict[str, Any] = {"officer_id": an("Made"), "village_id": an(code), "duty": Duty.BHABINKAMTIBMAS, "role": role}
        why = sealed("Tidak ada yang lain")
        yield name, AssignmentProposed(starts_on=starts_on, ends_on=ends_on, slot=1, override_reason=why, **held)
        yield name, AssignmentConfirmed(starts_on=starts_on, ends_on=ends_on, order_number="x", order_date=TODAY, **held)

    yield from ordered("stands in", "52.01.09.2001", AssignmentRole.ACTING, TODAY - WEEK)
    yield from ordered("next week", "52.01.09.2002", AssignmentRole.PRIMARY, TODAY + WEEK)
    yield from ordered("ran out", "52.01.09.2002", AssignmentRole.PRIMARY, TODAY - 2 * WEEK, TODAY)
    yield (
        "assignment " + str(an("52.71.01.1002")),
        AssignmentEnded(
            officer_id=an("Ketut"),
            village_id=an("52.71.01.1002"),
            duty=Duty.BHABINKAMTIBMAS,
            role=AssignmentRole.PRIMARY,
            confirmed=True,
            ended_on=TODAY + WEEK,
            reason="x",
        ),
    )


@pytest.fixture(scope="module")
def covered_database(postgres: Postgres) -> Iterator[Database]:
    log = continued("officers")
    for name, event in orders():
        log.tell(an(name), event)
    yield from filled(postgres, **{**LOMBOK, "officers": log.events})


@pytest.fixture
async def covered(covered_database: Database) -> AsyncIterator[Asking]:
    async with Pool(covered_database.owner_url, size=1, search_path=projection.name) as pool:
        yield Asking(pool)


def told(gap: dict[str, Any] | None) -> tuple[Any, ...] | None:
    if gap is None:
        return None
    codes = [edge["node"]["code"] for edge in gap["unheldVillages"]["edges"]]
    assert gap["unheldVillages"]["totalCount"] == len(codes)
    return (gap["villages"], gap["withPrimary"], gap["actingOnly"], gap["vacant"], gap["share"], codes)


BOTH: Final = ["52.01.09.2001", "52.01.09.2002"]


@pytest.mark.parametrize(
    ("region", "seen"),
    [
        (None, (4, 2, 1, 1, 0.5, BOTH)),
        ("52", (4, 2, 1, 1, 0.5, BOTH)),
        ("52.71", (2, 2, 0, 0, 1.0, [])),
        ("52.01.09", (2, 0, 1, 1, 0.0, BOTH)),
        ("52.9", None),
    ],
)
async def test_an_order_holds_from_its_first_day_until_it_runs_out_or_is_ended(
    covered: Asking, region: str | None, seen: tuple[Any, ...] | None
) -> None:
    text = f"query ($region: String) {{ coverageGap(region: $region) {{ {GAP} }} }}"
    assert told((await covered(text, region=region))["coverageGap"]) == seen


ALL: Final = (4, 2, 1, 1, 0.5, BOTH)


@pytest.mark.parametrize(
    ("role", "unit", "seen"),
    [
        (Role.HEADQUARTERS, None, ALL),
        (Role.OFFICER, None, ALL),
        (Role.PILLAR, None, ALL),
        (Role.OPS, None, ALL),
        (Role.COMMANDER, "Mabes", ALL),
        (Role.COMMANDER, "Polres Mataram", ALL),
        (Role.COMMANDER, "Polsek Ampenan", (2, 2, 0, 0, 1.0, [])),
        (Role.COMMANDER, "Polres Lombok Barat", (0, 0, 0, 0, None, [])),
        (Role.COMMANDER, None, None),
        (Role.ANONYMOUS, None, None),
    ],
)
async def test_a_commander_is_told_of_his_own_ground(
    covered: Asking, role: Role, unit: str | None, seen: tuple[Any, ...] | None
) -> None:
    asked = an(unit) if unit else None
    assert told((await covered(f"{{ coverageGap {{ {GAP} }} }}", role, asked))["coverageGap"]) == seen
    region = await covered(f'{{ region(code: "52") {{ coverageGap {{ {GAP} }} }} }}', role, asked)
    assert told(region["region"]["coverageGap"]) == seen


async def test_a_unit_is_shown_with_all_below_it_to_those_above_it(covered: Asking) -> None:
    text = f"{{ units {{ edges {{ node {{ name coverageGap {{ {GAP} }} }} }} }} }}"

    async def shown(role: Role, unit: str | None) -> dict[str, Any]:
        answer = await covered(text, role, an(unit) if unit else None)
        found = {edge["node"]["name"]: told(edge["node"]["coverageGap"]) for edge in answer["units"]["edges"]}
        return {name: counted for name, counted in found.items() if counted is not None}

    ampenan: tuple[Any, ...] = (2, 2, 0, 0, 1.0, [])
    nothing: tuple[Any, ...] = (0, 0, 0, 0, None, [])
    everything = {"Mabes Polri": ALL, "Polda NTB": ALL, "Polresta Mataram": ALL, "Polsek Ampenan": ampenan}
    assert await shown(Role.HEADQUARTERS, None) == {**everything, "Polres Lombok Barat": nothing}
    assert await shown(Role.COMMANDER, "Polres Mataram") == {"Polresta Mataram": ALL, "Polsek Ampenan": ampenan}


@pytest.mark.parametrize(
    ("role", "unit", "person", "told_why"),
    [
        (Role.HEADQUARTERS, None, None, True),
        (Role.COMMANDER, "Polres Lombok Barat", None, True),
        (Role.COMMANDER, "Polda", None, True),
        (Role.COMMANDER, "Polres Mataram", None, False),
        (Role.OFFICER, None, "Made", True),
        (Role.OFFICER, None, "Ketut", False),
        (Role.PILLAR, None, None, False),
        (Role.OPS, None, None, False),
    ],
)
async def test_why_an_officer_was_chosen_is_told_to_himself_and_to_those_above_him(
    covered: Asking, role: Role, unit: str | None, person: str | None, told_why: bool
) -> None:
    text = "query ($id: ID!) { node(id: $id) { ... on VillageAssignment { status overrideReason } } }"
    named = base64.b64encode(f"VillageAssignment:{an('stands in')}".encode()).decode()
    answer = await covered(text, role, an(unit) if unit else None, as_person=an(person) if person else None, id=named)
    assert answer["node"] == {"status": "CONFIRMED", "overrideReason": "Tidak ada yang lain" if told_why else None}
