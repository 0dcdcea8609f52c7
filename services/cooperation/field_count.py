"""Counting from events alone: what the tables of known facts must come to, at whatever positions of the logs."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from libs.events.codec import Recorded
from libs.events.contracts.cooperation.project_design import Measure
from libs.events.message import Event
from services.cooperation.field_measures import CATALOGUE, Columns, Combining, deeds, places

CENT: Final = Decimal("0.01")


def months(first: str, last: str) -> tuple[date, date]:
    """The first day of a period of whole months, and the first day after it. Raises ValueError."""
    begins, ends = date.fromisoformat(f"{first}-01"), date.fromisoformat(f"{last}-01")
    return begins, (ends + timedelta(days=31)).replace(day=1)


def combined(measure: Measure, total: Decimal | float | None, weight: float) -> float | None:
    """The value that amounts make, by their sum and what they weigh together; None where nothing has a mean."""
    if CATALOGUE[measure].combining is Combining.SUM:
        return float(total or 0)
    if not weight:
        return None
    return float((Decimal(str(total)) / Decimal(str(weight))).quantize(CENT, ROUND_HALF_UP))


class FieldCount:
    """Every deed of the events that were added, in whatever order of services, each service's own in order."""

    def __init__(self) -> None:
        self._deeds: dict[tuple[Measure, UUID], Columns] = {}
        self._places: dict[UUID, Columns] = {}

    def add(self, event: Event, recorded: Recorded) -> None:
        for place, columns in places(event, recorded):
            self._places.setdefault(place, {}).update(columns)
        for measure, deed, columns in deeds(event, recorded):
            self._deeds.setdefault((measure, deed), {}).update(columns)

    def value(self, measure: Measure, regions: Sequence[str], first: str, last: str, measured_on: date) -> float | None:
        """As the measure has it: over whole months, in these regions or everywhere; None where nothing has a mean."""
        begins, ends = months(first, last)
        found = [
            (deed["amount"], deed.get("weight", 1))
            for (of, key), deed in self._deeds.items()
            if of is measure and self._stands(key, deed, begins, ends, measured_on) and self._lies(key, deed, regions)
        ]
        return combined(measure, sum(amount for amount, _ in found), sum(weight for _, weight in found))

    def _place(self, key: UUID, deed: Columns) -> Columns:
        return self._places.get(deed.get("place_id") or key, {})

    def _stands(self, key: UUID, deed: Columns, begins: date, ends: date, measured_on: date) -> bool:
        """Whether a deed counts at all, and falls into the period."""
        place = self._place(key, deed)
        day = deed.get("day") or _day(deed.get("at"), place)
        if deed.get("amount") is None or deed.get("failed") or day is None or not begins <= day < ends:
            return False
        settled = _day(deed.get("settled_at"), place)
        return settled is None or settled <= measured_on

    def _lies(self, key: UUID, deed: Columns, regions: Sequence[str]) -> bool:
        code = self._place(key, deed).get("code")
        return not regions or any(_within(code, region) for region in regions)


def _within(code: str | None, region: str) -> bool:
    return code is not None and (code == region or code.startswith(f"{region}."))


def _day(moment: Any, place: Columns) -> date | None:
    """The day that it was there; in UTC where the place is not known."""
    if not isinstance(moment, datetime):
        return None
    zone = place.get("timezone")
    return moment.astimezone(ZoneInfo(zone) if zone else UTC).date()
