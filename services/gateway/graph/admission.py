"""Whether an operation is carried out for its caller: by whose document it is, what it costs, and what the caller has spent."""

from math import ceil
from typing import Final

from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode, VariableValues

from libs.events.access import Actor
from libs.events.message import Role
from services.gateway.graph.budgets import Budgets
from services.gateway.graph.cost import Price, price_of, usual
from services.gateway.graph.documents import Document
from services.gateway.graph.limits import LIMITS, Limits, too_much
from services.gateway.graph.planner import shape

FREE: Final = frozenset({Role.HEADQUARTERS, Role.OPS})
"""Who may send documents of their own in production; the others run trusted ones."""
RATE: Final = 50_000
"""Units a second: a twentieth of a processor of the database."""
BURST: Final = 1_000_000
"""Units at once: a second of it."""
READ: Final = 5
"""Units for each character of a document that is not kept, and so to be parsed and validated."""
READ_MOST: Final = 100_000
PLANNED: Final = 1_000
"""Units for each selection of an operation whose plan is not kept."""


class Admission:
    """The rules of one gateway. `development` lets every role send documents of its own."""

    def __init__(self, limits: Limits = LIMITS, budgets: Budgets | None = None, *, development: bool = False) -> None:
        self.limits = limits
        self._budgets = Budgets(RATE, BURST) if budgets is None else budgets
        self._development = development

    def own(self, actor: Actor, client: str, text: str, *, known: bool) -> None:
        """The caller sends a document of its own, to be read unless it is `known`. Raises GraphQLError, budgets.Throttled."""
        if not self._development and actor.role not in FREE:
            message = f"For the role {actor.role.value} only trusted documents are carried out: send the id of one."
            raise GraphQLError(message, extensions={"code": "DOCUMENT_NOT_TRUSTED"})
        if not known:
            self._budgets.spend(client, min(READ * len(text), READ_MOST))

    def request(self, client: str, units: int) -> None:
        """A request of known cost. Raises budgets.Throttled."""
        self._budgets.spend(client, units)

    def operation(
        self,
        client: str,
        schema: GraphQLSchema,
        document: Document,
        operation: OperationDefinitionNode,
        variables: VariableValues,
        *,
        planned: bool,
        told: bool = False,
    ) -> int:
        """The operation's cost, which the client has then paid, as it has for planning what is not `planned` yet.

        What it asks about the schema is paid for where that is not `told` already. It counts towards no limit but one that grows
        with the schema, so that tools are answered however large that becomes. Raises GraphQLError for an operation that costs or
        asks too much, budgets.Throttled.
        """

        def make() -> Price:
            return price_of(schema, operation, document.fragments, variables)

        name = operation.name.value if operation.name else None
        price = document.prices.get((name, shape(variables.coerced)), make)
        if price.objects > self.limits.objects and not document.trusted:
            raise too_much("TOO_MANY_OBJECTS", "selections, one for each type they may stand for", self.limits.objects)
        if price.told and price.told > self.limits.tellings * usual(schema):
            raise too_much("TOO_MUCH_INTROSPECTION", "tellings of the whole schema", self.limits.tellings)
        cost = price.of(variables.coerced)
        if cost > self.limits.cost:
            message = f"An operation costs at most {self.limits.cost} units; this one would cost {cost}: ask for smaller pages."
            raise GraphQLError(message, extensions={"code": "COST_TOO_HIGH", "limit": self.limits.cost, "cost": cost})
        made = (0 if planned else PLANNED * price.objects) + (0 if told else ceil(price.told))
        self._budgets.spend(client, cost + made)
        return cost
