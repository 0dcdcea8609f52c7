"""A service in one piece: starts log, bus, known facts, reactions and HTTP in order, stops them in reverse; the one clock."""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Protocol, TypeVar
from uuid import UUID

import asyncpg
from fastapi import FastAPI

from libs.events import __version__, log, serving, telemetry
from libs.events.access import AccessConfig, Actor, Verifier
from libs.events.codec import Codec, Recorded
from libs.events.each import Each
from libs.events.endpoints import Endpoints, application
from libs.events.handler import Aggregate, Handler, Order, Reach
from libs.events.indonesian import INDONESIAN
from libs.events.intake import Intake
from libs.events.jetstream import Broker
from libs.events.master_key import MasterKey
from libs.events.message import Catalogue, Classification, Command
from libs.events.openapi import describe
from libs.events.problem import Problem
from libs.events.progress import Reporter, reactor_name
from libs.events.projection import Projection
from libs.events.projector import Projector
from libs.events.reactor import Look, React, Reactor, RefusedReaction
from libs.events.relay import Relay
from libs.events.settings import Rules, ServiceSettings, read
from libs.events.timers import Timers, TimerWorker, backlog
from libs.events.unfit import Unfit
from libs.events.vault import Vault
from libs.events.wording import Wording
from libs.events.writer import OutcomeUnknown, Unavailable, Writer

logger = logging.getLogger(__name__)

READERS: Final = 8
"""Connections on which decisions are prepared, at most."""

PACE: Final = 0.05
"""Seconds between two looks at what other services say, while much is said: a decision may know a fact so much later, and a busy
country is not followed one transaction an event."""

S = TypeVar("S", bound=ServiceSettings)

KEPT_ALIVE: Final = {"tcp_keepalives_idle": "5", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "3"}
"""The server lets go of a lock within seconds where the machine that held it is gone."""


@dataclass(frozen=True)
class Service:
    """What makes one service differ from another."""

    name: str
    summary: str
    aggregates: Sequence[Aggregate]
    reach: Reach
    known: Projection
    reactions: Mapping[str, React]
    """By the service whose events are reacted to; it may be the service itself."""
    rules: type[Rules] = Rules
    """The thresholds of its rules, each with a default."""
    timers: Mapping[str, Timers] = field(default_factory=dict)
    """What falls due, by the name of each set."""


def now() -> datetime:
    """The clock, UTC."""
    return datetime.now(UTC)


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): ids sort by the millisecond in which they were made."""
    random = int.from_bytes(os.urandom(10))
    milliseconds = int(now().timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | (random >> 68) << 64 | 0b10 << 62 | random & ((1 << 62) - 1))


def run(service: Service) -> None:
    """Serve until told to stop. What makes that impossible from the start ends the process with one line and exit code 1."""
    run_as_set(lambda _settings: service, ServiceSettings)


def run_as_set(made: Callable[[S], Service], kind: type[S]) -> None:
    """The same for a service that is told more than every service is: `made` builds it from its settings."""
    with serving.ending_in_one_line():
        settings = read(kind)
        service = made(settings)
        serving.begin(service.name, settings)
        rules = read(service.rules)
        serving.serve(settings, lambda: started(service, settings, rules))


@asynccontextmanager
async def started(service: Service, settings: ServiceSettings, rules: Rules | None = None) -> AsyncIterator[FastAPI]:
    """The application with everything behind it running; NATS may be away, the log may not. Rules are the service's own."""
    catalogue = Catalogue(service.name)
    async with AsyncExitStack() as stack:
        keys = await stack.enter_async_context(serving.pool(settings.vault_database_url, 2))
        vault = Vault(keys, MasterKey.parse(settings.vault_master_key))
        await vault.check()
        pool = await stack.enter_async_context(serving.pool(settings.database_url, READERS))
        await log.check_durability(pool, test=False)
        access = AccessConfig(issuer=settings.token_issuer, audience=settings.token_audience, jwks_url=settings.jwks_url)
        verifier = await stack.enter_async_context(Verifier(access))
        writer = await stack.enter_async_context(Writer(lambda: _connect(settings.database_url)))
        nc = await stack.enter_async_context(Broker(settings.nats_url, name=service.name))
        classes = {name: event.classification for name, event in catalogue.events.items()}
        relay = Relay(
            nc,
            lambda: _connect(settings.database_url),
            service.name,
            classify=lambda kind: classes.get(kind, Classification.RESTRICTED).value,
            wake=writer.committed,
        )
        known = Projector(service.known, lambda: _connect(settings.database_url), nc, pace=PACE)
        handler = Handler(
            service.name,
            service.aggregates,
            service.reach,
            log=pool,
            writer=writer,
            vault=vault,
            known=known.positions,
            new_id=new_id,
            rules=rules or service.rules(),
        )
        execute = _executed_by(service.name, handler)
        reporter = Reporter(service.name, list(service.reactions), pool, nc)
        reactors = {
            name: Reactor(
                reactor_name(service.name, name),
                name,
                lambda: _connect(settings.database_url),
                nc,
                react=react,
                execute=execute,
                look=_looked_up(name, pool, known.positions),
                moved=reporter.wake,
                pace=PACE,
            )
            for name, react in service.reactions.items()
        }
        timers = {
            name: TimerWorker(
                name,
                timers,
                lambda: _connect(settings.database_url, command_timeout=10, server_settings=KEPT_ALIVE),
                codec=Codec(catalogue),
                execute=execute,
                woken=writer.listen(),
            )
            for name, timers in service.timers.items()
        }
        running = [relay.run(), known.run(), reporter.run(), *(reactor.run() for reactor in reactors.values())]
        running += [worker.run() for worker in timers.values()]
        ended = await stack.enter_async_context(_running(running))
        endpoints = Endpoints(
            handler=handler,
            intake=Intake(catalogue.commands, now=now, new_id=new_id),
            verifier=verifier,
            log=pool,
            codec=Codec(catalogue),
            deciders={aggregate.decider.aggregate: aggregate.decider for aggregate in service.aggregates},
            closed=lambda: relay.diverged,
            wording=Wording(INDONESIAN, *(aggregate.decider.indonesian for aggregate in service.aggregates)),
        )

        async def health() -> dict[str, Any]:
            return {"status": "ok", "service": service.name, "version": __version__, **await _log_state(pool)}

        async def ready() -> dict[str, Any]:
            state = await _log_state(pool)
            return {
                "ready": bool(state) and relay.diverged is None and known.made,
                "bus": "connected" if nc.connected else "away",
                "published": relay.position,
                "known": dict(known.positions),
                "reacted": {name: reactor.position for name, reactor in reactors.items()},
                **({"diverged": relay.diverged} if relay.diverged else {}),
                **({"stalled": stalled} if (stalled := known.stalled or _stalled(timers.values())) else {}),
                **({"timers": await _backlog(pool, list(timers))} if timers else {}),
                **state,
            }

        app = application(
            f"Tiga Pilar: {service.name}",
            endpoints,
            describe(service.name, __version__, service.summary, catalogue.commands),
            health=health,
            ready=ready,
        )
        app.state.ended = ended
        yield app


