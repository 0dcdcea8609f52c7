"""How contact persons of a village (*tokoh desa*) are kept: with consent, confirmed every year, no longer than they agree."""

from datetime import date, datetime, timedelta
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.villages.contact_person import (
    ConfirmContactPerson,
    Consent,
    ContactConsentWithdrawn,
    ContactPersonConfirmed,
    ContactPersonRegistered,
    ContactRole,
    RegisterContactPerson,
    WithdrawContactConsent,
)
from libs.events.decider import Decider, Decision, Place, Refused, begun
from libs.events.wording import Sentence
from services.villages import identity_numbers
from services.villages.identity_numbers import refuse_identity_numbers
from services.villages.local_time import local_day, local_time
from services.villages.reporting import SKEW, Reporting
from services.villages.village import Village

ContactCommand: TypeAlias = RegisterContactPerson | ConfirmContactPerson | WithdrawContactConsent
ContactEvent: TypeAlias = ContactPersonRegistered | ContactPersonConfirmed | ContactConsentWithdrawn


class ContactPerson(Struct, frozen=True, kw_only=True):
    """Without name and number, which no rule needs."""

    village_id: UUID
    contact_role: ContactRole
    consent: Consent
    confirmed_on: date
    confirm_by: date
    withdrawn_at: datetime | None = None


class ContactFacts(Struct, frozen=True, kw_only=True):
    """The village, the clock, and for how many days a confirmation holds."""

    reporting: Reporting
    village: Village | None = None
    confirmed_for: int = 365


def decide(state: ContactPerson | None, command: ContactCommand, facts: ContactFacts) -> Decision:
    if isinstance(command, RegisterContactPerson):
        return _register(state, command, facts)
    if state is None:
        return Refused("CONTACT_UNKNOWN", "There is no such contact person.", "contact_id", early=True)
    match command:
        case ConfirmContactPerson():
            return _confirm(state, command, facts)
        case WithdrawContactConsent():
            return _withdraw(state, command, facts)
        case _:
            assert_never(command)


def _register(state: ContactPerson | None, command: RegisterContactPerson, facts: ContactFacts) -> Decision:
    if state is not None and state.withdrawn_at is not None:
        return _withdrawn("contact_id")
    if state is not None:
        same = (state.village_id, state.contact_role, state.consent) == (
            command.village_id, command.contact_role, command.consent,
        )  # fmt: skip
        return [] if same else Refused("ALREADY_REGISTERED", "This id belongs to another contact person.", "contact_id")
    if facts.village is None:
        return Refused("VILLAGE_UNKNOWN", "There is no such village.", "village_id")
    if command.consent.at > facts.reporting.now + SKEW:
        return Refused("TIME_IN_FUTURE", "The time lies in the future: check it and the phone's clock.", "consent.at")
    if refused := refuse_identity_numbers(full_name=command.full_name):
        return refused
    day = local_day(command.consent.at, facts.village)
    registered = ContactPersonRegistered(
        village_id=command.village_id,
        full_name=command.full_name,
        phone=command.phone,
        contact_role=command.contact_role,
        consent=command.consent,
        confirmed_on=day,
        confirm_by=day + timedelta(days=facts.confirmed_for),
    )
    return [registered]


def _confirm(state: ContactPerson, command: ConfirmContactPerson, facts: ContactFacts) -> Decision:
    if state.withdrawn_at is not None:
        return _withdrawn("contact_id")
    # Somewhere it may be tomorrow already.
    if command.confirmed_on > (facts.reporting.now + timedelta(hours=14)).date():
        return Refused("TIME_IN_FUTURE", "The time lies in the future: check it and the phone's clock.", "confirmed_on")
    if command.confirmed_on <= state.confirmed_on:
        return []
    due = command.confirmed_on + timedelta(days=facts.confirmed_for)
    return [ContactPersonConfirmed(village_id=state.village_id, confirmed_on=command.confirmed_on, confirm_by=due)]


def _withdraw(state: ContactPerson, command: WithdrawContactConsent, facts: ContactFacts) -> Decision:
    if state.withdrawn_at is not None:
        return []
    if command.withdrawn_at > facts.reporting.now + SKEW:
        return Refused("TIME_IN_FUTURE", "The time lies in the future: check it and the phone's clock.", "withdrawn_at")
    if command.withdrawn_at < state.consent.at:
        at = local_time(state.consent.at, facts.village)
        given = Sentence("Consent was given at {moment}: it cannot be withdrawn before that.", moment=at)
        return Refused("WITHDRAWN_BEFORE_CONSENT", given, "withdrawn_at")
    return [ContactConsentWithdrawn(village_id=state.village_id, withdrawn_at=command.withdrawn_at)]


def _withdrawn(field: str) -> Refused:
    message = "This person withdrew consent, which is final for this record: if he agrees again, register him anew."
    return Refused("CONSENT_WITHDRAWN", message, field)


def evolve(state: ContactPerson | None, event: ContactEvent) -> ContactPerson:
    if isinstance(event, ContactPersonRegistered):
        return ContactPerson(
            village_id=event.village_id,
            contact_role=event.contact_role,
            consent=event.consent,
            confirmed_on=event.confirmed_on,
            confirm_by=event.confirm_by,
        )
    contact = begun(state)
    match event:
        case ContactPersonConfirmed():
            return replace(contact, confirmed_on=event.confirmed_on, confirm_by=event.confirm_by)
        case ContactConsentWithdrawn():
            return replace(contact, withdrawn_at=event.withdrawn_at)
        case _:
            assert_never(event)


def place(state: ContactPerson | None, command: ContactCommand, _facts: ContactFacts) -> Place:
    """A contact person belongs to the village, whoever gives another one in a command."""
    if state is not None:
        return Place(village=state.village_id)
    return Place(village=command.village_id if isinstance(command, RegisterContactPerson) else None)


INDONESIAN: Final = {
    "Consent was given at {moment}: it cannot be withdrawn before that.": (
        "Persetujuan diberikan pada {moment}: tidak mungkin ditarik sebelum itu."
    ),
    "The time lies in the future: check it and the phone's clock.": "Waktu berada di masa depan: periksa isian dan jam telepon.",
    "There is no such contact person.": "Kontak itu tidak ada.",
    "There is no such village.": "Desa itu tidak ada.",
    "This id belongs to another contact person.": "Id ini milik kontak lain.",
    "This person withdrew consent, which is final for this record: if he agrees again, register him anew.": (
        "Orang ini sudah menarik persetujuannya, dan itu bersifat tetap untuk catatan ini: bila setuju lagi, daftarkan kembali."
    ),
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

CONTACT_PERSON: Final[Decider[ContactPerson | None, ContactCommand, ContactEvent, ContactFacts]] = Decider(
    None, decide, evolve, place, indonesian={**INDONESIAN, **identity_numbers.INDONESIAN}
)
