"""What the officers service does about trainings: what was learnt is noted, and directives await their addressees."""

from collections.abc import Sequence

from libs.events.codec import Recorded
from libs.events.contracts.cooperation.training_session import AttendanceRecorded, CompetenciesGained, DirectiveIssued
from libs.events.contracts.officers.officer import AddressDirective, RecordCompetency
from libs.events.message import Command, Event


def on_training(event: Event, recorded: Recorded) -> Sequence[Command]:
    match event:
        case CompetenciesGained():
            return [
                RecordCompetency(officer_id=officer, competency=competency, acquired_on=event.gained_on, session_id=recorded.key)
                for officer in event.officer_ids
                for competency in event.competencies
            ]
        case AttendanceRecorded() if event.attendee.officer_id is not None:
            # As it was told before trainings came to be assessed; none is told so any more.
            return [
                RecordCompetency(
                    officer_id=event.attendee.officer_id,
                    competency=competency,
                    acquired_on=event.attended_on,
                    session_id=recorded.key,
                )
                for competency in event.competencies
            ]
        case DirectiveIssued():
            return [
                AddressDirective(
                    officer_id=officer,
                    directive_id=event.directive_id,
                    session_id=recorded.key,
                    number=event.number,
                    issued_on=event.issued_on,
                    due_on=event.due_on,
                )
                for officer in event.addressed_to
            ]
        case _:
            return []
