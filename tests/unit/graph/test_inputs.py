"""Input types follow the commands, and the JSON that follows from an input is the command's."""

import json
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
import strawberry
from graphql import GraphQLInputObjectType
from msgspec import Struct, convert

from services.gateway.graph.attribute_docs import attribute_docs
from services.gateway.graph.inputs import MalformedId, camel, input_of, json_of, uuid_of
from services.gateway.graph.scalars import SCALARS
from tests.integration.graph.unit import Grade, OpenUnit, RenameUnit, Source
from tests.integration.graph.world import global_id

KEY = UUID(int=9)
AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


@strawberry.type
class Query:
    @strawberry.field
    def taken(self, opened: input_of(OpenUnit), renamed: input_of(RenameUnit)) -> int:  # type: ignore[valid-type]
        return len((opened, renamed))


SCHEMA = strawberry.Schema(Query, config=strawberry.schema.config.StrawberryConfig(scalar_map=SCALARS))._schema


def kind(name: str) -> GraphQLInputObjectType:
    found = SCHEMA.type_map[name]
    assert isinstance(found, GraphQLInputObjectType)
    return found


def test_fields_have_the_types_and_defaults_of_the_command() -> None:
    shown = {name: str(field.type) for name, field in kind("OpenUnitInput").fields.items()}
    assert shown == {
        "unitId": "ID",
        "name": "String!",
        "chief": "String",
        "grade": "Grade!",
        "openedAt": "DateTime!",
        "parents": "[ID!]",
        "sources": "[SourceInput!]!",
        "staff": "Int!",
    }
    assert str(kind("RenameUnitInput").fields["unitId"].type) == "ID!", "only the id of what is created may be left out"
    assert {name: str(field.type) for name, field in kind("SourceInput").fields.items()} == {"name": "String!", "seenOn": "Date"}


def test_descriptions_are_those_of_the_contract() -> None:
    fields = kind("OpenUnitInput").fields
    assert fields["name"].description == "As on the sign."
    assert fields["chief"].description == "Whoever heads it."
    assert kind("SourceInput").fields["name"].description == "A newspaper, say."
    assert kind("RenameUnitInput").description == "Give a unit another name."
    assert attribute_docs(Grade) == {}


def test_the_json_of_an_input_is_the_command() -> None:
    taken = input_of(OpenUnit)(
        unit_id=global_id("Unit", KEY),
        name="Polsek",
        grade=Grade.POLSEK,
        opened_at=AT,
        parents=[str(KEY)],
        sources=[input_of(Source)(name="Lombok Post", seen_on=date(2026, 2, 1))],
    )
    body = json_of(OpenUnit, taken)
    command = convert(json.loads(json.dumps(body)), OpenUnit)
    expected = OpenUnit(
        unit_id=KEY,
        name="Polsek",
        grade=Grade.POLSEK,
        opened_at=AT,
        parents=(KEY,),
        sources=(Source(name="Lombok Post", seen_on=date(2026, 2, 1)),),
    )
    assert command == expected
    assert "chief" not in body, "what was left out stays out, for the service to decide"


def test_null_stays_only_where_the_command_knows_it() -> None:
    taken = input_of(OpenUnit)(unit_id=None, name="x", chief=None, opened_at=AT, parents=None, sources=[])
    assert {"chief": None}.items() <= json_of(OpenUnit, taken).items()
    assert not {"unit_id", "parents"} & json_of(OpenUnit, taken).keys()


@pytest.mark.parametrize("text", ["", "nonsense", "Vml", global_id("Unit", "52.71"), "é"])
def test_a_malformed_id_names_its_field(text: str) -> None:
    taken = input_of(OpenUnit)(unit_id=str(KEY), name="x", opened_at=AT, parents=[str(KEY), text], sources=[])
    with pytest.raises(MalformedId) as refused:
        json_of(OpenUnit, taken)
    assert refused.value.field == "parents.1"


def test_ids_are_uuids_raw_or_global() -> None:
    assert uuid_of(str(KEY)) == uuid_of(global_id("Anything", KEY)) == KEY


def test_a_type_without_a_rule_is_refused_by_name() -> None:
    class Odd(Struct):
        what: dict[str, int]

    with pytest.raises(TypeError, match=r"Odd\.what"):
        input_of(Odd)


def test_names_are_written_as_in_the_schema() -> None:
    assert [camel(name) for name in ("visited_at", "id", "a_b_c")] == ["visitedAt", "id", "aBC"]
