"""What the planner's answers promise beyond being those of graphql-core."""

import base64
from typing import Any

import asyncpg
import orjson
import pytest
from graphql import get_introspection_query, graphql_sync

from services.gateway.graph.context import Caller
from services.gateway.graph.execution import Engine
from services.gateway.graph.planner.identity import STRANGE_CURSOR
from services.gateway.graph.pool import Pool
from tests.integration.graph import world
from tests.integration.graph.conftest import SCHEMA, Asked

LISTS = {
    "visits": ("first: %d, after: $c", "last: %d, before: $c", "id"),
    "villages": ("first: %d, after: $c", "last: %d, before: $c", "code"),
    "units": ("first: %d, after: $c", "last: %d, before: $c", "id"),
}


@pytest.mark.parametrize("field", LISTS)
@pytest.mark.parametrize("size", [1, 7, 100])
@pytest.mark.parametrize("backward", [False, True], ids=["forward", "backward"])
async def test_pages_hold_every_row_once_and_in_order_either_way(ask: Asked, field: str, size: int, backward: bool) -> None:
    key = LISTS[field][2]
    more = "more: hasPreviousPage cursor: startCursor" if backward else "more: hasNextPage cursor: endCursor"
    paging = LISTS[field][backward] % size
    text = f"query($c: String) {{ {field}({paging}) {{ totalCount edges {{ node {{ {key} }} }} pageInfo {{ {more} }} }} }}"
    whole = (await ask(f"{{ {field}(first: 100) {{ totalCount edges {{ node {{ {key} }} }} }} }}"))["data"][field]
    expected = [edge["node"][key] for edge in whole["edges"]]
    found: list[str] = []
    variables: dict[str, Any] = {}
    while True:
        page = (await ask(text, variables))["data"][field]
        nodes = [edge["node"][key] for edge in page["edges"]]
        found = nodes + found if backward else found + nodes
        assert page["totalCount"] == whole["totalCount"]
        if not page["pageInfo"]["more"]:
            break
        assert len(nodes) == size
        variables = {"c": page["pageInfo"]["cursor"]}
    assert len(expected) == min(100, whole["totalCount"])
    assert found[: len(expected)] == expected
    assert len(found) == len(set(found)) == whole["totalCount"]


@pytest.mark.parametrize("size", [-1, 101, 10**9, -(2**31)])
@pytest.mark.parametrize("argument", ["first", "last"])
async def test_a_page_of_another_size_than_0_to_100_is_refused(ask: Asked, argument: str, size: int) -> None:
    """Written out or as a variable, before and after the plan is known, and where the page itself is not even selected."""
    refused = {"errors": [{"message": f"A page holds 0 to 100 entries, not {size}."}]}
    for selection in ("edges { cursor }", "totalCount", "__typename"):
        text = f"query($n: Int) {{ villages({argument}: $n) {{ {selection} }} }}"
        assert strip(await ask(text, {"n": size})) == refused
        assert "data" in await ask(text, {"n": 100})
        assert strip(await ask(text, {"n": size})) == refused
        assert strip(await ask(f"{{ villages({argument}: {size}) {{ {selection} }} }}")) == refused
    assert not (await ask.answer(text, {"n": size})).executed


@pytest.mark.parametrize("size", [-1, 101])
async def test_a_list_of_another_size_is_refused(ask: Asked, size: int) -> None:
    text = 'query($n: Int!) { village(code: "52.00.0000") { activity(first: $n) { __typename } } }'
    assert "data" in await ask(text, {"n": 2})
    assert strip(await ask(text, {"n": size})) == {"errors": [{"message": f"A page holds 0 to 100 entries, not {size}."}]}


@pytest.mark.parametrize(
    ("declared", "argument", "good", "bad"),
    [
        ("Int", "first", 1, -1),
        ("Int", "last", 1, 101),
        ("String", "after", None, "x"),
        ("String", "before", None, "x"),
        ("String", "search", "a", "\0"),
    ],
)
async def test_a_refused_argument_tells_where_it_stands(ask: Asked, declared: str, argument: str, good: Any, bad: Any) -> None:
    text = f"query($v: {declared}) {{\n  __typename\n  villages({argument}: $v) {{ totalCount }}\n}}"
    for _before_and_after_the_plan_is_known in range(2):
        (error,) = (await ask(text, {"v": bad}))["errors"]
        assert error["locations"] == [{"line": 3, "column": 3}]
        assert "data" in await ask(text, {"v": good})
        assert "data" in await ask(text, {"v": None})


def strip(answer: Any) -> Any:
    for error in answer.get("errors", []):
        error.pop("locations", None)
    return answer


