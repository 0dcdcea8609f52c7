"""Units stand one below another, and no two at one step hold the same ground at the same time."""

from datetime import date
from uuid import UUID, uuid5

import pytest

from libs.events.contracts.officers.officer import OfficerStatus, Position, Rank
from libs.events.contracts.officers.police_unit import (
    AppointCommander,
    ChangeJurisdiction,
    CommanderAppointed,
    CommanderRelieved,
    DeactivateUnit,
    EstablishUnit,
    JurisdictionAssigned,
    JurisdictionWithdrawn,
    RelieveCommander,
    RenameUnit,
    UnitDeactivated,
    UnitEstablished,
    UnitKind,
    UnitLevel,
    UnitRenamed,
)
from libs.events.testing import given
from services.officers.ground import Ground, covers, overlaps
from services.officers.officer import Officer
from services.officers.police_unit import POLICE_UNIT, PoliceUnit, UnitFacts

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b001")
ABOVE = uuid5(ID, "above")
OFFICER = uuid5(ID, "officer")
DAY, LATER = date(2017, 1, 1), date(2018, 1, 1)

MATARAM = UnitEstablished(name="Polres Mataram", level=UnitLevel.POLRES, kind=UnitKind.POLRES, parent_id=ABOVE)


def unit(name: str, level: UnitLevel, *codes: str, ended: date | None = None, active: bool = True) -> PoliceUnit:
    grounds = tuple(Ground(code, DAY, ended) for code in codes)
    kind = UnitKind.POLDA_B if level is UnitLevel.POLDA else UnitKind.POLRES
    return PoliceUnit(name=name, level=level, kind=kind, parent_id=ABOVE, seat_code=None, grounds=grounds, active=active)


NTB = unit("Polda NTB", UnitLevel.POLDA, "52")
LOBAR = unit("Polres Lombok Barat", UnitLevel.POLRES, "52.01.01", "52.01.02")


def establish(**changes: object) -> EstablishUnit:
    fields = {"unit_id": ID, "name": "Polres Mataram", "level": UnitLevel.POLRES, "kind": UnitKind.POLRES, "parent_id": ABOVE}
    return EstablishUnit(**{**fields, **changes})  # type: ignore[arg-type]


def change(**changes: object) -> ChangeJurisdiction:
    return ChangeJurisdiction(**{"unit_id": ID, "changed_on": LATER, "source": "assumed", **changes})  # type: ignore[arg-type]


def test_a_unit_is_founded_one_step_below_its_parent_and_takes_its_turn() -> None:
    story = given(POLICE_UNIT, facts=UnitFacts(parent=NTB, turn=7)).when(establish())
    story.then(MATARAM).then_claimed((f"below:{ABOVE}", "000007"))
    story.when(establish()).then_nothing()
    for other in (establish(name="Polres Other"), establish(kind=UnitKind.POLRESTA), establish(seat_code="52.71")):
        given(POLICE_UNIT, MATARAM, facts=UnitFacts(parent=NTB)).when(other).then_refused("ALREADY_ESTABLISHED", "unit_id")


@pytest.mark.parametrize(
    ("command", "facts", "code", "field"),
    [
        (establish(kind=UnitKind.POLSEK), UnitFacts(parent=NTB), "KIND_NOT_OF_LEVEL", "kind"),
        (establish(parent_id=None), UnitFacts(), "PARENT_REQUIRED", "parent_id"),
        (establish(), UnitFacts(), "PARENT_UNKNOWN", "parent_id"),
        (establish(), UnitFacts(parent=LOBAR), "PARENT_NOT_ONE_LEVEL_UP", "parent_id"),
        (establish(), UnitFacts(parent=unit("Polda", UnitLevel.POLDA, active=False)), "PARENT_INACTIVE", "parent_id"),
        (establish(level=UnitLevel.MABES, kind=UnitKind.MABES), UnitFacts(), "PARENT_NOT_ONE_LEVEL_UP", "parent_id"),
    ],
)
def test_a_unit_out_of_place_is_refused(command: EstablishUnit, facts: UnitFacts, code: str, field: str) -> None:
    given(POLICE_UNIT, facts=facts).when(command).then_refused(code, field)


