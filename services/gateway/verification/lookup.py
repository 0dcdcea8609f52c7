"""Whom a verification code belongs to, by what anybody may be told: a duty and a unit, for a day from the start of the visit."""

from dataclasses import dataclass
from hmac import compare_digest
from typing import Final

from libs.events.contracts.officers.officer import OfficerStatus
from libs.events.contracts.villages.village_visit import digest_of
from services.gateway.graph.pool import Pool

VALID: Final = "24 hours"
SKEW: Final = "5 minutes"
"""By which a phone's clock may be fast."""
ON_DUTY: Final = OfficerStatus.ACTIVE.value
"""Whoever has been suspended or has retired since calls on nobody any more."""

_ASKED: Final = f"""select x.code_digest as digest, u.name as unit, a.duty from village_visit x
left join officer o on o.id = x.officer_id left join unit u on u.id = o.unit_id
left join village v on v.id = x.village_id
left join lateral (select a.duty from assignment a where a.officer_id = x.officer_id and a.village_id = x.village_id
  and a.status in ('CONFIRMED', 'ENDED') and a.starts_on <= (x.started_at at time zone v.timezone)::date
  and coalesce((x.started_at at time zone v.timezone)::date < least(a.ends_on, a.ended_on), true)
  order by a.role desc, a.duty limit 1) a on true
where x.code_digest = $1 and x.started_at <= now() + interval '{SKEW}' and now() < x.started_at + interval '{VALID}'
  and coalesce(o.status, '{ON_DUTY}') = '{ON_DUTY}'"""  # noqa: S608


@dataclass(frozen=True)
class Visitor:
    """Who is at the door; either may not be known yet."""

    duty: str | None
    unit: str | None


async def visitor(pool: Pool, code: str) -> Visitor | None:
    """None alike for what is no code, for one not known yet and for one that has expired: the same is done for each of them.

    What is looked up is a digest, so the time it takes tells nothing of how near a guess came. Raises pool.Unavailable,
    pool.TooLong.
    """
    digest = digest_of(code)
    found = [row for row in await pool.fetch(_ASKED, [digest]) if compare_digest(row["digest"], digest)]
    return Visitor(found[0]["duty"], found[0]["unit"]) if found else None
