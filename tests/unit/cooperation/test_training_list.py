"""Units are invited with a quota and answer with those they send; nobody else's officers take part."""

from datetime import date
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from libs.events.contracts.cooperation.training import InvitationAnswer
from libs.events.contracts.cooperation.training_session import (
    AnswerInvitation,
    AttendanceRecorded,
    Attendee,
    AttendeeRole,
    EnrolParticipant,
    InvitationAnswered,
    InviteUnit,
    ParticipantEnrolled,
    ParticipantWithdrawn,
    TrainingClosed,
    UnitInvited,
    WithdrawParticipant,
)
from libs.events.decider import Decided, Place
from libs.events.testing import given
from services.cooperation.training_session import TRAINING_SESSION, TrainingEvent, place
from services.cooperation.training_state import Enrollee, TrainingFacts
from tests.unit.cooperation.test_training_session import DAY, END, ID, LISTED, OPENED, OPENER, SCHEDULED, START, UNIT

GUEST, BELOW, NEIGHBOUR = (uuid5(ID, name) for name in ("polres", "polsek", "another polres"))
ONE, TWO, SUSPENDED, ABROAD, NEW, OURS = (uuid5(ID, name) for name in ("one", "two", "suspended", "abroad", "new", "of the host"))
FACTS = TrainingFacts(
    unit_known=True,
    officers={
        ONE: Enrollee(units=(BELOW, GUEST)),
        TWO: Enrollee(units=(GUEST,)),
        SUSPENDED: Enrollee(units=(GUEST,), on_duty=False),
        ABROAD: Enrollee(units=(NEIGHBOUR,)),
        OURS: Enrollee(units=(UNIT,)),
    },
)
INVITED = UnitInvited(unit_id=GUEST, quota=2)
INVITE = InviteUnit(session_id=ID, unit_id=GUEST, quota=2)
PAST: tuple[TrainingEvent, ...] = (*LISTED, INVITED)


def sends(*officers: UUID, answer: InvitationAnswer = InvitationAnswer.ACCEPTED) -> AnswerInvitation:
    return AnswerInvitation(session_id=ID, unit_id=GUEST, answer=answer, officer_ids=officers, answered_on=DAY)


def answered(answer: InvitationAnswer = InvitationAnswer.ACCEPTED) -> InvitationAnswered:
    return InvitationAnswered(unit_id=GUEST, answer=answer, answered_on=DAY)


def listed(officer: UUID, unit: UUID | None = GUEST, *, known: bool = True) -> ParticipantEnrolled:
    who = Attendee(officer_id=officer)
    return ParticipantEnrolled(attendee=who, role=AttendeeRole.PARTICIPANT, unit_id=unit, known=known)


def gone(officer: UUID) -> ParticipantWithdrawn:
    return ParticipantWithdrawn(attendee=Attendee(officer_id=officer))


def enrol(officer: UUID, role: AttendeeRole = AttendeeRole.PARTICIPANT) -> EnrolParticipant:
    return EnrolParticipant(session_id=ID, attendee=Attendee(officer_id=officer), role=role)


DECLINES = sends(answer=InvitationAnswer.DECLINED)
DECLINED = answered(InvitationAnswer.DECLINED)
SENT: tuple[TrainingEvent, ...] = (*PAST, answered(), listed(ONE), listed(TWO))


def test_a_unit_is_invited_and_its_quota_changed() -> None:
    story = given(TRAINING_SESSION, *LISTED, facts=FACTS).when(INVITE).then(INVITED).when(INVITE).then_nothing()
    story.when(replace(INVITE, quota=3)).then(UnitInvited(unit_id=GUEST, quota=3))
    given(TRAINING_SESSION, *SENT, facts=FACTS).when(replace(INVITE, quota=1)).then_refused("QUOTA_BELOW_SENT", "quota")
    given(TRAINING_SESSION, *LISTED, facts=TrainingFacts()).when(INVITE).then_refused("UNIT_UNKNOWN", "unit_id")
    given(TRAINING_SESSION, *OPENED, facts=FACTS).when(INVITE).then_refused("TRAINING_OPENED", "session_id")


def test_it_answers_with_those_it_sends_and_the_last_answer_stands() -> None:
    story = given(TRAINING_SESSION, *PAST, facts=FACTS).when(sends(ONE, TWO, ONE)).then(answered(), listed(ONE), listed(TWO))
    story.when(sends(ONE, TWO)).then_nothing()
    story.when(sends(TWO)).then(answered(), gone(ONE))
    story.when(DECLINES).then(DECLINED, gone(TWO)).when(DECLINES).then_nothing()
    story.when(INVITE).then(INVITED).when(sends(ONE)).then(answered(), listed(ONE))


def test_why_it_declines_is_kept_and_of_an_acceptance_nothing() -> None:
    why = replace(DECLINES, declined_because="Pengamanan")
    given(TRAINING_SESSION, *PAST, facts=FACTS).when(why).then(replace(DECLINED, declined_because="Pengamanan"))
    given(TRAINING_SESSION, *PAST, facts=FACTS).when(replace(sends(), declined_because="?")).then(answered())


