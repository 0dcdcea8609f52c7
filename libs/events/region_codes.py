"""Keeps every code that each region had, for services that find a region by a code it bears no longer. Decision 0098."""

from datetime import date
from typing import Final

from sqlalchemy import BigInteger, Column, Date, Index, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.region import RegionDissolved, RegionMoved, RegionRecoded, RegionRegistered
from libs.events.projection import Projection

SAID: Final = "Every code that a region had, in order; none from when it is no more. `since` is not known of the first."


def keep_region_codes(known: Projection) -> None:
    """Give the projection a table `region_code`, and what fills it from the events of the villages service."""
    table = Table(
        "region_code",
        known.metadata,
        Column("region_id", Uuid, primary_key=True),
        Column("position", BigInteger, primary_key=True),
        Column("code", Text(collation="C")),
        Column("since", Date),
        Index("region_code_code", "code"),
        comment=SAID,
    )

    def now(recorded: Recorded, changes: Changes, code: str | None, since: date) -> None:
        changes.put(table, region_id=recorded.key, position=recorded.position, code=code, since=since)

    @known.on(RegionRegistered)
    def region_registered(event: RegionRegistered, recorded: Recorded, changes: Changes) -> None:
        changes.put(table, region_id=recorded.key, position=recorded.position, code=event.code)

    @known.on(RegionRecoded)
    def region_recoded(event: RegionRecoded, recorded: Recorded, changes: Changes) -> None:
        now(recorded, changes, event.code, event.effective_on)

    @known.on(RegionMoved)
    def region_moved(event: RegionMoved, recorded: Recorded, changes: Changes) -> None:
        now(recorded, changes, event.code, event.effective_on)

    @known.on(RegionDissolved)
    def region_dissolved(event: RegionDissolved, recorded: Recorded, changes: Changes) -> None:
        now(recorded, changes, None, event.effective_on)
