"""How a training is scheduled, opened, attended, gives directives, and closes."""

from datetime import date, datetime
from typing import Final, TypeAlias, assert_never
from zoneinfo import ZoneInfo

from msgspec import Struct
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
    TrainingCancelled,
    TrainingClosed,
    TrainingOpened,
    TrainingScheduled,
)
from libs.events.decider import Claim, Decided, Decider, Decision, Place, Refused, begun
from libs.events.wording import Sentence

TrainingCommand: TypeAlias = (
    ScheduleTraining | EnrolParticipant | OpenTraining | RecordAttendance | IssueDirective | CloseTraining | CancelTraining
)
TrainingEvent: TypeAlias = (
    TrainingScheduled
    | ParticipantEnrolled
    | TrainingOpened
    | AttendanceRecorded
    | DirectiveIssued
    | TrainingClosed
    | TrainingCancelled
)

AREAS: Final = frozenset(
    ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
)
"""With one of these begins every zone of a place in the IANA database."""


class TrainingSession(Struct, frozen=True, kw_only=True):
    scheduled: TrainingScheduled
    enrolled: tuple[ParticipantEnrolled, ...] = ()
    present: tuple[Attendee, ...] = ()
    directives: tuple[DirectiveIssued, ...] = ()
    opened_at: datetime | None = None
    closed: bool = False
    cancelled: bool = False

    def day_of(self, moment: datetime) -> date:
        """The day that it is then where the training is held."""
        return moment.astimezone(ZoneInfo(self.scheduled.timezone)).date()

    def role_of(self, attendee: Attendee) -> AttendeeRole | None:
        """As what somebody is on the list, if he is."""
        return next((enrolled.role for enrolled in self.enrolled if enrolled.attendee == attendee), None)


class TrainingFacts(Struct, frozen=True, kw_only=True):
    """Whether the programme, its phases, the host unit and the officer named are known."""

    program_known: bool = False
    phases: frozenset[int] = frozenset()
    unit_known: bool = False
    officer_known: bool = False


def decide(state: TrainingSession | None, command: TrainingCommand, facts: TrainingFacts) -> Decision:
    if isinstance(command, ScheduleTraining):
        return _schedule(state, command, facts)
    if state is None:
        return Refused("TRAINING_UNKNOWN", "There is no such training.", "session_id")
    if isinstance(command, CancelTraining):
        return _cancel(state, command)
    if state.cancelled:
        return Refused("TRAINING_CANCELLED", "The training was called off.", "session_id")
    match command:
        case EnrolParticipant():
            return _enrol(state, command, facts)
        case OpenTraining():
            return _open(state, command)
        case RecordAttendance() | IssueDirective() | CloseTraining():
            return _during(state, command)
        case _:
            assert_never(command)


def _schedule(state: TrainingSession | None, command: ScheduleTraining, facts: TrainingFacts) -> Decision:
    scheduled = TrainingScheduled(
        program_id=command.program_id,
        phase_number=command.phase_number,
        kind=command.kind,
        mode=command.mode,
        title=command.title,
        venue=command.venue,
        starts_at=command.starts_at,
        timezone=command.timezone,
        host_unit_id=command.host_unit_id,
        objectives=command.objectives,
        competencies=command.competencies,
    )
    if state is not None:
        same = state.scheduled == scheduled
        return (
            []
            if same
            else Refused("ALREADY_SCHEDULED", Sentence("This id belongs to {title}.", title=state.scheduled.title), "session_id")
        )
    if not is_zone(command.timezone):
        return Refused("TIMEZONE_UNKNOWN", "The zone is not one of the IANA time zone database.", "timezone")
    if command.program_id is not None and not facts.program_known:
        return Refused("PROGRAM_UNKNOWN", "There is no such programme.", "program_id")
    if command.phase_number is not None and command.phase_number not in facts.phases:
        return Refused(
            "PHASE_UNKNOWN", Sentence("The programme has no phase {number}.", number=command.phase_number), "phase_number"
        )
    if not facts.unit_known:
        return Refused("UNIT_UNKNOWN", "There is no such unit.", "host_unit_id")
    return [scheduled]


