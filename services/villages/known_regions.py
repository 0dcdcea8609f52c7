"""What the villages service keeps of its own regions: every code that each had, so that one named by a former code is found."""

from typing import Final

from libs.events.region_codes import keep_region_codes
from services.villages.known_targets import KNOWN

__all__ = ["KNOWN"]

keep_region_codes(KNOWN)

NOW: Final = """select n.code from known.region_code n where n.region_id = (
    select h.region_id from known.region_code h where h.code = $1 and (h.since is null or h.since <= $2)
    order by h.position desc limit 1) order by n.position desc limit 1"""
"""The present code of the region that had a code on a day; none where that region is no more."""

PRESENT: Final = """select n.code from unnest($1::text[]) asked (code)
cross join lateral (select h.region_id from known.region_code h where h.code = asked.code order by h.position desc limit 1) had
cross join lateral (select c.code from known.region_code c where c.region_id = had.region_id order by c.position desc limit 1) n
where n.code is not null"""
"""The present codes of the regions that have codes, or had them last."""
