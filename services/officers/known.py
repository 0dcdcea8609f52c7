"""What the officers service knows of villages, and, looked up by village, of the assignments in its own log."""

from typing import Final

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, Date, Index, Integer, MetaData, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.officers.village_assignment import AssignmentEnded, AssignmentProposed
from libs.events.contracts.villages.contact_person import ContactConsentWithdrawn, ContactPersonRegistered
from libs.events.contracts.villages.early_warning import EarlyWarningRaised, WarningClosed
from libs.events.contracts.villages.village import EnvironmentAssessed, VillageRegistered
from libs.events.projection import Projection

METADATA: Final = MetaData()
VILLAGE: Final = Table("village", METADATA, Column("id", Uuid, primary_key=True), Column("code", Text, nullable=False))
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

KNOWN: Final = Projection("known", 3, METADATA, services=("villages", "officers"))


@KNOWN.on(VillageRegistered)
def village_registered(event: VillageRegistered, recorded: Recorded, changes: Changes) -> None:
    changes.put(VILLAGE, id=recorded.key, code=event.code)


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
