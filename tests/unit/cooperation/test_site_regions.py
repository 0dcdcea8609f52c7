"""The regions of a site keep their places under their new codes, and go when they are no more."""

from collections.abc import Sequence
from datetime import date
from itertools import permutations
from typing import Any, Final
from uuid import UUID, uuid5

import pytest

from libs.events.contracts.cooperation.pilot_site import FollowSiteRegion, SiteNominated, SiteRegionsRevised
from libs.events.contracts.values import ClaimedDate
from libs.events.contracts.villages.region import RegionDissolved, RegionMoved, RegionRecoded, RegionRenamed
from libs.events.contracts.villages.village import VillageDissolved
from libs.events.decider import Refused, decided
from libs.events.each import Each
from libs.events.message import Event
from services.cooperation.boundary_reactions import on_boundary
from services.cooperation.known import KNOWN, SITE_REGION
from services.cooperation.pilot_site import PILOT_SITE, SiteFacts
from tests.unit.recorded import recorded

SITE: Final = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b0b8")
ON, BASIS = date(2022, 7, 25), "UU Contoh"
HOLDS: Final[dict[str, Any]] = {"effective_on": ON, "legal_basis": BASIS}
TOLD: Final[dict[str, Any]] = {**HOLDS, "edition": "uji"}
CODES: Final = ("52.71", "91.06", "52.01.09")


def recoded(before: str, now: str) -> RegionRecoded:
    return RegionRecoded(code=now, previous_code=before, takes_along=True, **TOLD)


def nominated(*codes: str) -> SiteNominated:
    return SiteNominated(program_id=SITE, region_codes=codes, nominated_on=ClaimedDate(value=ON, source="uji"))


def after(codes: Sequence[str], *events: Event) -> list[Any]:
    """What the site has been told in the end, each event looked up and decided in its turn."""
    site: list[Any] = [nominated(*codes)]
    for number, event in enumerate(events):
        happened = recorded(event, uuid5(SITE, f"{number}"))
        for each in on_boundary(event, happened):
            assert isinstance(each, Each)
            state = PILOT_SITE.fold(site)
            assert state is not None
            if each.arguments[0] in state.region_codes:
                follow = each.command(SITE)
                assert isinstance(follow, FollowSiteRegion)
                decision = PILOT_SITE.decide(state, follow, SiteFacts())
                assert not isinstance(decision, Refused)
                site += decided(decision).events
    return site


def codes_after(codes: Sequence[str], *events: Event) -> tuple[str, ...]:
    state = PILOT_SITE.fold(after(codes, *events))
    assert state is not None
    return state.region_codes


MOVED: Final = RegionMoved(
    code="96.01", previous_code="91.06", parent_code="96", previous_parent_code="91", takes_along=False, **TOLD
)


@pytest.mark.parametrize(
    ("event", "codes"),
    [
        (recoded("91.06", "91.09"), ("52.71", "91.09", "52.01.09")),
        (MOVED, ("52.71", "96.01", "52.01.09")),
        (recoded("91.06", "52.71"), ("52.71", "52.01.09")),
        (RegionDissolved(code="91.06", **HOLDS), ("52.71", "52.01.09")),
        (VillageDissolved(code="52.01.09.2001", **HOLDS), CODES),
        (recoded("91.06.05", "91.06.09"), CODES),
        (RegionRenamed(name="Contoh", edition="uji"), CODES),
    ],
)
def test_what_becomes_of_the_regions_of_a_site(event: Event, codes: tuple[str, ...]) -> None:
    assert codes_after(CODES, event) == codes


def test_it_says_since_when_and_by_what() -> None:
    _, revised = after(("91.06",), MOVED)
    assert revised == SiteRegionsRevised(
        region_codes=("96.01",), former_codes=("91.06",), revised_on=ON, cause=BASIS, cause_id=uuid5(SITE, "0")
    )


def test_a_site_keeps_its_only_region() -> None:
    assert codes_after(("91.06",), RegionDissolved(code="91.06", **HOLDS)) == ("91.06",)


def test_changes_of_several_regions_come_to_the_same_in_any_order_and_however_often_they_arrive() -> None:
    changes = (MOVED, recoded("52.71", "52.72"), RegionDissolved(code="52.01.09", **HOLDS))
    for order in permutations((*changes, MOVED)):
        assert set(codes_after(CODES, *order)) == {"96.01", "52.72"}
    twice = after(CODES, MOVED, MOVED)
    assert len(twice) == 2, "told once"


def test_one_region_is_followed_step_by_step() -> None:
    assert codes_after(("91.06",), recoded("91.06", "91.07"), recoded("91.07", "91.08"), recoded("91.06", "91.07")) == ("91.08",)


def test_what_a_site_covers_is_known_as_it_is_revised() -> None:
    revised = SiteRegionsRevised(region_codes=("52.72", "91.06"), former_codes=("52.71", "91.06"), revised_on=ON, cause=BASIS)
    for event, codes in ((nominated("52.71"), {"52.71"}), (revised, {"52.71", "52.72", "91.06"})):
        changes, _, error = KNOWN.collect("cooperation", [recorded(event, SITE)])
        assert error is None
        assert changes.touched[SITE_REGION] == {(code, SITE) for code in codes}
