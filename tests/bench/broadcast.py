"""How soon five thousand followers hear of an event, how often, and what they cost the gateway's memory.

Run it as `python -m tests.bench.broadcast`; it takes about two minutes. Writer and relay run in this process as they do in a
service, the projector and the gateway are the product's own processes, the followers live in a process apart. What is measured
begins when an append is confirmed and ends at the follower. Beside it stands the bare limit: a process that does nothing but
write the same bytes to as many sockets, for the same followers, in the same run.
"""

import asyncio
import json
import os
import socket
import sys
import tempfile
import time
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
import httpx
import uvloop

from libs.events import log
from libs.events.codec import Pending, encode
from libs.events.contracts.cooperation.training_session import (
    Attendee,
    AttendeeRole,
    ParticipantEnrolled,
    SessionKind,
    SessionMode,
    TrainingScheduled,
    Venue,
)
from libs.events.jetstream import Broker
from libs.events.message import Event
from libs.events.relay import Relay
from libs.events.single import Connection
from libs.events.vault_migrations import migrate_vault
from libs.events.writer import Writer
from tests.bench.figures import Goal, goals, percentile, table
from tests.bench.servers import Servers, servers
from tests.integration.services.running import AUDIENCE, ISSUER, issuer
from tests.lombok import META

FOLLOWERS: Final = 5_000
GROUPS: Final = 100
RATE: Final = 50
SECONDS: Final = 20
CLIENT_RATE: Final = "1000000000"
"""What each may spend a second: all five thousand show the same token, where as many people would show as many."""
TO_ALL: Final = 5
"""Events that reach everybody, one after another."""
SQL: Final = Path(log.__file__).with_name("log.sql").read_text()
TOLD: Final = """{ type position occurredAt cursor training { title status startsAt venue { name room region { name } }
  host { name } program { title } competencies objectives } } }"""


class Process:
    """A child that does what a line says and answers with a line."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    @classmethod
    async def start(cls, stack: AsyncExitStack, *arguments: str, environment: Mapping[str, str] | None = None) -> "Process":
        pipe = asyncio.subprocess.PIPE
        made = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *arguments, stdin=pipe, stdout=pipe, env={**os.environ, **(environment or {})}
        )
        started = cls(made)
        stack.push_async_callback(started.stop)
        return started

    async def stop(self) -> None:
        if self.process.returncode is None:
            self.process.terminate()
        await self.process.wait()

    def say(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(line.encode() + b"\n")

    async def line(self) -> str:
        assert self.process.stdout
        async with asyncio.timeout(180):
            return (await self.process.stdout.readline()).decode()

    async def do(self, what: str, **details: Any) -> Any:
        self.say(json.dumps({"do": what, **details}))
        return json.loads(await self.line())

    def resident(self) -> float:
        """Megabytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


@dataclass
class Heard:
    """What the followers noted of one phase."""

    delays: list[float] = field(default_factory=list)
    """Milliseconds."""
    missing: int = 0
    twice: int = 0
    last: dict[int, float] = field(default_factory=dict)
    """By position: milliseconds until the last follower heard."""


class Followers:
    """The load: five thousand clients in a process apart."""

    def __init__(self, process: Process, port: int, token: str) -> None:
        self.process, self._port, self._token = process, port, token

    async def open(self) -> float:
        """Connects them all; seconds."""
        begun = time.monotonic()
        await self.process.do("open", host="127.0.0.1", port=self._port, token=self._token, count=FOLLOWERS)
        return time.monotonic() - begun

    async def follow(self, subscription: int, groups: Sequence[Any]) -> None:
        """The n-th follower follows as the n-th group does, over and over."""
        await self.process.do("follow", subscription=subscription, groups=groups)

    async def heard(self, sent: Mapping[int, float], wanted: int, subscription: int) -> tuple[Heard, str]:
        """Waits until all of it has arrived, or nothing more does; and one message as it came."""
        count = -1
        while (now := (await self.process.do("count"))["count"]) < wanted and now != count:
            count = now
            await asyncio.sleep(5)
        await asyncio.sleep(0.5)  # what should not come would come now
        with tempfile.NamedTemporaryFile() as file:
            report = await self.process.do("report", file=file.name)
            raw = file.read()
        assert not report["trouble"], report["trouble"]
        when, what = array("d"), array("q")
        when.frombytes(raw[: report["count"] * 8])
        what.frombytes(raw[report["count"] * 8 :])
        found, times = Heard(), Counter[tuple[int, int]]()
        for number, at in enumerate(when):
            follower, which, position = what[number * 3 : number * 3 + 3]
            if which != subscription or position not in sent:
                continue
            times[follower, position] += 1
            delay = (at - sent[position]) * 1000
            found.delays.append(delay)
            found.last[position] = max(found.last.get(position, 0), delay)
        found.missing, found.twice = wanted - len(times), sum(times.values()) - len(times)
        return found, report["sample"]


