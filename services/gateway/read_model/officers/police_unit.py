"""Police units and their ground, as tables."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Date, Index, Table, Text, Uuid, bindparam, text, update

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.officers.police_unit import (
    ActingCommanderAppointed,
    ActingCommanderRelieved,
    CommanderAbsenceReported,
    CommanderAppointed,
    CommanderRelieved,
    GroundLost,
    JurisdictionAssigned,
    JurisdictionWithdrawn,
    UnitDeactivated,
    UnitEstablished,
    UnitRenamed,
)
from services.gateway.read_model.columns import ORDERED, always, key, lexemes, maybe, metadata, searchable
from services.gateway.read_model.projection import projection
from services.gateway.read_model.sought import sought

unit: Final = Table(
    "unit",
    metadata,
    key("id", Uuid()),
    *searchable(),
    always("level", Text()),
    always("kind", Text()),
    maybe("parent_id", Uuid()),
    maybe("path", ORDERED),
    maybe("seat_code", ORDERED),
    maybe("commander_id", Uuid()),
    maybe("commander_since", Date()),
    maybe("commander_absent_from", Date()),
    maybe("commander_absent_until", Date()),
    maybe("acting_commander_id", Uuid()),
    maybe("acting_from", Date()),
    maybe("acting_until", Date()),
    always("active", Boolean(), server_default=text("true")),
    Index("unit_parent", "parent_id", "name", "id"),
    Index("unit_name", "name", "id"),
    Index("unit_path", "path"),
    comment="`path` holds the ids of the units above and its own, each with a slash behind it: a subtree is a range.",
)
Index("unit_words", lexemes(unit.c.sought), postgresql_using="gin", postgresql_with={"fastupdate": "off"})

jurisdiction: Final = Table(
    "jurisdiction",
    metadata,
    key("unit_id", Uuid()),
    key("code", ORDERED),
    key("valid_from", Date()),
    maybe("valid_to", Date()),
    always("source", Text()),
    always("position", BigInteger(), comment="of the event that last said something of it"),
    Index("jurisdiction_code", "code", "unit_id"),
)

ground_loss: Final = Table(
    "ground_loss",
    metadata,
    key("unit_id", Uuid()),
    key("position", BigInteger()),
    always("previous_code", ORDERED),
    always("code", ORDERED),
    always("changed_on", Date()),
    always("why", Text()),
    always("source", Text()),
    comment="Places that got a code under which the unit does not answer for them.",
)

_J: Final = jurisdiction.c
WITHDRAWAL: Final = (
    update(jurisdiction)
    .where(_J.unit_id == bindparam("unit"), _J.code == bindparam("place"), _J.valid_to.is_(None))
    .values(valid_to=bindparam("day"), position=bindparam("at"))
)


@projection.on(UnitEstablished)
def unit_established(event: UnitEstablished, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        unit,
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
    changes.change(unit, recorded.key, name=event.name, sought=sought(event.name), kind=event.kind)


@projection.on(JurisdictionAssigned)
def jurisdiction_assigned(event: JurisdictionAssigned, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        jurisdiction,
        unit_id=recorded.key,
        code=event.code,
        valid_from=event.valid_from,
        valid_to=None,
        source=event.source,
        position=recorded.position,
    )


@projection.on(JurisdictionWithdrawn)
def jurisdiction_withdrawn(event: JurisdictionWithdrawn, recorded: Recorded, changes: Changes) -> None:
    # The event does not say since when the place was held, which is part of the key.
    changes.run(WITHDRAWAL, {"unit": recorded.key, "place": event.code, "day": event.valid_to, "at": recorded.position})
    changes.touched[jurisdiction].add((recorded.key, event.code, event.valid_to))


@projection.on(GroundLost)
def ground_lost(event: GroundLost, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        ground_loss,
        unit_id=recorded.key,
        position=recorded.position,
        previous_code=event.previous_code,
        code=event.code,
        changed_on=event.changed_on,
        why=event.reason,
        source=event.source,
    )


NOT_ABSENT: Final = {"commander_absent_from": None, "commander_absent_until": None}
NOBODY_ACTS: Final = {"acting_commander_id": None, "acting_from": None, "acting_until": None}


@projection.on(CommanderAppointed)
def commander_appointed(event: CommanderAppointed, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        unit, recorded.key, commander_id=event.officer_id, commander_since=event.appointed_on, **NOT_ABSENT, **NOBODY_ACTS
    )


@projection.on(CommanderRelieved)
def commander_relieved(_event: CommanderRelieved, recorded: Recorded, changes: Changes) -> None:
    changes.change(unit, recorded.key, commander_id=None, commander_since=None, **NOT_ABSENT)


@projection.on(CommanderAbsenceReported)
def commander_absence_reported(event: CommanderAbsenceReported, recorded: Recorded, changes: Changes) -> None:
    away = {"commander_absent_from": event.absent_from, "commander_absent_until": event.absent_until}
    changes.change(unit, recorded.key, **away)


@projection.on(ActingCommanderAppointed)
def acting_commander_appointed(event: ActingCommanderAppointed, recorded: Recorded, changes: Changes) -> None:
    acts = {"acting_commander_id": event.officer_id, "acting_from": event.starts_on, "acting_until": event.ends_on}
    changes.change(unit, recorded.key, **acts)


@projection.on(ActingCommanderRelieved)
def acting_commander_relieved(_event: ActingCommanderRelieved, recorded: Recorded, changes: Changes) -> None:
    changes.change(unit, recorded.key, **NOBODY_ACTS)


@projection.on(UnitDeactivated)
def unit_deactivated(_event: UnitDeactivated, recorded: Recorded, changes: Changes) -> None:
    changes.change(unit, recorded.key, active=False)
