"""A running system with two provinces, the packages of the validators, and the graphs that generated operations run on."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.packages import Packages, installed
from tests.e2e.system import System
from tests.integration.graph.conftest import ask, connection, plain_connection, pool, world_database
from tests.integration.graph.country import country_connection, country_database, country_pool

__all__ = [
    "ask",
    "connection",
    "country_connection",
    "country_database",
    "country_pool",
    "plain_connection",
    "pool",
    "world_database",
]


@pytest.fixture(scope="session")
def packages() -> Packages:
    """What package-lock.json names, installed."""
    return installed()


@pytest.fixture(scope="session")
def province() -> Iterator[System]:
    """The whole system with two provinces and the founding record."""
    room = Path(tempfile.mkdtemp(prefix="tp-conformance-"))
    room.chmod(0o711)
    made = System(room / "state", "ntb")
    try:
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(room, ignore_errors=True)
