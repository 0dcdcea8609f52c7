"""Why an operation on a connection ended, as its client is told: the payload of an `error` message."""

from typing import Any

from graphql import GraphQLError

from services.gateway.graph.errors import INTERNAL, shown
from services.gateway.graph.execution import Refused
from services.gateway.graph.pool import TooLong, TooMuch, Unavailable

Told = list[dict[str, Any]]


def reason(code: str, message: str) -> Told:
    """One error of our own."""
    return [{"message": message, "extensions": {"code": code}}]


def told(error: BaseException) -> Told:
    """Every error in words; what was not meant for clients is INTERNAL to them."""
    match error:
        case Refused():
            return [dict(shown(each)) for each in error.errors]
        case GraphQLError():
            return [dict(shown(error))]
        case Unavailable():
            return reason("UNAVAILABLE", "The data cannot be read at the moment; try again.")
        case TooMuch():
            return reason("TOO_MUCH", "This is more than can be answered at once; ask for less.")
        case TooLong():
            return reason("TOO_LONG", "This took too long and was stopped; ask for less.")
        case _:
            return reason("INTERNAL", INTERNAL)
