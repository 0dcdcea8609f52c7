"""What counts in the field, measure by measure: the one table by which the service counts as it goes, and counts again.

Each event says what it changes about one deed: a row of plain columns, so that a set of tables and a dictionary come to the same,
in whatever order the logs of different services arrive. A row holds a place and a day, and never a person.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID, uuid5

from msgspec import Struct

from libs.events.codec import Recorded
from libs.events.contracts.cooperation.project_design import Measure
from libs.events.contracts.cooperation.training_session import TrainingClosed, TrainingRescheduled, TrainingScheduled
from libs.events.contracts.officers.officer import DirectiveAcknowledged
from libs.events.contracts.villages.community_issue import (
    IssueReopened,
    IssueReported,
    IssueResolved,
    ResolutionRejected,
    ResolutionVerified,
)
from libs.events.contracts.villages.joint_activity import JointActivityHeld
from libs.events.contracts.villages.outreach import OutreachHeld
from libs.events.contracts.villages.village import VillageRecoded, VillageRegistered
from libs.events.contracts.villages.village_visit import VisitCompleted
from libs.events.message import Event

E = TypeVar("E", bound=Event)
Columns = dict[str, Any]
"""Of a deed: place_id, at (when, if only the moment is known) or day, amount (null: it does not count, or no longer), settled_at
(the moment at which it begins to count) and failed (it never counts again)."""


class Combining(StrEnum):
    """How the amounts of deeds make one value."""

    SUM = "SUM"
    MEAN = "MEAN"
    """Rounded to two digits."""


class Rule(Struct, frozen=True):
    """What one kind of event says about a deed."""

    event: type[Event]
    says: Callable[[Any], Columns]
    deed: Callable[[Any, Recorded], UUID] = lambda _event, recorded: recorded.key
    """Which deed it is about; the aggregate whose event it is, unless told otherwise."""


class Definition(Struct, frozen=True):
    """How a measure is counted; another way of counting is another version."""

    version: int
    rules: tuple[Rule, ...]
    combining: Combining = Combining.SUM

    @property
    def service(self) -> str:
        """In whose log it is counted."""
        return self.rules[-1].event.service()


def rule(event: type[E], says: Callable[[E], Columns]) -> Rule:
    return Rule(event, says)


def _acknowledgement(event: DirectiveAcknowledged, recorded: Recorded) -> UUID:
    """One a directive and officer, without saying which officer."""
    return uuid5(event.directive_id, str(recorded.id))


def _settled(event: IssueResolved) -> Columns:
    return {"at": event.resolved_at, "settled_at": event.resolved_at + timedelta(days=event.holds_days)}


_PLACED: Final = rule(IssueReported, lambda event: {"place_id": event.village_id})
_BEGINS: Final = (
    rule(TrainingScheduled, lambda event: {"at": event.starts_at}),
    rule(TrainingRescheduled, lambda event: {"at": event.starts_at}),
)


def _closed(amount: Callable[[TrainingClosed], int]) -> tuple[Rule, ...]:
    return (*_BEGINS, rule(TrainingClosed, lambda event: {"amount": amount(event)}))


CATALOGUE: Final[Mapping[Measure, Definition]] = {
    Measure.JOINT_ACTIVITIES_HELD: Definition(
        1, (rule(JointActivityHeld, lambda event: {"place_id": event.village_id, "day": event.held_on, "amount": 1}),)
    ),
    Measure.VISITS_COMPLETED: Definition(
        1, (rule(VisitCompleted, lambda event: {"place_id": event.village_id, "at": event.ended_at, "amount": 1}),)
    ),
    Measure.OUTREACH_HELD: Definition(
        1, (rule(OutreachHeld, lambda event: {"place_id": event.village_id, "day": event.held_on, "amount": 1}),)
    ),
    Measure.RESIDENTS_REACHED: Definition(
        1, (rule(OutreachHeld, lambda event: {"place_id": event.village_id, "day": event.held_on, "amount": event.attendance}),)
    ),
    Measure.ISSUES_RESOLVED: Definition(
        1,
        (
            _PLACED,
            rule(IssueResolved, lambda event: {"at": event.resolved_at, "amount": 1}),
            rule(ResolutionRejected, lambda _event: {"amount": None}),
            rule(IssueReopened, lambda _event: {"amount": None}),
        ),
    ),
    Measure.ISSUES_ACCURATE: Definition(
        1,
        (
            _PLACED,
            rule(IssueResolved, _settled),
            rule(ResolutionVerified, lambda _event: {"amount": 1}),
            rule(ResolutionRejected, lambda _event: {"amount": None, "failed": True}),
            rule(IssueReopened, lambda event: {"amount": None, **({"failed": True} if event.in_time else {})}),
        ),
    ),
    Measure.TRAININGS_CLOSED: Definition(1, _closed(lambda _event: 1)),
    Measure.TRAINING_PARTICIPANTS: Definition(1, _closed(lambda event: event.participants)),
    Measure.PARTICIPANTS_PER_TRAINING: Definition(1, _closed(lambda event: event.participants), Combining.MEAN),
    Measure.DIRECTIVES_ACKNOWLEDGED: Definition(
        1,
        (
            Rule(
                DirectiveAcknowledged,
                lambda event: {"place_id": event.session_id, "day": event.acknowledged_on, "amount": 1},
                _acknowledgement,
            ),
        ),
    ),
}
"""Every measure that an indicator may take its value from."""

PLACES: Final[tuple[Rule, ...]] = (
    rule(VillageRegistered, lambda event: {"code": event.code, "timezone": event.timezone}),
    rule(VillageRecoded, lambda event: {"code": event.code, "timezone": event.timezone}),
    rule(TrainingScheduled, lambda event: {"code": event.venue.region_code, "timezone": event.timezone}),
    rule(TrainingRescheduled, lambda event: {"code": event.venue.region_code}),
)
"""Where things happen: villages, by the code that they have now, and trainings, which are places themselves (a deed of a training
names no other)."""

COUNTED: Final = frozenset(one.event for one in PLACES) | {
    one.event for definition in CATALOGUE.values() for one in definition.rules
}
"""The events that anything is counted from."""


def places(event: Event, recorded: Recorded) -> Iterator[tuple[UUID, Columns]]:
    """What an event says about the places of deeds, by their ids."""
    for one in PLACES:
        if isinstance(event, one.event):
            yield one.deed(event, recorded), one.says(event)


def deeds(event: Event, recorded: Recorded) -> Iterator[tuple[Measure, UUID, Columns]]:
    """What an event says about deeds, by measure and id."""
    for measure, definition in CATALOGUE.items():
        for one in definition.rules:
            if isinstance(event, one.event):
                yield measure, one.deed(event, recorded), one.says(event)