async def test_a_cursor_of_another_list_is_refused_even_where_it_is_not_used(ask: Asked) -> None:
    unit = (await ask("{ units(first: 1) { edges { cursor } } }"))["data"]["units"]["edges"][0]["cursor"]
    text = "query($c: String) { villages(after: $c) { totalCount } }"
    assert (await ask(text, {"c": None}))["data"] == {"villages": {"totalCount": world.VILLAGES}}
    mine = (await ask("{ villages(first: 1) { edges { cursor } } }"))["data"]["villages"]["edges"][0]["cursor"]
    assert (await ask(text, {"c": mine}))["data"] == {"villages": {"totalCount": world.VILLAGES}}
    for strange in (unit, "", "x", base64.b64encode(b'["Village code","a\\u0000"]').decode(), mine[:-4]):
        assert strip(await ask(text, {"c": strange})) == {"errors": [{"message": STRANGE_CURSOR}]}


async def test_text_that_postgresql_cannot_hold_is_refused_and_ids_that_hold_it_name_nothing(ask: Asked) -> None:
    for text in ("a\0b", "\ud800"):
        answer = await ask("query($c: String!) { village(code: $c) { name } }", {"c": text})
        assert [error["message"] for error in answer["errors"]] == ["Text holds neither U+0000 nor half a surrogate pair."]
    for strange in (
        "",
        "Village:52",
        "é",
        world.global_id("Village", "a\0b"),
        world.global_id("Unit", "1"),
        world.global_id("Nothing", "1"),
    ):
        assert (await ask("query($i: ID!) { node(id: $i) { id } }", {"i": strange}))["data"] == {"node": None}


async def test_first_and_last_together_are_refused(ask: Asked) -> None:
    answer = await ask("{ villages(first: 1, last: 1) { totalCount } }")
    assert "data" not in answer
    assert "not for both" in answer["errors"][0]["message"]


