"""What the cooperation service knows of others: units that host trainings, who may attend, and what counts in the field."""

from typing import Final

from sqlalchemy import Boolean, Column, Date, DateTime, Double, Index, MetaData, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.officers.officer import OfficerRegistered
from libs.events.contracts.officers.police_unit import UnitEstablished, UnitRenamed
from libs.events.message import Event
from libs.events.projection import Projection
from services.cooperation.field_measures import COUNTED, deeds, places

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
DEED: Final = Table(
    "deed",
    METADATA,
    Column("measure", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("place_id", Uuid),
    Column("at", DateTime(timezone=True)),
    Column("day", Date),
    Column("amount", Double),
    Column("settled_at", DateTime(timezone=True)),
    Column("failed", Boolean),
    Index("deed_day", "measure", "day"),
    comment="What counts for a measure: where and when, never by whom (see `field_measures`).",
)
PLACE: Final = Table(
    "place", METADATA, Column("id", Uuid, primary_key=True), Column("code", Text(collation="C")), Column("timezone", Text)
)

KNOWN: Final = Projection("known", 3, METADATA, services=("officers", "villages", "cooperation"))
"""Its own log as well: what is counted there is counted at a position of the bus, like all else."""


@KNOWN.on(UnitEstablished)
def unit_established(event: UnitEstablished, recorded: Recorded, changes: Changes) -> None:
    changes.put(UNIT, id=recorded.key, name=event.name, level=event.level.value, parent_id=event.parent_id)


@KNOWN.on(UnitRenamed)
def unit_renamed(event: UnitRenamed, recorded: Recorded, changes: Changes) -> None:
    changes.change(UNIT, recorded.key, name=event.name)


@KNOWN.on(OfficerRegistered)
def officer_registered(_event: OfficerRegistered, recorded: Recorded, changes: Changes) -> None:
    changes.put(OFFICER, id=recorded.key)


def counted(event: Event, recorded: Recorded, changes: Changes) -> None:
    for place, columns in places(event, recorded):
        changes.put(PLACE, id=place, **columns)
    for measure, deed, columns in deeds(event, recorded):
        changes.put(DEED, measure=measure.value, id=deed, **columns)


for _event in COUNTED:
    KNOWN.on(_event)(counted)
