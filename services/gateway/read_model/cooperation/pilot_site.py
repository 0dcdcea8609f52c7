"""Sites, every status they have had, where they are and were, and who looked at them, as tables."""

from typing import Final

from sqlalchemy import ARRAY, Date, Index, Integer, SmallInteger, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.cooperation.pilot_site import (
    ModelSiteRecognised,
    PilotProjectDesignated,
    PilotSiteDesignated,
    SiteDeclaredIndependent,
    SiteNominated,
    SiteRegionsRevised,
    SiteStatus,
    SiteWithdrawn,
    SupervisionConducted,
)
from libs.events.contracts.values import ClaimedDate
from services.gateway.read_model.columns import ORDERED, always, claim, claimed, key, maybe, metadata
from services.gateway.read_model.projection import projection

site: Final = Table(
    "site",
    metadata,
    key("id", Uuid()),
    always("program_id", Uuid()),
    maybe("unit_id", Uuid()),
    always("region_codes", ARRAY(Text())),
    always("status", Text()),
    always("designated_on", Date()),
    Index("site_program", "program_id", "designated_on", "id"),
    Index("site_time", "designated_on", "id"),
    Index("site_unit", "unit_id"),
)

site_region: Final = Table(
    "site_region",
    metadata,
    key("code", ORDERED),
    key("site_id", Uuid()),
    maybe("valid_to", Date()),
    Index("site_region_site", "site_id"),
    comment="Where a site is and, with `valid_to`, where it was until then.",
)

site_designation: Final = Table(
    "site_designation",
    metadata,
    key("site_id", Uuid()),
    key("step", SmallInteger()),
    always("status", Text()),
    always("criteria", ARRAY(Text())),
    maybe("reason", Text()),
    *claim("on"),
    comment="Every status a site has had; `step` is the version of its stream, `reason`, sealed, why it was withdrawn.",
)

supervision: Final = Table(
    "supervision",
    metadata,
    key("site_id", Uuid()),
    key("id", Uuid()),
    *claim("conducted"),
    always("conducted_by", ARRAY(Text())),
    maybe("findings", Text()),
)

supervision_score: Final = Table(
    "supervision_score",
    metadata,
    key("site_id", Uuid()),
    key("supervision_id", Uuid()),
    key("number", SmallInteger()),
    always("criterion", Text()),
    always("points", Integer()),
)


@projection.on(SiteNominated)
def site_nominated(event: SiteNominated, recorded: Recorded, changes: Changes) -> None:
    changes.put(site, id=recorded.key, program_id=event.program_id, unit_id=event.unit_id, region_codes=event.region_codes)
    for code in event.region_codes:
        changes.put(site_region, code=code, site_id=recorded.key)
    _reached(SiteStatus.CANDIDATE, event.nominated_on, recorded, changes)


@projection.on(PilotSiteDesignated)
def pilot_site_designated(event: PilotSiteDesignated, recorded: Recorded, changes: Changes) -> None:
    _reached(SiteStatus.PILOT_SITE, event.designated_on, recorded, changes, criteria=event.criteria)


@projection.on(ModelSiteRecognised)
def model_site_recognised(event: ModelSiteRecognised, recorded: Recorded, changes: Changes) -> None:
    _reached(SiteStatus.MODEL_SITE, event.recognised_on, recorded, changes, criteria=event.criteria)


@projection.on(PilotProjectDesignated)
def pilot_project_designated(event: PilotProjectDesignated, recorded: Recorded, changes: Changes) -> None:
    _reached(SiteStatus.PILOT_PROJECT, event.designated_on, recorded, changes, criteria=event.criteria)


@projection.on(SiteDeclaredIndependent)
def site_declared_independent(event: SiteDeclaredIndependent, recorded: Recorded, changes: Changes) -> None:
    _reached(SiteStatus.INDEPENDENT, event.declared_on, recorded, changes, criteria=event.criteria)


@projection.on(SiteWithdrawn)
def site_withdrawn(event: SiteWithdrawn, recorded: Recorded, changes: Changes) -> None:
    _reached(SiteStatus.WITHDRAWN, event.withdrawn_on, recorded, changes, reason=event.reason)


@projection.on(SupervisionConducted)
def supervision_conducted(event: SupervisionConducted, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        supervision,
        site_id=recorded.key,
        id=event.supervision_id,
        conducted_by=event.conducted_by,
        findings=event.findings,
        **claimed("conducted", event.conducted_on),
    )
    for number, score in enumerate(event.scores, 1):
        where = {"site_id": recorded.key, "supervision_id": event.supervision_id, "number": number}
        changes.put(supervision_score, **where, criterion=score.criterion, points=score.points)


@projection.on(SiteRegionsRevised)
def site_regions_revised(event: SiteRegionsRevised, recorded: Recorded, changes: Changes) -> None:
    changes.change(site, recorded.key, region_codes=event.region_codes)
    for code in event.region_codes:
        changes.put(site_region, code=code, site_id=recorded.key, valid_to=None)
    for code in event.former_codes:
        if code not in event.region_codes:
            changes.change(site_region, code, recorded.key, valid_to=event.revised_on)


def _reached(
    status: SiteStatus,
    on: ClaimedDate,
    recorded: Recorded,
    changes: Changes,
    *,
    criteria: tuple[str, ...] = (),
    reason: str | None = None,
) -> None:
    step = {"site_id": recorded.key, "step": recorded.version}
    changes.put(site_designation, **step, status=status, criteria=criteria, reason=reason, **claimed("on", on))
    changes.change(site, recorded.key, status=status, designated_on=on.value)
