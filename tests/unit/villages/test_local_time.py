"""People go by the clock of their village."""

from datetime import UTC, date, datetime

import pytest

from libs.events.contracts.villages.village import VillageKind
from services.villages.local_time import local_day, local_time
from services.villages.village import Village

EVENING = datetime(2017, 7, 24, 16, 30, tzinfo=UTC)


def village(code: str) -> Village:
    return Village(code=code, name="Desa Contoh", kind=VillageKind.DESA)


@pytest.mark.parametrize(
    ("code", "day", "told"),
    [
        ("32.75.01.1001", date(2017, 7, 24), "2017-07-24 23:30 WIB"),
        ("61.71.01.1001", date(2017, 7, 24), "2017-07-24 23:30 WIB"),
        ("52.71.01.1004", date(2017, 7, 25), "2017-07-25 00:30 WITA"),
        ("91.71.01.1001", date(2017, 7, 25), "2017-07-25 01:30 WIT"),
    ],
)
def test_day_and_hour_are_those_of_the_village(code: str, day: date, told: str) -> None:
    assert (local_day(EVENING, village(code)), local_time(EVENING, village(code))) == (day, told)


def test_where_no_village_is_known_it_is_said_in_universal_time() -> None:
    assert (local_day(EVENING, None), local_time(EVENING, None)) == (date(2017, 7, 24), "2017-07-24 16:30 UTC")
