"""Institutions of villages, and what they did, as tables."""

from typing import Final

from sqlalchemy import Boolean, Date, Index, Integer, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.social_institution import (
    InstitutionActivityRecorded,
    InstitutionEstablished,
    InstitutionRevived,
    InstitutionWentDormant,
)
from services.gateway.read_model.columns import MOMENT, ORDERED, always, key, maybe, metadata
from services.gateway.read_model.projection import projection

social_institution: Final = Table(
    "social_institution",
    metadata,
    key("id", Uuid()),
    always("village_id", Uuid()),
    always("kind", ORDERED),
    always("name", ORDERED),
    always("established_on", Date()),
    always("status", Text(), comment="SEEDED until it is first told to have done something"),
    maybe("lapses_at", MOMENT),
    maybe("dormant_from", MOMENT),
    maybe("by_silence", Boolean()),
    maybe("revived_at", MOMENT),
    Index("social_institution_village", "village_id", "kind", "id"),
)

institution_activity: Final = Table(
    "institution_activity",
    metadata,
    key("activity_id", Uuid()),
    always("institution_id", Uuid()),
    always("theme", Text()),
    always("held_at", MOMENT),
    always("held_on", Date()),
    always("attendance", Integer()),
    Index("institution_activity_institution", "institution_id", "held_at", "activity_id"),
)

ALIVE: Final = {"status": "ACTIVE", "dormant_from": None, "by_silence": None}


@projection.on(InstitutionEstablished)
def institution_established(event: InstitutionEstablished, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        social_institution,
        id=recorded.key,
        village_id=event.village_id,
        kind=event.kind,
        name=event.name,
        established_on=event.established_on,
        status="SEEDED",
        lapses_at=event.lapses_at,
    )


@projection.on(InstitutionActivityRecorded)
def institution_activity_recorded(event: InstitutionActivityRecorded, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        institution_activity,
        activity_id=event.activity_id,
        institution_id=recorded.key,
        theme=event.theme,
        held_at=event.held_at,
        held_on=event.held_on,
        attendance=event.attendance,
    )
    if event.lapses_at is not None:
        changes.change(social_institution, recorded.key, lapses_at=event.lapses_at, **ALIVE)


@projection.on(InstitutionWentDormant)
def institution_went_dormant(event: InstitutionWentDormant, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        social_institution,
        recorded.key,
        status="DORMANT",
        lapses_at=None,
        dormant_from=event.dormant_from,
        by_silence=event.by_silence,
    )


@projection.on(InstitutionRevived)
def institution_revived(event: InstitutionRevived, recorded: Recorded, changes: Changes) -> None:
    changes.change(social_institution, recorded.key, lapses_at=event.lapses_at, revived_at=event.revived_at, **ALIVE)
