"""What the villages service keeps of its own regions: every code that each had, so that one named by a former code is found."""

from datetime import date
from typing import Final

from sqlalchemy import BigInteger, Column, Date, Index, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.region import RegionDissolved, RegionMoved, RegionRecoded, RegionRegistered
from services.villages.known import METADATA
from services.villages.known_targets import KNOWN

__all__ = ["KNOWN"]

REGION_CODE: Final = Table(
    "region_code",
    METADATA,
    Column("region_id", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("code", Text(collation="C")),
    Column("since", Date),
    Index("region_code_code", "code"),
    comment="Every code that a region had, in order; none from when it is no more. `since` is not known of the first.",
)
NOW: Final = """select n.code from known.region_code n where n.region_id = (
    select h.region_id from known.region_code h where h.code = $1 and (h.since is null or h.since <= $2)
    order by h.position desc limit 1) order by n.position desc limit 1"""
"""The present code of the region that had a code on a day; none where that region is no more."""

PRESENT: Final = """select n.code from unnest($1::text[]) asked (code)
cross join lateral (select h.region_id from known.region_code h where h.code = asked.code order by h.position desc limit 1) had
cross join lateral (select c.code from known.region_code c where c.region_id = had.region_id order by c.position desc limit 1) n
where n.code is not null"""
"""The present codes of the regions that have codes, or had them last."""


@KNOWN.on(RegionRegistered)
def region_registered(event: RegionRegistered, recorded: Recorded, changes: Changes) -> None:
    changes.put(REGION_CODE, region_id=recorded.key, position=recorded.position, code=event.code)


@KNOWN.on(RegionRecoded)
def region_recoded(event: RegionRecoded, recorded: Recorded, changes: Changes) -> None:
    _now(recorded, changes, event.code, event.effective_on)


@KNOWN.on(RegionMoved)
def region_moved(event: RegionMoved, recorded: Recorded, changes: Changes) -> None:
    _now(recorded, changes, event.code, event.effective_on)


@KNOWN.on(RegionDissolved)
def region_dissolved(event: RegionDissolved, recorded: Recorded, changes: Changes) -> None:
    _now(recorded, changes, None, event.effective_on)


def _now(recorded: Recorded, changes: Changes, code: str | None, since: date) -> None:
    changes.put(REGION_CODE, region_id=recorded.key, position=recorded.position, code=code, since=since)
