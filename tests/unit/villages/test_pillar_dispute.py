"""Two pillars fall out, a fourth mediates, and until it is over the three are in dispute."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from libs.events.contracts.villages.pillar_dispute import DisputeOutcome, DisputeSubject, MediatorOffice
from libs.events.contracts.villages.three_pillars import (
    EscalatePillarDispute,
    Pillar,
    PillarDisputeEscalated,
    PillarDisputeMediationStarted,
    PillarDisputeReported,
    PillarDisputeResolved,
    PillarSeated,
    PillarVacated,
    RecordSynergyMeeting,
    ReportPillarDispute,
    ResolvePillarDispute,
    StartDisputeMediation,
    SynergyMeetingHeld,
)
from libs.events.contracts.villages.village import VillageKind
from libs.events.decider import Decided, Place, Refused
from libs.events.testing import given
from libs.events.wording import Wording, listen
from services.villages.pillar_dispute import SEAT_VACANT
from services.villages.reporting import Reporting
from services.villages.three_pillars import THREE_PILLARS, PillarsCommand, PillarsEvent, PillarsFacts, place
from services.villages.village import Village

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b073")
HEAD, NCO, OFFICER, CAMAT, QUARREL, OTHER = (uuid5(ID, name) for name in ("head", "nco", "officer", "camat", "quarrel", "other"))
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOW = Reporting(now=NOON + timedelta(days=8))
WARD = PillarsFacts(reporting=NOW, village=Village(code="52.71.01.1004", name="Ampenan Selatan", kind=VillageKind.KELURAHAN))


def seated(pillar: Pillar, holder: UUID, since: date = date(2020, 1, 1)) -> PillarSeated:
    return PillarSeated(pillar=pillar, title="x", holder_id=holder, since=since)


ALL = (seated(Pillar.BHABINKAMTIBMAS, OFFICER), seated(Pillar.BABINSA, NCO), seated(Pillar.VILLAGE_HEAD, HEAD))
REPORT = ReportPillarDispute(
    village_id=ID,
    dispute_id=QUARREL,
    between=(Pillar.VILLAGE_HEAD, Pillar.BABINSA),
    subject=DisputeSubject.VILLAGE_FUND,
    account="They no longer greet each other.",
    reported_by=Pillar.BHABINKAMTIBMAS,
    reported_at=NOON,
)
REPORTED = PillarDisputeReported(
    dispute_id=QUARREL,
    between=(Pillar.BABINSA, Pillar.VILLAGE_HEAD),
    subject=DisputeSubject.VILLAGE_FUND,
    account="They no longer greet each other.",
    reported_by=Pillar.BHABINKAMTIBMAS,
    reported_at=NOON,
    escalates_at=NOON + timedelta(days=7),
)
MEDIATE = StartDisputeMediation(
    village_id=ID, dispute_id=QUARREL, mediator_id=CAMAT, office=MediatorOffice.CAMAT, started_at=NOON + HOUR
)
MEDIATED = PillarDisputeMediationStarted(
    dispute_id=QUARREL, mediator_id=CAMAT, office=MediatorOffice.CAMAT, started_at=NOON + HOUR
)
RESOLVE = ResolvePillarDispute(
    village_id=ID, dispute_id=QUARREL, outcome=DisputeOutcome.RECONCILED, agreement="Peace.", resolved_at=NOON + 2 * HOUR
)
RESOLVED = PillarDisputeResolved(
    dispute_id=QUARREL, outcome=DisputeOutcome.RECONCILED, agreement="Peace.", resolved_at=NOON + 2 * HOUR
)
ESCALATE = EscalatePillarDispute(village_id=ID, dispute_id=QUARREL, at=NOON + timedelta(days=7))
ESCALATED = PillarDisputeEscalated(
    dispute_id=QUARREL,
    between=(Pillar.BABINSA, Pillar.VILLAGE_HEAD),
    subject=DisputeSubject.VILLAGE_FUND,
    reported_at=NOON,
    escalated_at=NOON + timedelta(days=7),
)


def test_a_dispute_goes_from_report_over_mediation_to_its_end() -> None:
    story = given(THREE_PILLARS, *ALL, facts=WARD)
    story.when(REPORT).then(REPORTED).then_claimed(("pillar-dispute", str(QUARREL)))
    assert story.state().in_dispute_at(NOON)
    assert not story.state().in_dispute_at(NOON - HOUR)
    story.when(MEDIATE).then(MEDIATED)
    story.when(RESOLVE).then(RESOLVED)
    assert story.state().in_dispute_at(NOON + HOUR)
    assert not story.state().in_dispute_at(NOON + 2 * HOUR)


def test_saying_it_again_changes_nothing() -> None:
    given(THREE_PILLARS, *ALL, REPORTED, facts=WARD).when(REPORT).then_nothing()
    given(THREE_PILLARS, *ALL, REPORTED, MEDIATED, facts=WARD).when(MEDIATE).then_nothing()
    given(THREE_PILLARS, *ALL, REPORTED, MEDIATED, RESOLVED, facts=WARD).when(RESOLVE).then_nothing()


def test_another_may_take_over_the_mediation() -> None:
    chief = replace(MEDIATE, mediator_id=OTHER, office=MediatorOffice.KAPOLSEK)
    took_over = replace(MEDIATED, mediator_id=OTHER, office=MediatorOffice.KAPOLSEK)
    given(THREE_PILLARS, *ALL, REPORTED, MEDIATED, facts=WARD).when(chief).then(took_over)


def test_after_one_dispute_is_over_the_same_two_may_have_another() -> None:
    again = replace(REPORT, dispute_id=OTHER, reported_at=NOON + 3 * HOUR)
    story = given(THREE_PILLARS, *ALL, REPORTED, MEDIATED, RESOLVED, facts=WARD).when(again)
    assert story.state().in_dispute_at(NOON + 3 * HOUR)
    elsewhere = replace(again, between=(Pillar.BABINSA, Pillar.BHABINKAMTIBMAS))
    assert given(THREE_PILLARS, *ALL, REPORTED, facts=WARD).when(elsewhere).state().in_dispute_at(NOON)


LATER = NOW.now + HOUR
MEET = RecordSynergyMeeting(
    village_id=ID, meeting_id=OTHER, held_on=date(2026, 3, 5), attended=(Pillar.VILLAGE_HEAD, Pillar.BABINSA)
)
FORMER = (*ALL, PillarVacated(pillar=Pillar.BABINSA, holder_id=NCO, vacated_on=date(2026, 3, 3)))
LEFT_AT_ONCE = PillarVacated(pillar=Pillar.BABINSA, holder_id=NCO, vacated_on=date(2026, 3, 2))
SEATED_SINCE = seated(Pillar.BABINSA, CAMAT, date(2026, 3, 5))
LATE_END = replace(RESOLVE, resolved_at=datetime(2026, 3, 4, 16, tzinfo=UTC))
"""On the fifth of March in Mataram."""


@pytest.mark.parametrize(
    ("events", "command", "code", "field"),
    [
        (ALL, replace(REPORT, between=(Pillar.BABINSA, Pillar.BABINSA)), "SAME_PILLAR", "between"),
        ((*ALL, REPORTED), replace(REPORT, dispute_id=OTHER), "DISPUTE_OPEN", "between"),
        ((*ALL, REPORTED), replace(REPORT, subject=DisputeSubject.LAND), "DISPUTE_ID_TAKEN", "dispute_id"),
        (ALL, MEDIATE, "DISPUTE_UNKNOWN", "dispute_id"),
        ((*ALL, REPORTED), replace(MEDIATE, mediator_id=OFFICER), "MEDIATOR_IS_PILLAR", "mediator_id"),
        ((*FORMER, REPORTED), replace(MEDIATE, mediator_id=NCO), "MEDIATOR_IS_PILLAR", "mediator_id"),
        ((*ALL, LEFT_AT_ONCE, REPORTED), replace(MEDIATE, mediator_id=NCO), "MEDIATOR_IS_PILLAR", "mediator_id"),
        ((*ALL, REPORTED), replace(MEDIATE, started_at=NOON - HOUR), "ENDS_BEFORE_START", "started_at"),
        ((*ALL, REPORTED, MEDIATED, RESOLVED), replace(MEDIATE, mediator_id=OTHER), "DISPUTE_RESOLVED", "dispute_id"),
        ((*ALL, REPORTED), RESOLVE, "NOT_MEDIATED", "dispute_id"),
        ((*ALL, REPORTED, MEDIATED), replace(RESOLVE, resolved_at=NOON), "ENDS_BEFORE_START", "resolved_at"),
        ((*FORMER, REPORTED, MEDIATED, SEATED_SINCE), LATE_END, "MEDIATOR_IS_PILLAR", "dispute_id"),
        (
            (*ALL, REPORTED, MEDIATED, RESOLVED),
            replace(RESOLVE, outcome=DisputeOutcome.MISUNDERSTANDING),
            "DISPUTE_RESOLVED",
            "dispute_id",
        ),
        (ALL, replace(REPORT, reported_at=LATER), "TIME_IN_FUTURE", "reported_at"),
        ((*ALL, REPORTED), replace(MEDIATE, started_at=LATER), "TIME_IN_FUTURE", "started_at"),
        ((*ALL, REPORTED, MEDIATED), replace(RESOLVE, resolved_at=LATER), "TIME_IN_FUTURE", "resolved_at"),
        (ALL, replace(MEET, held_on=date(2026, 3, 11)), "TIME_IN_FUTURE", "held_on"),
        ((*ALL, REPORTED), replace(ESCALATE, at=ESCALATE.at - timedelta(microseconds=1)), "NOT_OVERDUE", "at"),
        (ALL, ESCALATE, "DISPUTE_UNKNOWN", "dispute_id"),
    ],
)
def test_what_is_refused_and_in_which_words(
    events: tuple[PillarsEvent, ...], command: PillarsCommand, code: str, field: str
) -> None:
    given(THREE_PILLARS, *events, facts=WARD).when(command).then_refused(code, field)
    refused = THREE_PILLARS.decide(THREE_PILLARS.fold(events), command, WARD)
    assert isinstance(refused, Refused)
    wording = Wording(THREE_PILLARS.indonesian)
    listen("id")
    try:
        assert wording.say(refused.message) != refused.message, "it is said in Indonesian too"
    finally:
        listen("en")


def test_the_mediator_may_have_left_his_seat_before_the_dispute_began() -> None:
    before = PillarVacated(pillar=Pillar.BABINSA, holder_id=NCO, vacated_on=date(2026, 3, 1))
    story = given(THREE_PILLARS, *ALL, before, seated(Pillar.BABINSA, OTHER, date(2026, 3, 1)), REPORTED, facts=WARD)
    story.when(replace(MEDIATE, mediator_id=NCO)).then(replace(MEDIATED, mediator_id=NCO))


def test_a_mediator_who_took_a_seat_had_mediated_until_then_and_another_ends_what_is_left() -> None:
    before = replace(RESOLVE, resolved_at=LATE_END.resolved_at - HOUR)
    ended = replace(RESOLVED, resolved_at=before.resolved_at)
    given(THREE_PILLARS, *FORMER, REPORTED, MEDIATED, SEATED_SINCE, facts=WARD).when(before).then(ended)
    chief = replace(MEDIATED, mediator_id=OTHER, office=MediatorOffice.KAPOLSEK)
    after = replace(RESOLVED, resolved_at=LATE_END.resolved_at)
    given(THREE_PILLARS, *FORMER, REPORTED, MEDIATED, SEATED_SINCE, chief, facts=WARD).when(LATE_END).then(after)


def test_an_overdue_dispute_escalates_once() -> None:
    given(THREE_PILLARS, *ALL, REPORTED, facts=WARD).when(ESCALATE).then(ESCALATED).when(ESCALATE).then_nothing()
    given(THREE_PILLARS, *ALL, REPORTED, MEDIATED, facts=WARD).when(ESCALATE).then(ESCALATED)
    given(THREE_PILLARS, *ALL, REPORTED, MEDIATED, RESOLVED, facts=WARD).when(ESCALATE).then_nothing()


def test_how_long_a_dispute_may_stay_open_is_configured_and_kept_with_it() -> None:
    three = replace(WARD, dispute_days=3)
    given(THREE_PILLARS, *ALL, facts=three).when(REPORT).then(replace(REPORTED, escalates_at=NOON + timedelta(days=3)))
    early = replace(ESCALATE, at=NOON + timedelta(days=3))
    given(THREE_PILLARS, *ALL, REPORTED, facts=three).when(early).then_refused("NOT_OVERDUE", "at")


def test_a_report_about_a_vacant_seat_is_taken_and_flagged() -> None:
    for events, flags in ((ALL, ()), (ALL[:2], (SEAT_VACANT,))):
        decision = THREE_PILLARS.decide(THREE_PILLARS.fold(events), REPORT, WARD)
        assert isinstance(decision, Decided)
        assert decision.flags == flags


def test_what_a_pillar_reports_is_the_word_of_whoever_holds_the_seat() -> None:
    state = THREE_PILLARS.fold(ALL)
    assert place(state, REPORT, WARD) == Place(village=ID, person=OFFICER)
    assert place(state, replace(REPORT, reported_by=None), WARD) == Place(village=ID)
    assert place(THREE_PILLARS.initial, REPORT, WARD) == Place(village=ID)


def test_what_is_told_late_is_the_word_of_whoever_held_the_seat_then() -> None:
    state = THREE_PILLARS.fold((*FORMER, SEATED_SINCE))
    nco = replace(REPORT, reported_by=Pillar.BABINSA)
    assert place(state, nco, WARD) == Place(village=ID, person=NCO)
    vacant, successor = NOON + timedelta(days=1), datetime(2026, 3, 4, 16, tzinfo=UTC)
    assert place(state, replace(nco, reported_at=vacant), WARD) == Place(village=ID)
    assert place(state, replace(nco, reported_at=successor), WARD) == Place(village=ID, person=CAMAT), "the fifth in Mataram"


MET = SynergyMeetingHeld(meeting_id=OTHER, held_on=date(2026, 3, 5), attended=(Pillar.BABINSA, Pillar.VILLAGE_HEAD))


def test_the_pillars_meet_and_it_is_noted_who_came() -> None:
    given(THREE_PILLARS, *ALL, facts=WARD).when(MEET).then(MET).then_claimed(("synergy-meeting", str(OTHER)))
    given(THREE_PILLARS, *ALL, MET, facts=WARD).when(MEET).then_nothing()
    given(THREE_PILLARS, *ALL, MET, facts=WARD).when(replace(MEET, held_on=date(2026, 3, 6))).then_refused(
        "MEETING_ID_TAKEN", "meeting_id"
    )
    evening = replace(WARD, reporting=Reporting(now=datetime(2026, 3, 4, 16, tzinfo=UTC)))
    given(THREE_PILLARS, *ALL, facts=evening).when(MEET).then(MET)  # It is the fifth already in Mataram.
    twice = replace(MEET, attended=(Pillar.BABINSA, Pillar.BABINSA))
    given(THREE_PILLARS, *ALL, facts=WARD).when(twice).then_refused("ATTENDED_TWICE", "attended")
    decision = THREE_PILLARS.decide(THREE_PILLARS.fold(ALL[:1]), MEET, WARD)
    assert isinstance(decision, Decided)
    assert decision.flags == (SEAT_VACANT,)