class Trainings:
    """Appends what happens at trainings, and remembers when that was confirmed."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self.program = uuid4()
        self.groups = [uuid4() for _ in range(GROUPS)]
        self.of_all = uuid4()
        self.sent: dict[int, float] = {}
        self.position = 0

    async def schedule(self) -> None:
        for key in (*self.groups, self.of_all):
            await self._append(
                key,
                TrainingScheduled(
                    program_id=self.program if key == self.of_all else None,
                    kind=SessionKind.IN_HOUSE_TRAINING,
                    mode=SessionMode.ONSITE,
                    title="In-house training of Bhabinkamtibmas",
                    venue=Venue(name="Hotel Nutana", room="Ballroom", region_code="52.71"),
                    starts_at=datetime(2027, 7, 25, tzinfo=UTC),
                    timezone="Asia/Makassar",
                    host_unit_id=uuid4(),
                    objectives=("faster and more accurate response",),
                    competencies=(),
                ),
            )

    async def happen(self, key: UUID) -> None:
        participant = Attendee(officer_id=uuid4())
        await self._append(key, ParticipantEnrolled(attendee=participant, role=AttendeeRole.PARTICIPANT))

    async def _append(self, key: UUID, event: Event) -> None:
        kind = type(event)
        pending = Pending(
            id=uuid4(),
            type=kind.named(),
            schema=kind.version(),
            occurred_at=datetime.now(UTC),
            data=encode(event),
            meta=META,
        )
        receipt = await self._writer.append(log.Append(f"training_session-{key}", log.ANY, [pending], uuid4()))
        self.sent[receipt.position] = time.monotonic()
        self.position = max(self.position, receipt.position)

    async def paced(self) -> dict[int, float]:
        """RATE events a second at random trainings of the groups; when each was confirmed."""
        self.sent = {}
        begun = time.monotonic()
        for number in range(RATE * SECONDS):
            if (wait := begun + number / RATE - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            await self.happen(self.groups[number * 37 % GROUPS])
        return self.sent

    async def to_all(self) -> dict[int, float]:
        """Events that everybody hears of, each long after the one before."""
        self.sent = {}
        for _ in range(TO_ALL):
            await self.happen(self.of_all)
            await asyncio.sleep(3)
        return self.sent


async def run(made: Servers) -> None:
    for name in ("log", "read", "vault"):
        await made.database(name)
    db = await asyncpg.connect(made.url("log"))
    await db.execute(SQL)
    await db.execute("create role bench_vault")
    await db.close()
    await asyncio.to_thread(migrate_vault, made.url("vault"), app_role="bench_vault")

    async def connect() -> Connection:
        return await asyncpg.connect(made.url("log"))

    folder = Path(tempfile.mkdtemp(prefix="tp-tokens-"))
    token = issuer(folder)("headquarters")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    common = {"LOG_LEVEL": "WARNING", "ENVIRONMENT": "development", "NATS_URL": made.nats.url}
    gateway_environment = {
        **common, "PORT": str(port), "READ_DATABASE_URL": made.url("read"), "VAULT_DATABASE_URL": made.url("vault"),
        "VAULT_MASTER_KEY": "ab" * 32, "TOKEN_ISSUER": ISSUER, "TOKEN_AUDIENCE": AUDIENCE, "CLIENT_RATE": CLIENT_RATE,
        "JWKS_URL": (folder / "jwks.json").as_uri(),
        **{f"{name}_URL": "http://127.0.0.1:9" for name in ("OFFICERS", "VILLAGES", "COOPERATION")},
    }  # fmt: skip
    async with AsyncExitStack() as stack:
        nc = await stack.enter_async_context(Broker(made.nats.url, name="bench"))
        writer = await stack.enter_async_context(Writer(connect))
        relay = Relay(nc, connect, "cooperation", classify=lambda _: "PUBLIC", wake=writer.committed)
        relaying = asyncio.create_task(relay.run())
        stack.callback(relaying.cancel)
        trainings = Trainings(writer)
        await trainings.schedule()
        await Process.start(
            stack, "services.gateway", "projector", environment={**common, "PROJECTOR_DATABASE_URL": made.url("read")}
        )
        gateway = await Process.start(stack, "services.gateway", environment=gateway_environment)
        await shown(port, trainings.position)
        at_first = gateway.resident()
        load = Followers(await Process.start(stack, "tests.bench.followers"), port, token)
        opening = await load.open()
        connected = gateway.resident()
        one = [_asked(f"Group($t: ID!, $after: String) {{ trainingActivity(id: $t, after: $after) {TOLD}",
                      {"t": str(key), "after": str(trainings.position)}) for key in trainings.groups]  # fmt: skip
        await load.follow(1, one)
        following = gateway.resident()
        sent = await trainings.paced()
        heard, sample = await load.heard(sent, RATE * SECONDS * FOLLOWERS // GROUPS, 1)
        everyone = [
            _asked(f"Everyone{n}($p: ID!, $after: String) {{ trainingActivity(program: $p, after: $after) {TOLD}",
                   {"p": str(trainings.program), "after": str(trainings.position)}) for n in range(GROUPS)
        ]  # fmt: skip
        await load.follow(2, everyone)
        burst = await trainings.to_all()
        heard_by_all, _ = await load.heard(burst, TO_ALL * FOLLOWERS, 2)
        resident = gateway.resident()
        await load.process.stop()
        seen, trainings.sent = trainings.position, {}
        for key in trainings.groups:
            await trainings.happen(key)
        load = Followers(await Process.start(stack, "tests.bench.followers"), port, token)
        await load.open()
        again = [{**each, "variables": {**each["variables"], "after": str(seen)}} for each in one]
        begun = time.monotonic()
        await load.follow(1, again)
        back, _ = await load.heard(dict.fromkeys(trainings.sent, begun), FOLLOWERS, 1)
        await load.process.stop()
        bare, bare_by_all = await bare_limit(stack, sample, trainings)
    print(f"{FOLLOWERS:,} followers connected in {opening:.1f} s; a message has {len(sample):,} bytes", flush=True)
    report(heard, heard_by_all, bare, bare_by_all)
    returning = {"p50": percentile(back.delays, 0.5), "the last": max(back.delays), "missing or twice": back.missing + back.twice}
    table("All come back at once with a cursor: until each has heard what it missed.", "ms", returning)
    memory = {
        "at first": at_first, "all connected": connected, "all following, one subscription each": following,
        "at the end, two subscriptions each": resident,
    }  # fmt: skip
    table("Resident memory of the gateway.", "MB", memory)
    goals([
        Goal("of an event that reaches 50, p99", percentile(heard.delays, 0.99), 250, at_most=True, unit=" ms"),
        Goal("of an event that reaches all, the last follower", max(heard_by_all.last.values()), 2000, at_most=True, unit=" ms"),
        Goal("deliveries missing", heard.missing + heard_by_all.missing, 0, at_most=True),
        Goal("deliveries made twice", heard.twice + heard_by_all.twice, 0, at_most=True),
        Goal("resident memory of the gateway", max(memory.values()), 500, at_most=True, unit=" MB"),
    ])  # fmt: skip


async def bare_limit(stack: AsyncExitStack, sample: str, trainings: Trainings) -> tuple[Heard, Heard]:
    """The same bytes at the same times to as many sockets, by a process that does nothing else."""
    bare = await Process.start(stack, "tests.bench.fan_out")
    port = int(await bare.line())
    bare.say(sample)
    load = Followers(await Process.start(stack, "tests.bench.followers"), port, "-")
    await load.open()
    await load.follow(1, [_asked("B {", {"t": str(key)}) for key in trainings.groups])
    sent: dict[int, float] = {}
    begun = time.monotonic()
    for number in range(RATE * SECONDS):
        if (wait := begun + number / RATE - time.monotonic()) > 0:
            await asyncio.sleep(wait)
        sent[number] = time.monotonic()
        bare.say(f"{trainings.groups[number * 37 % GROUPS]} {number}")
    heard, _ = await load.heard(sent, RATE * SECONDS * FOLLOWERS // GROUPS, 1)
    await load.follow(1, [_asked("B {", {"p": "all"})])
    sent = {}
    for number in range(TO_ALL):
        sent[number] = time.monotonic()
        bare.say(f"all {number}")
        await asyncio.sleep(1)
    by_all, _ = await load.heard(sent, TO_ALL * FOLLOWERS, 1)
    return heard, by_all


async def shown(port: int, position: int) -> None:
    """Waits until the gateway shows this position of cooperation."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client, asyncio.timeout(60):
        while True:
            try:
                if (await client.get("/ready")).json()["positions"].get("cooperation", 0) >= position:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.05)


def _asked(operation: str, variables: Mapping[str, str]) -> Any:
    return {"query": f"subscription {operation}", "variables": variables}


def report(heard: Heard, by_all: Heard, bare: Heard, bare_by_all: Heard) -> None:
    for title, measured, limit in (
        (f"From the confirmed append to each of 50 followers, at {RATE} events a second.", heard, bare),
        (f"From the confirmed append to each of {FOLLOWERS:,} followers in {GROUPS} groups.", by_all, bare_by_all),
    ):
        rows = {
            f"{what}, {name}": percentile(found.delays, share)
            for what, found in (("gateway", measured), ("bare limit", limit))
            for name, share in (("p50", 0.5), ("p99", 0.99), ("longest", 1.0))
        }
        table(title, "ms", rows)
    rows = {
        f"{what}, of an event that reaches {whom}": float(number)
        for whom, found in (("50", heard), ("all", by_all))
        for what, number in (("delivered", len(found.delays)), ("missing", found.missing), ("twice", found.twice))
    }
    table("Deliveries.", "number", rows)


if __name__ == "__main__":
    with servers() as made, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run(made))
