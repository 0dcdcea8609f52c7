"""A document that stands for too much is refused for it, by the limit's name, before it is validated."""

from dataclasses import replace

import pytest
from graphql import get_introspection_query

from libs.events.settings import GatewaySettings, read, variables
from services.gateway.api import limits
from services.gateway.graph import documents
from services.gateway.graph.admission import BURST, RATE
from services.gateway.graph.documents import Document
from services.gateway.graph.limits import Limits
from services.gateway.graph.schema import schema

SCHEMA = schema()
SMALL = Limits(tokens=60, depth=4, aliases=3, directives=3, fields=12, objects=5, repetitions=10)
INTROSPECTION = get_introspection_query(descriptions=True, specified_by_url=True, input_value_deprecation=True)


def refusals(text: str, limits: Limits = SMALL) -> list[tuple[object, object]]:
    errors = Document(SCHEMA, text, limits).errors
    return [((error.extensions or {}).get("code"), (error.extensions or {}).get("limit")) for error in errors]


def spread(*names: str, **bodies: str) -> str:
    """A query that spreads these fragments, and the fragments of these bodies."""
    fragments = " ".join(f"fragment {name} on Query {{ {body} }}" for name, body in bodies.items())
    return f"{{ {' '.join(f'...{name}' for name in names)} }} {fragments}"


LEAF = "__typename"
UNIT = 'unit(id: "1")'
NAMED = "fragment F on PoliceUnit { a: name }"
FOUR = "fragment F on PoliceUnit { name level kind active }"
FIVE_OBJECTS = f'{UNIT} {{ parent {{ name }} commander {{ name }} }} program(id: "1") {{ title }} training(id: "1") {{ title }}'
CASES = {
    "tokens": (f"{{ {LEAF} }}", f"{{ {'__typename ' * 60} }}", "TOO_MANY_TOKENS", 60),
    "depth": (
        f"{{ {UNIT} {{ parent {{ parent {{ name }} }} }} }}",
        f"{{ {UNIT} {{ parent {{ parent {{ parent {{ name }} }} }} }} }}",
        "TOO_DEEP",
        4,
    ),
    "inline fragments": (f"{{ ... {{ ... {{ ... {{ {LEAF} }} }} }} }}", f"{'{ ... ' * 5} {{ {LEAF} }} {'}' * 5}", "TOO_DEEP", 4),
    "a chain of fragments": (
        spread("A", A="...B", B="...C", C=LEAF),
        spread("A", A="...B", B="...C", C="...D", D=LEAF),
        "TOO_DEEP",
        4,
    ),
    "aliases": (f"{{ a: {LEAF} b: {LEAF} c: {LEAF} }}", f"{{ a: {LEAF} b: {LEAF} c: {LEAF} d: {LEAF} }}", "TOO_MANY_ALIASES", 3),
    "aliases of fragments": (
        f"{{ {UNIT} {{ ...F parent {{ ...F }} }} }} {NAMED}",
        f"{{ a: {UNIT} {{ ...F parent {{ ...F }} }} b: {LEAF} }} {NAMED}",
        "TOO_MANY_ALIASES",
        3,
    ),
    "directives": (
        f"query {{ {LEAF} @skip(if: true) ... @skip(if: true) {{ {LEAF} }} }}",
        f"query {{ {LEAF} @a @b @c @d }}",
        "TOO_MANY_DIRECTIVES",
        3,
    ),
    "directives of variables": ("query($a: Int @a) { a }", "query($a: Int @a @b, $b: Int @c @d) { a }", "TOO_MANY_DIRECTIVES", 3),
    "fields": (
        f"{{ {UNIT} {{ ...F parent {{ ...F }} }} }} {FOUR}",
        f"{{ {UNIT} {{ ...F parent {{ ...F }} commander {{ id name rank }} }} }} {FOUR}",
        "TOO_MANY_FIELDS",
        12,
    ),
    "objects": (f"{{ {FIVE_OBJECTS} }}", f'{{ {FIVE_OBJECTS} pilotSite(id: "1") {{ status }} }}', "TOO_MANY_OBJECTS", 5),
    "repetitions": (f"{{ {'__typename ' * 5} }}", f"{{ {'__typename ' * 6} }}", "TOO_MANY_REPETITIONS", 10),
    "repeated fragments": (
        spread("A", "B", "C", A=LEAF, B=LEAF, C=LEAF),
        spread("A", "B", "C", "D", A=LEAF, B=LEAF, C=LEAF, D=LEAF),
        "TOO_MANY_REPETITIONS",
        10,
    ),
}