def is_zone(name: str) -> bool:
    """Whether a zone goes by this name everywhere: "localtime" is one on many machines, and another on each."""
    if name != "UTC" and name.partition("/")[0] not in AREAS:
        return False
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True


def _enrol(state: TrainingSession, command: EnrolParticipant, facts: TrainingFacts) -> Decision:
    if (command.attendee.officer_id is None) == (command.attendee.office is None):
        return Refused("ATTENDEE_AMBIGUOUS", "An attendee is either an officer or an office.", "attendee")
    if command.role is AttendeeRole.PARTNER_REPRESENTATIVE and command.attendee.office is None:
        return Refused("PARTNER_BY_OFFICE", "A representative of the partner is entered by office.", "attendee")
    enrolled = state.role_of(command.attendee)
    if enrolled is not None:
        return (
            []
            if enrolled is command.role
            else Refused("ALREADY_ENROLLED", Sentence("Enrolled already as {role}.", role=enrolled), "role")
        )
    if state.closed:
        return Refused("TRAINING_CLOSED", "The training has been closed.", "session_id")
    if command.attendee.officer_id is not None and not facts.officer_known:
        return Refused("OFFICER_UNKNOWN", "There is no such officer.", "attendee")
    return [ParticipantEnrolled(attendee=command.attendee, role=command.role)]


def _open(state: TrainingSession, command: OpenTraining) -> Decision:
    if state.opened_at is not None:
        return []
    if state.role_of(command.opener) is not AttendeeRole.OPENER:
        return Refused("NOT_THE_OPENER", "Only an opener on the list opens the training.", "opener")
    if command.opened_at < state.scheduled.starts_at:
        return Refused(
            "BEFORE_START",
            Sentence("The training starts at {moment}.", moment=state.scheduled.starts_at.isoformat()),
            "opened_at",
        )
    return [TrainingOpened(opener=command.opener, opened_at=command.opened_at)]


def _during(state: TrainingSession, command: RecordAttendance | IssueDirective | CloseTraining) -> Decision:
    if state.opened_at is None:
        return Refused("NOT_OPEN", "The training has not been opened.", "session_id")
    if state.closed:
        return [] if isinstance(command, CloseTraining) else Refused("TRAINING_CLOSED", "The training has been closed.")
    match command:
        case RecordAttendance():
            return _attend(state, command)
        case IssueDirective():
            return _issue(state, command)
        case CloseTraining():
            if not state.present:
                return Refused("NOBODY_ATTENDED", "A training that nobody attended is not closed but called off.")
            if command.closed_at < state.opened_at:
                return Refused(
                    "ENDS_BEFORE_START",
                    Sentence("The training was opened at {moment}.", moment=state.opened_at.isoformat()),
                    "closed_at",
                )
            participants = sum(state.role_of(attendee) is AttendeeRole.PARTICIPANT for attendee in state.present)
            return [TrainingClosed(closed_at=command.closed_at, participants=participants)]
        case _:
            assert_never(command)


def _attend(state: TrainingSession, command: RecordAttendance) -> Decision:
    role = state.role_of(command.attendee)
    if role is None:
        return Refused("NOT_ENROLLED", "Only somebody on the list attends.", "attendee")
    if command.attendee in state.present:
        return []
    gained = state.scheduled.competencies if role is AttendeeRole.PARTICIPANT else ()
    day = state.day_of(state.scheduled.starts_at)
    attended = AttendanceRecorded(
        attendee=command.attendee, role=role, attended_on=day, recorded_at=command.recorded_at, competencies=gained
    )
    return [attended]


