"""What a training came to: who passed, who has learnt what it teaches, and how many came from where.

Something is learnt by being there on all its days, excused ones apart, and by passing where there is an assessment. It is told
once of each participant: when the training is closed, or when he passes after that. Decision 0086.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from libs.events.contracts.cooperation.training import Counted, RankGroup
from libs.events.contracts.cooperation.training_session import (
    AbsenceRecorded,
    AssessParticipant,
    AttendanceRecorded,
    Attendee,
    AttendeeRole,
    CompetenciesGained,
    ParticipantAssessed,
)
from libs.events.contracts.officers.officer import Rank
from libs.events.decider import Decision, Refused
from libs.events.wording import Sentence
from services.cooperation.training_state import Enrollee, TrainingSession

HIGHEST: Final = (
    (Rank.ABRIP, RankGroup.ENLISTED),
    (Rank.AIPTU, RankGroup.NON_COMMISSIONED),
    (Rank.AKP, RankGroup.JUNIOR_COMMISSIONED),
    (Rank.KOMBES_POL, RankGroup.SENIOR_COMMISSIONED),
    (Rank.JENDERAL_POL, RankGroup.GENERAL),
)
"""The highest rank of each group."""
RANKS: Final = tuple(Rank)


def group_of(rank: Rank) -> RankGroup:
    return next(group for highest, group in HIGHEST if RANKS.index(rank) <= RANKS.index(highest))


def counted(state: TrainingSession, officers: Mapping[UUID, Enrollee]) -> tuple[Counted, ...]:
    """The participants who are officers, in an order that says nothing but where from."""
    there = (officers.get(one.officer_id) for one in state.participants if one.officer_id is not None)
    numbers = Counter((one.polda_id, group_of(one.rank)) for one in there if one is not None)
    groups = tuple(RankGroup)
    rows = sorted(numbers.items(), key=lambda row: (row[0][0] is None, str(row[0][0]), groups.index(row[0][1])))
    return tuple(Counted(polda_id=polda, rank_group=group, participants=number) for (polda, group), number in rows)


def assess(state: TrainingSession, command: AssessParticipant) -> Decision:
    who = Attendee(officer_id=command.officer_id)
    if not state.scheduled.assessed:
        return Refused("NOT_ASSESSED", "This training has no assessment.", "session_id")
    if state.role_of(who) is not AttendeeRole.PARTICIPANT:
        return Refused("NOT_A_PARTICIPANT", "Only a participant is assessed.", "officer_id")
    if not state.was_present(who):
        return Refused("NOT_PRESENT", "Only somebody who attended is assessed.", "officer_id")
    if command.assessed_on < state.first_day:
        return Refused("BEFORE_START", Sentence("The training begins on {day}.", day=state.first_day), "assessed_on")
    assessed = ParticipantAssessed(
        officer_id=command.officer_id,
        pre_score=command.pre_score,
        post_score=command.post_score,
        passed=command.passed,
        assessed_on=command.assessed_on,
    )
    if state.assessed.get(command.officer_id) == assessed:
        return []
    if command.officer_id in state.gained:
        return Refused("ALREADY_PASSED", "What the participant has learnt is recorded already.", "officer_id")
    learnt = state.closed and command.passed and attended_through(state, who)
    return [assessed, *(_gained(state, (command.officer_id,), command.assessed_on) if learnt else ())]


def gained_at_closing(state: TrainingSession, day: date) -> tuple[CompetenciesGained, ...]:
    present = (one for one in state.participants if one.officer_id is not None and attended_through(state, one))
    learnt = tuple(one.officer_id for one in present if one.officer_id is not None and _passed(state, one.officer_id))
    return _gained(state, learnt, day)


def _passed(state: TrainingSession, officer: UUID) -> bool:
    if not state.scheduled.assessed:
        return True
    found = state.assessed.get(officer)
    return found is not None and found.passed


def _gained(state: TrainingSession, officers: tuple[UUID, ...], day: date) -> tuple[CompetenciesGained, ...]:
    taught = state.scheduled.competencies
    return (CompetenciesGained(officer_ids=officers, competencies=taught, gained_on=day),) if officers and taught else ()


def attended_through(state: TrainingSession, attendee: Attendee) -> bool:
    """On each of its days there, or excused; and there on one of them."""
    days = (state.first_day + timedelta(days=number) for number in range((state.last_day - state.first_day).days + 1))
    return state.was_present(attendee) and all(_attended(state.told_of(attendee, day)) for day in days)


def _attended(day: AttendanceRecorded | AbsenceRecorded | None) -> bool:
    return isinstance(day, AttendanceRecorded) or (isinstance(day, AbsenceRecorded) and day.excused)


INDONESIAN: Final = {
    "Only a participant is assessed.": "Hanya peserta yang dinilai.",
    "Only somebody who attended is assessed.": "Hanya yang hadir yang dinilai.",
    "The training begins on {day}.": "Pelatihan dimulai pada {day}.",
    "This training has no assessment.": "Pelatihan ini tanpa penilaian.",
    "What the participant has learnt is recorded already.": "Hasil belajar peserta ini sudah dicatat.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""
