"""What sources tell of the way of programmes, as tables."""

from typing import Final

from sqlalchemy import Boolean, Index, Integer, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.cooperation.milestone import MilestoneConfirmed, MilestoneRecorded, MilestoneWithdrawn
from services.gateway.read_model.columns import (
    always,
    claim,
    claim_maybe,
    claimed,
    claimed_maybe,
    key,
    maybe,
    metadata,
)
from services.gateway.read_model.projection import projection

milestone: Final = Table(
    "milestone",
    metadata,
    key("id", Uuid()),
    always("program_id", Uuid()),
    always("title_en", Text()),
    maybe("title_id", Text()),
    maybe("title_ja", Text()),
    *claim("happened"),
    *claim_maybe("until"),
    always("confirmed", Boolean()),
    maybe("confirmed_by", Text()),
    always("withdrawn", Boolean()),
    maybe("reason", Text()),
    maybe("count_number", Integer()),
    maybe("count_of_en", Text()),
    maybe("count_of_id", Text()),
    maybe("count_of_ja", Text()),
    Index("milestone_time", "happened_value", "id"),
    Index("milestone_program", "program_id", "happened_value", "id"),
    comment="`reason`, sealed, is why it was taken back.",
)

milestone_site: Final = Table(
    "milestone_site",
    metadata,
    key("milestone_id", Uuid()),
    key("site_id", Uuid()),
    Index("milestone_site_site", "site_id"),
)


@projection.on(MilestoneRecorded)
def milestone_recorded(event: MilestoneRecorded, recorded: Recorded, changes: Changes) -> None:
    counted = event.count
    changes.put(
        milestone,
        id=recorded.key,
        program_id=event.program_id,
        title_en=event.title.en,
        title_id=event.title.id,
        title_ja=event.title.ja,
        confirmed=event.confirmed,
        withdrawn=False,
        count_number=counted.number if counted else None,
        count_of_en=counted.of.en if counted else None,
        count_of_id=counted.of.id if counted else None,
        count_of_ja=counted.of.ja if counted else None,
        **claimed("happened", event.happened_on),
        **claimed_maybe("until", event.until),
    )
    for site in event.site_ids:
        changes.put(milestone_site, milestone_id=recorded.key, site_id=site)


@projection.on(MilestoneConfirmed)
def milestone_confirmed(event: MilestoneConfirmed, recorded: Recorded, changes: Changes) -> None:
    changes.change(milestone, recorded.key, confirmed=True, confirmed_by=event.source)


@projection.on(MilestoneWithdrawn)
def milestone_withdrawn(event: MilestoneWithdrawn, recorded: Recorded, changes: Changes) -> None:
    changes.change(milestone, recorded.key, withdrawn=True, reason=event.reason)
