"""What the villages service knows of officers: who is on duty in which unit, its ground and head, and who is assigned where."""

from typing import Final

from sqlalchemy import Boolean, Column, Date, Index, MetaData, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.officers.officer import (
    OfficerRegistered,
    OfficerReinstated,
    OfficerRetired,
    OfficerSuspended,
    OfficerTransferred,
)
from libs.events.contracts.officers.police_unit import (
    ActingCommanderAppointed,
    ActingCommanderRelieved,
    CommanderAbsenceReported,
    CommanderAppointed,
    CommanderRelieved,
    JurisdictionAssigned,
    JurisdictionWithdrawn,
    UnitDeactivated,
    UnitEstablished,
    UnitRenamed,
)
from libs.events.contracts.officers.village_assignment import AssignmentConfirmed, AssignmentEnded
from libs.events.projection import Projection

METADATA: Final = MetaData()
UNIT: Final = Table(
    "unit",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("parent_id", Uuid),
    Column("commander_id", Uuid),
    Column("absent_from", Date),
    Column("absent_until", Date),
    Column("acting_id", Uuid),
    Column("acting_from", Date),
    Column("acting_until", Date),
    Column("active", Boolean, nullable=False),
)
OFFICER: Final = Table(
    "officer",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("unit_id", Uuid, nullable=False),
    Column("on_duty", Boolean, nullable=False),
)
JURISDICTION: Final = Table(
    "jurisdiction",
    METADATA,
    Column("unit_id", Uuid, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Index("jurisdiction_code", "code"),
)
ASSIGNMENT: Final = Table(
    "assignment",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("village_id", Uuid, nullable=False),
    Column("officer_id", Uuid, nullable=False),
    Column("duty", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date),
    Index("assignment_village", "village_id"),
    Index("assignment_officer", "officer_id"),
)

KNOWN: Final = Projection("known", 6, METADATA, services=("officers", "villages", "cooperation"))
"""What of it concerns the follow-up of directives is filled by `known_targets`, the codes of regions by `known_regions`."""


@KNOWN.on(UnitEstablished)
def unit_established(event: UnitEstablished, recorded: Recorded, changes: Changes) -> None:
    changes.put(UNIT, id=recorded.key, name=event.name, level=event.level.value, parent_id=event.parent_id, active=True)


@KNOWN.on(UnitRenamed)
def unit_renamed(event: UnitRenamed, recorded: Recorded, changes: Changes) -> None:
    changes.change(UNIT, recorded.key, name=event.name)


@KNOWN.on(UnitDeactivated)
def unit_deactivated(_event: UnitDeactivated, recorded: Recorded, changes: Changes) -> None:
    changes.change(UNIT, recorded.key, active=False)


NOBODY_ACTS: Final = {"acting_id": None, "acting_from": None, "acting_until": None}
NOT_ABSENT: Final = {"absent_from": None, "absent_until": None}


@KNOWN.on(CommanderAppointed)
def commander_appointed(event: CommanderAppointed, recorded: Recorded, changes: Changes) -> None:
    changes.change(UNIT, recorded.key, commander_id=event.officer_id, **NOT_ABSENT, **NOBODY_ACTS)


@KNOWN.on(CommanderRelieved)
def commander_relieved(_event: CommanderRelieved, recorded: Recorded, changes: Changes) -> None:
    changes.change(UNIT, recorded.key, commander_id=None, **NOT_ABSENT)


@KNOWN.on(CommanderAbsenceReported)
def commander_absence_reported(event: CommanderAbsenceReported, recorded: Recorded, changes: Changes) -> None:
    changes.change(UNIT, recorded.key, absent_from=event.absent_from, absent_until=event.absent_until)


@KNOWN.on(ActingCommanderAppointed)
def acting_commander_appointed(event: ActingCommanderAppointed, recorded: Recorded, changes: Changes) -> None:
    acts = {"acting_id": event.officer_id, "acting_from": event.starts_on, "acting_until": event.ends_on}
    changes.change(UNIT, recorded.key, **acts)


@KNOWN.on(ActingCommanderRelieved)
def acting_commander_relieved(_event: ActingCommanderRelieved, recorded: Recorded, changes: Changes) -> None:
    changes.change(UNIT, recorded.key, **NOBODY_ACTS)


@KNOWN.on(JurisdictionAssigned)
def jurisdiction_assigned(event: JurisdictionAssigned, recorded: Recorded, changes: Changes) -> None:
    changes.put(JURISDICTION, unit_id=recorded.key, code=event.code, valid_from=event.valid_from, valid_to=None)


@KNOWN.on(JurisdictionWithdrawn)
def jurisdiction_withdrawn(event: JurisdictionWithdrawn, recorded: Recorded, changes: Changes) -> None:
    changes.change(JURISDICTION, recorded.key, event.code, valid_to=event.valid_to)


@KNOWN.on(AssignmentConfirmed)
def assignment_confirmed(event: AssignmentConfirmed, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        ASSIGNMENT,
        id=recorded.key,
        village_id=event.village_id,
        officer_id=event.officer_id,
        duty=event.duty.value,
        role=event.role.value,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
    )


@KNOWN.on(AssignmentEnded)
def assignment_ended(event: AssignmentEnded, recorded: Recorded, changes: Changes) -> None:
    changes.change(ASSIGNMENT, recorded.key, ends_on=event.ended_on)


@KNOWN.on(OfficerRegistered)
def officer_registered(event: OfficerRegistered, recorded: Recorded, changes: Changes) -> None:
    changes.put(OFFICER, id=recorded.key, unit_id=event.unit_id, on_duty=True)


@KNOWN.on(OfficerTransferred)
def officer_transferred(event: OfficerTransferred, recorded: Recorded, changes: Changes) -> None:
    changes.change(OFFICER, recorded.key, unit_id=event.unit_id)


@KNOWN.on(OfficerSuspended)
def officer_suspended(_event: OfficerSuspended, recorded: Recorded, changes: Changes) -> None:
    changes.change(OFFICER, recorded.key, on_duty=False)


@KNOWN.on(OfficerReinstated)
def officer_reinstated(_event: OfficerReinstated, recorded: Recorded, changes: Changes) -> None:
    changes.change(OFFICER, recorded.key, on_duty=True)


@KNOWN.on(OfficerRetired)
def officer_retired(_event: OfficerRetired, recorded: Recorded, changes: Changes) -> None:
    changes.change(OFFICER, recorded.key, on_duty=False)
