"""Pilot sites (*situs percontohan*): places where the practice was tried, became a model, and was spread."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from msgspec import Meta, Struct

from libs.events.contracts.values import ClaimedDate, Name, RegionCode, Text
from libs.events.message import Classification, Command, Event, Partner, Restricted, Role, Scope


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
    INDEPENDENT = "INDEPENDENT"
    """It goes on by itself, and teaches others (*mandiri*)."""
    WITHDRAWN = "WITHDRAWN"
    """No longer a site (*dicabut*)."""


class Score(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far a site meets a criterion, as whoever supervised it found."""

    criterion: Name
    """The criterion (kriteria), as the programme words it."""
    points: Annotated[int, Meta(ge=0, le=100)]
    """Of a hundred (nilai)."""


Criteria = Annotated[tuple[Name, ...], Meta(max_length=50)]
"""The criteria (*kriteria*) that a site was found to meet, as the programme words them."""
Codes = Annotated[tuple[RegionCode, ...], Meta(max_length=100)]


class NominateSite(Command, frozen=True, kw_only=True):
    """Propose the ground of a police unit as a site of a programme."""

    site_id: UUID
    program_id: UUID
    unit_id: UUID | None = None
    region_codes: Codes
    nominated_on: ClaimedDate

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}
    creates: ClassVar[bool] = True


class DesignatePilotSite(Command, frozen=True, kw_only=True):
    """Choose a candidate as pilot site."""

    site_id: UUID
    designated_on: ClaimedDate
    criteria: Criteria = ()
    """What it met by then (kriteria yang dipenuhi)."""

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


class RecogniseModelSite(Command, frozen=True, kw_only=True):
    """Recognise a pilot site as the model for others."""

    site_id: UUID
    recognised_on: ClaimedDate
    criteria: Criteria = ()
    """What it met by then (kriteria yang dipenuhi)."""

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


class DesignatePilotProject(Command, frozen=True, kw_only=True):
    """Make a site the pilot project that carries the practice further; it must have been a pilot or model site."""

    site_id: UUID
    designated_on: ClaimedDate
    criteria: Criteria = ()
    """What it met by then (kriteria yang dipenuhi)."""

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


class RecordSupervision(Command, frozen=True, kw_only=True):
    """Note that a site was looked at on the ground (*supervisi*), by a unit above it or by headquarters."""

    site_id: UUID
    supervision_id: UUID
    """A new id for this visit."""
    conducted_on: ClaimedDate
    """When it was conducted (dilaksanakan)."""
    conducted_by: Annotated[tuple[Name, ...], Meta(max_length=20)]
    """Who looked, by office (jabatan), never by name."""
    findings: Restricted[Text] | None = None
    """What was found (temuan), kept sealed."""
    scores: Annotated[tuple[Score, ...], Meta(max_length=50)] = ()
    """By criterion (nilai per kriteria), each at most once."""

    allowed = {Role.COMMANDER: Scope.OWN_UNIT, Role.HEADQUARTERS: Scope.ANYWHERE}


class DeclareIndependent(Command, frozen=True, kw_only=True):
    """Declare that a site goes on by itself (*mandiri*); it must have been supervised since its last designation."""

    site_id: UUID
    declared_on: ClaimedDate
    """When it was declared so (dinyatakan)."""
    criteria: Criteria = ()
    """What it met by then (kriteria yang dipenuhi)."""

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


class WithdrawSite(Command, frozen=True, kw_only=True):
    """Take a site out of the programme; its unit may be nominated anew."""

    site_id: UUID
    withdrawn_on: ClaimedDate
    """When that was (dicabut)."""
    reason: Restricted[Text]
    """Why (alasan), kept sealed."""

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


class ReviseSiteRegions(Command, frozen=True, kw_only=True):
    """Have a site cover other regions, as when their codes or borders have changed."""

    site_id: UUID
    region_codes: Codes
    revised_on: date
    """The first day on which it covers these."""
    cause: Name
    """What changed (dasar perubahan), in a line: the law or order that redrew the borders."""
    cause_id: UUID | None = None
    """The event that it follows from, where it follows from one."""

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE, Role.SERVICE: Scope.ANYWHERE}


class FollowSiteRegion(Command, frozen=True, kw_only=True):
    """Have a site keep a region that it covers under the code that the region has now, or give up one that is no more."""

    site_id: UUID
    previous_code: RegionCode
    """The code by which the site covered it."""
    code: RegionCode | None = None
    """The code that it has now; null: it is no more."""
    changed_on: date
    """The first day on which that holds (berlaku sejak)."""
    cause: Name
    """The regulation that it rests on (dasar hukum)."""
    cause_id: UUID
    """The event that tells of the region."""

    allowed = {Role.SERVICE: Scope.ANYWHERE}


def _without_criteria(payload: dict[str, Any]) -> dict[str, Any]:
    """Before there were any, none were told."""
    return {**payload, "criteria": []}


class SiteNominated(Event, frozen=True, kw_only=True):
    program_id: UUID
    unit_id: UUID | None = None
    region_codes: tuple[str, ...]
    nominated_on: ClaimedDate

    classification: ClassVar[Classification] = Classification.PARTNER


class PilotSiteDesignated(Event, frozen=True, kw_only=True):
    designated_on: ClaimedDate
    criteria: tuple[str, ...] = ()

    classification: ClassVar[Classification] = Classification.PARTNER
    upcasts = (_without_criteria,)


class ModelSiteRecognised(Event, frozen=True, kw_only=True):
    recognised_on: ClaimedDate
    criteria: tuple[str, ...] = ()

    classification: ClassVar[Classification] = Classification.PARTNER
    upcasts = (_without_criteria,)


class PilotProjectDesignated(Event, frozen=True, kw_only=True):
    designated_on: ClaimedDate
    criteria: tuple[str, ...] = ()

    classification: ClassVar[Classification] = Classification.PARTNER
    upcasts = (_without_criteria,)


class SupervisionConducted(Event, frozen=True, kw_only=True):
    supervision_id: Partner[UUID]
    conducted_on: Partner[ClaimedDate]
    conducted_by: tuple[str, ...]
    findings: Restricted[str] | None = None
    scores: tuple[Score, ...] = ()


class SiteDeclaredIndependent(Event, frozen=True, kw_only=True):
    declared_on: ClaimedDate
    criteria: tuple[str, ...] = ()

    classification: ClassVar[Classification] = Classification.PARTNER


class SiteWithdrawn(Event, frozen=True, kw_only=True):
    withdrawn_on: Partner[ClaimedDate]
    reason: Restricted[str]


class SiteRegionsRevised(Event, frozen=True, kw_only=True):
    region_codes: tuple[str, ...]
    former_codes: tuple[str, ...]
    """What it covered until then."""
    revised_on: date
    cause: str
    cause_id: UUID | None = None

    classification: ClassVar[Classification] = Classification.PARTNER
