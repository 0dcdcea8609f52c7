"""How long a whole system takes to come up, with the country and without, and how much memory it holds when it is idle.

Run it as `python -m tests.bench.start`; it takes two to three minutes. The limit beside the cold start is the same system
without anything to load; installation is not part of it.
"""

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.bench.figures import Goal, goals, table
from tests.e2e.system import System

IDLE: Final = 5.0
"""Seconds after `ready` before memory is looked at."""
MIB: Final = 1 << 20


def descendants(pid: int) -> Iterator[int]:
    """The processes below one, itself included."""
    below: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        below.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    waiting = [pid]
    while waiting:
        yield (one := waiting.pop())
        waiting += below.get(one, [])


def resident(pid: int) -> float:
    """MB that only a measurement of the whole machine would count once: RSS."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 / MIB for line in lines if line.startswith("VmRSS"))


def called(pid: int) -> str:
    """What a process of ours is called, empty for others."""
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    if "services.gateway" in words:
        return "projector" if "projector" in words else "gateway"
    return next((word.removeprefix("services.") for word in words if word.startswith("services.")), "") or (
        "supervisor" if "infra.local" in words else ""
    )


def main() -> None:
    root = Path(tempfile.mkdtemp(prefix="tp-bench-"))
    root.chmod(0o711)
    try:
        measure(root)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def measure(root: Path) -> None:
    empty = System(root / "empty", "none")
    took = {"empty state, nothing to load": empty.start()}
    empty.stop()
    country = System(root / "country", "indonesia")
    took["empty state, the whole country"] = country.start()
    country.stop()
    took["again, on the state there is"] = country.start()
    time.sleep(IDLE)
    assert country.process is not None
    held = {name: resident(pid) for pid in descendants(country.process.pid) if (name := called(pid))}
    country.stop()
    table("From the command to `ready`.", "s", took)
    table(f"Resident {IDLE:g} s after `ready`.", "MB", held)
    gateway = held.pop("gateway")
    goals(
        [
            Goal("cold start with the whole country", took["empty state, the whole country"], 90, at_most=True, unit=" s"),
            Goal("warm start", took["again, on the state there is"], 6, at_most=True, unit=" s"),
            Goal("largest process besides the gateway", max(held.values()), 150, at_most=True, unit=" MB"),
            Goal("gateway", gateway, 250, at_most=True, unit=" MB"),
        ]
    )


if __name__ == "__main__":
    main()
