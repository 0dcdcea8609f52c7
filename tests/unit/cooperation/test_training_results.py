"""Something is learnt by being there and, where there is an assessment, by passing it; that is told once of everybody."""

from datetime import date
from uuid import uuid5

import pytest
from msgspec.structs import replace

from libs.events.contracts.cooperation.training import Counted, RankGroup
from libs.events.contracts.cooperation.training_session import (
    AssessParticipant,
    AttendanceRecorded,
    Attendee,
    AttendeeRole,
    ParticipantAssessed,
    ParticipantEnrolled,
)
from libs.events.contracts.officers.officer import Rank
from libs.events.testing import given
from services.cooperation.training_results import counted, group_of
from services.cooperation.training_session import TRAINING_SESSION, TrainingEvent
from services.cooperation.training_state import Enrollee
from tests.unit.cooperation.test_training_session import (
    ATTENDED,
    CLOSE,
    CLOSED,
    DAY,
    ID,
    LEARNT,
    OFFICER,
    OPENED,
    SCHEDULED,
    START,
    THERE,
    UNIT,
)

ASSESSED: tuple[TrainingEvent, ...] = (replace(SCHEDULED, assessed=True), *OPENED[1:], ATTENDED)
PASS = AssessParticipant(session_id=ID, officer_id=OFFICER, pre_score=40, post_score=80, passed=True, assessed_on=DAY)
PASSED = ParticipantAssessed(officer_id=OFFICER, pre_score=40, post_score=80, passed=True, assessed_on=DAY)
FAIL, FAILED = replace(PASS, post_score=50, passed=False), replace(PASSED, post_score=50, passed=False)
LATER = date(2017, 8, 1)


def test_who_passed_has_learnt_it_when_it_is_closed() -> None:
    story = given(TRAINING_SESSION, *ASSESSED, facts=THERE).when(PASS).then(PASSED).when(PASS).then_nothing()
    story.when(CLOSE).then(CLOSED, LEARNT)
    given(TRAINING_SESSION, *ASSESSED, facts=THERE).when(FAIL).then(FAILED).when(CLOSE).then(CLOSED)
    given(TRAINING_SESSION, *ASSESSED, facts=THERE).when(CLOSE).then(CLOSED)


def test_who_passes_afterwards_has_learnt_it_then_and_once() -> None:
    late = replace(PASS, assessed_on=LATER)
    story = given(TRAINING_SESSION, *ASSESSED, FAILED, CLOSED, facts=THERE)
    story.when(late).then(replace(PASSED, assessed_on=LATER), replace(LEARNT, gained_on=LATER)).when(late).then_nothing()
    story.when(replace(late, post_score=90)).then_refused("ALREADY_PASSED", "officer_id")
    given(TRAINING_SESSION, *ASSESSED, FAILED, CLOSED, facts=THERE).when(replace(FAIL, assessed_on=LATER)).then(
        replace(FAILED, assessed_on=LATER)
    )


@pytest.mark.parametrize(
    ("past", "command", "code", "field"),
    [
        (ASSESSED[:3], PASS, "NOT_OPEN", "session_id"),
        ((*OPENED, ATTENDED), PASS, "NOT_ASSESSED", "session_id"),
        (ASSESSED, replace(PASS, officer_id=UNIT), "NOT_A_PARTICIPANT", "officer_id"),
        (ASSESSED[:-1], PASS, "NOT_PRESENT", "officer_id"),
        (ASSESSED, replace(PASS, assessed_on=date(2017, 7, 24)), "BEFORE_START", "assessed_on"),
    ],
)
def test_who_is_assessed(past: tuple[TrainingEvent, ...], command: AssessParticipant, code: str, field: str) -> None:
    given(TRAINING_SESSION, *past, facts=THERE).when(command).then_refused(code, field)


def test_participants_are_counted_by_polda_and_group_of_ranks() -> None:
    people = [uuid5(ID, f"officer {number}") for number in range(4)]
    there: list[TrainingEvent] = []
    for person in people:
        who = Attendee(officer_id=person)
        there.append(ParticipantEnrolled(attendee=who, role=AttendeeRole.PARTICIPANT))
        there.append(AttendanceRecorded(attendee=who, role=AttendeeRole.PARTICIPANT, attended_on=DAY, recorded_at=START))
    ranks = (Rank.AKP, Rank.AIPDA, Rank.BRIPDA, Rank.KOMPOL)
    poldas = (UNIT, UNIT, UNIT, None)
    officers = {
        person: Enrollee(units=(), polda_id=polda, rank=rank) for person, polda, rank in zip(people, poldas, ranks, strict=True)
    }
    state = TRAINING_SESSION.fold((*OPENED, *there, ATTENDED))
    assert state is not None
    assert counted(state, officers) == (
        Counted(polda_id=UNIT, rank_group=RankGroup.NON_COMMISSIONED, participants=2),
        Counted(polda_id=UNIT, rank_group=RankGroup.JUNIOR_COMMISSIONED, participants=1),
        Counted(polda_id=None, rank_group=RankGroup.SENIOR_COMMISSIONED, participants=1),
    )
    assert len(state.participants) == 5, "one of them is not known by rank"


def test_every_rank_is_in_one_group_and_groups_rise_with_them() -> None:
    groups = [tuple(RankGroup).index(group_of(rank)) for rank in Rank]
    assert groups == sorted(groups)
    assert set(groups) == set(range(len(RankGroup)))
    assert (group_of(Rank.AIPTU), group_of(Rank.IPDA)) == (RankGroup.NON_COMMISSIONED, RankGroup.JUNIOR_COMMISSIONED)
