"""Looks up what codes of regions mean, among what is known of the villages service's events."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from libs.events.view import View
from services.cooperation.region_codes import Held, Meant, meant

HISTORY: Final = """select h.region_id, h.code, h.since from known.region_code h
where h.region_id in (select a.region_id from known.region_code a where a.code = any($1::text[]))
or h.region_id in (select c.region_id from known.region_code c where c.code in (select b.code from known.region_code b
    where b.region_id in (select a.region_id from known.region_code a where a.code = any($1::text[]))))
order by h.position"""
"""All that is known of the regions that ever had one of the codes, and of those that ever had a code of these."""


async def look_up(view: View, codes: Iterable[str], on: date) -> tuple[Meant, ...]:
    """What each of the codes means on that day, as far as this is known here."""
    asked = sorted(set(codes))
    rows: Sequence[Any] = await view.facts("villages", HISTORY, asked) if asked else ()
    history = [Held(region_id=row["region_id"], code=row["code"], since=row["since"]) for row in rows]
    return tuple(meant(history, code, on) for code in asked)
