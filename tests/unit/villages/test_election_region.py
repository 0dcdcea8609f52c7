"""An election goes where its region goes, is held nowhere once that is no more, and never stands in the way of another one."""

from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

import pytest

from libs.events.contracts.villages.election_period import (
    ElectionKind,
    ElectionRegionFollowed,
    ElectionRegionLost,
    FollowElectionRegion,
    RegionLoss,
)
from libs.events.contracts.villages.region import RegionDissolved, RegionMoved, RegionRecoded, RegionRenamed
from libs.events.contracts.villages.sensitive_issue import LinkToElection
from libs.events.contracts.villages.village import VillageDissolved, VillageRecoded
from libs.events.decider import Place
from libs.events.each import Each
from libs.events.message import Event
from libs.events.testing import Story
from services.villages.boundary_reactions import on_place
from services.villages.election_period import ELECTION_PERIOD, in_force, place
from tests.unit.recorded import recorded
from tests.unit.villages import test_sensitive_issue as issues
from tests.unit.villages.test_election_period import (
    CAMPAIGN,
    CLOCK,
    DECLARED,
    ID,
    advance,
    advanced,
    close,
    closed,
    facts,
    story,
)

OTHER: Final = uuid5(ID, "other")
ON, BASIS = date(2022, 7, 25), "UU Contoh"
HOLDS: Final[dict[str, Any]] = {"effective_on": ON, "legal_basis": BASIS}
TOLD: Final[dict[str, Any]] = {"changed_on": ON, "legal_basis": BASIS}


def follow(before: str, now: str | None) -> FollowElectionRegion:
    return FollowElectionRegion(election_id=ID, previous_code=before, code=now, **TOLD)


def followed(before: str, now: str) -> ElectionRegionFollowed:
    return ElectionRegionFollowed(region_code=now, previous_code=before, **TOLD)


def held(*codes: str) -> tuple[tuple[str, str], ...]:
    return tuple(("election-period", f"PILKADA:{code}") for code in codes)


LOST: Final = ElectionRegionLost(region_code="52.71", because=RegionLoss.DISSOLVED, **TOLD)
UNDER_WAY: Final = (DECLARED, advanced(CAMPAIGN, 0))


def under_way(*events: Event) -> Story[Any, Any, Any, Any]:
    return story(*UNDER_WAY, *events, giver=CLOCK)


def test_it_holds_the_new_code_from_then_on_and_goes_on_as_it_was() -> None:
    told = under_way().when(follow("52.71", "53.01")).then(followed("52.71", "53.01"))
    told.then_claimed(*held("53.01")).then_released(*held("52.71"))
    assert in_force(ID, told.state()) == in_force(ID, ELECTION_PERIOD.fold(UNDER_WAY))
    assert place(told.state(), close(0), facts()) == Place(region="53.01")
    told.when(follow("52.71", "53.01")).then_nothing()
    told.when(follow("53.01", "54.02")).then(followed("53.01", "54.02")).then_released(*held("53.01"))
    told.when(close(90)).then(closed(90, by_hand=False)).then_released(*held("54.02"))


def test_before_its_first_phase_it_follows_as_well() -> None:
    story(DECLARED, giver=CLOCK).when(follow("52.71", "53.01")).then(followed("52.71", "53.01"))


def test_what_is_not_its_own_place_or_over_is_left_alone() -> None:
    under_way().when(follow("52.72", "53.01")).then_nothing()
    under_way(closed(0)).when(follow("52.71", "53.01")).then_nothing()
    under_way(LOST).when(follow("52.71", "53.01")).then_nothing()
    story(giver=CLOCK).when(follow("52.71", "53.01")).then_refused("ELECTION_UNKNOWN", "election_id")


def test_over_a_place_that_is_no_more_nothing_is_heightened_and_the_code_is_free() -> None:
    told = under_way().when(follow("52.71", None)).then(LOST).then_released(*held("52.71")).then_claimed()
    assert in_force(ID, told.state()) is None
    told.when(follow("52.71", None)).then_nothing()
    told.when(advance(CAMPAIGN, 10)).then_nothing()
    told.when(close(90)).then(closed(90, by_hand=False)).then_released()


def test_where_another_was_declared_under_the_new_code_that_one_goes_on() -> None:
    lost = ElectionRegionLost(region_code="52.71", because=RegionLoss.TAKEN, taken_by=OTHER, **TOLD)
    told = under_way().when(follow("52.71", "53.01"), facts(CLOCK, held_by=OTHER)).then(lost)
    told.then_released(*held("52.71")).then_claimed()
    assert in_force(ID, told.state()) is None


def test_nothing_is_linked_to_an_election_that_is_held_nowhere() -> None:
    link = LinkToElection(sensitive_issue_id=issues.ID, election_id=OTHER)
    there = ELECTION_PERIOD.fold([*UNDER_WAY, followed("52.71", "52.72")])
    issues.story(issues.REPORTED, about=there).when(link).then_refused("ELECTION_ELSEWHERE", "election_id")
    back = ELECTION_PERIOD.fold([*UNDER_WAY, followed("52.71", "52.72"), followed("52.72", "52.71")])
    issues.story(issues.REPORTED, about=back).when(link).state()
    lost = ELECTION_PERIOD.fold([*UNDER_WAY, LOST])
    issues.story(issues.REPORTED, about=lost).when(link).then_refused("ELECTION_ELSEWHERE", "election_id")


CHANGE: Final[dict[str, Any]] = {"edition": "uji", **HOLDS}
MOVED: Final = RegionMoved(
    code="53.01", previous_code="52.71", parent_code="53", previous_parent_code="52", takes_along=False, **CHANGE
)


@pytest.mark.parametrize(
    ("event", "before", "now"),
    [
        (RegionRecoded(code="52.72", previous_code="52.71", takes_along=True, **CHANGE), "52.71", "52.72"),
        (MOVED, "52.71", "53.01"),
        (
            VillageRecoded(code="52.72.01.1001", previous_code="52.71.01.1001", timezone="Asia/Makassar", **CHANGE),
            "52.71.01.1001",
            "52.72.01.1001",
        ),
        (RegionDissolved(code="52.71", **HOLDS), "52.71", None),
        (VillageDissolved(code="52.71.01.1001", **HOLDS), "52.71.01.1001", None),
    ],
)
def test_every_change_of_a_code_is_followed_by_the_elections_held_under_it(event: Event, before: str, now: str | None) -> None:
    (each,) = on_place(event, recorded(event, UUID(int=1)))
    assert isinstance(each, Each)
    assert each.of_own_log
    assert each.arguments == ([f"election-period:{kind}:{before}" for kind in ElectionKind],)
    assert each.command(ID) == follow(before, now)


def test_what_leaves_the_code_as_it_is_concerns_none() -> None:
    renamed = RegionRenamed(name="Contoh", edition="uji")
    assert on_place(renamed, recorded(renamed, ID)) == []