async def test_personal_values_are_answered_in_clear_or_as_null(
    pool: Pool, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asked: list[int] = []

    async def unseal(texts: Any) -> list[str | None]:
        asked.append(len(texts))
        return await world.unseal(texts)

    ask = Asked(Engine(SCHEMA, pool, unseal))
    answer = await ask("{ villages(first: 100) { edges { node { code head { name } } } } }")
    shown = {edge["node"]["code"]: edge["node"]["head"] for edge in answer["data"]["villages"]["edges"]}
    stored = await connection.fetch("select code, head_name from village")
    assert shown == {row["code"]: row["head_name"] and {"name": world.clear(row["head_name"])} for row in stored}
    assert any(head and head["name"] is None for head in shown.values())
    assert asked == [len({row["head_name"] for row in stored if row["head_name"]})], "one look-up, each value once"
    for caller in (Caller("commander", {"path": "M"}), Caller("ops", {"path": ""})):
        answer = await ask("{ visits(first: 100) { edges { node { contact } } } }", None, caller)
        assert {edge["node"]["contact"] for edge in answer["data"]["visits"]["edges"]} == {None}
    assert len(asked) == 1, "what a role may not see is not even unsealed"


async def test_a_role_sees_the_rows_its_predicate_names_and_an_unnamed_role_none(ask: Asked) -> None:
    text = "{ villages(first: 100) { totalCount edges { node { sureUnit { chief } } } } hidden { id } units { totalCount } }"
    everything = (await ask(text.replace("sureUnit", "unit")))["data"]
    assert everything["villages"]["totalCount"] == world.VILLAGES
    assert everything["hidden"]
    some = (await ask(text.replace("sureUnit", "unit"), None, Caller("commander", {"path": "M/1"})))["data"]
    assert 0 < some["villages"]["totalCount"] < world.VILLAGES
    assert some["hidden"] == []
    for role in ("ops", "officer", "nobody"):
        none = (await ask(text, None, Caller(role, {})))["data"]
        assert none["villages"] == {"totalCount": 0, "edges": []}
        assert none["hidden"] == []
        assert none["units"]["totalCount"] == 9


async def test_a_broken_promise_takes_its_parent_with_it_and_says_where(ask: Asked) -> None:
    code = "52.00.0000"  # no unit
    answer = await ask(f'{{ a: village(code: "{code}") {{ code sureUnit {{ name }} }} b: village(code: "{code}") {{ code }} }}')
    assert answer["data"] == {"a": None, "b": {"code": code}}
    (error,) = answer["errors"]
    assert error["message"] == "Cannot return null for non-nullable field Village.sureUnit."
    assert error["path"] == ["a", "sureUnit"]
    assert answer["extensions"]["positions"] == {"officers": 12, "villages": 3456}
    assert [*answer] == ["data", "errors", "extensions"]


async def test_a_page_is_one_object_whatever_is_selected_of_it(ask: Asked) -> None:
    for selection in ("__typename", "hasPreviousPage", "hasNextPage", "startCursor"):
        for paging in ("first: 3", "last: 3"):
            page = (await ask(f"{{ villages({paging}) {{ pageInfo {{ {selection} }} }} }}"))["data"]["villages"]
            assert [*page["pageInfo"]] == [selection]


async def test_an_operation_is_one_statement_and_its_bytes_are_passed_on(ask: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    real = Pool.value

    async def value(self: Pool, sql: str, arguments: Any = ()) -> bytes:
        sent.append(sql)
        return await real(self, sql, arguments)

    monkeypatch.setattr(Pool, "value", value)
    below = "name unit { name villages(first: 2) { totalCount } } reports { text }"
    text = f"query($n: Int!) {{ villages(first: $n) {{ edges {{ node {{ {below} }} }} }} }}"
    for number in (5, 10):
        assert len((await ask(text, {"n": number}))["data"]["villages"]["edges"]) == number
    assert len(sent) == 2
    assert len(set(sent)) == 1, "one plan for one shape"
    await ask("{ villages(first: 3) { totalCount } }")
    await ask("{ villages(first: 4) { totalCount } }")
    assert sent[-1] == sent[-2], "literals become parameters"


async def test_introspection_is_answered_beside_data(ask: Asked) -> None:
    answer = await ask(
        '{ __schema { queryType { name } } t: __type(name: "Unit") { kind } units(first: 1) { edges { node { name } } } }'
    )
    assert answer["data"]["__schema"] == {"queryType": {"name": "Query"}}
    assert answer["data"]["t"] == {"kind": "OBJECT"}
    assert len(answer["data"]["units"]["edges"]) == 1
    plain = graphql_sync(SCHEMA, get_introspection_query())
    assert (await ask(get_introspection_query()))["data"] == plain.data


async def test_a_mutation_composes_its_payload_with_the_planner(ask: Asked) -> None:
    text = """mutation($c: String!, $n: Int = 1, $b: Boolean!) {
      one: move(code: $c) { note { t: text } v: village { ...F n: name } ... @include(if: $b) { village { code } } }
      two: move(code: "nowhere") { village { name } note { text __typename } }
    }
    fragment F on Village {
      visits(first: $n) { edges { node { __typename purpose } } } activity(first: 2) { __typename } head { name }
    }"""
    for number in (0, 1, 3):
        answer = await ask(text, {"c": "52.00.0003", "n": number, "b": number == 1})
        assert "errors" not in answer
        one, two = answer["data"]["one"], answer["data"]["two"]
        assert one["note"] == {"t": "moved 52.00.0003"}
        visits = await ask(
            'query($n: Int) { village(code: "52.00.0003") { visits(first: $n) { edges { node { __typename purpose } } } } }',
            {"n": number},
        )
        assert one["v"]["visits"] == visits["data"]["village"]["visits"]
        assert ("village" in one) == (number == 1)
        assert two == {"village": None, "note": {"text": "moved nowhere", "__typename": "Note"}}
        assert [*two] == ["village", "note"]


async def test_a_mutation_sees_what_its_caller_sees(ask: Asked) -> None:
    text = "mutation($c: String!) { move(code: $c) { village { code } } }"
    seen = set()
    for number in range(world.VILLAGES):
        code = f"52.{number // 10:02}.{number:04}"
        found = (await ask(text, {"c": code}, Caller("commander", {"path": "M/1"})))["data"]["move"]["village"]
        seen.add(found is not None)
    assert seen == {True, False}
    assert (await ask(text, {"c": "52.00.0003"}, Caller("ops", {})))["data"] == {"move": {"village": None}}


async def test_what_a_resolver_did_not_mean_to_say_is_not_told(ask: Asked, caplog: pytest.LogCaptureFixture) -> None:
    answer = await ask("mutation { burst { village { code } } }")
    assert answer["data"] == {"burst": None}
    assert "secret" not in orjson.dumps(answer).decode()
    assert answer["errors"][0]["extensions"] == {"code": "INTERNAL"}
    assert "secret" in caplog.text


async def test_wrong_variables_are_refused_without_execution(ask: Asked) -> None:
    for variables in ({}, {"c": None}, {"c": 5}, {"c": ["x"]}):
        answer = await ask.answer("query($c: String!) { village(code: $c) { name } }", variables)
        assert not answer.executed
        assert "data" not in orjson.loads(answer.body)
