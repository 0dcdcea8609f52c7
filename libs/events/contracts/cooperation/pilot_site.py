"""Pilot sites (*situs percontohan*): places where the practice was tried, became a model, and was spread."""

from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from libs.events.contracts.values import ClaimedDate, RegionCode
from libs.events.message import Classification, Command, Event, Role, Scope


class SiteStatus(StrEnum):
    """How far a site has come; each step needs the one before it."""

    CANDIDATE = "CANDIDATE"
    """Proposed (*calon*)."""
    PILOT_SITE = "PILOT_SITE"
    """The practice is tried there (*situs percontohan*)."""
    MODEL_SITE = "MODEL_SITE"
    """Others come to see it (*situs model*)."""
    PILOT_PROJECT = "PILOT_PROJECT"
    """It is spread from there (*proyek percontohan*)."""


class NominateSite(Command, frozen=True, kw_only=True):
    """Propose the ground of a police unit as a site of a programme."""

    site_id: UUID
    program_id: UUID
    unit_id: UUID | None = None
    region_codes: Annotated[tuple[RegionCode, ...], Meta(max_length=100)]
    nominated_on: ClaimedDate

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}
    creates: ClassVar[bool] = True


class DesignatePilotSite(Command, frozen=True, kw_only=True):
    """Choose a candidate as pilot site."""

    site_id: UUID
    designated_on: ClaimedDate

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


class RecogniseModelSite(Command, frozen=True, kw_only=True):
    """Recognise a pilot site as the model for others."""

    site_id: UUID
    recognised_on: ClaimedDate

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


class DesignatePilotProject(Command, frozen=True, kw_only=True):
    """Make a site the pilot project that carries the practice further; it must have been a pilot or model site."""

    site_id: UUID
    designated_on: ClaimedDate

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


class SiteNominated(Event, frozen=True, kw_only=True):
    program_id: UUID
    unit_id: UUID | None = None
    region_codes: tuple[str, ...]
    nominated_on: ClaimedDate

    classification: ClassVar[Classification] = Classification.PARTNER


class PilotSiteDesignated(Event, frozen=True, kw_only=True):
    designated_on: ClaimedDate

    classification: ClassVar[Classification] = Classification.PARTNER


class ModelSiteRecognised(Event, frozen=True, kw_only=True):
    recognised_on: ClaimedDate

    classification: ClassVar[Classification] = Classification.PARTNER


class PilotProjectDesignated(Event, frozen=True, kw_only=True):
    designated_on: ClaimedDate

    classification: ClassVar[Classification] = Classification.PARTNER
