"""Whatever a person can be told is there in Indonesian too, with the same values in it, and nothing is there that nobody says."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from libs.events import indonesian as of_every_service
from libs.events.endpoints import WRONG_WAY
from services.cooperation import (
    cooperation_input,
    cooperation_program,
    evaluation_report,
    indicator_measurement,
    milestone,
    pilot_site,
    program_phases,
    project_design,
    training_course,
    training_list,
    training_results,
    training_schedule,
    training_session,
)
from services.gateway.graph import indonesian as of_the_gateway
from services.officers import acting, directives, handover, officer, police_unit, village_assignment
from services.villages import (
    classification,
    community_issue,
    contact_person,
    counter_action,
    directive_target,
    early_warning,
    election_period,
    forum_meetings,
    forum_members,
    forum_terms,
    identity_numbers,
    issue_parties,
    joint_activity,
    leadership_directive,
    outreach,
    partnership_forum,
    phone_numbers,
    pillar_dispute,
    place,
    proposed_warning,
    region,
    region_boundary,
    reporting,
    safety_survey,
    sensitive_issue,
    social_institution,
    three_pillars,
    village,
    village_boundary,
    village_visit,
)

TOP = Path(__file__).parents[2]
TOLD = {"Refused": 1, "Problem": 1, "problem": 1, "Denied": 1, "failure": 1, "_later": 1, "failed": 1}
"""By the name of what takes it: where the message stands among the arguments, when it is not called `message`."""
AGGREGATES = (
    officer,
    police_unit,
    village_assignment,
    region,
    village,
    three_pillars,
    early_warning,
    contact_person,
    directive_target,
    village_visit,
    joint_activity,
    outreach,
    community_issue,
    safety_survey,
    election_period,
    sensitive_issue,
    partnership_forum,
    social_institution,
    cooperation_program,
    project_design,
    cooperation_input,
    evaluation_report,
    pilot_site,
    milestone,
    training_session,
)
BESIDE = {
    village_assignment: [handover],
    police_unit: [acting],
    officer: [directives],
    early_warning: [leadership_directive],
    training_session: [training_schedule, training_list, training_course, training_results],
    project_design: [indicator_measurement],
}
"""Modules whose rules are part of an aggregate's."""
SHARED = (
    place,
    region_boundary,
    village_boundary,
    classification,
    counter_action,
    forum_meetings,
    forum_members,
    forum_terms,
    identity_numbers,
    issue_parties,
    phone_numbers,
    pillar_dispute,
    program_phases,
    proposed_warning,
    reporting,
)
"""Rules of several aggregates, or of one of another name, with what they say."""
PLACES = [
    *(
        (module.INDONESIAN, [Path(str(one.__file__)) for one in (module, *BESIDE.get(module, ()))])
        for module in (*AGGREGATES, *SHARED)
    ),
    (of_every_service.INDONESIAN, sorted((TOP / "libs" / "events").glob("*.py"))),
    (of_the_gateway.INDONESIAN, sorted((TOP / "services" / "gateway" / "graph").rglob("*.py"))),
]
IDS = [f"{files[0].relative_to(TOP)} of {len(files)}" for _, files in PLACES]


def test_every_aggregate_is_looked_at() -> None:
    known = {Path(str(module.__file__)) for module in AGGREGATES}
    there = {path for path in (TOP / "services").glob("*/*.py") if "Decider(" in path.read_text()}
    assert known == there


def _calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node, node.func.id


def _message(call: ast.Call, name: str) -> ast.expr | None:
    named = next((keyword.value for keyword in call.keywords if keyword.arg == "message"), None)
    if named is None and name in TOLD and len(call.args) > TOLD[name]:
        return call.args[TOLD[name]]
    return named


def _texts(path: Path) -> Iterator[str]:
    """The messages and templates that a module says. What is passed on by name or attribute is said elsewhere."""
    tree = ast.parse(path.read_text())
    constants = {
        target.id: node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }
    for call, name in _calls(tree):
        found = call.args[0] if name == "Sentence" else _message(call, name)
        assert not isinstance(found, ast.JoinedStr), f"{path}:{call.lineno} cannot be said in Indonesian: make it a Sentence"
        if isinstance(found, ast.Constant) and isinstance(found.value, str):
            yield found.value
        elif isinstance(found, ast.Name) and found.id in constants:
            yield constants[found.id]


@pytest.mark.parametrize(("catalogue", "files"), PLACES, ids=IDS)
def test_what_is_said_is_in_the_catalogue_and_nothing_else_is(catalogue: dict[str, str], files: list[Path]) -> None:
    said = {text for path in files for text in _texts(path)}
    assert said
    assert said - set(catalogue) == set(), "say these in Indonesian"
    literals = {
        node.value
        for path in files
        if path.stem != "indonesian"
        for node in ast.walk(_without_catalogue(ast.parse(path.read_text())))
        if isinstance(node, ast.Constant)
    }
    assert set(catalogue) - literals == set(), "nobody says these any more"


def _without_catalogue(tree: ast.Module) -> ast.Module:
    tree.body = [node for node in tree.body if not (isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "INDONESIAN")]
    return tree


def test_requests_that_lose_their_way_are_told_so() -> None:
    assert {message for _, message in WRONG_WAY.values()} <= set(of_every_service.INDONESIAN)


@pytest.mark.parametrize(("catalogue", "files"), PLACES, ids=IDS)
def test_both_languages_tell_the_same_values(catalogue: dict[str, str], files: list[Path]) -> None:
    for english, indonesian in catalogue.items():
        assert _names(english) == _names(indonesian), english
        assert english != indonesian
        assert indonesian.strip()[-1] == english.strip()[-1]


def _names(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}
