"""How a training is opened, attended day by day, gives directives, and is closed."""

from typing import Final
from uuid import UUID

from msgspec.structs import replace

from libs.events.contracts.cooperation.training_session import (
    AbsenceRecorded,
    AttendanceRecorded,
    AttendeeRole,
    CloseTraining,
    DirectiveIssued,
    IssueDirective,
    OpenTraining,
    RecordAbsence,
    RecordAttendance,
    TrainingClosed,
    TrainingOpened,
)
from libs.events.decider import Claim, Decided, Decision, Refused
from libs.events.wording import Sentence
from services.cooperation.training_results import counted, gained_at_closing
from services.cooperation.training_state import TrainingFacts, TrainingSession


def open_training(state: TrainingSession, command: OpenTraining) -> Decision:
    if state.opened_at is not None:
        return []
    if state.role_of(command.opener) is not AttendeeRole.OPENER:
        return Refused("NOT_THE_OPENER", "Only an opener on the list opens the training.", "opener")
    if command.opened_at < state.starts_at:
        return Refused(
            "BEFORE_START",
            Sentence("The training starts at {moment}.", moment=state.starts_at.isoformat()),
            "opened_at",
        )
    return [TrainingOpened(opener=command.opener, opened_at=command.opened_at)]


def attend(state: TrainingSession, command: RecordAttendance, facts: TrainingFacts) -> Decision:
    """By then the officer must be known: what he learns and is given to do could be put down nowhere else."""
    role = state.role_of(command.attendee)
    if role is None:
        return Refused("NOT_ENROLLED", "Only somebody on the list attends.", "attendee")
    if command.attendee.officer_id is not None and command.attendee.officer_id not in facts.officers:
        return Refused("OFFICER_UNKNOWN", "There is no such officer.", "attendee", early=True)
    noted_on = state.day_of(command.recorded_at)
    within = state.first_day <= noted_on <= state.last_day
    day = command.day or (noted_on if within else state.first_day)
    if not state.first_day <= day <= state.last_day:
        return _outside(state)
    before = state.told_of(command.attendee, day)
    attended = AttendanceRecorded(attendee=command.attendee, role=role, attended_on=day, recorded_at=command.recorded_at)
    return [] if isinstance(before, AttendanceRecorded) else [attended]


def absent(state: TrainingSession, command: RecordAbsence) -> Decision:
    role = state.role_of(command.attendee)
    if role is None:
        return Refused("NOT_ENROLLED", "Only somebody on the list attends.", "attendee")
    if not state.first_day <= command.day <= state.last_day:
        return _outside(state)
    missed = AbsenceRecorded(attendee=command.attendee, role=role, absent_on=command.day, excused=command.excused)
    return [] if state.told_of(command.attendee, command.day) == missed else [missed]


def _outside(state: TrainingSession) -> Refused:
    days = Sentence("The training is held from {first} to {last}.", first=state.first_day, last=state.last_day)
    return Refused("DAY_OUTSIDE", days, "day")


def issue(state: TrainingSession, command: IssueDirective, facts: TrainingFacts) -> Decision:
    day = state.day_of(state.opened_at or state.starts_at)
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
        addressed_to=_addressed(state, command, facts),
        to_units=command.to_units,
        to_roles=command.to_roles,
    )
    taken = Refused("DIRECTIVE_ID_TAKEN", "This id belongs to another directive.", "directive_id")
    if before := next((directive for directive in state.directives if directive.directive_id == issued.directive_id), None):
        same = replace(before, number=issued.number, addressed_to=issued.addressed_to) == issued
        return [] if same else taken
    if command.to_units and not facts.unit_known:
        return Refused("UNIT_UNKNOWN", "There is no such unit.", "to_units")
    if (command.to_units or command.to_roles) and not issued.addressed_to:
        return Refused("NOBODY_ADDRESSED", "Nobody to whom it is addressed is present.")
    return Decided(events=(issued,), claims=(Claim("directive", str(issued.directive_id), taken=taken),))


def _addressed(state: TrainingSession, command: IssueDirective, facts: TrainingFacts) -> tuple[UUID, ...]:
    units, roles = set(command.to_units), command.to_roles
    there = [one for one in state.present if not roles or state.role_of(one) in roles]
    officers = [one.officer_id for one in there if one.officer_id is not None]
    if not units:
        return tuple(officers)
    theirs = (one for one in officers if one in facts.officers and units.intersection(facts.officers[one].units))
    return tuple(dict.fromkeys((*theirs, *(() if roles else facts.heads))))


def close(state: TrainingSession, command: CloseTraining, facts: TrainingFacts) -> Decision:
    if not state.present:
        return Refused("NOBODY_ATTENDED", "A training that nobody attended is not closed but called off.")
    if state.opened_at is not None and command.closed_at < state.opened_at:
        return Refused(
            "ENDS_BEFORE_START",
            Sentence("The training was opened at {moment}.", moment=state.opened_at.isoformat()),
            "closed_at",
        )
    closed = TrainingClosed(
        closed_at=command.closed_at, participants=len(state.participants), counted=counted(state, facts.officers)
    )
    return [closed, *gained_at_closing(state, state.day_of(command.closed_at))]


INDONESIAN: Final = {
    "A directive is due after it is issued.": "Tenggat arahan harus setelah arahan diberikan.",
    "A training that nobody attended is not closed but called off.": (
        "Pelatihan yang tidak dihadiri siapa pun tidak ditutup, melainkan dibatalkan."
    ),
    "Nobody to whom it is addressed is present.": "Tidak seorang pun yang dituju hadir.",
    "Only an opener on the list opens the training.": "Hanya pembuka dalam daftar yang dapat membuka pelatihan.",
    "Only somebody on the list attends.": "Hanya yang tercantum dalam daftar yang dapat hadir.",
    "The training is held from {first} to {last}.": "Pelatihan diadakan dari {first} sampai {last}.",
    "The training starts at {moment}.": "Pelatihan dimulai pada {moment}.",
    "The training was opened at {moment}.": "Pelatihan dibuka pada {moment}.",
    "The training was opened on {day}.": "Pelatihan dibuka pada {day}.",
    "There is no such officer.": "Anggota itu tidak ada.",
    "There is no such unit.": "Satuan itu tidak ada.",
    "This id belongs to another directive.": "Id ini milik arahan lain.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""
