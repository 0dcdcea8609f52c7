"""A training is opened by its opener, attended by those on the list, and what is said there is addressed to those present."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from libs.events.contracts.cooperation.training_session import (
    AttendanceRecorded,
    Attendee,
    AttendeeRole,
    CancelTraining,
    CloseTraining,
    DirectiveIssued,
    EnrolParticipant,
    IssueDirective,
    OpenTraining,
    ParticipantEnrolled,
    RecordAttendance,
    ScheduleTraining,
    SessionKind,
    SessionMode,
    Theme,
    TrainingCancelled,
    TrainingClosed,
    TrainingOpened,
    TrainingScheduled,
    Venue,
)
from libs.events.contracts.officers.officer import AddressDirective, Competency, RecordCompetency
from libs.events.decider import Place
from libs.events.testing import given
from services.cooperation.training_session import (
    TRAINING_SESSION,
    TrainingCommand,
    TrainingEvent,
    TrainingFacts,
    place,
)
from services.officers.reactions import on_training
from tests.unit.recorded import recorded

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b008")
PROGRAM, UNIT, OFFICER, DIRECTIVE = (uuid5(ID, name) for name in ("program", "unit", "officer", "directive"))
START = datetime.fromisoformat("2017-07-25T08:00:00+08:00")
END = datetime.fromisoformat("2017-07-25T16:00:00+08:00")
DAY = date(2017, 7, 25)
THERE = TrainingFacts(program_known=True, unit_known=True, officer_known=True)
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
ATTENDED = AttendanceRecorded(
    attendee=PARTICIPANT, role=AttendeeRole.PARTICIPANT, attended_on=DAY, recorded_at=START, competencies=(Competency.DDS,)
)
CLOSED = TrainingClosed(closed_at=END, participants=1)


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


def test_nobody_is_on_the_list_whom_the_officers_service_does_not_know() -> None:
    """What he learns could be put down nowhere, and all that follows in the session would wait for it."""
    story = given(TRAINING_SESSION, SCHEDULED, facts=TrainingFacts())
    story.when(enrol(PARTICIPANT, AttendeeRole.PARTICIPANT)).then_refused("OFFICER_UNKNOWN", "attendee")
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


def test_participants_who_attend_have_learnt_what_it_teaches() -> None:
    story = given(TRAINING_SESSION, *OPENED, facts=THERE).when(attend(PARTICIPANT)).then(ATTENDED)
    story.when(attend(PARTICIPANT)).then_nothing()
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
    given(TRAINING_SESSION, *OPENED, ATTENDED, facts=THERE).when(CLOSE).then(CLOSED).when(CLOSE).then_nothing()


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


def test_it_takes_place_with_its_host() -> None:
    assert place(None, schedule(), THERE) == place(TRAINING_SESSION.fold(LISTED), OPEN, THERE) == Place(unit=UNIT)


def test_officers_react_to_attendance_and_directives() -> None:
    assert on_training(ATTENDED, recorded(ATTENDED, ID)) == [
        RecordCompetency(officer_id=OFFICER, competency=Competency.DDS, acquired_on=DAY, session_id=ID)
    ]
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
