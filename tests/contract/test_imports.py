"""The import rules hold, and each of them notices when it is broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]


def lint(where: Path) -> subprocess.CompletedProcess[str]:
    call = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", call, "--no-cache", "--config", str(where / "pyproject.toml")]
    return subprocess.run(command, cwd=where, capture_output=True, text=True, check=False)


def test_the_rules_hold() -> None:
    done = lint(TOP)
    assert done.returncode == 0, done.stdout


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for part in ("libs", "services", "infra", "data"):
        shutil.copytree(TOP / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(TOP / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("module", "line", "rule"),
    [
        ("libs/events/codec.py", "import services.officers.officer", "Services stand on libs, never the other way round"),
        ("services/officers/officer.py", "import infra.local.state", "Services do not know where they run"),
        ("services/officers/officer.py", "import services.villages.village", "No service imports another"),
        ("services/gateway/__init__.py", "import services.villages.village", "No service imports another"),
        ("libs/events/codec.py", "import libs.events.contracts.values", "What keeps and moves events knows no domain"),
        ("services/officers/officer.py", "import asyncio", "Aggregates, reactions and contracts are pure"),
        ("libs/events/contracts/values.py", "import os", "Aggregates, reactions and contracts are pure"),
        ("services/villages/village.py", "import libs.events.writer", "Aggregates, reactions and contracts are pure"),
        ("libs/events/codec.py", "import strawberry", "Only the gateway speaks GraphQL"),
        ("services/gateway/__init__.py", "import nats", "Only what moves events speaks NATS"),
    ],
)
def test_a_broken_rule_is_noticed(copy: Path, module: str, line: str, rule: str) -> None:
    path = copy / module
    path.write_text(f"{path.read_text()}\n{line}\n")
    done = lint(copy)
    assert done.returncode == 1
    assert any(told.startswith(rule) and "BROKEN" in told for told in done.stdout.splitlines()), done.stdout
