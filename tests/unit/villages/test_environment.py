"""The environment of a village is assessed as often as it changes, each assessment under an id of its own."""

from datetime import date
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from libs.events.contracts.villages.village import (
    AssessEnvironment,
    Degree,
    EnvironmentAssessed,
    Terrain,
    VillageKind,
    VillageRegistered,
    VillageRisk,
)
from libs.events.decider import Decided, Place
from libs.events.message import Role, Scope
from libs.events.testing import given
from services.villages.village import VILLAGE, VillageFacts, place
from tests.saying import said

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b004")
FIRST = uuid5(ID, "first")
DAY = date(2017, 1, 2)
REGISTERED = VillageRegistered(
    code="52.71.01.1004", name="Ampenan Selatan", kind=VillageKind.KELURAHAN, timezone="Asia/Makassar", edition="1"
)
ASSESS = AssessEnvironment(
    village_id=ID,
    assessment_id=FIRST,
    assessed_on=DAY,
    languages=("Sasak", "Sasak", "Bali"),
    customs=Degree.HIGH,
    conflict_history=Degree.MODERATE,
    terrain=Terrain.COAST,
    distance_km=4,
    risks=(VillageRisk.DISPUTES, VillageRisk.DISPUTES),
)
ASSESSED = EnvironmentAssessed(
    assessment_id=FIRST,
    assessed_on=DAY,
    languages=("Sasak", "Bali"),
    customs=Degree.HIGH,
    conflict_history=Degree.MODERATE,
    terrain=Terrain.COAST,
    distance_km=4,
    risks=(VillageRisk.DISPUTES,),
)
FACTS = VillageFacts()
STATE = VILLAGE.fold([REGISTERED, ASSESSED])


def test_an_assessment_is_noted_once_under_its_id() -> None:
    story = given(VILLAGE, REGISTERED, facts=FACTS).when(ASSESS).then(ASSESSED).then_claimed(("assessment", str(FIRST)))
    story.when(ASSESS).then_nothing()
    assert STATE
    assert STATE.assessments == (ASSESSED,)


@pytest.mark.parametrize(
    ("state", "command", "answer"),
    [
        (
            None,
            ASSESS,
            ("VILLAGE_UNKNOWN", "There is no such village.", "village_id", "Desa itu tidak ada."),
        ),
        (
            STATE,
            replace(ASSESS, customs=Degree.LOW),
            (
                "ASSESSMENT_ID_TAKEN",
                "This id belongs to another assessment.",
                "assessment_id",
                "Id ini milik penilaian lain.",
            ),
        ),
    ],
)
def test_what_is_refused(state: object, command: AssessEnvironment, answer: tuple[str, ...]) -> None:
    assert said(VILLAGE, VILLAGE.decide(state, command, FACTS)) == answer  # type: ignore[arg-type]


def test_an_assessment_that_comes_in_late_is_kept_and_flagged() -> None:
    late = VILLAGE.decide(STATE, replace(ASSESS, assessment_id=ID, assessed_on=date(2016, 1, 1)), FACTS)
    assert isinstance(late, Decided)
    assert late.flags == ("OLDER_THAN_LATEST",)
    later = VILLAGE.decide(STATE, replace(ASSESS, assessment_id=ID, assessed_on=date(2018, 1, 1)), FACTS)
    assert isinstance(later, Decided)
    assert later.flags == ()


def test_a_commander_assesses_the_villages_of_his_ground() -> None:
    assert AssessEnvironment.allowed == {Role.COMMANDER: Scope.OWN_UNIT, Role.HEADQUARTERS: Scope.ANYWHERE}
    assert place(STATE, ASSESS, FACTS) == Place(village=ID)
