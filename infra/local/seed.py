"""Loads the country and the founding record through the services' command endpoints; repeating it enters nothing twice."""

import asyncio
import time
from collections.abc import Callable, Mapping
from itertools import chain
from typing import Final

from data import ids, record
from data.demo.province import Province
from data.places import registrations
from data.record import duties, fill, refresher, training
from data.regions import DISTRICT, PROVINCE, REGENCY, VILLAGE, Listed, read, within
from infra.local import demo
from infra.local import duties as lately
from infra.local.delivery import Delivery
from libs.events.cancellation import together
from libs.events.contracts.officers.officer import CompetencyRecorded, DirectiveAddressed
from libs.events.contracts.villages.three_pillars import Pillar, PillarSeated
from libs.events.wording import counted

FEW: Final = ("52", "32.75", "32.16")
"""The regions of the record: NTB, and city and regency of Bekasi."""
ABOVE: Final = ("31", "32")
"""Provinces named by the record, of which not everything is loaded with the few."""
EVERY: Final = 2.0
"""Seconds between two lines about the progress."""


class Progress:
    """Says how far a load has come: a line every few seconds, and one at the end."""

    def __init__(self, edition: str, total: int, say: Callable[[str], None]) -> None:
        self._edition, self._total, self._say = edition, total, say
        self._done, self._began = 0, time.monotonic()
        self._said = self._began

    def __call__(self, more: int) -> None:
        self._done += more
        now = time.monotonic()
        if now - self._said >= EVERY:
            self._said = now
            share = 100 * self._done // self._total
            self._say(f"loading {self._edition}: {self._done:,} of {self._total:,} commands ({share} %)")

    def end(self) -> None:
        self._say(
            f"loaded {self._edition}: {counted(self._done, 'command', 'commands')} in {time.monotonic() - self._began:.1f} s"
        )


def chosen(edition: str) -> list[Listed]:
    """The places that an edition of the seed loads. Raises ValueError for an unknown one."""
    match edition:
        case "indonesia":
            return list(read())
        case "ntb" | "demo":
            return [place for place in read() if within(place.code, FEW) or place.code in ABOVE]
        case "none":
            return []
        case _:
            raise ValueError(f"no seed is called {edition}")


async def seed(edition: str, urls: Mapping[str, str], token: str, say: Callable[[str], None], speak: lately.Speak) -> None:
    """Load `indonesia`, `ntb`, `demo` or `none`; `urls` are those of the services by name, `token` one of the headquarters.

    `speak` makes tokens of officers and pillars, in whose names some commands are given.

    When it returns, the services have also drawn their conclusions: seats are filled, directives addressed. Raises NotLoaded
    with one line at the first refusal, or when a service makes no progress. Killed and begun again, it goes on.
    """
    places = chosen(edition)
    if not places:
        return
    load = Load(places, speak)
    progress = Progress("ntb" if edition == "demo" else edition, load.total, say)
    async with Delivery(urls, lambda: token, progress) as delivery:
        await load.run(delivery)
    progress.end()
    if edition == "demo":
        await tell_year(places, urls, token, say, speak)


async def tell_year(
    places: list[Listed], urls: Mapping[str, str], token: str, say: Callable[[str], None], speak: lately.Speak
) -> None:
    """The year of the demonstration. Raises NotLoaded."""
    async with Delivery(urls, lambda: token) as delivery:
        begun = await demo.begun(delivery)
    year = demo.year(Province(places, begun))
    progress = Progress("a year of NTB", sum(chapter.commands for chapter in year), say)
    async with Delivery(urls, lambda: token, progress) as delivery:
        if demo.may_be_told(begun):
            await demo.tell(delivery, speak, year)
    progress.end()


