"""A service reduced to its log and its timers, in this process or, run as a program, in one that can be killed."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from libs.events import log
from libs.events.codec import Codec, Meta, Pending, Recorded, encode
from libs.events.due import Begin, End
from libs.events.log import Append, Receipt, append
from libs.events.message import Catalogue, Command, Event, Role
from libs.events.single import Connection
from libs.events.timers import Timers, TimerWorker


class Started(Event, frozen=True, kw_only=True):
    """An alarm is set."""

    seconds: float


class Stopped(Event, frozen=True, kw_only=True):
    """It is not wanted any more."""


class Rung(Event, frozen=True, kw_only=True):
    """It went off."""


class Ring(Command, frozen=True, kw_only=True):
    """Make it go off."""

    alarm_id: UUID


def due(event: Event, recorded: Recorded) -> Sequence[Begin | End]:
    key = str(recorded.key)
    match event:
        case Started():
            return [Begin(key, recorded.recorded_at + timedelta(seconds=event.seconds), Ring(alarm_id=recorded.key))]
        case _:
            return [End(key)]


def catalogue() -> Catalogue:
    made = Catalogue()
    made.events |= {event.named(): event for event in (Started, Stopped, Rung)}
    return made


ALARMS = Timers((Started, Stopped), due)


async def tell(
    db: Connection, *told: tuple[UUID, Event], command: UUID | None = None, occurred_at: datetime | None = None
) -> None:
    """Events in one commit, each an append of its own."""
    appends = []
    for key, event in told:
        id_ = command or uuid4()
        meta = Meta(command="Test", digest="-", actor="test", role=Role.HEADQUARTERS, correlation=id_)
        pending = Pending(
            id=uuid4(),
            type=event.named(),
            schema=1,
            occurred_at=occurred_at or datetime.now(UTC),
            data=encode(event),
            meta=encode(meta),
        )
        appends.append(Append(f"alarm-{key}", log.ANY, [pending], id_))
    for start in range(0, len(appends), log.LIMIT):
        assert all(isinstance(outcome, Receipt) for outcome in await append(db, appends[start : start + log.LIMIT]))


class Service:
    """Gives the command to the real log, which knows a repetition by its id; counts how often it was given."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.given: list[UUID] = []

    async def connect(self) -> Connection:
        return await asyncpg.connect(self.url)

    async def execute(self, command: Command, command_id: UUID, _cause: Recorded, due_at: datetime) -> None:
        assert isinstance(command, Ring)
        self.given.append(command.alarm_id)
        db = await self.connect()
        try:
            await tell(db, (command.alarm_id, Rung()), command=command_id, occurred_at=due_at)
        finally:
            await db.close()

    def worker(self, timers: Timers = ALARMS, name: str = "alarms", **options: Any) -> TimerWorker:
        return TimerWorker(name, timers, self.connect, codec=Codec(catalogue()), execute=self.execute, **options)


if __name__ == "__main__":
    asyncio.run(Service(sys.argv[1]).worker().run())