def _issue(state: TrainingSession, command: IssueDirective) -> Decision:
    day = state.day_of(state.opened_at or state.scheduled.starts_at)
    if command.issued_on < day:
        return Refused("BEFORE_START", Sentence("The training was opened on {day}.", day=day), "issued_on")
    if command.due_on is not None and command.due_on < command.issued_on:
        return Refused("ENDS_BEFORE_START", "A directive is due after it is issued.", "due_on")
    issued = DirectiveIssued(
        directive_id=command.directive_id,
        number=len(state.directives) + 1,
        issuer=command.issuer,
        theme=command.theme,
        text=command.text,
        issued_on=command.issued_on,
        due_on=command.due_on,
        addressed_to=tuple(attendee.officer_id for attendee in state.present if attendee.officer_id is not None),
    )
    taken = Refused("DIRECTIVE_ID_TAKEN", "This id belongs to another directive.", "directive_id")
    if before := next((directive for directive in state.directives if directive.directive_id == issued.directive_id), None):
        same = replace(before, number=issued.number, addressed_to=issued.addressed_to) == issued
        return [] if same else taken
    return Decided(events=(issued,), claims=(Claim("directive", str(issued.directive_id), taken=taken),))


def _cancel(state: TrainingSession, command: CancelTraining) -> Decision:
    if state.cancelled:
        return []
    if state.opened_at is not None:
        return Refused("TRAINING_OPENED", "A training that was opened is closed, not called off.", "session_id")
    return [TrainingCancelled(reason=command.reason)]


def evolve(state: TrainingSession | None, event: TrainingEvent) -> TrainingSession:
    if isinstance(event, TrainingScheduled):
        return TrainingSession(scheduled=event)
    session = begun(state)
    match event:
        case ParticipantEnrolled():
            return replace(session, enrolled=(*session.enrolled, event))
        case TrainingOpened():
            return replace(session, opened_at=event.opened_at)
        case AttendanceRecorded():
            return replace(session, present=(*session.present, event.attendee))
        case DirectiveIssued():
            return replace(session, directives=(*session.directives, event))
        case TrainingClosed():
            return replace(session, closed=True)
        case TrainingCancelled():
            return replace(session, cancelled=True)
        case _:
            assert_never(event)


def place(state: TrainingSession | None, command: TrainingCommand, _facts: TrainingFacts) -> Place:
    """A training takes place with its host unit."""
    if isinstance(command, ScheduleTraining):
        return Place(unit=command.host_unit_id)
    return Place(unit=state.scheduled.host_unit_id if state else None)


INDONESIAN: Final = {
    "A directive is due after it is issued.": "Tenggat arahan harus setelah arahan diberikan.",
    "A representative of the partner is entered by office.": "Wakil mitra dicatat menurut jabatannya.",
    "A training that nobody attended is not closed but called off.": (
        "Pelatihan yang tidak dihadiri siapa pun tidak ditutup, melainkan dibatalkan."
    ),
    "A training that was opened is closed, not called off.": "Pelatihan yang sudah dibuka ditutup, bukan dibatalkan.",
    "An attendee is either an officer or an office.": "Peserta adalah seorang anggota atau sebuah jabatan.",
    "Enrolled already as {role}.": "Sudah terdaftar sebagai {role}.",
    "Only an opener on the list opens the training.": "Hanya pembuka dalam daftar yang dapat membuka pelatihan.",
    "Only somebody on the list attends.": "Hanya yang tercantum dalam daftar yang dapat hadir.",
    "The programme has no phase {number}.": "Program tidak memiliki tahap {number}.",
    "The training has been closed.": "Pelatihan sudah ditutup.",
    "The training has not been opened.": "Pelatihan belum dibuka.",
    "The training starts at {moment}.": "Pelatihan dimulai pada {moment}.",
    "The training was called off.": "Pelatihan dibatalkan.",
    "The training was opened at {moment}.": "Pelatihan dibuka pada {moment}.",
    "The training was opened on {day}.": "Pelatihan dibuka pada {day}.",
    "The zone is not one of the IANA time zone database.": "Zona waktu tidak ada dalam basis data zona waktu IANA.",
    "There is no such officer.": "Anggota itu tidak ada.",
    "There is no such programme.": "Program itu tidak ada.",
    "There is no such training.": "Pelatihan itu tidak ada.",
    "There is no such unit.": "Satuan itu tidak ada.",
    "This id belongs to another directive.": "Id ini milik arahan lain.",
    "This id belongs to {title}.": "Id ini milik {title}.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

TRAINING_SESSION: Final[Decider[TrainingSession | None, TrainingCommand, TrainingEvent, TrainingFacts]] = Decider(
    None, decide, evolve, place, indonesian=INDONESIAN
)
