"""Contact persons of villages, as a table; the name of one whose consent was withdrawn is not in it."""

from typing import Final

from sqlalchemy import Date, Index, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.contact_person import (
    ContactConsentWithdrawn,
    ContactPersonConfirmed,
    ContactPersonRegistered,
)
from services.gateway.read_model.columns import MOMENT, always, key, maybe, metadata
from services.gateway.read_model.projection import projection

contact_person: Final = Table(
    "contact_person",
    metadata,
    key("id", Uuid()),
    always("village_id", Uuid()),
    maybe("full_name", Text()),
    maybe("phone", Text()),
    always("contact_role", Text()),
    always("consent_basis", Text()),
    always("consent_at", MOMENT),
    always("consent_by", Uuid()),
    always("confirmed_on", Date()),
    always("confirm_by", Date()),
    maybe("withdrawn_at", MOMENT),
    Index("contact_person_village", "village_id", "id"),
)


@projection.on(ContactPersonRegistered)
def contact_person_registered(event: ContactPersonRegistered, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        contact_person,
        id=recorded.key,
        village_id=event.village_id,
        full_name=event.full_name,
        phone=event.phone,
        contact_role=event.contact_role,
        consent_basis=event.consent.basis,
        consent_at=event.consent.at,
        consent_by=event.consent.by,
        confirmed_on=event.confirmed_on,
        confirm_by=event.confirm_by,
    )


@projection.on(ContactPersonConfirmed)
def contact_person_confirmed(event: ContactPersonConfirmed, recorded: Recorded, changes: Changes) -> None:
    changes.change(contact_person, recorded.key, confirmed_on=event.confirmed_on, confirm_by=event.confirm_by)


@projection.on(ContactConsentWithdrawn)
def contact_consent_withdrawn(event: ContactConsentWithdrawn, recorded: Recorded, changes: Changes) -> None:
    changes.change(contact_person, recorded.key, full_name=None, phone=None, withdrawn_at=event.withdrawn_at)
