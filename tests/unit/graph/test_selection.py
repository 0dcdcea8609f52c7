"""What is selected, however it is spelt."""

from graphql import FragmentDefinitionNode, GraphQLObjectType, OperationDefinitionNode, VariableValues, build_schema, parse

from services.gateway.graph.planner.selection import Groups, Selection

SCHEMA = build_schema("""
    interface Node { id: ID }
    type Village implements Node { id: ID name: String unit: Unit }
    type Unit implements Node { id: ID name: String }
    union Any = Village | Unit
    type Query { village: Village }
""")


def selected(text: str, kind: str, **variables: bool) -> Groups:
    document = parse(text)
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    (operation,) = (node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    found = SCHEMA.type_map[kind]
    assert isinstance(found, GraphQLObjectType)
    return Selection(SCHEMA, fragments, VariableValues({}, dict(variables))).fields(found, [operation])


def test_fields_stand_in_the_order_of_their_first_mention_and_are_merged() -> None:
    groups = selected("{ b: name id ... { b: name id c: id } }", "Village")
    assert {key: len(nodes) for key, nodes in groups.items()} == {"b": 2, "id": 2, "c": 1}
    assert [*groups] == ["b", "id", "c"]


def test_fragments_apply_to_their_type_its_interfaces_and_unions() -> None:
    text = "{ ... on Village { a: id } ... on Unit { b: id } ... on Node { c: id } ... on Any { d: id } ...F }"
    text += " fragment F on Unit { e: id }"
    assert [*selected(text, "Village")] == ["a", "c", "d"]
    assert [*selected(text, "Unit")] == ["b", "c", "d", "e"]


def test_skip_goes_before_include() -> None:
    text = "query($y: Boolean!, $n: Boolean!) { a: id @skip(if: $y) b: id @include(if: $n) c: id @include(if: $y) @skip(if: $n)"
    text += " ...F @skip(if: $y) ...F } fragment F on Village { d: id }"
    assert [*selected(text, "Village", y=True, n=False)] == ["c", "d"]
    assert [*selected(text, "Village", y=False, n=True)] == ["a", "b", "d"]


def test_a_fragment_is_walked_once_so_that_doubling_does_not_multiply() -> None:
    depth = 60
    chain = " ".join(f"fragment F{n} on Village {{ ...F{n + 1} ...F{n + 1} }}" for n in range(depth))
    groups = selected(f"{{ ...F0 ...F0 }} {chain} fragment F{depth} on Village {{ id }}", "Village")
    assert len(groups["id"]) == 1
