"""What an operation costs: its fields times the sizes of the pages they stand in, worked out before anything is planned.

A unit is one field of one object, about a microsecond of the database's time. A price is worked out once for a document and then
evaluated with each request's variables.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import ceil
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    NullValueNode,
    OperationDefinitionNode,
    OperationType,
    Undefined,
    VariableNode,
    VariableValues,
    get_introspection_query,
    get_named_type,
    get_nullable_type,
    get_variable_values,
    is_abstract_type,
    is_enum_type,
    is_input_object_type,
    is_interface_type,
    is_introspection_type,
    is_list_type,
    is_object_type,
    parse,
    value_from_ast_untyped,
)
from graphql.type import SchemaMetaFieldDef, TypeMetaFieldDef

from services.gateway.graph.mapping import LINK, Link
from services.gateway.graph.planner import AS_OF
from services.gateway.graph.planner.arguments import MAX_PAGE
from services.gateway.graph.planner.pages import DEFAULT_PAGE
from services.gateway.graph.planner.rows import DEFINITION, declared
from services.gateway.graph.planner.selection import Selection

LISTED: Final = 10
"""Rows that a list without pages is taken to have."""
COUNTED: Final = 300
"""Units of a `totalCount` below a row, which may count a province."""
COUNTED_ALL: Final = 5_000
"""Units of a `totalCount` at the root, which may count the whole country."""
SEARCHED: Final = 10_000
"""Units of a search: one for a blank text ranks all there is."""
COMMANDED: Final = 100
"""Units of a command, besides its answer; of each item where a field takes a list of them."""
PAST: Final = 40
"""Times the price of a field that is answered as of an earlier moment: its rows are made anew from their events."""
REMADE: Final = 1_000
"""Units of that besides, however few the rows."""
REQUESTED: Final = 10
"""Units of any request, whatever it asks."""

Variables = Mapping[str, Any]


@dataclass(frozen=True)
class _Size:
    """How many: a number, or a variable with the default for when it is absent or null."""

    default: float
    variable: str | None = None
    items: bool = False
    """Whether the variable's value is a list whose items are counted."""

    def of(self, variables: Variables) -> float:
        value = variables.get(self.variable) if self.variable else None
        if value is None:
            return self.default
        size = len(value) if isinstance(value, list) else 1 if self.items else int(value)
        # A size beyond what is served is refused by name when the operation is planned, so it need not be paid for.
        return max(size, 0) if self.items else min(max(size, 0), MAX_PAGE)


@dataclass(frozen=True)
class Price:
    """A sum of constants and of sizes times further prices."""

    fixed: float = 0
    parts: tuple[tuple[_Size, "Price"], ...] = ()
    objects: int = 0
    """Selections in it, one for each type they may stand for: planning takes time for each, whatever the page sizes."""
    told: float = 0
    """What working out what it asks about the schema itself costs: bounded by the schema, and paid where that is not kept."""

    def of(self, variables: Variables) -> int:
        """The cost, in units, of an operation with these coerced variables."""
        return ceil(self._of(variables))

    def _of(self, variables: Variables) -> float:
        return self.fixed + sum(size.of(variables) * price._of(variables) for size, price in self.parts)

    def __add__(self, other: "Price") -> "Price":
        told = self.told + other.told
        return Price(self.fixed + other.fixed, self.parts + other.parts, self.objects + other.objects, told)

    def times(self, size: _Size) -> "Price":
        """This price for each of so many; a constant where nothing in it depends on variables."""
        if size.variable is None and not self.parts:
            return Price(self.fixed * size.default, objects=self.objects)
        return Price(0, ((size, self),), self.objects)


def price_of(
    schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Mapping[str, Any], variables: VariableValues
) -> Price:
    """The price of a valid operation; of the variables only which are null, and those that skip and include, matter here."""
    root = schema.get_root_type(operation.operation)
    assert root  # noqa: S101 - the operation is valid
    return Price(REQUESTED) + _Pricing(schema, Selection(schema, fragments, variables)).selected(
        root, [operation], root=operation.operation
    )


