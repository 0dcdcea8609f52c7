"""Documents parsed and validated once: bounded, least recently used first out, invalid ones kept too."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoFragmentCyclesRule,
    OperationDefinitionNode,
    parse,
    validate,
)

from services.gateway.graph.cost import Price
from services.gateway.graph.limits import LIMITS, Limits, excess, too_much

V = TypeVar("V")

MAX_ERRORS = 20
SHAPES = 32
"""Prices kept of a document, whose operations differ in what their variables skip and include."""
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

    def __contains__(self, key: Hashable) -> bool:
        return key in self._items

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
    """A parsed document and what is wrong with it, if anything. `suggestions` lets errors name what exists."""

    def __init__(self, schema: GraphQLSchema, text: str, limits: Limits = LIMITS, *, suggestions: bool = False) -> None:
        self.text = text
        self.ast: DocumentNode | None = None
        self.errors: list[GraphQLError] = []
        self.trusted = False
        """Whether it was found among the trusted documents, rather than sent."""
        self.public = False
        """Whether, being trusted, it is for everybody."""
        self.prices: Lru[Price] = Lru(SHAPES, SHAPES, lambda _: 1)
        """What its operations cost, by name and by the variables that skip or include."""
        try:
            self.ast = _parsed(text, limits)
            self.errors = _refused(schema, self.ast, limits) or validate(
                schema, self.ast, max_errors=MAX_ERRORS, hide_suggestions=not suggestions
            )
        except GraphQLError as error:
            self.errors = [error]
        except RecursionError:
            self.errors = [too_much("TOO_DEEP", "selections within each other", limits.depth)]
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
    """The documents of one schema, within the limits."""

    def __init__(self, schema: GraphQLSchema, size: int = 500, *, limits: Limits = LIMITS, suggestions: bool = False) -> None:
        self._schema, self._limits, self._suggestions = schema, limits, suggestions
        self._kept: Lru[Document] = Lru(size, ROOM, lambda document: len(document.text))

    def __contains__(self, text: str) -> bool:
        """Whether the document is kept: then it costs nothing to look at again."""
        return text in self._kept

    def get(self, text: str) -> Document:
        return self._kept.get(text, lambda: Document(self._schema, text, self._limits, suggestions=self._suggestions))


def _parsed(text: str, limits: Limits) -> DocumentNode:
    """Raises GraphQLError."""
    try:
        return parse(text, max_lexical_tokens=limits.tokens, max_comments=limits.tokens)
    except GraphQLSyntaxError as error:
        if "nested too deeply" in error.message:
            raise too_much("TOO_DEEP", "selections within each other", limits.depth) from None
        if "contains more than" in error.message:
            raise too_much("TOO_MANY_TOKENS", "tokens", limits.tokens) from None
        raise


def _refused(schema: GraphQLSchema, document: DocumentNode, limits: Limits) -> list[GraphQLError]:
    """What rules a document out before it is validated, which takes time in the square of what is repeated in it."""
    if any(isinstance(definition, FragmentDefinitionNode) for definition in document.definitions) and (
        cycles := validate(schema, document, [NoFragmentCyclesRule], max_errors=MAX_ERRORS)
    ):
        return cycles
    found = excess(document, limits)
    return [found] if found else []
