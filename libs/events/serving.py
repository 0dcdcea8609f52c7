"""A process from start to stop: logging and traces first, then its work on one fast loop, until a signal ends it."""

import asyncio
import gc
import signal
import sys
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from typing import Any, Final

import asyncpg
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from libs.events import __version__, telemetry
from libs.events.http_spans import HttpSpans
from libs.events.json_logging import configure_logging
from libs.events.one_piece import Protocol
from libs.events.settings import HttpSettings, ProcessSettings
from libs.events.unfit import Unfit

PROBES: Final = ("/health", "/ready")
"""Asked every few seconds by whatever keeps processes alive; no span tells anything about them."""

NO_SOCKETS: Final[Mapping[str, Any]] = {"ws": "none"}


@contextmanager
def ending_in_one_line() -> Iterator[None]:
    """What is unfit, from the start or later, ends the process with one line and exit code 1."""
    try:
        yield
    except Unfit as error:
        sys.exit(f"{type(error).__name__}: {error}")
    finally:
        telemetry.shutdown()


def begin(name: str, settings: ProcessSettings) -> None:
    """Set up logging and traces in this name."""
    configure_logging(name, settings.log_level, frank=settings.environment == "development")
    telemetry.start(name, __version__, environment=settings.environment)


def serve(
    settings: HttpSettings,
    start: Callable[[], AbstractAsyncContextManager[ASGIApp]],
    *,
    paths: Collection[str] = (),
    sockets: Mapping[str, Any] = NO_SOCKETS,
    largest_message: int = 1 << 20,
) -> None:
    """Answer HTTP with the application that `start` brings up, until told to stop; then take it down again.

    Raises the first of the application's `state.ended`: what its parts ended with, if it was they who ended the process.
    `sockets` are what uvicorn.Config takes for WebSockets, besides the size of a message: one of more than `largest_message`
    bytes, unpacked, ends its connection before it is kept whole.
    """
    config = uvicorn.Config(
        FastAPI(),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=5,
        http=Protocol,
        ws_max_size=largest_message,
        **sockets,
    )

    async def answer() -> None:
        async with start() as app:
            config.app = HttpSpans(app, paths=paths, untraced=PROBES)
            # What has been brought up stays: the collector would look through all of it, fifty milliseconds each time.
            gc.collect()
            gc.freeze()
            await uvicorn.Server(config).serve()
            for error in getattr(getattr(app, "state", None), "ended", ()):
                raise error

    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(answer())


def work(task: Coroutine[Any, Any, None]) -> None:
    """Run a process that serves no HTTP until it is told to stop."""

    async def until_told() -> None:
        loop, running = asyncio.get_running_loop(), asyncio.ensure_future(task)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, running.cancel)
        with suppress(asyncio.CancelledError):
            await running

    with asyncio.Runner(loop_factory=uvicorn.Config(FastAPI()).get_loop_factory()) as runner:
        runner.run(until_told())


@asynccontextmanager
async def pool(url: str, size: int) -> AsyncIterator["asyncpg.Pool[asyncpg.Record]"]:
    """Connections that hold no state of a session, so that giving one back costs no round trip."""

    async def reset(_connection: object) -> None:
        """Nothing to put back."""

    async with asyncpg.create_pool(url, min_size=1, max_size=size, reset=reset, command_timeout=10, timeout=5) as made:
        yield made