def test_there_is_one_root() -> None:
    root = establish(name="Mabes Polri", level=UnitLevel.MABES, kind=UnitKind.MABES, parent_id=None)
    given(POLICE_UNIT, facts=UnitFacts()).when(root).then_claimed(("unit-root", "MABES"))


def test_ground_need_not_follow_a_regency() -> None:
    facts = UnitFacts(parent=NTB, siblings=(LOBAR,), turn=3)
    story = given(POLICE_UNIT, MATARAM, facts=facts).when(change(assign=("52.71", "52.01.03", "52.71")))
    story.then(
        JurisdictionAssigned(code="52.71", valid_from=LATER, source="assumed"),
        JurisdictionAssigned(code="52.01.03", valid_from=LATER, source="assumed"),
    ).then_claimed((f"below:{ABOVE}", "000003"))
    story.when(change(assign=("52.71",))).then_nothing()
    story.when(change(assign=("52.71.01",))).then_refused("OVERLAPS_OWN", "assign")


@pytest.mark.parametrize("code", ["52.01", "52.01.01", "52.01.01.2001"])
def test_ground_of_a_sibling_is_refused_whole_or_in_part(code: str) -> None:
    facts = UnitFacts(parent=NTB, siblings=(LOBAR,))
    given(POLICE_UNIT, MATARAM, facts=facts).when(change(assign=(code,))).then_refused("HELD_BY_OTHER", "assign")


def test_ground_is_free_from_the_day_the_sibling_has_given_it_up() -> None:
    facts = UnitFacts(parent=NTB, siblings=(unit("Polres Lombok Barat", UnitLevel.POLRES, "52.01", ended=LATER),))
    story = given(POLICE_UNIT, MATARAM, facts=facts)
    story.when(change(assign=("52.01.03",), changed_on=date(2017, 12, 31))).then_refused("HELD_BY_OTHER", "assign")
    given(POLICE_UNIT, MATARAM, facts=facts).when(change(assign=("52.01.03",))).then(
        JurisdictionAssigned(code="52.01.03", valid_from=LATER, source="assumed")
    )


def test_ground_lies_within_the_parents() -> None:
    story = given(POLICE_UNIT, MATARAM, facts=UnitFacts(parent=NTB))
    story.when(change(assign=("53.01",))).then_refused("OUTSIDE_PARENT", "assign")


def test_withdrawing() -> None:
    held = JurisdictionAssigned(code="52.71", valid_from=DAY, source="assumed")
    child = unit("Polsek", UnitLevel.POLSEK, "52.71.01")
    story = given(POLICE_UNIT, MATARAM, held, facts=UnitFacts(parent=NTB, turn=4, turn_below=9))
    story.when(change(withdraw=("52.71",))).then(JurisdictionWithdrawn(code="52.71", valid_to=LATER, source="assumed"))
    story.then_claimed((f"below:{ABOVE}", "000004"), (f"below:{ID}", "000009"))
    story.when(change(withdraw=("52.71",))).then_refused("NOT_HELD", "withdraw")
    story = given(POLICE_UNIT, MATARAM, held, facts=UnitFacts(parent=NTB, children=(child,)))
    story.when(change(withdraw=("52.71",))).then_refused("HELD_BELOW", "withdraw")
    early = change(withdraw=("52.71",), changed_on=date(2016, 1, 1))
    given(POLICE_UNIT, MATARAM, held, facts=UnitFacts(parent=NTB)).when(early).then_refused("ENDS_BEFORE_START", "changed_on")


def test_renaming() -> None:
    story = given(POLICE_UNIT, MATARAM, facts=UnitFacts())
    story.when(RenameUnit(unit_id=ID, name="Polresta Mataram", kind=UnitKind.POLRESTA)).then(
        UnitRenamed(name="Polresta Mataram", kind=UnitKind.POLRESTA)
    )
    story.when(RenameUnit(unit_id=ID, name="Polresta Mataram")).then_nothing()
    story.when(RenameUnit(unit_id=ID, name="X", kind=UnitKind.POLSEK)).then_refused("KIND_NOT_OF_LEVEL", "kind")


