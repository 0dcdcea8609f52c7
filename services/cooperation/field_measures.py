"""What counts in the field, measure by measure: the one table by which the service counts as it goes, and counts again.

Each event says what it changes about one deed: a row of plain columns, so that a set of tables and a dictionary come to the same,
in whatever order the logs of different services arrive. A row holds a place and a day, and never a person.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID, uuid5

from msgspec import Struct

from libs.events.codec import Recorded
from libs.events.contracts.cooperation.project_design import Measure
from libs.events.contracts.cooperation.training_session import (
    TrainingCancelled,
    TrainingClosed,
    TrainingRescheduled,
    TrainingScheduled,
)
from libs.events.contracts.officers.officer import DirectiveAcknowledged, DirectiveFollowedUp
from libs.events.contracts.villages.community_issue import (
    IssueReopened,
    IssueReported,
    IssueResolved,
    ResolutionRejected,
    ResolutionVerified,
)
from libs.events.contracts.villages.directive_target import DirectiveTargetMet, DirectiveTargetSet
from libs.events.contracts.villages.joint_activity import JointActivityHeld
from libs.events.contracts.villages.outreach import OutreachHeld
from libs.events.contracts.villages.partnership_forum import CustomaryForumRecognised, ForumFormed
from libs.events.contracts.villages.safety_survey import SafetyTrustIndexPublished
from libs.events.contracts.villages.village import VillageRecoded, VillageRegistered
from libs.events.contracts.villages.village_visit import VisitCompleted
from libs.events.message import Event

E = TypeVar("E", bound=Event)
Columns = dict[str, Any]
"""Of a deed: place_id, at (when, if only the moment is known) or day, amount (null: it does not count, or no longer), weight (in
a mean; 1 unless told), settled_at (the moment at which it begins to count) and failed (it never counts again)."""
Told = Iterable[tuple[UUID, Columns]]
"""What is told of which deeds or places."""


FORMULA: Final = 1
"""Of the index of safety and trust; indices by another one have no mean with these."""


class Combining(StrEnum):
    """How the amounts of deeds make one value."""

    SUM = "SUM"
    MEAN = "MEAN"
    """The sum by what the deeds weigh, rounded to two digits."""


class Rule(Struct, frozen=True):
    """What one kind of event says about deeds, or about places."""

    event: type[Event]
    tells: Callable[[Any, Recorded], Told]


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
    """About the one deed or place that the aggregate is whose event it is."""
    return Rule(event, lambda happened, recorded: ((recorded.key, says(happened)),))


def _acknowledged(event: DirectiveAcknowledged, recorded: Recorded) -> Told:
    """One a directive and officer, without saying which officer."""
    deed = uuid5(event.directive_id, str(recorded.id))
    yield deed, {"place_id": event.session_id, "day": event.acknowledged_on, "amount": 1}


def _reported(event: DirectiveFollowedUp, recorded: Recorded) -> Told:
    deed = uuid5(event.directive_id, str(recorded.key))
    yield deed, {"place_id": event.session_id, "day": event.followed_up_on, "amount": 1}


def _shows_in_a_village(event: DirectiveTargetSet, _recorded: Recorded) -> Told:
    """What shows is counted by what shows, whatever the officer reports."""
    yield uuid5(event.directive_id, str(event.officer_id)), {"failed": True}


def _index(event: SafetyTrustIndexPublished, recorded: Recorded) -> Told:
    """Each district, and the rest of the region: so that the region comes to its own index, and each district to its own."""
    whole, *districts = event.areas if event.formula == FORMULA else (None,)
    if whole is None:
        return
    asked = whole.counts.respondents - sum(one.counts.respondents for one in districts)
    permille = sum(one.index_permille * one.counts.respondents for one in districts)
    told = [(one.code, one.index_permille * one.counts.respondents, one.counts.respondents) for one in districts]
    for code, amount, weight in (*told, (whole.code, whole.index_permille * whole.counts.respondents - permille, asked)):
        area = _area(recorded, code)
        yield area, {"place_id": area, "day": event.closes_on, "amount": amount, "weight": 10 * weight}


def _areas(event: SafetyTrustIndexPublished, recorded: Recorded) -> Told:
    for area in event.areas:
        yield _area(recorded, area.code), {"code": area.code}


def _area(survey: Recorded, code: str) -> UUID:
    return uuid5(survey.key, code)


def _settled(event: IssueResolved) -> Columns:
    return {"at": event.resolved_at, "settled_at": event.resolved_at + timedelta(days=event.holds_days)}


_PLACED: Final = rule(IssueReported, lambda event: {"place_id": event.village_id})
_HELD_BY_SESSION: Final = (
    rule(TrainingScheduled, lambda event: {"at": event.starts_at}),
    rule(TrainingRescheduled, lambda event: {"at": event.starts_at}),
    rule(TrainingCancelled, lambda _event: {"failed": True}),
)


def _closed(amount: Callable[[TrainingClosed], int]) -> tuple[Rule, ...]:
    return (*_HELD_BY_SESSION, rule(TrainingClosed, lambda event: {"amount": amount(event)}))


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
    Measure.DIRECTIVES_ACKNOWLEDGED: Definition(1, (Rule(DirectiveAcknowledged, _acknowledged),)),
    Measure.DIRECTIVES_FOLLOWED_UP: Definition(
        1,
        (
            Rule(DirectiveFollowedUp, _reported),
            Rule(DirectiveTargetSet, _shows_in_a_village),
            rule(DirectiveTargetMet, lambda event: {"place_id": event.village_id, "day": event.met_on, "amount": 1}),
        ),
    ),
    Measure.FORUMS_FORMED: Definition(
        1,
        (
            rule(ForumFormed, lambda event: {"place_id": event.village_ids[0], "day": event.inaugurated_on, "amount": 1}),
            rule(
                CustomaryForumRecognised,
                lambda event: {"place_id": event.village_ids[0], "day": event.recognised_on, "amount": 1},
            ),
        ),
    ),
    Measure.SAFETY_INDEX: Definition(1, (Rule(SafetyTrustIndexPublished, _index),), Combining.MEAN),
}
"""Every measure that an indicator may take its value from."""

PLACES: Final[tuple[Rule, ...]] = (
    rule(VillageRegistered, lambda event: {"code": event.code, "timezone": event.timezone}),
    rule(VillageRecoded, lambda event: {"code": event.code, "timezone": event.timezone}),
    rule(TrainingScheduled, lambda event: {"code": event.venue.region_code, "timezone": event.timezone}),
    rule(TrainingRescheduled, lambda event: {"code": event.venue.region_code}),
    Rule(SafetyTrustIndexPublished, _areas),
)
"""Where things happen. Villages, by the code that they have now; trainings (a deed of one names no other place) and areas of an
index, by the code that was told, for they name a region by nothing else."""

COUNTED: Final = frozenset(one.event for one in PLACES) | {
    one.event for definition in CATALOGUE.values() for one in definition.rules
}
"""The events that anything is counted from."""


def places(event: Event, recorded: Recorded) -> Iterator[tuple[UUID, Columns]]:
    """What an event says about the places of deeds, by their ids."""
    for one in PLACES:
        if isinstance(event, one.event):
            yield from one.tells(event, recorded)


def deeds(event: Event, recorded: Recorded) -> Iterator[tuple[Measure, UUID, Columns]]:
    """What an event says about deeds, by measure and id."""
    for measure, definition in CATALOGUE.items():
        for one in definition.rules:
            if isinstance(event, one.event):
                yield from ((measure, deed, columns) for deed, columns in one.tells(event, recorded))
