"""What the cooperation service knows: units, who serves where and as what, what counts in the field, and where sites are."""

from datetime import date
from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Double, Index, MetaData, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.cooperation.pilot_site import SiteNominated, SiteRegionsRevised
from libs.events.contracts.officers.officer import (
    OfficerPromoted,
    OfficerRegistered,
    OfficerReinstated,
    OfficerRetired,
    OfficerSuspended,
    OfficerTransferred,
)
from libs.events.contracts.officers.police_unit import CommanderAppointed, CommanderRelieved, UnitEstablished, UnitRenamed
from libs.events.contracts.villages.region import RegionDissolved, RegionMoved, RegionRecoded, RegionRegistered
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
DEED: Final = Table(
    "deed",
    METADATA,
    Column("measure", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("place_id", Uuid),
    Column("at", DateTime(timezone=True)),
    Column("day", Date),
    Column("amount", Double),
    Column("weight", Double),
    Column("settled_at", DateTime(timezone=True)),
    Column("failed", Boolean),
    Index("deed_day", "measure", "day"),
    comment="What counts for a measure: where and when, never by whom (see `field_measures`).",
)
PLACE: Final = Table(
    "place", METADATA, Column("id", Uuid, primary_key=True), Column("code", Text(collation="C")), Column("timezone", Text)
)

SITE_REGION: Final = Table(
    "site_region",
    METADATA,
    Column("code", Text(collation="C"), primary_key=True),
    Column("site_id", Uuid, primary_key=True),
    comment="What sites cover, so that they follow it.",
)

REGION_CODE: Final = Table(
    "region_code",
    METADATA,
    Column("region_id", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("code", Text(collation="C")),
    Column("since", Date),
    Index("region_code_code", "code"),
    comment="Every code that a region had, in order; none from when it is no more. `since` is not known of the first.",
)

KNOWN: Final = Projection("known", 5, METADATA, services=("officers", "villages", "cooperation"))
"""Its own log as well: what is counted there is counted at a position of the bus, like all else."""


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


@KNOWN.on(SiteNominated)
def site_nominated(event: SiteNominated, recorded: Recorded, changes: Changes) -> None:
    for code in event.region_codes:
        changes.put(SITE_REGION, code=code, site_id=recorded.key)


@KNOWN.on(SiteRegionsRevised)
def site_regions_revised(event: SiteRegionsRevised, recorded: Recorded, changes: Changes) -> None:
    for code in set(event.former_codes) - set(event.region_codes):
        changes.remove(SITE_REGION, code, recorded.key)
    for code in event.region_codes:
        changes.put(SITE_REGION, code=code, site_id=recorded.key)


@KNOWN.on(RegionRegistered)
def region_registered(event: RegionRegistered, recorded: Recorded, changes: Changes) -> None:
    changes.put(REGION_CODE, region_id=recorded.key, position=recorded.position, code=event.code)


@KNOWN.on(RegionRecoded)
def region_recoded(event: RegionRecoded, recorded: Recorded, changes: Changes) -> None:
    _now(recorded, changes, event.code, event.effective_on)


@KNOWN.on(RegionMoved)
def region_moved(event: RegionMoved, recorded: Recorded, changes: Changes) -> None:
    _now(recorded, changes, event.code, event.effective_on)


@KNOWN.on(RegionDissolved)
def region_dissolved(event: RegionDissolved, recorded: Recorded, changes: Changes) -> None:
    _now(recorded, changes, None, event.effective_on)


def _now(recorded: Recorded, changes: Changes, code: str | None, since: date) -> None:
    changes.put(REGION_CODE, region_id=recorded.key, position=recorded.position, code=code, since=since)


def counted(event: Event, recorded: Recorded, changes: Changes) -> None:
    for place, columns in places(event, recorded):
        changes.put(PLACE, id=place, **columns)
    for measure, deed, columns in deeds(event, recorded):
        changes.put(DEED, measure=measure.value, id=deed, **columns)


for _event in COUNTED:
    KNOWN.on(_event)(counted)
