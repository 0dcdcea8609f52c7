"""A programme's phases follow one another and never overlap."""

from datetime import date
from uuid import UUID

import pytest

from libs.events.contracts.cooperation.cooperation_program import (
    AcceptDateClaim,
    AddAgency,
    Agency,
    AgencyJoined,
    AgencyKind,
    ClassifyProgram,
    CloseProgram,
    CompletePhase,
    DateClaimAccepted,
    DateClaimed,
    EstablishProgram,
    InstrumentSigned,
    PhaseCompleted,
    PhaseStarted,
    PlanPhase,
    ProgramClassified,
    ProgramClosed,
    ProgramEstablished,
    RecordDateClaim,
    RecordInstrument,
    StartPhase,
    Titles,
)
from libs.events.contracts.cooperation.program_terms import ClaimSubject, InstrumentKind
from libs.events.contracts.values import ClaimedDate, Precision
from libs.events.decider import begun
from libs.events.testing import given
from services.cooperation.cooperation_program import COOPERATION_PROGRAM, ProgramCommand, ProgramEvent

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b006")


INSTRUMENT = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b016")


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


def test_an_agency_that_the_list_lacks_is_told_by_its_name() -> None:
    story = given(COOPERATION_PROGRAM, ESTABLISHED, facts=None)
    nameless = AddAgency(program_id=ID, agency=Agency.OTHER, kind=AgencyKind.DONOR)
    story.when(nameless).then_refused("AGENCY_NAME_REQUIRED", "name")
    story = given(COOPERATION_PROGRAM, ESTABLISHED, facts=None)
    for name in ("Lembaga Contoh", "Yayasan Contoh"):
        join = AddAgency(program_id=ID, agency=Agency.OTHER, kind=AgencyKind.DONOR, name=name)
        story.when(join).then(AgencyJoined(agency=Agency.OTHER, kind=AgencyKind.DONOR, name=name))
    polda = AddAgency(program_id=ID, agency=Agency.POLDA, kind=AgencyKind.POLICE, name="Polda NTB")
    story.when(polda).then(AgencyJoined(agency=Agency.POLDA, kind=AgencyKind.POLICE, name="Polda NTB"))
    story.when(polda).then_nothing()


def sign(*parties: str, reference: str | None = "R/D 1") -> RecordInstrument:
    return RecordInstrument(
        program_id=ID,
        instrument_id=INSTRUMENT,
        kind=InstrumentKind.RECORD_OF_DISCUSSIONS,
        signed_on=year(2002),
        parties=parties,
        reference=reference,
    )


def test_an_agreement_is_signed_by_two_offices_once() -> None:
    offices = ("Director of the agency", "Head of the corps")
    signed = InstrumentSigned(
        instrument_id=INSTRUMENT,
        kind=InstrumentKind.RECORD_OF_DISCUSSIONS,
        signed_on=year(2002),
        parties=offices,
        reference="R/D 1",
    )
    story = given(COOPERATION_PROGRAM, ESTABLISHED, facts=None).when(sign(*offices)).then(signed)
    story.when(sign(*offices)).then_nothing()
    story.when(sign(*offices, reference="R/D 2")).then_refused("INSTRUMENT_ID_TAKEN", "instrument_id")
    for parties in ((), offices[:1], offices[:1] * 2):
        given(COOPERATION_PROGRAM, ESTABLISHED, facts=None).when(sign(*parties)).then_refused("TWO_PARTIES_REQUIRED", "parties")


def test_a_programme_serves_the_sectors_said_last() -> None:
    story = given(COOPERATION_PROGRAM, ESTABLISHED, facts=None)
    both = ClassifyProgram(program_id=ID, sectors=("15132", "15130", "15132"))
    story.when(both).then(ProgramClassified(sectors=("15132", "15130"))).when(both).then_nothing()
    story.when(ClassifyProgram(program_id=ID, sectors=("15130",))).then(ProgramClassified(sectors=("15130",)))


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


# --- what sources claim ----------------------------------------------------------------------------------------------


def claim(of: int, subject: ClaimSubject = ClaimSubject.PROGRAM_START, number: int | None = None) -> RecordDateClaim:
    return RecordDateClaim(program_id=ID, subject=subject, phase_number=number, claimed=year(of))


def accept(of: int, subject: ClaimSubject = ClaimSubject.PROGRAM_START, number: int | None = None) -> AcceptDateClaim:
    return AcceptDateClaim(program_id=ID, subject=subject, phase_number=number, claimed=year(of))


def claimed(of: int, subject: ClaimSubject = ClaimSubject.PROGRAM_START, number: int | None = None) -> DateClaimed:
    return DateClaimed(subject=subject, phase_number=number, claimed=year(of))


START, END = ClaimSubject.PHASE_START, ClaimSubject.PHASE_END


