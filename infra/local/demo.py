"""Tells the services the year of the demonstration, wave by wave, each command under the token of whoever gives it."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from data.demo.province import CHIEF, Province
from data.demo.staffing import CHIEF_ENTERED
from data.demo.telling import Speaker, Told, Warned
from data.demo.year import Chapter, Wave, chapters
from data.order import Order, order
from infra.local.delivery import Delivery, NotLoaded
from infra.local.duties import SERVICE, Speak
from libs.events.cancellation import together
from libs.events.contracts.officers.officer import OfficerRegistered
from libs.events.contracts.villages.early_warning import (
    AcknowledgeWarning,
    CloseWarning,
    EarlyWarningRaised,
    WarningOutcome,
    warning_about,
)

SPEAKERS: Final = 8
"""How many people's commands are under way at the same time."""
RESUMED_WITHIN: Final = timedelta(days=30)
"""What was begun longer ago is not gone on with: the services take no reports that old, even of a demonstration."""


async def begun(delivery: Delivery) -> datetime:
    """When the telling was begun, which the log tells at every later load. Raises NotLoaded."""
    await delivery.send("officers", [order(CHIEF_ENTERED)])
    (entered, *_) = await delivery.happened("officers", f"officer-{CHIEF}", OfficerRegistered.named())
    if entered.recorded_at is None:
        raise NotLoaded(f"officers does not tell when {CHIEF} was recorded")
    return entered.recorded_at


def may_be_told(begun: datetime) -> bool:
    return datetime.now(UTC) - begun < RESUMED_WITHIN


def year(province: Province) -> Sequence[Chapter]:
    return list(chapters(province))


async def tell(delivery: Delivery, speak: Speak, year: Iterable[Chapter]) -> None:
    """All of it; told again, nothing is entered twice. Raises NotLoaded with the first command that is refused."""
    telling = _Telling(delivery, speak)
    for chapter in year:
        for wave in chapter.waves:
            await telling.tell(wave)
        await telling.answer(chapter.warned)


class _Telling:
    """How far each service has got, and what the others have heard of that."""

    def __init__(self, delivery: Delivery, speak: Speak) -> None:
        self._delivery, self._speak = delivery, speak
        self._positions: dict[str, int] = defaultdict(int)
        self._heard: dict[tuple[str, str], int] = defaultdict(int)
        self._tokens: dict[Speaker, str] = {}

    async def tell(self, wave: Wave) -> None:
        """What different people say, side by side; what one says about one thing, in its order."""
        for service in sorted({one.service for one in wave}):
            await self._catch_up(service)
        await self._send(_by_speaker(wave))

    async def _catch_up(self, service: str) -> None:
        """The service knows all that was told to others before, and has done what follows from it."""
        for source, position in self._positions.items():
            if source != service and self._heard[service, source] < position:
                await self._delivery.reached(service, source, position, reacted=True)
                self._heard[service, source] = position

    async def _send(self, said: dict[tuple[str, Speaker], list[Order]]) -> None:
        left = iter(said.items())

        async def work() -> None:
            for (service, speaker), orders in left:
                position = await self._delivery.send(service, orders, token=self._token(speaker))
                self._positions[service] = max(self._positions[service], position)

        await together([work() for _ in range(SPEAKERS)])

    async def answer(self, warned: Sequence[Warned]) -> None:
        """What commanders do about the warnings that the villages service raised by itself."""
        found = await asyncio.gather(*(self._raised(one) for one in warned))
        said: dict[tuple[str, Speaker], list[Order]] = defaultdict(list)
        for one, warning in zip(warned, found, strict=True):
            closed = CloseWarning(warning_id=warning, outcome=WarningOutcome.CONTAINED, closing_note=one.closing_note)
            said[SERVICE, one.by] += [order(AcknowledgeWarning(warning_id=warning), one.at), order(closed, one.at)]
        await self._send(said)

    async def _raised(self, warned: Warned) -> UUID:
        """The warning about it, once the service has raised it."""
        told = await self._delivery.happened(SERVICE, warned.stream, warned.event)
        (event,) = (one.id for one in told if one.id and warned.of.items() <= (one.data or {}).items())
        warning = warning_about(event)
        await self._delivery.happened(SERVICE, f"early_warning-{warning}", EarlyWarningRaised.named())
        return warning

    def _token(self, speaker: Speaker) -> str | None:
        claims = speaker.claims
        if claims is None:
            return None
        if speaker not in self._tokens:
            self._tokens[speaker] = self._speak(claims)
        return self._tokens[speaker]


def _by_speaker(wave: Wave) -> dict[tuple[str, Speaker], list[Order]]:
    """By service and speaker; the commands to one thing next to each other, for batches do not part those."""
    said: dict[tuple[str, Speaker], dict[UUID, list[Told]]] = defaultdict(lambda: defaultdict(list))
    for one in wave:
        said[one.service, one.by][one.target].append(one)
    return {key: [one.order() for about in things.values() for one in about] for key, things in said.items()}
