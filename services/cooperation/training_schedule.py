"""How a training is announced, moved to another time, and called off."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from libs.events.contracts.cooperation.training_session import (
    Attendee,
    AttendeeRole,
    CancelTraining,
    ParticipantEnrolled,
    RescheduleTraining,
    ScheduleTraining,
    TrainingCancelled,
    TrainingRescheduled,
    TrainingScheduled,
)
from libs.events.decider import Decision, Refused
from libs.events.wording import Sentence
from services.cooperation.training_state import TrainingFacts, TrainingSession

AREAS: Final = frozenset(
    ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
)
"""With one of these begins every zone of a place in the IANA database."""


def schedule(state: TrainingSession | None, command: ScheduleTraining, facts: TrainingFacts) -> Decision:
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
        last_day=command.last_day,
        assessed=command.assessed,
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
    if refused := _refuse_days(command.starts_at.astimezone(ZoneInfo(command.timezone)).date(), command.last_day):
        return refused
    if command.program_id is not None and not facts.program_known:
        return Refused("PROGRAM_UNKNOWN", "There is no such programme.", "program_id")
    if command.phase_number is not None and command.phase_number not in facts.phases:
        return Refused(
            "PHASE_UNKNOWN", Sentence("The programme has no phase {number}.", number=command.phase_number), "phase_number"
        )
    if not facts.unit_known:
        return Refused("UNIT_UNKNOWN", "There is no such unit.", "host_unit_id")
    openers = [Attendee(office=office) for office in dict.fromkeys(command.openers)]
    if refused := next((bad for opener in openers if (bad := refuse_attendee(opener, "openers"))), None):
        return refused
    return [scheduled, *(ParticipantEnrolled(attendee=opener, role=AttendeeRole.OPENER) for opener in openers)]


def _refuse_days(first: date, last: date | None) -> Refused | None:
    if last is None or last >= first:
        return None
    return Refused("ENDS_BEFORE_START", Sentence("The training begins on {day}.", day=first), "last_day")


def refuse_attendee(attendee: Attendee, field: str) -> Refused | None:
    """No service number is kept of anybody: it would be that of a guest, or tell an officer's date of birth."""
    if (attendee.officer_id is None) == (attendee.office is None):
        return Refused("ATTENDEE_AMBIGUOUS", "An attendee is either an officer or an office.", field)
    if attendee.office is not None and sum(sign.isdigit() for sign in attendee.office) >= LONGEST_NUMBER:
        return Refused("OFFICE_WITH_NUMBER", "Write the office without anybody's number.", field)
    return None


LONGEST_NUMBER: Final = 8
"""Digits of which a service number has at least as many."""


def is_zone(name: str) -> bool:
    """Whether a zone goes by this name everywhere: "localtime" is one on many machines, and another on each."""
    if name != "UTC" and name.partition("/")[0] not in AREAS:
        return False
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True


def reschedule(state: TrainingSession, command: RescheduleTraining) -> Decision:
    if state.opened_at is not None:
        return Refused("TRAINING_OPENED", "The training has been opened.", "session_id")
    if refused := _refuse_days(state.day_of(command.starts_at), command.last_day):
        return refused
    now = state.moved or state.scheduled
    moved = TrainingRescheduled(starts_at=command.starts_at, last_day=command.last_day, venue=command.venue or now.venue)
    before: tuple[datetime, date | None, object] = (now.starts_at, now.last_day, now.venue)
    return [] if before == (moved.starts_at, moved.last_day, moved.venue) else [moved]


def cancel(state: TrainingSession, command: CancelTraining) -> Decision:
    if state.cancelled:
        return []
    if state.opened_at is not None:
        return Refused("TRAINING_OPENED", "A training that was opened is closed, not called off.", "session_id")
    return [TrainingCancelled(reason=command.reason)]


INDONESIAN: Final = {
    "A training that was opened is closed, not called off.": "Pelatihan yang sudah dibuka ditutup, bukan dibatalkan.",
    "An attendee is either an officer or an office.": "Peserta adalah seorang anggota atau sebuah jabatan.",
    "The programme has no phase {number}.": "Program tidak memiliki tahap {number}.",
    "The training begins on {day}.": "Pelatihan dimulai pada {day}.",
    "The training has been opened.": "Pelatihan sudah dibuka.",
    "The zone is not one of the IANA time zone database.": "Zona waktu tidak ada dalam basis data zona waktu IANA.",
    "There is no such programme.": "Program itu tidak ada.",
    "There is no such unit.": "Satuan itu tidak ada.",
    "This id belongs to {title}.": "Id ini milik {title}.",
    "Write the office without anybody's number.": "Tuliskan jabatan tanpa nomor siapa pun.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""
