"""The description of a service's HTTP interface, with the schema of every command it takes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec.json import schema_components

from libs.events.handler import Done
from libs.events.intake import Batch
from libs.events.message import Command
from libs.events.problem import MEDIA_TYPE

_PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "required": ["type", "title", "status", "code", "message"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "description": "Stable for ever; branch on it."},
        "message": {"type": "string"},
        "field": {"type": "string"},
        "sendAgain": {
            "type": "boolean",
            "description": "True where nothing is wrong with the command: sent again later under its id, it may be done.",
        },
        "traceId": {"type": "string"},
    },
}
_HEADERS: Final[Sequence[dict[str, Any]]] = (
    {
        "name": "Idempotency-Key",
        "in": "header",
        "schema": {"type": "string", "format": "uuid"},
        "description": "The command's id.",
    },
    {"name": "If-Match", "in": "header", "schema": {"type": "string"}, "description": "The version the caller has seen."},
    {
        "name": "Occurred-At",
        "in": "header",
        "schema": {"type": "string", "format": "date-time"},
        "description": "When it happened in the field.",
    },
)


def describe(service: str, version: str, summary: str, commands: Mapping[str, type[Command]]) -> dict[str, Any]:
    """An OpenAPI 3.1 document."""
    ordered = sorted(commands.values(), key=lambda command: (command.aggregate(), command.named()))
    schemas, components = schema_components([Done, Batch, *ordered], ref_template="#/components/schemas/{name}")
    done, batch, *bodies = schemas
    paths: dict[str, Any] = {
        f"/commands/{command.named()}": {"post": _command(command, body, done)}
        for command, body in zip(ordered, bodies, strict=True)
    }
    paths["/commands"] = {"post": _batch(batch, done)}
    paths["/streams/{stream}"] = {"get": _stream()}
    paths["/health"] = {"get": _plain("That the process lives: its version, and how far its log has come.")}
    paths["/ready"] = {"get": _plain("Whether commands are taken, and how far the facts of other services have arrived.")}
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Tiga Pilar: {service}", "version": version, "description": summary},
        "security": [{"token": []}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": {**components, "Problem": _PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _command(command: type[Command], body: dict[str, Any], done: dict[str, Any]) -> dict[str, Any]:
    rights = ", ".join(f"{role.value} ({scope.value})" for role, scope in command.allowed.items())
    return {
        "operationId": command.named(),
        "tags": [command.aggregate()],
        "summary": (command.__doc__ or "").partition("\n")[0],
        "description": f"Allowed: {rights}.",
        "parameters": list(_HEADERS),
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {"200": {"description": "Done.", "content": {"application/json": {"schema": done}}}, **_refusals()},
    }


def _batch(batch: dict[str, Any], done: dict[str, Any]) -> dict[str, Any]:
    result = {
        "type": "object",
        "required": ["status"],
        "properties": {"status": {"type": "integer"}, "receipt": done, "problem": {"$ref": "#/components/schemas/Problem"}},
    }
    results = {"type": "object", "properties": {"results": {"type": "array", "items": result}}}
    return {
        "operationId": "batch",
        "tags": ["batch"],
        "summary": "Carry out several commands, each with its own result.",
        "requestBody": {"required": True, "content": {"application/json": {"schema": batch}}},
        "responses": {
            "200": {"description": "One result a command.", "content": {"application/json": {"schema": results}}},
            **_refusals(),
        },
    }


def _stream() -> dict[str, Any]:
    name = {"name": "stream", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "operationId": "stream",
        "tags": ["support"],
        "summary": "State, version and events of one stream, for support.",
        "parameters": [name],
        "responses": {"200": {"description": "The stream."}, **_refusals()},
    }


def _plain(summary: str) -> dict[str, Any]:
    return {"summary": summary, "tags": ["support"], "security": [], "responses": {"200": {"description": summary}}}


def _refusals() -> dict[str, Any]:
    problem = {"description": "A problem.", "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    return {"4XX": problem, "503": problem}
