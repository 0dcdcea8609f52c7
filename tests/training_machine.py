"""A training, driven at random: whatever is given in whatever order, its promises hold."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from libs.events.contracts.cooperation.training import InvitationAnswer
from libs.events.contracts.cooperation.training_session import (
    AbsenceRecorded,
    AnswerInvitation,
    AssessParticipant,
    AttendanceRecorded,
    Attendee,
    AttendeeRole,
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
    SessionKind,
    Theme,
    TrainingCancelled,
    TrainingClosed,
    TrainingOpened,
    TrainingRescheduled,
    UnitInvited,
    Venue,
    WithdrawParticipant,
)
from libs.events.contracts.officers.officer import Competency
from libs.events.decider import Refused, decided
from services.cooperation.training_session import TRAINING_SESSION
from services.cooperation.training_state import Enrollee, TrainingFacts

SPACE: Final = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b0ab")
ID, HOST = uuid5(SPACE, "training"), uuid5(SPACE, "polda")
UNITS: Final = tuple(uuid5(SPACE, name) for name in ("polres", "another polres"))
OFFICERS: Final = tuple(uuid5(SPACE, f"officer {number}") for number in range(6))
FACTS: Final = TrainingFacts(
    program_known=True,
    unit_known=True,
    officers={
        officer: Enrollee(units=(UNITS[number % 2], HOST), polda_id=HOST, on_duty=number != 4)
        for number, officer in enumerate(OFFICERS[:5])
    },
)
"""The last of them is not known, the one before him is suspended."""
OPENER: Final = Attendee(office="Wakapolda Contoh")
BEGAN: Final = datetime(2026, 1, 5, 1, tzinfo=UTC)
DAY: Final = date(2026, 1, 5)
WHO = st.sampled_from(OFFICERS)
UNIT = st.sampled_from(UNITS)
DAYS = st.integers(0, 2)


class Trained(RuleBasedStateMachine):
    """Keeps the log of one training of two days."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[Any] = []
        self.assessed = False

    def give(self, command: Any) -> None:
        state = TRAINING_SESSION.fold(self.log) if self.log else None
        decision = TRAINING_SESSION.decide(state, command, FACTS)
        if isinstance(decision, Refused):
            return
        self.log.extend(decided(decision).events)
        again: Any = TRAINING_SESSION.decide(TRAINING_SESSION.fold(self.log), command, FACTS)
        assert not isinstance(again, Refused), "what was taken is taken again"
        assert decided(again).events == ()

    @initialize(assessed=st.booleans(), come=st.sampled_from((3, 2, 1, 0)))
    def it_has_come_so_far(self, assessed: bool, come: int) -> None:
        """From the beginning or from further on, so that few steps lead to its end."""
        self.assessed = assessed
        self.it_is_announced(assessed)
        if come > 0:
            for unit in UNITS:
                self.a_unit_is_invited(unit, 2)
            for sent in ((0, 2, 4), (0, 2, 5), (0, 5)):
                self.it_answers(UNITS[0], [OFFICERS[number] for number in sent], InvitationAnswer.ACCEPTED)
            self.the_host_enrols(OFFICERS[1], AttendeeRole.PARTICIPANT)
        if come > 1:
            self.it_is_opened(0)
        if come > 2:
            for number, days in ((0, 0), (0, 1), (1, 0), (5, 0), (3, 0)):
                self.somebody_is_there(OFFICERS[number], days)

    def it_is_announced(self, assessed: bool) -> None:
        self.give(
            ScheduleTraining(
                session_id=ID,
                kind=SessionKind.IN_HOUSE_TRAINING,
                title="IHT Contoh",
                venue=Venue(name="Balai"),
                starts_at=BEGAN,
                timezone="Asia/Makassar",
                host_unit_id=HOST,
                competencies=(Competency.DDS,),
                last_day=DAY + timedelta(days=1),
                assessed=assessed,
                openers=("Wakapolda Contoh",),
            )
        )

    @rule(unit=UNIT, quota=st.integers(1, 2))
    def a_unit_is_invited(self, unit: UUID, quota: int) -> None:
        self.give(InviteUnit(session_id=ID, unit_id=unit, quota=quota))

    @rule(unit=UNIT, officers=st.lists(WHO, max_size=3), answer=st.sampled_from(InvitationAnswer))
    def it_answers(self, unit: UUID, officers: list[UUID], answer: InvitationAnswer) -> None:
        sent = tuple(officers)
        self.give(AnswerInvitation(session_id=ID, unit_id=unit, answer=answer, officer_ids=sent, answered_on=DAY))

    @rule(officer=WHO, role=st.sampled_from((AttendeeRole.PARTICIPANT, AttendeeRole.TRAINER)))
    def the_host_enrols(self, officer: UUID, role: AttendeeRole) -> None:
        self.give(EnrolParticipant(session_id=ID, attendee=Attendee(officer_id=officer), role=role))

    @rule(officer=WHO)
    def somebody_is_taken_off(self, officer: UUID) -> None:
        self.give(WithdrawParticipant(session_id=ID, attendee=Attendee(officer_id=officer)))

    @rule(days=DAYS)
    def it_is_moved(self, days: int) -> None:
        starts_at = BEGAN + timedelta(days=days)
        self.give(RescheduleTraining(session_id=ID, starts_at=starts_at, last_day=DAY + timedelta(days=days + 1)))

    @rule(days=DAYS)
    def it_is_opened(self, days: int) -> None:
        self.give(OpenTraining(session_id=ID, opener=OPENER, opened_at=BEGAN + timedelta(days=days, hours=1)))

    @rule(officer=WHO, days=DAYS)
    def somebody_is_there(self, officer: UUID, days: int) -> None:
        day = DAY + timedelta(days=days)
        self.give(RecordAttendance(session_id=ID, attendee=Attendee(officer_id=officer), recorded_at=BEGAN, day=day))

    @rule(officer=WHO, days=DAYS, excused=st.booleans())
    def somebody_is_not(self, officer: UUID, days: int, excused: bool) -> None:
        day = DAY + timedelta(days=days)
        self.give(RecordAbsence(session_id=ID, attendee=Attendee(officer_id=officer), day=day, excused=excused))

    @rule(number=st.integers(0, 2), roles=st.sampled_from(((), (AttendeeRole.TRAINER,))))
    def something_is_directed(self, number: int, roles: tuple[AttendeeRole, ...]) -> None:
        said: dict[str, Any] = {"issuer": "Wakapolda Contoh", "theme": Theme.EARLY_WARNING, "text": "x"}
        which = uuid5(SPACE, f"directive {number}")
        issued_on = DAY + timedelta(days=4)
        self.give(IssueDirective(session_id=ID, directive_id=which, to_roles=roles, issued_on=issued_on, **said))

    @rule(officer=WHO, passed=st.booleans(), score=st.sampled_from((40, 80)))
    def somebody_is_assessed(self, officer: UUID, passed: bool, score: int) -> None:
        on = DAY + timedelta(days=5)
        self.give(AssessParticipant(session_id=ID, officer_id=officer, post_score=score, passed=passed, assessed_on=on))

    @rule()
    def it_is_closed(self) -> None:
        self.give(CloseTraining(session_id=ID, closed_at=BEGAN + timedelta(days=6)))

    @rule(weather=st.integers(0, 9))
    def it_is_called_off(self, weather: int) -> None:
        if not weather:
            self.give(CancelTraining(session_id=ID, reason="x"))

    @invariant()
    def nothing_follows_its_being_called_off(self) -> None:
        assert not any(isinstance(event, TrainingCancelled) for event in self.log[:-1])
        if self.log and isinstance(self.log[-1], TrainingCancelled):
            assert not any(isinstance(event, TrainingOpened) for event in self.log)

    @invariant()
    def it_goes_forward_and_never_back(self) -> None:
        opened = closed = False
        for event in self.log:
            match event:
                case TrainingOpened():
                    assert not opened
                    opened = True
                case TrainingClosed():
                    assert opened
                    assert not closed
                    closed = True
                case AttendanceRecorded() | AbsenceRecorded() | DirectiveIssued():
                    assert opened
                    assert not closed
                case UnitInvited() | InvitationAnswered() | TrainingRescheduled():
                    assert not opened
                case ParticipantEnrolled() | ParticipantWithdrawn():
                    assert not closed
                case ParticipantAssessed() | CompetenciesGained():
                    assert opened

    @invariant()
    def quotas_are_kept_and_only_those_come_who_may(self) -> None:
        quota: dict[UUID, int] = {}
        declined: set[UUID] = set()
        listed: dict[Attendee, ParticipantEnrolled] = {}
        for event in self.log:
            match event:
                case UnitInvited():
                    quota[event.unit_id] = event.quota
                    declined.discard(event.unit_id)
                case InvitationAnswered():
                    assert event.unit_id in quota
                    (declined.add if event.answer is InvitationAnswer.DECLINED else declined.discard)(event.unit_id)
                case ParticipantEnrolled():
                    assert event.attendee not in listed
                    assert event.attendee.officer_id != OFFICERS[4], "he is suspended"
                    assert event.known is (event.attendee.officer_id != OFFICERS[5])
                    listed[event.attendee] = event
                    if event.unit_id is not None:
                        assert event.unit_id not in declined
                        assert not event.known or event.unit_id in FACTS.officers[event.attendee.officer_id or ID].units
                case ParticipantWithdrawn():
                    del listed[event.attendee]
            for unit, most in quota.items():
                assert sum(entry.unit_id == unit for entry in listed.values()) <= most
        state = TRAINING_SESSION.fold(self.log) if self.log else None
        if state is not None and not any(isinstance(event, InvitationAnswered) for event in self.log[-1:]):
            assert {entry.attendee for entry in state.enrolled} == set(listed)

    @invariant()
    def only_those_on_the_list_attend(self) -> None:
        listed: set[Attendee] = set()
        for event in self.log:
            match event:
                case ParticipantEnrolled():
                    listed.add(event.attendee)
                case ParticipantWithdrawn():
                    listed.discard(event.attendee)
                case AttendanceRecorded():
                    assert event.attendee in listed
                    assert event.attendee.officer_id != OFFICERS[5], "nobody knows him"

    @invariant()
    def directives_are_numbered_in_order_and_meant_for_those_present(self) -> None:
        numbers = [event.number for event in self.log if isinstance(event, DirectiveIssued)]
        assert numbers == list(range(1, len(numbers) + 1))
        there: set[UUID | None] = set()
        for event in self.log:
            if isinstance(event, AttendanceRecorded):
                there.add(event.attendee.officer_id)
            if isinstance(event, DirectiveIssued):
                assert set(event.addressed_to) <= there

    @invariant()
    def what_was_learnt_is_told_once_of_each_after_closing_and_passing(self) -> None:
        told: list[UUID] = []
        closed, passed = False, dict.fromkeys(OFFICERS, not self.assessed)
        days: dict[UUID, dict[date, bool]] = {}
        first = DAY
        for event in self.log:
            match event:
                case TrainingRescheduled():
                    first = event.starts_at.date()
                case TrainingClosed():
                    closed = True
                case ParticipantAssessed():
                    assert self.assessed
                    passed[event.officer_id] = event.passed
                case AttendanceRecorded(attendee=Attendee(officer_id=UUID() as officer)):
                    days.setdefault(officer, {})[event.attended_on] = True
                case AbsenceRecorded(attendee=Attendee(officer_id=UUID() as officer)):
                    days.setdefault(officer, {})[event.absent_on] = event.excused
                case CompetenciesGained():
                    assert closed
                    for officer in event.officer_ids:
                        assert passed[officer]
                        assert [days[officer].get(first + timedelta(days=number)) for number in range(2)] == [True, True]
                    told += event.officer_ids
        assert len(told) == len(set(told))
