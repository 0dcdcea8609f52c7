"""A reader gets every event once and in order, or is told why it cannot."""

import asyncio
from collections.abc import Coroutine
from contextlib import aclosing
from uuid import uuid4

import pytest

from infra.local.nats import NatsServer
from libs.events.codec import to_headers
from libs.events.feed import ForeignLog, Gap, end, feed, log_of
from libs.events.jetstream import Broker, Refusal, Unsuitable, connect
from libs.events.relay import Relay
from tests.integration.bus.ledger import Ledger, Running, take, until


def relay_of(ledger: Ledger, nc: Broker, **config: int) -> Coroutine[None, None, None]:
    relay = Relay(nc, ledger.connect, ledger.service, classify=lambda _: "PUBLIC", wake=ledger.wake, config=config)
    return relay.run()


async def test_a_reader_starts_anywhere_and_waits_at_the_end(ledger: Ledger, nc: Broker) -> None:
    await ledger.append(*[uuid4() for _ in range(120)])
    async with Running(relay_of(ledger, nc)):
        for after in (0, 1, 99, 119):
            assert [event.position for event in await take(nc, "counters", 120 - after, after)] == list(range(after + 1, 121))
        beyond = asyncio.create_task(take(nc, "counters", 3, after=120))
        ahead = asyncio.create_task(take(nc, "counters", 1, after=122))
        await until(lambda: _consumers(nc, 2), "both wait")
        await ledger.append(uuid4(), uuid4(), uuid4())
        assert [event.position for event in await beyond] == [121, 122, 123]
        assert [event.position for event in await ahead] == [123]


async def _consumers(nc: Broker, count: int) -> bool:
    return bool((await nc.api("STREAM.INFO.counters"))["state"]["consumer_count"] >= count)


@pytest.mark.parametrize("batch", [1, 2, 7, 1000])
async def test_no_list_is_longer_than_asked_for(ledger: Ledger, nc: Broker, batch: int) -> None:
    await ledger.append(*[uuid4() for _ in range(60)])
    sizes, positions = [], []
    async with Running(relay_of(ledger, nc)), aclosing(feed(nc, "counters", 0, batch=batch)) as lists:
        async for events in lists:
            sizes.append(len(events))
            positions += [event.position for event in events]
            if len(positions) == 60:
                break
    assert positions == list(range(1, 61))
    assert max(sizes) <= batch


async def test_a_reader_goes_on_when_the_broker_is_killed(ledger: Ledger, nc: Broker, nats_server: NatsServer) -> None:
    keys = [uuid4() for _ in range(100)]
    async with Running(relay_of(ledger, nc)):
        reader = asyncio.create_task(take(nc, "counters", 400))
        for _ in range(4):
            position = await ledger.append(*keys)
            await until(lambda position=position: _ends(nc, position), "published")  # type: ignore[misc]
            nats_server.kill()
            nats_server.start()
        assert await reader == await ledger.rows()


async def _ends(nc: Broker, position: int) -> bool:
    try:
        found = await end(nc, "counters")
    except (TimeoutError, Refusal):
        return False
    return found is not None and found[1] == position


async def test_a_reader_waits_for_a_stream_that_is_not_there_yet(ledger: Ledger, nc: Broker) -> None:
    assert await end(nc, "counters") is None
    reader = asyncio.create_task(take(nc, "counters", 1))
    identity = asyncio.create_task(log_of(nc, "counters"))
    await ledger.append(uuid4())
    async with Running(relay_of(ledger, nc)):
        assert await reader == await ledger.rows()
        assert await end(nc, "counters") == (await identity, 1)


async def test_a_stream_that_begins_late_is_a_gap_for_who_reads_from_the_start(ledger: Ledger, nc: Broker) -> None:
    await ledger.append(*[uuid4() for _ in range(30)])
    async with Running(relay_of(ledger, nc, first_seq=21)):
        assert len(await take(nc, "counters", 10, after=20)) == 10
        assert len(await take(nc, "counters", 5, after=25)) == 5
        for after in (0, 19):
            with pytest.raises(Gap, match=f"lacks position {after + 1}"):
                await take(nc, "counters", 1, after)


async def test_what_is_not_an_event_of_ours_is_a_gap(ledger: Ledger, nc: Broker) -> None:
    await ledger.append(uuid4(), uuid4())
    async with Running(relay_of(ledger, nc)):
        await take(nc, "counters", 2)
    client = await nc.client()
    first = (await ledger.rows())[0]
    for number, headers in enumerate([None, {"ce-id": "x"}, to_headers("counters", first, "PUBLIC")], 3):
        await client.request("ev.counters.counter.x.Forged", b"{}", headers=headers, timeout=2)
        with pytest.raises(Gap, match=f"sequence {number} "):
            await take(nc, "counters", 1, after=number - 1)


async def test_a_reader_of_another_log_is_told_so(ledger: Ledger, nc: Broker) -> None:
    await ledger.append(uuid4(), uuid4())
    async with Running(relay_of(ledger, nc)):
        identity = await log_of(nc, "counters")
        assert len(await take(nc, "counters", 2, log=identity)) == 2
        with pytest.raises(ForeignLog) as told:
            await take(nc, "counters", 2, log=uuid4())
        assert told.value.found == identity