async def _log_state(pool: log.Database) -> dict[str, Any]:
    with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        head = await log.head(pool)
        return {"log": str(head.identity), "position": head.position}
    return {}


def _stalled(timers: Iterable[TimerWorker]) -> str | None:
    return next((worker.stalled for worker in timers if worker.stalled), None)


async def _backlog(pool: log.Database, names: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
    with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return await backlog(pool, names)
    return {}


class _Execute(Protocol):
    def __call__(self, command: Command, command_id: UUID, cause: Recorded, at: datetime | None = None, /) -> Awaitable[None]: ...


def _executed_by(name: str, handler: Handler) -> _Execute:
    """Carries out a reaction's command on the service's own account, as part of the trace of the event it answers."""
    actor = Actor.service(name)

    async def execute(command: Command, command_id: UUID, cause: Recorded, at: datetime | None = None) -> None:
        """It happens when its cause did, or `at` a later moment."""
        made = cause.made()
        order = Order(
            command=command,
            id=command_id,
            actor=actor,
            occurred_at=at or cause.occurred_at,
            correlation=made.correlation,
            causation=cause.id,
        )
        with telemetry.continued(made.traceparent):
            result = await handler.handle(order)
        if isinstance(result, Problem):
            raise OutcomeUnknown if result.status == 503 else RefusedReaction(result.code)

    return execute


def _looked_up(service: str, db: log.Database, known: Mapping[str, int]) -> Look:
    """Finds the ids for a reaction to an event of `service`, once that event is known here itself."""

    async def look(each: Each, recorded: Recorded) -> Sequence[UUID]:
        if not each.of_own_log and known.get(service, 0) < recorded.position:
            raise Unavailable
        return [row[0] for row in await db.fetch(each.statement, *each.arguments)]

    return look


async def _connect(url: str, **options: Any) -> "asyncpg.Connection[asyncpg.Record]":
    return await asyncpg.connect(url, timeout=5, **options)


class PartEnded(Unfit):
    """A part of the service that runs for ever has ended."""


@asynccontextmanager
async def _running(tasks: Sequence[Any]) -> AsyncIterator[list[Unfit]]:
    """Keeps these coroutines running. One that ends, for whatever reason, is noted and stops the process."""
    ended: list[Unfit] = []

    def stop(task: "asyncio.Future[Any]") -> None:
        error = None if task.cancelled() else task.exception()
        first = not ended
        # What an exception says may quote what was sealed; an unfit server's sentence is ours.
        ended.append(error if isinstance(error, Unfit) else PartEnded(type(error).__name__))
        logger.critical("a part of the service ended: %s", ended[-1])
        if first:  # a second signal would cut short what the first one ends in order
            signal.raise_signal(signal.SIGTERM)

    running = [asyncio.ensure_future(task) for task in tasks]
    for task in running:
        task.add_done_callback(stop)
    try:
        yield ended
    finally:
        for task in running:
            task.remove_done_callback(stop)
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
