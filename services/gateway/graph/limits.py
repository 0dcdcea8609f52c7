"""How much a document may stand for: measured on its syntax, before anybody looks at what it means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
)


@dataclass(frozen=True)
class Limits:
    """The most of each thing, in one document with all its operations; those of a fragment count wherever it is spread."""

    tokens: int = 2_000
    """Words, names and brackets."""
    depth: int = 20
    """Selections within selections; fragments within fragments and inline fragments count as well."""
    aliases: int = 20
    directives: int = 30
    fields: int = 500
    """Fields of the answer's shape, however often each is written."""
    objects: int = 100
    """Those of them that have fields of their own: each becomes a subquery."""
    repetitions: int = 5_000
    """Pairs of fields, or of fragments, that stand in one place under one name: validation compares each pair."""
    cost: int = 100_000
    """Of one operation: see `graph.cost`."""
    tellings: int = 2
    """How often over an operation may ask for all that tools ask about the schema: see `graph.introspection`."""


LIMITS: Final = Limits()


def too_much(code: str, what: str, limit: int) -> GraphQLError:
    """The refusal of a document that goes beyond a limit, which it names. `what` completes "at most ..."."""
    return GraphQLError(f"A document has at most {limit} {what}.", extensions={"code": code, "limit": limit})


def excess(document: DocumentNode, limits: Limits) -> GraphQLError | None:
    """The first limit that a document without fragment cycles breaks, None for one that keeps to all of them.

    Takes time in proportion to the limits, whatever the document stands for.
    """
    try:
        _Measure(document, limits).take()
    except GraphQLError as error:
        return error
    return None


class _Measure:
    def __init__(self, document: DocumentNode, limits: Limits) -> None:
        self._definitions, self._limits = document.definitions, limits
        self._fragments: Mapping[str, FragmentDefinitionNode] = {
            d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
        }
        self._reached: set[str] = set()
        self._aliases = self._directives = self._fields = self._objects = self._repetitions = 0

    def take(self) -> None:
        """Raises GraphQLError at the first limit broken."""
        for definition in self._definitions:
            if isinstance(definition, OperationDefinitionNode):
                for variable in definition.variable_definitions or ():
                    self._directed(variable)
                self._root(definition)
        # Nothing asks for these, but validation reads them all the same.
        for name, fragment in self._fragments.items():
            if name not in self._reached:
                self._root(fragment)

    def _root(self, definition: Any) -> None:
        self._directed(definition)
        self._selections([definition], 1)

    def _selections(self, nodes: list[Any], depth: int) -> None:
        groups: dict[str, list[FieldNode]] = {}
        spread: set[str] = set()
        for node in nodes:
            self._collect(node, groups, spread, depth)
        self._repeated(len(spread))
        self._fields += len(groups)
        if self._fields > self._limits.fields:
            raise too_much("TOO_MANY_FIELDS", "fields, those of a fragment wherever it is spread", self._limits.fields)
        for group in groups.values():
            self._repeated(len(group))
            if below := [node for node in group if node.selection_set]:
                self._objects += 1
                if self._objects > self._limits.objects:
                    what = "fields with a selection, those of a fragment wherever it is spread"
                    raise too_much("TOO_MANY_OBJECTS", what, self._limits.objects)
                self._selections(below, depth + 1)

    def _collect(self, node: Any, groups: dict[str, list[FieldNode]], spread: set[str], depth: int) -> None:
        if depth > self._limits.depth:
            raise too_much("TOO_DEEP", "selections within each other", self._limits.depth)
        for selection in node.selection_set.selections:
            self._directed(selection)
            if isinstance(selection, FieldNode):
                if selection.alias:
                    self._aliases += 1
                    if self._aliases > self._limits.aliases:
                        what = "aliases, those of a fragment wherever it is spread"
                        raise too_much("TOO_MANY_ALIASES", what, self._limits.aliases)
                group = groups.setdefault((selection.alias or selection.name).value, [])
                group.append(selection)
                if len(group) > self._limits.fields:
                    self._repeated(len(group))
            elif isinstance(selection, FragmentSpreadNode):
                name = selection.name.value
                if name not in spread and (fragment := self._fragments.get(name)):
                    spread.add(name)
                    self._reached.add(name)
                    self._directed(fragment)
                    self._collect(fragment, groups, spread, depth + 1)
            else:
                self._collect(selection, groups, spread, depth + 1)

    def _directed(self, node: Any) -> None:
        self._directives += len(node.directives or ())
        if self._directives > self._limits.directives:
            raise too_much(
                "TOO_MANY_DIRECTIVES", "directives, those of a fragment wherever it is spread", self._limits.directives
            )

    def _repeated(self, times: int) -> None:
        self._repetitions += times * (times - 1) // 2
        if self._repetitions > self._limits.repetitions:
            raise too_much("TOO_MANY_REPETITIONS", "repetitions of what stands in one place already", self._limits.repetitions)
