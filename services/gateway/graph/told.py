"""Why an operation on a connection ended, as its client is told in its language: the payload of an `error` message."""

from typing import Any

from graphql import GraphQLError

from services.gateway.graph.errors import INTERNAL, failed, shown
from services.gateway.graph.execution import Refused
from services.gateway.graph.indonesian import WORDING
from services.gateway.graph.pool import TooLong, TooMuch, Unavailable

Told = list[dict[str, Any]]


def told(error: BaseException) -> Told:
    """Every error in words; what was not meant for clients is INTERNAL to them."""
    match error:
        case Refused():
            return [_said(each) for each in error.errors]
        case GraphQLError():
            return [_said(error)]
        case Unavailable():
            return [failed("UNAVAILABLE", "The data cannot be read at the moment; try again.")]
        case TooMuch():
            return [failed("TOO_MUCH", "This is more than can be answered at once; ask for less.")]
        case TooLong():
            return [failed("TOO_LONG", "This took too long and was stopped; ask for less.")]
        case _:
            return [failed("INTERNAL", INTERNAL)]


def _said(error: GraphQLError) -> dict[str, Any]:
    found = shown(error)
    return {**found, "message": WORDING.say(found["message"])}
