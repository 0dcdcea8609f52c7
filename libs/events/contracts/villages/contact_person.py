"""Contact persons of a village (*tokoh desa*): registered with consent, confirmed every year, never kept against their will."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from msgspec import Struct

from libs.events.contracts.values import Moment, Name, Phone
from libs.events.message import Command, Event, Personal, Role, Scope


class ContactRole(StrEnum):
    """As what somebody is known in the village."""

    TOKOH_AGAMA = "TOKOH_AGAMA"
    """Leads a congregation (*tokoh agama*)."""
    TOKOH_ADAT = "TOKOH_ADAT"
    """Keeper of custom (*tokoh adat*)."""
    TOKOH_PEMUDA = "TOKOH_PEMUDA"
    """Speaks for the young (*tokoh pemuda*)."""
    TOKOH_PEREMPUAN = "TOKOH_PEREMPUAN"
    """Speaks for the women (*tokoh perempuan*)."""
    KEPALA_DUSUN = "KEPALA_DUSUN"
    """Head of a hamlet (*kepala dusun*)."""
    KEPALA_LINGKUNGAN = "KEPALA_LINGKUNGAN"
    """Head of an urban neighbourhood (*kepala lingkungan*)."""
    KETUA_RT = "KETUA_RT"
    """Head of a group of households (*ketua RT*)."""
    OTHER = "OTHER"
    """Known for something else (*lainnya*)."""


class ConsentBasis(StrEnum):
    """How consent was given."""

    WRITTEN = "WRITTEN"
    """In writing (*tertulis*)."""
    RECORDED = "RECORDED"
    """By word of mouth, recorded (*terekam*)."""


class Consent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person's agreement to be kept as a contact (*persetujuan*)."""

    basis: ConsentBasis
    """How it was given."""
    at: Moment
    """When it was given."""
    by: UUID
    """The officer to whom it was given."""


KEEPING = {Role.OFFICER: Scope.OWN_VILLAGE, Role.COMMANDER: Scope.OWN_UNIT, Role.HEADQUARTERS: Scope.ANYWHERE}


class RegisterContactPerson(Command, frozen=True, kw_only=True):
    """Note somebody whom the police may turn to in a village, and who has agreed to that."""

    contact_id: UUID
    village_id: UUID
    full_name: Personal[Name]
    phone: Personal[Phone] | None = None
    contact_role: ContactRole
    consent: Consent

    allowed = KEEPING
    creates: ClassVar[bool] = True


class ConfirmContactPerson(Command, frozen=True, kw_only=True):
    """Note that the person is still there and still agrees; to be done every year."""

    contact_id: UUID
    confirmed_on: date

    allowed = KEEPING


class WithdrawContactConsent(Command, frozen=True, kw_only=True):
    """Note that the person agrees no longer; final for this record, whose name is shown to nobody from then on."""

    contact_id: UUID
    withdrawn_at: Moment

    allowed = KEEPING


class ContactPersonRegistered(Event, frozen=True, kw_only=True):
    village_id: UUID
    full_name: Personal[str]
    phone: Personal[str] | None = None
    contact_role: ContactRole
    consent: Consent
    confirmed_on: date
    confirm_by: date
    """The first day on which it counts as stale."""


class ContactPersonConfirmed(Event, frozen=True, kw_only=True):
    village_id: UUID
    confirmed_on: date
    confirm_by: date
    """The first day on which it counts as stale again."""


class ContactConsentWithdrawn(Event, frozen=True, kw_only=True):
    village_id: UUID
    withdrawn_at: Moment
