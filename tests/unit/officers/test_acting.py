"""While a commander is away somebody acts in his place, by order and for a time."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from libs.events.contracts.officers.officer import OfficerStatus, Position, Rank
from libs.events.contracts.officers.police_unit import (
    ActingCommanderAppointed,
    ActingCommanderRelieved,
    AppointActingCommander,
    CommanderAbsenceReported,
    CommanderAppointed,
    CommanderRelieved,
    RelieveActingCommander,
    ReportCommanderAbsence,
    UnitEstablished,
    UnitKind,
    UnitLevel,
)
from libs.events.testing import Story, given
from libs.events.wording import Wording, listen
from services.officers.officer import Officer
from services.officers.police_unit import INDONESIAN, POLICE_UNIT, PoliceUnit, UnitFacts

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b007")
HEAD, PLT, OTHER = (uuid5(ID, name) for name in ("head", "plt", "other"))
DAY, LATER, LAST = date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19)
UNIT = UnitEstablished(name="Polsek Ampenan", level=UnitLevel.POLSEK, kind=UnitKind.POLSEK, parent_id=uuid5(ID, "above"))
COMMANDED = CommanderAppointed(officer_id=HEAD, appointed_on=DAY)
ON_DUTY = UnitFacts(officer=Officer(rank=Rank.IPTU, position=Position.BHABINKAMTIBMAS, unit_id=ID))
AWAY = CommanderAbsenceReported(officer_id=HEAD, absent_from=DAY, absent_until=LATER)
ACTS = ActingCommanderAppointed(officer_id=PLT, starts_on=DAY, ends_on=LATER, order_number="Sprin/7")
REPORT = ReportCommanderAbsence(unit_id=ID, absent_from=DAY, absent_until=LATER)
APPOINT = AppointActingCommander(unit_id=ID, officer_id=PLT, starts_on=DAY, ends_on=LATER, order_number="Sprin/7")
RELIEVE = RelieveActingCommander(unit_id=ID, relieved_on=LATER)


def unit(*events: Any, facts: UnitFacts = ON_DUTY) -> Story[Any, Any, Any, Any]:
    return given(POLICE_UNIT, UNIT, *events, facts=facts)


def test_an_absence_is_reported_and_replaced_by_the_next_report() -> None:
    story = unit(COMMANDED).when(REPORT).then(AWAY)
    story.when(REPORT).then_nothing()
    story.when(replace(REPORT, absent_until=LAST)).then(replace(AWAY, absent_until=LAST))


def test_somebody_acts_until_he_is_relieved_or_replaced() -> None:
    story = unit(COMMANDED, AWAY).when(APPOINT).then(ACTS)
    story.when(APPOINT).then_nothing()
    left = ActingCommanderRelieved(officer_id=PLT, relieved_on=LATER)
    other = replace(APPOINT, officer_id=OTHER, starts_on=LATER, ends_on=None)
    story.when(other).then(left, replace(ACTS, officer_id=OTHER, starts_on=LATER, ends_on=None))
    story.when(replace(RELIEVE, relieved_on=LAST)).then(ActingCommanderRelieved(officer_id=OTHER, relieved_on=LAST))
    story.when(RELIEVE).then_nothing()


def test_a_new_commander_ends_the_absence_and_the_acting() -> None:
    taken = CommanderAppointed(officer_id=OTHER, appointed_on=LATER)
    unit_then: PoliceUnit | None = POLICE_UNIT.fold([UNIT, COMMANDED, AWAY, ACTS, taken])
    assert unit_then
    assert (unit_then.absence, unit_then.acting) == (None, None)
    vacant: PoliceUnit | None = POLICE_UNIT.fold(
        [UNIT, COMMANDED, AWAY, ACTS, CommanderRelieved(officer_id=HEAD, relieved_on=LATER)]
    )
    assert vacant
    assert (vacant.absence, vacant.acting) == (None, ACTS), "who acts goes on where the post is vacant"


SUSPENDED = UnitFacts(officer=replace(ON_DUTY.officer, status=OfficerStatus.SUSPENDED))  # type: ignore[type-var]


@pytest.mark.parametrize(
    ("events", "command", "facts", "code", "field"),
    [
        ((), REPORT, ON_DUTY, "POST_VACANT", "unit_id"),
        ((COMMANDED,), replace(REPORT, absent_until=date(2026, 1, 1)), ON_DUTY, "ENDS_BEFORE_START", "absent_until"),
        ((COMMANDED,), APPOINT, UnitFacts(), "OFFICER_UNKNOWN", "officer_id"),
        ((COMMANDED,), APPOINT, SUSPENDED, "OFFICER_NOT_ACTIVE", "officer_id"),
        ((COMMANDED,), replace(APPOINT, officer_id=HEAD), ON_DUTY, "COMMANDS_ALREADY", "officer_id"),
        ((COMMANDED,), replace(APPOINT, ends_on=DAY), ON_DUTY, "ENDS_BEFORE_START", "ends_on"),
        ((COMMANDED, ACTS), replace(RELIEVE, relieved_on=date(2026, 1, 1)), ON_DUTY, "ENDS_BEFORE_START", "relieved_on"),
    ],
)
def test_what_cannot_be(events: tuple[Any, ...], command: Any, facts: UnitFacts, code: str, field: str) -> None:
    unit(*events, facts=facts).when(command).then_refused(code, field)


def test_a_refusal_is_said_in_both_languages() -> None:
    refused: Any = POLICE_UNIT.decide(POLICE_UNIT.fold([UNIT]), REPORT, ON_DUTY)
    said = Wording(INDONESIAN)
    listen("en")
    assert said.say(refused.message) == "Nobody commands this unit who could be away."
    listen("id")
    assert said.say(refused.message) == "Satuan ini tidak mempunyai kepala satuan yang dapat berhalangan."
    listen("en")
