"""What the cooperation service knows of officers: the police units that host trainings and sites, and who may attend them."""

from typing import Final

from sqlalchemy import Column, MetaData, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.officers.officer import OfficerRegistered
from libs.events.contracts.officers.police_unit import UnitEstablished, UnitRenamed
from libs.events.projection import Projection

METADATA: Final = MetaData()
UNIT: Final = Table(
    "unit",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("parent_id", Uuid),
)
OFFICER: Final = Table("officer", METADATA, Column("id", Uuid, primary_key=True))

KNOWN: Final = Projection("known", 2, METADATA, services=("officers",))


@KNOWN.on(UnitEstablished)
def unit_established(event: UnitEstablished, recorded: Recorded, changes: Changes) -> None:
    changes.put(UNIT, id=recorded.key, name=event.name, level=event.level.value, parent_id=event.parent_id)


@KNOWN.on(UnitRenamed)
def unit_renamed(event: UnitRenamed, recorded: Recorded, changes: Changes) -> None:
    changes.change(UNIT, recorded.key, name=event.name)


@KNOWN.on(OfficerRegistered)
def officer_registered(_event: OfficerRegistered, recorded: Recorded, changes: Changes) -> None:
    changes.put(OFFICER, id=recorded.key)
