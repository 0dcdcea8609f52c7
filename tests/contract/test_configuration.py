"""docs/configuration.md says what the code reads."""

import re
from pathlib import Path

import pytest

from infra.local.configuration import PAGES, page
from libs.events.settings import variables

TOP = Path(__file__).parents[2]
SOURCES = [*TOP.glob("libs/**/*.py"), *TOP.glob("services/**/*.py"), *TOP.glob("infra/**/*.py"), TOP / "tests" / "conftest.py"]
READ = re.compile(r"environ(?:\.get\(|\[)\s*\"([A-Z_]+)\"")
INTERNAL = {"PATH", "SUDO_UID", "MIGRATE", "SEED_EDITION", "SEED_URLS", "SEED_TOKEN"}
"""What the system itself sets, or the operating system."""


def documented() -> set[str]:
    return {variable.name for _, kind in PAGES for variable in variables(kind)}


def test_the_page_is_current() -> None:
    assert (TOP / "docs" / "configuration.md").read_text() == page(), "run: make configuration"


def test_every_variable_has_a_meaning() -> None:
    assert [variable.name for _, kind in PAGES for variable in variables(kind) if not variable.meaning] == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: str(source.relative_to(TOP)))
def test_nothing_is_read_that_is_not_documented(source: Path) -> None:
    read = {name for name in READ.findall(source.read_text()) if not name.startswith("OTEL_")}
    assert read <= documented() | INTERNAL
