"""A request may demand how far its data has come: it waits for that, not for ever, and is told how far things are."""

from collections.abc import Mapping
from typing import Any, Final

from graphql import GraphQLError

from services.gateway.graph.positions import Positions
from services.gateway.read_model.projection import SERVICES

MEMBER: Final = "atLeast"
"""The member of a request's `extensions`: `{"villages": 123}`, as receipts and `extensions.positions` tell positions."""
FARTHEST: Final = 2**63 - 1


class NotYet(GraphQLError):
    """The read model has not come as far as was demanded; nothing was executed."""

    def __init__(self, reached: Mapping[str, int]) -> None:
        """`reached`: by service demanded, how far it has come."""
        message = "The data has not come as far as atLeast demands; send the same request again."
        super().__init__(message, extensions={"code": "NOT_YET_VISIBLE", "positions": dict(reached)})


def demanded(extensions: Mapping[str, Any]) -> Mapping[str, int]:
    """The positions that a request's extensions demand, by service. Raises GraphQLError, its code AT_LEAST_INVALID."""
    found = extensions.get(MEMBER)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise _invalid("atLeast is an object of positions by service.")
    for service, position in found.items():
        if service not in SERVICES:
            raise _invalid(f"atLeast names a service that there is not; there are {', '.join(SERVICES)}.")
        if type(position) is not int or not 0 <= position <= FARTHEST:
            raise _invalid(f"A position is a whole number from 0 to {FARTHEST}.")
    return found


async def come(positions: Positions | None, wanted: Mapping[str, int], patience: float) -> None:
    """Waits until the read model shows these positions, at most `patience` seconds. Raises NotYet."""
    if not wanted or (positions is not None and await positions.all_reached(wanted, patience)):
        return
    now = positions.now if positions is not None else {}
    raise NotYet({service: now.get(service, 0) for service in wanted})


def _invalid(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "AT_LEAST_INVALID"})