def test_what_another_source_says_stands_beside_what_is_accepted_until_it_is_accepted_itself() -> None:
    story = given(COOPERATION_PROGRAM, ESTABLISHED, facts=None).when(claim(2001)).then(claimed(2001))
    assert begun(story.state()).started_on == year(2002)
    story.when(claim(2001)).then_nothing().when(claim(2002)).then_nothing().when(accept(2002)).then_nothing()
    accepted = DateClaimAccepted(subject=ClaimSubject.PROGRAM_START, claimed=year(2001))
    story.when(accept(2001)).then(accepted).when(accept(2001)).then_nothing()
    assert begun(story.state()).starts == (year(2001), year(2002))
    story.when(accept(2002)).then(DateClaimAccepted(subject=ClaimSubject.PROGRAM_START, claimed=year(2002)))


def test_an_accepted_date_of_a_phase_decides_what_comes_after() -> None:
    story = given(COOPERATION_PROGRAM, ESTABLISHED, FIRST, OVER, claimed(2009, END, 1), facts=None)
    story.when(accept(2009, END, 1)).then(DateClaimAccepted(subject=END, phase_number=1, claimed=year(2009)))
    story.when(start(2, 2008)).then_refused("PHASES_OVERLAP", "started_on")
    late = claimed(2004, START, 1)
    story = given(COOPERATION_PROGRAM, ESTABLISHED, FIRST, late, facts=None).when(accept(2004, START, 1))
    story.then(DateClaimAccepted(subject=START, phase_number=1, claimed=year(2004)))
    story.when(CompletePhase(program_id=ID, number=1, ended_on=year(2003))).then_refused("ENDS_BEFORE_START", "ended_on")


SECOND = PhaseStarted(number=2, name="Phase 2", started_on=year(2008))


@pytest.mark.parametrize(
    ("past", "command", "code", "field"),
    [
        ((), accept(2001), "CLAIM_UNKNOWN", "claimed"),
        ((), claim(2003, START, 1), "PHASE_UNKNOWN", "phase_number"),
        ((), claim(2003, START), "PHASE_UNKNOWN", "phase_number"),
        ((FIRST,), claim(2003, ClaimSubject.PROGRAM_START, 1), "NOT_OF_A_PHASE", "phase_number"),
        ((FIRST,), claim(2007, END, 1), "NOT_YET_SO", "subject"),
        ((FIRST,), accept(2007, END, 1), "NOT_YET_SO", "subject"),
        ((FIRST, claimed(2003)), accept(2003), "BEFORE_PROGRAM", "claimed"),
        ((FIRST, claimed(2001, START, 1)), accept(2001, START, 1), "BEFORE_PROGRAM", "claimed"),
        ((FIRST, OVER, claimed(2008, START, 1)), accept(2008, START, 1), "ENDS_BEFORE_START", "claimed"),
        ((FIRST, OVER, SECOND, claimed(2009, END, 1)), accept(2009, END, 1), "PHASES_OVERLAP", "claimed"),
        ((FIRST, OVER, SECOND, claimed(2006, START, 2)), accept(2006, START, 2), "PHASES_OVERLAP", "claimed"),
    ],
)
def test_a_claim_is_of_something_and_no_accepted_one_contradicts_the_others(
    past: tuple[ProgramEvent, ...], command: ProgramCommand, code: str, field: str
) -> None:
    given(COOPERATION_PROGRAM, ESTABLISHED, *past, facts=None).when(command).then_refused(code, field)


# --- closing ---------------------------------------------------------------------------------------------------------


def close(of: int) -> CloseProgram:
    return CloseProgram(program_id=ID, closed_on=year(of))


def test_a_programme_is_closed_when_its_phases_have_ended_and_begins_no_other() -> None:
    given(COOPERATION_PROGRAM, ESTABLISHED, FIRST, facts=None).when(close(2008)).then_refused("PHASES_OPEN", "program_id")
    past = (ESTABLISHED, FIRST, OVER)
    given(COOPERATION_PROGRAM, *past, facts=None).when(close(2006)).then_refused("CLOSED_TOO_EARLY", "closed_on")
    story = given(COOPERATION_PROGRAM, *past, facts=None).when(close(2007)).then(ProgramClosed(closed_on=year(2007)))
    story.when(close(2007)).then_nothing().when(claim(2001)).then(claimed(2001))
    story.when(start(1, 2002)).then_nothing()
    closed = (*past, ProgramClosed(closed_on=year(2007)))
    for command in (close(2008), start(2, 2008), PlanPhase(program_id=ID, number=2, name="Phase 2")):
        given(COOPERATION_PROGRAM, *closed, facts=None).when(command).then_refused("PROGRAM_CLOSED", "program_id")
