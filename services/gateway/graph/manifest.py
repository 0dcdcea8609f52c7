"""The project's own trusted documents, `services/gateway/documents/*.graphql`, written as one manifest."""

from pathlib import Path
from typing import Final

from graphql import OperationDefinitionNode, parse
from msgspec import json, to_builtins

from services.gateway.graph.document_ids import id_of
from services.gateway.graph.trusted import Entry, Manifest

SOURCES: Final = Path(__file__).parents[1] / "documents"
PUBLIC: Final = "# public\n"
"""The first line of a document that anybody may run."""


def text() -> str:
    """The manifest of `trusted.OWN`, a newline at its end."""
    entries = tuple(_entry(path.read_text()) for path in sorted(SOURCES.glob("*.graphql")))
    return json.format(json.encode(to_builtins(Manifest(operations=entries))), indent=2).decode() + "\n"


def _entry(source: str) -> Entry:
    body = source.removeprefix(PUBLIC).strip()
    (operation,) = (one for one in parse(body).definitions if isinstance(one, OperationDefinitionNode))
    assert operation.name, "a trusted document names its operation"  # noqa: S101 - these are our own files
    return Entry(
        id=id_of(body), name=operation.name.value, type=operation.operation.value, body=body, public=source.startswith(PUBLIC)
    )