class Load:
    """What goes where, and what waits for what."""

    def __init__(self, places: list[Listed], speak: lately.Speak) -> None:
        self._speak = speak
        self._levels = [[place for place in places if len(place.code) == level] for level in (PROVINCE, REGENCY, DISTRICT)]
        self._ground = fill.villages(places)
        villages = [place for place in places if len(place.code) == VILLAGE]
        # First the villages that officers are assigned to, so that everything else goes on beside the rest.
        self._villages = sorted(villages, key=lambda place: not within(place.code, fill.FILL.ground))
        self._units = record.chapters("units")
        self._cooperation = record.chapters("cooperation")
        self._example = record.chapters("example")
        self._officers = list(fill.officers(self._ground))
        self._assignments = list(fill.assignments(self._ground))
        self._seats = list(fill.seats(self._ground))
        self._sessions = [list(training.session(fill.trained())), list(refresher.session())]
        self._acknowledgements = list(fill.acknowledgements(directive.id for directive in training.DIRECTIVES))
        self._acknowledgements += refresher.follow_up()
        self._ground_entered: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    @property
    def total(self) -> int:
        """Commands altogether."""
        filled = (self._officers, self._assignments, self._seats, *self._sessions, self._acknowledgements)
        orders = sum(len(part) for part in chain(self._units, self._cooperation, self._example, filled))
        orders += sum(len(steps) for steps in duties.told().values())
        return orders + sum(len(level) for level in self._levels) + len(self._villages)

    async def run(self, delivery: Delivery) -> None:
        """Raises NotLoaded."""
        await together([self._enter_places(delivery), self._enter_seats(delivery), self._enter_record(delivery)])
        await self._settle(delivery)

    async def _enter_places(self, delivery: Delivery) -> None:
        for level in self._levels:
            await delivery.send("villages", registrations(level))
        first = len(self._ground)
        self._ground_entered.set_result(await delivery.send("villages", registrations(self._villages[:first])))
        await delivery.send("villages", registrations(self._villages[first:]))

    async def _enter_seats(self, delivery: Delivery) -> None:
        await self._ground_entered
        await delivery.send("villages", self._seats)

    async def _enter_record(self, delivery: Delivery) -> None:
        for chapter in self._units:
            await delivery.send("officers", chapter)
        position = await delivery.send("officers", self._officers)
        await together([self._assign(delivery), self._enter_cooperation(delivery, position)])

    async def _assign(self, delivery: Delivery) -> None:
        await delivery.reached("officers", "villages", await self._ground_entered)
        position = await delivery.send("officers", self._assignments)
        await delivery.reached("villages", "officers", position)
        for code in duties.told():
            await delivery.happened("villages", f"three_pillars-{ids.village(code)}", PillarSeated.named(), len(Pillar))
        await lately.tell(delivery, self._speak)

    async def _enter_cooperation(self, delivery: Delivery, officers: int) -> None:
        await delivery.reached("cooperation", "officers", officers)
        for chapter in (*self._cooperation, *self._sessions):
            await delivery.send("cooperation", chapter)
        acknowledged = await delivery.send("officers", self._acknowledgements, until_known={"DIRECTIVE_UNKNOWN"})
        await self._enter_example(delivery, acknowledged)

    async def _enter_example(self, delivery: Delivery, officers: int) -> None:
        """What a fictitious programme measures is counted of the record above: it has to be known by then."""
        *before, measured = self._example
        for chapter in before:
            position = await delivery.send("cooperation", chapter)
        await delivery.reached("cooperation", "officers", officers)
        await delivery.reached("cooperation", "cooperation", position)
        await delivery.send("cooperation", measured)

    async def _settle(self, delivery: Delivery) -> None:
        """Until the services have reacted to one another."""
        for village in self._ground:
            stream = f"three_pillars-{ids.village(village.code)}"
            await delivery.happened("villages", stream, PillarSeated.named(), fill.seats_filled(village.code))
        for officer in fill.trained():
            stream = f"officer-{officer}"
            await delivery.happened("officers", stream, DirectiveAddressed.named(), len(training.DIRECTIVES))
            await delivery.happened("officers", stream, CompetencyRecorded.named(), len(training.SCHEDULE.competencies))
