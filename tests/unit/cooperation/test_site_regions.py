"""The regions of a site keep their places under their new codes, and go when they are no more."""

from datetime import date
from typing import Any

import pytest

from libs.events.contracts.villages.region import RegionDissolved, RegionMoved, RegionRecoded
from libs.events.contracts.villages.village import VillageDissolved, VillageRecoded
from services.cooperation.boundary_reactions import regions_after

BASIS: dict[str, Any] = {"effective_on": date(2022, 7, 25), "legal_basis": "UU Contoh"}
TOLD: dict[str, Any] = {**BASIS, "edition": "uji"}
CODES = ("52.71", "91.06", "52.01.09.2001")


@pytest.mark.parametrize(
    ("event", "codes"),
    [
        (RegionRecoded(code="91.09", previous_code="91.06", takes_along=True, **TOLD), ("52.71", "91.09", "52.01.09.2001")),
        (
            RegionMoved(
                code="96.01", previous_code="91.06", parent_code="96", previous_parent_code="91", takes_along=False, **TOLD
            ),
            ("52.71", "96.01", "52.01.09.2001"),
        ),
        (
            VillageRecoded(code="52.71.07.2001", previous_code="52.01.09.2001", timezone="Asia/Makassar", **TOLD),
            ("52.71", "91.06", "52.71.07.2001"),
        ),
        (RegionRecoded(code="52.71", previous_code="91.06", takes_along=True, **TOLD), ("52.71", "52.01.09.2001")),
        (RegionDissolved(code="91.06", **BASIS), ("52.71", "52.01.09.2001")),
        (VillageDissolved(code="52.01.09.2001", **BASIS), ("52.71", "91.06")),
        (VillageDissolved(code="52.71.01.1001", **BASIS), None),
        (RegionRecoded(code="91.06.09", previous_code="91.06.05", takes_along=True, **TOLD), None),
    ],
)
def test_what_becomes_of_the_regions_of_a_site(event: Any, codes: tuple[str, ...] | None) -> None:
    assert regions_after(event, CODES) == codes


def test_a_site_keeps_its_only_region() -> None:
    assert regions_after(RegionDissolved(code="91.06", **BASIS), ("91.06",)) is None
