"""A programme's phases follow one another and never overlap."""

from datetime import date
from uuid import UUID

import pytest

from libs.events.contracts.cooperation.cooperation_program import (
    AddAgency,
    Agency,
    AgencyJoined,
    AgencyKind,
    CompletePhase,
    EstablishProgram,
    PhaseCompleted,
    PhaseStarted,
    ProgramEstablished,
    StartPhase,
    Titles,
)
from libs.events.contracts.values import ClaimedDate, Precision
from libs.events.testing import given
from services.cooperation.cooperation_program import COOPERATION_PROGRAM

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b006")


def year(value: int) -> ClaimedDate:
    return ClaimedDate(value=date(value, 1, 1), precision=Precision.YEAR, source="record")


ESTABLISH = EstablishProgram(program_id=ID, title=Titles(en="Civilian police"), started_on=year(2002))
ESTABLISHED = ProgramEstablished(title=Titles(en="Civilian police"), started_on=year(2002))
FIRST = PhaseStarted(number=1, name="Phase 1", started_on=year(2002))
OVER = PhaseCompleted(number=1, ended_on=year(2007))


def start(number: int, on: int) -> StartPhase:
    return StartPhase(program_id=ID, number=number, name=f"Phase {number}", started_on=year(on))


def test_established_once() -> None:
    story = given(COOPERATION_PROGRAM, facts=None).when(ESTABLISH).then(ESTABLISHED)
    story.when(ESTABLISH).then_nothing()
    other = EstablishProgram(program_id=ID, title=Titles(en="Other"), started_on=year(2002))
    story.when(other).then_refused("ALREADY_ESTABLISHED", "program_id")


def test_an_agency_joins_once_in_a_capacity() -> None:
    join = AddAgency(program_id=ID, agency=Agency.JICA, kind=AgencyKind.IMPLEMENTER)
    given(COOPERATION_PROGRAM, facts=None).when(join).then_refused("PROGRAM_UNKNOWN", "program_id")
    story = given(COOPERATION_PROGRAM, ESTABLISHED, facts=None).when(join)
    story.then(AgencyJoined(agency=Agency.JICA, kind=AgencyKind.IMPLEMENTER)).when(join).then_nothing()


def test_phases_follow_one_another() -> None:
    story = given(COOPERATION_PROGRAM, ESTABLISHED, facts=None)
    story.when(start(1, 2002)).then(FIRST).when(start(1, 2002)).then_nothing()
    story.when(CompletePhase(program_id=ID, number=1, ended_on=year(2007))).then(OVER)
    story.when(CompletePhase(program_id=ID, number=1, ended_on=year(2007))).then_nothing()
    story.when(start(2, 2007)).then(PhaseStarted(number=2, name="Phase 2", started_on=year(2007)))


@pytest.mark.parametrize(
    ("past", "command", "code", "field"),
    [
        ((), start(2, 2003), "PHASE_OUT_OF_ORDER", "number"),
        ((), start(1, 2001), "BEFORE_PROGRAM", "started_on"),
        ((FIRST,), start(2, 2007), "PHASES_OVERLAP", "number"),
        ((FIRST, OVER), start(2, 2006), "PHASES_OVERLAP", "started_on"),
        ((), CompletePhase(program_id=ID, number=1, ended_on=year(2007)), "PHASE_UNKNOWN", "number"),
        ((FIRST,), CompletePhase(program_id=ID, number=1, ended_on=year(2001)), "ENDS_BEFORE_START", "ended_on"),
        ((FIRST, OVER), CompletePhase(program_id=ID, number=1, ended_on=year(2008)), "PHASE_ENDED", "number"),
    ],
)
def test_phases_out_of_order_are_refused(
    past: tuple[PhaseStarted | PhaseCompleted, ...], command: StartPhase | CompletePhase, code: str, field: str
) -> None:
    given(COOPERATION_PROGRAM, ESTABLISHED, *past, facts=None).when(command).then_refused(code, field)
