"""A local token gives the role and the scope asked for, and what is missing for it is said in one line."""

from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from infra.local import issuer
from infra.local.process import CannotStart
from infra.local.settings import LocalSettings, TokenSettings
from infra.local.state import State
from infra.local.token import token
from libs.events.access import AccessConfig, Actor, Verifier
from libs.events.message import Role
from libs.events.settings import read

A, B = UUID(int=0xA), UUID(int=0xB)


def node(kind: str, key: UUID) -> str:
    return b64encode(f"{kind}:{key}".encode()).decode()


UNITS = {"Polresta Mataram": A, "Polresta Mataram Timur": B}


HOLDERS: dict[str, str | None] = {"BHABINKAMTIBMAS": str(UUID(int=1)), "BABINSA": str(UUID(int=2)), "VILLAGE_HEAD": None}


def ask(document: str, variables: Mapping[str, Any]) -> Any:
    if "units(" in document:
        found = [(name, key) for name, key in UNITS.items() if name.casefold().startswith(variables["s"].casefold())]
        return {"units": {"edges": [{"node": {"id": node("Unit", key), "name": name}} for name, key in found]}}
    if "village(" in document:
        officer = {"id": node("Officer", B)} if variables["c"] == "52.71.01.1001" else None
        seats = [{"pillar": pillar, "holderId": holder} for pillar, holder in HOLDERS.items()]
        village = {"id": node("Village", A), "officer": officer, "pillars": {"seats": seats}}
        return {"village": None if variables["c"].startswith("99") else village}
    dates = [(A, {"value": "2002-08"}), (B, None)]
    return {"programs": {"edges": [{"node": {"id": node("Program", key), "startedOn": date}} for key, date in reversed(dates)]}}


@pytest.fixture
def local(tmp_path: Path) -> LocalSettings:
    state = State(tmp_path / "state")
    state.acquire()
    issuer.establish(state)
    state.release()
    return LocalSettings(state_dir=str(state.directory))


async def actor(local: LocalSettings, **variables: str) -> Actor:
    made = token(local, read(TokenSettings, variables), ask)
    config = AccessConfig(
        issuer=issuer.ISSUER, audience=issuer.AUDIENCE, jwks_url=(Path(local.state_dir) / "secrets/jwks.json").as_uri()
    )
    async with Verifier(config) as verifier:
        return await verifier.actor(f"Bearer {made}")


async def test_headquarters_is_the_default(local: LocalSettings) -> None:
    found = await actor(local)
    assert (found.role, found.unit, found.village, found.programs, found.provinces) == (Role.HEADQUARTERS, None, None, (), ())


@pytest.mark.parametrize("unit", ["Polresta Mataram", "polresta mataram", str(A)])
async def test_a_commander_is_bound_to_the_unit_of_that_name(local: LocalSettings, unit: str) -> None:
    found = await actor(local, ROLE="commander", UNIT=unit)
    assert (found.role, found.unit) == (Role.COMMANDER, A)


@pytest.mark.parametrize("scope", [{"ROLE": "commander", "UNIT": "Polresta Mataram"}, {"ROLE": "headquarters"}])
async def test_whoever_commands_is_a_person_where_one_is_named(local: LocalSettings, scope: dict[str, str]) -> None:
    assert (await actor(local, **scope)).person is None
    assert (await actor(local, **scope, PERSON=node("Officer", B))).person == B


async def test_an_officer_is_the_one_of_the_village(local: LocalSettings) -> None:
    found = await actor(local, ROLE="officer", VILLAGE="52.71.01.1001")
    assert (found.role, found.subject, found.village) == (Role.OFFICER, str(B), A)


async def test_a_pillar_is_bound_to_the_village(local: LocalSettings) -> None:
    found = await actor(local, ROLE="pillar", VILLAGE="52.71.01.1002")
    assert (found.role, found.village) == (Role.PILLAR, A)


