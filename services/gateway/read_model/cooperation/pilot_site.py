"""Sites and every status they have had, as tables."""

from typing import Final

from sqlalchemy import ARRAY, Date, Index, SmallInteger, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.cooperation.pilot_site import (
    ModelSiteRecognised,
    PilotProjectDesignated,
    PilotSiteDesignated,
    SiteNominated,
    SiteStatus,
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
)

site_region: Final = Table("site_region", metadata, key("code", ORDERED), key("site_id", Uuid()))

site_designation: Final = Table(
    "site_designation",
    metadata,
    key("site_id", Uuid()),
    key("step", SmallInteger()),
    always("status", Text()),
    *claim("on"),
    comment="Every status a site has had; `step` is the version of its stream.",
)


@projection.on(SiteNominated)
def site_nominated(event: SiteNominated, recorded: Recorded, changes: Changes) -> None:
    changes.put(site, id=recorded.key, program_id=event.program_id, unit_id=event.unit_id, region_codes=event.region_codes)
    for code in event.region_codes:
        changes.put(site_region, code=code, site_id=recorded.key)
    _reached(SiteStatus.CANDIDATE, event.nominated_on, recorded, changes)


@projection.on(PilotSiteDesignated)
def pilot_site_designated(event: PilotSiteDesignated, recorded: Recorded, changes: Changes) -> None:
    _reached(SiteStatus.PILOT_SITE, event.designated_on, recorded, changes)


@projection.on(ModelSiteRecognised)
def model_site_recognised(event: ModelSiteRecognised, recorded: Recorded, changes: Changes) -> None:
    _reached(SiteStatus.MODEL_SITE, event.recognised_on, recorded, changes)


@projection.on(PilotProjectDesignated)
def pilot_project_designated(event: PilotProjectDesignated, recorded: Recorded, changes: Changes) -> None:
    _reached(SiteStatus.PILOT_PROJECT, event.designated_on, recorded, changes)


def _reached(status: SiteStatus, on: ClaimedDate, recorded: Recorded, changes: Changes) -> None:
    changes.put(site_designation, site_id=recorded.key, step=recorded.version, status=status, **claimed("on", on))
    changes.change(site, recorded.key, status=status, designated_on=on.value)
