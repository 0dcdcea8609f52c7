"""The events of one service's stream from a position on, in order, each once, none left out, whatever happens to the broker."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sized
from contextlib import aclosing, suppress
from typing import Any, Final, NamedTuple
from uuid import UUID

from msgspec import json
from nats.aio.msg import Msg

from libs.events.cancellation import heed
from libs.events.codec import Recorded, from_message
from libs.events.jetstream import MESSAGE_MISSING, STREAM_MISSING, TROUBLE, Broker, Refusal

logger = logging.getLogger(__name__)

HEARTBEAT: Final = 0.5
"""Seconds after which an idle broker says that it is still there; three missed ones are taken for its end."""
EXPIRES: Final = 20
"""Seconds a pull request waits at the broker."""


class Interrupted(Exception):
    """What was received is not to be trusted any further; a new consumer at the reader's own position is."""


class Gap(Exception):
    """The stream goes on without the next event, and will not get it: it must be filled anew."""


class ForeignLog(Exception):
    """The stream carries another log than the one the reader's position belongs to, so the reader must begin anew with it."""

    def __init__(self, service: str, found: UUID) -> None:
        super().__init__(f"stream {service} carries log {found} now")
        self.service, self.found = service, found


async def end(nc: Broker, service: str) -> tuple[UUID, int] | None:
    """Which log a stream carries and its last position; None as long as there is no such stream. Raises jetstream.TROUBLE."""
    try:
        info = await nc.api(f"STREAM.INFO.{service}")
        return UUID(info["config"]["metadata"]["log"]), info["state"]["last_seq"]
    except Refusal as refusal:
        if refusal.code == STREAM_MISSING:
            return None
        raise
    except KeyError:
        raise Gap(f"stream {service} was not made by a relay: it names no log") from None


async def log_of(nc: Broker, service: str) -> UUID:
    """Which log a stream carries; waits until there is one."""
    while True:
        with suppress(Refusal, *TROUBLE):
            if found := await end(nc, service):
                return found[0]
        await asyncio.sleep(0.25)


async def feed(
    nc: Broker, service: str, after: int, *, batch: int = 500, log: UUID | None = None, pace: float = 0.0
) -> AsyncGenerator[list[Recorded], None]:
    """At most `batch` events at a time, positions following one another from `after` + 1; waits for more at the end.

    An event after a pause comes at once; those that follow it within `pace` seconds come together, or as soon as they are many:
    a reader that pays for each list, however short, keeps up when events come in one by one.

    With `log`, makes sure that the stream carries that log. Raises Gap, ForeignLog, jetstream.Unsuitable. Keeps nothing at the
    broker that matters: any doubt is settled by a new consumer at the reader's own position.
    """
    position = after
    while True:
        try:
            async with aclosing(_pull(nc, service, position, _Lists(batch, pace), log)) as pulled:
                async for messages in pulled:
                    events = await _next(nc, service, position, messages)
                    if events:
                        position += len(events)
                        yield events
        except (Interrupted, Refusal, *TROUBLE) as why:
            logger.info("feed %s at %d: %s %s", service, position, type(why).__name__, why)
            heed()
            await asyncio.sleep(0.1)


async def _next(nc: Broker, service: str, position: int, messages: list[Msg]) -> list[Recorded]:
    """The events among the messages, less those at or before `position`: a truncated stream is being filled again."""
    events: list[Recorded] = []
    for message in messages:
        sequence = _sequence(message)
        if sequence <= position:
            continue
        if sequence != position + len(events) + 1:
            await _lacks(nc, service, position + len(events) + 1)
            raise Interrupted(f"sequence {sequence} came after {position + len(events)}")
        try:
            event = from_message(message.headers or {}, message.data)
        except (KeyError, ValueError):
            raise Gap(f"sequence {sequence} of stream {service} is not an event of ours") from None
        if event.position != sequence:
            raise Gap(f"sequence {sequence} of stream {service} holds position {event.position}")
        events.append(event)
    return events


