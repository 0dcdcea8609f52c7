"""Who comes to a training: units are invited with a quota and answer with those they send, others are enrolled by the host.

An officer of whom this service has not heard yet is enrolled and flagged. Decision 0086.
"""

from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec.structs import replace

from libs.events.contracts.cooperation.training import InvitationAnswer
from libs.events.contracts.cooperation.training_session import (
    AnswerInvitation,
    Attendee,
    AttendeeRole,
    EnrolParticipant,
    InvitationAnswered,
    InviteUnit,
    ParticipantEnrolled,
    ParticipantWithdrawn,
    UnitInvited,
    WithdrawParticipant,
)
from libs.events.decider import Decided, Decision, Refused
from libs.events.wording import Sentence
from services.cooperation.training_schedule import refuse_attendee
from services.cooperation.training_state import Enrollee, Invitation, TrainingFacts, TrainingSession

ListEvent: TypeAlias = UnitInvited | InvitationAnswered | ParticipantEnrolled | ParticipantWithdrawn

FLAG: Final = "OFFICER_UNKNOWN"
"""Somebody is on the list of whom this service has not heard."""
NOT_ACTIVE: Final = Refused("OFFICER_NOT_ACTIVE", "Only an officer on duty is trained.", "attendee")


def invite(state: TrainingSession, command: InviteUnit, facts: TrainingFacts) -> Decision:
    if state.opened_at is not None:
        return Refused("TRAINING_OPENED", "The training has been opened.", "session_id")
    if not facts.unit_known:
        return Refused("UNIT_UNKNOWN", "There is no such unit.", "unit_id")
    sent = len(state.sent_by(command.unit_id))
    if command.quota < sent:
        return Refused("QUOTA_BELOW_SENT", Sentence("The unit sends {count} already.", count=sent), "quota")
    before = state.invited.get(command.unit_id)
    same = before is not None and (before.quota, before.answer_by) == (command.quota, command.answer_by)
    if same and before is not None and before.answer is not InvitationAnswer.DECLINED:
        return []
    return [UnitInvited(unit_id=command.unit_id, quota=command.quota, answer_by=command.answer_by)]


def answer(state: TrainingSession, command: AnswerInvitation, facts: TrainingFacts) -> Decision:
    """The list of a unit is replaced whole: whoever was sent and is not named any more is taken off."""
    invitation = state.invited.get(command.unit_id)
    if invitation is None:
        return Refused("NOT_INVITED", "The unit has not been invited.", "unit_id", early=True)
    if state.opened_at is not None:
        return Refused("TRAINING_OPENED", "The training has been opened.", "session_id")
    if command.answer is InvitationAnswer.DECLINED and command.officer_ids:
        return Refused("ANSWER_AMBIGUOUS", "Who declines sends nobody.", "officer_ids")
    sent = tuple(dict.fromkeys(command.officer_ids))
    if len(sent) > invitation.quota:
        return Refused("QUOTA_EXCEEDED", Sentence("The unit may send {quota}.", quota=invitation.quota), "officer_ids")
    if refused := next((bad for officer in sent if (bad := _refuse_sent(state, command.unit_id, officer, facts))), None):
        return refused
    before = state.sent_by(command.unit_id)
    left = [ParticipantWithdrawn(attendee=Attendee(officer_id=officer)) for officer in before if officer not in sent]
    come = [_entry(officer, command.unit_id, facts) for officer in sent if officer not in before]
    if not left and not come and invitation.answer is command.answer:
        return []
    answered = InvitationAnswered(
        unit_id=command.unit_id,
        answer=command.answer,
        declined_because=command.declined_because if command.answer is InvitationAnswer.DECLINED else None,
        answered_on=command.answered_on,
    )
    return Decided(events=(answered, *left, *come), flags=() if all(entry.known for entry in come) else (FLAG,))


def _refuse_sent(state: TrainingSession, unit: UUID, officer: UUID, facts: TrainingFacts) -> Refused | None:
    entry, known = state.entry_of(Attendee(officer_id=officer)), facts.officers.get(officer)
    if entry is not None and entry.unit_id != unit:
        return Refused("ALREADY_ENROLLED", Sentence("Enrolled already as {role}.", role=entry.role), "officer_ids")
    if known is not None and not known.on_duty:
        return Refused("OFFICER_NOT_ACTIVE", "Only an officer on duty is trained.", "officer_ids")
    if known is not None and unit not in known.units:
        return Refused("OFFICER_ELSEWHERE", "A unit sends officers of its own and of those below it.", "officer_ids")
    return None


