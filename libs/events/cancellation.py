"""A cancellation that a library swallowed is raised again, so that what is told to stop does stop."""

import asyncio


def heed() -> None:
    """Raise CancelledError if the running task was cancelled and has not ended: for loops that are to run for ever.

    `asyncio.wait_for` of Python 3.11 returns a result that arrives together with the cancellation, and nats-py ignores one while
    it flushes. Useless after a TaskGroup that failed: before Python 3.13 it may leave its task marked as cancelled.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
