"""One system with two provinces for most end-to-end tests, and small ones to be broken."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.system import System


@pytest.fixture(scope="session")
def room() -> Iterator[Path]:
    """A directory that the database server's user can reach, removed at the end."""
    root = Path(tempfile.mkdtemp(prefix="tp-e2e-"))
    root.chmod(0o711)
    yield root
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="session")
def province(room: Path) -> Iterator[System]:
    """West Nusa Tenggara, both Bekasi, and the founding record."""
    system = System(room / "province", "ntb")
    try:
        system.start()
        yield system
    finally:
        system.stop()


@pytest.fixture
def system(room: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[str], System]]:
    """Makes small systems that a test may break: `system(seed)`, not started yet."""
    made: list[System] = []

    def make(seed: str) -> System:
        made.append(System(room / f"{request.node.name[:40]}-{len(made)}", seed))
        return made[-1]

    yield make
    for one in made:
        one.stop()
