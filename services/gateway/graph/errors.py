"""Errors as clients see them: what was wrong with the request, never how we are built."""

import logging
from collections.abc import Iterable
from typing import Any, Final

import orjson
from graphql import GraphQLError, GraphQLFormattedError

from libs.events.telemetry import trace_id
from services.gateway.graph.indonesian import WORDING

log = logging.getLogger(__name__)

INTERNAL: Final = "Something went wrong here, not in your request."
LONGEST: Final = 500
"""Characters of a message: it may quote what was sent, which may be of any length."""
PROMISED: Final = "Cannot return null for non-nullable field "
"""How graphql-core, raising a plain TypeError, says that a promise of the schema is broken."""


def shown(error: GraphQLError) -> GraphQLFormattedError:
    """The error in the form of the specification. What a resolver did not mean to say is logged and replaced."""
    original = error.original_error
    told = original is None or isinstance(original, GraphQLError) or error.message.startswith(PROMISED)
    if error.path is not None and not told:
        log.error("a resolver failed at %s", error.path, exc_info=original)
        masked = GraphQLError(INTERNAL, error.nodes, path=error.path, extensions={"code": "INTERNAL"})
        return masked.formatted
    found = error.formatted
    if len(found["message"]) > LONGEST:
        found["message"] = f"{found['message'][: LONGEST - 1]}…"
    return found


def refusal(errors: Iterable[GraphQLError]) -> bytes:
    """The response to a request that was not executed: errors and no data."""
    return orjson.dumps({"errors": [shown(error) for error in errors]})


def failure(code: str, message: str) -> bytes:
    """The response to a request that failed through no fault of its own, in the language of the request."""
    return orjson.dumps({"errors": [failed(code, message)]})


def failed(code: str, message: str) -> dict[str, Any]:
    """One such error, with the trace by which operations find the request."""
    trace = trace_id()
    return {"message": WORDING.say(message), "extensions": {"code": code, **({"traceId": trace} if trace else {})}}
