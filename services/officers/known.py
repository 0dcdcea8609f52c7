"""What the officers service knows of villages, and, looked up by village, of the assignments in its own log."""

from typing import Final

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, Date, Index, Integer, MetaData, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.officers.police_unit import JurisdictionAssigned, JurisdictionWithdrawn, UnitEstablished, UnitLevel
from libs.events.contracts.officers.village_assignment import AssignmentEnded, AssignmentProposed
from libs.events.contracts.villages.contact_person import ContactConsentWithdrawn, ContactPersonRegistered
from libs.events.contracts.villages.early_warning import EarlyWarningRaised, WarningClosed
from libs.events.contracts.villages.region import RegionDissolved, RegionMoved, RegionRecoded, RegionRegistered
from libs.events.contracts.villages.village import EnvironmentAssessed, VillageDissolved, VillageRecoded, VillageRegistered
from libs.events.projection import Projection

METADATA: Final = MetaData()
PLACE: Final = Table(
    "place",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("code", Text(collation="C"), nullable=False),
    Index("place_code", "code"),
)
"""Regions and villages that there are, by their present codes."""

VILLAGE_CODE: Final = Table(
    "village_code",
    METADATA,
    Column("village_id", Uuid, primary_key=True),
    Column("step", BigInteger, primary_key=True),
    Column("code", Text, nullable=False),
    Column("since", Date),
)
"""Every code that a village ever had, and since when; `step` is the version of its stream."""

UNIT: Final = Table("unit", METADATA, Column("id", Uuid, primary_key=True), Column("depth", Integer, nullable=False))
GROUND: Final = Table(
    "ground",
    METADATA,
    Column("code", Text(collation="C"), primary_key=True),
    Column("unit_id", Uuid, primary_key=True),
)
"""What units hold at present: no decision rests on it, but reactions find by it whom a boundary change concerns."""

ENVIRONMENT: Final = Table(
    "environment",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("village_id", Uuid, nullable=False),
    Column("assessed_on", Date, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("languages", ARRAY(Text), nullable=False),
    Column("customs", Text, nullable=False),
    Column("conflict_history", Text, nullable=False),
    Column("terrain", Text, nullable=False),
    Column("distance_km", Integer, nullable=False),
    Column("risks", ARRAY(Text), nullable=False),
    Index("environment_village", "village_id", "assessed_on", "position"),
)
STANDING: Final = Table(
    "standing",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("village_id", Uuid, nullable=False),
    Column("officer_id", Uuid, nullable=False),
    Index("standing_village", "village_id"),
    Index("standing_officer", "officer_id"),
)
"""Assignments that have not ended: no decision rests on them, but reactions find by them whom a change concerns."""

CONTACT: Final = Table(
    "contact",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("village_id", Uuid, nullable=False),
    Column("since", Date, nullable=False),
    Column("open", Boolean, nullable=False),
    Index("contact_village", "village_id"),
)
WARNING: Final = Table(
    "warning",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("village_id", Uuid, nullable=False),
    Column("since", Date, nullable=False),
    Column("open", Boolean, nullable=False),
    Index("warning_village", "village_id"),
)
"""Contact persons who agree to be one, and warnings that are not closed: what is handed over with a village."""

DEPTHS: Final = {level: depth for depth, level in enumerate(UnitLevel)}

KNOWN: Final = Projection("known", 4, METADATA, services=("villages", "officers"))


@KNOWN.on(VillageRegistered)
def village_registered(event: VillageRegistered, recorded: Recorded, changes: Changes) -> None:
    changes.put(PLACE, id=recorded.key, code=event.code)
    changes.put(VILLAGE_CODE, village_id=recorded.key, step=recorded.version, code=event.code, since=None)


@KNOWN.on(VillageRecoded)
def village_recoded(event: VillageRecoded, recorded: Recorded, changes: Changes) -> None:
    changes.put(PLACE, id=recorded.key, code=event.code)
    changes.put(VILLAGE_CODE, village_id=recorded.key, step=recorded.version, code=event.code, since=event.effective_on)


@KNOWN.on(VillageDissolved)
def village_dissolved(_event: VillageDissolved, recorded: Recorded, changes: Changes) -> None:
    changes.remove(PLACE, recorded.key)


@KNOWN.on(RegionRegistered)
def region_registered(event: RegionRegistered, recorded: Recorded, changes: Changes) -> None:
    changes.put(PLACE, id=recorded.key, code=event.code)


@KNOWN.on(RegionRecoded)
def region_recoded(event: RegionRecoded, recorded: Recorded, changes: Changes) -> None:
    changes.put(PLACE, id=recorded.key, code=event.code)


@KNOWN.on(RegionMoved)
def region_moved(event: RegionMoved, recorded: Recorded, changes: Changes) -> None:
    changes.put(PLACE, id=recorded.key, code=event.code)


@KNOWN.on(RegionDissolved)
def region_dissolved(_event: RegionDissolved, recorded: Recorded, changes: Changes) -> None:
    changes.remove(PLACE, recorded.key)


@KNOWN.on(UnitEstablished)
def unit_established(event: UnitEstablished, recorded: Recorded, changes: Changes) -> None:
    changes.put(UNIT, id=recorded.key, depth=DEPTHS[event.level])


@KNOWN.on(JurisdictionAssigned)
def jurisdiction_assigned(event: JurisdictionAssigned, recorded: Recorded, changes: Changes) -> None:
    changes.put(GROUND, code=event.code, unit_id=recorded.key)


@KNOWN.on(JurisdictionWithdrawn)
def jurisdiction_withdrawn(event: JurisdictionWithdrawn, recorded: Recorded, changes: Changes) -> None:
    changes.remove(GROUND, event.code, recorded.key)


@KNOWN.on(EnvironmentAssessed)
def environment_assessed(event: EnvironmentAssessed, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        ENVIRONMENT,
        id=event.assessment_id,
        village_id=recorded.key,
        assessed_on=event.assessed_on,
        position=recorded.position,
        languages=event.languages,
        customs=event.customs.value,
        conflict_history=event.conflict_history.value,
        terrain=event.terrain.value,
        distance_km=event.distance_km,
        risks=[risk.value for risk in event.risks],
    )


@KNOWN.on(ContactPersonRegistered)
def contact_person_registered(event: ContactPersonRegistered, recorded: Recorded, changes: Changes) -> None:
    changes.put(CONTACT, id=recorded.key, village_id=event.village_id, since=recorded.recorded_at.date(), open=True)


@KNOWN.on(ContactConsentWithdrawn)
def contact_consent_withdrawn(_event: ContactConsentWithdrawn, recorded: Recorded, changes: Changes) -> None:
    changes.change(CONTACT, recorded.key, open=False)


@KNOWN.on(EarlyWarningRaised)
def early_warning_raised(event: EarlyWarningRaised, recorded: Recorded, changes: Changes) -> None:
    changes.put(WARNING, id=recorded.key, village_id=event.village_id, since=recorded.recorded_at.date(), open=True)


@KNOWN.on(WarningClosed)
def warning_closed(_event: WarningClosed, recorded: Recorded, changes: Changes) -> None:
    changes.change(WARNING, recorded.key, open=False)


@KNOWN.on(AssignmentProposed)
def assignment_proposed(event: AssignmentProposed, recorded: Recorded, changes: Changes) -> None:
    changes.put(STANDING, id=recorded.key, village_id=event.village_id, officer_id=event.officer_id)


@KNOWN.on(AssignmentEnded)
def assignment_ended(_event: AssignmentEnded, recorded: Recorded, changes: Changes) -> None:
    changes.remove(STANDING, recorded.key)
