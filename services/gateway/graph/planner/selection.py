"""Which fields an operation selects on one concrete type: CollectFields of the GraphQL specification."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    SelectionNode,
    VariableValues,
    get_directive_values,
    is_abstract_type,
)

Groups = dict[str, list[FieldNode]]
"""By response key, in the order of the answer: the field nodes that are merged under it."""


@dataclass(frozen=True)
class Selection:
    """The document's fragments and the variables that skip and include."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues

    def fields(self, kind: GraphQLObjectType, nodes: Iterable[Any]) -> Groups:
        """What is selected below these nodes on an object of this type."""
        groups: Groups = {}
        self._collect(kind, nodes, groups, set())
        return groups

    def _collect(self, kind: GraphQLObjectType, nodes: Iterable[Any], groups: Groups, visited: set[str]) -> None:
        for node in nodes:
            for selection in node.selection_set.selections if node.selection_set else ():
                if not self._included(selection):
                    continue
                if isinstance(selection, FieldNode):
                    groups.setdefault((selection.alias or selection.name).value, []).append(selection)
                    continue
                fragment: Any = selection
                if isinstance(selection, FragmentSpreadNode):
                    if selection.name.value in visited:
                        continue
                    visited.add(selection.name.value)
                    fragment = self.fragments[selection.name.value]
                if self._applies(fragment, kind):
                    self._collect(kind, [fragment], groups, visited)

    def _included(self, selection: SelectionNode) -> bool:
        if not selection.directives:
            return True
        skip = get_directive_values(GraphQLSkipDirective, selection, self.variables)
        include = get_directive_values(GraphQLIncludeDirective, selection, self.variables)
        return not (skip and skip["if"]) and (not include or bool(include["if"]))

    def _applies(self, fragment: Any, kind: GraphQLObjectType) -> bool:
        if not fragment.type_condition:
            return True
        condition: Any = self.schema.type_map[fragment.type_condition.name.value]
        return condition is kind or (is_abstract_type(condition) and self.schema.is_sub_type(condition, kind))
