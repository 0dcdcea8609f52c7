"""An order that has an end ends its assignment when the day comes, unless somebody ended it before."""

from datetime import UTC, datetime
from uuid import uuid5

from msgspec.structs import replace

from libs.events.contracts.officers.village_assignment import AssignmentEnded, EndAssignment
from libs.events.due import Begin, End
from libs.events.message import Role, Scope
from libs.events.testing import given
from services.officers.timers import ORDERS, RAN_OUT, orders
from services.officers.village_assignment import VILLAGE_ASSIGNMENT
from tests.unit.officers.test_village_assignment import CONFIRMED, FACTS, ID, LATER, PROPOSED
from tests.unit.recorded import recorded

LIMITED = replace(CONFIRMED, ends_on=LATER)
END = EndAssignment(assignment_id=ID, ended_on=LATER, reason=RAN_OUT)


def test_it_is_ended_on_the_day_that_the_order_names() -> None:
    row = recorded(LIMITED, ID)
    assert orders(LIMITED, row) == [Begin(str(ID), datetime(LATER.year, LATER.month, LATER.day, tzinfo=UTC), END)]
    story = given(VILLAGE_ASSIGNMENT, replace(PROPOSED, ends_on=LATER), LIMITED, facts=FACTS).when(END)
    ended = VILLAGE_ASSIGNMENT.decide(VILLAGE_ASSIGNMENT.fold([replace(PROPOSED, ends_on=LATER), LIMITED]), END, FACTS)
    (event,) = ended.events  # type: ignore[union-attr]
    assert isinstance(event, AssignmentEnded)
    assert (event.confirmed, event.ended_on, event.reason) == (True, LATER, RAN_OUT)
    story.when(END).then_nothing()
    assert EndAssignment.allowed[Role.SERVICE] is Scope.ANYWHERE


def test_one_without_an_end_has_no_timer_and_one_that_was_ended_none_any_more() -> None:
    assert orders(CONFIRMED, recorded(CONFIRMED, ID)) == []
    ended = AssignmentEnded(
        officer_id=uuid5(ID, "x"), village_id=uuid5(ID, "y"), duty=CONFIRMED.duty, role=CONFIRMED.role,
        confirmed=True, ended_on=LATER, reason="Mutasi",
    )  # fmt: skip
    assert orders(ended, recorded(ended, ID)) == [End(str(ID))]
    assert set(ORDERS) == {type(CONFIRMED), type(ended)}
