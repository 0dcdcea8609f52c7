"""services/gateway/schema.graphql is what the gateway serves, and says what everything is."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, is_specified_scalar_type

from libs.events.message import Catalogue, Role
from services.gateway.graph import manifest
from services.gateway.graph.document_ids import id_of
from services.gateway.graph.mapping import LINK, Link
from services.gateway.graph.planner.rows import DEFINITION, declared, rows_behind
from services.gateway.graph.schema import schema, text
from services.gateway.graph.trusted import OWN, trusted_documents
from services.gateway.read_model import projection

SDL = Path(__file__).parents[2] / "services" / "gateway" / "schema.graphql"
README = Path(__file__).parents[2] / "README.md"
GRAPH = schema()
SEALED = {"service_number", "full_name", "phone", "holder_name", "override_reason", "geo", "notes", "household_ref"}
SEALED |= {"narrative", "finding", "closing_note", "instruction", "reason", "declined_because"}
SEALED |= {"mediator_name", "account", "agreement", "cancelled_because"}
SEALED |= {"reporter_name", "reporter_phone", "party_name"}
SEALED |= {"content", "declined_because"}
SEALED |= {"minutes"}
SEALED |= {"findings"}
"""The columns that hold sealed text, in whichever table or view."""


def test_the_file_is_current() -> None:
    assert SDL.read_text() == text(), "run: python -m services.gateway schema > services/gateway/schema.graphql"


def test_the_manifest_is_current_and_fits_the_schema() -> None:
    command = "python -m services.gateway manifest > services/gateway/persisted-query-manifest.json"
    assert OWN.read_text() == manifest.text(), f"run: {command}"
    assert len(trusted_documents(GRAPH, OWN)) == len(list(manifest.SOURCES.glob("*.graphql"))) > 1


def test_the_query_of_the_readme_is_a_trusted_document() -> None:
    (query,) = re.findall(r"```graphql\n(query VillageCard.*?)```", README.read_text(), re.DOTALL)
    found = trusted_documents(GRAPH, OWN).find(id_of(query.strip()))
    assert found
    assert not found.public, "it holds names"


def test_everything_is_described() -> None:
    assert list(_undescribed()) == []


def _undescribed() -> Iterator[str]:
    for name, kind in GRAPH.type_map.items():
        if name.startswith("__") or is_specified_scalar_type(kind):
            continue
        if not kind.description:
            yield name
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field, definition in kind.fields.items():
                if not definition.description:
                    yield f"{name}.{field}"
                given = definition.args.items()
                yield from (f"{name}.{field}({argument}:)" for argument, what in given if not what.description)
        if isinstance(kind, GraphQLInputObjectType):
            yield from (f"{name}.{field}" for field, taken in kind.fields.items() if not taken.description)
        if isinstance(kind, GraphQLEnumType):
            yield from (f"{name}.{value}" for value, member in kind.values.items() if not member.description)


def test_each_command_a_person_may_give_is_a_mutation() -> None:
    assert GRAPH.mutation_type
    commands = Catalogue(*projection.services).commands
    wanted = {name[0].lower() + name[1:] for name, command in commands.items() if set(command.allowed) - {Role.SERVICE}}
    assert set(GRAPH.mutation_type.fields) - {"submitCommands"} == wanted
    assert set(_fields("AnyCommand")) == wanted, "and can be submitted with others"


def _fields(name: str) -> Any:
    kind: Any = GRAPH.type_map[name]
    return kind.fields


def test_each_aggregate_comes_back_from_its_commands() -> None:
    assert GRAPH.mutation_type
    for name, field in GRAPH.mutation_type.fields.items():
        if name == "submitCommands":
            continue
        payload: Any = field.type.of_type
        assert len(payload.fields) == 3, f"{name} answers with {sorted(payload.fields)}"


def test_sealed_columns_are_read_as_sealed_values_only() -> None:
    """A field of a table with sealed columns is either another column or declared as sealed, and withheld from some."""
    found = set()
    for kind in GRAPH.type_map.values():
        rows = rows_behind(kind) if isinstance(kind, GraphQLObjectType) else None
        if rows is None or not isinstance(kind, GraphQLObjectType):
            continue
        for field in kind.fields.values():
            definition = declared(field)
            link: Link = definition.metadata.get(LINK) or Link("column")
            names = _columns(link, definition.python_name, rows.table)
            sealed = names & SEALED
            assert bool(sealed) == (link.kind == "sealed"), (kind.name, definition.python_name)
            if sealed:
                found |= sealed
                assert link.seen_by is not None
                assert not {Role.OPS, Role.PARTNER, Role.ANONYMOUS, Role.SERVICE} & set(link.seen_by), (kind.name, sealed)
    assert found == SEALED


def _columns(link: Link, name: str, table: Any) -> set[str]:
    if link.kind not in ("column", "sealed"):
        return set()
    if link.expression is None:
        return {name}
    if link.expression(table.c) is None:
        return set()
    return {getattr(link.expression(table.c), "name", "")}


def test_enumerations_carry_the_names_of_the_contracts() -> None:
    for kind in GRAPH.type_map.values():
        if isinstance(kind, GraphQLEnumType) and not kind.name.startswith("__"):
            assert all(name == str(member.value) for name, member in kind.values.items()), kind.name
            assert DEFINITION in kind.extensions
