"""One system with the whole country."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.system import System


@pytest.fixture(scope="session")
def country() -> Iterator[System]:
    """All of Indonesia and the founding record, as `make run` starts it."""
    with tempfile.TemporaryDirectory(prefix="tp-country-") as room:
        Path(room).chmod(0o711)
        system = System(Path(room) / "country", "indonesia")
        try:
            system.start()
            yield system
        finally:
            system.stop()