async def test_a_stream_replaced_under_a_reader_is_noticed(ledger: Ledger, nc: Broker) -> None:
    await ledger.append(*[uuid4() for _ in range(5)])
    async with Running(relay_of(ledger, nc)):
        identity = await log_of(nc, "counters")
        reader = asyncio.create_task(take(nc, "counters", 6, log=identity))
        await until(lambda: _consumers(nc, 1), "it reads")
    await nc.api("STREAM.DELETE.counters")
    await ledger.execute("update log.head set id = gen_random_uuid()")
    async with Running(relay_of(ledger, nc)):
        with pytest.raises(ForeignLog):
            await reader


async def test_a_slow_reader_holds_a_bounded_number_of_events(ledger: Ledger, nc: Broker) -> None:
    await ledger.append(*[uuid4() for _ in range(500)])
    async with Running(relay_of(ledger, nc)):
        await take(nc, "counters", 500)
        async with aclosing(feed(nc, "counters", 0, batch=20)) as lists:
            assert (await anext(lists))[0].position == 1
            info = await nc.api("CONSUMER.LIST.counters")
            delivered = max(consumer["delivered"]["stream_seq"] for consumer in info["consumers"] if consumer["num_pending"])
            assert delivered <= 40


async def test_readers_leave_no_consumer_behind(ledger: Ledger, nc: Broker) -> None:
    await ledger.append(uuid4())
    async with Running(relay_of(ledger, nc)):
        for _ in range(3):
            await take(nc, "counters", 1)

        async def none_left() -> bool:
            return not (await nc.api("STREAM.INFO.counters"))["state"]["consumer_count"]

        await until(none_left, "no consumer is left")


async def test_an_old_server_is_refused_in_one_sentence(nats_server: NatsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("libs.events.jetstream.OLDEST", (99, 0))
    with pytest.raises(Unsuitable, match=r"^NATS server 2\.\d+ is too old: 99\.0 or newer is needed\.$"):
        await connect(nats_server.url, name="test")


async def test_without_a_server_connecting_gives_up_waiting_and_catches_up_later(nats_server: NatsServer) -> None:
    nats_server.kill()
    async with await connect(nats_server.url, name="test", patience=0.1) as nc:
        assert not nc.connected
        with pytest.raises(TimeoutError):
            await nc.api("INFO", wait=0.1)
        nats_server.start()
        await nc.client()
        assert nc.connected


async def test_a_connection_closed_for_good_is_made_anew(nc: Broker) -> None:
    before = await nc.client()
    told = asyncio.Event()
    nc.returned.add(told)
    await before.close()
    after = await nc.client()
    assert after is not before
    assert told.is_set()
    assert nc.breaks == 1


async def test_the_server_reads_our_headers_and_we_read_its(nc: Broker) -> None:
    client = await nc.client()
    subscription = await client.subscribe("test.headers")
    headers = {"ce-id": "7", "ce-meta": '{"a":"b: c"}', "empty": ""}
    await client.publish_all([("test.headers", "answer.to", headers, b"body"), ("test.headers", "x", {}, b"")])
    first, second = await subscription.next_msg(), await subscription.next_msg()
    assert (first.headers, first.data, first.reply) == (headers, b"body", "answer.to")
    assert (second.headers, second.data) == (None, b"")


@pytest.mark.parametrize(
    "message",
    [
        ("a.b", "r", {"x": "1\r\nInjected: 2"}, b""),
        ("a.b", "r", {"x": "1\n"}, b""),
        ("a.b", "r", {"x\r\ny": "1"}, b""),
        ("a b", "r", {}, b""),
        ("a.b\r\nPUB c 0\r\n", "r", {}, b""),
        ("a.b", "r", {}, b"x" * (9 << 20)),
    ],
)
async def test_what_would_break_the_protocol_is_not_sent(nc: Broker, message: tuple[str, str, dict[str, str], bytes]) -> None:
    client = await nc.client()
    with pytest.raises(ValueError, match=r"line break|bytes"):
        await client.publish_all([message])
    await client.flush()


async def test_with_a_pace_an_event_after_a_pause_comes_at_once_and_those_that_follow_it_together(
    ledger: Ledger, nc: Broker
) -> None:
    lists: list[list[int]] = []

    async def read() -> None:
        async with aclosing(feed(nc, "counters", 0, batch=100, pace=600)) as reading:
            async for events in reading:
                lists.append([event.position for event in events])  # noqa: PERF401 - it is looked at meanwhile

    async with Running(relay_of(ledger, nc)), Running(read()):
        await ledger.append(uuid4())
        await until(lambda: lists == [[1]], "the first, at once")
        for _ in range(9):
            await ledger.append(uuid4())
        await ledger.append(*[uuid4() for _ in range(50)])
        await until(lambda: len(lists) == 2, "half of what is asked for at most is waited for, however long the pace")
    assert lists[1][0] == 2
    assert len(lists[1]) >= 50
