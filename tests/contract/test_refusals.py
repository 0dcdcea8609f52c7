"""Whatever the services refuse by a rule of their own, the table of refusals shows to whoever would break it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.refusals.row import COMMANDS
from tests.refusals.table import TABLE

SERVICES: Final = Path(__file__).parents[2] / "services"
LEFT_OUT: Final = {
    "villages/directive_target ASSIGNMENT_UNKNOWN": "an assignment is known before its targets are; see tests/unit/villages",
    "villages/joint_activity SEAT_VACANT": "whoever confirms for a vacant seat is out of scope before that; shown as such",
}


def refusals() -> dict[str, set[str]]:
    """The codes that each module refuses with, by service and module, as written there."""
    found = {
        f"{path.parent.name}/{path.stem}": set(_codes(ast.parse(path.read_text())))
        for service in ("officers", "villages", "cooperation")
        for path in sorted((SERVICES / service).glob("*.py"))
    }
    return {module: codes for module, codes in found.items() if codes}


def _codes(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
            code = node.args[0]
            assert isinstance(code, ast.Constant), f"line {node.lineno}: a code is written where it is refused"
            yield str(code.value)


def shown() -> dict[str, set[str]]:
    """The codes that the table shows, by service and aggregate."""
    found: dict[str, set[str]] = {}
    for row in TABLE:
        service, kind = COMMANDS[row.refused.command]
        found.setdefault(f"{service}/{kind.aggregate()}", set()).add(row.code)
    return found


def test_every_code_of_every_rule_is_shown_or_left_out_for_a_reason() -> None:
    there, aggregates = shown(), {f"{service}/{kind.aggregate()}" for service, kind in COMMANDS.values()}
    missing = {}
    for module, codes in refusals().items():
        if module in LEFT_OUT:
            continue
        # Rules that several aggregates share, or that stand beside one, are shown by any command of their service.
        service = module.partition("/")[0]
        by = [module] if module in aggregates else [one for one in there if one.startswith(f"{service}/")]
        seen = set().union(*(there.get(one, set()) for one in by))
        unseen = {code for code in codes - seen if f"{module} {code}" not in LEFT_OUT}
        if unseen:
            missing[module] = sorted(unseen)
    assert missing == {}


def test_what_is_left_out_is_there() -> None:
    there = refusals()
    assert set(LEFT_OUT) <= {*there, *(f"{module} {code}" for module, codes in there.items() for code in codes)}
    left = {name.partition(" ")[0]: name.partition(" ")[2] for name in LEFT_OUT if " " in name}
    assert all(code not in shown().get(module, set()) for module, code in left.items()), "it is shown by now"


def test_each_row_says_something_of_its_own() -> None:
    assert len(TABLE) == len({(row.refused.command, repr(row.refused.fields), repr(row.refused.by)) for row in TABLE})
    for row in TABLE:
        assert row.keeps
        assert row.english != row.indonesian
