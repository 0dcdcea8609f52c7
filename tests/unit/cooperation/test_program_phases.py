"""A phase is planned, started, extended, interrupted and resumed, done, settled, or given up; never two at a time."""

from datetime import date
from uuid import UUID

import pytest

from libs.events.contracts.cooperation.cooperation_program import (
    CancelPhase,
    ClosePhase,
    CompletePhase,
    ExtendPhase,
    PhaseCancelled,
    PhaseClosed,
    PhaseCompleted,
    PhaseExtended,
    PhasePlanned,
    PhaseResumed,
    PhaseStarted,
    PhaseSuspended,
    PlanPhase,
    ProgramEstablished,
    ResumePhase,
    StartPhase,
    SuspendPhase,
    Titles,
)
from libs.events.contracts.cooperation.program_terms import PhaseStatus
from libs.events.contracts.values import ClaimedDate, Precision
from libs.events.decider import begun
from libs.events.testing import given
from services.cooperation.cooperation_program import COOPERATION_PROGRAM, ProgramCommand, ProgramEvent

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b006")


def on(text: str) -> ClaimedDate:
    """2007, 2007-08 or 2007-08-01."""
    precision = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}[len(text)]
    return ClaimedDate(value=date.fromisoformat(f"{text}-01-01"[:10]), precision=precision, source="record")


ESTABLISHED = ProgramEstablished(title=Titles(en="Civilian police"), started_on=on("2002"))
PLANNED = PhasePlanned(number=1, name="One", starts_on=on("2002"), ends_on=on("2007"))
STARTED = PhaseStarted(number=1, name="One", started_on=on("2002-08"))
SUSPENDED = PhaseSuspended(number=1, suspended_on=on("2004"), reason="x")
RESUMED = PhaseResumed(number=1, resumed_on=on("2005"))
DONE = PhaseCompleted(number=1, ended_on=on("2007-07"))
SETTLED = PhaseClosed(number=1, closed_on=on("2008"))
GIVEN_UP = PhaseCancelled(number=1, cancelled_on=on("2003"), reason="x")

PLAN = PlanPhase(program_id=ID, number=1, name="One", starts_on=on("2002"), ends_on=on("2007"))


def start(text: str, number: int = 1) -> StartPhase:
    return StartPhase(program_id=ID, number=number, name="One", started_on=on(text))


def extend(text: str) -> ExtendPhase:
    return ExtendPhase(program_id=ID, number=1, until=on(text))


def suspend(text: str) -> SuspendPhase:
    return SuspendPhase(program_id=ID, number=1, suspended_on=on(text), reason="x")


def resume(text: str) -> ResumePhase:
    return ResumePhase(program_id=ID, number=1, resumed_on=on(text))


def complete(text: str) -> CompletePhase:
    return CompletePhase(program_id=ID, number=1, ended_on=on(text))


def close(text: str) -> ClosePhase:
    return ClosePhase(program_id=ID, number=1, closed_on=on(text))


def cancel(text: str, number: int = 1) -> CancelPhase:
    return CancelPhase(program_id=ID, number=number, cancelled_on=on(text), reason="x")


def test_from_the_pipeline_to_the_end_each_step_once() -> None:
    story = given(COOPERATION_PROGRAM, ESTABLISHED, facts=None)
    steps: list[tuple[ProgramCommand, ProgramEvent, PhaseStatus]] = [
        (PLAN, PLANNED, PhaseStatus.PIPELINE),
        (start("2002-08"), STARTED, PhaseStatus.ACTIVE),
        (extend("2008"), PhaseExtended(number=1, until=on("2008")), PhaseStatus.ACTIVE),
        (suspend("2004"), SUSPENDED, PhaseStatus.SUSPENDED),
        (resume("2005"), RESUMED, PhaseStatus.ACTIVE),
        (complete("2007-07"), DONE, PhaseStatus.COMPLETED),
        (close("2008"), SETTLED, PhaseStatus.CLOSED),
    ]
    for command, event, status in steps:
        story.when(command).then(event)
        (phase,) = begun(story.state()).phases
        assert phase.status is status
        story.when(command).then_nothing()


@pytest.mark.parametrize("past", [(PLANNED,), (STARTED,), (STARTED, SUSPENDED)])
def test_what_is_not_done_may_be_given_up_once_and_makes_way(past: tuple[ProgramEvent, ...]) -> None:
    when = "2004" if SUSPENDED in past else "2003"
    given_up = PhaseCancelled(number=1, cancelled_on=on(when), reason="x")
    story = given(COOPERATION_PROGRAM, ESTABLISHED, *past, facts=None).when(cancel(when)).then(given_up)
    story.when(cancel(when)).then_nothing()
    story.when(start("2005", 2)).then(PhaseStarted(number=2, name="One", started_on=on("2005")))