async def test_two_pillars_of_a_village_are_two_persons_and_so_are_those_of_two_villages(local: LocalSettings) -> None:
    for pillar in ("BHABINKAMTIBMAS", "BABINSA"):
        assert (await actor(local, ROLE="pillar", VILLAGE="52.71.01.1002", PILLAR=pillar)).subject == HOLDERS[pillar]
    named = await actor(local, ROLE="pillar", VILLAGE="52.71.01.1002", PILLAR="VILLAGE_HEAD", PERSON=str(B))
    assert named.person == B, "whoever is named, also for a seat that nobody holds"
    of_none = [await actor(local, ROLE="pillar", VILLAGE=f"52.71.01.100{number}") for number in (1, 2)]
    assert [one.person for one in of_none] == [None, None]
    assert of_none[0].subject != of_none[1].subject


async def test_a_pillar_may_be_a_certain_person(local: LocalSettings) -> None:
    found = await actor(local, ROLE="pillar", VILLAGE="52.71.01.1002", PERSON=str(B))
    assert (found.subject, found.village) == (str(B), A)


async def test_a_partner_without_scope_is_bound_to_the_founding_programme(local: LocalSettings) -> None:
    found = await actor(local, ROLE="partner")
    assert (found.role, found.programs, found.provinces) == (Role.PARTNER, (A,), ("52", "32"))


async def test_a_partner_may_be_given_another_scope(local: LocalSettings) -> None:
    found = await actor(local, ROLE="partner", PROGRAMS=f"{B},{node('Program', A)}", PROVINCES="31")
    assert (found.programs, found.provinces) == ((B, A), ("31",))


async def test_it_lasts_as_long_as_asked_for(local: LocalSettings) -> None:
    long, short = await actor(local, ROLE="ops"), await actor(local, ROLE="ops", TTL="3600")
    assert round((long.expires - short.expires).total_seconds() / 3600) == 11


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"ROLE": "service"}, "no token is issued for ROLE=service"),
        ({"ROLE": "anonymous"}, "no token is issued for ROLE=anonymous"),
        ({"ROLE": "commander"}, 'ROLE=commander needs UNIT="the unit\'s name"'),
        ({"ROLE": "commander", "UNIT": "Polres Sumbawa"}, "no unit is named Polres Sumbawa"),
        ({"ROLE": "commander", "UNIT": "Polresta"}, "Polresta may be Polresta Mataram, Polresta Mataram Timur"),
        ({"ROLE": "officer"}, "ROLE=officer needs VILLAGE=the village's code"),
        ({"ROLE": "officer", "VILLAGE": "52.71.01.1002"}, "village 52.71.01.1002 has no officer"),
        ({"ROLE": "pillar", "VILLAGE": "99.01.01.1001"}, "there is no village 99.01.01.1001"),
        (
            {"ROLE": "pillar", "VILLAGE": "52.71.01.1002", "PILLAR": "VILLAGE_HEAD"},
            "nobody holds the seat VILLAGE_HEAD of village 52.71.01.1002",
        ),
        ({"ROLE": "partner", "PROGRAMS": "no-id"}, "no-id is no id"),
    ],
)
async def test_what_is_missing_is_said_in_one_line(local: LocalSettings, variables: dict[str, str], said: str) -> None:
    with pytest.raises(CannotStart) as refused:
        await actor(local, **variables)
    assert str(refused.value) == said


async def test_before_the_first_run_there_is_no_issuer(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="start the system with make run"):
        token(LocalSettings(state_dir=str(tmp_path)), TokenSettings(), ask)


async def test_a_gateway_that_is_away_is_said_in_one_line(local: LocalSettings) -> None:
    away = LocalSettings(state_dir=local.state_dir, port_base=1)
    with pytest.raises(CannotStart, match=r"no gateway answers at http://127.0.0.1:1/graphql: start the system with make run"):
        token(away, read(TokenSettings, {"ROLE": "partner"}))