@pytest.mark.parametrize(("within", "beyond", "code", "limit"), CASES.values(), ids=CASES)
def test_each_limit_lets_pass_what_keeps_to_it_and_names_itself_otherwise(
    within: str, beyond: str, code: str, limit: int
) -> None:
    assert {found for found, _ in refusals(within)} <= {None}
    assert refusals(beyond) == [(code, limit)]


def test_what_an_unused_fragment_holds_counts_too() -> None:
    text = f"{{ __typename }} fragment F on Query {{ {'__typename ' * 20} }}"
    assert refusals(text) == [("TOO_MANY_REPETITIONS", 10)]


def test_a_document_beyond_a_limit_is_not_validated(monkeypatch: pytest.MonkeyPatch) -> None:
    def validated(*_: object, **__: object) -> list[object]:
        raise AssertionError("it was validated")

    monkeypatch.setattr(documents, "validate", validated)
    assert refusals(f"{{ {'nothing ' * 50} }}") == [("TOO_MANY_REPETITIONS", 10)]


@pytest.mark.parametrize(("levels", "within"), [(3, True), (9, False), (40, False)])
def test_few_words_that_stand_for_very_many_fields_are_measured_without_writing_them_out(levels: int, within: bool) -> None:
    body = "parent {{ ...F{0} }} commander {{ unit {{ ...F{0} }} }}"
    steps = (f"fragment F{i} on PoliceUnit {{ {body.format(i + 1)} }}" for i in range(levels))
    text = f"{{ {UNIT} {{ ...F0 }} }} {' '.join(steps)} fragment F{levels} on PoliceUnit {{ name }}"
    assert len(refusals(text, Limits())) == (0 if within else 1)


def test_fragments_in_a_circle_are_told_as_the_specification_does() -> None:
    text = "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"
    (error,) = Document(SCHEMA, text).errors
    assert error.message.startswith("Cannot spread fragment")


def test_the_usual_introspection_keeps_to_the_limits() -> None:
    assert Document(SCHEMA, INTROSPECTION).errors == []


MISSPELT = (
    "{ vilage { name } }",
    '{ village(cod: "1") { name } }',
    "{ ... on Vilage { name } }",
    "{ villages(kind: DESSA) { totalCount } }",
)


@pytest.mark.parametrize("text", MISSPELT)
def test_names_are_suggested_in_development_alone(text: str) -> None:
    def told(document: Document) -> str:
        return " ".join(error.message for error in document.errors)

    assert "Did you mean" not in told(Document(SCHEMA, text))
    assert "Did you mean" in told(Document(SCHEMA, text, suggestions=True))


def test_every_limit_is_a_variable_with_the_same_default() -> None:
    required = {variable.name: "1" for variable in variables(GatewaySettings) if variable.default is None}
    settings = read(GatewaySettings, required)
    assert limits(settings) == Limits()
    assert (settings.client_rate, settings.client_burst) == (RATE, BURST)
    for name in ("tokens", "depth", "aliases", "directives", "fields", "objects", "cost"):
        chosen = limits(read(GatewaySettings, {**required, f"QUERY_{name.upper()}": "7"}))
        assert chosen == replace(Limits(), **{name: 7})
