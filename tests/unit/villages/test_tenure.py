"""Who held a seat is told by the day."""

from datetime import date
from uuid import UUID

from libs.events.contracts.villages.three_pillars import Pillar
from services.villages.tenure import Tenure, elsewhere_since, holder_on, holders_since, left

FIRST, SECOND = UUID(int=1), UUID(int=2)
NCO = Pillar.BABINSA
TENURES = (
    Tenure(pillar=NCO, holder_id=FIRST, since=date(2020, 1, 1), until=date(2021, 1, 1)),
    Tenure(pillar=NCO, holder_id=SECOND, since=date(2021, 6, 1)),
)


def test_the_day_of_leaving_is_the_first_of_vacancy() -> None:
    days = {date(2019, 12, 31): None, date(2020, 12, 31): FIRST, date(2021, 1, 1): None, date(2021, 6, 1): SECOND}
    assert {day: holder_on(TENURES, NCO, day) for day in days} == days
    assert holder_on(TENURES, Pillar.VILLAGE_HEAD, date(2021, 6, 1)) is None
    assert holder_on(left(TENURES, NCO, date(2022, 1, 1)), NCO, date(2022, 1, 1)) is None


def test_of_two_who_claim_a_day_the_later_comer_holds_it() -> None:
    both = (*TENURES[:1], Tenure(pillar=NCO, holder_id=SECOND, since=date(2020, 6, 1)))
    assert holder_on(both, NCO, date(2020, 7, 1)) == SECOND


def test_another_seat_counts_while_it_is_held_or_if_it_was_held_later() -> None:
    head = Pillar.VILLAGE_HEAD
    assert elsewhere_since(TENURES, head, FIRST, date(2019, 1, 1)) == TENURES[0]
    assert elsewhere_since(TENURES, head, FIRST, date(2020, 12, 31)) == TENURES[0]
    assert elsewhere_since(TENURES, head, FIRST, date(2021, 1, 1)) is None
    assert elsewhere_since(TENURES, head, SECOND, date(2030, 1, 1)) == TENURES[1]
    assert elsewhere_since(TENURES, NCO, SECOND, date(2030, 1, 1)) is None
    never = (Tenure(pillar=NCO, holder_id=FIRST, since=date(2020, 1, 1), until=date(2020, 1, 1)),)
    assert elsewhere_since(never, head, FIRST, date(2019, 1, 1)) is None, "not for a day"


def test_everybody_who_held_a_seat_since_a_day() -> None:
    assert holders_since(TENURES, date(2020, 12, 31)) == {FIRST, SECOND}
    assert holders_since(TENURES, date(2021, 1, 1)) == {FIRST, SECOND}, "he may have left because of what happened that day"
    assert holders_since(TENURES, date(2021, 1, 2)) == {SECOND}


def test_whoever_left_a_seat_on_the_day_he_took_it_held_it_for_nobody_s_day_but_was_one_of_the_three() -> None:
    brief = (Tenure(pillar=NCO, holder_id=FIRST, since=date(2021, 1, 1), until=date(2021, 1, 1)),)
    assert holder_on(brief, NCO, date(2021, 1, 1)) is None
    assert holders_since(brief, date(2021, 1, 1)) == holders_since(brief, date(2020, 1, 1)) == {FIRST}
    assert holders_since(brief, date(2021, 1, 2)) == frozenset()