class _Pricing:
    def __init__(self, schema: GraphQLSchema, selection: Selection) -> None:
        self._schema, self._selection, self._variables = schema, selection, selection.variables.coerced

    def selected(self, kind: Any, nodes: Iterable[Any], root: OperationType | None = None) -> Price:
        """What is selected on one object; on one of each possible type where the type is abstract, as each has its own rows."""
        concretes = self._schema.get_possible_types(kind) if is_abstract_type(kind) else [kind]
        total = Price(objects=len(concretes))
        for concrete in concretes:
            for group in self._selection.fields(concrete, nodes).values():
                total += self._field(concrete, group, root)
        return total

    def _field(self, kind: GraphQLObjectType, group: list[FieldNode], root: OperationType | None) -> Price:
        price = self._of_now(kind, group, root)
        return Price(REMADE) + price.times(_Size(PAST)) if self._looks_back(group[0]) else price

    def _looks_back(self, node: FieldNode) -> bool:
        """Whether the field names an earlier moment, by a value or a variable that has one."""
        given = next((argument.value for argument in node.arguments or () if argument.name.value == AS_OF), None)
        if isinstance(given, VariableNode):
            return self._variables.get(given.name.value) is not None
        return given is not None and not isinstance(given, NullValueNode)

    def _of_now(self, kind: GraphQLObjectType, group: list[FieldNode], root: OperationType | None) -> Price:
        node, name = group[0], group[0].name.value
        definition = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}.get(name) or kind.fields.get(name)
        if definition is None:  # __typename
            return Price(1)
        target: Any = get_named_type(definition.type)
        if root and name.startswith("__"):
            about = self.selected(target, group)
            return Price(1, told=about.fixed)
        own = Price(_flat(definition, node, root))
        if root in (OperationType.MUTATION, OperationType.SUBSCRIPTION):
            own = own.times(_commands(definition, node))
        if not any(below.selection_set for below in group):
            return own
        link = _link(definition)
        if link and link.kind in ("page", "changes"):
            return own + self._paged(target, group, self._page(definition, node), root)
        return own + (self.selected(target, group)).times(self._listed(kind, definition, node))

    def _paged(self, target: GraphQLObjectType, group: list[FieldNode], size: _Size, root: OperationType | None) -> Price:
        total = Price(objects=1)
        for below in self._selection.fields(target, group).values():
            name = below[0].name.value
            if name == "totalCount":
                total += Price(COUNTED_ALL if root else COUNTED)
            elif below[0].selection_set and is_list_type(get_nullable_type(target.fields[name].type)):
                entry = self.selected(get_named_type(target.fields[name].type), below)
                total += Price(1) + entry.times(size)
            else:
                total += self._field(target, below, None)
        return total

    def _listed(self, kind: GraphQLObjectType, definition: GraphQLField, node: FieldNode) -> _Size:
        if not is_list_type(get_nullable_type(definition.type)):
            return _Size(1)
        if is_introspection_type(kind):
            return _Size(_introspected(self._schema).get(node.name.value, LISTED))
        return self._page(definition, node) if "first" in definition.args else _Size(LISTED)

    def _page(self, definition: GraphQLField, node: FieldNode) -> _Size:
        """The page asked for by `first` or `last`; where both are given, which is refused later, the first."""
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        declared = definition.args["first"].default_value if "first" in definition.args else Undefined
        size = declared if isinstance(declared, int) else DEFAULT_PAGE
        for name in ("first", "last"):
            value = given.get(name)
            # A variable without a value gives nothing: then it is the other argument that decides.
            if isinstance(value, VariableNode) and self._variables.get(value.name.value) is not None:
                return _Size(size, value.name.value)
            literal = None if value is None or isinstance(value, VariableNode) else value_from_ast_untyped(value)
            if isinstance(literal, int):
                return _Size(min(max(literal, 0), MAX_PAGE))
        return _Size(size)


def _flat(definition: GraphQLField, node: FieldNode, root: OperationType | None) -> int:
    """The field itself, whatever it leads to."""
    if root in (OperationType.MUTATION, OperationType.SUBSCRIPTION):
        return COMMANDED
    if any(argument.name.value == "search" for argument in node.arguments or ()):
        return SEARCHED
    link = _link(definition)
    return link.cost if link else 1


def _link(definition: GraphQLField) -> Link | None:
    """How the field finds its value; None for what finds none in rows, such as introspection."""
    found: Link | None = declared(definition).metadata.get(LINK) if DEFINITION in definition.extensions else None
    return found


def _commands(definition: GraphQLField, node: FieldNode) -> _Size:
    """How many commands a field carries: the items of the list it takes, if it takes one."""
    for argument in node.arguments or ():
        if is_list_type(get_nullable_type(definition.args[argument.name.value].type)):
            if isinstance(argument.value, VariableNode):
                return _Size(1, argument.value.name.value, items=True)
            literal = value_from_ast_untyped(argument.value)
            return _Size(len(literal) if isinstance(literal, list) else 1)
    return _Size(1)


@cache
def usual(schema: GraphQLSchema) -> float:
    """What it costs to work out all that tools ask about a schema, in the units of `Price.told`; it grows with the schema."""
    everything = get_introspection_query(
        specified_by_url=True, directive_is_repeatable=True, schema_description=True, input_value_deprecation=True, one_of=True
    )
    document = parse(everything)
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    (operation,) = (one for one in document.definitions if isinstance(one, OperationDefinitionNode))
    variables = get_variable_values(schema, (), {})
    assert not isinstance(variables, list)  # noqa: S101 - it has none
    return price_of(schema, operation, fragments, variables).told


@cache
def _introspected(schema: GraphQLSchema) -> Mapping[str, float]:
    """How long the lists of introspection are in this schema on the average, by field; they are never paged."""
    kinds = list(schema.type_map.values())
    outer = [field for kind in kinds if is_object_type(kind) or is_interface_type(kind) for field in kind.fields.values()]
    inner = sum(len(kind.fields) for kind in kinds if is_input_object_type(kind))
    listed = {
        "fields": len(outer),
        "inputFields": inner,
        "enumValues": sum(len(kind.values) for kind in kinds if is_enum_type(kind)),
        "interfaces": sum(len(kind.interfaces) for kind in kinds if is_object_type(kind) or is_interface_type(kind)),
        "possibleTypes": sum(len(schema.get_possible_types(kind)) for kind in kinds if is_abstract_type(kind)),
    }
    arguments = sum(len(field.args) for field in outer)
    return {
        **{name: number / len(kinds) for name, number in listed.items()},
        "types": len(kinds),
        "args": arguments / len(outer),
        "directives": len(schema.directives),
    }
