"""Election periods and their phases, as tables: how far each has come, and how closely it is watched."""

from typing import Final

from sqlalchemy import Boolean, Date, Index, Integer, SmallInteger, Table, Text, Uuid, bindparam, update

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.election_period import (
    ElectionPeriodClosed,
    ElectionPeriodDeclared,
    ElectionPhaseAdvanced,
    ElectionRegionFollowed,
    ElectionRegionLost,
)
from services.gateway.read_model.columns import MOMENT, ORDERED, always, key, maybe, metadata
from services.gateway.read_model.projection import projection
from services.gateway.read_model.villages.boundary import holder_of

election_period: Final = Table(
    "election_period",
    metadata,
    key("id", Uuid()),
    always("kind", Text()),
    always("region_code", ORDERED),
    maybe("place_id", Uuid()),
    always("starts_at", MOMENT),
    always("ends_at", MOMENT),
    always("clock_percent", SmallInteger()),
    always("visit_within_days", Integer()),
    maybe("unit_id", Uuid()),
    maybe("phase", Text()),
    maybe("phase_since", MOMENT),
    maybe("closed_at", MOMENT),
    maybe("outcome", Text()),
    maybe("lost_on", Date()),
    maybe("lost_because", Text()),
    maybe("taken_by", Uuid()),
    Index("election_period_region", "region_code"),
    Index("election_period_time", "starts_at", "id"),
    comment="`region_code` follows its region until the election is over; `place_id` is the region or village, whatever its code "
    "is now; null where none is registered.",
)
_HELD_OVER: Final = holder_of(election_period, "region_code")
HELD: Final = update(election_period).where(election_period.c.id == bindparam("election")).values(place_id=_HELD_OVER)

election_phase: Final = Table(
    "election_phase",
    metadata,
    key("election_id", Uuid()),
    key("phase", Text()),
    always("starts_at", MOMENT),
    maybe("begun_at", MOMENT),
    maybe("by_hand", Boolean()),
    comment="`starts_at` is as it was declared, `begun_at` as it was.",
)


@projection.on(ElectionPeriodDeclared)
def election_period_declared(event: ElectionPeriodDeclared, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        election_period,
        id=recorded.key,
        kind=event.kind,
        region_code=event.region_code,
        starts_at=event.phases[0].starts_at,
        ends_at=event.ends_at,
        clock_percent=event.clock_percent,
        visit_within_days=event.visit_within_days,
        unit_id=event.unit_id,
    )
    changes.run(HELD, {"election": recorded.key})
    for one in event.phases:
        changes.put(election_phase, election_id=recorded.key, phase=one.phase, starts_at=one.starts_at)


@projection.on(ElectionPhaseAdvanced)
def election_phase_advanced(event: ElectionPhaseAdvanced, recorded: Recorded, changes: Changes) -> None:
    changes.change(election_period, recorded.key, phase=event.phase, phase_since=event.advanced_at)
    changes.change(election_phase, recorded.key, event.phase, begun_at=event.advanced_at, by_hand=event.by_hand)


@projection.on(ElectionPeriodClosed)
def election_period_closed(event: ElectionPeriodClosed, recorded: Recorded, changes: Changes) -> None:
    changes.change(election_period, recorded.key, closed_at=event.closed_at, outcome=event.outcome)


@projection.on(ElectionRegionFollowed)
def election_region_followed(event: ElectionRegionFollowed, recorded: Recorded, changes: Changes) -> None:
    changes.change(election_period, recorded.key, region_code=event.region_code)


@projection.on(ElectionRegionLost)
def election_region_lost(event: ElectionRegionLost, recorded: Recorded, changes: Changes) -> None:
    changes.change(election_period, recorded.key, lost_on=event.changed_on, lost_because=event.because, taken_by=event.taken_by)
