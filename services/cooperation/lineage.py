"""Whether measurements are what the logs say: `python -m services.cooperation.lineage DESIGN [INDICATOR]` counts them again."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from typing import Final
from uuid import UUID

import asyncpg
from msgspec import Struct
from msgspec.structs import asdict

from libs.events import log
from libs.events.codec import Codec, Recorded, stream_of
from libs.events.contracts.cooperation.project_design import IndicatorMeasured, Positions
from libs.events.feed import ForeignLog, Gap, end, feed
from libs.events.jetstream import TROUBLE, Broker, Refusal, Unsuitable
from libs.events.message import Catalogue
from libs.events.settings import LineageSettings, Misconfigured, read
from libs.events.single import LOST
from libs.events.wording import counted
from services.cooperation.field_count import FieldCount
from services.cooperation.field_measures import CATALOGUE, COUNTED

PATIENCE: Final = 10.0
"""Seconds that database and broker have for answering."""

Say = Callable[[str], None]
Until = Callable[[str, int], AsyncIterator[Sequence[Recorded]]]
"""The events of a service's log up to a position, in order."""


class NotCounted(Exception):
    """There is no answer: something that was to be asked cannot be. Its text is one line."""


class Recount(Struct, frozen=True):
    """A measurement, and what its events come to now."""

    measured: IndicatorMeasured
    value: float | None

    @property
    def agrees(self) -> bool:
        return self.value == self.measured.value

    def told(self) -> str:
        """In one line."""
        it, positions = self.measured, self.measured.positions or Positions()
        where = ",".join(it.region_codes) or "everywhere"
        at = " ".join(f"{service}:{position}" for service, position in asdict(positions).items() if position)
        told = f"{it.indicator} {it.measure} version {it.measure_version}, {it.first_month} to {it.last_month}, {where}"
        return f"{told}: recorded {it.value:g}, counted {'nothing' if self.value is None else f'{self.value:g}'} at {at}"


async def recount(measured: IndicatorMeasured, until: Until) -> Recount:
    """Count again what was counted, from the events up to its positions. Raises NotCounted."""
    assert measured.measure is not None  # noqa: S101 - what was entered by hand is not counted
    if CATALOGUE[measured.measure].version != measured.measure_version:
        raise NotCounted(f"{measured.measure} is no longer counted as in version {measured.measure_version}")
    codec, count = Codec(_counted()), FieldCount()
    for service, position in asdict(measured.positions or Positions()).items():
        async for events in until(service, position or 0):
            for recorded in events:
                if codec.knows(recorded):
                    count.add(codec.event(recorded), recorded)
    period = (measured.first_month, measured.last_month, measured.measured_on)
    return Recount(measured, count.value(measured.measure, measured.region_codes, *period))


def _counted() -> Catalogue:
    catalogue = Catalogue()
    catalogue.events.update({event.named(): event for event in COUNTED})
    return catalogue


async def measurements(db: log.Database, design: UUID, indicator: str | None) -> list[IndicatorMeasured]:
    """Those of a design that were counted in the field, in order."""
    codec = Codec(Catalogue("cooperation"))
    told = [codec.event(recorded) for recorded in await log.read(db, stream_of(IndicatorMeasured, design))]
    found = [event for event in told if isinstance(event, IndicatorMeasured) and event.measure is not None]
    return [event for event in found if indicator in (None, event.indicator)]


def streamed(nc: Broker) -> Until:
    """From the bus, which carries every log from its beginning."""

    async def until(service: str, position: int) -> AsyncIterator[Sequence[Recorded]]:
        if not position:
            return
        found = await end(nc, service)
        if found is None or found[1] < position:
            raise NotCounted(f"the stream {service} does not reach position {position}")
        async with aclosing(feed(nc, service, 0, batch=1000, log=found[0])) as lists:
            async for events in lists:
                yield [event for event in events if event.position <= position]
                if events[-1].position >= position:
                    return

    return until


async def _run(settings: LineageSettings, design: UUID, indicator: str | None, say: Say) -> bool:
    try:
        db = await asyncpg.connect(settings.database_url, timeout=PATIENCE)
        try:
            found = await measurements(db, design, indicator)
        finally:
            db.terminate()
        async with Broker(settings.nats_url, name="lineage") as nc:
            async with asyncio.timeout(PATIENCE):
                await nc.client()
            counts = [await recount(measured, streamed(nc)) for measured in found]
    except LOST as error:
        raise NotCounted(f"the log's database does not answer: {type(error).__name__}") from None
    except (*TROUBLE, Refusal, Gap, ForeignLog) as error:
        raise NotCounted(f"NATS does not answer as it should: {type(error).__name__}") from None
    for count in counts:
        say(f"{'agrees' if count.agrees else 'DIFFERS'}: {count.told()}")
    differ = sum(not count.agrees for count in counts)
    say(f"{counted(len(counts), 'measurement', 'measurements')}, {counted(differ, 'differs', 'differ')}")
    return all(count.agrees for count in counts)


def main(arguments: Sequence[str]) -> int:
    """0: all agree. 1: one does not. 2: that could not be told."""
    parser = argparse.ArgumentParser(prog="python -m services.cooperation.lineage", description=__doc__)
    parser.add_argument("design", type=UUID, help="the id of the design")
    parser.add_argument("indicator", nargs="?", help="the code of one of its indicators; all of them, unless told")
    given = parser.parse_args(arguments)
    try:
        agree = asyncio.run(_run(read(LineageSettings), given.design, given.indicator, print))
    except (NotCounted, Misconfigured, Unsuitable) as error:
        sys.stderr.write(f"not counted: {error}\n")
        return 2
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
