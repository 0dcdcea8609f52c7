"""Documents parsed and validated once: bounded, least recently used first out, invalid ones kept too."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    parse,
    validate,
)

V = TypeVar("V")

MAX_TOKENS = 4_000
MAX_ERRORS = 20
ROOM = 400_000
"""Characters of the documents kept: each takes up to 200 bytes of memory once it is parsed."""


class Lru(Generic[V]):
    """At most `size` values, and of a sum of weights of at most `room`; making one may raise, and then nothing is kept."""

    def __init__(self, size: int, room: int, weight: Callable[[V], int]) -> None:
        self.size, self.room = size, room
        self._weight, self._total = weight, 0
        self._items: OrderedDict[Hashable, V] = OrderedDict()

    def __len__(self) -> int:
        return len(self._items)

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """The value kept under the key, made now if there is none."""
        if key in self._items:
            self._items.move_to_end(key)
            return self._items[key]
        value = self._items[key] = make()
        self._total += self._weight(value)
        while len(self._items) > self.size or (self._total > self.room and len(self._items) > 1):
            _, oldest = self._items.popitem(last=False)
            self._total -= self._weight(oldest)
        return value


class Document:
    """A parsed document and what is wrong with it, if anything."""

    trusted = False
    """It stands in the manifest of trusted documents."""
    public = False
    """It is trusted, and anybody may run it, whoever they are."""

    def __init__(self, schema: GraphQLSchema, text: str) -> None:
        self.text = text
        self.ast: DocumentNode | None = None
        self.errors: list[GraphQLError] = []
        try:
            self.ast = parse(text, max_lexical_tokens=MAX_TOKENS, max_comments=MAX_TOKENS)
            self.errors = validate(schema, self.ast, max_errors=MAX_ERRORS, hide_suggestions=True)
        except GraphQLError as error:
            self.errors = [error]
        except RecursionError:
            self.errors = [GraphQLError("This document is nested too deeply.")]
        definitions = self.ast.definitions if self.ast else ()
        self.fragments = {d.name.value: d for d in definitions if isinstance(d, FragmentDefinitionNode)}
        self.operations = {d.name.value if d.name else None: d for d in definitions if isinstance(d, OperationDefinitionNode)}

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation of that name, or the only one. Raises GraphQLError."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        found = self.operations.get(name)
        if found is None or name is None:
            raise GraphQLError("Name one of the document's operations.")
        return found


class Documents:
    """The documents of one schema."""

    def __init__(self, schema: GraphQLSchema, size: int = 500) -> None:
        self._schema = schema
        self._kept: Lru[Document] = Lru(size, ROOM, lambda document: len(document.text))

    def get(self, text: str) -> Document:
        return self._kept.get(text, lambda: Document(self._schema, text))
