"""What the villages service does about the events of the officers service and of its own: one function for each of the two."""

from collections.abc import Sequence

from libs.events.codec import Recorded
from libs.events.contracts.officers.village_assignment import AssignmentConfirmed, AssignmentEnded, AssignmentRole, Duty
from libs.events.contracts.villages.three_pillars import SeatBhabinkamtibmas, VacateBhabinkamtibmas
from libs.events.each import Each
from libs.events.message import Command, Event
from services.villages.boundary_reactions import on_place, on_region
from services.villages.target_reactions import on_deed, on_post


def on_officers(event: Event, recorded: Recorded) -> Sequence[Command | Each]:
    """An assignment seats an officer in his village, and hands him what he was directed to do."""
    return [*on_assignment(event, recorded), *on_post(event, recorded)]


def on_own(event: Event, recorded: Recorded) -> Sequence[Command | Each]:
    """A region takes along what lies below it, an election goes where its place goes; a deed meets targets."""
    # What a place takes along comes before the elections over it: meanwhile the villages stand where the election stands.
    return [*on_region(event, recorded), *on_place(event, recorded), *on_deed(event, recorded)]


def on_assignment(event: Event, recorded: Recorded) -> Sequence[Command]:
    """The village police officer takes his seat, and leaves it."""
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
