"""Waits until something is so, and fails where it does not come about."""

import time
from collections.abc import Callable
from typing import Any


def until(so: Callable[[], Any], patience: float = 20.0) -> None:
    """Asks again and again, for `patience` seconds at most. Raises AssertionError."""
    begun = time.monotonic()
    while not so():
        assert time.monotonic() - begun < patience
        time.sleep(0.05)
