"""An election is told by those who command the region, goes forward phase by phase, of itself or by hand, and ends once."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from libs.events.contracts.officers.police_unit import UnitLevel
from libs.events.contracts.villages.election_period import (
    AdvanceElectionPhase,
    CloseElectionPeriod,
    DeclareElectionPeriod,
    ElectionInForce,
    ElectionKind,
    ElectionOutcome,
    ElectionPeriodClosed,
    ElectionPeriodDeclared,
    ElectionPhase,
    ElectionPhaseAdvanced,
    PhaseStart,
)
from libs.events.contracts.villages.village import VillageKind
from libs.events.decider import Place
from libs.events.due import Begin, End
from libs.events.message import Role
from libs.events.testing import Story, given
from services.villages.early_warning import Giver
from services.villages.election_period import ELECTION_PERIOD, ElectionFacts, in_force, place
from services.villages.election_timers import ELECTIONS, elections
from services.villages.reporting import Reporting
from tests.unit.recorded import recorded

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b082")
NOW = datetime(2026, 9, 1, tzinfo=UTC)
UNIT = uuid5(ID, "unit")


def day(days: int) -> datetime:
    return NOW + timedelta(days=days)


def by(level: UnitLevel | None, role: Role = Role.COMMANDER) -> Giver:
    return Giver(role=role, unit_id=UNIT if level else None, level=level)


POLRES, HEADQUARTERS, CLOCK = by(UnitLevel.POLRES), by(None, Role.HEADQUARTERS), by(None, Role.SERVICE)


def facts(giver: Giver = POLRES, **more: Any) -> ElectionFacts:
    return ElectionFacts(**{"reporting": Reporting(now=NOW), "giver": giver, "registered": True, **more})


def phases(*days: tuple[ElectionPhase, int]) -> tuple[PhaseStart, ...]:
    return tuple(PhaseStart(phase=phase, starts_at=day(number)) for phase, number in days)


CAMPAIGN, QUIET, VOTING = ElectionPhase.CAMPAIGN, ElectionPhase.QUIET_PERIOD, ElectionPhase.VOTING
TO_COME = phases((CAMPAIGN, 10), (QUIET, 60), (VOTING, 63))
DECLARE = DeclareElectionPeriod(election_id=ID, kind=ElectionKind.PILKADA, region_code="52.71", phases=TO_COME, ends_at=day(90))
DECLARED = ElectionPeriodDeclared(
    kind=ElectionKind.PILKADA,
    region_code="52.71",
    phases=TO_COME,
    ends_at=day(90),
    clock_percent=50,
    visit_within_days=14,
    unit_id=UNIT,
)


def advance(phase: ElectionPhase, days: int) -> AdvanceElectionPhase:
    return AdvanceElectionPhase(election_id=ID, phase=phase, advanced_at=day(days))


def advanced(phase: ElectionPhase, days: int, *, by_hand: bool = True) -> ElectionPhaseAdvanced:
    return ElectionPhaseAdvanced(phase=phase, advanced_at=day(days), by_hand=by_hand)


def close(days: int, outcome: ElectionOutcome = ElectionOutcome.CONCLUDED) -> CloseElectionPeriod:
    return CloseElectionPeriod(election_id=ID, outcome=outcome, closed_at=day(days))


def closed(days: int, *, by_hand: bool = True) -> ElectionPeriodClosed:
    return ElectionPeriodClosed(outcome=ElectionOutcome.CONCLUDED, closed_at=day(days), by_hand=by_hand)


def story(*events: Any, giver: Giver = POLRES) -> Story[Any, Any, Any, Any]:
    return given(ELECTION_PERIOD, *events, facts=facts(giver))


def test_it_is_declared_with_what_is_asked_of_that_time() -> None:
    measures = facts(clock_percent=40, visit_within_days=7)
    told = story().when(DECLARE, measures).then(replace(DECLARED, clock_percent=40, visit_within_days=7))
    told.then_claimed(("election-period", "PILKADA:52.71")).when(DECLARE).then_nothing()
    told.when(replace(DECLARE, ends_at=day(91))).then_refused("ALREADY_DECLARED", "election_id")
    assert in_force(ID, story(DECLARED).when(DECLARE).state()) is None, "nothing has begun"


def test_what_has_begun_before_anybody_told_is_where_it_stands() -> None:
    under_way = phases((CAMPAIGN, -10), (QUIET, -1), (VOTING, 2))
    command, event = replace(DECLARE, phases=under_way), replace(DECLARED, phases=under_way)
    told = story().when(command).then(event, advanced(QUIET, -1, by_hand=False))
    assert in_force(ID, told.state()) == ElectionInForce(election_id=ID, kind=ElectionKind.PILKADA, phase=QUIET)


ONE = "52.71.01.2004"
REFUSED = [
    ({}, by(UnitLevel.POLSEK), {}, "LEVEL_TOO_LOW", "election_id"),
    ({}, by(None), {}, "LEVEL_TOO_LOW", "election_id"),
    ({}, POLRES, {"registered": False}, "REGION_UNKNOWN", "region_code"),
    ({"region_code": ONE}, POLRES, {"village_kind": VillageKind.DESA}, "ONLY_HEAD_ELECTED", "region_code"),
    (
        {"region_code": ONE, "kind": ElectionKind.PILKADES},
        POLRES,
        {"village_kind": VillageKind.KELURAHAN},
        "HEAD_APPOINTED",
        "region_code",
    ),
    ({"phases": phases((QUIET, 10), (CAMPAIGN, 60))}, POLRES, {}, "PHASES_OUT_OF_ORDER", "phases"),
    ({"phases": phases((CAMPAIGN, 60), (QUIET, 60))}, POLRES, {}, "PHASES_OUT_OF_ORDER", "phases"),
    ({"phases": phases((QUIET, 10), (QUIET, 60))}, POLRES, {}, "PHASES_OUT_OF_ORDER", "phases"),
    ({"ends_at": day(63)}, POLRES, {}, "ENDS_BEFORE_START", "ends_at"),
    ({"phases": phases((CAMPAIGN, -9)), "ends_at": NOW}, POLRES, {}, "PERIOD_OVER", "ends_at"),
    ({"ends_at": day(10 + 731) + timedelta(seconds=1)}, POLRES, {}, "PERIOD_TOO_LONG", "ends_at"),
    ({"ends_at": day(71)}, POLRES, {"days_max": 60}, "PERIOD_TOO_LONG", "ends_at"),
]


@pytest.mark.parametrize(("fields", "giver", "around", "code", "field"), REFUSED)
def test_what_is_no_election_is_refused(
    fields: dict[str, Any], giver: Giver, around: dict[str, Any], code: str, field: str
) -> None:
    story().when(replace(DECLARE, **fields), facts(giver, **around)).then_refused(code, field)


def test_a_period_lasts_two_years_at_most_from_its_first_phase_on() -> None:
    longest = day(10 + 731)
    story().when(replace(DECLARE, ends_at=longest)).then(replace(DECLARED, ends_at=longest))


@pytest.mark.parametrize("giver", [by(UnitLevel.POLDA), by(UnitLevel.MABES), HEADQUARTERS])
def test_a_village_elects_its_head_and_those_above_a_polres_tell_as_well(giver: Giver) -> None:
    command = replace(DECLARE, kind=ElectionKind.PILKADES, region_code=ONE)
    event = replace(DECLARED, kind=ElectionKind.PILKADES, region_code=ONE, unit_id=giver.unit_id)
    story().when(command, facts(giver, village_kind=VillageKind.DESA)).then(event)


def test_a_phase_begins_by_itself_unless_somebody_was_earlier() -> None:
    story(DECLARED, giver=CLOCK).when(advance(CAMPAIGN, 10)).then(advanced(CAMPAIGN, 10, by_hand=False))
    story(DECLARED, advanced(QUIET, 0), giver=CLOCK).when(advance(CAMPAIGN, 10)).then_nothing()
    story(DECLARED, advanced(QUIET, 0), giver=CLOCK).when(advance(QUIET, 10)).then_nothing()
    story(DECLARED, closed(0), giver=CLOCK).when(advance(CAMPAIGN, 10)).then_nothing()


def test_a_commander_has_a_phase_begin_earlier_and_never_again() -> None:
    story(DECLARED).when(advance(CAMPAIGN, -1)).then(advanced(CAMPAIGN, -1)).when(advance(CAMPAIGN, 0)).then_nothing()
    begun = story(DECLARED, advanced(QUIET, -1))
    begun.when(advance(CAMPAIGN, 0)).then_refused("PHASE_BACKWARDS", "phase")
    story(DECLARED, advanced(QUIET, -1)).when(advance(VOTING, -2)).then_refused("BEFORE_LAST_PHASE", "advanced_at")
    story(DECLARED).when(advance(VOTING, 1)).then_refused("TIME_IN_FUTURE", "advanced_at")
    story(DECLARED).when(advance(ElectionPhase.COUNTING, 0)).then_refused("PHASE_NOT_DECLARED", "phase")
    story(DECLARED, closed(0)).when(advance(VOTING, 0)).then_refused("ELECTION_CLOSED", "election_id")
    story(DECLARED, giver=by(UnitLevel.POLSEK)).when(advance(VOTING, 0)).then_refused("LEVEL_TOO_LOW", "election_id")
    story().when(advance(VOTING, 0)).then_refused("ELECTION_UNKNOWN", "election_id")


def test_it_ends_once_and_gives_the_region_back() -> None:
    ended = story(DECLARED, advanced(VOTING, -2)).when(close(-1)).then(closed(-1))
    ended.then_released(("election-period", "PILKADA:52.71"))
    assert in_force(ID, ended.state()) is None
    ended.when(close(0)).then_nothing()
    ended.when(close(0, ElectionOutcome.CANCELLED)).then_refused("ELECTION_CLOSED", "election_id")
    story(DECLARED).when(close(0)).then(closed(0))
    story(DECLARED, advanced(VOTING, -2)).when(close(-3)).then_refused("BEFORE_LAST_PHASE", "closed_at")
    story(DECLARED).when(close(1)).then_refused("TIME_IN_FUTURE", "closed_at")
    story(DECLARED, giver=CLOCK).when(close(90)).then(closed(90, by_hand=False)).when(close(90)).then_nothing()


def test_it_is_about_the_whole_region() -> None:
    assert place(None, DECLARE, facts()) == Place(region="52.71")
    assert place(None, close(0), facts()) == Place()
    assert place(story(DECLARED).when(DECLARE).state(), close(0), facts()) == Place(region="52.71")


def test_each_phase_and_the_end_fall_due_at_their_moments_until_it_is_closed() -> None:
    row = recorded(DECLARED, ID)
    begins = [
        Begin(
            f"{ID}/{one.phase}", one.starts_at, AdvanceElectionPhase(election_id=ID, phase=one.phase, advanced_at=one.starts_at)
        )
        for one in TO_COME
    ]
    assert elections(DECLARED, row) == [*begins, Begin(f"{ID}/end", day(90), close(90))]
    assert elections(closed(0), row) == [End(str(ID))]
    assert set(ELECTIONS) == {ElectionPeriodDeclared, ElectionPeriodClosed}
