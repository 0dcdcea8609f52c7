"""A training is opened by its opener, attended by those on the list, and what is said there is addressed to those present."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from libs.events.contracts.cooperation.training import Counted, RankGroup
from libs.events.contracts.cooperation.training_session import (
    AbsenceRecorded,
    AttendanceRecorded,
    Attendee,
    AttendeeRole,
    CancelTraining,
    CloseTraining,
    CompetenciesGained,
    DirectiveIssued,
    EnrolParticipant,
    IssueDirective,
    OpenTraining,
    ParticipantEnrolled,
    RecordAbsence,
    RecordAttendance,
    RescheduleTraining,
    ScheduleTraining,
    SessionKind,
    SessionMode,
    Theme,
    TrainingCancelled,
    TrainingClosed,
    TrainingOpened,
    TrainingRescheduled,
    TrainingScheduled,
    Venue,
)
from libs.events.contracts.officers.officer import AddressDirective, Competency, RecordCompetency
from libs.events.decider import Decided, Place, Refused
from libs.events.testing import given
from services.cooperation.training_session import (
    TRAINING_SESSION,
    TrainingCommand,
    TrainingEvent,
    place,
)
from services.cooperation.training_state import Enrollee, TrainingFacts
from services.officers.reactions import on_training
from tests.unit.recorded import recorded

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b008")
PROGRAM, UNIT, OFFICER, DIRECTIVE = (uuid5(ID, name) for name in ("program", "unit", "officer", "directive"))
START = datetime.fromisoformat("2017-07-25T08:00:00+08:00")
END = datetime.fromisoformat("2017-07-25T16:00:00+08:00")
DAY = date(2017, 7, 25)
THERE = TrainingFacts(program_known=True, unit_known=True, officers={OFFICER: Enrollee(units=(UNIT,), polda_id=UNIT)})
PHASED = TrainingFacts(program_known=True, phases=frozenset((1, 2, 3)), unit_known=True)
OPENER, PARTICIPANT = Attendee(office="Wakapolda NTB"), Attendee(officer_id=OFFICER)

SCHEDULED = TrainingScheduled(
    program_id=PROGRAM,
    kind=SessionKind.IN_HOUSE_TRAINING,
    mode=SessionMode.ONSITE,
    title="IHT",
    venue=Venue(name="Hotel Nutana"),
    starts_at=START,
    timezone="Asia/Makassar",
    host_unit_id=UNIT,
    competencies=(Competency.DDS,),
)
LISTED = (
    SCHEDULED,
    ParticipantEnrolled(attendee=OPENER, role=AttendeeRole.OPENER),
    ParticipantEnrolled(attendee=PARTICIPANT, role=AttendeeRole.PARTICIPANT),
)
OPENED = (*LISTED, TrainingOpened(opener=OPENER, opened_at=START))
ATTENDED = AttendanceRecorded(attendee=PARTICIPANT, role=AttendeeRole.PARTICIPANT, attended_on=DAY, recorded_at=START)
CLOSED = TrainingClosed(
    closed_at=END,
    participants=1,
    counted=(Counted(polda_id=UNIT, rank_group=RankGroup.NON_COMMISSIONED, participants=1),),
)
LEARNT = CompetenciesGained(officer_ids=(OFFICER,), competencies=(Competency.DDS,), gained_on=DAY)


def schedule(**changes: object) -> ScheduleTraining:
    fields = {
        "session_id": ID,
        "program_id": PROGRAM,
        "kind": SessionKind.IN_HOUSE_TRAINING,
        "title": "IHT",
        "venue": Venue(name="Hotel Nutana"),
        "starts_at": START,
        "timezone": "Asia/Makassar",
        "host_unit_id": UNIT,
        "competencies": (Competency.DDS,),
    }
    return ScheduleTraining(**{**fields, **changes})  # type: ignore[arg-type]


def enrol(attendee: Attendee, role: AttendeeRole) -> EnrolParticipant:
    return EnrolParticipant(session_id=ID, attendee=attendee, role=role)


def attend(attendee: Attendee) -> RecordAttendance:
    return RecordAttendance(session_id=ID, attendee=attendee, recorded_at=START)


def issue(name: str = "directive", **changes: object) -> IssueDirective:
    fields = {
        "session_id": ID,
        "directive_id": uuid5(ID, name),
        "issuer": "Wakapolda NTB",
        "theme": Theme.EARLY_WARNING,
        "text": "Lapor",
        "issued_on": DAY,
    }
    return IssueDirective(**{**fields, **changes})  # type: ignore[arg-type]


CLOSE = CloseTraining(session_id=ID, closed_at=END)
OPEN = OpenTraining(session_id=ID, opener=OPENER, opened_at=START)


def test_scheduled_once() -> None:
    story = given(TRAINING_SESSION, facts=THERE).when(schedule()).then(SCHEDULED).when(schedule()).then_nothing()
    story.when(schedule(title="Other")).then_refused("ALREADY_SCHEDULED", "session_id")
    third = schedule(phase_number=3)
    given(TRAINING_SESSION, facts=PHASED).when(third).then(replace(SCHEDULED, phase_number=3))


@pytest.mark.parametrize(
    ("changes", "facts", "code", "field"),
    [
        ({"timezone": "Asia/Mataram"}, THERE, "TIMEZONE_UNKNOWN", "timezone"),
        ({"timezone": "../etc/passwd"}, THERE, "TIMEZONE_UNKNOWN", "timezone"),
        ({"timezone": "Asia"}, THERE, "TIMEZONE_UNKNOWN", "timezone"),
        ({"timezone": "localtime"}, THERE, "TIMEZONE_UNKNOWN", "timezone"),
        ({"phase_number": 4}, PHASED, "PHASE_UNKNOWN", "phase_number"),
        ({"program_id": None, "phase_number": 1}, THERE, "PHASE_UNKNOWN", "phase_number"),
        ({}, TrainingFacts(unit_known=True), "PROGRAM_UNKNOWN", "program_id"),
        ({}, TrainingFacts(program_known=True), "UNIT_UNKNOWN", "host_unit_id"),
    ],
)
def test_what_an_announcement_needs(changes: dict[str, object], facts: TrainingFacts, code: str, field: str) -> None:
    given(TRAINING_SESSION, facts=facts).when(schedule(**changes)).then_refused(code, field)


def test_enrolling() -> None:
    story = given(TRAINING_SESSION, SCHEDULED, facts=THERE)
    story.when(enrol(OPENER, AttendeeRole.OPENER)).then(ParticipantEnrolled(attendee=OPENER, role=AttendeeRole.OPENER))
    story.when(enrol(OPENER, AttendeeRole.OPENER)).then_nothing()
    story.when(enrol(OPENER, AttendeeRole.SPEAKER)).then_refused("ALREADY_ENROLLED", "role")


@pytest.mark.parametrize("attendee", [Attendee(), Attendee(officer_id=OFFICER, office="Kapolres")])
def test_an_attendee_is_an_officer_or_an_office(attendee: Attendee) -> None:
    command = enrol(attendee, AttendeeRole.PARTICIPANT)
    given(TRAINING_SESSION, SCHEDULED, facts=THERE).when(command).then_refused("ATTENDEE_AMBIGUOUS", "attendee")


def test_whoever_is_not_known_yet_is_on_the_list_and_flagged_but_does_not_attend() -> None:
    """What he learns could be put down nowhere, and all that follows in the session would wait for it."""
    story = given(TRAINING_SESSION, SCHEDULED, facts=TrainingFacts())
    story.when(enrol(PARTICIPANT, AttendeeRole.PARTICIPANT))
    story.then(ParticipantEnrolled(attendee=PARTICIPANT, role=AttendeeRole.PARTICIPANT, known=False))
    decision = TRAINING_SESSION.decide(
        TRAINING_SESSION.fold((SCHEDULED,)), enrol(PARTICIPANT, AttendeeRole.TRAINER), TrainingFacts()
    )
    assert isinstance(decision, Decided)
    assert decision.flags == ("OFFICER_UNKNOWN",)
    refused = TRAINING_SESSION.decide(TRAINING_SESSION.fold(OPENED), attend(PARTICIPANT), TrainingFacts())
    assert isinstance(refused, Refused)
    assert (refused.code, refused.field, refused.early) == ("OFFICER_UNKNOWN", "attendee", True)
    given(TRAINING_SESSION, SCHEDULED, facts=TrainingFacts()).when(enrol(OPENER, AttendeeRole.OPENER)).then(
        ParticipantEnrolled(attendee=OPENER, role=AttendeeRole.OPENER)
    )


def test_the_partner_is_there_by_office() -> None:
    """His rank and number are not ours to keep."""
    story = given(TRAINING_SESSION, SCHEDULED, facts=THERE)
    story.when(enrol(PARTICIPANT, AttendeeRole.PARTNER_REPRESENTATIVE)).then_refused("PARTNER_BY_OFFICE", "attendee")


def test_opened_by_its_opener_not_before_the_start() -> None:
    story = given(TRAINING_SESSION, *LISTED, facts=THERE)
    story.when(OPEN).then(TrainingOpened(opener=OPENER, opened_at=START)).when(OPEN).then_nothing()
    other = OpenTraining(session_id=ID, opener=PARTICIPANT, opened_at=START)
    given(TRAINING_SESSION, *LISTED, facts=THERE).when(other).then_refused("NOT_THE_OPENER", "opener")
    early = OpenTraining(session_id=ID, opener=OPENER, opened_at=datetime(2017, 7, 24, 23, 59, tzinfo=UTC))
    given(TRAINING_SESSION, *LISTED, facts=THERE).when(early).then_refused("BEFORE_START", "opened_at")


def test_participants_who_attended_have_learnt_what_it_teaches_once_it_is_closed() -> None:
    story = given(TRAINING_SESSION, *OPENED, facts=THERE).when(attend(PARTICIPANT)).then(ATTENDED)
    story.when(attend(PARTICIPANT)).then_nothing()
    story.when(CLOSE).then(CLOSED, LEARNT).when(CLOSE).then_nothing()
    taught_nothing = replace(SCHEDULED, competencies=())
    given(TRAINING_SESSION, taught_nothing, *OPENED[1:], ATTENDED, facts=THERE).when(CLOSE).then(CLOSED)


def test_who_attends_besides_learns_nothing() -> None:
    story = given(TRAINING_SESSION, *OPENED, facts=THERE)
    story.when(attend(OPENER)).then(
        AttendanceRecorded(attendee=OPENER, role=AttendeeRole.OPENER, attended_on=DAY, recorded_at=START)
    )
    story.when(attend(Attendee(office="Somebody"))).then_refused("NOT_ENROLLED", "attendee")


def test_directives_are_numbered_and_addressed_to_the_officers_present() -> None:
    story = given(TRAINING_SESSION, *OPENED, facts=THERE).when(attend(OPENER)).when(attend(PARTICIPANT))
    first = DirectiveIssued(
        directive_id=DIRECTIVE,
        number=1,
        issuer="Wakapolda NTB",
        theme=Theme.EARLY_WARNING,
        text="Lapor",
        issued_on=DAY,
        addressed_to=(OFFICER,),
    )
    story.when(issue()).then(first).then_claimed(("directive", str(DIRECTIVE))).when(issue()).then_nothing()
    second = story.when(issue("second")).state()
    assert second is not None
    assert [directive.number for directive in second.directives] == [1, 2]
    story.when(issue("third", due_on=date(2017, 7, 24))).then_refused("ENDS_BEFORE_START", "due_on")


def test_a_directive_is_issued_while_the_training_is_open_and_never_changed() -> None:
    story = given(TRAINING_SESSION, *OPENED, ATTENDED, facts=THERE)
    story.when(issue(issued_on=date(2017, 7, 24))).then_refused("BEFORE_START", "issued_on")
    story = given(TRAINING_SESSION, *OPENED, facts=THERE).when(issue()).when(attend(PARTICIPANT)).when(issue()).then_nothing()
    story.when(issue(text="Lain")).then_refused("DIRECTIVE_ID_TAKEN", "directive_id")


@pytest.mark.parametrize("command", [attend(PARTICIPANT), issue(), CLOSE])
def test_nothing_happens_before_it_is_opened(command: TrainingCommand) -> None:
    given(TRAINING_SESSION, *LISTED, facts=THERE).when(command).then_refused("NOT_OPEN", "session_id")


def test_closing_needs_attendance() -> None:
    given(TRAINING_SESSION, *OPENED, facts=THERE).when(CLOSE).then_refused("NOBODY_ATTENDED")
    early = CloseTraining(session_id=ID, closed_at=datetime(2017, 7, 24, tzinfo=UTC))
    given(TRAINING_SESSION, *OPENED, ATTENDED, facts=THERE).when(early).then_refused("ENDS_BEFORE_START", "closed_at")
    given(TRAINING_SESSION, *OPENED, ATTENDED, facts=THERE).when(CLOSE).then(CLOSED, LEARNT).when(CLOSE).then_nothing()


def test_after_closing_nothing_is_added() -> None:
    past: tuple[TrainingEvent, ...] = (*OPENED, ATTENDED, CLOSED)
    given(TRAINING_SESSION, *past, facts=THERE).when(issue()).then_refused("TRAINING_CLOSED")
    late = enrol(Attendee(office="Late"), AttendeeRole.OBSERVER)
    given(TRAINING_SESSION, *past, facts=THERE).when(late).then_refused("TRAINING_CLOSED", "session_id")


def test_calling_off() -> None:
    cancel = CancelTraining(session_id=ID, reason="Banjir")
    given(TRAINING_SESSION, facts=THERE).when(cancel).then_refused("TRAINING_UNKNOWN", "session_id")
    given(TRAINING_SESSION, *OPENED, facts=THERE).when(cancel).then_refused("TRAINING_OPENED", "session_id")
    story = given(TRAINING_SESSION, *LISTED, facts=THERE).when(cancel).then(TrainingCancelled(reason="Banjir"))
    story.when(cancel).then_nothing().when(OPEN).then_refused("TRAINING_CANCELLED", "session_id")


def test_moved_to_another_time_until_it_is_opened() -> None:
    later = START + timedelta(days=7)
    move = RescheduleTraining(session_id=ID, starts_at=later)
    moved = TrainingRescheduled(starts_at=later, venue=SCHEDULED.venue)
    story = given(TRAINING_SESSION, *LISTED, facts=THERE).when(move).then(moved).when(move).then_nothing()
    story.when(OPEN).then_refused("BEFORE_START", "opened_at")
    story = given(TRAINING_SESSION, *LISTED, moved, facts=THERE)
    story.when(RescheduleTraining(session_id=ID, starts_at=later, last_day=DAY)).then_refused("ENDS_BEFORE_START", "last_day")
    elsewhere = replace(move, venue=Venue(name="Aula"))
    given(TRAINING_SESSION, *LISTED, moved, facts=THERE).when(elsewhere).then(replace(moved, venue=Venue(name="Aula")))
    given(TRAINING_SESSION, *OPENED, facts=THERE).when(move).then_refused("TRAINING_OPENED", "session_id")
    given(TRAINING_SESSION, *LISTED, facts=THERE).when(schedule()).then_nothing()


def test_announced_with_its_openers() -> None:
    listed = ParticipantEnrolled(attendee=OPENER, role=AttendeeRole.OPENER)
    twice = schedule(openers=("Wakapolda NTB", "Wakapolda NTB"))
    given(TRAINING_SESSION, facts=THERE).when(twice).then(SCHEDULED, listed).when(twice).then_nothing()
    numbered = schedule(openers=("Wakapolda NTB 71020123",))
    given(TRAINING_SESSION, facts=THERE).when(numbered).then_refused("OFFICE_WITH_NUMBER", "openers")
    given(TRAINING_SESSION, facts=THERE).when(schedule(last_day=date(2017, 7, 24))).then_refused("ENDS_BEFORE_START", "last_day")


def test_no_number_of_anybody_is_kept() -> None:
    guest = Attendee(office="Perwakilan Kepolisian Jepang 1234 5678")
    story = given(TRAINING_SESSION, SCHEDULED, facts=THERE)
    story.when(enrol(guest, AttendeeRole.PARTNER_REPRESENTATIVE)).then_refused("OFFICE_WITH_NUMBER", "attendee")


def test_attended_day_by_day_and_what_was_said_last_of_a_day_stands() -> None:
    days = (replace(SCHEDULED, last_day=DAY + timedelta(days=1)), *OPENED[1:])
    second = DAY + timedelta(days=1)
    away = RecordAbsence(session_id=ID, attendee=PARTICIPANT, day=second, excused=True)
    told = AbsenceRecorded(attendee=PARTICIPANT, role=AttendeeRole.PARTICIPANT, absent_on=second, excused=True)
    story = given(TRAINING_SESSION, *days, facts=THERE).when(attend(PARTICIPANT)).then(ATTENDED)
    story.when(CLOSE).then(CLOSED)
    story = given(TRAINING_SESSION, *days, ATTENDED, facts=THERE).when(away).then(told).when(away).then_nothing()
    story.when(CLOSE).then(CLOSED, LEARNT)
    corrected = replace(attend(PARTICIPANT), day=second)
    there = replace(ATTENDED, attended_on=second)
    given(TRAINING_SESSION, *days, told, facts=THERE).when(corrected).then(there)
    on_that_day = replace(attend(PARTICIPANT), recorded_at=START + timedelta(days=1))
    given(TRAINING_SESSION, *days, facts=THERE).when(on_that_day).then(replace(there, recorded_at=on_that_day.recorded_at))
    unexcused = replace(told, excused=False)
    given(TRAINING_SESSION, *days, ATTENDED, unexcused, facts=THERE).when(CLOSE).then(CLOSED)
    outside = replace(attend(PARTICIPANT), day=DAY + timedelta(days=2))
    given(TRAINING_SESSION, *days, facts=THERE).when(outside).then_refused("DAY_OUTSIDE", "day")
    given(TRAINING_SESSION, *days, facts=THERE).when(replace(away, day=DAY - timedelta(days=1))).then_refused(
        "DAY_OUTSIDE", "day"
    )
    stranger = replace(away, attendee=Attendee(office="Somebody"))
    given(TRAINING_SESSION, *days, facts=THERE).when(stranger).then_refused("NOT_ENROLLED", "attendee")


def test_a_directive_may_be_meant_for_some_of_them() -> None:
    trainer, chief = uuid5(ID, "trainer"), uuid5(ID, "chief")
    away = uuid5(ID, "unit elsewhere")
    there = TrainingFacts(
        unit_known=True,
        officers={OFFICER: Enrollee(units=(UNIT,)), trainer: Enrollee(units=(away, UNIT))},
        heads=(chief,),
    )
    teaches = (
        ParticipantEnrolled(attendee=Attendee(officer_id=trainer), role=AttendeeRole.TRAINER),
        AttendanceRecorded(attendee=Attendee(officer_id=trainer), role=AttendeeRole.TRAINER, attended_on=DAY, recorded_at=START),
    )
    past: tuple[TrainingEvent, ...] = (*OPENED, ATTENDED, *teaches)

    def addressed(**changes: Any) -> tuple[UUID, ...]:
        state = given(TRAINING_SESSION, *past, facts=there).when(issue(**changes)).state()
        assert state is not None
        return state.directives[-1].addressed_to

    assert addressed() == (OFFICER, trainer)
    assert addressed(to_roles=(AttendeeRole.TRAINER,)) == (trainer,)
    assert addressed(to_units=(away,)) == (trainer, chief)
    assert addressed(to_units=(UNIT,), to_roles=(AttendeeRole.PARTICIPANT,)) == (OFFICER,)
    story = given(TRAINING_SESSION, *past, facts=there)
    story.when(issue(to_roles=(AttendeeRole.SPEAKER,))).then_refused("NOBODY_ADDRESSED")
    given(TRAINING_SESSION, *past, facts=TrainingFacts()).when(issue(to_units=(away,))).then_refused("UNIT_UNKNOWN", "to_units")


def test_it_takes_place_with_its_host() -> None:
    assert place(None, schedule(), THERE) == place(TRAINING_SESSION.fold(LISTED), OPEN, THERE) == Place(unit=UNIT)


def test_officers_react_to_what_was_learnt_and_to_directives() -> None:
    learnt = [RecordCompetency(officer_id=OFFICER, competency=Competency.DDS, acquired_on=DAY, session_id=ID)]
    assert on_training(LEARNT, recorded(LEARNT, ID)) == learnt
    assert on_training(ATTENDED, recorded(ATTENDED, ID)) == []
    told_with_attendance = replace(ATTENDED, competencies=(Competency.DDS,))
    assert on_training(told_with_attendance, recorded(told_with_attendance, ID)) == learnt
    by_office = AttendanceRecorded(attendee=OPENER, role=AttendeeRole.OPENER, attended_on=DAY, recorded_at=START)
    assert on_training(by_office, recorded(by_office, ID)) == []
    issued = DirectiveIssued(
        directive_id=DIRECTIVE,
        number=3,
        issuer="x",
        theme=Theme.NO_DISPUTE,
        text="x",
        issued_on=DAY,
        addressed_to=(OFFICER, UNIT),
    )
    assert on_training(issued, recorded(issued, ID)) == [
        AddressDirective(officer_id=officer, directive_id=DIRECTIVE, session_id=ID, number=3, issued_on=DAY)
        for officer in (OFFICER, UNIT)
    ]
    assert on_training(CLOSED, recorded(CLOSED, ID)) == []
