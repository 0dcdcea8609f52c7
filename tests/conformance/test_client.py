"""Typed clients are generated from the schema that is served, and what they get wrong does not compile."""

import fcntl
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.packages import DIRECTORY, HERE, Packages
from tests.e2e.system import System

GENERATED = DIRECTORY / ".generated"


@pytest.fixture
def served(packages: Packages, province: System, tmp_path: Path) -> Iterator[Path]:
    """The schema as it is served, by introspection, and a place for what is generated from it, for one test at a time."""
    with GENERATED.with_suffix(".lock").open("w") as turn:
        # Given back when it is closed: pytest-xdist does not keep a group together with every version of pytest.
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield from _introspected(packages, province, tmp_path)


def _introspected(packages: Packages, province: System, tmp_path: Path) -> Iterator[Path]:
    shutil.rmtree(GENERATED, ignore_errors=True)
    done = packages.run("introspect.mjs", f"{province.url}/graphql", province.token())
    assert done.returncode == 0, done.stderr
    schema = tmp_path / "schema.graphql"
    schema.write_text(done.stdout)
    yield schema
    shutil.rmtree(GENERATED, ignore_errors=True)


def generate(packages: Packages, schema: Path, where: Path) -> None:
    """The client's types, by the configuration kept here, from another schema."""
    written = json.loads((HERE / "codegen.json").read_text())
    config = where / "codegen.json"
    config.write_text(json.dumps({**written, "schema": str(schema)}))
    done = packages.run(packages.tool("graphql-codegen"), "--config", config, "--project", ".", CI="true")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (GENERATED / "graphql.ts").exists()


def test_a_typed_client_of_the_served_schema_compiles(packages: Packages, served: Path, tmp_path: Path) -> None:
    generate(packages, served, tmp_path)
    done = packages.run(packages.tool("tsc"), "--noEmit", "--project", "tsconfig.json")
    assert done.returncode == 0, done.stdout


def test_a_client_of_another_schema_does_not_compile(packages: Packages, served: Path, tmp_path: Path) -> None:
    text = served.read_text()
    changed = text.replace("  title: String!\n", "  title: Int!\n")
    assert changed != text
    served.write_text(changed)
    generate(packages, served, tmp_path)
    done = packages.run(packages.tool("tsc"), "--noEmit", "--project", "tsconfig.json")
    assert done.returncode != 0
    assert "client/villages.ts" in done.stdout
    assert "number" in done.stdout
