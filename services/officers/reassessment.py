"""When the fit of standing assignments is worked out anew: after an assessment of the village, a competency, a proposal.

A proposal that knew no assessment and an assessment that knew no proposal may pass each other on their way; as each is followed
up once this service knows it, whichever comes later finds the other.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from libs.events.codec import Recorded
from libs.events.contracts.officers.officer import CompetencyRecorded
from libs.events.contracts.officers.village_assignment import AssessEnvironmentFit, AssignmentProposed
from libs.events.contracts.villages.village import EnvironmentAssessed
from libs.events.each import Each
from libs.events.message import Event
from services.officers.boundary_reactions import on_boundary

_ASSESSED: Final = "exists (select from known.environment e where e.village_id = s.village_id)"
_IN_VILLAGE: Final = "select id from known.standing where village_id = $1 order by id"
_OF_OFFICER: Final = f"select id from known.standing s where officer_id = $1 and {_ASSESSED} order by id"  # noqa: S608 - ours
_ITSELF: Final = f"select id from known.standing s where id = $1 and {_ASSESSED}"  # noqa: S608 - ours


def on_village(event: Event, recorded: Recorded) -> Sequence[Each]:
    """And what follows from boundary changes, which come from the same service."""
    return [Each(_IN_VILLAGE, (recorded.key,), _assess)] if isinstance(event, EnvironmentAssessed) else on_boundary(event)


def on_own(event: Event, recorded: Recorded) -> Sequence[Each]:
    match event:
        case CompetencyRecorded():
            return [Each(_OF_OFFICER, (recorded.key,), _assess)]
        case AssignmentProposed():
            return [Each(_ITSELF, (recorded.key,), _assess)]
        case _:
            return []


def _assess(assignment: UUID) -> AssessEnvironmentFit:
    return AssessEnvironmentFit(assignment_id=assignment)
