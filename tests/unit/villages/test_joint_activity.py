"""Something all three do together is partnership only if all three, each for himself, had confirmed."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from libs.events.contracts.villages.activity import ActivityTheme, JointActivityKind
from libs.events.contracts.villages.joint_activity import (
    CancelJointActivity,
    ConfirmJointActivity,
    HoldingException,
    HoldJointActivity,
    JointActivityCancelled,
    JointActivityConfirmed,
    JointActivityHeld,
    JointActivityHeldUnderException,
    JointActivityPlanned,
    PlanJointActivity,
)
from libs.events.contracts.villages.pillar_dispute import DisputeOutcome, DisputeSubject
from libs.events.contracts.villages.three_pillars import (
    Pillar,
    PillarDisputeReported,
    PillarDisputeResolved,
    PillarSeated,
    PillarVacated,
)
from libs.events.contracts.villages.village import VillageKind
from libs.events.decider import Place, Refused
from libs.events.testing import given
from libs.events.wording import Wording, listen
from services.villages.joint_activity import (
    JOINT_ACTIVITY,
    JointActivityCommand,
    JointActivityEvent,
    JointActivityFacts,
    place,
)
from services.villages.reporting import Reporting
from services.villages.three_pillars import THREE_PILLARS, PillarsEvent
from services.villages.village import Village

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b074")
VILLAGE, HEAD, NCO, OFFICER, OTHER = (uuid5(ID, name) for name in ("village", "head", "nco", "officer", "other"))
HOLDERS = {Pillar.BHABINKAMTIBMAS: OFFICER, Pillar.BABINSA: NCO, Pillar.VILLAGE_HEAD: HEAD}
AT = datetime(2026, 3, 2, 20, tzinfo=UTC)
NOW = Reporting(now=AT)
DAY = date(2026, 3, 3)
"""Four in the morning in Mataram."""


def seated(pillar: Pillar, holder: UUID, since: date = date(2020, 1, 1)) -> PillarSeated:
    return PillarSeated(pillar=pillar, title="x", holder_id=holder, since=since)


SEATED = tuple(seated(pillar, holder) for pillar, holder in HOLDERS.items())


def facts(*events: PillarsEvent) -> JointActivityFacts:
    village = Village(code="52.71.01.1004", name="Ampenan Selatan", kind=VillageKind.KELURAHAN)
    return JointActivityFacts(reporting=NOW, village=village, pillars=THREE_PILLARS.fold(events))


COMPLETE = facts(*SEATED)
VACANT = facts(*SEATED[:2])
CHANGED = facts(*SEATED, PillarVacated(pillar=Pillar.BABINSA, holder_id=NCO, vacated_on=DAY), seated(Pillar.BABINSA, OTHER, DAY))
QUARREL = PillarDisputeReported(
    dispute_id=OTHER,
    between=(Pillar.BABINSA, Pillar.VILLAGE_HEAD),
    subject=DisputeSubject.LAND,
    account="x",
    reported_at=AT - timedelta(days=1),
    escalates_at=AT,
)
PEACE = PillarDisputeResolved(dispute_id=OTHER, outcome=DisputeOutcome.RECONCILED, resolved_at=AT - timedelta(hours=1))
DISPUTED = facts(*SEATED, QUARREL)
PLAN = PlanJointActivity(
    activity_id=ID,
    village_id=VILLAGE,
    kind=JointActivityKind.KERJA_BAKTI,
    theme=ActivityTheme.DISASTER,
    scheduled_at=AT,
    place="Balai",
)
PLANNED = JointActivityPlanned(
    village_id=VILLAGE, kind=JointActivityKind.KERJA_BAKTI, theme=ActivityTheme.DISASTER, scheduled_at=AT, place="Balai"
)
MEETING = replace(PLANNED, kind=JointActivityKind.SYNERGY_MEETING)


def confirm(pillar: Pillar) -> ConfirmJointActivity:
    return ConfirmJointActivity(activity_id=ID, pillar=pillar, confirmed_at=AT)


def confirmed(pillar: Pillar, holder: UUID | None = None) -> JointActivityConfirmed:
    return JointActivityConfirmed(pillar=pillar, holder_id=holder or HOLDERS[pillar], confirmed_at=AT)


CONFIRMED = tuple(confirmed(pillar) for pillar in Pillar)
HOLD = HoldJointActivity(activity_id=ID, held_at=AT, attendance=40)
LATER = AT + timedelta(hours=1)
HELD = JointActivityHeld(village_id=VILLAGE, held_at=AT, held_on=DAY, attendance=40)
WITHOUT_SEAT = replace(HOLD, exception=HoldingException.VACANT_SEAT)
IN_HASTE = replace(HOLD, exception=HoldingException.EMERGENCY)
CANCEL = CancelJointActivity(activity_id=ID, reason="Rain.")
CANCELLED = JointActivityCancelled(cancelled_because="Rain.")


def excepted(why: HoldingException, *pillars: Pillar) -> JointActivityHeldUnderException:
    return JointActivityHeldUnderException(
        village_id=VILLAGE, held_at=AT, held_on=DAY, attendance=40, exception=why, confirmed=pillars
    )


def test_what_was_confirmed_before_it_was_held_may_come_after_that() -> None:
    held = excepted(HoldingException.EMERGENCY)
    late = replace(confirm(Pillar.BABINSA), confirmed_at=AT + timedelta(minutes=1))
    given(JOINT_ACTIVITY, PLANNED, held, facts=COMPLETE).when(late).then_refused("ACTIVITY_HELD", "activity_id")
    given(JOINT_ACTIVITY, PLANNED, held, facts=COMPLETE).when(confirm(Pillar.BABINSA)).then(confirmed(Pillar.BABINSA))


def test_all_three_confirm_and_it_is_held_in_partnership() -> None:
    story = given(JOINT_ACTIVITY, facts=COMPLETE).when(PLAN).then(PLANNED)
    for pillar in Pillar:
        story.when(confirm(pillar)).then(confirmed(pillar))
    story.when(HOLD).then(HELD)


def test_saying_it_again_changes_nothing() -> None:
    given(JOINT_ACTIVITY, PLANNED, facts=COMPLETE).when(PLAN).then_nothing()
    given(JOINT_ACTIVITY, PLANNED, CONFIRMED[0], facts=COMPLETE).when(confirm(Pillar.BHABINKAMTIBMAS)).then_nothing()
    given(JOINT_ACTIVITY, PLANNED, *CONFIRMED, HELD, facts=COMPLETE).when(HOLD).then_nothing()
    given(JOINT_ACTIVITY, PLANNED, CANCELLED, facts=COMPLETE).when(CANCEL).then_nothing()


def test_the_word_of_a_former_holder_does_not_count_that_of_his_successor_does() -> None:
    story = given(JOINT_ACTIVITY, PLANNED, *CONFIRMED, facts=CHANGED)
    story.when(HOLD).then_refused("NOT_CONFIRMED", "activity_id")
    story = given(JOINT_ACTIVITY, PLANNED, *CONFIRMED, facts=CHANGED).when(confirm(Pillar.BABINSA))
    story.then(confirmed(Pillar.BABINSA, OTHER)).when(HOLD).then(HELD)


def test_after_the_day_it_was_planned_for_a_successor_confirms_what_was_put_off() -> None:
    since = DAY + timedelta(days=3)
    changed = facts(
        *SEATED, PillarVacated(pillar=Pillar.BABINSA, holder_id=NCO, vacated_on=since), seated(Pillar.BABINSA, OTHER, since)
    )
    changed = replace(changed, reporting=Reporting(now=AT + timedelta(days=9)))
    held_at = AT + timedelta(days=5)
    put_off, his = replace(HOLD, held_at=held_at), replace(confirm(Pillar.BABINSA), confirmed_at=AT + timedelta(days=4))
    state = JOINT_ACTIVITY.fold((PLANNED,))
    assert place(state, his, changed) == Place(village=VILLAGE, person=OTHER)
    assert place(state, confirm(Pillar.BABINSA), changed) == Place(village=VILLAGE, person=NCO), "on the day planned for"
    story = given(JOINT_ACTIVITY, PLANNED, *CONFIRMED, facts=changed).when(his)
    story.then(replace(confirmed(Pillar.BABINSA, OTHER), confirmed_at=his.confirmed_at))
    story.when(put_off).then(replace(HELD, held_at=held_at, held_on=DAY + timedelta(days=5)))
    given(JOINT_ACTIVITY, PLANNED, *CONFIRMED, facts=changed).when(put_off).then_refused("NOT_CONFIRMED", "activity_id")


def test_what_a_former_holder_sends_late_takes_nothing_from_the_word_of_his_successor() -> None:
    words = (*CONFIRMED[:1], confirmed(Pillar.BABINSA, OTHER), confirmed(Pillar.BABINSA, NCO), *CONFIRMED[2:])
    given(JOINT_ACTIVITY, PLANNED, *words, facts=CHANGED).when(HOLD).then(HELD)
    given(JOINT_ACTIVITY, PLANNED, *words, facts=COMPLETE).when(HOLD).then(HELD)


def test_a_vacant_seat_excuses_whoever_is_not_there_and_nobody_else() -> None:
    there = (Pillar.BHABINKAMTIBMAS, Pillar.BABINSA)
    story = given(JOINT_ACTIVITY, PLANNED, *CONFIRMED[:2], facts=VACANT)
    story.when(WITHOUT_SEAT).then(excepted(HoldingException.VACANT_SEAT, *there))
    given(JOINT_ACTIVITY, PLANNED, CONFIRMED[0], facts=VACANT).when(WITHOUT_SEAT).then_refused("NOT_CONFIRMED", "activity_id")


def test_an_emergency_waits_for_nobody_and_is_no_partnership() -> None:
    given(JOINT_ACTIVITY, PLANNED, facts=COMPLETE).when(IN_HASTE).then(excepted(HoldingException.EMERGENCY))
    given(JOINT_ACTIVITY, PLANNED, *CONFIRMED, facts=DISPUTED).when(IN_HASTE).then(excepted(HoldingException.EMERGENCY, *Pillar))


def test_while_two_are_in_dispute_it_may_be_planned_and_they_may_meet() -> None:
    given(JOINT_ACTIVITY, facts=DISPUTED).when(PLAN).then(PLANNED)
    given(JOINT_ACTIVITY, MEETING, *CONFIRMED, facts=DISPUTED).when(HOLD).then(HELD)
    given(JOINT_ACTIVITY, PLANNED, *CONFIRMED, facts=facts(*SEATED, QUARREL, PEACE)).when(HOLD).then(HELD)


@pytest.mark.parametrize(
    ("events", "known", "command", "code", "field"),
    [
        ((), JointActivityFacts(reporting=NOW), PLAN, "VILLAGE_UNKNOWN", "village_id"),
        ((PLANNED,), COMPLETE, replace(PLAN, place="Lapangan"), "ALREADY_PLANNED", "activity_id"),
        ((), COMPLETE, HOLD, "ACTIVITY_UNKNOWN", "activity_id"),
        ((PLANNED,), VACANT, confirm(Pillar.VILLAGE_HEAD), "SEAT_VACANT", "pillar"),
        ((PLANNED, CANCELLED), COMPLETE, HOLD, "ACTIVITY_CANCELLED", "activity_id"),
        ((PLANNED, *CONFIRMED, HELD), COMPLETE, CANCEL, "ACTIVITY_HELD", "activity_id"),
        ((PLANNED, *CONFIRMED, HELD), COMPLETE, replace(HOLD, attendance=41), "ACTIVITY_HELD", "activity_id"),
        ((PLANNED, *CONFIRMED[:2]), COMPLETE, HOLD, "NOT_CONFIRMED", "activity_id"),
        ((PLANNED, *CONFIRMED), VACANT, HOLD, "NOT_CONFIRMED", "activity_id"),
        ((PLANNED, *CONFIRMED), COMPLETE, WITHOUT_SEAT, "NO_SEAT_VACANT", "exception"),
        ((PLANNED, *CONFIRMED), COMPLETE, replace(HOLD, held_at=LATER), "TIME_IN_FUTURE", "held_at"),
        ((PLANNED, *CONFIRMED), COMPLETE, replace(IN_HASTE, held_at=LATER), "TIME_IN_FUTURE", "held_at"),
        ((PLANNED,), COMPLETE, replace(confirm(Pillar.BABINSA), confirmed_at=LATER), "TIME_IN_FUTURE", "confirmed_at"),
        ((PLANNED, *CONFIRMED), DISPUTED, HOLD, "PILLARS_IN_DISPUTE", "activity_id"),
        ((PLANNED, *CONFIRMED), facts(*SEATED[:2], QUARREL), WITHOUT_SEAT, "PILLARS_IN_DISPUTE", "activity_id"),
    ],
)
def test_what_is_refused_and_in_which_words(
    events: tuple[JointActivityEvent, ...], known: JointActivityFacts, command: JointActivityCommand, code: str, field: str
) -> None:
    given(JOINT_ACTIVITY, *events, facts=known).when(command).then_refused(code, field)
    refused = JOINT_ACTIVITY.decide(JOINT_ACTIVITY.fold(events), command, known)
    assert isinstance(refused, Refused)
    listen("id")
    try:
        assert Wording(JOINT_ACTIVITY.indonesian).say(refused.message) != refused.message, "it is said in Indonesian too"
    finally:
        listen("en")


def test_a_confirmation_is_the_word_of_whoever_holds_the_seat_on_the_day() -> None:
    state = JOINT_ACTIVITY.fold((PLANNED,))
    assert place(state, confirm(Pillar.BABINSA), COMPLETE) == Place(village=VILLAGE, person=NCO)
    assert place(state, confirm(Pillar.BABINSA), CHANGED) == Place(village=VILLAGE, person=OTHER)
    assert place(state, confirm(Pillar.VILLAGE_HEAD), VACANT) == Place(village=VILLAGE)
    assert place(state, HOLD, COMPLETE) == place(None, PLAN, COMPLETE) == Place(village=VILLAGE)
    assert place(None, HOLD, COMPLETE) == Place()
