"""A training from its announcement to its close: which rule each command meets, and what each event leaves behind."""

from typing import Final, TypeAlias, assert_never

from msgspec.structs import replace

from libs.events.contracts.cooperation.training_session import (
    AbsenceRecorded,
    AnswerInvitation,
    AssessParticipant,
    AttendanceRecorded,
    CancelTraining,
    CloseTraining,
    CompetenciesGained,
    DirectiveIssued,
    EnrolParticipant,
    InvitationAnswered,
    InviteUnit,
    IssueDirective,
    OpenTraining,
    ParticipantAssessed,
    ParticipantEnrolled,
    ParticipantWithdrawn,
    RecordAbsence,
    RecordAttendance,
    RescheduleTraining,
    ScheduleTraining,
    TrainingCancelled,
    TrainingClosed,
    TrainingOpened,
    TrainingRescheduled,
    TrainingScheduled,
    UnitInvited,
    WithdrawParticipant,
)
from libs.events.decider import Decider, Decision, Place, Refused, begun
from services.cooperation import training_course, training_list, training_results, training_schedule
from services.cooperation.training_state import TrainingFacts, TrainingSession

_During: TypeAlias = RecordAttendance | RecordAbsence | IssueDirective | CloseTraining
TrainingCommand: TypeAlias = (
    ScheduleTraining
    | RescheduleTraining
    | InviteUnit
    | AnswerInvitation
    | EnrolParticipant
    | WithdrawParticipant
    | OpenTraining
    | _During
    | AssessParticipant
    | CancelTraining
)
TrainingEvent: TypeAlias = (
    TrainingScheduled
    | TrainingRescheduled
    | UnitInvited
    | InvitationAnswered
    | ParticipantEnrolled
    | ParticipantWithdrawn
    | TrainingOpened
    | AttendanceRecorded
    | AbsenceRecorded
    | DirectiveIssued
    | ParticipantAssessed
    | TrainingClosed
    | CompetenciesGained
    | TrainingCancelled
)


def decide(state: TrainingSession | None, command: TrainingCommand, facts: TrainingFacts) -> Decision:
    if isinstance(command, ScheduleTraining):
        return training_schedule.schedule(state, command, facts)
    if state is None:
        return Refused("TRAINING_UNKNOWN", "There is no such training.", "session_id")
    if isinstance(command, CancelTraining):
        return training_schedule.cancel(state, command)
    if state.cancelled:
        return Refused("TRAINING_CANCELLED", "The training was called off.", "session_id")
    match command:
        case RescheduleTraining():
            return training_schedule.reschedule(state, command)
        case InviteUnit():
            return training_list.invite(state, command, facts)
        case AnswerInvitation():
            return training_list.answer(state, command, facts)
        case EnrolParticipant():
            return training_list.enrol(state, command, facts)
        case WithdrawParticipant():
            return training_list.withdraw(state, command)
        case OpenTraining():
            return training_course.open_training(state, command)
        case RecordAttendance() | RecordAbsence() | IssueDirective() | CloseTraining() | AssessParticipant():
            return _once_opened(state, command, facts)
        case _:
            assert_never(command)


def _once_opened(state: TrainingSession, command: _During | AssessParticipant, facts: TrainingFacts) -> Decision:
    if state.opened_at is None:
        return Refused("NOT_OPEN", "The training has not been opened.", "session_id")
    if isinstance(command, AssessParticipant):
        return training_results.assess(state, command)
    if state.closed:
        return [] if isinstance(command, CloseTraining) else Refused("TRAINING_CLOSED", "The training has been closed.")
    match command:
        case RecordAttendance():
            return training_course.attend(state, command, facts)
        case RecordAbsence():
            return training_course.absent(state, command)
        case IssueDirective():
            return training_course.issue(state, command, facts)
        case CloseTraining():
            return training_course.close(state, command, facts)
        case _:
            assert_never(command)


def evolve(state: TrainingSession | None, event: TrainingEvent) -> TrainingSession:
    if isinstance(event, TrainingScheduled):
        return TrainingSession(scheduled=event)
    session = begun(state)
    match event:
        case TrainingRescheduled():
            return replace(session, moved=event)
        case UnitInvited() | InvitationAnswered() | ParticipantEnrolled() | ParticipantWithdrawn():
            return training_list.evolve(session, event)
        case TrainingOpened():
            return replace(session, opened_at=event.opened_at)
        case AttendanceRecorded() | AbsenceRecorded():
            day = event.attended_on if isinstance(event, AttendanceRecorded) else event.absent_on
            return replace(session, attendance=session.telling(event, day))
        case DirectiveIssued():
            return replace(session, directives=(*session.directives, event))
        case ParticipantAssessed():
            return replace(session, assessed={**session.assessed, event.officer_id: event})
        case TrainingClosed():
            return replace(session, closed=True)
        case CompetenciesGained():
            return replace(session, gained=session.gained.union(event.officer_ids))
        case TrainingCancelled():
            return replace(session, cancelled=True)
        case _:
            assert_never(event)


def place(state: TrainingSession | None, command: TrainingCommand, _facts: TrainingFacts) -> Place:
    """A training takes place with its host unit; an invitation is answered by the unit invited."""
    if isinstance(command, ScheduleTraining):
        return Place(unit=command.host_unit_id)
    if isinstance(command, AnswerInvitation):
        return Place(unit=command.unit_id)
    return Place(unit=state.scheduled.host_unit_id if state else None)


INDONESIAN: Final = {
    **training_schedule.INDONESIAN,
    **training_list.INDONESIAN,
    **training_course.INDONESIAN,
    **training_results.INDONESIAN,
    "The training has been closed.": "Pelatihan sudah ditutup.",
    "The training has not been opened.": "Pelatihan belum dibuka.",
    "The training was called off.": "Pelatihan dibatalkan.",
    "There is no such training.": "Pelatihan itu tidak ada.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

TRAINING_SESSION: Final[Decider[TrainingSession | None, TrainingCommand, TrainingEvent, TrainingFacts]] = Decider(
    None, decide, evolve, place, indonesian=INDONESIAN
)