@pytest.mark.parametrize(
    ("past", "command"),
    [
        # A year means any of its days: phase 1 may have ended in January, or phase 2 begun in December.
        ((STARTED, PhaseCompleted(number=1, ended_on=on("2007-08"))), start("2007", 2)),
        ((STARTED, PhaseCompleted(number=1, ended_on=on("2007"))), start("2007-01-15", 2)),
        ((STARTED,), complete("2002")),
        ((STARTED, PhaseSuspended(number=1, suspended_on=on("2004-05"), reason="x")), resume("2004")),
    ],
)
def test_dates_that_may_agree_are_taken(past: tuple[ProgramEvent, ...], command: ProgramCommand) -> None:
    story = given(COOPERATION_PROGRAM, ESTABLISHED, *past, facts=None).when(command)
    assert story.state() != COOPERATION_PROGRAM.fold([ESTABLISHED, *past])


@pytest.mark.parametrize(
    ("past", "command", "code", "field"),
    [
        ((PLANNED,), PlanPhase(program_id=ID, number=1, name="Other"), "PHASE_OUT_OF_ORDER", "number"),
        ((STARTED,), PLAN, "PHASE_OUT_OF_ORDER", "number"),
        ((), PlanPhase(program_id=ID, number=2, name="Two"), "PHASE_OUT_OF_ORDER", "number"),
        (
            (),
            PlanPhase(program_id=ID, number=1, name="One", starts_on=on("2003"), ends_on=on("2002")),
            "ENDS_BEFORE_START",
            "ends_on",
        ),
        ((PLANNED, PhasePlanned(number=2, name="Two")), start("2003", 2), "PHASES_OVERLAP", "number"),
        ((STARTED, SUSPENDED), start("2005", 2), "PHASES_OVERLAP", "number"),
        ((STARTED, DONE), start("2007-06-30", 2), "PHASES_OVERLAP", "started_on"),
        ((STARTED, GIVEN_UP), start("2002", 2), "PHASES_OVERLAP", "started_on"),
        ((PLANNED,), start("2001"), "BEFORE_PROGRAM", "started_on"),
        ((STARTED,), start("2003"), "PHASE_OUT_OF_ORDER", "number"),
        ((PLANNED,), extend("2006"), "NOT_AN_EXTENSION", "until"),
        ((PLANNED,), extend("2007-12"), "NOT_AN_EXTENSION", "until"),
        ((PLANNED,), extend("2001"), "ENDS_BEFORE_START", "until"),
        ((STARTED,), extend("2002-07"), "ENDS_BEFORE_START", "until"),
        ((STARTED, DONE), extend("2009"), "PHASE_ENDED", "number"),
        ((PLANNED,), suspend("2003"), "PHASE_NOT_STARTED", "number"),
        ((PLANNED,), complete("2003"), "PHASE_NOT_STARTED", "number"),
        ((STARTED, SUSPENDED), suspend("2005"), "PHASE_SUSPENDED", "number"),
        ((STARTED, SUSPENDED), complete("2005"), "PHASE_SUSPENDED", "number"),
        ((STARTED, DONE), suspend("2008"), "PHASE_ENDED", "number"),
        ((STARTED,), suspend("2002-07-31"), "ENDS_BEFORE_START", "suspended_on"),
        ((STARTED, SUSPENDED), resume("2003"), "BEFORE_LAST_STEP", "resumed_on"),
        ((STARTED,), resume("2005"), "PHASE_NOT_SUSPENDED", "number"),
        ((STARTED, SUSPENDED, RESUMED), complete("2004"), "BEFORE_LAST_STEP", "ended_on"),
        ((STARTED,), close("2008"), "PHASE_NOT_COMPLETED", "number"),
        ((STARTED, DONE), close("2006"), "BEFORE_LAST_STEP", "closed_on"),
        ((STARTED, DONE, SETTLED), close("2009"), "PHASE_NOT_COMPLETED", "number"),
        ((STARTED, DONE), cancel("2008"), "PHASE_ENDED", "number"),
        ((STARTED, GIVEN_UP), cancel("2004"), "PHASE_ENDED", "number"),
        ((STARTED, SUSPENDED), cancel("2003"), "BEFORE_LAST_STEP", "cancelled_on"),
        ((), cancel("2003"), "PHASE_UNKNOWN", "number"),
    ],
)
def test_no_step_is_taken_from_where_it_does_not_follow(
    past: tuple[ProgramEvent, ...], command: ProgramCommand, code: str, field: str
) -> None:
    given(COOPERATION_PROGRAM, ESTABLISHED, *past, facts=None).when(command).then_refused(code, field)


def test_a_stream_that_tells_of_a_phase_it_never_began_is_not_folded() -> None:
    with pytest.raises(LookupError):
        COOPERATION_PROGRAM.fold([ESTABLISHED, DONE])
