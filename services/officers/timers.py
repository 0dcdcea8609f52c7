"""What falls due in the officers service: orders that run out."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Final

from libs.events.codec import Recorded
from libs.events.contracts.officers.village_assignment import AssignmentConfirmed, AssignmentEnded, EndAssignment
from libs.events.due import Begin, End
from libs.events.message import Event

ORDERS: Final = (AssignmentConfirmed, AssignmentEnded)
RAN_OUT: Final = "Masa berlaku surat perintah berakhir."
"""The reason that is recorded."""


def orders(event: Event, recorded: Recorded) -> Sequence[Begin | End]:
    """An assignment whose order has an end is ended by it, so that post and seat are free for whoever comes next.

    At midnight UTC, by which the day has begun in the whole country.
    """
    if not isinstance(event, AssignmentConfirmed):
        return [End(str(recorded.key))]
    if event.ends_on is None:
        return []
    end = EndAssignment(assignment_id=recorded.key, ended_on=event.ends_on, reason=RAN_OUT)
    return [Begin(str(recorded.key), datetime.combine(event.ends_on, time(), UTC), end)]
