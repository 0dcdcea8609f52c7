"""The planner answers generated operations as plain graphql-core does: data, order of keys, errors."""

import json
from collections import Counter, defaultdict
from typing import Any

import asyncpg
import pytest
from graphql import ExecutionResult, execute, is_object_type, parse, validate
from sqlalchemy import Connection

from services.gateway.graph.context import Caller
from tests.integration.graph import world
from tests.integration.graph.conftest import SCHEMA, Asked
from tests.integration.graph.generator import Generator
from tests.integration.graph.reference import Reference

CALLERS = [
    (Caller("headquarters", {"path": "M"}), 130),
    (Caller("commander", {"path": "M/1"}), 60),
    (Caller("ops", {"path": ""}), 10),
]


SEEN = "{ villages(first: 100) { edges { node { code } } } }"


async def pools(ask: Asked, connection: "asyncpg.Connection[asyncpg.Record]", caller: Caller) -> dict[str, Any]:
    """Values that exist and that the caller may see; a few that do not or that it may not."""
    visible = [edge["node"]["code"] for edge in (await ask(SEEN, None, caller))["data"]["villages"]["edges"]]
    codes = [*visible, *(row[0] for row in await connection.fetch("select code from village order by code limit 3"))]
    ids = [world.global_id("Village", code) for code in codes[:3]]
    for kind in ("Unit", "Visit", "Report"):
        ids += [
            world.global_id(kind, row[0]) for row in await connection.fetch(f"select id from {kind.lower()} order by id limit 6")
        ]
    cursors: dict[str, list[str]] = defaultdict(list)
    page = "(first: 60) { edges { cursor } }"
    found = (await ask(f"{{ villages{page} visits{page} units(first: 9) {{ edges {{ cursor node {{ villages{page} }} }} }} }}"))[
        "data"
    ]
    below = [edge["node"]["villages"] for edge in found["units"]["edges"]]
    lists = {"Visit -visited_at -id": [found["visits"]], "Village code": [found["villages"]], "Village -code": below}
    for tag, connections in {**lists, "Unit name id": [found["units"]]}.items():
        cursors[tag] += [edge["cursor"] for one in connections for edge in one["edges"]]
    return {
        "cursors": cursors,
        "code": codes,
        "codes": codes,
        "id": [*ids, world.global_id("Village", "nowhere"), "!!", world.global_id("Unit", "no uuid")],
        "ids": [id_ for id_ in ids if "VW5pd" in id_],
        "region": ["52", "52.0", "52.01", codes[0], "99"],
        "search": ["s", "unit", "Sel", "MATARAM 'B", "ü", "zz%"],
        "kind": ["DESA", "KELURAHAN"],
        "moods": ["CALM", "TENSE"],
        "headed": [True, False],
        "purpose": ["DDS", "SAMBANG", "x'\"\\ %(p0)s :a ?"],
        "since": ["2026-01-01T00:20:00Z", "2026-01-01T08:05:00.5+08:00"],
        "longer": [0, 30],
    }


def leaves(data: Any, depth: int = 0) -> bool:
    """Whether a value stands below the second level."""
    if isinstance(data, dict):
        return any(leaves(value, depth + 1) for key, value in data.items() if "ypename" not in key)
    if isinstance(data, list):
        return any(leaves(value, depth) for value in data)
    return data is not None and depth > 2


def told(data: Any) -> str:
    """JSON text in the order of the answer; a number is the same whether or not it shows a fraction of zero."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, list):
            return [plain(item) for item in value]
        return int(value) if isinstance(value, float) and value.is_integer() else value

    return json.dumps(plain(data))


def said(errors: Any) -> list[str]:
    return sorted(json.dumps([error["message"].replace("'NaN'", "nan"), error.get("path")]) for error in errors or [])


@pytest.mark.parametrize(("caller", "number"), CALLERS, ids=[caller.role for caller, _ in CALLERS])
async def test_generated_operations_are_answered_as_graphql_core_answers_them(
    ask: Asked,
    connection: "asyncpg.Connection[asyncpg.Record]",
    plain_connection: Connection,
    caller: Caller,
    number: int,
) -> None:
    known = await pools(ask, connection, caller)
    reference = Reference(plain_connection, caller.role, caller.values)
    selected: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for seed in range(number):
        text, variables = Generator(SCHEMA, seed, known, selected).operation()
        if validate(SCHEMA, parse(text)):
            counts["invalid"] += 1
            continue
        fast = await ask(text, variables, caller)
        result = execute(reference.schema, parse(text), None, variable_values=variables)
        assert isinstance(result, ExecutionResult)
        slow = result.formatted
        counts["with errors"] += bool(slow.get("errors"))
        counts["substantial"] += leaves(slow["data"])
        shown = f"{text}\n{variables}\nplanner:   {json.dumps(fast)[:3000]}\nreference: {json.dumps(slow, default=str)[:3000]}"
        if "data" not in fast:
            counts["refused"] += 1
            assert {error["message"] for error in fast["errors"]} <= {error["message"] for error in slow.get("errors", [])}, shown
            continue
        assert told(fast["data"]) == told(slow["data"]), shown
        assert said(fast.get("errors")) == said(slow.get("errors")), shown
        assert fast["extensions"] == {"positions": {"officers": 12, "villages": 3456}}
    assert counts["invalid"] + counts["refused"] <= number / 10, counts
    if caller.role != "ops":
        assert counts["substantial"] >= 0.8 * number, counts
    if caller.role == "headquarters":
        assert counts["with errors"] >= 5
        roots = (SCHEMA.query_type, SCHEMA.mutation_type, SCHEMA.subscription_type)
        fields = {
            f"{kind.name}.{name}"
            for kind in SCHEMA.type_map.values()
            if is_object_type(kind) and not kind.name.startswith(("__", "Move", "Note", "Renamed")) and kind not in roots
            for name in kind.fields
        }
        assert not [name for name in fields if selected[name] < 5], "fields hardly ever selected"
