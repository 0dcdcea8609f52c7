"""Runs every benchmark, one after the other, each in a process of its own: `python -m tests.bench [name ...]`."""

import subprocess
import sys
import time

NAMES = ("append", "bus", "read_model", "past", "visible", "broadcast", "start", "year", "country", "gateway")


def main(chosen: list[str]) -> int:
    if unknown := set(chosen) - set(NAMES):
        print(f"no benchmark is called {', '.join(sorted(unknown))}: there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    failed = []
    for name in chosen or NAMES:
        begun = time.monotonic()
        print(f"\n## {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"tests.bench.{name}"], check=False).returncode:
            failed.append(name)
        print(f"({time.monotonic() - begun:.0f} s)", flush=True)
    for name in failed:
        print(f"the benchmark {name} could not be run", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
