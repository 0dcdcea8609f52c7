"""What the README shows is what a user gets."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.e2e.system import ROOT, System

README = (ROOT / "README.md").read_text()
QUERY = re.findall(r"```graphql\n(query VillageCard.*?)```", README, re.DOTALL)[0]
ANSWERS: dict[str, Any] = {
    code: json.loads(body) for code, body in re.findall(r"<!-- answer (\S+) -->\s*```json\n(.*?)```", README, re.DOTALL)
}


def test_the_readme_shows_a_kelurahan_of_mataram_and_one_of_bekasi() -> None:
    assert {code[:5] for code in ANSWERS} == {"52.71", "32.75"}


@pytest.mark.parametrize("code", sorted(ANSWERS))
def test_the_query_of_the_readme_has_the_answer_of_the_readme(country: System, code: str) -> None:
    assert country.answer(QUERY, code=code)["data"] == ANSWERS[code]["data"]


def test_a_code_without_a_village_answers_null(country: System) -> None:
    assert country.ask(QUERY, code="52.71.01.1001") == {"village": None}


def test_the_query_of_the_readme_is_answered_as_of_an_earlier_moment(country: System) -> None:
    code = min(ANSWERS)
    text = QUERY.replace("village(code: $code)", "village(code: $code, asOf: $asOf)").replace(
        "($code: String!)", "($code: String!, $asOf: DateTime)"
    )
    assert country.answer(text, code=code, asOf=datetime.now(UTC).isoformat())["data"] == ANSWERS[code]["data"]
    assert country.answer(text, code=code, asOf="2017-07-25T00:00:00Z")["data"] == {"village": None}, "recorded only now"
