"""What is counted from events: each measure by its own rule, in the months and regions asked for, whoever came first."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

import pytest

from libs.events.contracts.cooperation.project_design import Measure
from libs.events.contracts.cooperation.training_session import (
    SessionKind,
    SessionMode,
    TrainingClosed,
    TrainingRescheduled,
    TrainingScheduled,
    Venue,
)
from libs.events.contracts.officers.officer import DirectiveAcknowledged
from libs.events.contracts.villages.activity import ActivityTheme
from libs.events.contracts.villages.community_issue import (
    IssueCategory,
    IssueChannel,
    IssueMethod,
    IssueReopened,
    IssueReported,
    IssueResolved,
    ResolutionRejected,
    ResolutionVerified,
    Verifier,
)
from libs.events.contracts.villages.joint_activity import JointActivityHeld
from libs.events.contracts.villages.outreach import Appeal, OutreachHeld, OutreachKind
from libs.events.contracts.villages.village import VillageKind, VillageRecoded, VillageRegistered
from libs.events.contracts.villages.village_visit import VisitCompleted
from libs.events.message import Event
from services.cooperation.field_count import FieldCount, combined, months
from services.cooperation.field_measures import CATALOGUE
from tests.unit.recorded import recorded

SPACE = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b0d4")
AMPENAN, BEKASI, SESSION = (uuid5(SPACE, name) for name in ("Ampenan", "Bekasi", "session"))
MARCH, LATE = ("2026-03", "2026-03"), date(2026, 12, 31)
Told = tuple[UUID, Event]


def village(key: UUID, code: str, zone: str) -> Told:
    return key, VillageRegistered(code=code, name="Contoh", kind=VillageKind.KELURAHAN, timezone=zone, edition="test")


VILLAGES = (village(AMPENAN, "52.71.01.1004", "Asia/Makassar"), village(BEKASI, "32.75.01.1001", "Asia/Jakarta"))


def an(name: str) -> UUID:
    return uuid5(SPACE, name)


def at(day: int, hour: int = 3, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def visit(name: str, where: UUID, when: datetime) -> Told:
    return an(name), VisitCompleted(village_id=where, officer_id=an("officer"), ended_at=when, contact_ids=())


def count(told: Iterable[Told]) -> FieldCount:
    made = FieldCount()
    for position, (key, event) in enumerate(told, 1):
        made.add(event, recorded(event, key, position))
    return made


def value(
    told: Iterable[Told], measure: Measure, *regions: str, period: tuple[str, str] = MARCH, on: date = LATE
) -> float | None:
    return count(told).value(measure, regions, *period, on)


def test_what_happens_is_counted_where_and_when_it_was_there() -> None:
    told = [
        *VILLAGES,
        visit("1", AMPENAN, at(1)),
        visit("2", AMPENAN, at(31, 15)),  # eleven in the evening there
        visit("3", AMPENAN, at(31, 16)),  # midnight there: April
        visit("4", AMPENAN, at(28, 17, month=2)),  # one in the morning there: March
        visit("5", BEKASI, at(31, 16)),  # eleven in the evening there
    ]
    assert value(told, Measure.VISITS_COMPLETED) == 4
    assert value(told, Measure.VISITS_COMPLETED, "52") == 3
    assert value(told, Measure.VISITS_COMPLETED, "52.71.01", "32.75") == 4
    assert value(told, Measure.VISITS_COMPLETED, "52", "52.71") == 3, "nothing twice"
    assert value(told, Measure.VISITS_COMPLETED, "5") == 0
    assert value(told, Measure.VISITS_COMPLETED, "52", period=("2026-03", "2026-04")) == 4
    assert value(reversed(told), Measure.VISITS_COMPLETED, "52.71") == 3, "a village may become known later"
    assert value([*told, *told], Measure.VISITS_COMPLETED) == 4, "the same event twice is one visit"


def test_a_region_holds_what_was_done_in_the_villages_that_lie_in_it_now() -> None:
    moved = VillageRecoded(
        code="53.01.07.1009",
        previous_code="52.71.01.1004",
        timezone="Asia/Makassar",
        edition="test",
        effective_on=date(2026, 5, 1),
        legal_basis="UU Contoh",
    )
    told = [*VILLAGES, visit("1", AMPENAN, at(1)), visit("2", BEKASI, at(1)), (AMPENAN, moved)]
    assert value(told, Measure.VISITS_COMPLETED, "53.01") == 1
    assert value(told, Measure.VISITS_COMPLETED, "52") == 0
    assert value(told, Measure.VISITS_COMPLETED) == 2


ISSUE = an("issue")
REPORTED = IssueReported(
    village_id=AMPENAN,
    category=IssueCategory.LAND_DISPUTE,
    channel=IssueChannel.VISIT,
    account="-",
    involves_minor=False,
    must_be_referred=False,
    reported_at=at(1),
    acknowledge_within=1,
    act_within=1,
)
RESOLVED = IssueResolved(method=IssueMethod.MEDIATION, resolved_at=at(10), holds_days=30)
VERIFIED = ResolutionVerified(verifier=Verifier.FORUM, verified_at=at(11))
REJECTED = ResolutionRejected(verifier=Verifier.FORUM, rejected_at=at(11))
REOPENED = IssueReopened(reason="-", reopened_at=at(20), in_time=True)
LONG_AFTER = IssueReopened(reason="-", reopened_at=at(20, month=5), in_time=False)
AGAIN = IssueResolved(method=IssueMethod.MEDIATION, resolved_at=at(25), holds_days=30)


@pytest.mark.parametrize(
    ("steps", "resolved", "accurate"),
    [
        ((), 0, 0),
        ((RESOLVED,), 1, 0),
        ((RESOLVED, VERIFIED), 1, 1),
        ((RESOLVED, REJECTED), 0, 0),
        ((RESOLVED, VERIFIED, REOPENED), 0, 0),
        ((RESOLVED, VERIFIED, REOPENED, AGAIN, VERIFIED), 1, 0),
        ((RESOLVED, REJECTED, AGAIN, VERIFIED), 1, 0),
        ((RESOLVED, VERIFIED, LONG_AFTER), 0, 0),
        ((RESOLVED, VERIFIED, LONG_AFTER, AGAIN, VERIFIED), 1, 1),
    ],
)
def test_what_failed_once_is_never_accurate_and_what_is_open_is_not_resolved(
    steps: tuple[Event, ...], resolved: int, accurate: int
) -> None:
    told = [*VILLAGES, (ISSUE, REPORTED), *((ISSUE, step) for step in steps)]
    assert value(told, Measure.ISSUES_RESOLVED, "52.71") == resolved
    assert value(told, Measure.ISSUES_ACCURATE, "52.71") == accurate
    assert value(told, Measure.ISSUES_RESOLVED, "32") == 0


def test_a_settlement_is_accurate_when_its_days_are_over() -> None:
    told = [*VILLAGES, (ISSUE, REPORTED), (ISSUE, RESOLVED), (ISSUE, VERIFIED)]
    assert value(told, Measure.ISSUES_ACCURATE, on=date(2026, 4, 8)) == 0
    assert value(told, Measure.ISSUES_ACCURATE, on=date(2026, 4, 9)) == 1


def scheduled(region: str | None) -> TrainingScheduled:
    return TrainingScheduled(
        kind=SessionKind.IN_HOUSE_TRAINING,
        mode=SessionMode.ONSITE,
        title="Contoh",
        venue=Venue(name="Aula", region_code=region),
        starts_at=at(31, 16),
        timezone="Asia/Jakarta",
        host_unit_id=an("unit"),
    )


def test_trainings_count_where_they_are_held_with_whoever_took_part() -> None:
    other = an("other session")
    told: list[Told] = [
        (SESSION, scheduled("52.71")),
        (SESSION, TrainingClosed(closed_at=at(31, 20), participants=20)),
        (other, scheduled(None)),
        (other, TrainingClosed(closed_at=at(31, 20), participants=13)),
        (an("never closed"), scheduled("52.71")),
    ]
    assert value(told, Measure.TRAININGS_CLOSED) == 2
    assert value(told, Measure.TRAININGS_CLOSED, "52") == 1, "where nobody said a region it is in none"
    assert value(told, Measure.TRAINING_PARTICIPANTS) == 33
    assert value(told, Measure.PARTICIPANTS_PER_TRAINING) == 16.5
    assert value(told, Measure.PARTICIPANTS_PER_TRAINING, "32") is None
    assert value(told, Measure.TRAINING_PARTICIPANTS, "32") == 0


def test_a_training_that_was_moved_counts_when_and_where_it_was_held() -> None:
    told: list[Told] = [
        (SESSION, scheduled("52.71")),
        (SESSION, TrainingRescheduled(starts_at=at(2, month=4), venue=Venue(name="Balai", region_code="32.75"))),
        (SESSION, TrainingClosed(closed_at=at(2, 9, month=4), participants=20)),
    ]
    assert value(told, Measure.TRAININGS_CLOSED) == 0, "not in the month that it was announced for"
    assert value(told, Measure.TRAININGS_CLOSED, "32.75", period=("2026-04", "2026-04")) == 1
    assert value(told, Measure.TRAINING_PARTICIPANTS, "52.71", period=("2026-03", "2026-04")) == 0


def test_directives_count_where_the_training_was_once_for_each_officer() -> None:
    deed = DirectiveAcknowledged(directive_id=an("directive"), session_id=SESSION, acknowledged_on=date(2026, 3, 5))
    told = [(an("officer 1"), deed), (an("officer 2"), deed), (SESSION, scheduled("52.71"))]
    assert value(told, Measure.DIRECTIVES_ACKNOWLEDGED, "52.71") == 2
    assert value(told, Measure.DIRECTIVES_ACKNOWLEDGED, "52.72") == 0


def test_partnership_and_outreach() -> None:
    held: dict[str, Any] = {"held_at": at(3), "held_on": date(2026, 3, 3)}
    outreach: dict[str, Any] = {"kind": OutreachKind.COUNSELLING, "theme": ActivityTheme.YOUTH, "appeal": Appeal.PARTICIPATION}
    told: list[Told] = [
        *VILLAGES,
        (an("joint"), JointActivityHeld(village_id=AMPENAN, attendance=40, **held)),
        (an("outreach"), OutreachHeld(village_id=BEKASI, officer_id=an("officer"), attendance=25, **held, **outreach)),
    ]
    assert value(told, Measure.JOINT_ACTIVITIES_HELD, "52.71") == 1
    assert value(told, Measure.OUTREACH_HELD, "32") == 1
    assert value(told, Measure.RESIDENTS_REACHED) == 25


def test_every_measure_says_how_it_is_counted() -> None:
    assert set(CATALOGUE) == set(Measure)
    for measure in Measure:
        assert count([]).value(measure, (), *MARCH, LATE) in (0, None)


def test_a_period_ends_with_its_last_month() -> None:
    assert months("2025-12", "2026-02") == (date(2025, 12, 1), date(2026, 3, 1))
    assert months("2026-12", "2026-12") == (date(2026, 12, 1), date(2027, 1, 1))


def test_a_mean_is_rounded_as_people_do() -> None:
    assert combined(Measure.PARTICIPANTS_PER_TRAINING, 1.0, 8) == 0.13
    assert combined(Measure.PARTICIPANTS_PER_TRAINING, None, 0) is None
    assert combined(Measure.VISITS_COMPLETED, None, 0) == 0
