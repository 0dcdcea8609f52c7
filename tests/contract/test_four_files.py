"""What CONTRIBUTING says of adding a command is all there is to do: its four files, changed in a copy, and everything follows."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TOP = Path(__file__).parents[2]

CONTRACT = '''

class CloseVillage(Command, frozen=True, kw_only=True):
    """Note that a village no longer exists."""

    village_id: UUID
    closed_on: date
    """The first day on which it no longer exists."""

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


class VillageClosed(Event, frozen=True, kw_only=True):
    closed_on: date

    classification: ClassVar[Classification] = Classification.PUBLIC
'''
PROJECTED = """

@projection.on(VillageClosed)
def village_closed(event: VillageClosed, recorded: Recorded, changes: Changes) -> None:
    changes.change(village, recorded.key, closed_on=event.closed_on)
"""
FIELD = '    closed_on: date | None = column(description="When it was closed; null while it exists.")\n'

Edit = tuple[str, str]
JOINED: dict[str, list[Edit]] = {
    "libs/events/contracts/villages/village.py": [
        (r"\Z", CONTRACT),
    ],
    "services/villages/village.py": [
        ("    RegisterVillage,\n", "    CloseVillage,\n    RegisterVillage,\n    VillageClosed,\n"),
        (r"VillageCommand: TypeAlias = (.*)\n", r"VillageCommand: TypeAlias = \1 | CloseVillage\n"),
        (r"VillageEvent: TypeAlias = (.*)\n", r"VillageEvent: TypeAlias = \1 | VillageClosed\n"),
    ],
}
EDITS: dict[str, list[Edit]] = {
    **JOINED,
    "services/villages/village.py": [
        *JOINED["services/villages/village.py"],
        (
            r"        case _:\n            assert_never\(command\)\n",
            (
                "        case CloseVillage():\n            return [VillageClosed(closed_on=command.closed_on)]\n"
                "        case _:\n            assert_never(command)\n"
            ),
        ),
        (
            r"        case _:\n            assert_never\(event\)\n",
            "        case VillageClosed():\n            return begun(state)\n        case _:\n            assert_never(event)\n",
        ),
    ],
    "services/gateway/read_model/villages/village.py": [
        ("    VillageRegistered,\n", "    VillageClosed,\n    VillageRegistered,\n"),
        (r'(?m)^(    always\("pillars_status".*)$', r'\1\n    maybe("closed_on", Date()),'),
        (r"\Z", PROJECTED),
    ],
    "services/gateway/graph/types/village.py": [
        (r"(?m)^(    edition: str = column.*)$", rf"\1\n{FIELD.rstrip()}"),
    ],
}

EVIDENCE = """
import json
from datetime import date, datetime, UTC
from uuid import UUID
from libs.events.codec import Meta, Recorded, encode
from libs.events.contracts.villages.village import CloseVillage, VillageClosed
from libs.events.message import Catalogue, Role
from libs.events.openapi import describe
from services.villages.village import VILLAGE, Village, VillageFacts
from services.gateway.graph.documents import Documents
from services.gateway.graph.planner import Request, plan_operation
from services.gateway.graph.schema import schema
from services.gateway.read_model import projection, tables

village = Village(code="52.71.01.1004", name="Contoh", kind="KELURAHAN")
command = CloseVillage(village_id=UUID(int=1), closed_on=date(2026, 1, 1))
(event,) = VILLAGE.decide(village, command, VillageFacts())
now = datetime.now(UTC)
meta = Meta(command="CloseVillage", digest="-", actor="test", role=Role.HEADQUARTERS, correlation=UUID(int=3))
row = Recorded(position=1, stream=f"village-{UUID(int=1)}", version=2, id=UUID(int=2), type=event.named(), schema=1,
               occurred_at=now, recorded_at=now, data=encode(event), meta=encode(meta))
changes, done, error = projection.collect("villages", [row])
graph = schema()
document = Documents(graph).get('{ village(code: "52") { closedOn } }')
operation = document.operation(None)
(plan, _) = plan_operation(graph, operation, document.fragments, Request({}, Role.HEADQUARTERS, {}))
described = describe("villages", "1", "", Catalogue("villages").commands)
print(json.dumps({
    "errors": [str(e) for e in document.errors],
    "evolved": VILLAGE.evolve(village, event) == village,
    "event": event.named(),
    "projected": done == 1 and error is None and tables.village in changes.touched,
    "endpoint": "/commands/CloseVillage" in described["paths"],
    "mutation": str(graph.mutation_type.fields["closeVillage"].args["input"].type),
    "input": sorted(graph.type_map["CloseVillageInput"].fields),
    "sql": "closed_on" in plan.sql,
}))
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for part in ("libs", "services"):
        shutil.copytree(TOP / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(TOP / "pyproject.toml", tmp_path)
    return tmp_path


def change(copy: Path, edits: dict[str, list[Edit]]) -> None:
    for name, found in edits.items():
        text = (copy / name).read_text()
        for pattern, replacement in found:
            text, count = re.subn(pattern, replacement, text, count=1)
            assert count == 1, f"{name} has no {pattern}"
        (copy / name).write_text(text)


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=copy, capture_output=True, text=True, check=False)


def test_the_page_names_the_four_files() -> None:
    section = (TOP / "CONTRIBUTING.md").read_text().partition("## Add a command in four files")[2]
    assert re.findall(r"(?m)^\d\. `([^`]+)`", section) == list(EDITS)


def test_a_command_its_event_and_the_field_that_shows_it_need_these_files_alone(copy: Path) -> None:
    change(copy, EDITS)
    done = run(copy, "-c", EVIDENCE)
    assert done.returncode == 0, done.stderr
    evidence: dict[str, Any] = json.loads(done.stdout)
    assert evidence == {
        "errors": [],
        "evolved": True,
        "event": "VillageClosed",
        "projected": True,
        "endpoint": True,
        "mutation": "CloseVillageInput!",
        "input": ["closedOn", "villageId"],
        "sql": True,
    }


def test_a_case_that_is_missing_is_pointed_at(copy: Path) -> None:
    change(copy, JOINED)
    done = run(
        copy,
        "-m",
        "mypy",
        "--follow-imports=silent",
        "--cache-dir",
        str(TOP / ".mypy_cache" / "four"),
        "services/villages/village.py",
    )
    told = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert [re.findall(r'"(\w+)"; expected "Never"', line) for line in told] == [["CloseVillage"], ["VillageClosed"]], done.stdout
