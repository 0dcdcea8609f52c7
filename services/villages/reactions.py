"""What the villages service does about assignments: the village police officer takes his seat, and leaves it."""

from collections.abc import Sequence

from libs.events.codec import Recorded
from libs.events.contracts.officers.village_assignment import AssignmentConfirmed, AssignmentEnded, AssignmentRole, Duty
from libs.events.contracts.villages.three_pillars import SeatBhabinkamtibmas, VacateBhabinkamtibmas
from libs.events.message import Command, Event


def on_assignment(event: Event, recorded: Recorded) -> Sequence[Command]:
    match event:
        case AssignmentConfirmed(duty=Duty.BHABINKAMTIBMAS, role=AssignmentRole.PRIMARY):
            seat = SeatBhabinkamtibmas(
                village_id=event.village_id,
                officer_id=event.officer_id,
                assignment_id=recorded.key,
                since=event.starts_on,
                position=recorded.position,
            )
            return [seat]
        case AssignmentEnded(duty=Duty.BHABINKAMTIBMAS, role=AssignmentRole.PRIMARY, confirmed=True):
            vacate = VacateBhabinkamtibmas(
                village_id=event.village_id, assignment_id=recorded.key, vacated_on=event.ended_on, position=recorded.position
            )
            return [vacate]
        case _:
            return []
