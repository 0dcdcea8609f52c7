"""What the officers service says, as tables: units and their ground, officers, assignments, directives to acknowledge."""

from sqlalchemy import bindparam, update

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.officers.officer import (
    CompetencyRecorded,
    DirectiveAcknowledged,
    DirectiveAddressed,
    OfficerPromoted,
    OfficerRegistered,
    OfficerReinstated,
    OfficerRetired,
    OfficerStatus,
    OfficerSuspended,
    OfficerTransferred,
)
from libs.events.contracts.officers.police_unit import (
    CommanderAppointed,
    CommanderRelieved,
    JurisdictionAssigned,
    JurisdictionWithdrawn,
    UnitDeactivated,
    UnitEstablished,
    UnitRenamed,
)
from libs.events.contracts.officers.village_assignment import AssignmentConfirmed, AssignmentEnded, AssignmentProposed
from services.gateway.read_model import tables as t
from services.gateway.read_model.projection import projection
from services.gateway.read_model.sought import sought

_J = t.jurisdiction.c
WITHDRAWAL = (
    update(t.jurisdiction)
    .where(_J.unit_id == bindparam("unit"), _J.code == bindparam("place"), _J.valid_to.is_(None))
    .values(valid_to=bindparam("day"))
)


@projection.on(UnitEstablished)
def unit_established(event: UnitEstablished, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        t.unit,
        id=recorded.key,
        name=event.name,
        sought=sought(event.name),
        level=event.level,
        kind=event.kind,
        parent_id=event.parent_id,
        seat_code=event.seat_code,
    )


@projection.on(UnitRenamed)
def unit_renamed(event: UnitRenamed, recorded: Recorded, changes: Changes) -> None:
    changes.change(t.unit, recorded.key, name=event.name, sought=sought(event.name), kind=event.kind)


@projection.on(JurisdictionAssigned)
def jurisdiction_assigned(event: JurisdictionAssigned, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        t.jurisdiction,
        unit_id=recorded.key,
        code=event.code,
        valid_from=event.valid_from,
        valid_to=None,
        source=event.source,
    )


@projection.on(JurisdictionWithdrawn)
def jurisdiction_withdrawn(event: JurisdictionWithdrawn, recorded: Recorded, changes: Changes) -> None:
    # The event does not say since when the place was held, which is part of the key.
    changes.run(WITHDRAWAL, {"unit": recorded.key, "place": event.code, "day": event.valid_to})
    changes.touched[t.jurisdiction].add((recorded.key, event.code, event.valid_to))


@projection.on(CommanderAppointed)
def commander_appointed(event: CommanderAppointed, recorded: Recorded, changes: Changes) -> None:
    changes.change(t.unit, recorded.key, commander_id=event.officer_id, commander_since=event.appointed_on)


@projection.on(CommanderRelieved)
def commander_relieved(_event: CommanderRelieved, recorded: Recorded, changes: Changes) -> None:
    changes.change(t.unit, recorded.key, commander_id=None, commander_since=None)


@projection.on(UnitDeactivated)
def unit_deactivated(_event: UnitDeactivated, recorded: Recorded, changes: Changes) -> None:
    changes.change(t.unit, recorded.key, active=False)


@projection.on(OfficerRegistered)
def officer_registered(event: OfficerRegistered, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        t.officer,
        id=recorded.key,
        service_number=event.service_number,
        full_name=event.full_name,
        phone=event.phone,
        rank=event.rank,
        position=event.position,
        unit_id=event.unit_id,
        languages=event.languages,
    )


@projection.on(OfficerPromoted)
def officer_promoted(event: OfficerPromoted, recorded: Recorded, changes: Changes) -> None:
    changes.change(t.officer, recorded.key, rank=event.rank)


@projection.on(OfficerTransferred)
def officer_transferred(event: OfficerTransferred, recorded: Recorded, changes: Changes) -> None:
    changes.change(t.officer, recorded.key, unit_id=event.unit_id, position=event.position)


@projection.on(OfficerSuspended)
def officer_suspended(_event: OfficerSuspended, recorded: Recorded, changes: Changes) -> None:
    changes.change(t.officer, recorded.key, status=OfficerStatus.SUSPENDED)


@projection.on(OfficerReinstated)
def officer_reinstated(_event: OfficerReinstated, recorded: Recorded, changes: Changes) -> None:
    changes.change(t.officer, recorded.key, status=OfficerStatus.ACTIVE)


@projection.on(OfficerRetired)
def officer_retired(_event: OfficerRetired, recorded: Recorded, changes: Changes) -> None:
    changes.change(t.officer, recorded.key, status=OfficerStatus.RETIRED)


@projection.on(CompetencyRecorded)
def competency_recorded(event: CompetencyRecorded, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        t.officer_competency,
        officer_id=recorded.key,
        competency=event.competency,
        acquired_on=event.acquired_on,
        session_id=event.session_id,
    )


@projection.on(DirectiveAddressed)
def directive_addressed(event: DirectiveAddressed, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        t.directive_task,
        directive_id=event.directive_id,
        officer_id=recorded.key,
        session_id=event.session_id,
        number=event.number,
        issued_on=event.issued_on,
        due_on=event.due_on,
    )


@projection.on(DirectiveAcknowledged)
def directive_acknowledged(event: DirectiveAcknowledged, recorded: Recorded, changes: Changes) -> None:
    changes.change(t.directive_task, event.directive_id, recorded.key, acknowledged_on=event.acknowledged_on)


@projection.on(AssignmentProposed)
def assignment_proposed(event: AssignmentProposed, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        t.assignment,
        id=recorded.key,
        officer_id=event.officer_id,
        village_id=event.village_id,
        duty=event.duty,
        role=event.role,
        status="PROPOSED",
        starts_on=event.starts_on,
        ends_on=event.ends_on,
    )


@projection.on(AssignmentConfirmed)
def assignment_confirmed(event: AssignmentConfirmed, recorded: Recorded, changes: Changes) -> None:
    changes.change(t.assignment, recorded.key, status="CONFIRMED", order_number=event.order_number, order_date=event.order_date)


@projection.on(AssignmentEnded)
def assignment_ended(event: AssignmentEnded, recorded: Recorded, changes: Changes) -> None:
    changes.change(t.assignment, recorded.key, status="ENDED" if event.confirmed else "WITHDRAWN", ended_on=event.ended_on)
