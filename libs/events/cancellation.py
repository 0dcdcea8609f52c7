"""What is told to stop does stop, and so does everything that runs together with it."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any


def heed() -> None:
    """Raise CancelledError if the running task was cancelled and has not ended: for loops that are to run for ever.

    `asyncio.wait_for` of Python 3.11 returns a result that arrives together with the cancellation, and nats-py ignores one while
    it flushes. Useless after a TaskGroup that failed: before Python 3.13 it may leave its task marked as cancelled.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


async def together(coroutines: Sequence[Coroutine[Any, Any, None]]) -> None:
    """Run all of them until one fails, which ends the others too; raises its error as it is."""
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