@pytest.mark.parametrize(
    ("past", "command", "code", "field"),
    [
        (LISTED, sends(ONE), "NOT_INVITED", "unit_id"),
        ((*OPENED, INVITED), sends(ONE), "TRAINING_OPENED", "session_id"),
        (PAST, sends(ONE, answer=InvitationAnswer.DECLINED), "ANSWER_AMBIGUOUS", "officer_ids"),
        (PAST, sends(ONE, TWO, NEW), "QUOTA_EXCEEDED", "officer_ids"),
        (PAST, sends(SUSPENDED), "OFFICER_NOT_ACTIVE", "officer_ids"),
        (PAST, sends(ABROAD), "OFFICER_ELSEWHERE", "officer_ids"),
        ((*PAST, listed(ONE, None)), sends(ONE), "ALREADY_ENROLLED", "officer_ids"),
    ],
)
def test_whom_a_unit_may_send(past: tuple[TrainingEvent, ...], command: AnswerInvitation, code: str, field: str) -> None:
    given(TRAINING_SESSION, *past, facts=FACTS).when(command).then_refused(code, field)


def test_whoever_is_not_known_yet_is_sent_and_flagged() -> None:
    decision = TRAINING_SESSION.decide(TRAINING_SESSION.fold(PAST), sends(ONE, NEW), FACTS)
    assert decision == Decided(events=(answered(), listed(ONE), listed(NEW, known=False)), flags=("OFFICER_UNKNOWN",))


def test_the_host_enrols_within_the_quotas_of_those_invited() -> None:
    given(TRAINING_SESSION, *PAST, facts=FACTS).when(enrol(ONE)).then(listed(ONE))
    given(TRAINING_SESSION, *SENT[:-1], listed(NEW), facts=FACTS).when(enrol(TWO)).then_refused("QUOTA_EXCEEDED", "attendee")
    given(TRAINING_SESSION, *PAST, facts=FACTS).when(enrol(ABROAD)).then_refused("NOT_INVITED", "attendee")
    given(TRAINING_SESSION, *PAST, DECLINED, facts=FACTS).when(enrol(ONE)).then_refused("NOT_INVITED", "attendee")
    given(TRAINING_SESSION, *PAST, facts=FACTS).when(enrol(SUSPENDED)).then_refused("OFFICER_NOT_ACTIVE", "attendee")
    given(TRAINING_SESSION, *PAST, facts=FACTS).when(enrol(OURS)).then(listed(OURS, None))
    teaches = ParticipantEnrolled(attendee=Attendee(officer_id=ABROAD), role=AttendeeRole.TRAINER)
    given(TRAINING_SESSION, *PAST, facts=FACTS).when(enrol(ABROAD, AttendeeRole.TRAINER)).then(teaches)


def test_a_training_to_which_nobody_is_invited_is_its_hosts_own() -> None:
    below = TrainingFacts(officers={ONE: Enrollee(units=(BELOW, GUEST, UNIT))})
    given(TRAINING_SESSION, *LISTED, facts=below).when(enrol(ONE)).then(listed(ONE, None))
    given(TRAINING_SESSION, *LISTED, facts=FACTS).when(enrol(ONE)).then_refused("NOT_INVITED", "attendee")
    elsewhere = UnitInvited(unit_id=NEIGHBOUR, quota=1)
    given(TRAINING_SESSION, *LISTED, elsewhere, facts=below).when(enrol(ONE)).then_refused("NOT_INVITED", "attendee")


def test_whoever_has_not_attended_is_taken_off_the_list() -> None:
    one = Attendee(officer_id=ONE)
    withdraw = WithdrawParticipant(session_id=ID, attendee=one)
    given(TRAINING_SESSION, *SENT, facts=FACTS).when(withdraw).then(gone(ONE)).when(withdraw).then_nothing()
    there = AttendanceRecorded(attendee=one, role=AttendeeRole.PARTICIPANT, attended_on=date(2017, 7, 25), recorded_at=START)
    given(TRAINING_SESSION, *OPENED, listed(ONE), there, facts=FACTS).when(withdraw).then_refused("ATTENDED", "attendee")
    given(TRAINING_SESSION, *OPENED, facts=FACTS).when(WithdrawParticipant(session_id=ID, attendee=OPENER)).then_refused(
        "ATTENDED", "attendee"
    )
    closed = TrainingClosed(closed_at=END, participants=1)
    given(TRAINING_SESSION, *OPENED, listed(ONE), closed, facts=FACTS).when(withdraw).then_refused(
        "TRAINING_CLOSED", "session_id"
    )


def test_an_invitation_is_answered_by_the_unit_itself() -> None:
    assert place(TRAINING_SESSION.fold((SCHEDULED,)), sends(), FACTS) == Place(unit=GUEST)
