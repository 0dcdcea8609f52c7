"""Requests as GraphQL over HTTP has them: by GET or POST, checked, of bounded size."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs

import orjson
from graphql import GraphQLError
from starlette.types import Receive, Scope

from services.gateway.graph.document_ids import named

LARGEST: Final = 128 * 1024
"""Bytes of a request's body."""
IGNORED: Final = 1024 * 1024
"""Bytes of a body that is too large which are taken, not kept: a client that is cut off while it writes never reads why."""
JSON: Final = "application/json"
CODES: Final = {
    400: "BAD_REQUEST",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    413: "REQUEST_TOO_LARGE",
    414: "REQUEST_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
}
"""By status: what is wrong with a request, stable for ever."""


class Malformed(Exception):
    """The request is no GraphQL request."""

    def __init__(self, status: int, message: str, limit: int | None = None, **headers: str) -> None:
        super().__init__(message)
        self.status, self.limit, self.headers = status, limit, headers

    def told(self) -> GraphQLError:
        """The error as the client sees it, with the limit it broke where it is about one."""
        limit = {} if self.limit is None else {"limit": self.limit}
        return GraphQLError(str(self), extensions={"code": CODES[self.status], **limit})


@dataclass(frozen=True)
class Asked:
    """A GraphQL request."""

    query: str
    """The text of the document; empty where only its id was sent."""
    name: str | None
    variables: Mapping[str, Any]
    extensions: Mapping[str, Any] = field(default_factory=dict)
    document_id: str | None = None
    """The id of a trusted document."""

    @classmethod
    def read(cls, members: Any) -> "Asked":
        """Checks the members of a request. Raises Malformed."""
        if not isinstance(members, dict):
            raise Malformed(400, "A request is one JSON object; lists of requests are not served.")
        query, name, variables = members.get("query"), members.get("operationName"), members.get("variables")
        try:
            document_id = named(members)
        except ValueError as error:
            raise Malformed(400, str(error)) from None
        if not isinstance(query, str) and (query is not None or document_id is None):
            raise Malformed(400, "`query` must be the text of a document.")
        if name is not None and not isinstance(name, str):
            raise Malformed(400, "`operationName` must be a string.")
        for member in ("variables", "extensions"):
            if members.get(member) is not None and not isinstance(members[member], dict):
                raise Malformed(400, f"`{member}` must be an object.")
        return cls(query or "", name or None, variables or {}, members.get("extensions") or {}, document_id)


async def asked(scope: Scope, receive: Receive, headers: Mapping[str, str]) -> Asked:
    """The request that an HTTP message holds. Raises Malformed."""
    if scope["method"] == "GET":
        if len(scope["query_string"]) > LARGEST:
            raise Malformed(414, f"A request has at most {LARGEST} bytes.", LARGEST)
        return Asked.read(_parameters(scope["query_string"]))
    if scope["method"] != "POST":
        raise Malformed(405, "GraphQL is asked by GET or POST.", Allow="GET, POST")
    kind, *parameters = (part.strip() for part in headers.get("content-type", "").lower().split(";"))
    charsets = {part.removeprefix("charset=").strip('"') for part in parameters if part.startswith("charset=")}
    if kind != JSON or not charsets <= {"utf-8", "utf8"}:
        await _body(receive)
        raise Malformed(415, f"A request is {JSON} in UTF-8.", Accept=JSON)
    try:
        return Asked.read(orjson.loads(await _body(receive)))
    except orjson.JSONDecodeError:
        raise Malformed(400, "The body is not valid JSON.") from None


async def _body(receive: Receive) -> bytes:
    body, passed, more = bytearray(), 0, True
    while more and passed <= IGNORED:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Malformed(400, "The body ended early.")
        chunk = message.get("body", b"")
        more = message.get("more_body", False)
        passed += len(chunk)
        if passed <= LARGEST:
            body += chunk
    if passed > LARGEST:
        raise Malformed(413, f"A request has at most {LARGEST} bytes.", LARGEST, Connection="close")
    return bytes(body)


def _parameters(query_string: bytes) -> dict[str, Any]:
    try:
        found: dict[str, Any] = {name: values[0] for name, values in parse_qs(query_string.decode(), errors="strict").items()}
    except UnicodeDecodeError:
        raise Malformed(400, "The parameters are not in UTF-8.") from None
    try:
        return {name: orjson.loads(value) if name in ("variables", "extensions") else value for name, value in found.items()}
    except ValueError:
        raise Malformed(400, "`variables` and `extensions` must be JSON.") from None
