"""Tools learn the whole schema, however large it becomes: worked out once, paid for once, and never more than twice over."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, Final

import httpx
import pytest
from graphql import (
    GraphQLSchema,
    ObjectTypeDefinitionNode,
    TypeDefinitionNode,
    build_schema,
    execute_sync,
    get_introspection_query,
    parse,
    print_ast,
    print_schema,
)

from services.gateway.graph import introspection
from services.gateway.graph.admission import Admission
from services.gateway.graph.budgets import Budgets
from services.gateway.graph.cost import usual
from services.gateway.graph.documents import Documents
from services.gateway.graph.endpoint import Endpoint, Gateway
from services.gateway.graph.execution import Engine
from services.gateway.graph.limits import LIMITS, Limits
from services.gateway.graph.pool import Pool
from services.gateway.graph.schema import schema
from tests.integration.graph import world
from tests.integration.graph.callers import Doorman

SERVED: Final = schema()
EVERYTHING: Final = get_introspection_query(
    specified_by_url=True, directive_is_repeatable=True, schema_description=True, input_value_deprecation=True, one_of=True
)
ASKED_BY: Final = {
    "graphql-js by default, graphql-codegen": get_introspection_query(),
    "GraphiQL": get_introspection_query(input_value_deprecation=True, schema_description=True),
    "everything": EVERYTHING,
}


def doubled(once: GraphQLSchema) -> GraphQLSchema:
    """The same, with every type but the roots there a second time under another name."""
    document = parse(print_schema(once))
    written = [print_ast(document)]
    for definition in document.definitions:
        if isinstance(definition, TypeDefinitionNode) and definition.name.value != "Query":
            text, name = print_ast(definition), definition.name.value
            kind = "type" if isinstance(definition, ObjectTypeDefinitionNode) else text.split(f" {name}")[0].split()[-1]
            written.append(text.replace(f"{kind} {name}", f"{kind} {name}Again", 1))
    return build_schema("\n".join(written))


@cache
def twice() -> GraphQLSchema:
    return doubled(SERVED)


GRAPHS: Final[dict[str, Callable[[], GraphQLSchema]]] = {"served": lambda: SERVED, "doubled": twice}
CASES: Final = [
    *(("served", tool, "headquarters", False) for tool in ASKED_BY),
    ("served", "everything", "ops", False),
    ("served", "everything", "officer", True),
    ("doubled", "everything", "headquarters", False),
    ("doubled", "everything", "officer", True),
]
"""Which schema, asked by which tool and role, and whether in development, where everybody may send documents."""


@asynccontextmanager
async def asking(
    pool: Pool, graph: GraphQLSchema, role: str, limits: Limits = LIMITS, **admission: Any
) -> AsyncIterator[httpx.AsyncClient]:
    admitted = Admission(**admission)
    gateway = Gateway(Engine(graph, pool, world.unseal), Documents(graph, limits=limits), Doorman(), admission=admitted)
    headers = {"accept": "application/graphql-response+json", "authorization": f"Bearer {role}"}
    transport = httpx.ASGITransport(Endpoint(gateway))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway/graphql", headers=headers) as client:
        yield client


def test_the_doubled_schema_is_twice_as_large_and_its_usual_introspection_goes_beyond_what_a_query_may_cost() -> None:
    assert len(twice().type_map) > 1.8 * len(SERVED.type_map)
    assert usual(twice()) > LIMITS.cost, "else this says nothing about growing"


@pytest.mark.parametrize(("which", "tool", "role", "development"), CASES)
async def test_tools_are_told_the_whole_schema(pool: Pool, which: str, tool: str, role: str, development: bool) -> None:
    graph, text = GRAPHS[which](), ASKED_BY[tool]
    async with asking(pool, graph, role, development=development) as client:
        first, again = [await client.post("", json={"query": text}) for _ in range(2)]
    plain = execute_sync(graph, parse(text))
    assert plain.errors is None
    for answer in (first, again):
        assert answer.status_code == 200, answer.text
        assert answer.json()["data"] == plain.data
        assert "positions" in answer.json()["extensions"]


async def test_the_schema_is_worked_out_once_and_paid_for_once(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str | None] = []

    def noted(*arguments: Any, **named: Any) -> Any:
        made.append(named["operation_name"])
        return execute_sync(*arguments, **named)

    monkeypatch.setattr(introspection, "execute_sync", noted)
    budgets = Budgets(1, 1_000_000, clock=lambda: 0.0)
    spent: list[float] = []
    async with asking(pool, SERVED, "headquarters", budgets=budgets) as client:
        for _ in range(3):
            before = budgets._buckets.get("headquarters", (1_000_000.0, 0.0))[0]
            assert (await client.post("", json={"query": EVERYTHING})).status_code == 200
            spent.append(before - budgets._buckets["headquarters"][0])
    assert made == ["IntrospectionQuery"]
    assert spent[0] > usual(SERVED)
    assert spent[1] == spent[2] < 100


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("{ a: __schema { ...T } b: __schema { ...T } }", True),
        ("{ a: __schema { ...T } b: __schema { ...T } c: __schema { ...T } }", False),
    ],
)
async def test_no_operation_asks_for_the_schema_over_and_over(pool: Pool, text: str, within: bool) -> None:
    # Nothing but the telling itself is in the way.
    loose = Limits(objects=1_000, fields=1_000)
    fragment = EVERYTHING[EVERYTHING.index("fragment FullType") :]
    whole = text.replace("...T", "types { ...FullType }") + fragment
    async with asking(pool, SERVED, "headquarters", loose) as client:
        answer = await client.post("", json={"query": whole})
    if within:
        assert answer.status_code == 200, answer.text
    else:
        assert answer.json()["errors"][0]["extensions"] == {"code": "TOO_MUCH_INTROSPECTION", "limit": LIMITS.tellings}


async def test_variables_and_errors_are_answered_as_by_plain_execution(pool: Pool) -> None:
    text = (
        'query T($n: String! = "Village", $old: Boolean = true) { __type(name: $n) { fields(includeDeprecated: $old) { name } } }'
    )
    null = 'query N($n: String = "Village") { __type(name: $n) { name } }'
    asked: list[tuple[str, dict[str, Any]]] = [
        (text, {}), (text, {"n": "Officer"}), (text, {"n": "Nothing"}), (null, {"n": None}), (null, {}),
    ]  # fmt: skip
    async with asking(pool, SERVED, "headquarters") as client:
        for query, variables in asked * 2:
            answer = (await client.post("", json={"query": query, "variables": variables})).json()
            plain = execute_sync(SERVED, parse(query), variable_values=variables)
            assert answer.get("data") == plain.data
            assert [error["message"] for error in answer.get("errors", ())] == [error.message for error in plain.errors or ()]