async def _lacks(nc: Broker, service: str, sequence: int) -> None:
    try:
        await nc.api(f"STREAM.MSG.GET.{service}", {"seq": sequence})
    except Refusal as refusal:
        found = await end(nc, service)
        if refusal.code == MESSAGE_MISSING and found and found[1] > sequence:
            raise Gap(f"stream {service} lacks position {sequence} and ends at {found[1]}") from None
        raise


def _sequence(message: Msg) -> int:
    # $JS.ACK.<stream>.<consumer>.<deliveries>.<sequence>…, or with domain and account hash before <stream>
    tokens = message.reply.split(".")
    return int(tokens[5 if len(tokens) == 9 else 7])


class _Lists(NamedTuple):
    """How long they are at most, and how often they come."""

    batch: int
    pace: float

    @property
    def portion(self) -> int:
        """What is asked for at once."""
        return max(1, self.batch // 2)

    async def filled(self, arrived: Sized, wake: asyncio.Event, last: float) -> None:
        """Until many have arrived, or the pace allows another list after the one at `last`."""
        clock = asyncio.get_running_loop().time
        while len(arrived) < self.portion and (early := last + self.pace - clock()) > 0:
            wake.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(early):
                    await wake.wait()


async def _pull(nc: Broker, service: str, after: int, lists: _Lists, log: UUID | None) -> AsyncGenerator[list[Msg], None]:
    client, breaks, wake = await nc.client(), nc.breaks, asyncio.Event()
    config = {
        "deliver_policy": "by_start_sequence",
        "opt_start_seq": after + 1,
        "ack_policy": "none",
        "inactive_threshold": 30 * 10**9,
        "mem_storage": True,
        "num_replicas": 1,
    }
    consumer = (await nc.api(f"CONSUMER.CREATE.{service}", {"stream_name": service, "config": config}))["name"]
    # Only now: a stream that is replaced later takes the consumer with it.
    if log and (found := await end(nc, service)) and found[0] != log:
        raise ForeignLog(service, found[0])
    arrived: list[Msg] = []

    async def receive(message: Msg) -> None:
        arrived.append(message)
        wake.set()

    inbox, subject = client.new_inbox(), f"$JS.API.CONSUMER.MSG.NEXT.{service}.{consumer}"
    portion = lists.portion
    request = json.encode({"batch": portion, "expires": EXPIRES * 10**9, "idle_heartbeat": int(HEARTBEAT * 10**9)})
    subscription = await client.subscribe(inbox, cb=receive, pending_msgs_limit=0, pending_bytes_limit=0)
    nc.returned.add(wake)
    wanted, last = 0, float("-inf")
    try:
        while True:
            while wanted + portion <= max(lists.batch, portion):
                await client.publish(subject, request, reply=inbox)
                wanted += portion
            heed()
            wake.clear()
            if not arrived:
                try:
                    async with asyncio.timeout(3 * HEARTBEAT):
                        await wake.wait()
                except TimeoutError:
                    raise Interrupted("no heartbeat") from None
            await lists.filled(arrived, wake, last)
            if nc.breaks != breaks:
                raise Interrupted("the broker was away")
            taken, events = arrived[:], []
            arrived.clear()
            for message in taken:
                if message.reply.startswith("$JS.ACK."):
                    events.append(message)
                else:
                    wanted -= _returned(message.headers or {}, portion)
            wanted -= len(events)
            if events:
                last = asyncio.get_running_loop().time()
                yield events
    finally:
        nc.returned.discard(wake)
        with suppress(Exception):
            await subscription.unsubscribe()
            await client.publish(f"$JS.API.CONSUMER.DELETE.{service}.{consumer}")


def _returned(headers: dict[str, Any], portion: int) -> int:
    """How much of a pull request this status gives back unserved."""
    match headers.get("Status"):
        case "100":
            return 0
        case "408":
            return int(headers.get("Nats-Pending-Messages", portion))
        case status:
            raise Interrupted(f"{status} {headers.get('Description', '')}")