def _entry(officer: UUID, unit: UUID | None, facts: TrainingFacts) -> ParticipantEnrolled:
    who = Attendee(officer_id=officer)
    return ParticipantEnrolled(attendee=who, role=AttendeeRole.PARTICIPANT, unit_id=unit, known=officer in facts.officers)


def enrol(state: TrainingSession, command: EnrolParticipant, facts: TrainingFacts) -> Decision:
    if refused := refuse_attendee(command.attendee, "attendee"):
        return refused
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
    officer = command.attendee.officer_id
    if officer is None:
        return [ParticipantEnrolled(attendee=command.attendee, role=command.role)]
    known = facts.officers.get(officer)
    if known is None:
        entered = ParticipantEnrolled(attendee=command.attendee, role=command.role, known=False)
        return Decided(events=(entered,), flags=(FLAG,))
    if not known.on_duty:
        return NOT_ACTIVE
    if command.role is not AttendeeRole.PARTICIPANT:
        return [ParticipantEnrolled(attendee=command.attendee, role=command.role)]
    return _of_invited(state, officer, known, facts)


def _of_invited(state: TrainingSession, officer: UUID, known: Enrollee, facts: TrainingFacts) -> Decision:
    """A participant comes for the nearest unit above him that is invited. Where none is, the training is its host's own."""
    coming = {unit for unit, invited in state.invited.items() if invited.answer is not InvitationAnswer.DECLINED}
    unit = next((unit for unit in known.units if unit in coming), None)
    host = state.scheduled.host_unit_id
    if unit is None and host not in (known.units[:1] if state.invited else known.units):
        return Refused("NOT_INVITED", "No unit was invited and has not declined for which the officer could come.", "attendee")
    if unit is not None and len(state.sent_by(unit)) >= state.invited[unit].quota:
        return Refused("QUOTA_EXCEEDED", Sentence("The unit may send {quota}.", quota=state.invited[unit].quota), "attendee")
    return [_entry(officer, unit, facts)]


def withdraw(state: TrainingSession, command: WithdrawParticipant) -> Decision:
    role = state.role_of(command.attendee)
    if role is None:
        return []
    if state.closed:
        return Refused("TRAINING_CLOSED", "The training has been closed.", "session_id")
    if state.was_present(command.attendee) or (role is AttendeeRole.OPENER and state.opened_at is not None):
        return Refused("ATTENDED", "Who attended stays on the list.", "attendee")
    return [ParticipantWithdrawn(attendee=command.attendee)]


def evolve(session: TrainingSession, event: ListEvent) -> TrainingSession:
    match event:
        case UnitInvited() | InvitationAnswered():
            return replace(session, invited={**session.invited, event.unit_id: _invitation(session, event)})
        case ParticipantEnrolled():
            return replace(session, enrolled=(*session.enrolled, event))
        case ParticipantWithdrawn():
            return replace(session, enrolled=tuple(one for one in session.enrolled if one.attendee != event.attendee))
        case _:
            assert_never(event)


def _invitation(session: TrainingSession, event: UnitInvited | InvitationAnswered) -> Invitation:
    """An answer stands when the quota changes; whoever declined is asked again."""
    before = session.invited.get(event.unit_id)
    if isinstance(event, InvitationAnswered):
        return replace(before, answer=event.answer) if before else Invitation(quota=0, answer=event.answer)
    stands = before.answer if before and before.answer is not InvitationAnswer.DECLINED else None
    return Invitation(quota=event.quota, answer_by=event.answer_by, answer=stands)


INDONESIAN: Final = {
    "A representative of the partner is entered by office.": "Wakil mitra dicatat menurut jabatannya.",
    "A unit sends officers of its own and of those below it.": "Satuan mengirim anggotanya dan anggota satuan bawahannya.",
    "Enrolled already as {role}.": "Sudah terdaftar sebagai {role}.",
    "No unit was invited and has not declined for which the officer could come.": (
        "Tidak ada satuan yang diundang, dan tidak menolak, yang dapat diwakili anggota ini."
    ),
    "Only an officer on duty is trained.": "Hanya anggota yang aktif dapat dilatih.",
    "The training has been closed.": "Pelatihan sudah ditutup.",
    "The training has been opened.": "Pelatihan sudah dibuka.",
    "The unit has not been invited.": "Satuan itu tidak diundang.",
    "The unit may send {quota}.": "Satuan dapat mengirim {quota} peserta.",
    "The unit sends {count} already.": "Satuan sudah mengirim {count} peserta.",
    "There is no such unit.": "Satuan itu tidak ada.",
    "Who attended stays on the list.": "Yang sudah hadir tetap tercantum dalam daftar.",
    "Who declines sends nobody.": "Satuan yang menolak tidak mengirim siapa pun.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""
