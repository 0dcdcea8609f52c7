"""Committed events reach JetStream in order, position p as sequence p; the stream's own end is the only cursor there is."""

import asyncio
import logging
from base64 import b64decode
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from msgspec import json
from nats.aio.msg import Msg

from libs.events import log
from libs.events.cancellation import heed
from libs.events.codec import Recorded, subject_of, to_headers
from libs.events.jetstream import STREAM_MISSING, TROUBLE, Broker, Client, Message, Refusal, parse_headers
from libs.events.single import LOST, Connect, Connection, single

logger = logging.getLogger(__name__)

WINDOW: Final = 500
"""Events under way to the broker at a time."""
ACKNOWLEDGE: Final = 2.0
"""Seconds the broker has for acknowledging a window; a new leader is found within them."""
LOOK: Final = 0.1
"""Seconds between looks into an idle log: another replica's writer cannot wake this relay."""
INSPECT: Final = 5.0
"""Seconds between looks at an idle stream, which an operator may have deleted, or at one that contradicts the log."""


class OutOfStep(Exception):
    """The broker did not take position p as sequence p. Where the stream ends must be looked up again."""


class Diverged(Exception):
    """Stream and log contradict each other, as after the log was restored from a backup. A person decides which one holds."""


class Relay:
    """Publishes one service's log. Of several relays on one log one works and the others wait; if all worked, no harm were done.

    `connect` opens a connection to the log for this relay alone; `classify` gives the classification of an event type; `wake`
    is set after each commit. `config` is merged into the stream's configuration when the relay creates it. `lock` names the
    lock for which relays of the same log wait.
    """

    def __init__(
        self,
        nc: Broker,
        connect: Connect,
        service: str,
        *,
        classify: Callable[[str], str],
        wake: asyncio.Event,
        config: Mapping[str, Any] | None = None,
        lock: str = "",
    ) -> None:
        self._nc, self._connect, self._service = nc, connect, service
        self._classify, self._wake, self._lock = classify, wake, lock or f"relay {service}"
        self._config = {
            "name": service,
            "subjects": [f"ev.{service}.>"],
            "storage": "file",
            "retention": "limits",
            "discard": "new",
            "num_replicas": 1,
            "deny_delete": True,
            "deny_purge": True,
            **(config or {}),
        }
        self._inspected = -INSPECT
        self.position = 0
        """The last position known to be in the stream."""
        self.head = 0
        """The last position known to be in the log; the difference to `position` is the lag."""
        self.active = False
        """Whether this relay is the one that works."""
        self.diverged: str | None = None
        """In one sentence how stream and log contradict each other. As long as they do, nothing is published."""

    async def run(self) -> None:
        """For ever, until cancelled. Raises jetstream.Unsuitable."""
        while True:
            try:
                async with single(self._connect, self._lock, meanwhile=self._idle) as db:
                    self.active = True
                    self.head = (await log.head(db)).position  # so the lag is known while the broker is away
                    async with self._acknowledged() as (client, inbox):
                        while True:
                            heed()
                            await self._work(db, client, inbox)
            except (OutOfStep, *TROUBLE, *LOST) as error:
                heed()
                logger.warning("relay %s: %s", self._service, type(error).__name__)
                await asyncio.sleep(0.3)
            finally:
                self.active = False

    async def _idle(self, db: Connection) -> None:
        if (now := asyncio.get_running_loop().time()) - self._inspected > INSPECT:
            self._inspected = now
            await self._inspect(db)  # this replica takes commands as well, so it has to know

    @asynccontextmanager
    async def _acknowledged(self) -> AsyncIterator[tuple[Client, str]]:
        async with asyncio.timeout(ACKNOWLEDGE):
            client = await self._nc.client()
        inbox = client.new_inbox()
        self._awaited: set[int] = set()
        self._wrong: str | None = None
        self._settled = asyncio.Event()
        self._nc.returned.add(self._wake)
        subscription = await client.subscribe(f"{inbox}.*", cb=self._acknowledge)
        try:
            yield client, inbox
        finally:
            self._nc.returned.discard(self._wake)
            with suppress(Exception):
                await subscription.unsubscribe()

    async def _work(self, db: Connection, client: Client, inbox: str) -> None:
        try:
            breaks = self._nc.breaks
            if await self._inspect(db):
                await self._follow(db, client, inbox, breaks)
            else:
                await asyncio.sleep(INSPECT)
        except OutOfStep as why:
            logger.warning("relay %s: %s", self._service, why)
            await asyncio.sleep(0.1)
        except Diverged as contradiction:
            self._report(contradiction)
            await asyncio.sleep(INSPECT)

    async def _inspect(self, db: Connection) -> bool:
        """Whether log and stream agree. Raises OutOfStep where that cannot be told now."""
        try:
            self.position = await self._align(db)
        except Diverged as contradiction:
            self._report(contradiction)
            return False
        except Refusal as refusal:
            raise OutOfStep(str(refusal)) from None
        if self.diverged:
            logger.warning("relay %s: stream and log agree again", self._service)
            self.diverged = None
        return True

    def _report(self, contradiction: Diverged) -> None:
        if self.diverged is None:
            logger.error("relay %s: %s", self._service, contradiction)
        self.diverged = str(contradiction)

    async def _align(self, db: Connection) -> int:
        """Where the stream ends, having made sure that it is this log's stream and ends with this log's event."""
        head = await log.head(db)
        self.head = head.position
        try:
            info = await self._nc.api(f"STREAM.INFO.{self._service}")
        except Refusal as refusal:
            if refusal.code != STREAM_MISSING:
                raise
            info = await self._nc.api(f"STREAM.CREATE.{self._service}", {**self._config, "metadata": {"log": str(head.identity)}})
        if (owner := info["config"].get("metadata", {}).get("log")) != str(head.identity):
            raise Diverged(f"stream {self._service} belongs to log {owner}, this is log {head.identity}")
        last: int = info["state"]["last_seq"]
        # The log's head is read again after the stream's end: another relay may have published in between.
        self.head = (await log.head(db)).position
        if last > self.head:
            raise Diverged(f"stream {self._service} ends at {last}, its log at {self.head}: was the log restored from a backup?")
        if info["state"]["messages"]:
            ours = next((event.id for event in await log.tail(db, last - 1, 1) if event.position == last), None)
            stored = (await self._nc.api(f"STREAM.MSG.GET.{self._service}", {"seq": last}))["message"]
            theirs = parse_headers(b64decode(stored.get("hdrs", ""))).get("ce-id")
            if theirs != str(ours):
                raise Diverged(f"position {last} is event {ours} in the log, but {theirs} in stream {self._service}")
        return last

    async def _follow(self, db: Connection, client: Client, inbox: str, breaks: int) -> None:
        inspected = asyncio.get_running_loop().time()
        page: Sequence[Recorded] = ()
        while True:
            heed()
            if not page:
                self._wake.clear()
                page = await log.tail(db, self.position, WINDOW)
            if self._nc.breaks != breaks:
                raise OutOfStep("the broker was away")
            if not page:
                if asyncio.get_running_loop().time() - inspected > INSPECT:
                    return
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK):
                        await self._wake.wait()
                continue
            self.head = max(self.head, page[-1].position)
            self._awaited, self._wrong = {event.position for event in page}, None
            self._settled.clear()
            try:
                await client.publish_all([self._message(event, inbox) for event in page])
            except ValueError as why:
                raise Diverged(f"an event after position {self.position} cannot be published: {why}") from None
            following = await log.tail(db, page[-1].position, WINDOW)  # while the broker writes
            try:
                async with asyncio.timeout(ACKNOWLEDGE):
                    await self._settled.wait()
            except TimeoutError:
                raise OutOfStep(f"{len(self._awaited)} of {len(page)} events were not acknowledged") from None
            if self._wrong:
                raise OutOfStep(self._wrong)
            self.position, page = page[-1].position, following
            inspected = asyncio.get_running_loop().time()

    def _message(self, event: Recorded, inbox: str) -> Message:
        headers = to_headers(self._service, event, self._classify(event.type))
        headers["Nats-Expected-Last-Sequence"] = str(event.position - 1)
        return subject_of(self._service, event.stream, event.type), f"{inbox}.{event.position}", headers, event.data

    async def _acknowledge(self, message: Msg) -> None:
        position = int(message.subject.rpartition(".")[2])
        if position not in self._awaited:
            return
        answer: dict[str, Any] = json.decode(message.data) if message.data else {"error": message.headers}
        if answer.get("seq") == position:
            self._awaited.discard(position)
        elif not self._wrong:
            self._wrong = f"position {position}: {answer.get('error', answer)}"
        if self._wrong or not self._awaited:
            self._settled.set()