def test_command_changes_hands_on_one_day() -> None:
    serving = Officer(rank=Rank.AKBP, position=Position.KAPOLRES, unit_id=ID)
    second = uuid5(ID, "second")
    story = given(POLICE_UNIT, MATARAM, facts=UnitFacts(officer=serving))
    story.when(AppointCommander(unit_id=ID, officer_id=OFFICER, appointed_on=DAY)).then(
        CommanderAppointed(officer_id=OFFICER, appointed_on=DAY)
    )
    story.when(AppointCommander(unit_id=ID, officer_id=OFFICER, appointed_on=LATER)).then_nothing()
    story.when(AppointCommander(unit_id=ID, officer_id=second, appointed_on=LATER)).then(
        CommanderRelieved(officer_id=OFFICER, relieved_on=LATER), CommanderAppointed(officer_id=second, appointed_on=LATER)
    )
    story.when(RelieveCommander(unit_id=ID, relieved_on=LATER)).then(CommanderRelieved(officer_id=second, relieved_on=LATER))
    story.when(RelieveCommander(unit_id=ID, relieved_on=LATER)).then_nothing()


@pytest.mark.parametrize(
    ("officer", "code"),
    [
        (None, "OFFICER_UNKNOWN"),
        (Officer(rank=Rank.AKBP, position=Position.KAPOLRES, unit_id=ID, status=OfficerStatus.RETIRED), "OFFICER_NOT_ACTIVE"),
        (Officer(rank=Rank.AKBP, position=Position.KAPOLRES, unit_id=ABOVE), "OFFICER_OF_OTHER_UNIT"),
    ],
)
def test_who_cannot_command(officer: Officer | None, code: str) -> None:
    story = given(POLICE_UNIT, MATARAM, facts=UnitFacts(officer=officer))
    story.when(AppointCommander(unit_id=ID, officer_id=OFFICER, appointed_on=DAY)).then_refused(code, "officer_id")


def test_nobody_is_relieved_before_he_was_appointed() -> None:
    story = given(POLICE_UNIT, MATARAM, CommanderAppointed(officer_id=OFFICER, appointed_on=LATER), facts=UnitFacts())
    story.when(RelieveCommander(unit_id=ID, relieved_on=DAY)).then_refused("ENDS_BEFORE_START", "relieved_on")
    second = AppointCommander(unit_id=ID, officer_id=uuid5(ID, "second"), appointed_on=DAY)
    serving = UnitFacts(officer=Officer(rank=Rank.AKBP, position=Position.KAPOLRES, unit_id=ID))
    appointed = CommanderAppointed(officer_id=OFFICER, appointed_on=LATER)
    given(POLICE_UNIT, MATARAM, appointed, facts=serving).when(second).then_refused("ENDS_BEFORE_START", "appointed_on")


def test_only_an_empty_unit_is_closed() -> None:
    close = DeactivateUnit(unit_id=ID, deactivated_on=LATER)
    held = JurisdictionAssigned(code="52.71", valid_from=DAY, source="assumed")
    given(POLICE_UNIT, MATARAM, held, facts=UnitFacts()).when(close).then_refused("STILL_HOLDS_GROUND")
    given(POLICE_UNIT, MATARAM, facts=UnitFacts(children=(LOBAR,))).when(close).then_refused("HAS_UNITS_BELOW")
    story = given(POLICE_UNIT, MATARAM, facts=UnitFacts(turn_below=2)).when(close)
    story.then(UnitDeactivated(deactivated_on=LATER)).then_claimed((f"below:{ID}", "000002"))
    story.when(close).then_nothing()
    story.when(change(assign=("52.71",))).then_refused("UNIT_INACTIVE", "unit_id")


def test_nothing_is_done_to_a_unit_that_is_not_there() -> None:
    given(POLICE_UNIT, facts=UnitFacts()).when(change(assign=("52.71",))).then_refused("UNIT_UNKNOWN", "unit_id")


@pytest.mark.parametrize(("ground", "code", "inside"), [("52.7", "52.71", False), ("52", "52.71", True), ("52.71", "52", False)])
def test_codes_nest_at_their_dots(ground: str, code: str, inside: bool) -> None:
    assert covers(ground, code) is inside
    assert overlaps(ground, code) is (inside or covers(code, ground))
