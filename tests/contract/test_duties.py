"""Every statement of the founding record has a row in `docs/duties.md`, and everything that a row names is there."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from graphql import GraphQLObjectType, TypeInfo, TypeInfoVisitor, Visitor, build_schema, parse, visit

from data.record import load
from libs.events.message import Catalogue
from services.gateway.read_model.projection import SERVICES

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "duties.md"
HEAD: Final = ["key", "what it says", "commands", "events", "asked by", "tested by"]

CATALOGUE: Final = Catalogue(*SERVICES)
GRAPH: Final = build_schema((ROOT / "services" / "gateway" / "schema.graphql").read_text())


class Row(NamedTuple):
    """A row of the page; the cells hold names in backquotes and links."""

    key: str
    says: str
    commands: str
    events: str
    asked: str
    tested: str


def tables(page: str) -> list[list[Row]]:
    """The tables of a page, without their heads. Raises AssertionError where one is of another form."""
    found: list[list[Row]] = []
    for block in re.findall(r"(?:^\|.*\|\n)+", page, re.MULTILINE):
        head, _, *rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in block.splitlines()]
        assert head == HEAD
        assert [row for row in rows if len(row) != len(HEAD)] == []
        found.append([Row(*row) for row in rows])
    return found


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def links(cell: str) -> list[str]:
    return re.findall(r"\]\(([^)]+)\)", cell)


@cache
def defined_in(path: Path) -> frozenset[str]:
    """The names of a file's tests."""
    defined = ast.parse(path.read_text()).body if path.is_file() else []
    return frozenset(one.name for one in defined if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))


@cache
def selected(path: Path) -> frozenset[str]:
    """The fields that a document selects, as `Type.field`."""
    info, found = TypeInfo(GRAPH), set()

    class Fields(Visitor):
        def enter_field(self, node: Any, *_: Any) -> None:
            parent = info.get_parent_type()
            found.add(f"{parent.name if parent else ''}.{node.name.value}")

    visit(parse(path.read_text()), TypeInfoVisitor(info, Fields()))
    return frozenset(found)


def there(field: str) -> bool:
    """Whether the graph has this field of this type."""
    kind, _, name = field.partition(".")
    of = GRAPH.type_map.get(kind)
    return isinstance(of, GraphQLObjectType) and name in of.fields


def wrong(row: Row, root: Path = ROOT) -> Iterator[str]:
    """What is named and not there, in a sentence each."""
    commands, events, asked, tested = (names(cell) for cell in row[2:])
    for column, found in zip(HEAD[2:], (commands, events, asked, tested), strict=True):
        if not found:
            yield f"names nothing under '{column}'"
    yield from (f"there is no command {one}" for one in commands if one not in CATALOGUE.commands)
    yield from (f"there is no event {one}" for one in events if one not in CATALOGUE.events)
    deciding = {CATALOGUE.commands[one].aggregate() for one in commands if one in CATALOGUE.commands}
    for one in events:
        if one in CATALOGUE.events and CATALOGUE.events[one].aggregate() not in deciding:
            yield f"no command of this row leads to the event {one}"
    yield from (f"there is no field {one} in the graph" for one in asked if not there(one))
    if not links(row.asked):
        yield "links no trusted document"
    for link in links(row.asked):
        document = root / "docs" / link
        if not document.is_file():
            yield f"there is no document {link}"
        elif not selected(document) & set(asked):
            yield f"the document {link} selects none of the fields of this row"
    for test in tested:
        path, _, name = test.partition("::")
        if not name.startswith("test_") or name not in defined_in(root / path):
            yield f"there is no test {test}"


STATES, ASKS = tables(PAGE.read_text())
ROWS: Final = [*STATES, *ASKS]
STATEMENTS: Final = {one["key"]: one["text"] for one in load("report")["statement"]}
DIRECTIVES: Final = {one["theme"]: one["text"] for one in load("training")["directive"]}


@pytest.mark.parametrize(
    ("rows", "record"),
    [pytest.param(STATES, STATEMENTS, id="statements"), pytest.param(ASKS, DIRECTIVES, id="directives")],
)
def test_no_statement_of_the_record_is_left_out_or_put_in_other_words(rows: list[Row], record: dict[str, str]) -> None:
    assert len(record) >= 15
    assert [(row.key, row.says) for row in rows] == list(record.items())


@pytest.mark.parametrize("row", ROWS, ids=[f"{number}-{row.key}" for number, row in enumerate(ROWS)])
def test_everything_that_a_row_names_is_there(row: Row) -> None:
    found = list(wrong(row))
    assert not found, f"docs/duties.md, row {row.key}: " + "; ".join(found)


def test_whatever_a_row_names_in_vain_is_told_by_name() -> None:
    good = next(row for row in STATES if row.key == "SAFETY_AND_TRUST")
    assert list(wrong(good)) == []
    bad = good._replace(
        commands="`PublishIndex`, `PublishIndices`",
        events="`SurveyOpened`, `VisitPlanned`, `SurveyAbandoned`",
        asked="`Village.safetyIndex`, `Village.safety`, [x](../services/gateway/documents/MyDay.graphql), [y](nowhere.graphql)",
        tested="`tests/e2e/test_safety_survey.py::test_nothing`, `tests/e2e/test_nothing.py::test_it`",
    )
    assert list(wrong(bad)) == [
        "there is no command PublishIndices",
        "there is no event SurveyAbandoned",
        "no command of this row leads to the event VisitPlanned",
        "there is no field Village.safety in the graph",
        "the document ../services/gateway/documents/MyDay.graphql selects none of the fields of this row",
        "there is no document nowhere.graphql",
        "there is no test tests/e2e/test_safety_survey.py::test_nothing",
        "there is no test tests/e2e/test_nothing.py::test_it",
    ]
    empty = good._replace(events="none", asked="`Village.safetyIndex`")
    assert list(wrong(empty)) == ["names nothing under 'events'", "links no trusted document"]
