"""What a report tells is asked of the graph as any client would ask it, by a trusted document, page by page where it is long."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from msgspec import Struct

from libs.events.access import Actor
from services.gateway.graph.asked import Asked
from services.gateway.graph.documents import Document
from services.gateway.graph.endpoint import Gateway
from services.gateway.report.period import Period

NAME: Final = "ProgrammeReport"
LISTS: Final = ("courses", "inputs")
"""What comes in pages of a hundred; each is a variable of the document as well: the cursor after which it goes on."""


class Told(Struct, frozen=True):
    """A programme as the graph tells it, its long lists whole, and how far the logs had been read."""

    program: Mapping[str, Any]
    positions: Mapping[str, int]


class Unanswered(Exception):
    """The graph answered with errors, of which there should be none."""


@dataclass(frozen=True)
class Asker:
    """Who asks, by which document, on whose budget, and in what language."""

    gateway: Gateway
    document: Document
    actor: Actor
    client: str
    headers: Mapping[str, str]

    async def answer(self, variables: Mapping[str, Any]) -> Any:
        """The answer's members. Raises Unanswered, and whatever refuses or fails a request of the graph."""
        asked = Asked("", None, variables)
        operation = self.gateway.operation(asked, self.document, self.actor, self.client, self.headers)
        body = orjson.loads((await self.gateway.engine.answer(operation)).body)
        if body.get("errors"):
            raise Unanswered
        return body


async def ask(asker: Asker, program: str, period: Period) -> Told | None:
    """None where there is no such programme, or none for this caller.

    What comes on later pages may have been read at later positions. Raises Refused, GraphQLError, budgets.Throttled,
    pool.Unavailable, pool.TooLong, pool.TooMuch, Unanswered.
    """
    cursors: dict[str, str | None] = dict.fromkeys(LISTS)
    edges: dict[str, list[Any]] = {name: [] for name in LISTS}
    first: Told | None = None
    while True:
        body = await asker.answer({"program": program, **period.variables, **cursors})
        found = body["data"]["program"]
        if found is None:
            return None
        first = first or Told(found, body["extensions"]["positions"])
        more = False
        for name in LISTS:
            edges[name] += found[name]["edges"]
            cursors[name] = found[name]["pageInfo"]["endCursor"] or cursors[name]
            more |= found[name]["pageInfo"]["hasNextPage"]
        if not more:
            whole = {name: [edge["node"] for edge in edges[name]] for name in LISTS}
            return Told({**first.program, **whole}, first.positions)
