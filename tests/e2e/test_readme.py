"""What the README shows is what a user gets."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from graphql import build_schema

from services.gateway.graph.graphiql import VARIABLES
from services.gateway.graph.manifest import SOURCES
from tests.e2e.system import ROOT, System

README = (ROOT / "README.md").read_text()
QUERY = re.findall(r"```graphql\n(query VillageCard.*?)```", README, re.DOTALL)[0]
ANSWERS: dict[str, Any] = {
    code: json.loads(body) for code, body in re.findall(r"<!-- answer (\S+) -->\s*```json\n(.*?)```", README, re.DOTALL)
}
DUTIES: Final = [
    [cell.strip() for cell in row.strip("|").split(" | ")]
    for row in re.findall(r"^\|.*\|$", README[README.index("## The duties") : README.index("## The walk")], re.MULTILINE)[2:]
]
"""The rows of the table of duties: duty, what is done, asked by, with the sample data."""
LINKED: Final = sorted({link for _, _, asked, _ in DUTIES for link in re.findall(r"\[(\w+)\]\((\S+)\)", asked)})
"""By name, the files of the trusted documents."""
EXAMPLES: Final = [(duty, text) for duty, _, asked, _ in DUTIES for text in re.findall(r"`(\{ .*?)`", asked)]
SPOKEN_BY: Final = {"MyDay": {"ROLE": "officer", "VILLAGE": "52.71.01.1004"}}
"""By document, whose it is, where it is not for everybody."""


def empty(answers: Iterable[Mapping[str, Any]], path: str = "") -> list[str]:
    """The paths of lists that hold nothing wherever they stand in the answers."""
    beneath: dict[str, list[Any]] = {}
    for answer in answers:
        for name, value in answer.items():
            beneath.setdefault(f"{path}.{name}".lstrip("."), []).append(value)
    found: list[str] = []
    for here, values in beneath.items():
        lists = [value for value in values if isinstance(value, list)]
        items = [item for listed in lists for item in listed]
        if lists and not items:
            found.append(here)
        found += empty([value for value in (*values, *items) if isinstance(value, dict)], here)
    return found


def test_what_holds_nothing_is_found_wherever_it_stands() -> None:
    assert empty([{"villages": {"edges": []}}]) == ["villages.edges"]
    assert empty([{"villages": {"edges": [{"node": {"name": "a", "flags": []}}]}}]) == ["villages.edges.node.flags"]
    assert empty([{"a": {"b": [{"c": [1]}, {"c": []}]}}]) == [], "what is somewhere is seen"


def test_each_row_links_a_document_and_shows_a_query() -> None:
    assert len(DUTIES) == 18
    for duty, _, asked, told in DUTIES:
        assert re.search(r"\]\(services/gateway/documents/\w+\.graphql\)", asked), duty
        assert re.search(r"`\{ .*?\}`", asked), duty
        assert told, duty
    documents = {path.stem for path in SOURCES.glob("*.graphql")} - {"VillageCard", "VillageCount"}
    assert {name for name, _ in LINKED} == documents, "each document for a duty is in the table"


def test_each_command_of_the_table_is_a_mutation() -> None:
    told = {name for _, done, _, _ in DUTIES for name in re.findall(r"`(\w+)`", done)}
    graph = build_schema((SOURCES.parent / "schema.graphql").read_text())
    assert graph.mutation_type
    assert len(told) > 30
    assert told <= set(graph.mutation_type.fields)


@pytest.mark.parametrize(("name", "path"), LINKED, ids=[name for name, _ in LINKED])
def test_a_linked_document_shows_something_of_everything_it_asks_for(province: System, name: str, path: str) -> None:
    token = province.token(**SPOKEN_BY.get(name, {}))
    told = province.ask((ROOT / path).read_text(), token, **(VARIABLES.get(name) or {}))
    assert all(told.values()), told
    assert empty([told]) == []


@pytest.mark.parametrize(("duty", "text"), EXAMPLES, ids=[duty for duty, _ in EXAMPLES])
def test_the_query_of_a_row_shows_something_of_everything_it_asks_for(province: System, duty: str, text: str) -> None:
    told = province.ask(text)
    assert all(told.values()), duty
    assert empty([told]) == []


def test_the_readme_shows_a_kelurahan_of_mataram_and_one_of_bekasi() -> None:
    assert {code[:5] for code in ANSWERS} == {"52.71", "32.75"}


@pytest.mark.parametrize("code", sorted(ANSWERS))
def test_the_query_of_the_readme_has_the_answer_of_the_readme(province: System, code: str) -> None:
    assert province.answer(QUERY, code=code)["data"] == ANSWERS[code]["data"]


def test_a_code_without_a_village_answers_null(province: System) -> None:
    assert province.ask(QUERY, code="52.71.01.1001") == {"village": None}


def test_the_query_of_the_readme_is_answered_as_of_an_earlier_moment(province: System) -> None:
    code = min(ANSWERS)
    text = QUERY.replace("village(code: $code)", "village(code: $code, asOf: $asOf)").replace(
        "($code: String!)", "($code: String!, $asOf: DateTime)"
    )
    assert province.answer(text, code=code, asOf=datetime.now(UTC).isoformat())["data"] == ANSWERS[code]["data"]
    assert province.answer(text, code=code, asOf="2017-07-25T00:00:00Z")["data"] == {"village": None}, "recorded only now"
