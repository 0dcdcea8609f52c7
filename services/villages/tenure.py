"""Who held which seat of a village on which day: what may be told late is judged by the day on which it happened."""

from datetime import date
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.villages.three_pillars import Pillar


class Tenure(Struct, frozen=True, kw_only=True):
    """One person's time in a seat."""

    pillar: Pillar
    holder_id: UUID
    since: date
    until: date | None = None
    """The first day on which it was no longer held."""

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


Tenures = tuple[Tenure, ...]


def left(tenures: Tenures, pillar: Pillar, day: date) -> Tenures:
    """The same, with the seat vacant from that day on."""
    return tuple(replace(tenure, until=day) if tenure.pillar is pillar and tenure.until is None else tenure for tenure in tenures)


def holder_on(tenures: Tenures, pillar: Pillar, day: date) -> UUID | None:
    """Whoever held the seat that day: the last to have taken it, should two claim the same day."""
    held = [tenure for tenure in tenures if tenure.pillar is pillar and tenure.covers(day)]
    return held[-1].holder_id if held else None


def elsewhere_since(tenures: Tenures, pillar: Pillar, holder: UUID, day: date) -> Tenure | None:
    """The other seat that this person holds on that day or has held later, if there is one."""
    others = (tenure for tenure in tenures if tenure.pillar is not pillar and tenure.holder_id == holder)
    return next((one for one in others if one.until is None or max(day, one.since) < one.until), None)


def holders_since(tenures: Tenures, day: date) -> frozenset[UUID]:
    """Everybody who held any of the seats on that day or later; also whoever left that very day, having held it that morning."""
    return frozenset(tenure.holder_id for tenure in tenures if tenure.until is None or day <= tenure.until)
