"""What the cooperation service knows of officers: the units that host trainings and sites, and who serves where and as what."""

from typing import Final

from sqlalchemy import Boolean, Column, MetaData, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.officers.officer import (
    OfficerPromoted,
    OfficerRegistered,
    OfficerReinstated,
    OfficerRetired,
    OfficerSuspended,
    OfficerTransferred,
)
from libs.events.contracts.officers.police_unit import CommanderAppointed, CommanderRelieved, UnitEstablished, UnitRenamed
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
)
OFFICER: Final = Table(
    "officer",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("unit_id", Uuid, nullable=False),
    Column("rank", Text, nullable=False),
    Column("on_duty", Boolean, nullable=False),
)

KNOWN: Final = Projection("known", 3, METADATA, services=("officers",))


@KNOWN.on(UnitEstablished)
def unit_established(event: UnitEstablished, recorded: Recorded, changes: Changes) -> None:
    changes.put(UNIT, id=recorded.key, name=event.name, level=event.level.value, parent_id=event.parent_id)


@KNOWN.on(UnitRenamed)
def unit_renamed(event: UnitRenamed, recorded: Recorded, changes: Changes) -> None:
    changes.change(UNIT, recorded.key, name=event.name)


@KNOWN.on(CommanderAppointed)
def commander_appointed(event: CommanderAppointed, recorded: Recorded, changes: Changes) -> None:
    changes.change(UNIT, recorded.key, commander_id=event.officer_id)


@KNOWN.on(CommanderRelieved)
def commander_relieved(_event: CommanderRelieved, recorded: Recorded, changes: Changes) -> None:
    changes.change(UNIT, recorded.key, commander_id=None)


@KNOWN.on(OfficerRegistered)
def officer_registered(event: OfficerRegistered, recorded: Recorded, changes: Changes) -> None:
    changes.put(OFFICER, id=recorded.key, unit_id=event.unit_id, rank=event.rank.value, on_duty=True)


@KNOWN.on(OfficerTransferred)
def officer_transferred(event: OfficerTransferred, recorded: Recorded, changes: Changes) -> None:
    changes.change(OFFICER, recorded.key, unit_id=event.unit_id)


@KNOWN.on(OfficerPromoted)
def officer_promoted(event: OfficerPromoted, recorded: Recorded, changes: Changes) -> None:
    changes.change(OFFICER, recorded.key, rank=event.rank.value)


@KNOWN.on(OfficerSuspended)
def officer_suspended(_event: OfficerSuspended, recorded: Recorded, changes: Changes) -> None:
    changes.change(OFFICER, recorded.key, on_duty=False)


@KNOWN.on(OfficerReinstated)
def officer_reinstated(_event: OfficerReinstated, recorded: Recorded, changes: Changes) -> None:
    changes.change(OFFICER, recorded.key, on_duty=True)


@KNOWN.on(OfficerRetired)
def officer_retired(_event: OfficerRetired, recorded: Recorded, changes: Changes) -> None:
    changes.change(OFFICER, recorded.key, on_duty=False)
